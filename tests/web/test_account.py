"""Signing in and out, the session's end, and one's own password, as a browser sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from archive.app import create_app
from archive.model import Actor, Role
from archive.services import accounts
from archive.work import Archive
from tests.conftest import PASSWORD, csrf_token
from tests.web.pages import parse

SignIn = Callable[[Role], FlaskClient]


def attempt(client: FlaskClient, name: str = "journalist", password: str = PASSWORD, **fields: str) -> int:
    token = csrf_token(client)
    return client.post("/sign-in", data={"name": name, "password": password, "csrf_token": token, **fields}).status_code


def test_whoever_comes_by_a_link_is_asked_to_sign_in_and_led_on_to_it(client: FlaskClient) -> None:
    asked = client.get("/?q=korea&year=2020")
    assert asked.status_code == 302
    form = parse(client.get(asked.location).text).one("form", class_="form")
    data = {field["name"]: field.get("value") for field in form.all("input")}
    answer = client.post(form["action"], data=data | {"name": "journalist", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (302, "/?q=korea&year=2020")


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example"])
def test_a_foreign_next_leads_to_the_front_page(client: FlaskClient, target: str) -> None:
    token = csrf_token(client)
    data = {"name": "journalist", "password": PASSWORD, "next": target, "csrf_token": token}
    assert client.post("/sign-in", data=data).location == "/"


@pytest.mark.parametrize(("name", "password"), [("journalist", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_alike(client: FlaskClient, name: str, password: str) -> None:
    answer = client.post("/sign-in", data={"name": name, "password": password, "csrf_token": csrf_token(client)})
    assert answer.status_code == 403
    page = parse(answer.text)
    assert page.one("div", role="alert").text == "This name and password do not go together."
    assert page.one("input", name_="password").get("value") == ""
    assert client.get("/").status_code == 302


def test_signing_in_needs_the_form_token(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"name": "journalist", "password": PASSWORD}).status_code == 400


def test_a_new_session_has_a_new_form_token(client: FlaskClient) -> None:
    before = csrf_token(client)
    client.post("/sign-in", data={"name": "journalist", "password": PASSWORD, "csrf_token": before})
    answer = client.post("/sign-out", data={"csrf_token": before})
    assert answer.status_code == 400


def test_guessing_is_stopped_by_name_whatever_its_case(app: APIFlask) -> None:
    for number in range(10):
        client = app.test_client()
        headers = {"REMOTE_ADDR": f"203.0.113.{number}"}
        token = csrf_token(client)
        data = {"name": "Journalist" if number % 2 else "journalist ", "password": "x", "csrf_token": token}
        assert client.post("/sign-in", data=data, environ_base=headers).status_code == 403
    client = app.test_client()
    data = {"name": "journalist", "password": PASSWORD, "csrf_token": csrf_token(client)}
    refused = client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": "203.0.113.99"})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 300
    assert "Wait a few minutes" in parse(refused.text).one("main").text


def test_guessing_is_stopped_by_address(client: FlaskClient) -> None:
    for number in range(10):
        assert attempt(client, f"name-{number}", "x") == 403
    assert attempt(client) == 429


def test_signing_in_rightly_is_not_counted(app: APIFlask) -> None:
    for _ in range(12):
        assert attempt(app.test_client()) == 302


def test_the_rate_is_a_setting(make_archive: Callable[..., Archive]) -> None:
    client = create_app(make_archive(login_rate="2 per hour")).test_client()
    assert [attempt(client, password="x") for _ in range(3)] == [403, 403, 429]


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    token = csrf_token(client, "/account")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out", data={"csrf_token": token}).location == "/sign-in"
    assert client.get("/").status_code == 302


def test_a_copied_cookie_is_worthless_once_its_session_was_signed_out_of(app: APIFlask, sign_in: SignIn) -> None:
    client, elsewhere, thief = sign_in(Role.JOURNALIST), sign_in(Role.JOURNALIST), app.test_client()
    cookie = client.get_cookie("tereze")
    assert cookie
    thief.set_cookie("tereze", cookie.value)
    assert thief.get("/account").status_code == 200
    client.post("/sign-out", data={"csrf_token": csrf_token(client, "/account")})
    assert thief.get("/account").status_code == 302
    assert elsewhere.get("/account").status_code == 200  # of the same account, and a session of its own


def test_a_session_stays_signed_out_of_after_a_restart(archive: Archive, sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    cookie = client.get_cookie("tereze")
    assert cookie
    client.post("/sign-out", data={"csrf_token": csrf_token(client, "/account")})
    thief = create_app(archive).test_client()
    thief.set_cookie("tereze", cookie.value)
    assert thief.get("/account").status_code == 302


def test_no_session_rides_on_a_file_that_caches_keep(sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    style = parse(client.get("/account").text).one("link", rel="stylesheet")["href"]
    answer = client.get(style)
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_a_changed_password_ends_other_sessions_and_keeps_this_one(sign_in: SignIn) -> None:
    here, elsewhere = sign_in(Role.JOURNALIST), sign_in(Role.JOURNALIST)
    fresh = "a new horse battery"
    data = {
        "current": PASSWORD,
        "password": fresh,
        "again": fresh,
        "csrf_token": csrf_token(here, "/account"),
    }
    assert here.post("/account", data=data).status_code == 302
    assert "Your password is changed" in parse(here.get("/account").text).one(class_="flashes").text
    assert elsewhere.get("/account").status_code == 302
    elsewhere.delete_cookie("tereze")
    assert attempt(elsewhere, password=PASSWORD) == 403
    assert attempt(elsewhere, password=fresh) == 302


@pytest.mark.parametrize(
    ("current", "fresh", "again", "status", "field"),
    [
        ("wrong", "a new horse battery", "a new horse battery", 403, "current"),
        (PASSWORD, "short", "short", 422, "password"),
        (PASSWORD, "a new horse battery", "another horse battery", 422, "again"),
    ],
)
def test_a_password_that_is_not_changed_says_why_at_its_field(
    sign_in: SignIn, current: str, fresh: str, again: str, status: int, field: str
) -> None:
    client = sign_in(Role.JOURNALIST)
    data = {
        "current": current,
        "password": fresh,
        "again": again,
        "csrf_token": csrf_token(client, "/account"),
    }
    answer = client.post("/account", data=data)
    assert answer.status_code == status
    control = parse(answer.text).one("input", id_=f"field-{field}")
    assert control["aria-invalid"] == "true"
    assert parse(answer.text).one("p", id_=control["aria-describedby"]).text
    assert client.get("/account").status_code == 200


def test_a_stolen_session_cannot_guess_the_password(sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    data = {"current": "x", "password": "a new horse battery", "again": "a new horse battery"}
    data["csrf_token"] = csrf_token(client, "/account")
    assert [client.post("/account", data=data).status_code for _ in range(11)] == [403] * 10 + [429]


def test_a_closed_account_is_out_at_once(archive: Archive, administrator: Actor, sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    with archive.begin(administrator) as work:
        accounts.update(work, accounts.find(work, "journalist").id, active=False)
    assert client.get("/").status_code == 302
    client.delete_cookie("tereze")
    assert attempt(client) == 403


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: APIFlask) -> None:
    client = app.test_client()
    data = {"name": "journalist", "password": PASSWORD, "csrf_token": csrf_token(client)}
    cookie = client.post("/sign-in", data=data).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # over plain HTTP it would never come back
