"""The writing desk: who writes, from which office, in which language, and the words that every decision's letter carries."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.printing import Envelope, Institution, Recipient, Signatory
from mis.printing.templates import LETTERS
from mis.printing.wording import day_words
from mis.staff.models import Office
from mis.staff.queries import area_paths, installation, office_today

LANGUAGES = {"en": "en", "pt": "pt", "tet": "pt"}


@dataclass(frozen=True)
class Addressee:
    """To whom one writes: name and address as on the envelope, the public reference, and the language that is read."""

    reference: str
    name: str
    address: tuple[str, ...]
    language: str

    @property
    def letters(self) -> str:
        """The language of letters to this person: those who read Tetum get Portuguese until letters speak it."""
        return LANGUAGES.get(self.language, "en")


@dataclass(frozen=True)
class Desk:
    """What letters say of the institution and its offices, read once for one letter or for thousands."""

    today: date
    institution: Institution
    signatory: Signatory
    offices: Mapping[int, tuple[str, str]]
    areas: Mapping[int, str]
    appeal_days: int
    report_days: int

    def envelope(self, to: Addressee, references: tuple[tuple[str, str], ...]) -> Envelope:
        """Everything around a letter's words; its number comes when it is issued."""
        return Envelope("", self.today, self.institution, self.signatory, Recipient(to.name, to.address), references)

    def office(self, office_id: int) -> dict[str, str]:
        """The places that name an office and say where it is."""
        name, address = self.offices[office_id]
        return {"office": name, "office_address": address}

    def appeal(self, language: str, decided_on: date) -> dict[str, str | date]:
        """The places of the right to appeal."""
        say, institution = phrases(language), self.institution
        return {
            "appeal_by": decided_on + timedelta(days=self.appeal_days),
            "appeal_days": say["days"].format(days=self.appeal_days),
            "appeal_body": say["appeal_body"].format(institution=institution.name),
            "appeal_how": say["appeal_how"].format(address=", ".join(institution.address or (institution.name,))),
        }


def read_desk(session: Session) -> Desk:
    """The desk as it stands today."""
    row, areas = installation(session), area_paths(session)
    offices = {office.id: (office.name, f"{areas[office.area_id]}.") for office in session.scalars(select(Office))}
    institution = Institution(row.institution, tuple(line.strip() for line in row.address.splitlines() if line.strip()))
    signatory = Signatory(row.signatory, row.institution)
    return Desk(office_today(session), institution, signatory, offices, areas, row.appeal_days, row.report_days)


@cache
def phrases(language: str) -> Mapping[str, str]:
    """The short phrases that letters of a language put into their places."""
    return tomllib.loads((LETTERS / f"phrases.{language}.toml").read_text(encoding="utf-8"))


def edition_words(language: str, law: str, since: date, digest: str) -> str:
    """The edition of the law that was applied, in one line."""
    return phrases(language)["edition"].format(law=law, since=day_words(since, language), digest=digest[:16])
