"""A real browser before a real server. Both are left out where no Chromium is found."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from archive.model import Role
from tests.conftest import PASSWORD

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("TEREZE_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: set TEREZE_CHROMIUM to one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(app: APIFlask) -> Iterator[str]:
    """Where the test's archive is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Reader:
    """A person at the browser: a page, and whatever the browser complained of meanwhile."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the archive, and let it finish."""
        self.page.goto(f"{self.address}{path}", wait_until="networkidle")

    def sign_in(self, role: Role) -> None:
        """By keyboard: the name's field has the focus."""
        self.open("/sign-in")
        self.page.keyboard.type(str(role))
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tab_to(self, selector: str, most: int = 80) -> None:
        """Press Tab until the focus is on such an element."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{most} times Tab do not reach {selector}")


Opened = Callable[..., "Reader"]


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Opened]:
    """Sits somebody down at a browser; keywords are those of the browser's context."""
    with _contexts(chromium, address) as sit_down:
        yield sit_down


@contextmanager
def _contexts(chromium: Browser, address: str) -> Iterator[Opened]:
    opened = []

    def sit_down(**options: object) -> Reader:
        chosen: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en", **options}
        context = chromium.new_context(**chosen)
        opened.append(context)
        reader = Reader(context.new_page(), address)
        reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
        reader.page.on("console", lambda said: reader.complaints.extend(_complaint(said)))
        return reader

    yield sit_down
    for context in opened:
        context.close()


def _complaint(said: ConsoleMessage) -> list[str]:
    return [said.text] if said.type in {"error", "warning"} else []
