"""What every test stands on: real servers, a database cloned from a template, one transaction that is rolled back."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.orm import Session

import wsgi
from mis import schema
from mis.app import create_app
from mis.db import Database
from mis.embedded import Addresses, attach_or_start
from mis.settings import Settings

hypothesis.settings.register_profile("office", deadline=None, derandomize=True)
hypothesis.settings.load_profile("office")
ROOT = Path(__file__).parents[1]
KEY = "a key for tests only, 0123456789abcdef"


class OneTransaction(Database):
    """A database in which everything happens inside one transaction that is rolled back at the end."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.engine)
        self.connection = connection

    def session(self) -> Session:
        """A session whose commits stay inside the test's transaction."""
        return Session(self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """What a report reads, inside the test's transaction."""
        with self.session() as session:
            yield session

    @contextmanager
    def begin(self) -> Iterator[Connection]:  # type: ignore[override]
        """A short statement inside the test's transaction."""
        with self.connection.begin_nested():
            yield self.connection


@pytest.fixture(scope="session")
def addresses() -> Iterator[Addresses]:
    """Real PostgreSQL and Valkey, shared by every worker of this test run."""
    with attach_or_start(Path(os.environ.get("VAR", ROOT / "var" / "test"))) as found:
        yield found


def own_store(addresses: Addresses, number: int = 0) -> str:
    """One of eight stores that no other worker of this test run uses, on the same Valkey."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return f"{addresses.redis_url.rpartition('/')[0]}/{worker % 2 * 8 + number}"


def named(url: str, database: str) -> str:
    """The same server and role, another database."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def clone(addresses: Addresses, name: str, template: str) -> Addresses:
    """A database made from a template, and how to reach it."""
    with psycopg.connect(addresses.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return Addresses(named(addresses.owner_url, name), named(addresses.database_url, name), own_store(addresses))


def drop(addresses: Addresses, name: str) -> None:
    """The database is no longer needed."""
    with psycopg.connect(addresses.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def template(addresses: Addresses) -> Iterator[str]:
    """A database with every table and nobody in it; each worker of the run makes its own."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    made = clone(addresses, name, "template0")
    schema.upgrade(made.owner_url, made.database_url)
    yield name
    drop(addresses, name)


@pytest.fixture(scope="session")
def prepared(addresses: Addresses, template: str) -> Iterator[Addresses]:
    """The worker's own database, in which each test rolls back."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield clone(addresses, name, template)
    drop(addresses, name)


@pytest.fixture
def own_database(addresses: Addresses, template: str) -> Iterator[Addresses]:
    """A database of the test's own, for what must really be committed."""
    name = f"own_{uuid.uuid4().hex[:12]}"
    yield clone(addresses, name, template)
    drop(addresses, name)


@pytest.fixture(scope="session")
def settings(prepared: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings as a small office would have them."""
    return Settings(
        var=tmp_path_factory.mktemp("var"),
        database_url=prepared.database_url,
        owner_url=prepared.owner_url,
        redis_url=None,
        secret_keys=(KEY,),
        hosts=("localhost", "127.0.0.1"),
        proxies=0,
        https=False,
    )


@pytest.fixture(scope="session")
def engine(prepared: Addresses):
    """The application's connection pool on the worker's database."""
    engine = create_engine(prepared.database_url, connect_args={"options": "-c timezone=UTC"})
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine) -> Iterator[OneTransaction]:
    """The database as this test sees it; nothing of it stays."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield OneTransaction(connection)
        transaction.rollback()


@pytest.fixture
def session(database: OneTransaction) -> Iterator[Session]:
    """A session inside the test's transaction."""
    with database.session() as session:
        yield session


@pytest.fixture(scope="session")
def whole_app(settings: Settings, engine) -> Flask:
    """The application of all parts, made once."""
    app = create_app(settings, wsgi.PARTS, Database(engine))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def app(whole_app: Flask, database: OneTransaction) -> Flask:
    """The application, working in the test's transaction."""
    whole_app.extensions["socle"]["database"] = database
    return whole_app


def run_sql(database: Database, statement: str, **values: object) -> list:
    """What a statement answers, for looking behind the application's back."""
    with database.begin() as connection:
        answer = connection.execute(text(statement), values)
        return list(answer) if answer.returns_rows else []
