"""Correcting a wrong clock in the browser: looked at first, done for all or none, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from archive.model import Actor, Role
from archive.services import discovery, tagging, times
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.conftest import csrf_token
from tests.factories import make_asset

SignIn = Callable[[Role], FlaskClient]

TAKEN = datetime(2020, 10, 8, 11, 3, 20)


def make(archive: Archive, actor: Actor, *captured: datetime | None) -> list[int]:
    with archive.begin(actor) as work:
        return [make_asset(work, f"IMG_{n}.jpg", captured_at=moment).id for n, moment in enumerate(captured)]


def taken(archive: Archive, actor: Actor, asset_id: int) -> datetime | None:
    with archive.reading(actor) as work:
        return discovery.photo(work, asset_id).captured_at


def form(client: FlaskClient, ids: list[int], version: int = 1, **fields: str) -> dict[str, object]:
    return {
        "csrf_token": csrf_token(client, "/account"),
        "photo": [f"{asset_id}:{version}" for asset_id in ids],
        "next": "/?q=korea",
        "way": "by",
        **fields,
    }


def test_the_form_lists_the_photos_with_their_times(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    ids = make(archive, archivist, TAKEN, None)
    page = sign_in(Role.ARCHIVIST).get("/times", query_string={"id": ids})
    assert page.status_code == 200
    assert "IMG_0.jpg" in page.text
    assert "2020-10-08 11:03:20" in page.text
    assert "1 photo has no capture time" in page.text


def test_a_preview_shows_before_and_after_and_changes_nothing(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    (asset_id,) = make(archive, archivist, TAKEN)
    client = sign_in(Role.ARCHIVIST)
    page = client.post("/times/save", data=form(client, [asset_id], action="preview", direction="earlier", hours="2"))
    assert page.status_code == 200
    assert "2020-10-08 09:03:20" in page.text
    assert "2 hours earlier" in page.text
    assert taken(archive, archivist, asset_id) == TAKEN


def test_a_shift_is_done_and_can_be_undone(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    ids = make(archive, archivist, TAKEN, TAKEN + timedelta(hours=1))
    client = sign_in(Role.ARCHIVIST)
    answer = client.post("/times/save", data=form(client, ids, action="shift", days="1", minutes="5"))
    assert answer.status_code == 302
    done = client.get(answer.headers["Location"])
    assert "2 photos were moved: 1 day, 5 minutes later." in done.text
    assert taken(archive, archivist, ids[0]) == TAKEN + timedelta(days=1, minutes=5)
    undo = answer.headers["Location"].partition("?")[0] + "/undo"
    back = client.post(undo, data={"csrf_token": csrf_token(client, "/account"), "next": "/?q=korea"})
    assert back.headers["Location"] == "/?q=korea"
    assert [taken(archive, archivist, asset_id) for asset_id in ids] == [TAKEN, TAKEN + timedelta(hours=1)]


def test_one_photos_true_time_moves_all(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    ids = make(archive, archivist, TAKEN, TAKEN + timedelta(hours=1))
    client = sign_in(Role.ARCHIVIST)
    sent = form(client, ids, action="shift", way="really", reference=str(ids[0]), really="2021-10-08T11:03:20")
    assert client.post("/times/save", data=sent).status_code == 302
    assert taken(archive, archivist, ids[1]) == datetime(2021, 10, 8, 12, 3, 20)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Say by how much the clock was wrong."),
        ({"hours": "-2"}, "Write whole numbers"),
        ({"hours": "1e9"}, "Write whole numbers"),
        ({"days": "9999999"}, "Write whole numbers"),
        ({"days": "99999"}, "more than a hundred years"),
        ({"days": "36000"}, "of a year that cannot be"),
        ({"way": "really"}, "say when it was really taken"),
        ({"way": "really", "reference": "1", "really": "yesterday"}, "say when it was really taken"),
        ({"way": "really", "reference": "1", "really": "2020-10-08T11:00:00+06:00"}, "say when it was really taken"),
    ],
)
def test_what_makes_no_sense_is_said_with_the_form_as_it_was(
    archive: Archive, archivist: Actor, sign_in: SignIn, fields: dict[str, str], said: str
) -> None:
    ids = make(archive, archivist, TAKEN)
    client = sign_in(Role.ARCHIVIST)
    page = client.post("/times/save", data=form(client, ids, action="shift", **fields))
    assert page.status_code == 422
    assert said in unescape(page.text)
    assert taken(archive, archivist, ids[0]) == TAKEN


def test_what_somebody_else_changed_meanwhile_is_not_shifted(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    ids = make(archive, archivist, TAKEN)
    client = sign_in(Role.ARCHIVIST)
    with archive.begin(archivist) as work:
        tagging.edit(work, ids, AssetChange(texts={"headline": "New"}))
    page = client.post("/times/save", data=form(client, ids, action="shift", hours="1"))
    assert page.status_code == 409
    assert "Somebody else changed this" in page.text
    assert f"{ids[0]}:2" in page.text, "the form stands on what is there now"
    assert taken(archive, archivist, ids[0]) == TAKEN


def test_without_a_selection_one_is_told_to_make_one(sign_in: SignIn) -> None:
    client = sign_in(Role.ARCHIVIST)
    assert client.get("/times").status_code == 302
    assert "Select the photos first" in client.get("/").text


def test_a_photos_page_leads_to_the_form_and_to_its_correction(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    ids = make(archive, archivist, TAKEN)
    client = sign_in(Role.ARCHIVIST)
    assert f"/times?id={ids[0]}" in client.get(f"/photos/{ids[0]}").text
    with archive.begin(archivist) as work:
        shift = times.shift(work, ids, timedelta(hours=1))
        assert shift
    assert f"/times/{shift.entry_id}?" in client.get(f"/photos/{ids[0]}").text
    assert "corrected its time" in client.get(f"/photos/{ids[0]}/history").text
