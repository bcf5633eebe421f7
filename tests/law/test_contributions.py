"""Contributions by the public commands: what is open or refused, several employers, other currencies, credits in steps.

The figures of each scheme stand in `cases/`.
"""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mis.dates import parse_month
from mis.errors import Refusal
from mis.law.book import Book, read_book, shipped_texts
from mis.law.contributions import assess_lines
from mis.law.editions import SHAPES
from mis.law.terms import NUMBER, LawError, Scope, Term, constant
from tests.law.asking import ask, assessed, written

TEXTS = shipped_texts()
WAGE = {"wage": Term("number", pl.col("wage"), frozenset({"wage"}), 2, 12)}


def figures(row, *names):
    return tuple(row[name] for name in names)


def amended(code: str, *changes: tuple[str, str]) -> Book:
    """The book with one sheet changed, as a draft would change it."""
    text = TEXTS[code]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return read_book({code: text})


def assessed_by(book, scheme, month, *lines):
    rows = assess_lines(book, scheme, parse_month(month), list(lines))
    return {(row["line"], row["programme"]): row for row in rows}


@pytest.mark.parametrize(
    ("month", "programmes"),
    [
        ("2018-09", {"jp", "jht", "jkm", "jkk"}),
        ("2018-10", {"jp", "jht", "jkm", "jkk", "jkn"}),
        ("2021-02", {"jp", "jht", "jkm", "jkk", "jkn"}),
        ("2021-03", {"jp", "jht", "jkm", "jkk", "jkn", "jkp"}),
    ],
)
def test_indonesia_programmes_begin_on_their_own_days(tmp_path, month, programmes):
    rows = assessed(tmp_path, "id-bpjs", month, {"line": 1, "wage": "1000000", "risk_class": "I"})
    assert {programme for _, programme in rows} == programmes


def test_a_programme_whose_fact_is_not_known_stays_open_alone_and_names_only_what_would_settle_it(tmp_path):
    rows = assessed(tmp_path, "id-bpjs", "2025-06", {"line": 1, "wage": "30000000"})
    assert figures(rows[1, "jkk"], "employer", "total", "missing") == (None, None, ["risk_class"])
    assert rows[1, "jp"]["missing"] == []


def test_what_one_programme_gives_to_another_is_shown_and_paid_once(tmp_path):
    row = assessed(tmp_path, "id-bpjs", "2025-06", {"line": 1, "wage": "30000000", "risk_class": "I"})[1, "jkp"]
    assert figures(row, "state", "total", "recomposed") == ("66000", "66000", "42000")


def test_kenya_tells_flat_sums_from_tiers(tmp_path):
    kept = [{programme for _, programme in assessed(tmp_path, "ke-nssf", month, {"line": 1, "wage": 9000})}
            for month in ("2023-01", "2023-02")]  # fmt: skip
    assert kept == [{"flat"}, {"tier-1", "tier-2"}]


def test_a_benefit_is_no_scheme_of_contributions(tmp_path):
    lines = written(tmp_path, [{"line": 1, "wage": 700}])
    status, answer = ask("assess", "tl-social-pension", "--month", "2024-05", "--lines", lines, "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "not-a-scheme")


def test_another_currency_without_a_rate_is_refused_at_its_line(tmp_path):
    lines = written(tmp_path, [{"line": 1, "wage": 700}, {"line": 2, "wage": 700, "currency": "EUR"}])
    status, answer = ask("assess", "tl-general", "--month", "2024-05", "--lines", lines, "--json")
    assert (status, answer["errors"][0]["row"], answer["errors"][0]["field"]) == (1, 2, "currency")


RATE = ' {name="exchange", since=2024-01-01, by="currency", table={USD=4085.5, THB=118}, law="NSSF notice of January 2024"},\n'


def with_rate(line=RATE):
    return amended("kh-nssf", ("facts = [\n", "facts = [\n" + line))


def test_a_wage_in_dollars_is_converted_at_the_rate_of_its_month_which_the_result_shows():
    rows = assessed_by(
        with_rate(), "kh-nssf", "2024-01", {"line": 1, "wage": "200.10", "currency": "USD"}, {"line": 2, "wage": 700000}
    )
    assert rows[1, "pension"]["exchange"] == {
        "currency": "USD", "rate": "4085.5", "wage": "817509", "law": "NSSF notice of January 2024",
    }  # fmt: skip
    assert figures(rows[1, "pension"], "base", "employer", "worker") == ("817509", "16350", "16350")
    assert "exchange" not in rows[2, "pension"]


@pytest.mark.parametrize(
    ("month", "line", "code"),
    [
        ("2024-02", {"wage": "200", "currency": "USD"}, "currency"),
        ("2023-12", {"wage": "200", "currency": "USD"}, "currency"),
        ("2024-01", {"wage": "200", "currency": "EUR"}, "currency"),
        ("2024-01", {"wage": "200", "currency": ["USD"]}, "currency"),
        ("2024-01", {"wage": "many", "currency": "USD"}, "wrong-type"),
        ("2024-01", {"wage": None, "currency": "USD"}, "wrong-type"),
    ],
)
def test_a_rate_holds_for_its_month_and_its_currencies_alone(month, line, code):
    with pytest.raises(Refusal) as refused:
        assessed_by(with_rate(), "kh-nssf", month, line)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_rate_that_says_until_when_it_holds_serves_several_months():
    longer = with_rate(RATE.replace("since=2024-01-01", "since=2024-01-01, until=2024-03-31"))
    assert assessed_by(longer, "kh-nssf", "2024-03", {"wage": "100", "currency": "THB"})[1, "pension"]["base"] == "400000"
    with pytest.raises(Refusal):
        assessed_by(longer, "kh-nssf", "2024-04", {"wage": "100", "currency": "THB"})


PER_PERSON = (
    'name="ceiling_scope", since=2024-01-01, value="employer"',
    'name="ceiling_scope", since=2024-01-01, value="person"',
)


def shared(*wages, month="2025-01", person="M-1"):
    lines = [{"line": at, "wage": str(wage), "person": person, "employer": f"E-{at}"} for at, wage in enumerate(wages, 1)]
    rows = assessed_by(amended("zm-napsa", PER_PERSON), "zm-napsa", month, *lines)
    return [rows[at, "pension"]["base"] for at in range(1, len(wages) + 1)]


def test_a_ceiling_per_employer_counts_each_wage_by_itself(tmp_path):
    lines = [{"line": at, "wage": "30000", "person": "M-1", "employer": f"E-{at}"} for at in (1, 2)]
    rows = assessed(tmp_path, "zm-napsa", "2025-01", *lines)
    assert [rows[at, "pension"]["base"] for at in (1, 2)] == ["30000.00", "30000.00"]


def test_a_ceiling_per_person_is_shared_between_her_employers_in_proportion_to_the_last_unit():
    assert shared("30000", "30000") == ["17082.00", "17082.00"]
    assert shared("40000", "20000") == ["22776.00", "11388.00"]
    assert shared("20000", "20000", "20000.01") == ["11388.00", "11388.00", "11388.00"]
    assert shared("10000", "20000") == ["10000.00", "20000.00"]


def test_a_ceiling_per_person_is_open_where_nobody_says_whose_the_wage_is():
    lines = [{"line": 1, "wage": "30000"}, {"line": 2, "wage": "30000", "person": "M-2"}]
    rows = assessed_by(amended("zm-napsa", PER_PERSON), "zm-napsa", "2025-01", *lines)
    assert figures(rows[1, "pension"], "base", "missing") == (None, ["person"])
    assert rows[2, "pension"]["base"] == "30000.00"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.decimals(1, 90000, places=2), min_size=1, max_size=6))
def test_shares_of_a_ceiling_add_up_to_it_exactly(wages):
    bases = [Decimal(base) for base in shared(*wages)]
    assert sum(bases) == min(sum(wages), Decimal("34164.00"))
    assert all(base <= wage for base, wage in zip(bases, wages, strict=True))


STEPS = {"in_steps": "wage", "step": 500, "lowest": 5000, "highest": 35000, "reached_below": 250}


@settings(max_examples=100, deadline=None)
@given(st.decimals(0, 60000, places=2))
def test_a_credit_is_the_step_that_the_wage_reaches(wage):
    term = Scope(WAGE, SHAPES, 2).shape(STEPS)
    found = pl.DataFrame({"wage": pl.Series([wage], dtype=NUMBER)}).select(term.expr).item()
    reached = [credit for credit in range(5000, 35001, 500) if credit - 250 <= wage]
    assert found == max(reached, default=5000)


@pytest.mark.parametrize("change", [{"step": 0}, {"reached_below": 500}, {"lowest": 35500}, {"lowest": 5100}, {"step": "wage"}])
def test_steps_that_cannot_be_are_refused_when_the_law_is_read(change):
    with pytest.raises(LawError):
        Scope(WAGE, SHAPES, 2).shape({**STEPS, **change})


def test_the_scope_of_a_ceiling_is_one_of_two():
    names = WAGE | {"scope": constant("household"), "person": Term("text", pl.col("person"), frozenset({"person"}))}
    with pytest.raises(LawError, match="household"):
        Scope(names, SHAPES, 2).shape({"pooled": "wage", "within": 100, "over": "person", "scope": "scope"})
