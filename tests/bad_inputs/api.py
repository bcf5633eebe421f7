"""Section E: programs that ask badly."""

import json
import time
from typing import Any

from werkzeug.test import TestResponse

from tests.bad_inputs.live import Live, Row
from tests.bad_inputs.registration import person

UNREAD = (400, 413, 415)
TOKENS = "/tokens"


def authorized(value: str):
    """Ask with this Authorization."""
    return lambda live: live.app.test_client().get("/api/v1/persons", headers={"Authorization": value} if value else {})


def expired(live: Live) -> TestResponse:
    """A token whose time is over."""
    from tests import make

    with live.database.session() as session:
        headers = make.bearer(session, live.officers["auditor"])
    with live.database.begin() as connection:
        dead = "UPDATE office_session SET ends_at = now() WHERE begun_at = (SELECT max(begun_at) FROM office_session)"
        connection.exec_driver_sql(dead)
    return live.app.test_client().get("/api/v1/persons", headers=headers)


def in_address(live: Live) -> TestResponse:
    """A good token in the address."""
    token = live.headers["auditor"]["Authorization"].removeprefix("Bearer ")
    return live.app.test_client().get(f"/api/v1/persons?access_token={token}&token={token}")


def posted(body: bytes | str, kind: str | None = "application/json"):
    """Send these bytes where a person, an employer and a token are expected."""

    def send(live: Live) -> list[TestResponse]:
        answers = [live.api("POST", url, data=body, content_type=kind) for url in ("/persons", "/employers")]
        return [*answers, live.visitor().post("/api/v1/tokens", data=body, content_type=kind)]

    return send


def registered(**changed: Any):
    """Register a person of these answers."""
    return lambda live: live.api("POST", "/persons", json={"area": live.area, **person(**changed)})


def naming(field: str, **changed: Any):
    """The problem names the field by its path."""

    def send(live: Live) -> TestResponse:
        answer = registered(**changed)(live)
        assert any((error.get("field") or "").startswith(field) for error in answer.get_json()["errors"]), answer.text
        return answer

    return send


def receipt(reference: str, amount: str = "10.00") -> dict[str, str]:
    """Money that came in."""
    return {"amount": amount, "received_on": "2024-05-30", "bank_reference": reference, "scheme": "tl-general"}


def keyed(key: str | None, body: dict[str, str], role: str = "payment-officer", repeat: int = 1):
    """Record money in under a key."""

    def send(live: Live) -> list[TestResponse]:
        headers = {} if key is None else {"Idempotency-Key": key}
        return [live.api("POST", "/receipts", role, json=body, headers=headers) for _ in range(repeat)]

    return send


def other_body(live: Live) -> TestResponse:
    """The same key for something else."""
    first = keyed("e109", receipt("E109"))(live)[0]
    assert first.status_code == 201, first.text
    assert keyed("e109", receipt("E109"))(live)[0].data == first.data
    return keyed("e109", receipt("E109", "99.00"))(live)[0]


def asked(query: dict[str, Any], *urls: str):
    """Ask lists with this query."""
    wanted = urls or ("/persons", "/employers", "/households")
    return lambda live: [live.api("GET", url, query_string=query) for url in wanted]


def hidden_field(live: Live) -> list[TestResponse]:
    """A filter on what is not shown changes nothing: it is not taken."""
    return asked({"password__startswith": "a", "officer.password_hash": "x", "sort": "password_hash"}, "/persons")(live)


def strangers(live: Live) -> list[TestResponse]:
    """The records of another office, by their right references, and a scan of numbers."""
    paths = [f"/persons/{live.stranger.reference}", f"/employers/{live.foreign_employer.reference}", "/households/HH-0"]
    paths += [f"/persons/{number}" for number in range(1, 40)]
    answers = [live.api("GET", path) for path in paths]
    words = {answer.text.replace(path, "") for answer, path in zip(answers[3:], paths[3:], strict=True)}
    assert words == {answers[0].text}
    return answers


def bulk(count: int, bad_at: int | None = None):
    """Many people who work for an employer, perhaps one of them unknown."""

    def send(live: Live) -> TestResponse:
        spell = {"person": live.ana.reference, "started_on": "2010-01-01", "ended_on": "2010-02-01"}
        spells = [spell] * count
        if bad_at is not None:
            spells = [*spells[:bad_at], {**spell, "person": "PE-0"}, *spells[bad_at + 1 :]]
        body = json.dumps({"spells": spells})
        return live.api("POST", f"/employers/{live.employer.reference}/spells", data=body, content_type="application/json")

    return send


def hosted(**headers: str):
    """Ask with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda live: [
        live.browser().get("/", headers=named),
        live.api("GET", "/persons", headers=named),
        live.visitor().get("/sign-in", headers=named),
    ]


def rewritten(live: Live) -> TestResponse:
    """Headers that ask for another page than the address does."""
    answer = live.visitor().get(
        "/", headers={"X-Original-URL": "/officers", "X-Rewrite-URL": "/officers", "X-HTTP-Method-Override": "PUT"}
    )
    assert answer.location == "/sign-in?next=/"
    return answer


def spoofed(live: Live) -> list[TestResponse]:
    """Wrong passwords under ever new forwarded addresses count for one address all the same."""
    client, body = live.visitor(), {"username": "nobody.at.all", "password": "a wrong guess"}
    answers = [client.post("/api/v1/tokens", json=body, headers={"X-Forwarded-For": f"1.2.3.{turn}"}) for turn in range(6)]
    assert answers[-1].status_code == 429
    return answers


def slow(live: Live) -> TestResponse:
    """Fewer bytes than were announced."""
    import io

    began = time.monotonic()
    answer = live.app.test_client().post(
        "/api/v1/persons",
        headers=live.headers["administrator"],
        content_type="application/json",
        input_stream=io.BytesIO(b'{"name": "Half'),
        environ_overrides={"CONTENT_LENGTH": "5000"},
    )
    assert time.monotonic() - began < 5
    return answer


ITEMS = ",".join(["0"] * 1_000_001)
BODIES: list[tuple[str, bytes | str]] = [
    ("nothing", b""),
    ("a list for an object", "[]"),
    ("null", "null"),
    ("a text", '"x"'),
    ("a number", "1"),
    ("a name twice", '{"name": "a", "name": "b"}'),
    ("a name twice within", '{"identifiers": [{"kind": 1, "kind": 2}]}'),
    ("text after the end", '{"name": "a"} trailing'),
    ("two objects", "{}{}"),
    ("NaN", '{"name": NaN}'),
    ("Infinity", '{"limit": -Infinity}'),
    ("UTF-16", '{"name": "a"}'.encode("utf-16")),
    ("a byte order mark", b"\xef\xbb\xbf{}"),
    ("half a pair", r'{"name": "\ud800"}'),
    ("half a pair as a name", r'{"\udfff": 1}'),
    ("NUL", r'{"name": "a\u0000b"}'),
    ("overlong UTF-8", b'{"name": "\xc0\x80"}'),
    ("a broken byte", b'{"name": "\xff"}'),
    ("10,000 levels", "[" * 10_000),
    ("10,000 closed levels", "[" * 10_000 + "]" * 10_000),
    ("100 levels", '{"a":' * 100 + "1" + "}" * 100),
    ("a number of 5,000 digits", '{"name": ' + "9" * 5000 + "}"),
    ("2^63", '{"name": 9223372036854775808}'),
    ("1e400", '{"name": 1e400}'),
    ("a million items", f"[{ITEMS}]"),
    ("no end", '{"name": "a'),
    ("single quotes", "{'name': 'a'}"),
    ("a comment", '{"name": "a" /* x */}'),
    ("a comma too many", '{"name": "a",}'),
    ("XML", "<name>a</name>"),
]
ROWS = [
    *(
        Row("E105", f"authorized by {value[:24]!r}", authorized(value), (401,))
        for value in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer x",
            "Basic YTpi",
            "bearer null",
            "Bearer " + "x" * 7000,
            "Bearer é",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
            "Token abc",
            "Bearer a b c",
        ]
    ),
    Row("E105", "an expired token", expired, (401,)),
    Row("E105", "a token in the address", in_address, (401,)),
    *(Row("E106", f"a body of {what}", posted(body), (400, 413, 422)) for what, body in BODIES),
    *(
        Row("E106", f"the content type {kind}", posted(b'{"name": "a"}', kind), (400, 415, 422))
        for kind in [
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "image/png",
            "multipart/form-data",
            "",
            "x",
            None,
            "application/json; charset=utf-16",
        ]
    ),
    Row("E106", "50 MB", posted(b'{"name": "' + b"x" * 50_000_000 + b'"}'), (413,)),
    *(
        Row("E107", f"{name} as {value!r}", naming(name, **{name: value}), (400, 422))
        for name, value in [
            ("name", 1),
            ("name", True),
            ("name", None),
            ("name", ["a"]),
            ("name", {}),
            ("birth_date", 19610407),
            ("citizen", "yes"),
            ("citizen", 1),
            ("identifiers", "x"),
            ("identifiers", [{"kind": 1, "number": 2}]),
            ("sex", 0),
        ]
    ),
    Row("E107", "a name that nobody asked for", naming("password", password="x"), (422,)),
    *(
        Row("E107", f"a page after {value!r}", asked({"after": value}), (400, 404, 422))
        for value in ["-1", "1.9", "true", "１２", str(2**63), "9" * 40, "null", "[]", "\x00"]
    ),
    Row("E109", "one key for two things", other_body, (409, 422), writes=True),
    Row("E110", "no key where money moves", keyed(None, receipt("E110")), (400,)),
    Row("E110", "a key of 256 signs", keyed("k" * 256, receipt("E110")), (400,)),
    Row(
        "E110",
        "the key of another officer",
        lambda live: [*keyed("e110", receipt("E110-a"))(live), *keyed("e110", receipt("E110-b"), "supervisor")(live)],
        (201, 403),
        writes=True,
    ),
    *(
        Row("E111", f"asked for {query}", asked(query), (200, 400, 422))
        for query in [
            {"limit": 10**9},
            {"limit": -1},
            {"limit": 0},
            {"offset": -1},
            {"sort": "password_hash"},
            {"after": "1", "before": "2"},
            {"q": "x" * 100_000},
            {"q": ["a", "b"]},
        ]
    ),
    Row("E111", "a filter on what is hidden", hidden_field, (200, 422)),
    Row("E112", "the records of another office", strangers, (404,)),
    Row("E114", "1,000,001 items at once", bulk(100_001), (413, 422)),
    Row("E114", "one bad item in 1,000", bulk(1000, 500), (404, 409, 422)),
    Row(
        "E115",
        "a correction without a version",
        lambda live: live.api("PATCH", f"/persons/{live.ana.reference}", json={"address": "x", "reason": "she moved"}),
        (412,),
    ),
    *(
        Row(
            "E115",
            f"a correction of the version {tag}",
            lambda live, tag=tag: live.api(
                "PATCH", f"/persons/{live.ana.reference}", json={"address": "x", "reason": "she moved"}, headers={"If-Match": tag}
            ),
            (412,),
        )
        for tag in ['"999"', "*", "1", 'W/"1"', '"9999999999999999999"', '"1', "\x7f"]
    ),
    Row("E116", "less than was announced", slow, (400,)),
    *(
        Row("E117", f"the host {host}", hosted(Host=host), (400,))
        for host in (
            "evil.example",
            "localhost.evil.example",
            "localhost@evil.example",
            "evil.example#localhost",
            "[::1",
            "a" * 5000,
        )
    ),
    Row("E117", "a host told by a proxy that is not there", hosted(X_Forwarded_Host="evil.example"), (200,)),
    Row("E117", "another address told beside", rewritten, (302,)),
    Row("E117", "addresses made up by the caller", spoofed, (401, 429)),
]
