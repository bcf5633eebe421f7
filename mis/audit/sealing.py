"""The sealer: chains the lines of finished acts by hash, so that a line changed or taken away is seen."""

import hashlib

from sqlalchemy import Connection, Engine, text

SEAL_LOCK = 7_104_002
FIRST = "0" * 64

# One line of the trail as it is hashed: its columns in this order, each as PostgreSQL prints it, NULL as \N.
LINE = r"""concat_ws(E'\x1f', id, transaction, extract(epoch from at)::text, coalesce(officer_id::text, E'\\N'), officer,
    office, act, about, coalesce(before::text, E'\\N'), coalesce(after::text, E'\\N'), coalesce(reason, E'\\N'),
    coalesce(count::text, E'\\N'), coalesce(digest, E'\\N'))"""

# What an act left of a record is a line too, after those of its transaction.
KEPT = r"concat_ws(E'\x1f', 'kept', id, transaction, what, about, rows, digest)"

LINES = f"""SELECT transaction, 0 AS kind, id, {LINE} AS line FROM audit_line
            UNION ALL SELECT transaction, 1, id, {KEPT} FROM kept_record"""

UNSEALED = f"""
WITH lines AS (SELECT * FROM ({LINES}) AS every_line
               WHERE transaction > (SELECT coalesce(max(last_transaction), -1) FROM audit_seal) AND transaction < trail_horizon())
SELECT min(transaction), max(transaction), coalesce(min(id) FILTER (WHERE kind = 0), 0),
       coalesce(max(id) FILTER (WHERE kind = 0), 0), count(*),
       encode(sha256(convert_to(string_agg(line, E'\\x1e' ORDER BY transaction, kind, id), 'UTF8')), 'hex') FROM lines
"""

# Verifies the whole trail with psql alone: no row means that every seal agrees with its predecessor and with every line
# since that one, so that a line changed, taken away or slipped in between is seen.
VERIFY = f"""
WITH lines AS ({LINES}),
seals AS (SELECT *, lag(hash, 1, repeat('0', 64)) OVER (ORDER BY id) AS expected_previous,
          lag(last_transaction, 1, -1::bigint) OVER (ORDER BY id) AS since FROM audit_seal),
proved AS (
  SELECT seals.id, seals.lines, seals.previous, seals.expected_previous, seals.hash, count(lines.id) AS found,
         encode(sha256(convert_to(string_agg(line, E'\\x1e' ORDER BY transaction, kind, lines.id), 'UTF8')), 'hex') AS body
  FROM seals LEFT JOIN lines ON lines.transaction > seals.since AND lines.transaction <= seals.last_transaction
  GROUP BY seals.id, seals.lines, seals.previous, seals.expected_previous, seals.hash)
SELECT id, lines, found FROM proved
WHERE previous <> expected_previous OR lines <> found
   OR hash IS DISTINCT FROM encode(sha256(convert_to(previous || coalesce(body, ''), 'UTF8')), 'hex')
"""


def seal_lines(engine: Engine) -> int:
    """Seal the lines of all finished transactions that are not sealed yet; how many that were."""
    with engine.begin() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": SEAL_LOCK}):
            return 0
        return _seal(connection)


def _seal(connection: Connection) -> int:
    first, last, first_line, last_line, lines, body = connection.execute(text(UNSEALED)).one()
    if not lines:
        return 0
    previous = connection.scalar(text("SELECT hash FROM audit_seal ORDER BY id DESC LIMIT 1")) or FIRST
    connection.execute(
        text(
            """INSERT INTO audit_seal (first_transaction, last_transaction, first_line, last_line, lines, previous, hash)
               VALUES (:first, :last, :first_line, :last_line, :lines, :previous, :hash)"""
        ),
        {
            "first": first,
            "last": last,
            "first_line": first_line,
            "last_line": last_line,
            "lines": lines,
            "previous": previous,
            "hash": hashlib.sha256((previous + body).encode()).hexdigest(),
        },
    )
    return lines


def broken_seals(connection: Connection) -> list[str]:
    """The seals that do not agree with their lines, in words."""
    rows = connection.execute(text(VERIFY)).all()
    return [f"seal {row.id} over {row.lines} lines: {row.found} lines found, or a line or the chain was changed" for row in rows]
