"""Taking a report out of the office, which leaves a line in the trail."""

from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.reporting import FORMATS, Result
from mis.reporting.csv_file import fingerprint
from mis.reports.queries import TAKEN
from mis.staff.rules import ActingOfficer


def take(session: Session, by: ActingOfficer, result: Result, extension: str) -> bytes:
    """The report as a file of that kind (csv, xlsx, json or pdf), and who took it with which filters.

    Raises Refusal when the report is too long for the kind of file.
    """
    content = FORMATS[extension][1](result)
    filters = {name: str(value) for name, value in sorted(result.asked.filters.items())}
    about = f"report {result.report.name}"
    record(session, by, TAKEN, about, after=filters | {"format": extension}, count=len(result.rows), digest=fingerprint(result))
    return content
