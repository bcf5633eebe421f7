"""No number and no date of a shipped law can change without a recorded case noticing."""

from zlib import crc32

import pytest

from mis.law.book import read_book, shipped_texts
from tests.law.mutations import CASES, is_as_recorded, is_noticed, mutations_of

BOOK = read_book(shipped_texts())
CODES = sorted(BOOK.sheets)
SAMPLE = 16  # one change in so many is tried in every run, always the same ones; all of them by make prove


@pytest.mark.parametrize("code", CODES)
def test_every_sheet_has_cases_which_it_decides_as_recorded(code):
    assert CASES.get(code)
    assert all(is_as_recorded(BOOK, code, case) for case in CASES[code])


@pytest.mark.parametrize("code", CODES)
def test_some_changes_of_a_number_or_date_are_noticed(code):
    chosen = [each for each in mutations_of(BOOK.sheets[code]) if crc32(str(each).encode()) % SAMPLE == 0]
    assert [str(each) for each in chosen if not is_noticed(BOOK, each)] == []


@pytest.mark.prove
@pytest.mark.parametrize("code", CODES)
def test_every_change_of_a_number_or_date_is_noticed(code):
    assert [str(each) for each in mutations_of(BOOK.sheets[code]) if not is_noticed(BOOK, each)] == []
