"""Every measurement runs, and gives the keys that programs read."""

import pytest

from tests.bench.benches import BENCHES, measure

KEYS = {"name", "n", "seconds", "median_seconds", "against", "against_seconds", "ratio", "goal", "met", "peak_mb"}


@pytest.mark.story
@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_a_measurement_gives_its_keys(bench, request):
    if bench.name == "law.decide":
        pytest.importorskip("openfisca_core", reason="installed by make bench alone")
    addresses = request.getfixturevalue("own_database") if bench.in_office else None
    result = measure(bench, 12, addresses).as_json()
    assert result.keys() >= KEYS
    assert result["name"] == bench.name
    assert result["n"] == 12
