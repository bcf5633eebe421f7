"""Reading the trail: everything that was done to a record, by an officer, on a day."""

from sqlalchemy import Select, select

from mis.audit.models import AuditLine
from mis.staff.models import Office
from mis.staff.rules import ActingOfficer


def lines(by: ActingOfficer, about: str = "", officer: str = "", act: str = "") -> Select:
    """The question for lines about a record, by an officer, of a kind of act; each empty means all.

    An officer reads what was done from her offices; one of the highest office also what the system did by itself.
    """
    names = select(Office.name).where(Office.id.in_(by.offices))
    highest = select(Office.id).where(Office.id == by.office_id, Office.parent_id.is_(None)).exists()
    question = select(AuditLine).where(AuditLine.office.in_(names) | ((AuditLine.office == "") & highest))
    if about:
        question = question.where(AuditLine.about == about)
    if officer:
        question = question.where(AuditLine.officer == officer)
    if act:
        question = question.where(AuditLine.act == act)
    return question
