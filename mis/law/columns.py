"""What a schedule says beside the wage: the facts that a scheme asks of every line, each in a column of its own."""

from datetime import date
from typing import Any

from mis.errors import Refusal
from mis.law.book import Sheet, names_in
from mis.law.facts import READERS, Fact
from mis.law.wording import LANGUAGES, words

FILED = frozenset({"claim_date", "wage", "person", "currency"})  # what a filing itself says: month, wage, member, scheme


def columns_of(sheet: Sheet, month: date) -> tuple[Fact, ...]:
    """The facts that the law of a month asks of every line, which a schedule of that month therefore has as columns."""
    edition = sheet.edition_on(month)
    named = {name for line in edition.lines for name in names_in(line.body)} if edition else set()
    return tuple(fact for fact in sheet.facts if fact.name in named - FILED and not fact.fields)


def headings(fact: Fact) -> tuple[str, ...]:
    """What the column may be called: the fact's name, or its label in any language."""
    return (fact.name, *fact.label.values())


def read_cell(fact: Fact, text: str) -> Any:
    """The fact as a cell writes it: a choice or a yes in any language; raises ValueError."""
    said = text.strip().casefold()
    if fact.type == "boolean":
        answers = {words(language)[word].casefold(): word == "yes" for language in LANGUAGES for word in ("yes", "no")}
        answers |= {"true": True, "false": False}
        if said not in answers:
            raise ValueError("yes or no is needed")
        return answers[said]
    if fact.type == "choice":
        named = {label.casefold(): choice for texts in fact.words.values() for choice, label in texts.items()}
        named |= {choice.casefold(): choice for choice in fact.choices}
        return READERS["choice"](named.get(said, text), fact)
    try:
        return READERS[fact.type](text.strip(), fact)
    except Refusal as refusal:
        raise ValueError(str(refusal)) from None


def offered(fact: Fact) -> str:
    """How such a cell may be written."""
    return "yes / no" if fact.type == "boolean" else " / ".join(fact.choices) or str(fact.example)
