"""Every page is fit for everyone: on a desk and on a telephone, with long words, read from either side."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil

import pytest
from babel.support import NullTranslations
from flask import Flask
from flask_babel import get_babel
from playwright.sync_api import Browser, BrowserContext, Page

from mis.embedded import Addresses
from mis.staff.rules import CLIENT, ROLES
from tests.browser.conftest import Served, serving
from tests.browser.looking import TELEPHONE, at_width, faults, over_the_side, too_heavy
from tests.browser.town import Town, settle
from tests.browser.visits import NO_PAGES, SAMPLE, VISITS
from tests.conftest import clone, drop

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("town")]
LINKS = """() => [...document.querySelectorAll("a[href^='/'], form:not([method=post])[action^='/']")]
  .map(each => each.getAttribute("href") || each.getAttribute("action"))"""
FOUND = (200, 422)  # a page that asks something first says so
NAMED = re.compile(r"[A-Z]{2}-[0-9A-Z-]+|\d+")
WORD = re.compile(r"%\(\w+\)[sd]|<[^>]*>|[^\W\d_]+")


@dataclass
class Looking:
    """A town that is open, and one browser for each officer."""

    office: Served
    town: Town
    browser: Browser
    contexts: dict[str, BrowserContext]
    followed: set[tuple[str, str]] = field(default_factory=set)

    def open(self, role: str, address: str) -> tuple[Page, bytes]:
        """The page at an address, as an officer of that role sees it, and its HTML."""
        page = self._context(role).pages[0]
        answer = page.goto(self.office.url + address.format_map(self.town.places))
        assert answer is not None
        assert answer.status == 200, f"{address} answers {answer.status}"
        return page, answer.body()

    def lost(self, role: str, page: Page) -> list[str]:
        """Links of a page that lead nowhere, or where this officer may not go; one of each kind is followed."""
        kinds = {NAMED.sub("", address.split("#")[0]): address for address in page.evaluate(LINKS)}
        new = {kind: address for kind, address in kinds.items() if (role, kind) not in self.followed}
        self.followed |= {(role, kind) for kind in new}
        answers = {address: page.request.get(self.office.url + address).status for address in new.values()}
        return [f"{address} answers {status}" for address, status in answers.items() if status not in FOUND]

    def _context(self, role: str) -> BrowserContext:
        if role not in self.contexts:
            context = self.contexts[role] = self.browser.new_context(bypass_csp=True)
            if role:
                context.add_cookies([{"name": "socle", "value": self.town.keys[role], "url": self.office.url}])
            context.new_page()
        return self.contexts[role]


@pytest.fixture(scope="module")
def looking(
    addresses: Addresses, template: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Looking]:
    """A small office in the middle of its month."""
    folder, name = tmp_path_factory.mktemp("town"), f"town_{uuid.uuid4().hex[:12]}"
    with serving(clone(addresses, name, template), folder) as office:
        found = Looking(office, settle(office.database, folder), chromium, {})
        yield found
        for context in found.contexts.values():
            context.close()
    drop(addresses, name)


@pytest.mark.parametrize("endpoint", VISITS)
def test_a_page_is_fit_for_everyone(looking: Looking, axe_script: str, endpoint: str) -> None:
    wrong = []
    for role, address in VISITS[endpoint]:
        page, html = looking.open(role, address)
        wrong += [f"{address}: {said}" for said in [*faults(page, axe_script), *too_heavy(page, html), *looking.lost(role, page)]]
    assert wrong == []


@pytest.mark.parametrize("role", sorted(set(ROLES) - {CLIENT}))
def test_the_menu_takes_at_most_two_lines_on_a_telephone(looking: Looking, role: str) -> None:
    page, _html = looking.open(role, "/")
    at_width(page, TELEPHONE)
    assert len(set(page.locator(".mainnav li").evaluate_all("all => all.map(each => each.offsetTop)"))) <= 2


class Longer(NullTranslations):
    """Words that are half as long again, as another language may need them."""

    def gettext(self, message: str) -> str:
        return longer(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return longer(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


def longer(words: str) -> str:
    """Each word 45% longer; the places to be filled stay."""
    return WORD.sub(lambda word: word[0] if word[0][0] in "%<" else word[0] + word[0][: ceil(len(word[0]) * 0.45)], words)


@contextmanager
def long_words(app: Flask) -> Iterator[None]:
    """While this lasts, Portuguese speaks with long words."""
    catalogues = get_babel(app).instance.domain_instance.by_code
    kept, catalogues["pt"] = catalogues["pt"], Longer()
    yield
    catalogues["pt"] = kept


@pytest.fixture(scope="module")
def wordy(looking: Looking) -> Iterator[None]:
    """Every officer reads Portuguese, and its words are long."""
    with looking.office.database.begin() as connection:
        connection.exec_driver_sql("UPDATE officer SET language = 'pt'")
    with long_words(looking.office.app):
        yield
    with looking.office.database.begin() as connection:
        connection.exec_driver_sql("UPDATE officer SET language = 'en'")


@pytest.mark.parametrize("endpoint", SAMPLE)
def test_long_words_read_from_either_side_fit_a_telephone(looking: Looking, wordy: None, endpoint: str) -> None:
    for role, address in VISITS[endpoint]:
        page, _html = looking.open(role, address)
        assert page.locator("html").get_attribute("lang") == "pt"
        assert over_the_side(page, TELEPHONE) == [], address
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert over_the_side(page, TELEPHONE) == [], address


def test_no_page_is_forgotten(whole_app: Flask) -> None:
    rules = [rule for rule in whole_app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.endpoint for rule in rules if not rule.rule.startswith("/api/")}
    assert pages == VISITS.keys() | NO_PAGES.keys()


def test_long_words_are_longer_and_keep_their_places() -> None:
    assert longer("Approve %(count)s payments") == "ApproveAppr %(count)s paymentspaym"
