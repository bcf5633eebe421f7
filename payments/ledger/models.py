"""The tables of the books: accounts of a scheme, transactions that balance, and their entries; only added to."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Key, Money, Recorded


class LedgerAccount(Base):
    """An account of a scheme's books, in one currency."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint("scheme", "currency", "code", name="uq_ledger_account_code"),
        CheckConstraint("kind IN ('asset', 'liability', 'income', 'expense')", name="kind"),
    )

    id: Mapped[Key]
    scheme: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)


class LedgerTransaction(Base):
    """One posting: what happened, on which day, about which record; each thing about a record is booked once."""

    __tablename__ = "ledger_transaction"
    __table_args__ = (UniqueConstraint("about", "kind", "scheme", name="uq_ledger_transaction_about"),)

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    scheme: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    booked_on: Mapped[date]
    kind: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    posted_at: Mapped[Recorded]


class LedgerEntry(Base):
    """An amount on an account, debit positive and credit negative; a transaction's entries add up to nothing."""

    __tablename__ = "ledger_entry"
    __table_args__ = (CheckConstraint("amount <> 0", name="amount"),)

    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"), index=True)
    amount: Mapped[Money]
