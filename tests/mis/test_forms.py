"""What an officer types becomes clean values, or an error that names the field and what was found."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from mis.errors import Problem, Refusal
from mis.forms import error_links, form_problems
from mis.money import AMOUNT_MAX
from tests.mis.look_app import AnswerForm, make_app

ONCE = "k" * 22
GOOD = {"name": "Marcelina Lopo", "born-year": "1957", "sex": "woman", "works": "no", "once": ONCE}


@pytest.fixture(autouse=True)
def request_in() -> Iterator[None]:
    """A request in which forms can be read; the language is English."""
    with make_app().test_request_context():
        yield


def sent(**answers: str) -> AnswerForm:
    """The form as sent with these answers beside good ones."""
    form = AnswerForm(MultiDict(GOOD | {name.replace("__", "-"): answer for name, answer in answers.items()}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ana\u200b Bela\ufeff ", "Ana Bela"), ("Jose\u0301", "José"), ("လှ", "လှ"), ("O", "O"), ("ab\u202ecd", "abcd")],
)
def test_names_are_kept_as_written_without_what_nobody_sees(typed: str, kept: str) -> None:
    form = sent(name=typed)
    assert not form.name.errors
    assert form.name.data == kept


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "write at least one letter"), ("\u200b\u200d ", "write at least one letter"), ("123", "write at least one letter"),
        ("A\x00na", "not letters"), ("A\x1bna", "not letters"), ("Ana\nBela", "not letters"), ("\ud800", "not letters"),
        ("x" * 81, "at most 80 characters, it has 81"),
    ],
)  # fmt: skip
def test_names_that_cannot_be_names_are_refused(typed: str, found: str) -> None:
    form = sent(name=typed)
    assert len(form.name.errors) == 1
    assert str(form.name.errors[0]).startswith("Full name: ")
    assert found in form.name.errors[0]


def test_a_note_may_have_lines_but_no_control_characters() -> None:
    assert sent(note="one\r\ntwo").note.data == "one\r\ntwo"
    assert sent(note="one\x00").note.errors


@pytest.mark.parametrize(
    ("day", "month", "year", "kept"),
    [
        ("27", "3", "1957", (date(1957, 3, 27), "day")), ("", "3", "1957", (date(1957, 3, 1), "month")),
        ("", "", "1957", (date(1957, 1, 1), "year")), (" 09", "04 ", "1957", (date(1957, 4, 9), "day")),
    ],
)  # fmt: skip
def test_a_birth_may_have_no_known_day_or_month(day: str, month: str, year: str, kept: tuple) -> None:
    form = sent(born__day=day, born__month=month, born__year=year)
    assert not form.born.errors
    assert form.born.data == kept


@pytest.mark.parametrize(
    ("day", "month", "year", "found", "wrong"),
    [
        ("31", "2", "1984", "31 2 1984 is not in the calendar", {"day", "month", "year"}),
        ("9", "", "1957", "write the year, and the month", {"month"}),
        ("9", "4", "", "write the year", {"year"}),
        ("9", "4", "٢٠٠١", "“٢٠٠١” is not a number", {"year"}),
        ("9", "4", "57x", "“57x” is not a number", {"year"}),
        ("9", "4", "57", "the year 57 cannot be right", {"day", "month", "year"}),
        ("0", "4", "1957", "not in the calendar", {"day", "month", "year"}),
        ("", "", "", "write day, month and year", {"day", "month", "year"}),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_the_part_that_is_wrong(
    day: str, month: str, year: str, found: str, wrong: set
) -> None:
    form = sent(born__day=day, born__month=month, born__year=year)
    assert form.born.errors[0].startswith("Born: ")
    assert found in form.born.errors[0]
    assert {part.id.removeprefix("born-") for part in form.born.parts if part.wrong} == wrong
    assert form.born.data is None


def test_a_known_day_is_shown_in_its_parts() -> None:
    form = AnswerForm(data={"born": (date(1957, 1, 1), "year"), "since": date(2024, 5, 31)})
    assert [part.value for part in form.born.parts] == ["", "", "1957"]
    assert [part.value for part in form.since.parts] == ["31", "5", "2024"]


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [
        ("en", "6,804,510.00", "6804510.00"), ("en", "1234.5", "1234.50"), ("pt", "6 804 510,00", "6804510.00"),
        ("pt", "1234,5", "1234.50"), ("pt", "1234.5", "1234.50"), ("tet", "6\u00a0804,10", "6804.10"),
    ],
)  # fmt: skip
def test_amounts_are_exact_and_may_be_grouped_as_the_language_does(language: str, typed: str, kept: str) -> None:
    with make_app(language).test_request_context():
        form = sent(amount=typed)
        assert not form.amount.errors
        assert form.amount.data == Decimal(kept)
        assert str(form.amount.data) == kept


@pytest.mark.parametrize(
    "typed", ["3OO.00", "1,23,4.00", "1.234,50", "-5", "1e3", "١٢", "NaN", "1.005", f"{AMOUNT_MAX}", "1,234,5", "9" * 400]
)
def test_amounts_that_are_none_are_refused_and_shown_again(typed: str) -> None:
    form = sent(amount=typed)
    assert form.amount.errors[0].startswith("Total from the cover sheet, in USD: ")
    assert form.amount.data is None
    assert form.amount._value() == typed[:40]


@pytest.mark.parametrize("typed", ["2024-05", "5 2024", "05/2024", " 5-2024 "])
def test_months_are_read_in_both_orders(typed: str) -> None:
    assert sent(month=typed).month.data == date(2024, 5, 1)


@pytest.mark.parametrize("typed", ["2024-13", "13 2024", "May", "2024", "0 2024"])
def test_months_that_are_none_are_refused(typed: str) -> None:
    assert sent(month=typed).month.errors


@pytest.mark.parametrize("typed", ["30 9 2026", "30/09/2026", "2026-09-30", "30.9.2026"])
def test_a_single_day_is_read_in_the_order_of_the_language(typed: str) -> None:
    assert sent(on=typed).on.data == date(2026, 9, 30)


@pytest.mark.parametrize("typed", ["9 30 2026", "30 9", "31 2 2026", "tomorrow", "1 1 99999"])
def test_a_single_day_that_is_none_is_refused(typed: str) -> None:
    assert sent(on=typed).on.errors


def test_references_are_read_as_spoken_and_refused_when_one_sign_is_wrong() -> None:
    from mis.identifiers import written

    reference = written("CL", "5W3NQ8D0VK")
    assert sent(claim=reference.lower().replace("-", " ")).claim.data == reference
    wrong = sent(claim=reference.replace("5W3NQ", "5W3NR"))
    assert "is not a reference" in wrong.claim.errors[0]
    assert sent(claim="").claim.data == ""


@pytest.mark.parametrize(("field", "typed"), [("sex", "cat"), ("area", "atlantis"), ("works", "perhaps"), ("sex", "\x00")])
def test_only_offered_choices_are_taken(field: str, typed: str) -> None:
    assert "choose one of those offered" in sent(**{field: typed})[field].errors[0]


@pytest.mark.parametrize(("typed", "answer"), [("yes", True), ("no", False), ("unknown", None)])
def test_a_fact_is_so_or_not_or_not_known(typed: str, answer: bool | None) -> None:
    form = sent(works=typed)
    assert not form.works.errors
    assert form.works.answer is answer


def test_each_opened_form_has_its_own_key_and_a_foreign_one_is_refused() -> None:
    assert AnswerForm().once.data != AnswerForm().once.data
    assert sent(once="x").once.errors
    assert not sent().errors


def test_what_the_office_refuses_stands_at_its_field_and_the_rest_above() -> None:
    form = sent()
    refusal = Refusal(
        Problem("name", "Name: “%(found)s” is known already", values={"found": "Ana"}),
        Problem(None, "Nothing fits"),
        Problem("other", "Far"),
    )
    form_problems(form, refusal)
    assert error_links(form) == [("", "Nothing fits"), ("", "Far"), ("name", "Name: “Ana” is known already")]
    assert error_links(None, [Problem(None, "no number", row=17)]) == [("", "Line 17: no number")]
