"""Banks' answers and their lines."""

import sqlalchemy as sa
from alembic import op


def bank_answer() -> None:
    """Make the table bank_answer."""
    op.create_table(
        "bank_answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("repeated", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["officer.id"], name=op.f("fk_bank_answer_imported_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_bank_answer_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_answer")),
        sa.UniqueConstraint("reference", name=op.f("uq_bank_answer_reference")),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_answer_sha256")),
    )


def bank_answer_line() -> None:
    """Make the table bank_answer_line."""
    op.create_table(
        "bank_answer_line",
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint("(verdict = 'unmatched') = (problem IS NOT NULL)", name=op.f("ck_bank_answer_line_problem")),
        sa.CheckConstraint("verdict = 'unmatched' OR payment_id IS NOT NULL", name=op.f("ck_bank_answer_line_matched")),
        sa.CheckConstraint("verdict IN ('accepted', 'repeated', 'unmatched')", name=op.f("ck_bank_answer_line_verdict")),
        sa.ForeignKeyConstraint(["answer_id"], ["bank_answer.id"], name=op.f("fk_bank_answer_line_answer_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_bank_answer_line_payment_id")),
        sa.PrimaryKeyConstraint("answer_id", "number", name=op.f("pk_bank_answer_line")),
    )
    op.create_index("ix_bank_answer_line_payment_id", "bank_answer_line", ["payment_id"], unique=False)
