"""The database: the tables' common ground, and the unit of work in which an act happens or does not."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from sqlalchemy import BigInteger, Connection, DateTime, Engine, Identity, MetaData, Numeric, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Money = Annotated[Decimal, mapped_column(Numeric)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Recorded = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=text("clock_timestamp()"))]


class Base(DeclarativeBase):
    """Every table of the office, the registers and the cashier."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {int: BigInteger}  # noqa: RUF012


WEB_SECONDS_MAX = 60


def connect(url: str, pool_size: int = 10, seconds: int = 0) -> Engine:
    """An engine on PostgreSQL; days and instants are kept in UTC and shown in the office's zone.

    A statement is stopped after so many `seconds` (0: never), as is a transaction that does nothing for twice as long.
    What was typed never stands in an error's words.
    """
    limits = f"-c statement_timeout={seconds}s -c idle_in_transaction_session_timeout={2 * seconds}s"
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f"-c timezone=UTC -c lock_timeout=10s {limits}", "connect_timeout": 10},
    )


class Database:
    """The office's database, opened for sessions of work and for short statements of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def session(self) -> Session:
        """A session whose owner commits or rolls back."""
        return Session(self.engine, expire_on_commit=False)

    def begin(self) -> AbstractContextManager[Connection]:
        """A short transaction of its own, committed at its end."""
        return self.engine.begin()

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """All of an act, or nothing of it: committed at the end, rolled back when anything is raised."""
        with self.session() as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Everything as it stood at one instant, to be read only: a report never shows half of an act."""
        engine = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with Session(engine, expire_on_commit=False) as session:
            yield session
