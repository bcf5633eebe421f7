"""An office at work on a database of its own, and what must hold there after every bad input."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

import wsgi
from mis.app import create_app
from mis.audit.sealing import broken_seals, seal_lines
from mis.db import Base, Database, connect
from mis.embedded import Addresses
from mis.settings import Settings
from mis.staff.models import Officer
from tests import make
from tests.conftest import KEY, own_store
from tests.web import hidden

MAY_GROW = {"audit_line", "audit_seal", "sign_in_try", "office_session", "record_look", "heartbeat"}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Row:
    """One bad input: its number in the list, what it is, how it is sent, and which answers are right.

    `says` stands in every answer; `writes` is true where the right thing is to accept, so that records may be added.
    """

    number: str
    what: str
    send: Callable[["Live"], Any]
    expect: tuple[int, ...]
    says: str = ""
    writes: bool = False


@dataclass
class Live:
    """An office with two branches, its officers by role, and records in both branches."""

    addresses: Addresses
    var: Path
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database = Database(connect(self.addresses.database_url))
        self.redis_url = own_store(self.addresses, 7)
        self.settings = Settings(
            var=self.var, database_url=self.addresses.database_url, owner_url=self.addresses.owner_url, redis_url=None,
            secret_keys=(KEY,), hosts=("localhost",), proxies=0, https=False,
        )  # fmt: skip
        self.app: Flask = create_app(self.settings, wsgi.PARTS, self.database)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.app.after_request(self._note)
        with self.database.session() as session:
            self._open(session)
            session.commit()

    def _open(self, session: Any) -> None:
        make.installation(session)
        self.head = make.office(session, "Head office")
        self.one, self.other = make.office(session, "One", self.head), make.office(session, "Other", self.head)
        make.law_sheets(session) if hasattr(make, "law_sheets") else None
        from mis.staff.models import Area

        self.area = session.get_one(Area, self.one.area_id).code
        self.officers = {
            role: make.officer(session, role, self.one) for role in ("administrator", "supervisor", "payment-officer", "auditor")
        }
        self.officers |= {role: make.officer(session, role, self.head) for role in ("system-administrator", "approver", "client")}
        self.second = make.officer(session, "administrator", self.one)
        self.ana = make.person(session, "Ana Reis", at=self.one)
        self.maria = make.person(session, "Maria Lobato", make.date(1971, 8, 2), at=self.one)
        self.stranger = make.person(session, "Zacarias Longe", at=self.other)
        make.person_identifier(session, self.ana, number="00183472")
        make.person_identifier(session, self.stranger, number="00999999")
        self.employer = make.employer(session, at=self.one)
        self.foreign_employer = make.employer(session, "Far Away Trading", at=self.other)
        make.employment_spell(session, self.employer, self.ana)
        self.browsers = {role: make.browser_of(self.app, session, who) for role, who in self.officers.items()}
        self.headers = {role: make.bearer(session, who) for role, who in self.officers.items()}

    def _note(self, response: Response) -> Response:
        self.statuses.append(response.status_code)
        return response

    def close(self) -> None:
        """Let the database go."""
        self.database.engine.dispose()

    def visitor(self, address: str | None = None) -> FlaskClient:
        """Somebody who is not signed in, from an address of her own."""
        client = self.app.test_client()
        number = next(_numbers)
        client.environ_base["REMOTE_ADDR"] = address or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return client

    def browser(self, role: str = "administrator") -> FlaskClient:
        """A browser in which an officer of that role is signed in."""
        return self.browsers[role]

    def browser_of(self, who: Officer) -> FlaskClient:
        """A browser in which this officer is signed in."""
        with self.database.session() as session:
            return make.browser_of(self.app, session, who)

    def form(self, url: str, answers: Mapping[str, Any], role: str = "administrator", page: str | None = None) -> TestResponse:
        """Fill in a form page and send it."""
        client = self.browser(role)
        carried = {"once": token_urlsafe(16), **hidden(client.get(page or url).text)}
        answer = client.post(url, data={**carried, **answers})
        assert "its key is missing" not in answer.text
        assert "open too long" not in answer.text
        return answer

    def api(self, method: str, url: str, role: str = "administrator", **given: Any) -> TestResponse:
        """A program's request as an officer of that role."""
        headers = {**self.headers[role], **given.pop("headers", {})}
        return self.app.test_client().open(f"/api/v1{url}", method=method, headers=headers, **given)

    def counts(self) -> dict[str, int]:
        """How many rows each table holds, but for those that may grow by being asked."""
        tables = sorted(set(Base.metadata.tables) - MAY_GROW)
        question = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) FROM {table}" for table in tables)
        with self.database.begin() as connection:
            return dict(connection.execute(text(question)).tuples().all())

    def wrong(self) -> list[str]:
        """What no longer holds: the books balance, the trail is whole, the next honest request works."""
        seal_lines(self.database.engine)
        with self.database.begin() as connection:
            unbalanced = "SELECT transaction_id FROM ledger_entry GROUP BY transaction_id HAVING sum(amount) <> 0"
            found = [f"ledger transaction {row[0]} does not balance" for row in connection.execute(text(unbalanced))]
            found += broken_seals(connection)
        honest = {
            "home": self.browser().get("/").status_code,
            "a person": self.browser().get(f"/persons/{self.ana.reference}").status_code,
            "a form": self.form("/language", {"language": "en"}, page="/").status_code,
            "a program": self.api("GET", f"/persons/{self.ana.reference}").status_code,
        }
        return found + [f"{what} answers {status}" for what, status in honest.items() if status not in (200, 302)]


def everything(found: Any) -> list[Any]:
    """The answers as a list, whether one or several."""
    return list(found) if isinstance(found, list | tuple) else [found]
