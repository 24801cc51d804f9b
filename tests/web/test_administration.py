"""Accounts, keys and deliveries, as an administrator sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.errors import Denied
from archive.model import Actor, Role
from archive.services import accounts
from archive.work import Archive
from tests.conftest import PASSWORD, csrf_token
from tests.factories import jpeg, take_in
from tests.web.pages import parse

SignIn = Callable[[Role], FlaskClient]
ACCOUNTS = "/admin/accounts"


@pytest.fixture
def office(sign_in: SignIn) -> FlaskClient:
    """An administrator's browser."""
    return sign_in(Role.ADMINISTRATOR)


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.post(path, data={**fields, "csrf_token": csrf_token(client, ACCOUNTS)})


def secret_of(answer: TestResponse) -> str:
    return parse(answer.text).one("code", id_="secret").text


def account_id(archive: Archive, name: str) -> int:
    with archive.reading() as work:
        return accounts.find(work, name).id


def test_a_made_up_password_is_told_once_and_works(archive: Archive, office: FlaskClient) -> None:
    answer = send(office, ACCOUNTS, name="Aigerim", role="journalist", password="")
    password = secret_of(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert accounts.authenticate(archive, "aigerim", password).role == Role.JOURNALIST
    assert password not in office.get(ACCOUNTS).text


def test_a_given_password_is_not_told_at_all(archive: Archive, office: FlaskClient) -> None:
    answer = send(office, ACCOUNTS, name="Aigerim", role="archivist", password="a given horse battery")
    assert answer.status_code == 302
    assert "a given horse" not in office.get(ACCOUNTS).text
    assert accounts.authenticate(archive, "Aigerim", "a given horse battery").role == Role.ARCHIVIST


@pytest.mark.parametrize(
    ("name", "role", "password", "status", "field"),
    [
        ("", "journalist", "", 422, "name"),
        ("Journalist", "journalist", "", 409, "name"),
        ("Aigerim", "evil", "", 422, "role"),
        ("Aigerim", "visitor", "", 422, "role"),
        ("Aigerim", "journalist", "short", 422, "password"),
    ],
)
def test_an_account_that_cannot_be_made_says_why_at_its_field(
    office: FlaskClient, name: str, role: str, password: str, status: int, field: str
) -> None:
    answer = send(office, ACCOUNTS, name=name, role=role, password=password)
    assert answer.status_code == status
    form = parse(answer.text).all("form", action=ACCOUNTS)[0]
    (wrong,) = [e for e in form.all() if e.get("aria-invalid") == "true"]
    assert wrong["name"] == field
    assert form.one("input", name_="name")["value"] == name


def test_a_changed_role_counts_at_once(archive: Archive, office: FlaskClient, sign_in: SignIn) -> None:
    journalist = sign_in(Role.JOURNALIST)
    answer = send(office, f"{ACCOUNTS}/{account_id(archive, 'journalist')}", role="archivist")
    assert answer.location == ACCOUNTS
    assert journalist.get("/account").status_code == 302
    assert "archivist" in parse(sign_in(Role.JOURNALIST).get("/account").text).one("dl").text


def test_a_closed_account_can_be_opened_again(archive: Archive, office: FlaskClient) -> None:
    path = f"{ACCOUNTS}/{account_id(archive, 'journalist')}"
    send(office, path, active="0")
    with pytest.raises(Denied):
        accounts.authenticate(archive, "journalist", PASSWORD)
    assert "may not sign in" in parse(office.get(ACCOUNTS).text).one("main").text
    send(office, path, active="1")
    assert accounts.authenticate(archive, "journalist", PASSWORD).active


def test_the_last_administrator_is_not_closed(archive: Archive, office: FlaskClient) -> None:
    send(office, f"{ACCOUNTS}/{account_id(archive, 'administrator')}", active="0")
    page = parse(office.get(ACCOUNTS).text)
    assert "last administrator" in page.one(class_="flash-error").text


def test_a_reset_password_ends_sessions_and_is_told_once(
    archive: Archive, office: FlaskClient, sign_in: SignIn
) -> None:
    journalist = sign_in(Role.JOURNALIST)
    answer = send(office, f"{ACCOUNTS}/{account_id(archive, 'journalist')}/password")
    assert journalist.get("/account").status_code == 302
    assert accounts.authenticate(archive, "journalist", secret_of(answer)).active


def test_a_key_works_until_it_is_revoked(archive: Archive, office: FlaskClient) -> None:
    path = f"{ACCOUNTS}/{account_id(archive, 'journalist')}/tokens"
    token = secret_of(send(office, path, label="picture desk"))
    page = office.get(ACCOUNTS).text
    assert "picture desk" in page
    assert token not in page
    with archive.reading() as work:
        assert accounts.account_for_token(work, token)
    send(office, f"{path}/revoke")
    with archive.reading() as work:
        assert accounts.account_for_token(work, token) is None


def test_an_account_that_is_not_there_is_not_found(office: FlaskClient) -> None:
    for path in ("", "/password", "/tokens", "/tokens/revoke"):
        assert send(office, f"{ACCOUNTS}/4711{path}").status_code == 404


def test_nothing_changes_without_the_form_token(archive: Archive, office: FlaskClient) -> None:
    path = f"{ACCOUNTS}/{account_id(archive, 'journalist')}"
    for address in (ACCOUNTS, path, f"{path}/password", f"{path}/tokens", f"{path}/tokens/revoke"):
        assert office.post(address, data={"name": "x", "role": "archivist"}).status_code == 400


def test_deliveries_say_who_took_what(archive: Archive, archivist: Actor, office: FlaskClient, sign_in: SignIn) -> None:
    assert parse(office.get("/admin/deliveries").text).one(class_="empty").text
    photo = take_in(archive, archivist, jpeg(), "DSC_0622.JPG", publish=True).asset_id
    sign_in(Role.JOURNALIST).get(f"/photos/{photo}/original", buffered=True)
    (row,) = parse(office.get("/admin/deliveries").text).one("tbody").all("tr")
    assert "journalist" in row.text
    assert "DSC_0622.JPG" in row.text
    assert "Original" in row.text
