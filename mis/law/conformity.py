"""The law of a country held against the international standards: each benefit, point by point, with both citations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mis.errors import refuse
from mis.law.beneficiary import RESIDENT, STANDARD, Standing, facts_of
from mis.law.book import BRANCHES, Book, Sheet
from mis.law.contributions import assess_lines
from mis.law.editions import Edition
from mis.law.facts import catalogue
from mis.law.findings import Finding, Telling, finding, finding_of
from mis.law.held import MET, NOT_MET, UNKNOWN, Found, Held, ReferenceWage, Trial
from mis.law.instruments import Norm, finding_words, guarantees, norms_of
from mis.law.languages import said_in
from mis.law.points import POINTS

TABLES = (STANDARD, RESIDENT, "work-injury")
NAMES = {"contingency", "age", "waiting", "indexation", "appeal"}
LISTS = {"qualifying", "reduced"}
CHILDREN = 2  # of the resident to whom the floor's guarantees are owed, as of most standard beneficiaries


def conformity(book: Book, chosen: Sequence[Sheet], on: date, wage: ReferenceWage | None, language: str = "en") -> list[Finding]:
    """Hold the sheets chosen against every standard of their branch, as the law stands on a day.

    The standard beneficiary earns the reference wage (a month, in the currency of the sheets chosen). Raises Refusal where
    a sheet's `[conformity]` names what it has not, or where the sheets are of several currencies and a wage is given.
    """
    open_sheets = [sheet for sheet in chosen if sheet.status != "closed"]
    sheets = sorted(open_sheets, key=lambda sheet: (sheet.country, BRANCHES.index(sheet.branch), sheet.code))
    if wage is not None and len({sheet.currency for sheet in sheets}) > 1:
        words = "Reference wage: it is an amount of one currency; choose one country or benefit"
        raise refuse("reference_wage", words, "several-currencies")
    trial = Trial(book, on, wage)
    findings: list[Finding] = []
    for sheet in sheets:
        _check(sheet)
        findings += _of_sheet(trial, sheet, language)
    for country in _whole_countries(book, sheets):
        findings += [_guarantee(trial, country, norm, language) for norm in guarantees()]
    return findings


def _whole_countries(book: Book, sheets: Sequence[Sheet]) -> list[str]:
    """The countries of which every law was chosen: guarantees are owed by a country, not by one benefit."""
    held = {sheet.code for sheet in sheets}
    wanted = dict.fromkeys(sheet.country for sheet in sheets)
    left_out = {sheet.country for sheet in book.sheets.values() if sheet.status != "closed" and sheet.code not in held}
    return [country for country in wanted if country not in left_out]


def _check(sheet: Sheet) -> None:
    """The sheet's table names lines that it has, under words that are known."""
    table, lines = sheet.conformity, {line.name for line in sheet.lines}
    named = [table[name] for name in NAMES if name in table] + list(table.get("suspension", []))
    named += [entry["months"] for name in LISTS for entry in table.get(name, [])]
    named += [table["persons"]["share"]] if "persons" in table else []
    facts = {name for who in TABLES for name in table.get(who, {})}
    words = set(table) - NAMES - LISTS - {"persons", "suspension"} - set(TABLES)
    unknown = [*(set(named) - lines), *words, *(facts - set(catalogue()))]
    if unknown:
        said = "Sheet %(code)s, conformity: “%(name)s” is no line of the sheet, no fact and no word that is known"
        raise refuse(sheet.code, said, "law", code=sheet.code, name=sorted(unknown)[0])


def _of_sheet(trial: Trial, sheet: Sheet, language: str) -> Iterator[Finding]:
    """The findings of one benefit, or of one scheme's contributions."""
    edition = sheet.edition_on(trial.on)
    if sheet.kind not in ("benefit", "contributions") or (edition is None and sheet.status != "incomplete"):
        return
    for norm in norms_of("all" if sheet.kind == "contributions" else sheet.branch):
        for found in _found(trial, sheet, edition, norm):
            yield finding_of(Telling(sheet, edition, language), norm, found)


def _found(trial: Trial, sheet: Sheet, edition: Edition | None, norm: Norm) -> list[Found]:
    """What one law says of one point; nothing where the point is asked of another kind of beneficiary."""
    if sheet.status == "incomplete" or edition is None:
        return [Found(UNKNOWN, "incomplete", {"what": list(sheet.missing)}, law=sheet.law)]
    if norm.point == "workers_share":
        return [_workers_share(trial, sheet, norm)]
    return POINTS[norm.point](Held(trial, sheet, edition, norm))


def _workers_share(trial: Trial, sheet: Sheet, norm: Norm) -> Found:
    """What workers bear of all contributions for one who earns the reference wage."""
    bound = norm.most[""]
    if trial.wage is None:
        return Found(UNKNOWN, "no_wage", bound=bound)
    brought = facts_of(sheet, STANDARD, Standing(trial.on, trial.wage.amount))
    rows = assess_lines(trial.book, sheet.code, trial.on.replace(day=1), [{"line": 1, "wage": trial.wage.amount, **brought}])
    open_facts = sorted({name for row in rows for name in row["missing"]})
    total, worker = (sum((Fraction(row[payer] or 0) for row in rows), Fraction(0)) for payer in ("total", "worker"))
    if open_facts or not total:
        return Found(UNKNOWN, "undecided", {"what": open_facts}, bound=bound, law=sheet.law)
    share, held = worker / total, {row["confidence"] for row in rows}
    weakest = next(word for word in ("missing", "single-source", "confirmed") if word in held)
    parts = {"worker": worker, "total": total, "percent": share}
    law = "; ".join(dict.fromkeys(provision for row in rows for provision in row["law"].split("; ")))
    return Found(MET if share <= bound else NOT_MET, "borne", parts, share, bound, law=law, confidence=weakest)


@dataclass(frozen=True)
class Given:
    """What a country's laws of one branch give a resident who never contributed: yes by one of them, no, or not known."""

    answer: bool | None
    sheets: tuple[Sheet, ...]
    confidence: str

    @property
    def words(self) -> str:
        """Which template tells it."""
        return {True: "gives", False: "gives_not", None: "gives_unknown"}[self.answer] if self.sheets else "no_law"


def _guarantee(trial: Trial, country: str, norm: Norm, language: str) -> Finding:
    """Whether each branch of a guarantee gives a resident who never contributed income, or care.

    What is refused is not met only in a country whose every branch is held: else another law may give it.
    """
    given = {branch: _given(trial, country, branch) for branch in norm.branches}
    answers = [answer.answer for answer in given.values()]
    held = {answer.confidence for answer in given.values() if answer.sheets}
    return finding(
        norm, language, code="", country=country, branch=f"{norm.guarantee}-guarantee",
        asked_number=str(len(given)), found="; ".join(_told(branch, answer, language) for branch, answer in given.items()),
        found_number=str(answers.count(True)),
        law="; ".join(dict.fromkeys(sheet.law for answer in given.values() for sheet in answer.sheets)),
        confidence=next((word for word in ("missing", "single-source", "confirmed") if word in held), ""),
        verdict=MET if all(answers) else NOT_MET if False in answers and _held_whole(trial, country) else UNKNOWN,
    )  # fmt: skip


def _held_whole(trial: Trial, country: str) -> bool:
    """Whether the book holds a law of every branch of the country, and none of them incomplete."""
    laws = [trial.of_branch(country, branch) for branch in BRANCHES if branch != "all"]
    return all(laws) and all(sheet.status == "in force" for sheets in laws for sheet in sheets)


def _told(branch: str, given: Given, language: str) -> str:
    words = finding_words()
    said = f"{said_in(words['branches'][branch], language)}: {said_in(words['found'][given.words], language)}"
    return f"{said} ({', '.join(sheet.code for sheet in given.sheets)})" if given.sheets else said


def _given(trial: Trial, country: str, branch: str) -> Given:
    sheets = trial.of_branch(country, branch)
    decided = {
        sheet.code: trial.decide(sheet, RESIDENT, Standing(trial.on, trial.amount, CHILDREN))
        for sheet in sheets
        if sheet.status == "in force" and RESIDENT in sheet.conformity
    }
    giving = tuple(sheet for sheet in sheets if sheet.code in decided and decided[sheet.code]["granted"])
    if giving:
        return Given(True, giving, decided[giving[0].code]["confidence"])
    refused = bool(sheets) and all(sheet.code in decided and decided[sheet.code]["granted"] is False for sheet in sheets)
    return Given(False if refused else None, tuple(sheets), "single-source" if refused else "missing")


def summary(findings: Sequence[Finding]) -> Mapping[str, Mapping[str, int]]:
    """How many points of each instrument are met, not met and not determinable."""
    counts: dict[str, dict[str, int]] = {}
    for each in findings:
        counted = counts.setdefault(each.instrument, dict.fromkeys((MET, NOT_MET, UNKNOWN), 0))
        counted[each.verdict] += 1
    return counts
