"""The words of a claim's receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mis.letters.desk import Addressee, Desk, phrases
from mis.printing import Letter, Tables, compose


@dataclass(frozen=True)
class Receipt:
    """A claim as its receipt tells it; papers are the checklist of the claim."""

    claim: str
    office_id: int
    officer: str
    benefit: str
    received_on: date
    decide_by: date
    papers: Sequence[Mapping[str, Any]]


def receipt(desk: Desk, to: Addressee, case: Receipt) -> Letter:
    """The dated receipt that a person takes home."""
    language = to.letters
    values: dict[str, str | date] = {
        "person": to.name, "identifier": to.reference, "benefit": case.benefit, "claim": case.claim,
        "claimed_on": case.received_on, "decide_by": case.decide_by, "officer": case.officer, **desk.office(case.office_id),
    }  # fmt: skip
    tables = Tables(documents=_handed_in(case.papers, language), missing=_named(case.papers, "missing", language))
    return compose("receipt", language, desk.envelope(to, (("claim", case.claim),)), values, tables)


def _named(papers: Sequence[Mapping[str, Any]], state: str, language: str) -> tuple[str, ...]:
    return tuple(paper["name"].get(language) or paper["name"]["en"] for paper in papers if paper["state"] == state)


def _handed_in(papers: Sequence[Mapping[str, Any]], language: str) -> tuple[str, ...]:
    """The papers that were given, and what was shown instead of others."""
    instead = tuple(
        phrases(language)["instead"].format(name=paper["name"].get(language) or paper["name"]["en"], note=paper["note"])
        for paper in papers
        if paper["state"] == "substitute"
    )
    return _named(papers, "given", language) + instead
