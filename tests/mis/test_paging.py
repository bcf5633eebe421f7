"""Lists are walked page by page: every row once, whatever is added meanwhile."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.audit.models import AuditLine
from mis.errors import Malformed
from mis.paging import ROWS_MAX, Page, cursor, page_of
from tests import make


def lines(session: Session, count: int) -> None:
    """So many acts."""
    for number in range(count):
        record(session, None, "tried", f"PE-{number}")


def page(session: Session, after: int | None = None, before: int | None = None, rows: int = 10) -> Page:
    """A page of the lines."""
    return page_of(session, select(AuditLine), AuditLine.id, after, before, rows)


def places(found: Page) -> tuple[int, int, int]:
    """Where the rows stand in the list."""
    return found.first, found.last, found.total


def test_walking_on_shows_every_row_once_while_others_are_added(session: Session) -> None:
    lines(session, 25)
    before = set(session.scalars(select(AuditLine.id)))
    seen, after, pages = [], None, 0
    while True:
        found = page(session, after)
        seen += [row.id for row in found.rows]
        pages += 1
        after = found.after
        lines(session, 3)
        if after is None:
            break
    assert seen == sorted(before, reverse=True)
    assert pages == 3


def test_walking_back_shows_the_pages_that_were_seen(session: Session) -> None:
    lines(session, 25)
    first = page(session)
    second = page(session, first.after)
    third = page(session, second.after)
    assert [places(each) for each in (first, second, third)] == [(1, 10, 25), (11, 20, 25), (21, 25, 25)]
    assert (first.before, third.after) == (None, None)
    back = page(session, before=third.before)
    assert [row.id for row in back.rows] == [row.id for row in second.rows]
    assert [row.id for row in page(session, before=back.before).rows] == [row.id for row in first.rows]


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (10**9, ROWS_MAX)])
def test_the_size_of_a_page_is_bounded(session: Session, asked: int, given: int) -> None:
    lines(session, ROWS_MAX + 5)
    assert len(page(session, rows=asked).rows) == given


def test_an_empty_list_has_no_places(session: Session) -> None:
    found = page(session)
    assert (found.rows, *places(found)) == ((), 0, 0, 0)


@pytest.mark.parametrize("text", ["-1", "1.0", "01e3", "null", "１２", str(2**63), "9" * 40, "1;DROP", " 1", "0x1", "\x00"])
def test_a_cursor_that_is_none_of_ours_is_refused(app: Flask, session: Session, text: str) -> None:
    with pytest.raises(Malformed):
        cursor(text, "after")
    assert make.signed_in(app, session, "auditor").get("/trail", query_string={"after": text}).status_code == 400


def test_a_cursor_at_the_edge_is_read(app: Flask, session: Session) -> None:
    client = make.signed_in(app, session, "auditor")
    for text in ("0", "1", str(10**18 - 1)):
        assert cursor(text, "after") == int(text)
        assert client.get(f"/trail?after={text}").status_code == 200
        assert client.get(f"/trail?before={text}").status_code == 200
    assert cursor("", "after") is None
