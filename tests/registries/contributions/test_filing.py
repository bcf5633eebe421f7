"""A month's schedule: every line checked with all its errors, assessed by the law of the month, replaced until posted."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from mis.audit.models import AuditLine
from mis.errors import Conflict, NotFound, Refusal
from registries.contributions.actions import Filing, file_schedule, post_schedule
from registries.contributions.models import Contribution, Schedule
from registries.contributions.queries import differences, noted_lines, programme_totals
from tests import make

MAY = date(2024, 5, 1)


@pytest.fixture
def firm(session):
    """An employer with three workers, an officer who files and one who posts, all of one office, on 31 May 2024."""
    make.installation(session)
    office = make.office(session)
    employer = make.employer(session, at=office)
    people = [make.person(session, name, born=date(1980, 1, 1), at=office) for name in ("Ana Reis", "Beto Lemos", "Clara Rangel")]
    for person in people:
        make.employment_spell(session, employer, person, date(2020, 1, 1))
    return Firm(session, employer, people, make.by(session, at=office), make.by(session, at=office))


class Firm:
    """What these tests file and post."""

    def __init__(self, session, employer, people, clerk, second):
        self.session, self.employer, self.people, self.clerk, self.second = session, employer, people, clerk, second

    def content(self, *wages, head=""):
        """A file with a wage for each person in turn."""
        lines = [f"{person.reference},{person.name},{wage}" for person, wage in zip(self.people, wages, strict=False)]
        return "\n".join([head + "member,name,wage", *lines]).encode()

    def file(self, content, month=MAY, by=None, **given):
        return file_schedule(self.session, Filing(self.employer.reference, month, content, **given), by or self.clerk)

    def post(self, schedule):
        return post_schedule(self.session, schedule.reference, None, self.second)

    def problems(self, schedule):
        return {line.line: {problem["code"] for problem in line.problems} for line in noted_lines(self.session, schedule.id)}

    def account(self, person):
        question = select(Contribution).where(Contribution.person_id == person.id).order_by(Contribution.id)
        return list(self.session.scalars(question))


def refused(act):
    """The codes for which something is refused."""
    with pytest.raises(Refusal) as caught:
        act()
    return [problem.code for problem in caught.value.problems]


def test_a_good_schedule_is_assessed_by_the_law_of_the_month(firm):
    schedule = firm.file(firm.content("300.00", "450.50", "0.33"))
    assert (schedule.lines_count, schedule.errors_count, schedule.warnings_count) == (3, 0, 0)
    assert schedule.wages_total == Decimal("750.83")
    (total,) = programme_totals(firm.session, schedule.id)
    assert (total.employer, total.worker, total.total) == (Decimal("45.05"), Decimal("30.03"), Decimal("75.08"))
    assert "Law 12/2016" in total.law
    assert firm.account(firm.people[0]) == []


def test_a_line_gets_all_its_errors_at_once(firm):
    left = make.person(firm.session, "Dino Pires")
    make.employment_spell(firm.session, firm.employer, left, date(2020, 1, 1), date(2024, 4, 30))
    stranger = make.person(firm.session, "Eva Lobo")
    lines = [
        "member,name,wage",
        f"{firm.people[0].reference},Ana Reis,300.00",
        "PE-00000-00000-00,,3OO.00",
        f"{firm.people[0].reference},Ana Reis,120.00",
        f"{left.reference},Dino Pires,-5.00",
        f"{stranger.reference},Eva Lobo,10.005",
        ",,",
        ",Nobody,",
    ]
    schedule = firm.file("\n".join(lines).encode())
    assert firm.problems(schedule) == {
        3: {"unknown-member", "not-an-amount"},
        4: {"twice"},
        5: {"leaver", "negative-wage"},
        6: {"not-employed", "too-many-decimals"},
        8: {"no-member", "no-wage"},
    }
    assert schedule.errors_count == 5
    assert schedule.due == Decimal("30.00")


def test_what_is_odd_is_shown_and_stops_nothing(firm):
    firm.post(firm.file(firm.content("300.00", "300.00"), month=date(2024, 4, 1)))
    content = firm.content("300.00", "451.00", "0.00").replace(b"Ana Reis", b"Ana do Reis")
    schedule = firm.file(content)
    assert firm.problems(schedule) == {2: {"other-name"}, 3: {"wage-change"}, 4: {"zero-wage"}}
    firm.post(schedule)
    assert [line.wage for line in firm.account(firm.people[2])] == [Decimal("0.00")]


def test_somebody_declared_by_two_employers_in_a_month_is_shown(firm):
    firm.post(firm.file(firm.content("300.00")))
    other = make.employer(firm.session, "Other", at=None)
    other.office_id = firm.clerk.office_id
    make.employment_spell(firm.session, other, firm.people[0])
    firm.employer = other
    assert firm.problems(firm.file(firm.content("100.00"))) == {2: {"elsewhere"}}


def test_a_member_is_found_by_the_number_of_a_paper(firm):
    make.person_identifier(firm.session, firm.people[0], number="00914471")
    schedule = firm.file(b"member;wage\n0091 4471;10.00\n")
    assert firm.problems(schedule) == {}


def test_people_of_other_offices_are_as_unknown_as_nobody(firm):
    elsewhere = make.office(firm.session, "Far office")
    stranger = make.person(firm.session, "Far Away", at=elsewhere)
    worker = make.person(firm.session, "Far Worker", at=elsewhere)
    make.employment_spell(firm.session, firm.employer, worker)
    schedule = firm.file(f"member,wage\n{stranger.reference},10.00\n{worker.reference},10.00\n".encode())
    assert firm.problems(schedule) == {2: {"unknown-member"}}


def test_an_employer_of_another_office_is_not_found(firm):
    other = make.by(firm.session, at=make.office(firm.session, "Far office"))
    with pytest.raises(NotFound):
        firm.file(firm.content("1.00"), by=other)


@pytest.mark.parametrize(
    ("head", "given", "codes"),
    [
        ("lines,3\nwages total,300.00\n", {}, ["lines-differ"]),
        ("lines,2\nwages total,300.01\n", {}, ["wages-differ"]),
        ("lines,2\nwages total,300.00\n", {}, None),
        ("", {"lines_count": "3", "wages_total": "299.00"}, ["lines-differ", "wages-differ"]),
        ("", {"lines_count": "2", "wages_total": "300.00"}, None),
        ("", {"lines_count": "two"}, ["lines-differ"]),
    ],
)
def test_totals_that_are_declared_are_compared(firm, head, given, codes):
    content = firm.content("100.00", "200.00", head=head)
    if codes is None:
        assert firm.file(content, **given).errors_count == 0
    else:
        assert refused(lambda: firm.file(content, **given)) == codes
        assert firm.session.scalars(select(Schedule)).all() == []


def test_months_that_cannot_be_are_refused(firm):
    firm.employer.started_on, firm.employer.ended_on = date(2023, 3, 15), date(2024, 4, 2)
    content = firm.content("1.00")
    assert refused(lambda: firm.file(content, month=date(2024, 6, 1))) == ["month-in-future"]
    assert refused(lambda: firm.file(content, month=date(2023, 2, 1))) == ["before-start"]
    assert refused(lambda: firm.file(content, month=MAY)) == ["after-end"]
    assert firm.file(content, month=date(2024, 4, 1)).errors_count == 0


def test_filing_again_before_posting_replaces(firm):
    first = firm.file(firm.content("1.00", "x"))
    second = firm.file(firm.content("1.00", "2.00"))
    firm.session.refresh(first)
    assert (first.state, second.filing, second.amends_id) == ("replaced", 2, None)
    with pytest.raises(Conflict):
        firm.post(first)


def test_the_same_file_twice_is_refused(firm):
    firm.file(firm.content("1.00"))
    with pytest.raises(Conflict) as caught:
        firm.file(firm.content("1.00"))
    assert caught.value.problems[0].code == "already-filed"


def test_nothing_is_posted_while_a_line_is_wrong(firm):
    schedule = firm.file(firm.content("1.00", "x"))
    assert refused(lambda: firm.post(schedule)) == ["has-errors"]
    assert firm.account(firm.people[0]) == []


def test_another_officer_posts_to_every_account_and_the_trail_says_so(firm):
    schedule = firm.file(firm.content("300.00", "100.00"))
    assert refused(lambda: post_schedule(firm.session, schedule.reference, None, firm.clerk)) == ["own-work"]
    firm.post(schedule)
    (line,) = firm.account(firm.people[0])
    assert (line.kind, line.employer_share, line.worker_share, line.total) == ("original", Decimal(18), Decimal(12), Decimal(30))
    assert schedule.posted_due == Decimal(40)
    said = firm.session.scalars(select(AuditLine).where(AuditLine.about == schedule.reference).order_by(AuditLine.id)).all()
    assert [each.act for each in said] == ["schedule filed", "schedule posted"]
    assert (said[1].count, len(said[1].digest)) == (2, 64)


def test_a_file_that_took_the_place_of_the_one_seen_is_not_posted(firm):
    schedule = firm.file(firm.content("300.00"))
    with pytest.raises(Conflict):
        post_schedule(firm.session, schedule.reference, "0" * 64, firm.second)


def test_after_posting_an_amendment_writes_the_differences_and_keeps_the_original(firm):
    firm.post(firm.file(firm.content("300.00", "100.00", "50.00")))
    ana, beto, clara = firm.people
    amended = firm.file(f"member,wage\n{ana.reference},400.00\n{beto.reference},100.00\n".encode())
    assert amended.amends_id is not None
    firm.post(amended)
    assert [(line.kind, line.wage, line.total) for line in firm.account(ana)] == [
        ("original", Decimal(300), Decimal(30)), ("adjustment", Decimal(100), Decimal(10)),
    ]  # fmt: skip
    assert [line.kind for line in firm.account(beto)] == ["original"]
    assert [line.total for line in firm.account(clara)] == [Decimal(5), Decimal(-5)]
    assert amended.posted_due == Decimal(5)


def test_an_amendment_tells_its_differences_by_person_before_and_after_it_is_posted(firm):
    firm.post(firm.file(firm.content("300.00", "100.00", "50.00")))
    ana, beto, clara = firm.people
    amended = firm.file(f"member,wage\n{ana.reference},400.00\n{beto.reference},100.00\n".encode())
    told = [(ana.name, 30, 40, 10), (clara.name, 5, 0, -5)]
    for _time in ("waiting", "posted"):
        found = differences(firm.session, amended, 50)
        assert sorted((row.name, row.before, row.now, row.difference) for row in found) == sorted(told)
        assert {(row.people, row.total) for row in found} == {(2, Decimal(5))}
        if amended.state == "checked":
            firm.post(amended)
    assert len(differences(firm.session, amended, 1)) == 1
    assert differences(firm.session, firm.session.get_one(Schedule, amended.amends_id), 50) == ()
    back = firm.file(firm.content("300.00", "100.00", "50.00") + b"\n")
    assert sorted(row.difference for row in differences(firm.session, back, 50)) == [-10, 5]


def test_two_thousand_lines_take_no_more_questions_than_two(firm):
    asked = []
    from sqlalchemy import event

    event.listen(firm.session.connection().engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    firm.file(firm.content("1.00", "2.00"))
    few = len(asked)
    many = ["member,wage"] + [f"X{number},1.00" for number in range(2000)]
    firm.file("\n".join(many).encode())
    assert len(asked) - few <= few + 1
