"""Section F: signing in, sessions, roles, and what a browser can be made to send."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mis.app import create_app
from mis.errors import Refusal
from mis.settings import Settings, read_settings
from tests import make
from tests.bad_inputs.live import Live, Row
from tests.web import hidden


def sign_in(live: Live, username: str, password: str, **more: str) -> TestResponse:
    """Fill in the door, from a new address."""
    client = live.visitor()
    carried = hidden(client.get("/sign-in").text)
    return client.post("/sign-in", data={**carried, "username": username, "password": password, "code": "", "next": "", **more})


def tried(username: str, password: str = "a wrong guess", **more: str):
    """Try the door once."""
    return lambda live: sign_in(live, username, password, **more)


def refused_start(**environment: str):
    """The office does not even start; nothing is asked of it."""

    def send(live: Live) -> TestResponse:
        url = "postgresql://x@127.0.0.1/x"
        with pytest.raises(Refusal):
            read_settings({"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1", **environment})
        return live.visitor().get("/healthz")

    return send


def debugging(live: Live) -> TestResponse:
    """FLASK_DEBUG keeps the office from starting."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("FLASK_DEBUG", "1")
        with pytest.raises(Refusal):
            create_app(live.settings, (), live.database)
    return live.visitor().get("/healthz")


def forged(live: Live) -> list[TestResponse]:
    """Cookies signed with well-known keys, as Flask itself would sign them."""
    from flask.sessions import SecureCookieSessionInterface

    answers = []
    for key in ("dev", "secret", "changeme", "x"):
        other = type(live.app)("forger")
        other.secret_key = key
        cookie = SecureCookieSessionInterface().get_signing_serializer(other).dumps({"_user_id": "1", "_fresh": True})  # type: ignore[union-attr]
        for name in ("socle", "session", "__Host-socle", "remember_token"):
            client = live.visitor()
            client.set_cookie(name, cookie)
            answers.append(client.get("/"))
    return answers


def as_role(role: str, *urls: str):
    """Look where the role has no business."""
    return lambda live: [live.browser(role).get(url) for url in urls]


def sent(role: str, url: str, answers: dict[str, str]):
    """Send a form that the role's pages do not show."""

    def send(live: Live) -> TestResponse:
        where = url.format(own=live.officers[role].reference, other=live.second.reference)
        return live.form(where, {"reason": "because", **answers}, role, page="/")

    return send


def with_headers(**headers: str):
    """Any page, with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda live: [live.browser().get("/persons", headers=named), live.visitor().get("/sign-in", headers=named)]


def cookie(name: str, value: str):
    """Any page, with this cookie."""

    def send(live: Live) -> list[TestResponse]:
        client = live.visitor()
        client.set_cookie(name, value)
        return [client.get("/"), client.get("/sign-in")]

    return send


def raw(path: str):
    """An address as it is, not made right by anybody."""

    def send(live: Live) -> list[TestResponse]:
        told: dict[str, Any] = {"PATH_INFO": path.encode("latin-1", "replace").decode("latin-1"), "RAW_URI": path}
        return [client.get("/x", environ_overrides=told) for client in (live.browser(), live.visitor())]

    return send


def without_traces(*urls: str):
    """What must not be there is not there, whoever asks."""
    return lambda live: [client.get(url) for url in urls for client in (live.browser("system-administrator"), live.visitor())]


def framed(live: Live) -> list[TestResponse]:
    """What a page says of frames, scripts, sniffing and keeping."""
    answers = [live.browser().get("/"), live.visitor().get("/sign-in"), live.browser().get("/no-such-page")]
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script|\son\w+=|style=", answer.text)
        assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    return answers


def logged(live: Live, capsys: Any = None) -> TestResponse:
    """A name with a line break never makes a line of its own in the log."""
    return sign_in(live, "x\r\n2026-01-01T00:00:00Z INFO admin signed in", "a wrong guess")


def weak(password: str):
    """A new officer with this password."""

    def send(live: Live) -> TestResponse:
        answers = {"name": "Rosa Tilman", "username": "rosa.weak", "role": "auditor", "office": live.head.code, "language": "en"}
        return live.form("/officers/add", {**answers, "password": password}, "system-administrator")

    return send


def strong(password: str):
    """A new officer with this password signs in with it."""

    def send(live: Live) -> list[TestResponse]:
        name = f"strong.{abs(hash(password)) % 10**8}"
        answers = {"name": "Rosa Tilman", "username": name, "role": "auditor", "office": live.head.code, "language": "en"}
        added = live.form("/officers/add", {**answers, "password": password}, "system-administrator")
        return [added, sign_in(live, name, password)]

    return send


def replayed(live: Live) -> list[TestResponse]:
    """The cookie of somebody who signed out."""
    with live.database.session() as session:
        client = make.browser_of(live.app, session, make.officer(session, "auditor", live.one))
    old = client.get_cookie("socle")
    assert old
    client.post("/sign-out", data=hidden(client.get("/").text))
    thief = live.visitor()
    thief.set_cookie("socle", old.value)
    return [thief.get("/"), thief.get("/persons")]


KEY = "0123456789abcdef" * 2
CLOSED = [
    "/.git/config",
    "/.env",
    "/static/",
    "/static/../app.py",
    "/console",
    "/rq",
    "/debug",
    "/admin",
    "/server-status",
    "/static/socle.css.map",
    "/wp-login.php",
    "/style/../../mis/app.py",
    "/swagger",
    "/docs",
]
ROWS = [
    *(
        Row("F121", f"{what}, wrong", tried(name), (401,), "User name, password or code is not right")
        for what, name in [("an unknown name", "nobody.here"), ("SQL for a name", "' OR 1=1 --")]
    ),
    Row(
        "F121",
        "a known name, wrong",
        lambda live: sign_in(live, live.officers["auditor"].username, "a wrong guess"),
        (401,),
        "User name, password or code is not right",
    ),
    *(
        Row("F124", f"the password {word!r}", weak(word), (422,))
        for word in ("Rosa Tilman", "Password1!", "password1234", "rosa.weak2024", "short", "x" * 257)
    ),
    *(
        Row("F124", f"the password {word[:20]!r}", strong(word), (302, 303), writes=True)
        for word in ("correct horse battery staple " * 6, "búfalo azul 🐃 em Díli", "  spaces at both ends  ")
    ),
    *(
        Row(
            "F125",
            f"the code {code!r}",
            lambda live, code=code: sign_in(live, live.officers["approver"].username, make.PASSWORD, code=code),
            (401, 422),
        )
        for code in ("", "000000", "１２３４５６", "é" * 6, "0" * 5000, "\x00", "123 456")
    ),
    Row("F126", "the cookie of somebody who signed out", replayed, (302,), writes=True),
    Row("F127", "cookies signed with well-known keys", forged, (302,)),
    *(
        Row("F127", f"started on the key {key[:10]!r}", refused_start(SECRET_KEYS=key), (200,))
        for key in ("", "dev", "secret", "a" * 40, "short-but-random", f"{KEY},dev")
    ),
    Row("F127", "started with one server only", lambda live: _one_server(live), (200,)),
    *(
        Row(
            "F129",
            f"sent on to {address!r}",
            lambda live, address=address: [live.visitor().get("/sign-in", query_string={"next": address})],
            (200,),
        )
        for address in ("//evil.example", "javascript:alert(1)", "\\evil.example", "//[", "\x00", "x" * 5000)
    ),
    Row("F130", "framed, sniffed, kept", framed, (200, 404)),
    Row("F131", "her own role", sent("system-administrator", "/officers/{own}/role", {"role": "approver"}), (403,)),
    Row("F131", "her own state", sent("system-administrator", "/officers/{own}/disable", {}), (403,)),
    *(
        Row("F131", f"the {role} changes a role", sent(role, "/officers/{other}/role", {"role": "approver"}), (403,))
        for role in ("administrator", "supervisor", "approver", "auditor", "payment-officer")
    ),
    Row("F131", "a role that does not exist", sent("system-administrator", "/officers/{other}/role", {"role": "root"}), (422,)),
    *(
        Row("F135", f"the {role} looks where it has no business", as_role(role, *urls), (403,))
        for role, urls in [
            ("payment-officer", ("/trail", "/officers", "/officers/add")),
            ("administrator", ("/trail", "/officers")),
            ("system-administrator", ("/persons", "/trail", "/reports", "/claims", "/employers")),
            ("approver", ("/officers/add",)),
        ]
    ),
    Row("F137", "a line of the log for a name", logged, (401, 422)),
    *(Row("F139", f"asked for {path}", without_traces(path), (404,)) for path in CLOSED),
    *(
        Row("F140", f"a cookie {name} of {len(value)} signs", cookie(name, value), (200, 302))
        for name, value in [
            ("socle", "x" * 20_000),
            ("socle", "\x7f"),
            ("language", "x" * 9000),
            ("socle", "é"),
            ("session", "." * 5000),
        ]
    ),
    *(
        Row("F140", f"the header {name} of 100 KB", with_headers(**{name: "x" * 100_000}), (200,))
        for name in ("Accept_Language", "X_Whatever", "User_Agent", "Referer")
    ),
    *(
        Row("F140", f"accepting {value[:20]!r}", with_headers(Accept=value, Accept_Language=value), (200,))
        for value in ("*/*;q=nan", ";;;;", "a" * 5000, "text/html;q=-1", "en;q=1e400", "\x7f")
    ),
    *(
        Row("F140", f"the address {path[:30]!r}", raw(path), (302, 400, 404))
        for path in [
            "/persons/\x00",
            "/persons/../../etc/passwd",
            "/static/\x00",
            "/static/../../../etc/passwd",
            "/" + "a" * 64_000,
            "/\xc0\xae/",
            "/persons/%252e%252e",
            "/\xff\xfe",
            "//evil.example/x",
            "/persons/\xed\xa0\x80",
            "/letters/2024/\x00.pdf",
            "/style/\x00",
        ]
    ),
]


def _one_server(live: Live) -> TestResponse:
    with pytest.raises(Refusal):
        read_settings({"DATABASE_URL": "postgresql://x@127.0.0.1/x", "SECRET_KEYS": KEY})
    assert isinstance(live.settings, Settings)
    return live.visitor().get("/healthz")
