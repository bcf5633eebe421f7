"""What acts leave of records, kept beside the trail and sealed with it."""

import sqlalchemy as sa
from alembic import op

from mis.guards import append_only

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables and their guards."""
    _kept_record()
    guards()


KEPT_COLUMNS = "(what, about, rows, digest)"

# What stood before acts kept what they leave: as it is found on the day of this change, with a line of the trail that says so.
FOUND = {
    "account of person": (
        "payee_account a JOIN person p ON p.id = a.person_id", "p.reference",
        "a.channel, a.bank, a.number, a.holder, a.state, a.reason, a.valid_from, a.replaced_at IS NULL, a.recorded_by, a.held_by,"
        " a.released_by",
    ),
    "claim": (
        "claim c WHERE c.decision IS NOT NULL", "c.reference",
        "c.benefit, c.scheme, c.person_id, c.household_id, c.facts, c.decision, c.law_on, c.digest",
    ),
    "award": (
        "award w", "w.reference", "w.claim_id, w.benefit, w.scheme, w.person_id, w.household_id, w.office_id, w.started",
    ),
    "letter": (
        "letter l", "l.number",
        "l.series, l.year, l.serial, l.kind, l.language, l.about, l.recipient, l.office_id, l.content, l.issued_by",
    ),
    "who was left out of run": (
        "batch_left_out l JOIN payment_batch b ON b.id = l.batch_id WHERE b.sha256 IS NOT NULL", "b.reference",
        "l.award_id, l.reason, l.person_id, l.amount, l.months",
    ),
    "bank answer": (
        "bank_answer_line l JOIN bank_answer a ON a.id = l.answer_id", "a.reference",
        "l.number, l.row, l.reference, l.status, l.amount, l.reason_code, l.reason, l.day, l.payment_id, l.verdict, l.problem,"
        " a.name, a.format, a.sha256, encode(sha256(a.content), 'hex'), a.office_id, a.imported_by",
    ),
}  # fmt: skip


def guards() -> None:
    """Only added to; in which transaction is said by the database alone."""
    append_only("kept_record", KEPT_COLUMNS)
    for what, (source, about, columns) in FOUND.items():
        op.execute(
            f"""INSERT INTO kept_record {KEPT_COLUMNS} SELECT '{what}', about, count(*),
                  encode(sha256(string_agg(hash, ''::bytea ORDER BY hash)), 'hex')
                FROM (SELECT {about} AS about, sha256(convert_to(jsonb_build_array({columns})::text, 'UTF8')) AS hash
                      FROM {source}) AS each_row GROUP BY about"""
        )
    op.execute(
        """INSERT INTO audit_line (officer, office, act, about, count)
           SELECT 'system', '', 'records kept as found', 'installation', count(*) FROM kept_record HAVING count(*) > 0"""
    )


def _kept_record() -> None:
    op.create_table(
        "kept_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("transaction", sa.BigInteger(), server_default=sa.text("trail_transaction()"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_record")),
    )
    op.create_index("ix_kept_record_about", "kept_record", ["what", "about", "id"], unique=False)
    op.create_index("ix_kept_record_transaction", "kept_record", ["transaction", "id"], unique=False)
