"""A real office served over HTTP, and officers in real headless Chromium, without scripts, watched by axe."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine
from werkzeug.serving import make_server

import wsgi
from mis.app import create_app
from mis.db import Database
from mis.embedded import Addresses
from mis.settings import Settings
from mis.staff.models import Officer
from mis.staff.sealing import unseal
from tests import make
from tests.conftest import KEY

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = (1280, 360)
AXE = """axe.run(document, {resultTypes: ["violations"]})
  .then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | ")))"""


@dataclass(frozen=True)
class Served:
    """An office that is open: its address and its database."""

    url: str
    database: Database
    settings: Settings


@pytest.fixture
def served(own_database: Addresses, tmp_path: Path) -> Iterator[Served]:
    """The application of all parts, served by threads on a free port."""
    settings = Settings(
        var=tmp_path, database_url=own_database.database_url, owner_url=own_database.owner_url, redis_url=own_database.redis_url,
        secret_keys=(KEY,), hosts=("127.0.0.1",), proxies=0, https=False,
    )  # fmt: skip
    engine = create_engine(own_database.database_url, connect_args={"options": "-c timezone=UTC"})
    app = create_app(settings, wsgi.PARTS, Database(engine))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}", Database(engine), settings)
    server.shutdown()
    thread.join()
    engine.dispose()


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
    found = [path for path in files("axe_playwright_python").iterdir() if path.name.endswith(".min.js")]
    return found[0].read_text() if found else _deep(Path(str(files("axe_playwright_python"))))


def _deep(folder: Path) -> str:
    return next(folder.rglob("axe*.js")).read_text()


class AtBrowser:
    """An officer at a browser that runs no script of the pages (there is none)."""

    def __init__(self, page: Page, url: str, axe: str) -> None:
        self.page, self.url, self.axe = page, url, axe
        self.seen: list[str] = []

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()

    def press(self, words: str) -> None:
        """Press the button of these words and look at what comes."""
        self.page.get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, words: str) -> None:
        """Follow the link of these words and look at what comes."""
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, label: str, text: str) -> None:
        """Write into the field of this label."""
        self.page.locator("main").get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str) -> None:
        """Choose the answer of this label."""
        self.page.locator("main").get_by_label(label, exact=False).first.check()

    def look(self) -> None:
        """axe finds nothing, and nothing stands over the side, at both widths."""
        self.seen.append(self.page.url)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.evaluate(self.axe)
            found = self.page.evaluate(AXE)
            assert found == [], f"{self.page.url} at {width}: {found}"
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} scrolls sideways at {width}: {wide}"
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})


@pytest.fixture
def officers(served: Served, chromium: Browser, axe_script: str) -> Iterator[Callable[[Officer], AtBrowser]]:
    """Signs an officer in by the door and hands over her browser."""
    contexts = []

    def arrive(who: Officer) -> AtBrowser:
        context = chromium.new_context(bypass_csp=True)
        contexts.append(context)
        at = AtBrowser(context.new_page(), served.url, axe_script)
        at.go("/sign-in")
        at.fill("User name", who.username)
        at.fill("Password", make.PASSWORD)
        if who.totp_sealed:
            at.fill("One-time code", pyotp.TOTP(unseal((KEY,), who.totp_sealed)).now())
        at.press("Sign in")
        return at

    yield arrive
    for context in contexts:
        context.close()
