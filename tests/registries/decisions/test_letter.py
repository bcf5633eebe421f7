"""What a decision's letter says to the person: reasons in sentences, the office's own periods, on one page."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from mis.law.book import Book, read_book, shipped_texts
from mis.law.decision import decide_claims
from mis.law.explain import explain
from mis.letters.desk import Addressee, Desk
from mis.printing import Institution, Items, Letter, Signatory, print_letter
from registries.decisions.letter import Decided, Payee, decided
from tests.law.recorded import recorded

BOOK = read_book(shipped_texts("TL"))
OFFICE = "National Institute of Social Security (a demonstration)"
DESK = Desk(
    date(2024, 5, 14), Institution(OFFICE, ("Díli, Timor-Leste",)), Signatory("The Director", OFFICE),
    {1: ("Maliana office", "Maliana, Bobonaro.")}, {}, 30, 30,
)  # fmt: skip
ENTITLED = {"birth_date": "1953-03-04", "contributory_pension": False, "work_income": False, "permanent_incapacity": False}
NOT_ENTITLED = ENTITLED | {"birth_date": "1973-03-04", "contributory_pension": True, "work_income": True}


def written(claim: dict, language: str = "en", desk: Desk = DESK, code: str = "tl-social-pension", law: Book = BOOK) -> Letter:
    """The letter about a claim, for the social pension when nothing else is said."""
    [result] = json.loads(json.dumps(decide_claims(law, code, date(2024, 5, 7), [claim])))
    to = Addressee("PE-TEST", "Celestina Ermelinda Carvalho Oliveira", ("Maliana, Bobonaro",), language)
    told = explain(law, result, language)
    payee = Payee(to.name, "bank", "LORITLDD", "6430615794")
    award = "AW-SNJF3-NXQ5C-D6" if result["outcome"] == "granted" else None
    case = Decided("CL-BAP5M-6WVST-9A", 1, date(2024, 5, 7), result, told, date(2024, 1, 10), payee, award)
    return replace(decided(desk, to, case), number="2024/000088", code="2024/000088 99ff755f27023ab8")


def pages(letter: Letter) -> list[str]:
    """The words of each page, spaces and lines made one."""
    read = pypdfium2.PdfDocument(BytesIO(print_letter(letter)))
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in read]


def test_a_refusal_says_why_in_full_sentences():
    english, portuguese = written(NOT_ENTITLED), written(NOT_ENTITLED, "pt")
    assert [block.texts for block in english.blocks if isinstance(block, Items)] == [
        (
            "You are 51 years old. This pension is for people aged 60 or over, and for adults who can never work. (DL 19/2008)",
            "You receive a contributory pension. (DL 53/2022)",
            "You have income from work. (1st amendment of DL 53/2022)",
        )
    ]
    assert "Recebe uma pensão contributiva. (DL 53/2022)" in pages(portuguese)[0]


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("claim", [ENTITLED, NOT_ENTITLED])
def test_a_normal_decision_fits_one_page(claim, language):
    assert len(pages(written(claim, language))) == 1


def test_whatever_the_length_nobody_signs_alone_on_a_page():
    letter = written(NOT_ENTITLED)
    for more in range(0, 40, 3):
        lines = tuple(f"line {at}" for at in range(more))
        longer = replace(letter, recipient=replace(letter.recipient, address=lines))
        assert "Questions?" in pages(longer)[-1], more


def test_the_periods_are_those_of_the_office():
    desk = replace(DESK, appeal_days=15, report_days=10)
    [page] = pages(written(ENTITLED, desk=desk))
    assert "within 15 days: the last day is 29 May 2024" in page
    assert "within 10 days when something changes" in page


def test_the_same_amount_is_not_announced_as_a_new_one():
    old = pages(written(ENTITLED | {"birth_date": "1940-03-04"}))[0]
    assert "Due each month from May 2024 100.00" in old
    assert "From March" not in old


def recorded_letter(code: str, law: Book) -> str:
    """The words of the letter about the first case of a sheet that is granted."""
    told = (case["facts"] for which, case in recorded() if which == code and case["expect"].get("amount"))
    return " ".join(pages(written(next(told), code=code, law=law)))


def test_what_is_paid_once_by_the_day_or_twice_a_month_is_said_so_and_what_is_shared_is_told_person_by_person():
    law = read_book(shipped_texts())
    by_day = recorded_letter("zz-maternity", law)
    assert "each day, from" in by_day
    assert "Due for 84 days from" in by_day
    shared = recorded_letter("kh-survivors", law)
    assert "twice a month, half each time" in shared
    assert "ana: KHR 29,167" in shared
    assert "How it is shared" not in by_day
    lump = shipped_texts()["kh-survivors"].replace('per = "month"', 'per = "once"')
    once = read_book({"kh-survivors": lump.replace('frequency = "twice a month"', "once = true")})
    assert "Due once, in April 2024 175,000" in recorded_letter("kh-survivors", once)
