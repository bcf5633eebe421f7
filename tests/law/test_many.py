"""One law for one claim and for a million: a claim alone and among many gives the same result."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mis.law import decision
from mis.law.book import read_book, shipped_texts
from mis.law.contributions import assess_lines
from mis.law.decision import decide, decide_claims
from mis.law.facts import gather

BOOK = read_book(shipped_texts())
DAY = st.dates(date(1930, 1, 1), date(2024, 12, 31)).map(date.isoformat)
YES_NO = st.booleans()
INCOME = st.decimals(0, 1000, places=2).map(str)


def some_facts(**facts):
    """Claims with any of the facts left out, or not known."""
    return st.fixed_dictionaries({}, optional={name: st.none() | values for name, values in facts.items()})


PENSION = some_facts(birth_date=DAY, contributory_pension=YES_NO, work_income=YES_NO, permanent_incapacity=YES_NO)
MEMBER = some_facts(income_monthly=INCOME, citizen=YES_NO)
HOUSEHOLD = some_facts(
    registered_on=st.sampled_from(["2015-01-01", "2020-03-31", "2020-04-01"]), members=st.lists(MEMBER, max_size=4)
)
MONTH = st.dates(date(2020, 1, 1), date(2025, 12, 31)).map(lambda day: f"{day:%Y-%m}")
DISMISSED = some_facts(
    dismissed_on=st.sampled_from(["2020-12-31", "2021-02-02", "2023-03-01", "2025-02-06", "2025-02-07"]),
    end_reason=st.sampled_from(["dismissal", "resignation"]),
    last_wage=st.decimals(0, 9_000_000, places=6).map(str),
    months=st.lists(some_facts(month=MONTH), max_size=30),
)
SETS = {"tl-social-pension": PENSION, "tl-household-transfer-2020": HOUSEHOLD, "id-jkp": DISMISSED}
CLAIMS = st.sampled_from(sorted(SETS)).flatmap(
    lambda code: st.tuples(st.just(code), st.lists(SETS[code], min_size=1, max_size=6))
)


@settings(max_examples=40, deadline=None)
@given(CLAIMS, st.sampled_from([date(2020, 5, 1), date(2022, 7, 19), date(2023, 5, 10), date(2024, 1, 10), date(2025, 4, 1)]))
def test_one_claim_alone_equals_the_same_claim_among_many(drawn, on):
    code, claims = drawn
    together = decide_claims(BOOK, code, on, claims)
    assert together == [decide_claims(BOOK, code, on, [claim])[0] for claim in claims]


@settings(max_examples=20, deadline=None)
@given(CLAIMS, st.sampled_from([date(2022, 7, 19), date(2024, 1, 10), date(2025, 4, 1)]))
def test_a_register_in_slices_is_decided_as_at_once(drawn, on):
    code, claims = drawn
    sheet = BOOK.sheet(code)
    cases, items = gather(sheet.facts, claims, {"claim_date": on})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(decision, "SLICE", 2)
        sliced = decide(sheet, cases, items)
    assert sliced.equals(decide(sheet, cases, items))


def test_numbers_enter_in_any_exact_type():
    sheet = BOOK.sheet("id-jkp")
    months = [{"month": f"{year}-{month:02}"} for year in (2021, 2022) for month in range(1, 13)]
    claim = {"dismissed_on": "2023-01-01", "end_reason": "dismissal", "last_wage": "4000000", "months": months}
    cases, items = gather(sheet.facts, [claim], {"claim_date": date(2023, 1, 2)})
    smaller = cases.with_columns(pl.col("last_wage").cast(pl.Int32), pl.col("end_reason").cast(pl.Enum(["dismissal", "other"])))
    decided = decide(sheet, smaller, items)
    assert decided["granted"].to_list() == [True]
    assert decided.equals(decide(sheet, cases, items))


@settings(max_examples=40, deadline=None)
@given(CLAIMS, st.sampled_from([date(2022, 7, 19), date(2023, 5, 10), date(2024, 1, 10), date(2025, 4, 1)]))
def test_the_set_wise_path_agrees_with_the_explained_one(drawn, on):
    code, claims = drawn
    sheet = BOOK.sheet(code)
    cases, items = gather(sheet.facts, claims, {"claim_date": on})
    rows = decide(sheet, cases, items).to_dicts()
    for row, told in zip(rows, decide_claims(BOOK, code, on, claims), strict=True):
        assert row["granted"] == told["granted"]
        assert row["digest"] == told["digest"]
        if told["granted"]:
            assert row["amount"] == Decimal(told["amount"])
            assert row["total"] == (None if told["total"] is None else Decimal(told["total"]))
        else:
            assert row["amount"] is None


def test_claims_of_several_days_are_each_decided_by_their_own_law():
    sheet = BOOK.sheet("tl-social-pension")
    cases, _ = gather(sheet.facts, [{"birth_date": "1950-01-01", "contributory_pension": False, "work_income": False}] * 3, {})
    days = pl.Series("claim_date", [date(2024, 1, 9), date(2022, 7, 19), date(2024, 1, 10)])
    decided = decide(sheet, cases.with_columns(days), {})
    assert decided["amount"].to_list() == [Decimal(57), None, Decimal(80)]
    assert decided["granted"].to_list() == [True, None, True]
    assert decided["digest"].n_unique() == 3


def test_a_hundred_thousand_pensions_are_decided_in_their_order():
    sheet, count = BOOK.sheet("tl-social-pension"), 100_000
    cases = pl.DataFrame({"case": pl.int_range(count, dtype=pl.UInt32, eager=True)}).with_columns(
        (pl.date(1924, 5, 1) + pl.duration(days=pl.col("case") % 14600)).alias("birth_date"),
        pl.lit(False).alias("contributory_pension"),
        pl.lit(False).alias("work_income"),
        pl.lit(None, dtype=pl.Boolean).alias("permanent_incapacity"),
        pl.lit(date(2024, 5, 2)).alias("claim_date"),
    )
    decided = decide(sheet, cases, {})
    assert decided["case"].to_list() == list(range(count))
    born = cases["birth_date"]
    expected = [Decimal(100 if day < date(1944, 6, 1) else 80 if day < date(1954, 6, 1) else 60) for day in born.to_list()]
    assert decided["amount"].to_list() == expected


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        some_facts(wage=st.decimals(0, 99_999_999, places=2).map(str), risk_class=st.sampled_from(["I", "V"])),
        min_size=1,
        max_size=5,
    )
)
def test_one_wage_line_alone_equals_the_same_line_among_many(lines):
    numbered = [{"line": at, **line} for at, line in enumerate(lines)]
    together = assess_lines(BOOK, "id-bpjs", date(2025, 6, 1), numbered)
    alone = [row for line in numbered for row in assess_lines(BOOK, "id-bpjs", date(2025, 6, 1), [line])]
    assert together == alone
