"""Inventing the people from a number: the same number gives the same people on every machine."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demonstration import cases
from demonstration.inventor import Inventor
from demonstration.names import employer_name, employer_sector, family_name
from demonstration.people import Asking, Firm, Invented, Parts, People
from demonstration.places import HEAD_OFFICE, posts
from mis.errors import refuse

LEAST = cases.PERSONS + len(cases.AGAIN)
JOBS_PER_FIRM = 25


def invent(size: int) -> People:
    """The people of a demonstration of this size; refused when it is too small to hold every case.

    The cases of the story come first, so that they are in the smallest demonstration as in the largest.
    """
    if size < LEAST:
        raise refuse("people", "PEOPLE: the smallest demonstration has %(least)d people", "too-few", least=LEAST)
    inventor = Inventor(size)
    askings = cases.make(inventor)
    left = size - LEAST
    while left:
        members = min(left, inventor.dice.randint(3, 8))
        askings += _family(inventor, members)
        left -= members
    persons = tuple(inventor.persons)
    by_key = {each.key: each for each in persons}
    again = tuple(_again(inventor, size - len(cases.AGAIN) + at, by_key[of], at) for at, of in enumerate(cases.AGAIN))
    askings += [Asking(twin.key, cases.ENTERED_AGAIN) for twin, _ in again]
    by_key |= {twin.key: twin for twin, _ in again}
    parts = Parts(
        cases.REJECTED, cases.RETURNED, cases.DIES, cases.SUSPENDED, cases.WITHOUT_ACCOUNT, cases.ACCOUNT_HELD
    )  # fmt: skip
    return People(size, persons, tuple(inventor.homes), _firms(inventor), tuple(askings), again, parts, by_key)


def _family(inventor: Inventor, size: int) -> list[Asking]:
    """A household as there are many: old people in every third, workers, children; and the pensions they will claim."""
    dice = inventor.dice
    area, family = dice.choice(posts()), family_name(dice)
    old = dice.random() < 0.35
    sexes = dice.choices(("mf", "fm"), (65, 35))[0]
    members: list[tuple[Invented, str]] = []
    asking: list[Asking] = []
    for at in range(size):
        role = ("head", "partner")[at] if at < 2 else "child"
        oldest, youngest = ((90, 60) if old else (55, 25)) if at < 2 else (24, 5)
        works = (not old and role == "head" and dice.random() < 0.75) or (role == "child" and old and dice.random() < 0.3)
        if role == "child" and works:
            oldest, youngest = 40, 23
        wage = inventor.wage() if works else Decimal(0)
        person = inventor.person(area, family, inventor.birth(oldest, youngest), sexes[at] if at < 2 else None,
                                 income_monthly=wage, work_income=works)  # fmt: skip
        members.append((person, role))
        if works:
            inventor.work(person, wage)
        if old and at < 2 and dice.random() < 0.9:
            asking.append(Asking(person.key, _day_of_claim(dice)))
    inventor.home(area, members)
    return asking


def _day_of_claim(dice: Random) -> date:
    """Most claims come in May 2024, a few in the months before and wait."""
    if dice.random() < 0.15:
        return dice.choice(cases.EARLIER)
    return cases.MAY + timedelta(days=dice.randrange(cases.DAYS_OF_CLAIMS))


def _again(inventor: Inventor, key: int, whom: Invented, at: int) -> tuple[Invented, int]:
    """The same person entered again at another office: her name a little otherwise, the card not shown."""
    one, other, family = whom.name.split(" ", 2)
    name = (f"{other} {one} {family}", whom.name.upper(), f"{one} {other[0]}. {family}")[at % 3]
    office = HEAD_OFFICE if whom.office != HEAD_OFFICE else "EAST"
    twin = replace(whom, key=key, name=name, office=office, voter_card="", phone="", money=inventor.bank())
    return twin, whom.key


def _firms(inventor: Inventor) -> tuple[Firm, ...]:
    """The employers of everybody who works, about twenty-five to each."""
    count = max(4, len(inventor.jobs) // JOBS_PER_FIRM)
    firms = []
    for number in range(count):
        jobs = tuple(inventor.jobs[number::count])
        opened = min([date(2017, 8, 1), *(job.started_on for job in jobs)])
        area = inventor.persons[jobs[0].person].area
        sector = employer_sector(number)
        firms.append(Firm(f"{80_000 + number * 37}", employer_name(number), sector, area, opened, jobs))
    return tuple(firms)
