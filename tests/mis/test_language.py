"""The office speaks the officer's language, and English where a word is not translated yet."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import gettext, ngettext

from mis import language
from mis.errors import Problem
from mis.language import LANGUAGES, compiled, current_language, in_language, init_language, translate, translate_kept

WORDS = """
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Born: “%(found)s” is in the future"
msgstr "{born}: “%(found)s” ..."

msgid "%(num)d claim"
msgid_plural "%(num)d claims"
msgstr[0] "%(num)d pedido"
msgstr[1] "%(num)d pedidos"

msgid "Not yet"
msgstr ""
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An office whose catalogues say one sentence in each language, and whose officer reads what `LANGUAGE` says."""
    for code, born in (("pt", "Nascimento"), ("tet", "Moris")):
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_text(WORDS.format(code=code, born=born), encoding="utf-8")
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    app = Flask(__name__)
    init_language(app, lambda: app.config.get("LANGUAGE"))
    return app


@pytest.mark.parametrize(("code", "said"), [("en", "Born"), ("pt", "Nascimento"), ("tet", "Moris")])
def test_a_refusal_is_said_in_the_officers_language_with_its_places_filled(office: Flask, code: str, said: str) -> None:
    office.config["LANGUAGE"] = code
    problem = Problem("born", "Born: “%(found)s” is in the future", values={"found": "2057"})
    with office.test_request_context():
        words = problem.words(translate)
        assert current_language() == code
    assert words.startswith(said)
    assert "2057" in words


@pytest.mark.parametrize("chosen", [None, "", "xx", "../pt"])
def test_an_unknown_language_is_english(office: Flask, chosen: str | None) -> None:
    office.config["LANGUAGE"] = chosen
    with office.test_request_context():
        assert current_language() == "en"
        assert gettext("Not yet") == "Not yet"


def test_what_is_not_translated_yet_stays_english(office: Flask) -> None:
    office.config["LANGUAGE"] = "pt"
    with office.test_request_context():
        assert gettext("Not yet") == "Not yet"
        assert gettext("Never seen") == "Never seen"


def test_plurals_follow_the_language(office: Flask) -> None:
    office.config["LANGUAGE"] = "pt"
    with office.test_request_context():
        assert [ngettext("%(num)d claim", "%(num)d claims", number) for number in (1, 2)] == ["1 pedido", "2 pedidos"]


def test_a_letter_may_be_written_in_another_language_than_the_officers(office: Flask) -> None:
    office.config["LANGUAGE"] = "pt"
    with office.test_request_context():
        with in_language("tet"):
            assert current_language() == "tet"
            assert gettext("Born: “%(found)s” is in the future", found=1).startswith("Moris")
        assert current_language() == "pt"


def test_templates_know_their_language_and_direction(office: Flask) -> None:
    office.config["LANGUAGE"] = "tet"
    with office.test_request_context():
        assert render_template_string("{{ language }} {{ direction }} {{ _('Not yet') }}") == "tet ltr Not yet"


def test_outside_a_request_the_words_are_english() -> None:
    assert translate("Nothing was done") == "Nothing was done"


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {"en"}))
def test_every_language_has_a_catalogue_that_can_be_read(code: str) -> None:
    assert compiled(language.CATALOGUES / code / "LC_MESSAGES" / "messages.po") is not None


@pytest.mark.parametrize(
    ("code", "amount", "day", "month"),
    [
        ("en", "USD\u00a06,804,510.50", "21 November 2026", "May 2024"),
        ("pt", "USD\u00a06\u00a0804\u00a0510,50", "21 de novembro de 2026", "maio 2024"),
        ("tet", "USD\u00a06\u00a0804\u00a0510,50", "21 de novembro de 2026", "maio 2024"),
    ],
)
def test_numbers_and_days_are_written_as_the_language_does(office: Flask, code: str, amount: str, day: str, month: str) -> None:
    from mis import look

    office.config["LANGUAGE"] = code
    with office.test_request_context():
        assert look.money(Decimal("6804510.5"), "USD") == amount
        assert look.long_day(date(2026, 11, 21)) == day
        assert look.month(date(2024, 5, 1)) == month


def test_a_reason_kept_in_english_is_read_in_the_language_in_use_its_code_behind_it() -> None:
    app = Flask("kept")
    init_language(app, lambda: "pt")
    with app.test_request_context():
        said = translate_kept("The bank says the account number is wrong (AC01)")
        assert said == "O banco diz que o número da conta está errado (AC01)"
        assert translate_kept("She asked for it (Friday)") == "She asked for it (Friday)"
        assert translate_kept("") == ""
