"""The night's proof: every check that the parts hand up, run from scratch on one snapshot."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mis.audit.sealing import broken_seals
from mis.part import Check, Part

SHOWN_MAX = 100


def trail_check(session: Session) -> tuple[int, Sequence[str]]:
    """Every seal of the trail against its lines and its predecessor."""
    connection = session.connection()
    return connection.scalar(text("SELECT count(*) FROM audit_seal")) or 0, broken_seals(connection)


TRAIL = Check("trail of acts", trail_check)


def prove(session: Session, parts: Sequence[Part]) -> dict[str, Any]:
    """Run every check on a snapshot (`Database.snapshot`); each says how many it examined and what disagrees."""
    checks = [_one(session, check) for part in parts for check in part.checks]
    return {"ok": all(check["ok"] for check in checks), "checks": checks}


def _one(session: Session, check: Check) -> dict[str, Any]:
    examined, wrong = check.run(session)
    return {"name": check.name, "ok": not wrong, "examined": examined, "discrepancies": list(wrong)[:SHOWN_MAX]}
