"""The press release's own set of pictures, from the camera's names to a journalist's search, by each way in."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.cli import main
from archive.model import Actor, Status
from archive.services import accounts, authorities, discovery, indexing, preservation, tagging
from archive.services.authorities import EventDraft, Name, PersonDraft
from archive.services.discovery import Request
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.conftest import PASSWORD, csrf_token
from tests.shared import FOLDER as SHARED
from tests.shared import needed

pytestmark = needed

FOLDER = SHARED / "seed-set"
SOCIAL = "120928181_3272258616204906_5448768091981048719_n.jpg"
FRAMES = [f"DSC_0{number}.JPG" for number in (569, 574, 581, 590, 603, 622, 631, 640, 653, 664, 671)]
PICTURES = sorted([*FRAMES, SOCIAL])

Answers = list[dict[str, object]]


def by_command_line(archive: Archive, app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> Answers:
    monkeypatch.setenv("TEREZE_HOME", str(archive.settings.home))
    paths = [str(FOLDER / name) for name in PICTURES]
    told = CliRunner().invoke(main, ["ingest", *paths, "--json"])
    return [json.loads(line) for line in told.stdout.splitlines()]


def by_api(archive: Archive, app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> Answers:
    with archive.begin() as work:
        token = accounts.add_token(work, accounts.find(work, "archivist").id)
    client = app.test_client()
    return [
        client.post(
            "/api/v1/photos",
            data=(FOLDER / name).read_bytes(),
            headers={"Authorization": f"Bearer {token}", "X-File-Name": quote(name)},
        ).get_json()
        for name in PICTURES
    ]


def by_page(archive: Archive, app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> Answers:
    client = signed_in(app)
    token = {"X-CSRFToken": csrf_token(client, "/upload")}
    accession = client.post("/upload/accession", headers=token).get_json()["id"]
    return [send(client, token, (FOLDER / name).read_bytes(), filename=name, accession=accession) for name in PICTURES]


def send(client: FlaskClient, token: dict[str, str], content: bytes, **said: object) -> dict[str, Any]:
    """As the page does: by tus, all in one request."""
    pairs = (f"{key} {b64encode(str(value).encode()).decode()}" for key, value in said.items())
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(content)),
        "Upload-Metadata": ",".join(pairs),
        "Content-Type": "application/offset+octet-stream",
        "Accept": "application/json",
    }
    receipt: dict[str, Any] = client.post("/upload/files", data=content, headers={**token, **headers}).json["receipt"]
    return receipt


def signed_in(app: APIFlask) -> FlaskClient:
    client = app.test_client()
    form = {"name": "archivist", "password": PASSWORD, "csrf_token": csrf_token(client)}
    assert client.post("/sign-in", data=form).status_code == 302
    return client


def describe(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    """Attach the event and two of the people of the release, and publish."""
    with archive.begin(archivist) as work:
        event = authorities.create_event(work, EventDraft(title={"en": "The Window to Korea", "ru": "Окно в Корею"}))
        director = authorities.create_person(
            work,
            PersonDraft(
                "Ospanova Bakytzhamal Kayirbekovna", variants=(Name("Оспанова Бақытжамал Қайырбекқызы", "kk"),)
            ),
        )
        consul = authorities.create_person(work, PersonDraft("Kim Khing Su", variants=(Name("김흥수", "ko"),)))
        tagging.edit(work, ids, AssetChange(event_id=event.id, status=Status.PUBLISHED))
        tagging.edit(work, ids[1:3], AssetChange(add_people=(director.id,)))
        tagging.edit(work, ids[3:4], AssetChange(add_people=(consul.id,)))
    indexing.settle(archive)


@pytest.mark.parametrize("way", [by_command_line, by_api, by_page], ids=lambda way: way.__name__)
def test_the_set_is_taken_in_and_every_query_brings_the_right_frames(
    archive: Archive,
    app: APIFlask,
    archivist: Actor,
    journalist: Actor,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[Archive, APIFlask, pytest.MonkeyPatch], Answers],
) -> None:
    first = way(archive, app, monkeypatch)
    assert [(line["file"], line["status"]) for line in first] == [(name, "new") for name in PICTURES]
    ids = {str(line["file"]): int(str(line["id"])) for line in first}

    again = way(archive, app, monkeypatch)
    assert [(line["file"], line["status"], line["id"]) for line in again] == [
        (name, "held", ids[name]) for name in PICTURES
    ]
    assert all("Already held" in str(line["reason"]) for line in again)

    for name in PICTURES:
        with archive.reading() as work:
            original = discovery.photo(work, ids[name]).original
        kept = archive.storage.original(original.sha256, original.extension)
        assert kept.read_bytes() == (FOLDER / name).read_bytes()

    describe(archive, archivist, [ids[name] for name in PICTURES])
    truth = {line["file"]: line for line in map(json.loads, (FOLDER / "manifest.jsonl").read_text().splitlines())}
    by_month = {name for name in PICTURES if str(truth[name]["datetime_original"]).startswith("2018:11")}

    def found(text: str) -> set[str]:
        with archive.reading(journalist) as work:
            results = discovery.search(work, Request(text))
            assert not results.reading.problems, text
            assert results.total == len(results.found)
            return {asset.filename for asset in results.assets}

    for text in ("DSC 0622", "dsc0622", "0622", "622", "DSC_0622.JPG"):
        assert found(text) == {"DSC_0622.JPG"}, text
    for text in ("120928181", "120928181 3272258616204906 5448768091981048719 n", SOCIAL):
        assert found(text) == {SOCIAL}, text
    assert found("window to korea") == set(PICTURES)
    assert found("окно в корею") == set(PICTURES)
    assert found("2018-11") == by_month
    assert by_month
    assert SOCIAL not in found("has:date")
    for text in ("Ospanova", "оспанова", "Оспановой", "bakytzhamal ospanova"):
        assert found(text) == set(PICTURES[1:3]), text
    for text in ("Kim Khing Su", "김흥수"):
        assert found(text) == set(PICTURES[3:4]), text
    assert preservation.check(archive, digests=True) == []


def test_the_stripped_file_says_that_it_has_no_capture_date(
    archive: Archive, app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {str(line["file"]): line for line in by_command_line(archive, app, monkeypatch)}
    assert "It has no capture date." in told[SOCIAL]["notes"]  # type: ignore[operator]
    asset_id = told[SOCIAL]["id"]
    assert "No capture date" in signed_in(app).get(f"/photos/{asset_id}").text
