"""A real office served over HTTP, and officers in real headless Chromium, without scripts, watched by axe."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, sync_playwright
from sqlalchemy import create_engine
from werkzeug.serving import make_server

import wsgi
from mis.app import create_app
from mis.db import Database
from mis.embedded import Addresses
from mis.settings import Settings
from mis.staff.models import Officer
from tests import make
from tests.browser.looking import DESK, faults
from tests.conftest import KEY

TOKENS = re.compile(r'<input[^>]*name="(?:csrf_token|once)"[^>]*>')
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Served:
    """An office that is open: its address, its application and its database."""

    url: str
    app: Flask
    database: Database
    settings: Settings


@contextmanager
def serving(reached: Addresses, folder: Path) -> Iterator[Served]:
    """The application of all parts, served by threads on a free port."""
    settings = Settings(
        var=folder, database_url=reached.database_url, owner_url=reached.owner_url, redis_url=reached.redis_url,
        secret_keys=(KEY,), hosts=("127.0.0.1",), proxies=0, https=False,
    )  # fmt: skip
    engine = create_engine(reached.database_url, connect_args={"options": "-c timezone=UTC"})
    app = create_app(settings, wsgi.PARTS, Database(engine))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}", app, Database(engine), settings)
    server.shutdown()
    thread.join()
    engine.dispose()


@pytest.fixture
def served(own_database: Addresses, tmp_path: Path) -> Iterator[Served]:
    """An office of the test's own, open and empty."""
    with serving(own_database, tmp_path) as office:
        yield office


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure, never a skip."""
    path = shutil.which("chromium")
    assert path, "the tests need Debian's Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_script() -> str:
    """axe, as its package ships it."""
    return next(Path(str(files("axe_playwright_python"))).rglob("axe*.js")).read_text()


class Onlooker:
    """Looks at what an officer sees, in a browser of its own in which axe can run."""

    def __init__(self, context: BrowserContext, axe: str) -> None:
        self.page, self.axe = context.new_page(), axe
        self.html, self.seen = "", set[str]()
        self.page.route(lambda url: "/style/" not in url, self._show)

    def _show(self, route: Route) -> None:
        route.fulfill(body=self.html, content_type="text/html; charset=utf-8")

    def look(self, url: str, html: str) -> None:
        """Nothing is wrong with this page at either width; what was seen before is not looked at twice."""
        told = TOKENS.sub("", html)
        if told in self.seen:
            return
        self.seen.add(told)
        self.html = html
        self.page.goto(url)
        found = faults(self.page, self.axe)
        assert found == [], f"{url}: {found}"


class AtBrowser:
    """An officer at a browser that runs no script; every page that comes is looked at."""

    def __init__(self, page: Page, url: str, onlooker: Onlooker) -> None:
        self.page, self.url, self.onlooker = page, url, onlooker
        self.seen: set[str] = set()
        page.set_default_timeout(5_000)

    def go(self, path: str) -> None:
        """Open a page."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self._look(answer)

    def press(self, words: str) -> None:
        """Press the button of these words."""
        with self.page.expect_navigation() as coming:
            self.page.get_by_role("button", name=words).first.click()
        self._look(coming.value)

    def follow(self, words: str) -> None:
        """Follow the link of these words."""
        with self.page.expect_navigation() as coming:
            self.page.locator("main").get_by_role("link", name=words).first.click()
        self._look(coming.value)

    def fetch(self, words: str) -> bytes:
        """What the link of these words gives as a file."""
        address = self.page.get_by_role("link", name=words).first.get_attribute("href")
        answer = self.page.request.get(self.url + str(address))
        assert answer.ok, f"{address}: {answer.status}"
        return answer.body()

    def fill(self, label: str, text: str) -> None:
        """Write into the field of this label."""
        self.page.locator("main").get_by_label(label, exact=False).first.fill(text)

    def day(self, legend: str, day: str) -> None:
        """Write a day, as 31 5 2024, into the three fields of this legend."""
        fields = self.page.get_by_role("group", name=legend).locator("input")
        for place, part in enumerate(day.split()):
            fields.nth(place).fill(part)

    def choose(self, label: str, within: str = "") -> None:
        """Choose the answer whose words begin so, in the group of that legend."""
        area = self.page.get_by_role("group", name=within) if within else self.page.locator("main")
        area.get_by_label(re.compile(rf"^\s*{re.escape(label)}(?![a-z])")).first.check()

    def select(self, label: str, words: str) -> None:
        """Choose these words from the list of this label."""
        self.page.locator("main").get_by_label(label).first.select_option(label=words)

    def give(self, label: str, name: str, content: bytes) -> None:
        """Put a file into the field of this label."""
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.get_by_label(label).set_input_files(file)  # type: ignore[arg-type]

    def reads(self, words: str) -> bool:
        """Whether the page says these words."""
        return words in self.page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", " ")

    def _look(self, answer: Response | None) -> None:
        """What is wrong with the page is told by the onlooker; an answer of the server's own fault by its status."""
        assert answer is None or answer.status < 500, f"{self.page.url}: {answer.status}"
        self.seen.add(self.page.url)
        self.onlooker.look(self.page.url, self.page.content())


@pytest.fixture
def officers(served: Served, chromium: Browser, axe_script: str) -> Iterator[Callable[..., AtBrowser]]:
    """Signs an officer in by the door and hands over her browser."""
    watching = chromium.new_context(bypass_csp=True)
    onlooker, contexts = Onlooker(watching, axe_script), [watching]

    def arrive(who: Officer, code: str = "") -> AtBrowser:
        context = chromium.new_context(java_script_enabled=False, viewport={"width": DESK, "height": 900})
        contexts.append(context)
        at = AtBrowser(context.new_page(), served.url, onlooker)
        at.go("/sign-in")
        at.fill("User name", who.username)
        at.fill("Password", make.PASSWORD)
        at.fill("One-time code", code)
        at.press("Sign in")
        return at

    yield arrive
    for context in contexts:
        context.close()
