"""Records that an act fixes: what they held when it ended is kept and sealed with the trail, so that a change is seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from mis.part import Check

PROBLEMS_MAX = 100


@dataclass(frozen=True)
class Kept:
    """Rows that only acts may change, in SQL: from where, under which reference, by which key, which columns, and when fixed.

    All rows of one reference are proved together; `fixed` says of a row whether it is to be proved yet.
    """

    what: str
    source: str
    about: str
    key: str
    columns: str
    fixed: str = "true"


def keep(session: Session, kept: Kept, keys: Sequence[int]) -> None:
    """Keep what the records of these keys hold now: their count and SHA-256, in one statement; call it at an act's end."""
    session.flush()
    question = f"INSERT INTO kept_record (what, about, rows, digest) {_now(kept, f'WHERE {kept.key} = ANY(:keys)')}"
    session.execute(text(question), {"what": kept.what, "keys": list(keys)})


def _now(kept: Kept, chosen: str = "") -> str:
    """The records as they are: a row's columns as JSON prints them, hashed; the hash of these hashes in their order."""
    return f"""SELECT CAST(:what AS text) AS what, about, count(hash) AS rows,
        encode(sha256(coalesce(string_agg(hash, ''::bytea ORDER BY hash), ''::bytea)), 'hex') AS digest
      FROM (SELECT {kept.about} AS about,
              CASE WHEN {kept.fixed} THEN sha256(convert_to(jsonb_build_array({kept.columns})::text, 'UTF8')) END AS hash
            FROM {kept.source} {chosen}) AS each_row GROUP BY about"""


def kept_check(kept: Kept) -> Check:
    """The proof for `mis check` that every such record is what its last act left."""

    def run(session: Session) -> tuple[int, list[str]]:
        question = f"""WITH now AS ({_now(kept)}), last AS (
              SELECT DISTINCT ON (about) about, rows, digest FROM kept_record WHERE what = :what ORDER BY about, id DESC)
            SELECT about, coalesce(now.rows, 0) AS found, last.rows AS kept FROM now FULL JOIN last USING (about)
            WHERE coalesce(now.rows, 0) + coalesce(last.rows, 0) > 0 AND now.digest IS DISTINCT FROM last.digest
            ORDER BY about LIMIT :most"""
        rows = session.execute(text(question), {"what": kept.what, "most": PROBLEMS_MAX})
        wrong = [f"{kept.what} {row.about}: {_in_words(row.found, row.kept)}" for row in rows]
        examined = session.scalar(text("SELECT count(DISTINCT about) FROM kept_record WHERE what = :what"), {"what": kept.what})
        return examined or 0, wrong

    return Check(f"{kept.what} as acted on", run)


def _in_words(found: int, kept: int | None) -> str:
    if kept is None:
        return "no act made it"
    return "it is no longer what its last act left" if found else "it is gone"
