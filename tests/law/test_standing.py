"""What holds of every shipped law: one claim is decided as among many, in any order, exactly, and more is never less."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mis.law
from mis.law.book import names_in, read_book, shipped_texts
from mis.law.contributions import PASSING
from mis.law.decision import decide, decide_claims, evaluate
from mis.law.facts import Fact, catalogue, gather
from mis.law.terms import NUMBER
from tests.law.mutations import CASES

BOOK = read_book(shipped_texts())
BENEFITS = sorted(code for code, sheet in BOOK.sheets.items() if sheet.kind == "benefit")
DECIDING = [code for code in BENEFITS if BOOK.sheets[code].status != "incomplete"]


def drawn(fact: Fact, chance: random.Random) -> Any:
    """A value that a fact may have, or that it is not known."""
    if chance.random() < 0.1:
        return None
    if fact.fields:
        return [{each.name: drawn(each, chance) for each in fact.fields} for _ in range(chance.randrange(4))]
    if fact.type in ("date", "month"):
        day = date(1930, 1, 1) + timedelta(days=chance.randrange(36_000))
        return f"{day:%Y-%m}" if fact.type == "month" else day.isoformat()
    if fact.type == "number":
        most = min(int(fact.most), chance.choice([1, 30, 500, 10**6]))
        return str(chance.randrange(most + 1))
    if fact.type == "text":
        return f"P-{chance.randrange(10**6)}"
    return chance.random() < 0.5 if fact.type == "boolean" else chance.choice(fact.choices)


def claims_for(code: str, count: int, seed: int = 7) -> list[dict]:
    """So many claims for a benefit, the recorded ones among them."""
    chance, sheet = random.Random(seed), BOOK.sheets[code]
    made = [{fact.name: drawn(fact, chance) for fact in sheet.facts} for _ in range(count)]
    return [*(case["facts"] for case in CASES.get(code, []) if "facts" in case), *made][:count]


@pytest.mark.parametrize("code", BENEFITS)
def test_a_claim_alone_is_decided_as_among_many_and_in_any_order(code):
    claims, on = claims_for(code, 40), BOOK.sheets[code].editions[-1].since
    together = decide_claims(BOOK, code, on, claims)
    assert [decide_claims(BOOK, code, on, [claim])[0] for claim in claims] == together
    order = random.Random(3).sample(range(len(claims)), len(claims))
    assert decide_claims(BOOK, code, on, [claims[at] for at in order]) == [together[at] for at in order]


COLUMNS: dict[str, Any] = {"granted": pl.Boolean, "amount": NUMBER, "total": NUMBER}


def as_columns(result: dict) -> tuple:
    """A decided claim as the columns of a decision hold it: amounts only where it is granted."""
    paid = [result[name] if result["granted"] else None for name in ("amount", "total")]
    return result["granted"], *(None if amount is None else Decimal(amount) for amount in paid)


def set_wise(code: str, count: int) -> None:
    """Many claims decided as columns agree with the same claims told one by one."""
    sheet, on, few = BOOK.sheets[code], BOOK.sheets[code].editions[-1].since, claims_for(code, 200)
    told = decide_claims(BOOK, code, on, few)
    cases, items = gather(sheet.facts, few, {"claim_date": on})
    many = pl.DataFrame({"copy": pl.int_range(count // len(few), eager=True)}).join(cases, how="cross")
    many = many.with_columns((pl.col("copy") * len(few) + pl.col("case")).cast(pl.UInt32).alias("whole"))
    places = many.select("whole", "case")
    rows = {name: places.join(frame, on="case").drop("case").rename({"whole": "case"}) for name, frame in items.items()}
    decided = decide(sheet, many.drop("case", "copy").rename({"whole": "case"}), rows)
    assert decided["case"].to_list() == list(range(count))
    expected = pl.DataFrame([as_columns(result) for result in told], schema=COLUMNS, orient="row")
    assert decided.select(*COLUMNS).equals(pl.concat([expected] * (count // len(few))))


@pytest.mark.parametrize("code", BENEFITS)
def test_ten_thousand_are_decided_as_each_alone(code):
    set_wise(code, 10_000)


@pytest.mark.prove
@pytest.mark.parametrize("code", BENEFITS)
def test_a_million_are_decided_as_each_alone(code):
    set_wise(code, 1_000_000)


PENSIONS = [
    code
    for code in DECIDING
    if BOOK.sheets[code].branch == "old-age" and "months_contributed" in {fact.name for fact in BOOK.sheets[code].facts}
]


@pytest.mark.parametrize("code", PENSIONS)
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 600), st.integers(1, 60), st.integers(0, 2_000_000), st.integers(0, 1_000_000))
def test_more_contributions_never_lower_a_pension(code, months, more, wage, seed):
    [claim] = claims_for(code, 1, seed) if not CASES.get(code) else [random.Random(seed).choice(CASES[code])["facts"]]
    claim = claim | {"average_wage": str(wage)} if "average_wage" in claim else claim
    longer = [claim | {"months_contributed": str(count)} for count in (months, months + more)]
    for edition in BOOK.sheets[code].editions:
        less, greater = decide_claims(BOOK, code, edition.since, longer)
        if less["granted"]:
            assert greater["granted"]
            assert Decimal(less["amount"]) <= Decimal(greater["amount"])


def test_a_line_looks_only_at_the_catalogue_and_at_earlier_lines_and_nests_two_deep_at_most():
    for sheet in BOOK.sheets.values():
        for edition in sheet.editions:
            seen = set(catalogue()) | {"payment", "period_from", "period_to", "for_life"}
            for line in edition.lines:
                assert {name.partition(".")[0] for name in edition.plan[line.name].asks} <= seen, f"{sheet.code} {line.name}"
                seen.add(line.name)


def test_every_fact_of_the_catalogue_is_asked_by_some_law():
    asked = {fact.name for sheet in BOOK.sheets.values() for fact in sheet.facts} | {"claim_date", *PASSING}
    assert set(catalogue()) - asked == set()
    fields = {name for sheet in BOOK.sheets.values() for line in sheet.lines for name in names_in(line.body)}
    assert {each.name for fact in catalogue().values() for each in fact.fields} - fields <= {"person"}


def test_there_is_no_float_in_the_law():
    for path in Path(str(mis.law.__file__)).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "float(" not in text, path.name
        assert "Float" not in text, path.name
        assert ".mean(" not in text, path.name


@pytest.mark.parametrize("code", DECIDING)
def test_no_column_of_a_decision_is_a_float(code):
    sheet, on = BOOK.sheets[code], BOOK.sheets[code].editions[-1].since
    cases, items = gather(sheet.facts, claims_for(code, 20), {"claim_date": on})
    assert not any(dtype.is_float() for dtype in decide(sheet, cases, items).schema.dtypes())
    for edition in sheet.editions:
        worked = evaluate(edition, ("facts", "conditions"), cases.lazy(), items)
        assert not any(dtype.is_float() for dtype in worked.collect_schema().dtypes())
