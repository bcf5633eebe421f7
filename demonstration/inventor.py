"""The inventor: draws one person after another from dice, never two who could be taken for one another."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from demonstration.names import full_name
from demonstration.people import Home, Invented, Job, Money
from demonstration.places import office_of
from mis.dates import age_on

ADULT = 17
IN_2020, IN_2024 = date(2020, 3, 16), date(2024, 5, 2)
DECLARED = {
    "citizen": True, "contributory_pension": False, "work_income": False, "permanent_incapacity": False,
    "income_monthly": Decimal(0),
}  # fmt: skip
BANKS = ("DEMOTLDD", "LORITLDD", "TASITLDD")


class Inventor:
    """Draws people one after another, never two who could be taken for one another."""

    def __init__(self, size: int) -> None:
        self.dice = Random(f"people {size}")
        self.persons: list[Invented] = []
        self.homes: list[Home] = []
        self.jobs: list[Job] = []
        self.born: set[tuple[date, str]] = set()
        self.cards: set[str] = set()
        self.numbers: set[str] = set()

    def person(self, area: str, family: str, born: date, sex: str | None = None, language: str = "", **facts: Any) -> Invented:
        """One more person, with what everybody declares."""
        sex = sex or self.dice.choice("fm")
        adult = age_on(born, IN_2020) >= ADULT
        drawn = self.dice.choices(("tet", "pt", "en"), (6, 3, 1))[0]
        known = DECLARED | facts
        made = Invented(
            key=len(self.persons), name=self._name(sex, family, born), sex=sex, born=born, area=area, office=office_of(area),
            language=language or drawn, voter_card=self._card() if adult else "",
            phone=self._fresh(lambda: f"+6707{self.dice.randrange(3_000_000, 9_000_000)}") if adult else "",
            facts=known, money=self._money() if adult else None,
        )  # fmt: skip
        self.persons.append(made)
        return made

    def _name(self, sex: str, family: str, born: date) -> str:
        name = full_name(self.dice, sex, family)
        while (born, name.split()[0]) in self.born:
            name = full_name(self.dice, sex, family)
        self.born.add((born, name.split()[0]))
        return name

    def _card(self) -> str:
        card = f"{self.dice.randrange(10_000_000, 99_999_999)}"
        while card in self.cards:
            card = f"{self.dice.randrange(10_000_000, 99_999_999)}"
        self.cards.add(card)
        return card

    def _fresh(self, draw: Any) -> str:
        number: str = draw()
        while number in self.numbers:
            number = draw()
        self.numbers.add(number)
        return number

    def bank(self) -> Money:
        """A bank account that nobody else has."""
        return Money("bank", self.dice.choice(BANKS), self._fresh(lambda: f"{self.dice.randrange(10**9, 10**10)}"))

    def mobile(self) -> Money:
        """A mobile-money account that nobody else has."""
        return Money("mobile", "TeleLoro", self._fresh(lambda: f"+6707{self.dice.randrange(3_000_000, 9_000_000)}"))

    def pay_to(self, person: Invented, money: Money) -> Invented:
        """The same person with another account."""
        changed = replace(person, money=money)
        self.persons[person.key] = changed
        return changed

    def _money(self) -> Money:
        channel = self.dice.choices(("bank", "mobile", "cash"), (60, 25, 15))[0]
        if channel == "bank":
            return self.bank()
        return self.mobile() if channel == "mobile" else Money("cash")

    def birth(self, oldest: int, youngest: int, on: date = IN_2024) -> date:
        """A day of birth that makes an age between two, both included."""
        first = on.replace(year=on.year - oldest - 1) + timedelta(days=1)
        last = on.replace(year=on.year - youngest)
        return first + timedelta(days=self.dice.randrange((last - first).days + 1))

    def home(self, area: str, members: list[tuple[Invented, str]], registered_on: date | None = None) -> None:
        """A household of these members."""
        number = len(self.homes) + 1
        day = registered_on or date(2015, 1, 5) + timedelta(days=self.dice.randrange(1700))
        keyed = tuple((person.key, role) for person, role in members)
        self.homes.append(Home(f"UK-{area[2:]}-{number:06}", area, office_of(area), day, keyed))

    def work(self, person: Invented, wage: Decimal) -> None:
        """A job for somebody, begun after she grew up and before 2024."""
        started = max(person.born.replace(day=1, year=person.born.year + 18), date(2017, 8, 1))
        months = (date(2024, 1, 1) - started).days // 31
        self.jobs.append(Job(person.key, started + timedelta(days=31 * self.dice.randrange(max(months, 1))), wage))

    def wage(self) -> Decimal:
        """A monthly wage: most near the least wage, a few high."""
        most = self.dice.choices((200, 450, 950), (60, 30, 10))[0]
        return Decimal(self.dice.randrange(115, most, 5)) + Decimal(self.dice.choice((0, 0, 0, 50))) / 100
