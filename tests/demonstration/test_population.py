"""The invented people are the same wherever they are invented, and hold every case however few they are."""

from collections import Counter
from datetime import date

import pytest

from demonstration import calendar, cases
from demonstration.places import plan, posts
from demonstration.population import LEAST, invent
from mis.dates import age_on
from mis.errors import Refusal


def test_the_same_number_gives_the_same_people():
    assert invent(400) == invent(400)


def test_another_number_gives_other_people():
    assert {each.name for each in invent(150).persons[100:]} != {each.name for each in invent(151).persons[100:]}


@pytest.mark.parametrize("size", [LEAST, 120, 777])
def test_there_are_as_many_people_as_asked(size):
    people = invent(size)
    assert len(people.persons) + len(people.again) == size
    members = [key for home in people.homes for key, _ in home.members]
    assert sorted(members) == list(range(len(people.persons)))


def test_too_few_people_for_the_cases_are_refused():
    with pytest.raises(Refusal) as refused:
        invent(LEAST - 1)
    assert str(LEAST) in refused.value.problems[0].words()


@pytest.mark.parametrize("size", [LEAST, 2000])
def test_every_age_of_the_pension_is_there(size):
    people = invent(size)
    claimed = {asking.person: asking.received_on for asking in people.askings}
    ages = {age_on(people.by_key[key].born, day) for key, day in claimed.items()}
    assert {59, 60, 69, 70, 79, 85} <= ages


@pytest.mark.parametrize("size", [LEAST, 2000])
def test_every_refusal_is_there(size):
    people = invent(size)
    claimants = [people.by_key[asking.person] for asking in people.askings]
    assert any(each.facts["contributory_pension"] for each in claimants)
    assert any(each.facts["work_income"] for each in claimants)
    homes = [[people.by_key[key] for key, _ in home.members] for home in people.homes]
    assert any(max(member.facts["income_monthly"] for member in home) > 500 for home in homes)
    assert any(not any(member.facts["citizen"] for member in home) for home in homes)
    assert any(home.registered_on == calendar.LATE_ENTRY for home in people.homes)


def test_ten_are_rejected_ten_returned_and_three_are_there_twice():
    people = invent(LEAST)
    parts = people.parts
    named = [*parts.rejected, *parts.returned, parts.dies, parts.suspended, parts.without_account, parts.account_held]
    twins = [of for _, of in people.again]
    assert (len(parts.rejected), len(parts.returned), len(twins)) == (10, 10, 3)
    assert len({*named, *twins, cases.CONTRIBUTORY, cases.WORKING}) == 29
    assert {people.by_key[key].money.channel for key in (*parts.rejected, *parts.returned, parts.dies)} == {"bank"}


def test_nobody_shares_a_number_an_account_or_a_name_with_a_birth():
    people = invent(2000).persons
    numbers = [each.money.number for each in people if each.money and each.money.number]
    cards = [each.voter_card for each in people if each.voter_card]
    assert max(Counter(numbers).values()) == max(Counter(cards).values()) == 1
    assert max(Counter((each.born, each.name.split()[0]) for each in people).values()) == 1


def test_most_are_paid_by_bank_some_by_mobile_some_in_cash():
    channels = Counter(each.money.channel for each in invent(2000).persons if each.money)
    shares = {channel: round(count / channels.total(), 1) for channel, count in channels.items()}
    assert shares == {"bank": 0.6, "mobile": 0.2, "cash": 0.1} or shares == {"bank": 0.6, "mobile": 0.2, "cash": 0.2}


def test_everybody_was_born_before_being_registered_and_works_after_growing_up():
    people = invent(2000)
    assert all(each.born < calendar.OPENED for each in people.persons)
    jobs = [(people.by_key[job.person], job, firm) for firm in people.firms for job in firm.jobs]
    assert all(
        person.born < job.started_on and firm.started_on <= job.started_on < date(2024, 2, 1) for person, job, firm in jobs
    )


def test_every_person_lives_in_a_post_of_the_plan_served_by_an_office_of_the_plan():
    people = invent(2000)
    assert {each.area for each in people.persons} <= set(posts())
    assert {each.office for each in people.persons} == {office.code for office in plan().offices}


def test_the_days_of_the_story_follow_one_another():
    days = [
        calendar.OPENED, calendar.LATE_ENTRY, calendar.TRANSFER_CLAIMED, calendar.TRANSFER_CERTIFIED, calendar.TRANSFER_APPROVED,
        calendar.TRANSFER_RUN, calendar.TRANSFER_SIGNED, calendar.TRANSFER_RELEASED, calendar.TRANSFER_ANSWERED,
        calendar.EMPLOYERS_REGISTERED, *cases.EARLIER, cases.MAY, cases.ENTERED_AGAIN, calendar.SCHEDULES_FILED,
        calendar.PENSION_CERTIFIED, calendar.PENSION_APPROVED, calendar.SUSPENDED, calendar.PENSION_RUN, calendar.PENSION_SIGNED,
        calendar.DEATH_REPORTED, calendar.PENSION_RELEASED, calendar.PENSION_ANSWERED, calendar.PENSION_RETURNED,
        calendar.NEW_ACCOUNTS, calendar.AGAIN_RUN, calendar.AGAIN_SIGNED, calendar.AGAIN_RELEASED, calendar.AGAIN_ANSWERED,
        calendar.MAY_FILED, calendar.AMENDED, calendar.RECEIPTS_RECORDED, calendar.LAST,
    ]  # fmt: skip
    assert days == sorted(days)
    assert cases.MAY.day + cases.DAYS_OF_CLAIMS <= calendar.SCHEDULES_FILED.day
