"""Adding to the trail: one line an act, in the act's own transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mis.audit.models import AuditLine
from mis.staff.rules import ActingOfficer


def record(
    session: Session,
    by: ActingOfficer | None,
    act: str,
    about: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    count: int | None = None,
    digest: str | None = None,
) -> None:
    """Write who did what to which record, and why; `about` is the record's public reference.

    A bulk act writes one line with the count of its rows and their SHA-256. Without an officer the line says "system".
    """
    session.execute(
        insert(AuditLine).values(
            officer_id=by.id if by else None,
            officer=by.username if by else "system",
            office=by.office if by else "",
            act=act,
            about=about,
            before=_plain(before),
            after=_plain(after),
            reason=reason,
            count=count,
            digest=digest,
        )
    )


def _plain(values: Mapping[str, Any] | None) -> dict | None:
    """The values as JSON keeps them: amounts and days as text."""
    if values is None:
        return None
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_text(each) for each in value]
    return value
