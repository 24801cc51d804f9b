"""Searches that somebody keeps, as they use them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from archive.model import Actor, Role
from archive.services import indexing
from archive.work import Archive
from tests.conftest import csrf_token
from tests.factories import make_asset
from tests.web.pages import Element, parse

SignIn = Callable[[Role], FlaskClient]


@pytest.fixture(autouse=True)
def _two_files(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        make_asset(work, "DSC_0001.JPG", publish=True)
        make_asset(work, "DSC_0002.JPG")
    indexing.settle(archive)


def keep(client: FlaskClient, name: str, **search: str) -> None:
    answer = client.post("/searches", data={"name": name, **search, "csrf_token": csrf_token(client, "/")})
    assert answer.status_code == 302, answer.text


def kept(client: FlaskClient) -> Element:
    return parse(client.get("/searches").text)


def test_a_search_is_kept_by_a_form_of_its_page_and_found_again(sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    form = parse(client.get("/?q=DSC&sort=oldest").text).one("form", class_="keep")
    fields = {field["name"]: field["value"] for field in form.all("input")}
    assert fields["name"] == "DSC"
    answer = client.post(form["action"], data=fields)
    assert answer.location == "/?q=DSC&sort=oldest"
    row = kept(client).one("li", class_="saved-search")
    assert row.one("a")["href"] == "/?q=DSC&sort=oldest"
    assert row.one("span").text == "1 photo"


def test_the_count_is_of_what_the_reader_may_see(sign_in: SignIn) -> None:
    client = sign_in(Role.ARCHIVIST)
    keep(client, "all files", q="DSC")
    assert kept(client).one("li", class_="saved-search").one("span").text == "2 photos"


def test_the_search_box_asks_for_them_by_name(sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    keep(client, "files", q="DSC")
    answer = client.get("/searches", headers={"Accept": "application/json"})
    assert answer.json == [{"label": "files", "url": "/?q=DSC"}]


def test_nobody_sees_or_forgets_anothers(sign_in: SignIn) -> None:
    owner, other = sign_in(Role.JOURNALIST), sign_in(Role.ADMINISTRATOR)
    keep(owner, "mine", q="DSC")
    action = kept(owner).one("li", class_="saved-search").one("form")["action"]
    assert kept(other).all("li", class_="saved-search") == []
    assert other.post(action, data={"csrf_token": csrf_token(other, "/")}).status_code == 302
    assert len(kept(owner).all("li", class_="saved-search")) == 1


def test_one_is_forgotten_once_and_again(sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    keep(client, "mine", q="DSC")
    action = kept(client).one("li", class_="saved-search").one("form")["action"]
    for _ in range(2):
        assert client.post(action, data={"csrf_token": csrf_token(client, "/")}).location == "/searches"
    assert "No searches saved yet" in kept(client).text


def test_a_name_is_needed(sign_in: SignIn) -> None:
    client = sign_in(Role.JOURNALIST)
    answer = client.post("/searches", data={"name": " ", "q": "DSC", "csrf_token": csrf_token(client, "/")})
    assert answer.status_code == 422
    assert "name" in parse(answer.text).one("main").text
