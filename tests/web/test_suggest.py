"""Suggestions and exports as browsers ask for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from archive.model import Actor, Role, Status
from archive.services import indexing, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person


@pytest.fixture
def person_id(archive: Archive, archivist: Actor) -> int:
    """Somebody in a published photo of 2020, at an event."""
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work, "Ospanova Bakytzhamal")
        for year in (2019, 2020):
            asset = make_asset(work, f"DSC_{year}.JPG", captured_at=datetime(year, 10, 8))
            change = AssetChange(event_id=event.id, add_people=(person.id,), status=Status.PUBLISHED)
            tagging.edit(work, [asset.id], change)
    indexing.catch_up(archive)
    return person.id


def test_a_suggestion_can_be_picked(sign_in: Callable[[Role], FlaskClient], person_id: int) -> None:
    client = sign_in(Role.JOURNALIST)
    answer = client.get("/suggest?q=opening+ospa")
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    (group,) = [group for group in answer.json["groups"] if group["kind"] == "person"]
    (item,) = group["items"]
    assert group["title"] == "Person"
    assert (item["label"], item["count"], item["text"]) == ("Ospanova Bakytzhamal", 2, "opening")
    assert item["thumb"].startswith("/photos/2/thumb.jpg?v=")
    found = client.get("/", query_string={item["facet"]: item["value"]})
    assert "Ospanova Bakytzhamal" in found.text


def test_a_file_is_gone_to_and_a_field_is_typed(sign_in: Callable[[Role], FlaskClient], person_id: int) -> None:
    client = sign_in(Role.JOURNALIST)
    (files,) = client.get("/suggest?q=DSC_2020").json["groups"]
    assert [item["url"] for item in files["items"]] == ["/photos/2"]
    (fields,) = client.get("/suggest?q=korea+camer").json["groups"]
    (item,) = fields["items"]
    assert (item["label"], item["text"]) == ("camera:", "korea camera:")
    assert not {"facet", "url", "thumb"} & set(item)


def test_titles_are_in_the_readers_language(sign_in: Callable[[Role], FlaskClient], person_id: int) -> None:
    client = sign_in(Role.JOURNALIST)
    client.set_cookie("language", "ru")
    (group,) = client.get("/suggest?q=ospa").json["groups"]
    assert group["title"] != "Person"


def test_an_address_is_exported_as_its_page_shows_it(sign_in: Callable[[Role], FlaskClient], person_id: int) -> None:
    client = sign_in(Role.JOURNALIST)
    address = f"q=dsc&person={person_id}&year=2020&page=7"
    answer = client.get(f"/export.csv?{address}")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=photos.csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["original file name"] for row in rows] == ["DSC_2020.JPG"]
    told = client.get(f"/export.json?{address}")
    assert told.json["photos"] == rows
    assert told.json["total"] == 1
