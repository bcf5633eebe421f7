"""The words of a suspension: why, by which provision, how to be heard, how to appeal."""

from dataclasses import dataclass
from datetime import date, timedelta

from mis.letters.desk import Addressee, Desk, edition_words
from mis.printing import Letter, compose


@dataclass(frozen=True)
class Suspended:
    """A suspension as it is told: of which award and benefit, by which law, from when and why, and what puts it right."""

    award: str
    office_id: int
    benefit: str
    law: str
    law_since: date
    digest: str
    start: date
    noticed_on: date
    reason: str
    provision: str
    remedy: str


def suspension(desk: Desk, to: Addressee, case: Suspended) -> Letter:
    """The letter that gives notice of a suspension."""
    language = to.letters
    values: dict[str, str | date] = {
        "person": to.name,
        "benefit": case.benefit,
        "start": case.start,
        "reason": case.reason,
        "provision": case.provision,
        "edition": edition_words(language, case.law, case.law_since, case.digest),
        "heard_by": _heard_by(desk, case),
        "remedy": case.remedy,
        **desk.office(case.office_id),
        **desk.appeal(language, case.noticed_on),
    }
    references = (("award", case.award), ("office", values["office"]))
    return compose("suspension", language, desk.envelope(to, references), values)  # type: ignore[arg-type]


def _heard_by(desk: Desk, case: Suspended) -> date:
    """The last day to be heard: before it takes effect, or within the time to appeal when it takes effect at once."""
    before = case.start - timedelta(days=1)
    return before if before > case.noticed_on else case.noticed_on + timedelta(days=desk.appeal_days)
