"""Section A: registering people, correcting their records, their accounts and papers."""

import io
import time
import zlib
from secrets import token_urlsafe
from struct import pack
from typing import Any

from werkzeug.test import TestResponse

from tests.bad_inputs.live import Live, Row

KEPT = (200, 201, 302)
REFUSED = (400, 413, 422)
_turn = iter(range(1, 10**6))
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"]


def _some_name() -> str:
    """A name that resembles nobody's."""
    number = next(_turn) * 7919
    return " ".join("".join(SYLLABLES[int(digit)] for digit in f"{number * factor % 10**5:05}").title() for factor in (1, 31))


def person(**changed: Any) -> dict[str, Any]:
    """A new person as a program gives her."""
    return {
        "name": _some_name(),
        "sex": "f",
        "birth_date": "1961-04-07",
        "finding": "another",
        "reason": "other papers",
        **changed,
    }


def by_api(live: Live, **changed: Any) -> TestResponse:
    """Register over the API."""
    return live.api("POST", "/persons", json={"area": live.area, **person(**changed)})


def by_page(live: Live, born: tuple[str, str, str] = ("7", "4", "1961"), **changed: str) -> TestResponse:
    """Register on the page: the last step, with all the answers."""
    day, month, year = born
    answers = {
        "name": _some_name(),
        "sex": "f",
        "birth_date-day": day,
        "birth_date-month": month,
        "birth_date-year": year,
        "area": live.area,
        "address": "",
        "phone": "",
        "language": "en",
        "kind": "none",
        "number": "",
        "citizen": "yes",
        "finding": "another",
        "reason": "other papers",
        "step": "keep",
        **changed,
    }
    return live.form("/persons/new", answers)


def both(**changed: str):
    """The same on the page and over the API."""
    return lambda live: [by_page(live, **changed), by_api(live, **changed)]


def kept_as_written(name: str):
    """Registered, and shown again exactly as written."""

    def send(live: Live) -> list[TestResponse]:
        made = by_api(live, name=name)
        page = live.browser().get(f"/persons/{made.get_json()['reference']}")
        assert made.get_json()["name"] == name
        assert name.replace("'", "&#39;") in page.text
        return [made, page, by_page(live, name=name)]

    return send


def born(day: str, month: str, year: str):
    """A birth date on the page and over the API."""
    return lambda live: [by_page(live, (day, month, year)), by_api(live, birth_date=f"{year}-{month:>02}-{day:>02}")]


def resembling(first: str, second: str):
    """The second is held up, because the first is in the register."""

    def send(live: Live) -> TestResponse:
        made = by_api(live, name=first, birth_date="1958-09-03")
        assert made.status_code == 201
        again = by_api(live, name=second, birth_date="1958-09-03", finding="", reason="")
        assert made.get_json()["reference"] in again.text
        return again

    return send


def literally(live: Live) -> list[TestResponse]:
    """Template words are words."""
    made = by_api(live, address="{{7*7}} {% import os %} ${7*7} <script>alert(1)</script>")
    page = live.browser().get(f"/persons/{made.get_json()['reference']}")
    assert "{{7*7}} {% import os %} ${7*7} &lt;script&gt;" in page.text
    return [made, page]


def searched(text: str):
    """Looked for everywhere; nobody is found who does not bear the text, and quickly."""

    def send(live: Live) -> list[TestResponse]:
        began = time.monotonic()
        answers = [
            live.browser().get("/persons", query_string={"q": text}),
            live.browser().get("/search", query_string={"q": text}),
            live.browser().get("/employers", query_string={"q": text}),
            live.api("GET", "/persons", query_string={"q": text}),
        ]
        assert time.monotonic() - began < 4
        assert answers[3].get_json()["total"] == 0
        assert live.ana.reference not in answers[0].text
        return answers

    return send


def died(year: str):
    """A death that cannot be."""
    answers = {"died_on-day": "1", "died_on-month": "2", "died_on-year": year, "source": "the registry", "certificate": "7"}
    return lambda live: live.form(f"/persons/{live.ana.reference}/death", answers)


def number(kind: str, text: str):
    """A number of a paper."""

    def send(live: Live) -> list[TestResponse]:
        url = f"/persons/{live.maria.reference}/numbers/new"
        return [live.form(url, {"kind": kind, "number": text}), by_api(live, identifiers=[{"kind": kind, "number": text}])]

    return send


def of_another_office(live: Live) -> TestResponse:
    """The number is known in an office that is not hers to see: nothing of that is told."""
    answer = by_api(live, identifiers=[{"kind": "voter-card", "number": "00999999"}])
    assert live.stranger.reference not in answer.text
    assert "Zacarias" not in answer.text
    assert "Other" not in answer.text
    return answer


def twice(live: Live) -> list[TestResponse]:
    """A double click: one person, the same answer."""
    key, name = token_urlsafe(16), _some_name()
    answers = [by_page(live, name=name, once=key) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert live.api("GET", "/persons", query_string={"q": name}).get_json()["total"] == 1
    return answers


def account(**changed: str):
    """Where the money goes."""
    given = {"channel": "bank", "bank": "BANKTLDD", "number": "0010004417", "holder": "Ana Reis", "reason": "a paper of the bank"}
    return lambda live: live.form(f"/persons/{live.ana.reference}/account", {**given, **changed})


def shared_account(live: Live) -> list[TestResponse]:
    """The second person paid to one account is kept, and held."""
    made = by_api(live).get_json()["reference"]
    first = account(number="0010007777")(live)
    given = {"channel": "bank", "bank": "BANKTLDD", "number": "0010007777", "holder": "X", "reason": "a paper of the bank"}
    live.form(f"/persons/{made}/account", given)
    page = live.browser().get(f"/persons/{made}")
    assert "Held" in page.text
    return [first, page]


def stale(live: Live) -> list[TestResponse]:
    """Two officers correct one record; the second saw an old version."""
    url = f"/persons/{by_api(live).get_json()['reference']}"
    seen = live.api("GET", url).headers["ETag"]
    patch = {"address": "here", "reason": "she moved"}
    assert live.api("PATCH", url, json=patch, headers={"If-Match": seen}).status_code == 200
    page = live.form(
        f"{url}/change", {"version": "1", "name": "Lost Update", "reason": "a mistake", **_born(), "area": live.area}
    )
    assert "Lost Update" not in live.browser().get(url).text
    again = live.api("PATCH", url, json=patch, headers={"If-Match": seen})
    return [page, again, live.api("PATCH", url, json=patch), live.api("PATCH", url, json=patch, headers={"If-Match": '"1e9"'})]


def _born() -> dict[str, str]:
    return {"birth_date-day": "7", "birth_date-month": "4", "birth_date-year": "1961", "sex": "f", "language": "en"}


def paper(content: bytes, name: str = "paper.jpg"):
    """A file with a paper."""

    def send(live: Live) -> TestResponse:
        answers = {
            "kind": "voter-card",
            "title": "Card",
            "seen_on-day": "1",
            "seen_on-month": "5",
            "seen_on-year": "2024",
            "file": (io.BytesIO(content), name),
        }
        return live.form(f"/persons/{live.ana.reference}/documents/new", answers)

    return send


def _png(width: int, height: int) -> bytes:
    """A picture that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def served_safely(live: Live) -> TestResponse:
    """A good file under a bad name is kept under none of its own, and comes back as an attachment."""
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    kept = paper(pdf, '../../x".pdf\r\nSet-Cookie: a=b')(live)
    assert kept.status_code in KEPT, kept.text[:500]
    with live.database.begin() as connection:
        reference = connection.exec_driver_sql("SELECT reference FROM document ORDER BY id DESC LIMIT 1").scalar()
    answer = live.browser().get(f"/documents/{reference}/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ".." not in answer.headers["Content-Disposition"]
    assert "a=b" not in answer.headers.get("Set-Cookie", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == pdf
    return answer


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ROWS = [
    *(
        Row("A1", f"a name of {what}", both(name=name), (422,))
        for what, name in [
            ("nothing", ""),
            ("spaces", "   "),
            ("invisible signs", "\u00a0\u200b"),
            ("no-break spaces", "\u00a0\u3000"),
            ("figures", "12"),
        ]
    ),
    Row("A2", "a name with NUL", both(name="a\x00b"), REFUSED),
    Row("A4", "a name of 10,000 letters", both(name="Ab" * 5000), (422,)),
    Row("A4", "a name of a megabyte", both(name="Ab" * 500_000), REFUSED),
    *(
        Row("A5", f"the name {name}", kept_as_written(name), KEPT, writes=True)
        for name in ["J", "O'Brien", "Jean-Luc d'Arc", "Nguyễn Văn Tèo", "محمد علي", "𠮷野家", "Ångström"]
    ),
    Row(
        "A6",
        "one name composed in two ways",
        resembling("José Inácio Mação", "Jose\u0301 Ina\u0301cio Mac\u0327a\u0303o"),
        (422,),
        writes=True,
    ),
    Row(
        "A7",
        "a name in letters that look the same",
        resembling("Paula Amaral", "P\u0430ula Am\u0430r\u0430l"),
        (422,),
        writes=True,
    ),
    Row("A9", "template words in the address", literally, KEPT, writes=True),
    *(
        Row("A10", f"searched for {text}", searched(text), (200, 302))
        for text in ["' OR 1=1 --", "'; DROP TABLE person; --", '" OR ""="', "1) UNION SELECT password_hash FROM officer --"]
    ),
    *(
        Row(
            "A10",
            f"SQL in {name}",
            lambda live, name=name: by_api(live, **{name: "x'; DROP TABLE person; --"}),
            (201, 422),
            writes=True,
        )
        for name in ("name", "address", "phone", "area", "reason")
    ),
    *(
        Row("A11", f"searched for {text[:8]}", searched(text), (200, 302))
        for text in ["%", "_", "\\", "(zq+)+$", "x" * 5000, "\u202e", "%%%%%%" * 100, "zz_zz"]
    ),
    *(
        Row("A12", f"born on {day}.{month}.{year}", born(day, month, year), (422,))
        for day, month, year in [
            ("1", "6", "2024"),
            ("1", "1", "0001"),
            ("30", "2", "1960"),
            ("29", "2", "2023"),
            ("31", "4", "1960"),
            ("0", "1", "1960"),
            ("1", "13", "1960"),
            ("1", "1", "9999"),
            ("-1", "1", "1960"),
        ]
    ),
    *(
        Row("A12", f"born on {text}", lambda live, text=text: by_api(live, birth_date=text), (422,))
        for text in ["31/12/1960", "12/31/1960", "1960-02-30", "", "yesterday", "1960-1-1", "-1960-01-01"]
    ),
    *(
        Row("A14", f"a date as {text}", lambda live, text=text: by_api(live, birth_date=text), REFUSED)
        for text in ["19610407", 19610407, None, ["1961-04-07"], "1961-04-07T00:00:00", "1961-W14-5"]
    ),
    *(Row("A15", f"a death in {year}", died(year), (422,)) for year in ("1940", "2031", "0001")),
    *(
        Row("A16", f"the {kind} {text[:12]}", number(kind, text), REFUSED)
        for kind, text in [
            ("voter-card", ""),
            ("voter-card", "x" * 41),
            ("voter-card", "\x00"),
            ("no-such-paper", "00183472"),
            ("nik", "12"),
            ("voter-card", "!!!"),
        ]
    ),
    Row("A17", "a number that somebody in this office has", number("voter-card", "00183472"), (409, 422), writes=False),
    Row("A17", "a number that somebody in another office has", of_another_office, (201, 409, 422), writes=True),
    Row("A19", "a form sent twice", twice, (*KEPT, 303), writes=True),
    *(
        Row("A20", f"the account {text}", account(number=text), (422,))
        for text in ["TL38 0080 0123 4567 8910 158", "DE89 3704 0044 0532 0130 01", "", "\x00", "x" * 61]
    ),
    Row("A20", "an account that another is paid to", shared_account, KEPT, writes=True),
    *(
        Row("A26", f"{name} {code}", both(**{name: code}), (422,))
        for name, code in [
            ("sex", "z"),
            ("sex", "F"),
            ("sex", "1"),
            ("sex", ""),
            ("language", "xx"),
            ("area", "no-such-place"),
            ("finding", "maybe"),
        ]
    ),
    *(
        Row("A27", f"telephone {text[:14]!r}", both(phone=text), REFUSED)
        for text in ["+", "call me", "7" * 40, "7723 4567\r\nBcc: x@y.example", "+670\x0077234567"]
    ),
    Row("A29", "a correction of an old version", stale, (409, 412), writes=True),
    *(
        Row("A30", f"a paper that is {what}", paper(content, name), (413, 422))
        for what, content, name in [
            ("a program", b"MZ\x90\x00" + b"\0" * 100, "card.jpg"),
            ("empty", b"", "card.jpg"),
            ("a drawing with a script", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "card.png"),
            ("2,500 million dots", _png(50_000, 50_000), "card.png"),
            ("two files in one", b"%PDF-1.4\n<html><script></script>%%EOF", "a.pdf"),
            ("what tries virus guards", EICAR, "card.pdf"),
            ("a picture cut short", _png(10, 10)[:40], "card.png"),
            ("larger than we take", b"\xff\xd8\xff" + b"\0" * 10_485_761, "card.jpg"),
            ("larger than any body", b"\xff\xd8\xff" + b"\0" * 20_971_521, "card.jpg"),
        ]
    ),
    Row("A30", "a paper under a bad name", served_safely, KEPT, writes=True),
]
