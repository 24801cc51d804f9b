"""A real archive for each test: SQLite, files and Whoosh in a folder of its own, decoding in real children."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from archive import wiring
from archive.app import create_app
from archive.media.sandbox import Sandbox
from archive.model import Actor, Role
from archive.services import accounts
from archive.settings import Settings
from archive.work import Archive

PASSWORD = "correct horse battery"
"""Of every account in the tests."""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The decoding children, shared by all tests: they keep nothing from one file to the next."""
    with Sandbox(2, seconds=20) as shared:
        yield shared


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Path:
    """An archive with one account of each role, made once and copied for each test."""
    home = tmp_path_factory.mktemp("blank")
    archive = _open(home, sandbox)
    with archive.begin() as work:
        for role in (Role.JOURNALIST, Role.ARCHIVIST, Role.ADMINISTRATOR):
            accounts.add(work, str(role), role, PASSWORD)
    archive.engine.dispose()
    return home


@pytest.fixture
def make_archive(blank: Path, tmp_path: Path, sandbox: Sandbox) -> Iterator[Callable[..., Archive]]:
    """Opens the test's archive, with settings of one's choice."""
    home = tmp_path / "home"
    shutil.copytree(blank, home)
    opened: list[Archive] = []

    def make(**settings: object) -> Archive:
        opened.append(_open(home, sandbox, **settings))
        return opened[-1]

    yield make
    for archive in opened:
        archive.engine.dispose()


@pytest.fixture
def archive(make_archive: Callable[..., Archive]) -> Archive:
    """The test's archive."""
    return make_archive()


@pytest.fixture
def actors(archive: Archive) -> dict[Role, Actor]:
    """The account of each role as the one who acts."""
    with archive.reading() as work:
        return {Role(account.role): account.as_actor() for account in accounts.list_all(work)}


@pytest.fixture
def archivist(actors: dict[Role, Actor]) -> Actor:
    """An archivist."""
    return actors[Role.ARCHIVIST]


@pytest.fixture
def journalist(actors: dict[Role, Actor]) -> Actor:
    """A journalist."""
    return actors[Role.JOURNALIST]


@pytest.fixture
def administrator(actors: dict[Role, Actor]) -> Actor:
    """An administrator."""
    return actors[Role.ADMINISTRATOR]


@pytest.fixture
def app(archive: Archive) -> APIFlask:
    """The application over the test's archive. CSRF checks are on; see ``sign_in``."""
    app = create_app(archive)
    app.testing = True
    return app


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: APIFlask) -> Callable[[Role], FlaskClient]:
    """Signs in as a role, the way a person does; gives a client whose ``csrf`` is the token for its forms."""

    def enter(role: Role) -> FlaskClient:
        client = app.test_client()
        answer = client.post(
            "/sign-in", data={"name": str(role), "password": PASSWORD, "csrf_token": csrf_token(client)}
        )
        assert answer.status_code == 302, answer.text
        return client

    return enter


def csrf_token(client: FlaskClient, path: str = "/sign-in") -> str:
    """The token of the forms on a page, as a browser would send it."""
    page = client.get(path).text
    marker = 'name="csrf_token" value="'
    return page.split(marker, 1)[1].split('"', 1)[0]


def _open(home: Path, sandbox: Sandbox, **settings: object) -> Archive:
    return wiring.open_archive(Settings(home=home, **settings), sandbox)
