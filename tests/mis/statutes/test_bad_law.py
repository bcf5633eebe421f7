"""Texts that must never become law: each is refused in words, at its row, and nothing is kept or executed."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mis.errors import Conflict, Forbidden, Refusal
from mis.law.book import shipped_texts
from mis.statutes import actions
from mis.statutes.checks import Held, checked
from mis.statutes.models import LawDraft
from tests import make

PENSION = shipped_texts("tl")["tl-social-pension"]
HELD = Held({}, "tl", lambda _code: frozenset())
AGE, SECOND = '{name="eligible_age"', '{name="second_age", since=2024-01-10, value=70,'
CONDITION = '{name="more", since=2024-07-01, %s, law="Decree-Law 9/2024"},\n]\namount = ['


def with_condition(body: str) -> str:
    """The social pension with one more condition."""
    return PENSION.replace("]\namount = [", CONDITION % body, 1)


def with_fact(body: str) -> str:
    """The social pension with one more fact worked out first."""
    return PENSION.replace("]\nconditions = [", f"{{name={body}}},\n]\nconditions = [", 1)


def with_amount(body: str) -> str:
    """The social pension with another last line of its arithmetic."""
    return PENSION.replace("\n]\n\n[periods]", f'\n {{name="pension", since=2024-07-01, {body}, law="x"}},\n]\n\n[periods]', 1)


WRONG = {
    # 167: what is no TOML, what would run, what is too large
    "167 nothing": ("", "the sheet does not say it"),
    "167 YAML": ("!!python/object/apply:os.system ['ls']", "not TOML"),
    "167 anchors": ("a: &a [x]\nb: &b [*a, *a]\n" * 9, "not TOML"),
    "167 JSON": ('{"code": "x"}', "not TOML"),
    "167 NUL": (PENSION.replace("value=57", "value=\0"), "not TOML"),
    "167 half a sign": (PENSION + "# \ud800", "not TOML"),
    "167 too large": (PENSION + "#" * 300_000, "at most 256 KB"),
    "167 nested": ("a = " + "[" * 5000 + "]" * 5000, "not TOML"),
    "167 nested some": ("periods = {a={b={c={d={e={f={g={h=1}}}}}}}}", "nested more than"),
    "167 expression": (with_amount("value=\"__import__('os').system('ls')\""), "not a number"),
    "167 huge figure": (with_amount("value=" + "9" * 5000), "not TOML"),
    "167 tiny exponent": (with_amount("value=1e-999999999"), "not TOML"),
    "167 no list": (PENSION.replace("amount = [", "amount = 5\nother = [", 1), "another kind of value"),
    "167 another word": (PENSION.replace("subject =", "run_at_load =", 1), "not a word of a sheet's head"),
    "167 code as a path": (PENSION.replace('code = "tl-social-pension"', 'code = "../../etc/passwd"'), "small letters"),
    "167 another country": (PENSION.replace('country = "TL"', 'country = "ID"'), "by the law of TL"),
    # 169: unknown names, units, division by nothing
    "169 unknown fact": (with_condition('of="height", at_least=3'), "unknown name “height”"),
    "169 unknown shape": (with_condition('of="age", about=3'), "exactly one shape"),
    "169 two shapes": (with_condition('of="age", at_least=3, at_most=5'), "exactly one shape"),
    "169 day with number": (with_condition('of="birth_date", at_least=60'), "cannot be compared"),
    "169 months with years": (with_condition('of="months_contributed", at_least="age"'), "months, years cannot be held"),
    "169 choice unknown": (with_condition('of="sex", none_of=["tall"]'), "“tall” is a value that sex never has"),
    "169 number beyond its fact": (with_condition('of="last_wage", at_least=999999999999999'), "not a number of law"),
    "169 division by nothing": (with_amount('round={divide=100, by=0}, mode="half up"'), "nothing can be divided by 0"),
    # 170: days
    "170 ends before it begins": (with_condition('until=2024-06-01, of="age", at_least=3'), "before it begins"),
    "170 two of one day": (
        PENSION.replace(AGE, '{name="eligible_age", since=2022-07-20, value=61, law="x"},\n ' + AGE, 1),
        "begins on the same day",
    ),
    "170 gap": (
        PENSION.replace(SECOND, SECOND.replace(", value", ", until=2024-03-31, value"), 1)
        .replace(' {name="third_age"', ' {name="second_age", since=2024-06-01, value=70, law="x"},\n {name="third_age"', 1),
        "gap: it is not in force from 2024-04-01 to 2024-05-31",
    ),
    "170 bands with a gap": (with_amount('by="age", bands=[{to=60, value=1}, {from=70, value=2}]'), "gap"),
    "170 bands that overlap": (with_amount('by="age", bands=[{to=60, value=1}, {from=50, value=2}]'), "overlap"),
    "170 a day that is none": (PENSION.replace("begins = 2022-07-20", "begins = 2022-02-31"), "not TOML"),
    "170 a day as text": (PENSION.replace("since=2022-07-20, value=60", 'since="soon", value=60', 1), "written as 2024-05-01"),
    # 172: circles
    "172 itself": (with_fact('"one", least=["one", 3]'), "one → one"),
    "172 each other": (
        with_fact('"one", least=["two", 3]}},\n {{name="two", least=["one", 3]'.replace("{{", "{").replace("}}", "}")),
        "one → two → one",
    ),
    # 174: figures that no amount may be
    "174 not rounded": (with_amount("value=0.005"), "not in the scheme's decimals"),
    "174 too small": (with_amount("value=0.00000000000000000001"), "not a number of law"),
    "174 negative": (with_amount("value=-1"), "not a number of law"),
    "174 too large": (with_amount("value=1000000000000"), "not a number of law"),
    "174 no number": (with_amount("value=nan"), "not TOML"),
    "174 without end": (with_amount("value=inf"), "not TOML"),
    "174 does not end": (with_amount('divide=100, by=3'), "last line of the amount is not a number"),
    # a value without any source
    "no citation": (with_fact('"one", value=1'), "citation is needed"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_text_that_is_no_law_is_refused_in_words(name):
    text, said = WRONG[name]
    assert text != PENSION
    with pytest.raises(Refusal) as refused:
        checked(text, HELD)
    told = " | ".join(problem.words() for problem in refused.value.problems)
    assert re.search(said, told), told
    assert all(problem.field == "text" for problem in refused.value.problems)


@pytest.mark.parametrize(
    "name", ["169 unknown fact", "169 choice unknown", "170 ends before it begins", "172 itself", "174 negative"]
)
def test_what_is_wrong_is_told_at_its_row(name):
    text, _said = WRONG[name]
    with pytest.raises(Refusal) as refused:
        checked(text, HELD)
    row = refused.value.problems[0].row
    assert row is not None
    assert text.splitlines()[row - 1] not in PENSION.splitlines()


def test_nothing_of_a_refused_text_is_kept(session):
    maker = make.by(session)
    with pytest.raises(Refusal):
        actions.make_draft(session, WRONG["169 unknown fact"][0], "x", maker)
    assert session.query(LawDraft).count() == 0


def test_171_a_line_that_has_decided_stays_and_is_followed(session):
    maker, sheet = make.by(session), checked(PENSION, HELD)
    actions.note_used(session, [(edition.digest, sheet.code) for edition in sheet.editions])
    with pytest.raises(Refusal, match="has decided claims"):
        make.law_draft(session, maker, PENSION.replace("value=57,", "value=58,"))
    with pytest.raises(Refusal, match="has decided claims"):
        make.law_draft(session, maker, "\n".join(line for line in PENSION.splitlines() if 'no_work_income", since' not in line))
    assert make.law_draft(session, maker).state == "draft"


def test_175_one_rise_takes_effect_once_on_a_day(session):
    maker = make.by(session)
    twice = make.law_draft(session, maker).text.replace(
        "value=90,", 'value=90, law="x"},\n {name="pension", since=2024-07-01, value=99,'
    )
    with pytest.raises(Refusal, match=r"same day|twice|overlap"):
        make.law_draft(session, maker, twice)


def test_176_nobody_approves_her_own_law_and_none_without_its_trial(session):
    maker, second = make.by(session, "supervisor"), make.by(session, "approver")
    draft = make.law_draft(session, maker)
    with pytest.raises(Conflict, match="has not been tried"):
        actions.submit_draft(session, draft.reference, maker)
    with pytest.raises(Conflict, match="draft"):
        actions.approve_draft(session, draft.reference, (draft.digest, ""), second)
    actions.record_trial(session, draft, {"on": "2024-05-31"}, maker)
    actions.submit_draft(session, draft.reference, maker)
    with pytest.raises(Forbidden):
        actions.approve_draft(session, draft.reference, (draft.digest, str(draft.trial_digest)), maker)


BROKEN = st.sampled_from(
    ['"', "[", "]", "{", "}", "=", ",", "\n", "since", "value=-1", "law=5", "name=[]", "1e400", "2024-13-40", "\t", "{}"]
)


@given(st.integers(0, len(PENSION)), st.integers(0, 40), BROKEN)
def test_whatever_is_typed_into_a_sheet_is_law_or_refused(place, length, typed):
    text = PENSION[:place] + typed + PENSION[place + length :]
    with suppress(Refusal):
        assert checked(text, HELD).code
