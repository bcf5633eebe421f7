"""A person's page, against a route that asks the database for the number one."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

import wsgi
from mis.app import create_app
from mis.db import Database, connect
from mis.embedded import Addresses
from mis.settings import Settings
from mis.staff.models import Office
from tests import make
from tests.bench.race import Race
from tests.conftest import KEY
from tests.payments import runs


def page(n: int, addresses: Addresses) -> Race:
    """Ask n times for the page of a person with an account, an award, contributions and a payment, as a signed-in officer."""
    engine = connect(addresses.database_url)
    app = create_app(_settings(addresses), wsgi.PARTS, Database(engine))
    app.extensions["limiter"].enabled = False  # one address asks more than a person could
    with Database(engine).session() as session:
        by, _ = runs.officers(session)
        person, _ = runs.payee(session, from_month=runs.MAY)
        make.contribution(session, person)
        runs.generated(session, by)
        browser = make.signed_in(app, session, at=session.get_one(Office, by.office_id))
    address = f"/persons/{person.reference}"
    bare = _bare(engine).test_client()
    assert person.name in browser.get(address).text
    return Race(lambda: _ask(browser, address, n), lambda: _ask(bare, "/", n))


def _settings(addresses: Addresses) -> Settings:
    """An office without a queue."""
    return Settings(
        var=Path("var"), database_url=addresses.database_url, owner_url=addresses.owner_url, redis_url=None,
        secret_keys=(KEY,), hosts=("localhost",), proxies=0, https=False,
    )  # fmt: skip


def _bare(engine: Engine) -> Flask:
    """An application of one route and one question."""
    app = Flask("bare")

    @app.get("/")
    def one() -> str:
        with engine.connect() as connection:
            return str(connection.scalar(text("SELECT 1")))

    return app


def _ask(client: FlaskClient, address: str, times: int) -> None:
    """The same address again and again."""
    for _ in range(times):
        answer = client.get(address)
        assert answer.status_code == 200
