"""Bad input never gives a 5xx, never leaves anything half-written, and never keeps the next honest request from working."""

import uuid
from collections.abc import Iterator

import pytest

from mis.embedded import Addresses
from tests.bad_inputs import addresses as asked_addresses
from tests.bad_inputs import api, contributions, door, jobs, registration, watched
from tests.bad_inputs.elsewhere import ELSEWHERE
from tests.bad_inputs.live import Live, Row, everything
from tests.conftest import clone, drop

EVERY = (registration, contributions, api, door, asked_addresses, jobs, watched)
ROWS: list[Row] = [row for section in EVERY for row in section.ROWS]
ASKED = {
    *(f"A{number}" for number in (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 19, 20, 26, 27, 29, 30)),
    *(f"C{number}" for number in (59, 60, 61, 62)),
    *(f"E{number}" for number in (105, 106, 107, 109, 110, 111, 112, 114, 115, 116, 117, 119, 120)),
    *(f"F{number}" for number in (121, 122, 124, 125, 126, 127, 129, 130, 131, 132, 134, 135, 136, 137, 139, 140)),
    *(f"H{number}" for number in (159, 160, 161, 162, 164, 165, 166)),
    *(f"J{number}" for number in (179, 180, 181, 182, 184, 185, 186, 187, 189, 190, 191, 192)),
}


@pytest.fixture(scope="module")
def live(addresses: Addresses, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The office on which everything is tried, one thing after another."""
    name = f"bad_inputs_{uuid.uuid4().hex[:12]}"
    made = Live(clone(addresses, name, template), tmp_path_factory.mktemp("var"))
    yield made
    made.close()
    drop(addresses, name)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number} {row.what}")
def test_bad_input(row: Row, live: Live) -> None:
    before = live.counts()
    live.statuses.clear()
    answers = everything(row.send(live))
    assert answers
    for answer in answers:
        assert answer.status_code in row.expect, f"{answer.status_code}: {answer.get_data(as_text=True)[:600]}"
        assert row.says in answer.get_data(as_text=True)
    assert [status for status in live.statuses if status >= 500 and status not in row.expect] == []
    if not row.writes:
        assert live.counts() == before
    assert live.wrong() == []


def test_every_row_of_the_list_is_tried_or_says_why_it_is_not() -> None:
    tried = {row.number for row in ROWS}
    assert tried & set(ELSEWHERE) == set()
    assert tried | set(ELSEWHERE) == ASKED


@pytest.mark.parametrize("number", sorted(ELSEWHERE))
def test_what_is_proved_elsewhere_names_a_file_that_exists(number: str) -> None:
    from tests.conftest import ROOT

    for path in ELSEWHERE[number].files:
        assert (ROOT / path).is_file(), path
    assert ELSEWHERE[number].why
