"""The cases kept as data, each put to the law by the public command."""

import pytest

from tests.law.asking import ask, written
from tests.law.recorded import assessment_fits, decision_fits, fits, recorded, values_fit

CASES = [pytest.param(code, case, id=f"{code}: {case['name']}") for code, case in recorded()]


def put(folder, code, case):
    """A case put to the law, and whether the answer fits."""
    if "interest" in case:
        asked = [part for name, value in case["interest"].items() for part in (f"--{name}", value)]
        return ask("interest", code, *asked, "--json"), fits
    if "show" in case:
        status, answer = ask("show", code, "--on", case["show"], "--json")
        return (status, answer["values"]), values_fit
    if "lines" in case:
        return ask("assess", code, "--month", case["month"], "--lines", written(folder, case["lines"]), "--json"), assessment_fits
    status, answer = ask("decide", code, "--on", case["on"], "--facts", written(folder, [case["facts"]]), "--json")
    return (status, answer[0] if status == 0 else answer), decision_fits


@pytest.mark.parametrize(("code", "case"), CASES)
def test_the_law_decides_the_case_as_recorded(tmp_path, code, case):
    (status, answer), fitting = put(tmp_path, code, case)
    if "refused" in case:
        assert status == 1
        assert case["refused"] in str(answer)
    else:
        assert (status, fitting(case["expect"], answer)) == (0, True), answer
