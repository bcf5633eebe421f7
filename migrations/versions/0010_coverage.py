"""What awards of coverage cover."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.guards import grant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the table and its guards."""
    _award_coverage()
    guards()


def guards() -> None:
    """What is covered is added and only replaced."""
    grant("award_coverage")
    trigger = "CREATE TRIGGER award_coverage_only_replaced BEFORE UPDATE ON award_coverage"
    op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION only_replaced()")


def _award_coverage() -> None:
    op.create_table(
        "award_coverage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("award_id", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("services", pg.JSONB(), nullable=False),
        sa.Column("cost_share", sa.Numeric(), nullable=True),
        sa.Column("law_digest", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cost_share BETWEEN 0 AND 1", name=op.f("ck_award_coverage_cost_share")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_coverage_award_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_award_coverage_claim_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_award_coverage_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_coverage")),
    )
    op.create_index(op.f("ix_award_coverage_award_id"), "award_coverage", ["award_id"], unique=False)
    current = sa.text("replaced_at IS NULL")
    op.create_index("uq_award_coverage_current", "award_coverage", ["award_id"], unique=True, postgresql_where=current)
