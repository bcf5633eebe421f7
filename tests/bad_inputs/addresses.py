"""Section H: addresses, references and ways through the pages."""

import redis
from redis.exceptions import RedisError
from sqlalchemy import create_engine, text
from werkzeug.test import TestResponse

import wsgi
from mis.app import create_app
from mis.db import Database, connect
from mis.settings import Settings
from tests.bad_inputs.live import Live, Row
from tests.bad_inputs.registration import by_api, by_page

ODD = [
    "0",
    "-1",
    "1.0",
    "01",
    "1e3",
    str(2**31),
    str(2**63),
    "1" + "0" * 40,
    "null",
    "..%2f1",
    "1;DROP",
    "%00",
    "c9a3fd54-a84c-4e6e-9f6e-000000000000",
    "PE-00000-00000-00",
    "x" * 3000,
    "%F0%9F%90%83",
    "%C0%80",
    "{{7*7}}",
]
LISTS = [
    "persons",
    "households",
    "employers",
    "claims",
    "awards",
    "receipts",
    "schedules",
    "officers",
    "duplicates",
    "documents",
    "letters",
    "reports",
    "law",
]
PROGRAMS = ["persons", "households", "employers", "receipts", "schedules", "reports", "law"]


def named(reference: str):
    """One record of every kind by this reference, by every reader."""

    def send(live: Live) -> list[TestResponse]:
        paths = [f"/{name}/{reference}" for name in LISTS] + [f"/letters/{reference}/{reference}", f"/documents/{reference}/file"]
        answers = [
            live.browser(role).get(path) for path in paths for role in ("administrator", "supervisor", "system-administrator")
        ]
        return answers + [live.api("GET", f"/{name}/{reference}") for name in PROGRAMS]

    return send


def of_another_kind(live: Live) -> list[TestResponse]:
    """A good reference where one of another kind is asked for."""
    paths = [f"/employers/{live.ana.reference}", f"/persons/{live.employer.reference}", f"/claims/{live.ana.reference}"]
    return [live.browser().get(path) for path in paths]


def merged(live: Live) -> list[TestResponse]:
    """A record closed as the same person leads to the one that was kept."""
    kept, closed = (by_api(live).get_json()["reference"] for _ in range(2))
    with live.database.begin() as connection:
        merge = "UPDATE person SET merged_into_id = (SELECT id FROM person WHERE reference = :kept) WHERE reference = :closed"
        connection.execute(text(merge), {"kept": kept, "closed": closed})
    answer = live.browser().get(f"/persons/{closed}")
    assert answer.location.endswith(kept)
    return [answer]


def walked(live: Live) -> list[TestResponse]:
    """Pages of a list, while others are added: nobody is skipped or shown twice."""
    before = [by_api(live).get_json()["reference"] for _ in range(5)]
    seen, after, answers = [], None, []
    for _page in range(60):
        answers.append(live.api("GET", "/persons", query_string={"limit": 2} | ({"after": after} if after else {})))
        told = answers[-1].get_json()
        seen += [person["reference"] for person in told["persons"]]
        after = told["next"]
        by_api(live)
        if after is None or set(before) <= set(seen):
            break
    assert set(before) <= set(seen)
    assert len(seen) == len(set(seen))
    return answers


def out_of_turn(live: Live) -> list[TestResponse]:
    """The last step without the ones before it, and with the answers of nobody."""
    return [
        live.form("/persons/new", {"step": "keep"}),
        live.form("/persons/new", {"step": "99"}),
        live.form(f"/persons/{live.ana.reference}/death", {"step": "report"}),
    ]


def two_tabs(live: Live) -> list[TestResponse]:
    """Two people in two tabs, sent in turn: each keeps her own answers."""
    one, other = by_page(live, name="Tabita Um Sozinha"), by_page(live, name="Quintino Outro Longe")
    pages = [live.browser().get(answer.location) for answer in (one, other)]
    assert "Tabita Um Sozinha" in pages[0].text
    assert "Quintino" not in pages[0].text
    return pages


def with_servers(database_url: str | None, redis_url: str | None):
    """The office, asked by a load balancer, with these servers."""

    def ask(live: Live) -> list[TestResponse]:
        url = database_url or live.addresses.database_url
        made = Settings(**vars(live.settings) | {"database_url": url, "redis_url": redis_url or live.redis_url})
        client = create_app(made, wsgi.PARTS, Database(connect(url))).test_client()
        answers = [client.get("/healthz"), client.get("/readyz")]
        for answer in answers:
            assert not any(
                secret in answer.text for secret in ("postgres", "redis", "password", "127.0.0.1", made.secret_keys[0])
            )
        return answers

    return ask


def healthy(live: Live) -> list[TestResponse]:
    """Both servers there."""
    try:
        redis.Redis.from_url(live.redis_url).ping()
    except RedisError:
        raise AssertionError("the test's own store is away") from None
    answers = with_servers(None, None)(live)
    assert answers[1].get_json() == {"status": "ready"}
    return answers


def behind(live: Live) -> TestResponse:
    """A change of the tables is waiting."""
    owner = create_engine(live.addresses.owner_url)
    with owner.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        answer = with_servers(None, None)(live)[1]
    finally:
        with owner.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": _head()})
        owner.dispose()
    assert answer.get_json() == {"status": "run mis upgrade"}
    return answer


def _head() -> str:
    from mis.schema import _head as head

    return str(head())


AWAY = "postgresql+psycopg://nobody:hidden@127.0.0.1:1/nothing"
ROWS = [
    *(Row("H159", f"the reference {text[:20]}", named(text), (301, 302, 308, 400, 403, 404)) for text in ODD),
    Row("H159", "a reference of another kind", of_another_kind, (404,)),
    Row("H160", "a record that was closed as another", merged, (301, 302, 410), writes=True),
    Row("H162", "a list walked while it grows", walked, (200,), writes=True),
    Row("H164", "a step out of turn", out_of_turn, (422,)),
    Row("H164", "two tabs", two_tabs, (200,), writes=True),
    Row("H166", "both servers there", healthy, (200,)),
    Row("H166", "the queue's store away", lambda live: with_servers(None, "redis://127.0.0.1:1/0")(live), (200,), "a"),
    Row("H166", "the database away", lambda live: with_servers(AWAY, None)(live)[1], (503,), "no database"),
    Row("H166", "the database away, alive", lambda live: with_servers(AWAY, None)(live)[0], (200,), "alive"),
    Row("H166", "a change of the tables waiting", behind, (503,)),
]
