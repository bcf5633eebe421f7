"""The office's own pages are fit for everyone, on a desk and on a telephone."""

from collections.abc import Callable

import pytest

from mis.staff.models import Officer
from tests import make
from tests.browser.conftest import AtBrowser, Served

pytestmark = pytest.mark.browser


def test_an_officer_signs_in_looks_round_and_leaves(served: Served, officers: Callable[[Officer], AtBrowser]) -> None:
    with served.database.unit_of_work() as session:
        make.installation(session)
        who = make.officer(session, "system-administrator")
    at = officers(who)
    for path in ("/", "/search?q=nobody", "/officers", "/officers/add", f"/officers/{who.reference}"):
        at.go(path)
    at.go("/officers/add")
    at.press("Add the officer")
    assert "answers to correct" in at.page.title()
    at.go("/")
    at.press("Sign out")
    assert at.page.url.endswith("/sign-in")


def test_an_auditor_reads_the_trail_and_the_law(served: Served, officers: Callable[[Officer], AtBrowser]) -> None:
    with served.database.unit_of_work() as session:
        make.installation(session)
        make.audit_line(session)
        who = make.officer(session, "auditor")
    at = officers(who)
    at.go("/trail")
    at.go("/trail?about=PE-TEST")
    assert at.page.get_by_text("looked").count() >= 1
