"""What the tests of pages share beyond the archive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from archive.app import create_app
from archive.model import Role
from archive.work import Archive
from tests.conftest import PASSWORD, csrf_token


@pytest.fixture
def sign_in_to() -> Callable[[Archive, Role], FlaskClient]:
    """Signs in as a role to an archive with settings of one's choice."""

    def enter(archive: Archive, role: Role) -> FlaskClient:
        client = create_app(archive).test_client()
        data = {"name": str(role), "password": PASSWORD, "csrf_token": csrf_token(client)}
        assert client.post("/sign-in", data=data).status_code == 302
        return client

    return enter
