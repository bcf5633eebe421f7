"""The cases that every demonstration holds, whatever its size: each refusal, arrears, duplicates, a death, accounts that fail."""

from datetime import date, timedelta
from decimal import Decimal

from demonstration.inventor import Inventor
from demonstration.names import family_name
from demonstration.people import Asking, Invented, Money
from demonstration.places import posts

MAY = date(2024, 5, 2)
BEFORE_AGAIN, ENTERED_AGAIN = date(2024, 5, 3), date(2024, 5, 4)
DAYS_OF_CLAIMS = 8
EARLIER = (date(2024, 2, 12), date(2024, 3, 11), date(2024, 4, 15))
OLD_HOMES, OLD_SIZE, YOUNG_HOMES, YOUNG_SIZE = 22, 4, 3, 3
PERSONS = OLD_HOMES * OLD_SIZE + YOUNG_HOMES * YOUNG_SIZE
HIGH_INCOME, WORKERS_WAGE = Decimal(650), Decimal(180)

# The old people of the first households by their place: head of household n is 4n, her partner 4n + 1.
_OLD = tuple(key for home in range(OLD_HOMES) for key in (OLD_SIZE * home, OLD_SIZE * home + 1))
BORN = {
    _OLD[0]: date(1964, 3, 10),  # 60
    _OLD[1]: date(1954, 9, 2),  # 69
    _OLD[2]: date(1954, 2, 20),  # 70
    _OLD[3]: date(1944, 10, 11),  # 79
    _OLD[4]: date(1939, 1, 15),  # 85
    _OLD[5]: date(1954, 4, 5),  # 70 in April 2024, with arrears from February
    _OLD[6]: date(1944, 3, 22),  # 80 in March 2024, with arrears from February
    _OLD[7]: date(1960, 6, 30),
    _OLD[8]: date(1951, 11, 3),
    _OLD[10]: date(1941, 7, 19),
    _OLD[13]: date(1964, 12, 1),  # 59
}
BACKDATED = {_OLD[5]: EARLIER[0], _OLD[6]: EARLIER[0], _OLD[7]: EARLIER[1], _OLD[8]: EARLIER[2]}
DIES = _OLD[10]
CONTRIBUTORY, WORKING = _OLD[11], _OLD[12]
SUSPENDED, WITHOUT_ACCOUNT, ACCOUNT_HELD = _OLD[14], _OLD[15], _OLD[16]
AGAIN = _OLD[17:20]
REJECTED, RETURNED = _OLD[20:30], _OLD[30:40]
INCAPABLE = 2  # the grown-up child of the first household
IN_CASH, BY_MOBILE = _OLD[0], _OLD[1]
LANGUAGES = {CONTRIBUTORY: "en", WORKING: "pt", _OLD[3]: "en", _OLD[4]: "pt"}
BANKED = frozenset((DIES, SUSPENDED, ACCOUNT_HELD, *REJECTED, *RETURNED))


def make(inventor: Inventor) -> list[Asking]:
    """The households of the cases, and the pensions that their people claim in 2024."""
    askings: list[Asking] = []
    for number in range(OLD_HOMES):
        area, family = posts()[number * 3 % len(posts())], family_name(inventor.dice)
        head, partner = (_old(inventor, area, family, sex) for sex in ("mf" if number % 3 else "fm"))
        grown = _grown(inventor, area, family)
        child = inventor.person(area, family, inventor.birth(15, 6))
        inventor.home(area, [(head, "head"), (partner, "partner"), (grown, "child"), (child, "relative")])
        askings += [Asking(each.key, _claims_on(each.key)) for each in (head, partner)]
    askings.append(Asking(INCAPABLE, MAY))
    _refused_homes(inventor)
    return askings


def _claims_on(key: int) -> date:
    return BACKDATED.get(key, MAY + timedelta(days=key % DAYS_OF_CLAIMS))


def _old(inventor: Inventor, area: str, family: str, sex: str) -> Invented:
    """Somebody whose age or situation the story needs."""
    key = len(inventor.persons)
    facts = {CONTRIBUTORY: {"contributory_pension": True}, WORKING: {"work_income": True}}.get(key, {})
    born = BORN.get(key) or inventor.birth(88, 61)
    person = inventor.person(area, family, born, sex, LANGUAGES.get(key, ""), **facts)
    if key in BANKED:
        return inventor.pay_to(person, inventor.bank())
    if key in (IN_CASH, BY_MOBILE):
        return inventor.pay_to(person, Money("cash") if key == IN_CASH else inventor.mobile())
    return person


def _grown(inventor: Inventor, area: str, family: str) -> Invented:
    """A grown-up child: she works, but for the one who cannot."""
    if len(inventor.persons) == INCAPABLE:
        return inventor.person(area, family, date(1989, 8, 14), "f", permanent_incapacity=True)
    wage = inventor.wage().min(Decimal(480))
    person = inventor.person(area, family, inventor.birth(40, 24), work_income=True, income_monthly=wage)
    inventor.work(person, wage)
    return person


def _refused_homes(inventor: Inventor) -> None:
    """The three households that the transfer of 2020 refuses: a high income, a late entry, nobody a citizen."""
    for number, (income, entered, citizen) in enumerate(
        ((HIGH_INCOME, None, True), (WORKERS_WAGE, date(2020, 4, 1), True), (WORKERS_WAGE, None, False))
    ):
        area, family = posts()[7 + number], family_name(inventor.dice)
        head = inventor.person(
            area, family, inventor.birth(45, 30), "m", work_income=True, income_monthly=income, citizen=citizen
        )
        inventor.work(head, income)
        others = [
            inventor.person(area, family, inventor.birth(40, 28), "f", citizen=citizen),
            inventor.person(area, family, inventor.birth(12, 7), citizen=citizen),
        ]
        inventor.home(area, [(head, "head"), (others[0], "partner"), (others[1], "child")], entered)
