"""What is wrong or odd in a schedule: its month, its totals, and every line with all its errors at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from mis.dates import month_end, month_start, month_text
from mis.errors import Problem, Refusal, refuse
from mis.law.columns import offered, read_cell
from mis.law.facts import Fact
from mis.money import parse_amount, plain
from registries.naming.rules import name_key

STATES = {"checked": ("posted", "replaced"), "posted": (), "replaced": ()}
FIELD_MAX = 200
GOOD, LOOK, ERROR = "good", "look", "error"
CHANGE_SHARE = Decimal("0.5")
TIMES_MANY = 10
SAME_LEAST = 5
_COUNT = re.compile(r"[0-9]{1,7}", re.ASCII)


@dataclass(frozen=True)
class ReadLine:
    """One line as it was written; `line` counts from 1 with the header, as a spreadsheet does."""

    line: int
    member: str
    name: str
    wage: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadSchedule:
    """The lines of a file, the totals that its head declares (as written), and how it was written."""

    lines: tuple[ReadLine, ...]
    lines_declared: str
    wages_declared: str
    encoding: str


@dataclass(frozen=True)
class Member:
    """Somebody whom a line may mean, as the register knows her, and the days on which she worked for this employer."""

    person_id: int
    name: str
    name_key: str
    died_on: date | None
    spells: tuple[tuple[date, date | None], ...] = ()
    wage_before: Decimal | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class CheckedLine:
    """A line, whom it is about, its wage, what else the law asks, and all that is wrong (error) or odd (look) in it."""

    read: ReadLine
    person_id: int | None
    wage: Decimal | None
    problems: tuple[dict[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weight(self) -> str:
        """Whether the line must be corrected, looked at, or is good."""
        weights = {problem["weight"] for problem in self.problems}
        return ERROR if ERROR in weights else LOOK if weights else GOOD


@dataclass
class _Found:
    """What has been found in one line so far."""

    problems: list[dict[str, Any]] = field(default_factory=list)

    def add(self, weight: str, column: str, code: str, message: str, **values: object) -> None:
        """One more thing."""
        said = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
        self.problems.append({"weight": weight, "column": column, "code": code, "message": message, "values": said})


def check_month(month: date, today: date, started_on: date, ended_on: date | None) -> None:
    """Refuse a month that has not begun, or in which the employer was not open."""
    if month > month_start(today):
        words = "Month: %(month)s has not begun yet"
        raise refuse("month", words, "month-in-future", month=month_text(month))
    if month_end(month) < started_on:
        words = "Month: the employer began on %(day)s, after %(month)s"
        raise refuse("month", words, "before-start", month=month_text(month), day=started_on)
    if ended_on is not None and month > ended_on:
        words = "Month: the employer closed on %(day)s, before %(month)s"
        raise refuse("month", words, "after-end", month=month_text(month), day=ended_on)


def check_lines(
    lines: Sequence[ReadLine], members: Mapping[str, Member], month: date, decimals: int, asked: Sequence[Fact] = ()
) -> list[CheckedLine]:
    """Every line with all that is wrong or odd in it; `members` are those found, by what is written in the line.

    `asked` are the facts that the law wants of every line beside the wage.
    """
    first: dict[int, CheckedLine] = {}
    checked = []
    for line in lines:
        found = _Found()
        member = _check_member(line, members.get(line.member), month, found)
        wage = _check_wage(line, decimals, found)
        if member is not None:
            _check_twice(first.get(member.person_id), found)
            _compare(line, member, wage, decimals, found)
        facts = {fact.name: _check_fact(line, fact, found) for fact in asked}
        result = CheckedLine(line, member.person_id if member else None, wage, tuple(found.problems), facts)
        if member is not None:
            first.setdefault(member.person_id, result)
        checked.append(result)
    return _look_across(checked, decimals)


def _look_across(lines: list[CheckedLine], decimals: int) -> list[CheckedLine]:
    """What is odd only beside the other lines, in schedules of five wages or more; none of it stops the schedule.

    Every wage the same is told once, at the first line; a wage of a tenth of the middle one or less, at its own.
    """
    wages = sorted(line.wage for line in lines if line.wage)
    if len(wages) < SAME_LEAST:
        return lines
    if wages[0] == wages[-1]:
        words = "All %(count)d wages are exactly %(wage)s. Nothing to do if everybody earned the same"
        return [_noted(lines[0], "same-wages", words, count=len(wages), wage=plain(wages[0], decimals)), *lines[1:]]
    middle = wages[len(wages) // 2]
    words = "Wage is far below the others of this schedule, of which the middle one is %(middle)s. Nothing to do if it is right"
    return [
        _noted(line, "far-below", words, middle=plain(middle, decimals))
        if line.wage and line.wage * TIMES_MANY <= middle
        else line
        for line in lines
    ]


def _noted(line: CheckedLine, code: str, message: str, **values: object) -> CheckedLine:
    """The line with one more thing to look at in its wage."""
    found = _Found(list(line.problems))
    found.add(LOOK, "wage", code, message, **values)
    return replace(line, problems=tuple(found.problems))


def _check_member(line: ReadLine, member: Member | None, month: date, found: _Found) -> Member | None:
    for column, text in (("member", line.member), ("name", line.name), ("wage", line.wage)):
        if len(text) > FIELD_MAX:
            found.add(
                ERROR, column, "too-long", "At most %(most)d characters, this cell has %(found)d", most=FIELD_MAX, found=len(text)
            )
        elif not text.isprintable():
            found.add(ERROR, column, "unreadable", "The cell has signs that are not letters. Type it again")
    if not line.member:
        found.add(ERROR, "member", "no-member", "The member number is missing. Write the number on the card")
    elif member is None:
        found.add(ERROR, "member", "unknown-member", "Member %(found)s is not known here. Check the card", found=line.member[:40])
    elif not _worked(member, month):
        _say_why_not(member, month, found)
    return member


def _worked(member: Member, month: date) -> bool:
    """Whether a spell covers a day of the month."""
    return any(
        (start.year, start.month) <= (month.year, month.month) and (end is None or end >= month) for start, end in member.spells
    )


def _say_why_not(member: Member, month: date, found: _Found) -> None:
    ended = [end for _, end in member.spells if end is not None and end < month]
    if ended:
        words = "Left on %(day)s, before this month. Remove the line, or correct the leaving date"
        found.add(ERROR, "member", "leaver", words, day=max(ended))
    elif member.spells:
        words = "Began on %(day)s, after this month. Remove the line, or correct the day"
        found.add(ERROR, "member", "not-begun", words, day=min(start for start, _ in member.spells))
    else:
        words = "Is not registered as working for this employer. Register the start of work first"
        found.add(ERROR, "member", "not-employed", words)


def _check_wage(line: ReadLine, decimals: int, found: _Found) -> Decimal | None:
    if not line.wage:
        found.add(ERROR, "wage", "no-wage", "The wage is missing. Write 0.00 if nothing was paid")
        return None
    if re.fullmatch(r"[-\u2212][0-9].*", line.wage):
        found.add(
            ERROR, "wage", "negative-wage", "The wage %(found)s is negative. Write what was paid this month", found=line.wage[:40]
        )
        return None
    try:
        wage = parse_amount(line.wage, decimals, "wage")
    except Refusal as refusal:
        problem = refusal.problems[0]
        if problem.code == "not-an-amount":
            words = "“%(found)s” is not a number. Write it as 1234.50, without spaces or signs of thousands"
            found.add(ERROR, "wage", problem.code, words, found=line.wage[:40])
        else:
            found.add(ERROR, "wage", problem.code, problem.message, **problem.values)
        return None
    if not wage:
        found.add(LOOK, "wage", "zero-wage", "The wage is nothing. Nothing to do if nothing was paid")
    return wage


def _check_fact(line: ReadLine, fact: Fact, found: _Found) -> Any:
    """What the line says of a fact; what it leaves out is the fact's default, or not known."""
    text = line.facts.get(fact.name, "")
    if not text:
        return fact.default
    try:
        return read_cell(fact, text)
    except ValueError:
        words = "“%(found)s” cannot be read in the column %(asked)s. Write it as %(offered)s"
        found.add(ERROR, fact.name, "unreadable-fact", words, found=text[:40], offered=offered(fact), asked=fact.name)
        return None


def mark_unsettled(line: CheckedLine, facts: Sequence[str]) -> CheckedLine:
    """The line with what it must still say for the law to be applied to it."""
    found = _Found(list(line.problems))
    for name in facts:
        found.add(ERROR, name, "fact-missing", "The law asks more of this line. Fill in the column %(asked)s", asked=name)
    return replace(line, problems=tuple(found.problems))


def _check_twice(first: CheckedLine | None, found: _Found) -> None:
    if first is not None:
        words = "Same member as line %(line)d, there with the wage %(wage)s. Keep one line, or add both wages in one"
        found.add(ERROR, "member", "twice", words, line=first.read.line, wage=first.read.wage[:40])


def _compare(line: ReadLine, member: Member, wage: Decimal | None, decimals: int, found: _Found) -> None:
    """What is odd against what the register knows; none of it stops the schedule."""
    if line.name and line.name != member.name and name_key(line.name) != member.name_key:
        words = "Name in the register: %(name)s. Nothing to do if it is the same person"
        found.add(LOOK, "name", "other-name", words, name=member.name)
    if member.elsewhere:
        found.add(LOOK, "member", "elsewhere", "Another employer has also declared this person for this month")
    if member.died_on is not None:
        found.add(LOOK, "member", "died", "Died on %(day)s, as the register knows", day=member.died_on)
    before = member.wage_before
    if wage and before and wage >= before * TIMES_MANY:
        words = "Wage is %(times)d times last month's (%(before)s). Is a point or a nought wrong? Nothing to do if it is right"
        found.add(LOOK, "wage", "wage-many-times", words, times=int(wage / before), before=plain(before, decimals))
    elif wage and before and abs(wage - before) > before * CHANGE_SHARE:
        share = round(abs(wage - before) / before * 100)
        more = "Wage is %(share)d%% higher than last month (%(before)s). Nothing to do if it is right"
        less = "Wage is %(share)d%% lower than last month (%(before)s). Nothing to do if it is right"
        found.add(LOOK, "wage", "wage-change", more if wage > before else less, share=int(share), before=plain(before, decimals))


def check_totals(read: ReadSchedule, lines: Sequence[CheckedLine], decimals: int, lines_given: str, wages_given: str) -> None:
    """Refuse totals that differ from the lines, saying by how much; totals not given are not asked."""
    problems = []
    for given, where in ((read.lines_declared, "file"), (lines_given, "lines_count")):
        if given and (not _COUNT.fullmatch(given) or int(given) != len(lines)):
            words = "Lines: %(given)s are declared and the file has %(found)d"
            problems.append(Problem(where, words, "lines-differ", values={"given": given[:20], "found": len(lines)}))
    readable = all(line.wage is not None for line in lines)
    total = sum((line.wage or Decimal(0) for line in lines), Decimal(0))
    for given, where in ((read.wages_declared, "file"), (wages_given, "wages_total")):
        if given and readable and (difference := total - parse_amount(given, decimals, where)):
            words = "Wages: %(given)s are declared and the lines add up to %(found)s, a difference of %(difference)s"
            values = {"given": given[:20], "found": plain(total, decimals), "difference": plain(difference, decimals)}
            problems.append(Problem(where, words, "wages-differ", values=values))
    if problems:
        raise Refusal(*problems)


def in_words(problem: Mapping[str, Any], translate: Callable[[str], str] = str) -> str:
    """What is wrong or odd, in a language, its places filled."""
    return Problem(None, problem["message"], values=problem["values"]).words(translate)
