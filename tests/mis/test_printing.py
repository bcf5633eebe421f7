"""What a letter owes its reader: the words, the reasons, the sum, the appeal; and that no name can forge or break it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from mis.errors import Refusal
from mis.printing import (
    ConditionLine,
    Envelope,
    Institution,
    Letter,
    Panel,
    Recipient,
    Signatory,
    StepLine,
    Tables,
    as_json,
    available,
    compose,
    from_json,
    print_letter,
)
from mis.printing.fonts import drawable
from mis.printing.templates import LETTERS, fixed_words, known_places, places_of, read_template

KINDS = ("award", "coverage", "receipt", "refusal", "suspension")
CODE = "https://office.example/letters/check/8D0VK-5W3NQ"
VALUES = {
    "person": "Nguyễn Thị O'Brien da Conceição",
    "identifier": "0412 8871",
    "benefit": "Social pension",
    "claim": "CL-5W3NQ-8D0VK-7T",
    "award": "AW-8D0VK-5W3NQ-2K",
    "claimed_on": date(2024, 5, 2),
    "decided_on": date(2024, 5, 20),
    "decide_by": date(2024, 6, 20),
    "start": date(2024, 6, 1),
    "amount": "USD 60.00",
    "per": "each month",
    "reason": "No life certificate reached us.",
    "provision": "Decree-Law 19/2008, art. 12",
    "heard_by": date(2024, 5, 31),
    "edition": "Decree-Law 3/2024, digest 9f31 c07a",
    "law_on": date(2024, 5, 2),
    "officer": "V. R. Belchior",
    "office": "Ermera",
    "office_address": "Vila Gleno.",
    "appeal_by": date(2024, 6, 19),
    "appeal_days": "30 days",
    "appeal_body": "the President of the Institute",
    "appeal_how": "Hand it in at any office.",
    "report_days": "30 days",
    "cost": "You pay no share of the cost.",
}
TABLES = Tables(
    conditions=(
        ConditionLine("At least 60 years old", "65 years", "met", "Decree-Law 19/2008, art. 4"),
        ConditionLine("No other pension", "Old-age pension since 2022", "notmet", "Decree-Law 19/2008, art. 6"),
        ConditionLine("Alive", "No certificate", "open", "Decree-Law 19/2008, art. 12"),
    ),
    arithmetic=(
        StepLine("At 60 to 69 years", "USD 60.00", "Decree-Law 3/2024, art. 2"),
        StepLine("In all", "USD 60.00", "", True),
    ),
    payment=(("method", "Bank"), ("account", "•••• 418")),
    documents=("Electoral card",),
)


def letter(kind: str = "award", language: str = "en", values: dict | None = None, **envelope) -> Letter:
    """A letter to a person in Ermera."""
    recipient = envelope.pop("recipient", Recipient("Nguyễn Thị O'Brien da Conceição", ("Suco Poetete", "Ermera")))
    carried = Envelope(
        "2024/004417",
        date(2024, 5, 21),
        Institution("Instituto Nacional de Segurança Social", ("Díli",)),
        Signatory("The Director", "Benefits"),
        recipient,
        (("claim", "CL-5W3NQ-8D0VK-7T"),),
        CODE,
        **envelope,
    )
    return compose(kind, language, carried, VALUES | (values or {}), TABLES)


def pages_of(content: bytes) -> list[str]:
    """The text of each page, its lines joined."""
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(content)]


def picture(content: bytes, page: int = 0, scale: float = 3) -> Image.Image:
    """A page as it looks."""
    return pypdfium2.PdfDocument(content)[page].render(scale=scale).to_pil().convert("L")


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_exists_in_english_and_portuguese_with_the_same_places(kind):
    assert available(kind) == ["en", "pt"]
    assert places_of(read_template(kind, "en")) == places_of(read_template(kind, "pt"))
    assert places_of(read_template("appeal", "en")) == places_of(read_template("appeal", "pt"))


def test_the_fixed_words_are_the_same_in_every_language_and_every_place_is_used():
    assert fixed_words("en").keys() == fixed_words("pt").keys()
    used = set().union(*(places_of(read_template(kind, "en")) for kind in (*KINDS, "appeal")))
    assert known_places() - used <= {"award", "claim"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_letter_prints_its_number_person_law_and_page(kind, language):
    printed = print_letter(letter(kind, language))
    text = " ".join(pages_of(printed))
    for words in ("2024/004417", "Nguyễn Thị O'Brien da Conceição", "Social pension", "The Director"):
        assert words in text
    assert ("Page 1 of" if language == "en" else "Página 1 de") in text
    assert "{" not in text


def test_an_award_letter_tells_payment_duties_end_and_reason():
    text = " ".join(pages_of(print_letter(letter("award", values={"end": date(2028, 5, 31), "end_reason": "four years."}))))
    for words in ("•••• 418", "within 30 days", "ends on 31 May 2028: four years.", "art. 2", "digest 9f31 c07a", "appeal"):
        assert words in text
    assert "temporary" not in " ".join(pages_of(print_letter(letter("award"))))


@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_refusal_gives_each_reason_with_its_law_and_how_to_appeal_by_when(language):
    text = " ".join(pages_of(print_letter(letter("refusal", language))))
    assert "No other pension: Old-age pension since 2022 (Decree-Law 19/2008, art. 6)" in text
    assert ("19 June 2024" if language == "en" else "19 de junho de 2024") in text
    assert "the President of the Institute" in text


def test_a_suspension_says_from_when_why_and_until_when_one_is_heard():
    text = " ".join(pages_of(print_letter(letter("suspension"))))
    for words in (
        "suspended from 1 June 2024",
        "No life certificate reached us.",
        "by 31 May 2024",
        "art. 12",
        "right to appeal",
    ):
        assert words in text


def test_a_receipt_names_person_number_documents_officer_and_day():
    text = " ".join(pages_of(print_letter(letter("receipt"))))
    for words in ("0412 8871", "Electoral card", "V. R. Belchior", "2 May 2024"):
        assert words in text
    assert "still missing" not in text


def test_the_square_code_is_read_back():
    found = zxingcpp.read_barcodes(picture(print_letter(letter())))
    assert [code.text for code in found] == [CODE]


def test_a_letter_kept_and_printed_again_says_the_same_and_is_marked_a_copy():
    first = letter("refusal", "pt")
    again = from_json(as_json(first), copy=True)
    assert replace(again, copy=False) == first
    assert "CÓPIA" in " ".join(pages_of(print_letter(again)))
    assert "CÓPIA" not in " ".join(pages_of(print_letter(first)))
    assert "DRAFT" in " ".join(pages_of(print_letter(letter(draft=True))))


def test_the_same_letter_gives_the_same_bytes():
    assert print_letter(letter()) == print_letter(letter())


@pytest.mark.parametrize(
    "name",
    [
        "a<b",
        "<font color=red>PAID</font>",
        "<br/><br/>",
        "</para><para>x",
        '<a href="javascript:alert(1)">x</a>',
        '<img src="/etc/hostname"/>',
        "&#0;",
        "{amount} [if end]",
        "== Heading",
        "- point",
    ],
)
def test_a_name_is_only_ever_a_name(name):
    made = letter("award", "pt", {"person": name}, recipient=Recipient(name))
    printed = print_letter(made)
    assert pages_of(printed)[0].count(name) == 2
    assert b"/URI" not in printed
    assert b"javascript" not in printed


def test_no_nul_reaches_the_page():
    assert "\x00" not in "".join(pages_of(print_letter(letter(recipient=Recipient("Ana\x00 \u202eMaria")))))
    assert drawable("Ana\x00 \u202eMaria") == "Ana Maria"


def test_letters_of_portuguese_tetum_and_vietnamese_are_drawn():
    assert "U+" not in drawable("São João, ña’in, Nguyễn Thị Hạnh, O'Brien, Ŝ, e\u0301, − – • º ª €")


def test_a_character_without_a_glyph_is_told_and_never_a_box():
    assert drawable("Ana 中文 مح") == "Ana ‹U+4E2D›‹U+6587› ‹U+0645›‹U+062D›"
    printed = print_letter(letter(recipient=Recipient("Ana 中")))
    assert "Ana ‹U+4E2D›" in pages_of(printed)[0]


def test_a_name_of_five_thousand_characters_wraps_within_the_paper():
    for name in ("x" * 5000, "Maria " * 800):
        printed = print_letter(letter("refusal", values={"person": name, "edition": name}, recipient=Recipient(name)))
        assert sum(page.count(name[0]) for page in pages_of(printed)) >= 3 * name.count(name[0])
        for page in range(len(pages_of(printed))):
            shown = picture(printed, page, 1)
            assert shown.crop((shown.width - 40, 0, shown.width, shown.height)).getextrema() == (255, 255)


def test_a_condition_longer_than_a_page_parts_between_pages():
    long = ConditionLine("asked " * 700, "found " * 700, "notmet", "law " * 700)
    made = letter("suspension")
    blocks = tuple(replace(block, lines=(long,)) if hasattr(block, "lines") else block for block in made.blocks)
    text = " ".join(pages_of(print_letter(replace(made, blocks=blocks))))
    assert text.count("found") >= 700


def test_two_hundred_lines_of_address_go_on_over_pages_and_the_letter_follows():
    lines = tuple(f"line {number:03d}" for number in range(200))
    pages = pages_of(print_letter(letter(recipient=Recipient("Ana", lines))))
    assert all(line in " ".join(pages) for line in lines)
    assert len(pages) >= 4
    assert "Social pension: granted" in " ".join(pages[3:])


def test_the_appeal_stands_in_a_frame_that_does_not_part():
    for kind in ("award", "refusal", "suspension"):
        made = letter(kind)
        assert [block for block in made.blocks if isinstance(block, Panel)]
        with_appeal = [page for page in pages_of(print_letter(made)) if "right to appeal" in page or "19 June 2024" in page]
        assert len(with_appeal) == 1


def folder(tmp_path: Path, text: str) -> Path:
    """A folder of letters with one of our own making."""
    for name in ("places.toml", "words.en.toml"):
        (tmp_path / name).write_text((LETTERS / name).read_text())
    (tmp_path / "notice.en.txt").write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Subject: x\n\nFirst.\n\n{colour}\n", "notice.en.txt, line 5.*colour"),
        ("# a note\nSubject: x\n\n[if colour]\nFirst.\n", "notice.en.txt, line 4.*colour"),
        ("First.\n", "notice.en.txt, line 1.*Subject"),
        ("Subject: x\n\n{end}\n", "notice.en.txt, line 3.*end"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_by_file_and_line(tmp_path, text, place):
    with pytest.raises(Refusal) as refused:
        compose("notice", "en", letter_envelope(), VALUES, folder=folder(tmp_path, text))
    assert re.search(place, str(refused.value))


def letter_envelope() -> Envelope:
    """The least that a letter carries."""
    return Envelope("1", date(2024, 5, 21), Institution("Office"), Signatory("A", "B"), Recipient("Ana"))


@pytest.mark.parametrize(("kind", "language"), [("nothing", "en"), ("award", "km"), ("../award", "en")])
def test_a_letter_that_does_not_exist_is_refused(kind, language):
    with pytest.raises(Refusal):
        compose(kind, language, letter_envelope(), VALUES)
