"""The conformity report: each benefit of the office's law, point by point, against the international standards."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from mis.errors import refuse
from mis.language import current_language
from mis.law.conformity import conformity
from mis.law.findings import Finding
from mis.law.held import MET, NOT_MET, UNKNOWN, ReferenceWage
from mis.law.instruments import UNCHECKED, finding_words, instrument_names
from mis.law.languages import said_in
from mis.money import parse_amount
from mis.reporting import Asked, Column, Filter, Report
from mis.statutes.queries import book, law_digest
from mis.statutes.wording import CONFIDENCES, name_of

VERDICTS = ((MET, _l("Met")), (NOT_MET, _l("Not met")), (UNKNOWN, _l("Not determinable")))


def conformity_rows(session: Session, asked: Asked) -> list[tuple]:
    """A row for each point of each instrument; raises Refusal where the wage is no amount or has no currency of its own."""
    held, chosen = book(session), asked.filters
    sheets = list(held.sheets.values())
    if "law" in chosen:
        sheets = [held.sheet(chosen["law"])]
    wage = ReferenceWage(_wage(chosen["reference_wage"]), chosen["source"])
    found = conformity(held, sheets, asked.day, wage, asked.language)
    names = {code: name_of(sheet, asked.language) for code, sheet in held.sheets.items()}
    return [
        _row(finding, names.get(finding.code) or branch_of(finding.branch, asked.language))
        for finding in found
        if chosen.get("instrument") in (None, finding.instrument) and chosen.get("verdict") in (None, finding.verdict)
    ]


def _wage(text: str) -> Decimal:
    """The reference wage: an amount above nothing."""
    wage = parse_amount(text, 2, "reference_wage")
    if not wage:
        raise refuse("reference_wage", "Reference wage: an amount above 0 is needed", "nothing")
    return wage


def branch_of(branch: str, language: str) -> str:
    """A branch or guarantee as the standards call it."""
    return str(said_in(finding_words()["branches"][branch], language))


def _row(finding: Finding, name: str) -> tuple:
    """A finding as the report lays it out, both numbers and both citations beside each other."""
    standard = f"{finding.instrument} {finding.article}"
    if finding.standard_confidence != "confirmed":
        checked = _("check against NORMLEX") if finding.standard_source == UNCHECKED else finding.standard_source
        standard = f"{standard} ({checked})"
    law = finding.law
    if finding.confidence and finding.confidence != "confirmed":
        law = f"{law} ({CONFIDENCES[finding.confidence][1]})".strip()
    numbers = [None if text is None else Decimal(text) for text in (finding.asked_number, finding.found_number)]
    return (name, finding.label, standard, finding.asked, numbers[0], finding.found, numbers[1], finding.said, law)


def _laws(session: Session) -> list[tuple[str, str]]:
    """The benefits and schemes to choose from."""
    sheets = book(session).sheets.values()
    return sorted((sheet.code, name_of(sheet, current_language())) for sheet in sheets if sheet.status != "closed")


def _instruments(_session: Session) -> list[tuple[str, str]]:
    """The instruments to choose from."""
    names = instrument_names()
    return [(short, f"{short}: {said_in(names[short], current_language())}") for short in sorted(names)]


CONFORMITY = Report(
    name="conformity",
    title=_l("Conformity with international standards"),
    question=_l("Does the law give what the social security conventions ask, point by point?"),
    permission="reports.read",
    columns=(
        Column("benefit", _l("Benefit")),
        Column("point", _l("Point")),
        Column("standard", _l("Standard")),
        Column("asked", _l("The standard asks")),
        Column("asked_number", _l("Figure asked"), "number"),
        Column("found", _l("The law gives")),
        Column("found_number", _l("Figure given"), "number"),
        Column("verdict", _l("Verdict")),
        Column("law", _l("Provision")),
    ),
    filters=(
        Filter("reference_wage", _l("Reference wage a month"), "text", required=True),
        Filter("source", _l("Where the wage was read"), "text", required=True),
        Filter("on", _l("On"), "day"),
        Filter("law", _l("Law"), choices=_laws),
        Filter("instrument", _l("Instrument"), choices=_instruments),
        Filter("verdict", _l("Verdict"), choices=VERDICTS),
    ),
    definitions=(
        (_l("Reference wage"), _l("Of a skilled worker (article 65(6)) for what follows earnings, of a labourer (66(4)) else")),
        (_l("Rate"), _l("The benefit with family allowances, divided by the reference wage with them: articles 65(1), 66(1)")),
        (_l("Standard beneficiary"), _l("The person whom the article names, who has just the qualifying period that it allows")),
        (_l("Not determinable"), _l("The sheet of law does not say it, or no figure tells; a second reading may")),
        (_l("Shares"), _l("Numbers between 0 and 1; periods are in the unit that the standard names")),
        (_l("Check against NORMLEX"), _l("The figure of the standard rests on a single source and is to be checked there")),
    ),
    read=conformity_rows,
    law=lambda session, asked: law_digest(session, asked.day),
)
