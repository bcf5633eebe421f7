"""Every address, for every role and for nobody: who may look is said by the route's permission, and by nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from mis.app import permissions_of
from mis.staff.models import Office
from mis.staff.rules import ROLES
from mis.web import asked_permission
from tests import make
from tests.conftest import OneTransaction
from wsgi import PARTS

SEEN = {200, 301, 302, 303}
ASKED_FOR_MORE = {400, 409, 422}
# What stands for <reference>, by the beginning of the address; a new kind of record must be added here.
RECORDS = {
    "persons": "person",
    "households": "household",
    "employers": "employer",
    "claims": "claim",
    "awards": "award",
    "officers": "officer",
    "duplicates": "possible_duplicate",
    "documents": "document",
    "schedules": "schedule",
    "receipts": "receipt",
    "letters": "letter",
    "batches": "payment_batch",
    "payments": "payment",
    "answers": "bank_answer",
    "files": "payment_file",
    "imports": None,
    "law": "law_draft",
    "dry-runs": "law_draft",
    "looks": "look_alarm",
}
OTHERS = {
    "name": "no-such-name",
    "code": "no-such-code",
    "extension": "csv",
    "filename": "socle.css",
    "file": "socle.css",
    "act": "disable",
}
# The law is one for all offices: its drafts are seen by all who may read it.
ONE_FOR_ALL = {"law", "dry-runs"}
PLAIN = {
    "reports",
    "style",
    "static",
    "search",
    "trail",
    "openapi.json",
    "healthz",
    "readyz",
    "metrics",
    "sign-in",
    "",
    "ledger",
    "me",
    "favicon",
}


def get_rules(app: Flask) -> Iterator[Rule]:
    """Every address that answers GET."""
    yield from (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()))


def beginning(rule: Rule) -> str:
    """Which kind of record the address is about."""
    return rule.rule.removeprefix("/api/v1").split("/")[1].split(".")[0] if rule.rule != "/openapi.json" else "openapi.json"


@dataclass
class World:
    """Records of one office, with the officers of that office and of another."""

    app: Flask
    session: Session
    at: Office
    made: dict[str, str] = field(default_factory=dict)

    def record(self, kind: str) -> str:
        """The reference of a record of this kind, made once."""
        maker = RECORDS[kind]
        if kind not in self.made and maker:
            row = make.officer(self.session, at=self.at) if maker == "officer" else getattr(make, maker)(self.session)
            self.made[kind] = getattr(row, "reference", "") or getattr(row, "number", "")
            self.session.commit()
        return self.made.get(kind, "")

    def address(self, rule: Rule) -> str:
        """The address with something in each of its places."""
        kind = beginning(rule)
        values: dict[str, str] = {}
        for name in rule.arguments:
            if name in ("year", "serial"):
                number = self.record("letters").split("/") if kind == "letters" else ["2024", "1"]
                values[name] = str(int(number[0 if name == "year" else 1]))
            elif name == "person":
                values[name] = self.record("persons")
            else:
                values[name] = OTHERS.get(name) or self.record(kind)
        return re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda found: values[found[1]], rule.rule)


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    """One office with its records."""
    make.installation(session)
    at = make.office(session, "The one office")
    make.officer(session, at=at)
    session.commit()
    return World(app, session, at)


def test_every_kind_of_address_has_something_to_put_in_it(whole_app: Flask) -> None:
    unknown = {rule.rule for rule in get_rules(whole_app) if beginning(rule) not in set(RECORDS) | PLAIN}
    assert unknown == set(), "say in RECORDS which maker makes what these addresses are about"
    for rule in get_rules(whole_app):
        assert rule.arguments <= set(OTHERS) | {"reference", "person", "year", "serial", "number"}, rule.rule


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_each_address_is_seen_by_those_who_may_and_by_no_others(world: World, role: str) -> None:
    given = permissions_of(PARTS).get(role, frozenset())
    browser, headers = world.app.test_client(), {}
    if role != "nobody":
        who = make.officer(world.session, role, world.at)
        browser, headers = make.browser_of(world.app, world.session, who), make.bearer(world.session, who)
    wrong = []
    for rule in get_rules(world.app):
        permission = asked_permission(world.app, rule.endpoint, "GET")
        address = world.address(rule)
        answer = browser.get(address, headers=headers if address.startswith("/api/") else {})
        may = permission is None or (role != "nobody" and (permission == "signed in" or permission in given))
        if not _right(answer.status_code, may, role, address, answer.headers.get("Location", "")):
            wrong.append(f"{address} ({permission}) answers {answer.status_code}")
    assert wrong == []


def _right(status: int, may: bool, role: str, address: str, location: str) -> bool:
    """Whether this is an answer for somebody who may, or may not, look."""
    if may:
        return status in SEEN | ASKED_FOR_MORE or status == 404
    if role != "nobody":
        return status == 403
    return status == 401 if address.startswith("/api/") else status == 302 and location.startswith("/sign-in")


def test_records_can_be_seen_at_all(world: World) -> None:
    """Without this, a matrix of nothing but 404 would pass."""
    browser = {role: make.signed_in(world.app, world.session, role, world.at) for role in ROLES}
    seen = set()
    for rule in get_rules(world.app):
        if not rule.arguments or rule.rule.startswith("/api/"):
            continue
        answers = {client.get(world.address(rule)).status_code for client in browser.values()}
        seen |= {beginning(rule)} if answers & SEEN else set()
    assert {"persons", "households", "employers", "schedules", "officers", "claims", "awards", "letters"} <= seen


def test_a_record_of_another_office_is_as_if_it_did_not_exist(world: World, database: OneTransaction) -> None:
    elsewhere = make.office(world.session)
    wrong = []
    for role in ROLES:
        who = make.officer(world.session, role, elsewhere)
        browser, headers = make.browser_of(world.app, world.session, who), make.bearer(world.session, who)
        for rule in get_rules(world.app):
            if not {"reference", "serial"} & set(rule.arguments) or beginning(rule) in ONE_FOR_ALL:
                continue
            address = world.address(rule)
            answer = browser.get(address, headers=headers if address.startswith("/api/") else {})
            if answer.status_code not in (403, 404):
                wrong.append(f"{role}: {address} answers {answer.status_code}")
            if answer.status_code == 404 and "OF-" not in address:
                assert world.at.name not in answer.text
    assert wrong == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_nobody_and_those_who_may_not_change_nothing(world: World, method: str) -> None:
    wrong = []
    auditor = make.officer(world.session, "auditor", world.at)
    browser, headers = make.browser_of(world.app, world.session, auditor), make.bearer(world.session, auditor)
    given = permissions_of(PARTS)["auditor"]
    for rule in world.app.url_map.iter_rules():
        permission = asked_permission(world.app, rule.endpoint, method) if method in (rule.methods or set()) else None
        if permission is None:
            continue
        address = world.address(rule)
        nobody = world.app.test_client().open(address, method=method).status_code
        hers = browser.open(address, method=method, headers=headers if address.startswith("/api/") else {}).status_code
        if nobody != 401 or (hers != 403 and permission != "signed in" and permission not in given):
            wrong.append(f"{method} {address} ({permission}): nobody {nobody}, the auditor {hers}")
    assert wrong == []
