"""Taking in by the browser: file by file as a stream, or by a plain form; each is answered, none is trusted."""

from __future__ import annotations

import hashlib
import html
import io
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from archive.model import Accession, Actor, Asset, Original, Role, Status
from archive.services import authorities
from archive.text import filename
from archive.work import Archive
from tests import shared
from tests.conftest import csrf_token
from tests.factories import jpeg, make_event

SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def client(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ARCHIVIST)


@pytest.fixture
def headers(client: FlaskClient) -> dict[str, str]:
    return {"X-CSRFToken": csrf_token(client, "/upload"), "Accept": "application/json"}


@pytest.fixture
def accession(client: FlaskClient, headers: dict[str, str]) -> int:
    answer = client.post("/upload/accession", headers=headers)
    assert answer.status_code == 201
    return int(answer.json["id"])


@dataclass(frozen=True)
class Answer:
    status_code: int
    json: Any


@pytest.fixture
def send(client: FlaskClient, headers: dict[str, str], accession: int) -> Callable[..., Any]:
    """Sends one file as the page does: by tus, all of it in one request. Gives its receipt, or the error."""

    def post(content: bytes, name: str = "DSC_0622.JPG", accession: int = accession, **said: object) -> Answer:
        said = {"filename": name, "accession": accession, **said}
        pairs = (f"{key} {b64encode(str(value).encode('utf-8', 'replace')).decode()}" for key, value in said.items())
        about = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": ",".join(pairs)}
        answer = client.post(
            "/upload/files",
            data=content,
            content_type="application/offset+octet-stream",
            headers={**headers, **about},
        )
        return Answer(answer.status_code, answer.get_json().get("receipt"))

    return post


def test_a_file_sent_as_a_stream_is_kept_byte_for_byte(archive: Archive, send: Callable[..., Any]) -> None:
    content = jpeg(taken="2020:10:08 11:03:20")
    answer = send(content).json
    digest = hashlib.sha256(content).hexdigest()
    assert (answer["status"], answer["file"], answer["sha256"]) == ("new", "DSC_0622.JPG", digest)
    assert answer["url"] == f"/photos/{answer['id']}"
    assert archive.storage.original(digest, "jpg").read_bytes() == content


def test_the_page_can_show_the_thumbnail_that_the_answer_names(client: FlaskClient, send: Callable[..., Any]) -> None:
    thumb = client.get(send(jpeg()).json["thumb"])
    assert thumb.status_code == 200
    assert thumb.data.startswith(b"\xff\xd8\xff")


def test_a_file_without_capture_date_is_taken_in_with_a_note(send: Callable[..., Any]) -> None:
    answer = send(jpeg()).json
    assert answer["status"] == "new"
    assert "It has no capture date." in answer["notes"]


def test_the_very_same_bytes_are_answered_with_the_photo_that_is_held(
    client: FlaskClient, headers: dict[str, str], send: Callable[..., Any]
) -> None:
    content = jpeg()
    first = send(content).json
    later = client.post("/upload/accession", headers=headers).json["id"]
    again = send(content, "copy of DSC_0622.JPG", accession=later).json
    assert (again["status"], again["id"]) == ("held", first["id"])
    assert again["reason"] == "Already held, as DSC_0622.JPG"


def test_a_file_sent_again_because_its_answer_was_lost_counts_as_new(send: Callable[..., Any]) -> None:
    content = jpeg()
    first, again = send(content).json, send(content).json
    assert (again["status"], again["id"]) == ("new", first["id"])


def test_what_is_no_photo_is_refused_with_its_reason_and_leaves_nothing(
    archive: Archive, send: Callable[..., Any]
) -> None:
    answer = send(b"MZ not a picture", "setup.jpg")
    assert answer.status_code == 201
    assert answer.json["status"] == "refused"
    assert answer.json["reason"]
    assert answer.json["id"] is None
    assert answer.json["thumb"] is None
    with archive.reading() as work:
        assert work.session.scalars(select(Asset)).all() == []
    assert list(archive.storage.originals()) == []


def test_an_empty_file_is_refused(send: Callable[..., Any]) -> None:
    assert send(b"").json["status"] == "refused"


def test_files_carry_the_event_and_the_status_chosen_before(
    archive: Archive, archivist: Actor, send: Callable[..., Any]
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work)
    asset_id = send(jpeg(), event=event.id, publish=1).json["id"]
    with archive.reading() as work:
        asset = work.session.get_one(Asset, asset_id)
        assert (asset.event_id, asset.status) == (event.id, Status.PUBLISHED)


def test_files_that_came_before_the_event_was_chosen_follow_it(
    archive: Archive, archivist: Actor, client: FlaskClient, headers: dict[str, str], send: Callable[..., Any]
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work)
    ids = [send(jpeg()).json["id"] for _ in range(3)]
    answer = client.post("/upload/settle", data={"id": ids, "event": event.id, "publish": "1"}, headers=headers)
    assert answer.json == {"changed": 3}
    with archive.reading() as work:
        assets = work.session.scalars(select(Asset)).all()
        assert {(asset.event_id, asset.status) for asset in assets} == {(event.id, Status.PUBLISHED)}


def test_an_event_that_does_not_exist_takes_nothing_in(archive: Archive, send: Callable[..., Any]) -> None:
    assert send(jpeg(), event=999).status_code == 404
    assert send(jpeg(), event="x").status_code == 422
    with archive.reading() as work:
        assert work.session.scalars(select(Asset)).all() == []


def test_nobody_adds_to_the_upload_of_another(sign_in: SignIn, accession: int) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    headers = {
        "X-CSRFToken": csrf_token(administrator, "/upload"),
        "Accept": "application/json",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "9",
        "Upload-Metadata": f"accession {b64encode(str(accession).encode()).decode()}",
    }
    assert administrator.post("/upload/files", headers=headers).status_code == 404


def test_when_all_is_sent_the_accession_says_so(
    archive: Archive, client: FlaskClient, headers: dict[str, str], accession: int
) -> None:
    assert client.post("/upload/settle", data={"accession": accession}, headers=headers).json == {"changed": 0}
    with archive.reading() as work:
        assert work.session.get_one(Accession, accession).closed_at is not None


@pytest.mark.parametrize("path", ["/upload/accession", "/upload/files", "/upload/settle", "/upload"])
def test_journalists_take_nothing_in(sign_in: SignIn, path: str) -> None:
    journalist = sign_in(Role.JOURNALIST)
    assert journalist.post(path, headers={"X-CSRFToken": csrf_token(journalist, "/")}).status_code == 403


def test_without_a_script_a_form_takes_in_several_files_and_tells_of_each(
    archive: Archive, archivist: Actor, client: FlaskClient
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work)
    same = jpeg()
    page = client.post(
        "/upload",
        data={
            "csrf_token": csrf_token(client, "/upload"),
            "event": event.id,
            "file": [
                (io.BytesIO(same), "one.jpg"),
                (io.BytesIO(b"text"), "two.jpg"),
                (io.BytesIO(jpeg()), "three.jpg"),
            ],
        },
        content_type="multipart/form-data",
    )
    assert page.status_code == 200
    assert "New: 2. Already held: 0. Refused: 1." in page.text
    assert [name in page.text for name in ("one.jpg", "two.jpg", "three.jpg")] == [True] * 3
    with archive.reading() as work:
        assert {asset.event_id for asset in work.session.scalars(select(Asset))} == {event.id}


def test_a_form_without_files_says_so(client: FlaskClient) -> None:
    answer = client.post("/upload", data={"csrf_token": csrf_token(client, "/upload")})
    assert answer.status_code == 422
    assert "Choose at least one file." in answer.text


def test_the_page_offers_the_event_that_its_address_names(
    archive: Archive, archivist: Actor, client: FlaskClient
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work, "Nauryz")
    assert f'value="{event.id}" selected' in client.get(f"/upload?event={event.id}").text


def _hostile_names() -> list[str]:
    path = shared.photo("hostile/upload-names.json")
    if not path.is_file():
        return []
    return [entry["name"] for entry in json.loads(path.read_text(encoding="utf-8"))["names"]]


@shared.needed
def test_hostile_names_are_kept_as_harmless_text_and_escaped_where_shown(
    archive: Archive, client: FlaskClient, send: Callable[..., Any]
) -> None:
    names = _hostile_names()
    ids = [send(jpeg(), name).json["id"] for name in names]
    assert len(set(ids)) == len(names)
    for asset_id, name in zip(ids, names, strict=True):
        kept = filename(name)
        assert not {"/", "\\", "\0", "\r", "\n"} & set(kept)
        page = client.post("/describe", data={"csrf_token": csrf_token(client, "/upload"), "id": asset_id}).text
        assert html.escape(kept).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    with archive.reading() as work:
        stored = work.session.scalars(select(Original.filename)).all()
    assert sorted(stored) == sorted(filename(name) for name in names)
    outside = [path for path in archive.settings.home.parent.iterdir() if path != archive.settings.home]
    assert outside == []


def test_the_list_of_events_to_choose_stays_short(archive: Archive, archivist: Actor, client: FlaskClient) -> None:
    with archive.begin(archivist) as work:
        for number in range(130):
            make_event(work, f"Event number {number}")
    page = client.get("/upload").text
    assert page.count("<option") == 101
    with archive.reading(archivist) as work:
        assert authorities.list_events(work)[1] == 130
