"""People over the API: strict shapes, versions, pages that lead on."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.staff.models import Area, Office
from registries.persons.models import Person
from tests import make

ANA = {"name": "Ana Maria Caldas", "sex": "f", "birth_date": "1954-03-17"}


class Client:
    """A program that acts as an administrator."""

    def __init__(self, app: Flask, session: Session) -> None:
        make.installation(session)
        self.office = make.office(session)
        self.area = session.get_one(Area, self.office.area_id).code
        self.headers = make.bearer(session, make.officer(session, "administrator", self.office))
        self.browser = app.test_client()

    def send(self, method: str, path: str, body: object = None, **headers: str):
        """The answer to a request."""
        return self.browser.open(f"/api/v1{path}", method=method, json=body, headers=self.headers | headers)


@pytest.fixture
def client(app: Flask, session: Session) -> Client:
    """The program."""
    return Client(app, session)


def test_a_person_is_registered_read_and_corrected_by_version(client: Client) -> None:
    made = client.send("POST", "/persons", ANA | {"area": client.area, "citizen": True})
    assert made.status_code == 201, made.text
    url, tag = f"/persons/{made.json['reference']}", made.headers["ETag"]
    assert client.send("GET", url).headers["ETag"] == tag
    patch = {"name": "Ana M. Caldas", "reason": "Spelt so on the card"}
    assert client.send("PATCH", url, patch).status_code == 412
    done = client.send("PATCH", url, patch, **{"If-Match": tag})
    assert (done.status_code, done.json["name"]) == (200, "Ana M. Caldas")
    stale = client.send("PATCH", url, patch, **{"If-Match": tag})
    assert stale.status_code == 412
    assert stale.mimetype == "application/problem+json"


def test_who_resembles_is_named_before_anything_is_kept(client: Client, session: Session) -> None:
    first = client.send("POST", "/persons", ANA | {"area": client.area}).json["reference"]
    twin = ANA | {"area": client.area, "name": "Anna Maria Caldas"}
    refused = client.send("POST", "/persons", twin)
    assert refused.status_code == 422
    assert (refused.json["errors"][0]["field"], refused.json["errors"][0]["code"]) == ("finding", "resembles")
    assert first in refused.json["detail"]
    kept = client.send("POST", "/persons", twin | {"finding": "unclear", "reason": "Both cards look right"})
    assert kept.status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a\x00b"}, {"name": 5}, {"name": "x" * 201}, {"name": "\ud800"}, {"sex": "F"}, {"sex": 1},
        {"birth_date": "19540317"},
        {"birth_date": "17/03/1954"}, {"birth_date": "0001-01-01"}, {"birth_date": 1954}, {"birth_date": "2057-01-01"},
        {"citizen": "yes"}, {"citizen": 1}, {"unknown": "x"}, {"area": "nowhere"}, {"area": "a\x00"}, {"phone": "+"},
        {"address": "a\x00b"}, {"identifiers": [{"kind": "voter-card", "number": "1"}]}, {"identifiers": {}}, {"language": "xx"},
    ],
)  # fmt: skip
def test_a_wrong_shape_is_refused_and_nothing_is_kept(client: Client, session: Session, wrong: dict) -> None:
    answer = client.send("POST", "/persons", ANA | {"area": client.area} | wrong)
    assert answer.status_code in (400, 422), answer.text
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_list_leads_on_by_key_and_repeats_nobody(client: Client, session: Session) -> None:
    for name in ("Ana Reis", "Bela Reis", "Carla Reis"):
        make.person(session, name, at=session.get_one(Office, client.office.id))
    session.commit()
    seen, path = [], "/persons?q=reis&limit=2"
    while path:
        page = client.send("GET", path)
        assert page.status_code == 200, page.text
        seen += [each["name"] for each in page.json["persons"]]
        link = page.headers.get("Link")
        path = link.split(">")[0][1:].removeprefix("/api/v1") if link else ""
    assert seen == ["Carla Reis", "Bela Reis", "Ana Reis"]


@pytest.mark.parametrize("query", ["limit=0", "limit=1000000000", "after=-1", "limit=x", "after=99999999999999999999"])
def test_a_page_that_cannot_be_is_refused(client: Client, query: str) -> None:
    assert client.send("GET", f"/persons?{query}").status_code in (400, 422)


def test_a_household_is_entered_and_read(client: Client, session: Session) -> None:
    head = make.person(session, at=session.get_one(Office, client.office.id))
    session.commit()
    body = {"book_number": "0417-22", "area": client.area, "registered_on": "2015-01-09"}
    members = [{"person": head.reference, "role": "head"}]
    made = client.send("POST", "/households", body | {"members": members})
    assert made.status_code == 201, made.text
    assert client.send("GET", f"/households/{made.json['reference']}").json["members"] == members
    assert client.send("POST", "/households", body | {"members": members}).status_code == 422
    assert client.send("GET", "/households?q=0417").json["total"] == 1


def test_a_wrong_shape_is_refused_in_our_words_with_the_path_to_its_field(client: Client) -> None:
    wrong = {"name": "Ana", "sex": "female", "area": client.area, "colour": "red"}
    wrong["identifiers"] = [{"kind": "electoral", "number": 7}]
    refused = client.send("POST", "/persons", wrong)
    assert refused.status_code == 422
    said = {each["field"]: each["message"] for each in refused.json["errors"]}
    assert said == {
        "birth_date": "birth_date: it is missing",
        "sex": "sex: choose one of f, m, x",
        "identifiers.0.number": "identifiers.0.number: write it as text, between quotes",
        "colour": "colour: nothing of this name is read here",
    }
    assert all(words in refused.json["detail"] for words in said.values())


def test_a_wrong_question_names_its_part_of_the_address(client: Client) -> None:
    asked = client.send("GET", "/persons?limit=x")
    assert (asked.status_code, asked.json["detail"]) == (422, "limit: write a number")
    assert client.send("POST", "/persons", []).json["detail"] == "body: write it as an object of names and values"
