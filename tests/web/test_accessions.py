"""The pages of accessions: what was taken in, what became of each file, and a table's captions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from archive.model import Actor, Role
from archive.services import discovery, ingest, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.conftest import csrf_token
from tests.factories import dng, jpeg, take_in
from tests.web.pages import Element, parse

SignIn = Callable[[Role], FlaskClient]
TAKEN = "2020:10:08 11:03:20"
TABLE = "file,headline,people\nDSC_0001.JPG,Guests,Nobody Known\nnone.jpg,x,\n"


@pytest.fixture
def client(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ARCHIVIST)


@pytest.fixture
def accession(archive: Archive, archivist: Actor) -> int:
    """A photo with its RAW, and a file that was refused."""
    with archive.begin(archivist) as work:
        accession_id = ingest.open_accession(work, "web", origin="Card of the press service").id
    sent = {
        "IMG_1.JPG": jpeg(taken=TAKEN),
        "IMG_1.DNG": dng(TAKEN),
        "notes.txt": b"no picture",
    }
    for name, content in sent.items():
        ingest.receive(archive, archivist, io.BytesIO(content), name, accession_id=accession_id, folder="100CANON")
    return accession_id


def page(client: FlaskClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200
    return parse(answer.text)


def test_the_list_names_each_accession_and_what_became_of_it(client: FlaskClient, accession: int) -> None:
    row = page(client, "/accessions/").one("tbody").one("tr")
    assert row.one("a")["href"] == f"/accessions/{accession}"
    assert row.one("a").text.endswith("-0001")
    assert "Card of the press service" in row.text
    assert "new: 1 ; added to its photo: 1 ; refused: 1" in row.text.replace(";", " ;").replace("  ", " ")


def test_the_receipt_has_every_file_with_its_digest_and_every_problem_with_its_reason(
    client: FlaskClient, accession: int
) -> None:
    shown = page(client, f"/accessions/{accession}")
    files = shown.one("table", class_="receipt").one("tbody").all("tr")
    assert [row.one("th").text for row in files] == [f"{n} 100CANON" for n in ("IMG_1.JPG", "IMG_1.DNG", "notes.txt")]
    assert all(len(row.one("code").text) == 64 for row in files)
    problems = shown.all("table")[0].one("tbody").all("tr")
    assert any("notes.txt" in row.text and "not a photo" in row.text for row in problems)


def test_the_receipt_as_a_table_has_the_same_files(client: FlaskClient, accession: int) -> None:
    answer = client.get(f"/accessions/{accession}/receipt.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [(row["file"], row["outcome"]) for row in rows] == [
        ("IMG_1.JPG", "new"), ("IMG_1.DNG", "joined"), ("notes.txt", "refused"),
    ]  # fmt: skip


def test_it_can_be_said_later_from_whom_files_came(client: FlaskClient, accession: int) -> None:
    form = {"origin": "Kim Veronika", "note": "Two cards", "csrf_token": csrf_token(client, "/account")}
    assert client.post(f"/accessions/{accession}", data=form).status_code == 303
    assert {"Kim Veronika", "Two cards"} <= {d.text for d in page(client, f"/accessions/{accession}").all("dd")}


def test_a_photo_s_page_lists_its_originals_and_leads_to_its_accession(
    archive: Archive, archivist: Actor, client: FlaskClient, accession: int
) -> None:
    shown = page(client, "/photos/1")
    assert f"/accessions/{accession}" in {a["href"] for a in shown.all("a")}
    downloads = {a["href"] for a in shown.all("a", class_="download")}
    with archive.reading(archivist) as work:
        raw = discovery.photo(work, 1).originals[1]
    assert f"/photos/1/original/{raw.id}" in downloads
    assert client.get(f"/photos/1/original/{raw.id}").get_data()[:4] == b"II*\0"
    assert client.get("/photos/1/original/999").status_code == 404


def test_the_api_tells_the_same(archive: Archive, client: FlaskClient, accession: int) -> None:
    from archive.services import accounts

    with archive.begin() as work:
        token = accounts.add_token(work, accounts.find(work, "archivist").id)
    bearer = {"Authorization": f"Bearer {token}"}
    told = client.get(f"/api/v1/accessions/{accession}", headers=bearer).get_json()
    assert told["counts"] == {"new": 1, "joined": 1, "refused": 1}
    assert [file["status"] for file in told["files"]] == ["new", "joined", "refused"]
    listed = client.get("/api/v1/accessions", headers=bearer).get_json()
    assert (listed["total"], listed["accessions"][0]["number"]) == (1, told["number"])


def send(client: FlaskClient, table: str) -> Element:
    data = {"file": (io.BytesIO(table.encode()), "captions.csv"), "csrf_token": csrf_token(client, "/account")}
    answer = client.post("/captions/", data=data, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.text
    return parse(answer.text)


def agree(client: FlaskClient, shown: Element) -> int:
    form = next(form for form in shown.all("form") if form.get("action") == "/captions/apply")
    return client.post("/captions/apply", data={i["name"]: i["value"] for i in form.all("input")}).status_code


def test_a_table_is_shown_before_it_is_carried_out(archive: Archive, archivist: Actor, client: FlaskClient) -> None:
    photo = take_in(archive, archivist, name="DSC_0001.JPG").asset_id or 0
    shown = send(client, TABLE)
    rows = [row.text for row in shown.one("tbody").all("tr")]
    assert rows[0] == "2 DSC_0001.JPG Headline Guests"
    assert "Nobody Known" in rows[1]
    assert "none.jpg" in rows[2]
    with archive.reading(archivist) as work:
        assert discovery.photo(work, photo).headline == ""
    assert agree(client, shown) == 303
    with archive.reading(archivist) as work:
        assert discovery.photo(work, photo).headline == "Guests"


def test_what_was_agreed_to_is_done_or_nothing(archive: Archive, archivist: Actor, client: FlaskClient) -> None:
    photo = take_in(archive, archivist, name="DSC_0001.JPG").asset_id or 0
    shown = send(client, TABLE)
    with archive.begin(archivist) as work:
        tagging.edit(work, [photo], AssetChange(texts={"headline": "By somebody else"}))
    assert agree(client, shown) == 409
    with archive.reading(archivist) as work:
        assert discovery.photo(work, photo).headline == "By somebody else"


def test_what_is_no_table_is_refused_on_the_page(client: FlaskClient) -> None:
    data = {"file": (io.BytesIO(b"\xff\xd8\xff"), "photo.jpg"), "csrf_token": csrf_token(client, "/account")}
    answer = client.post("/captions/", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert parse(answer.text).one("p", class_="field-error").text
