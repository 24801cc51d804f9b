"""Uploads by tus 1.0: as the protocol says, by its headers and statuses; nothing is lost, nothing is taken on trust."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import random
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.uploader import Uploader
from werkzeug.test import TestResponse

from archive import wiring
from archive.errors import Gone, StorageFull, TooLarge
from archive.model import Actor, Asset, Original, Role
from archive.services import accounts, ingest, preservation, uploads
from archive.services.pieces import Body
from archive.services.uploads import Asked
from archive.settings import Settings
from archive.work import Archive
from tests.conftest import csrf_token
from tests.factories import jpeg, make_event, seeded_jpeg, take_in
from tests.serving import serving

VERSION = {"Tus-Resumable": "1.0.0"}
PIECE = {**VERSION, "Content-Type": "application/offset+octet-stream"}


def metadata(**values: object) -> str:
    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in values.items())


def checksum(algorithm: str, data: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


class Sender:
    """A program that speaks tus: each call one request, nothing done for one."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._token = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str = "/api/v1/uploads", data: bytes = b"", **headers: str) -> TestResponse:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(path, method=method, data=data, headers={**self._token, **said})

    def begin(self, length: int, **values: object) -> str:
        values = {"filename": "DSC_0622.JPG", **values}
        answer = self.call("POST", Upload_Length=str(length), Upload_Metadata=metadata(**values), **VERSION)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    def piece(self, path: str, offset: int, data: bytes, **headers: str) -> TestResponse:
        return self.call("PATCH", path, data, Upload_Offset=str(offset), **{**PIECE, **headers})

    def offset(self, path: str) -> int:
        return int(self.call("HEAD", path, **VERSION).headers["Upload-Offset"])

    def receipt(self, path: str) -> Any:
        return self.call("GET", path, **VERSION).get_json()["receipt"]


@pytest.fixture
def make_sender(archive: Archive, client: FlaskClient) -> Callable[[str], Sender]:
    def make(name: str) -> Sender:
        with archive.begin() as work:
            token = accounts.add_token(work, accounts.find(work, name).id)
        return Sender(client, token)

    return make


@pytest.fixture
def sender(make_sender: Callable[[str], Sender]) -> Sender:
    return make_sender("archivist")


def originals(archive: Archive) -> list[str]:
    with archive.reading() as work:
        return list(work.session.scalars(select(Original.sha256)))


def unfinished(archive: Archive) -> list[str]:
    return sorted(archive.storage.parts())


def test_what_is_spoken_is_told_to_whoever_asks(client: FlaskClient) -> None:
    answer = client.options("/api/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "expiration",
        "termination",
    }
    assert set(answer.headers["Tus-Checksum-Algorithm"].split(",")) == {"sha1", "sha256"}
    assert answer.headers["Tus-Max-Size"] == "512000000"


def test_a_file_in_pieces_becomes_a_photo_byte_for_byte(archive: Archive, sender: Sender) -> None:
    content = jpeg(taken="2020:10:08 11:03:20") + random.randbytes(300_000)
    path = sender.begin(len(content), folder="DCIM/100NIKON", sha256=hashlib.sha256(content).hexdigest())
    assert sender.offset(path) == 0
    assert sender.piece(path, 0, content[:1000]).headers["Upload-Offset"] == "1000"
    assert sender.offset(path) == 1000
    assert sender.receipt(path) is None
    answer = sender.piece(path, 1000, content[1000:])
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Upload-Offset"] == str(len(content))
    receipt = sender.receipt(path)
    digest = hashlib.sha256(content).hexdigest()
    assert (receipt["status"], receipt["file"], receipt["sha256"]) == ("new", "DSC_0622.JPG", digest)
    assert archive.storage.original(digest, "jpg").read_bytes() == content
    assert unfinished(archive) == []


def test_a_look_tells_all_that_was_said(sender: Sender) -> None:
    path = sender.begin(9, folder="карта")
    answer = sender.call("HEAD", path, **VERSION)
    assert answer.status_code == 200
    assert answer.headers["Upload-Length"] == "9"
    assert answer.headers["Upload-Metadata"] == metadata(filename="DSC_0622.JPG", folder="карта")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Upload-Expires"].endswith("GMT")


def test_a_file_can_come_with_its_creation(sender: Sender) -> None:
    content = jpeg()
    answer = sender.call("POST", data=content, Upload_Length=str(len(content)), Upload_Metadata="", **PIECE)
    assert answer.status_code == 201
    assert answer.headers["Upload-Offset"] == str(len(content))
    assert answer.get_json()["receipt"]["status"] == "new"
    assert sender.receipt(answer.headers["Location"]) == answer.get_json()["receipt"]


def test_a_creation_may_bring_only_the_beginning(sender: Sender) -> None:
    content = jpeg()
    answer = sender.call("POST", data=content[:100], Upload_Length=str(len(content)), **PIECE)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "100")
    sender.piece(answer.headers["Location"], 100, content[100:])
    assert sender.receipt(answer.headers["Location"])["status"] == "new"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_damaged_piece_is_refused_and_forgotten(sender: Sender, algorithm: str) -> None:
    content = jpeg()
    path = sender.begin(len(content))
    sender.piece(path, 0, content[:100], Upload_Checksum=checksum(algorithm, content[:100]))
    damaged = bytes([content[100] ^ 1]) + content[101:]
    answer = sender.piece(path, 100, damaged, Upload_Checksum=checksum(algorithm, content[100:]))
    assert answer.status_code == 460
    assert sender.offset(path) == 100
    sender.piece(path, 100, content[100:], Upload_Checksum=checksum(algorithm, content[100:]))
    assert sender.receipt(path)["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("said", ["md5 AAAA", "sha1", "sha1 not-base64!"])
def test_a_checksum_that_nobody_can_compare_is_refused(sender: Sender, said: str) -> None:
    path = sender.begin(10)
    assert sender.piece(path, 0, b"0123", Upload_Checksum=said).status_code == 422
    assert sender.offset(path) == 0


def test_a_file_that_is_not_what_its_sender_had_is_never_taken_in(archive: Archive, sender: Sender) -> None:
    content = jpeg()
    path = sender.begin(len(content), sha256=hashlib.sha256(b"something else").hexdigest())
    assert sender.piece(path, 0, content).status_code == 460
    assert sender.offset(path) == 0
    assert originals(archive) == []
    assert list(archive.storage.originals()) == []


def test_bytes_go_where_the_file_stands_and_nowhere_else(sender: Sender) -> None:
    content = jpeg()
    path = sender.begin(len(content))
    sender.piece(path, 0, content[:100])
    for offset in (0, 99, 101, 10**9):
        assert sender.piece(path, offset, content[100:]).status_code == 409
    assert sender.offset(path) == 100


def test_another_version_is_told_ours(sender: Sender) -> None:
    for version in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = sender.call("POST", Upload_Length="1", **version)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_a_piece_says_what_it_is(sender: Sender) -> None:
    path = sender.begin(10)
    answer = sender.call("PATCH", path, b"0123456789", Upload_Offset="0", Content_Type="image/jpeg", **VERSION)
    assert answer.status_code == 415
    assert sender.offset(path) == 0


def test_more_than_was_announced_is_refused(sender: Sender) -> None:
    path = sender.begin(10)
    assert sender.piece(path, 0, b"x" * 11).status_code == 413
    assert sender.offset(path) == 0


def test_more_than_is_taken_in_is_refused_before_it_comes(
    make_archive: Callable[..., Archive], sender: Sender, archive: Archive
) -> None:
    answer = sender.call("POST", Upload_Length="512000001", **VERSION)
    assert answer.status_code == 413
    assert "512 MB" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("length", ["", "-1", "1e3", "٣", "9" * 30])
def test_a_length_is_a_number(sender: Sender, length: str) -> None:
    assert sender.call("POST", Upload_Length=length, **VERSION).status_code == 422


@pytest.mark.parametrize("said", ["filename !!", "filename /w==", "a" * 20_000])
def test_what_is_said_can_be_read_or_is_refused(sender: Sender, said: str) -> None:
    assert sender.call("POST", Upload_Length="1", Upload_Metadata=said, **VERSION).status_code == 422


def test_an_empty_file_is_answered_at_once(sender: Sender) -> None:
    receipt = sender.receipt(sender.begin(0))
    assert (receipt["status"], receipt["reason"] != "") == ("refused", True)


def test_a_file_given_up_is_gone(archive: Archive, sender: Sender) -> None:
    path = sender.begin(10)
    sender.piece(path, 0, b"01234")
    assert sender.call("DELETE", path, **VERSION).status_code == 204
    assert sender.call("HEAD", path, **VERSION).status_code == 404
    assert sender.piece(path, 5, b"56789").status_code == 404
    assert unfinished(archive) == []


def test_giving_up_what_has_become_a_photo_leaves_the_photo(archive: Archive, sender: Sender) -> None:
    content = jpeg()
    path = sender.begin(len(content))
    sender.piece(path, 0, content)
    assert sender.call("DELETE", path, **VERSION).status_code == 204
    assert originals(archive) == [hashlib.sha256(content).hexdigest()]


def test_methods_can_be_said_in_a_header(sender: Sender) -> None:
    content = jpeg()
    path = sender.begin(len(content))
    override = {"X_HTTP_Method_Override": "PATCH", "Upload_Offset": "0"}
    assert sender.call("POST", path, content, **override, **PIECE).status_code == 204
    assert sender.receipt(path)["status"] == "new"
    assert sender.call("POST", path, X_HTTP_Method_Override="HEAD", **VERSION).headers["Upload-Offset"]
    assert sender.call("POST", path, X_HTTP_Method_Override="DELETE", **VERSION).status_code == 204
    assert sender.call("POST", path, X_HTTP_Method_Override="BREW", **VERSION).status_code == 405


def test_an_upload_is_its_account_s_alone(sender: Sender, make_sender: Callable[[str], Sender]) -> None:
    path = sender.begin(10)
    other = make_sender("administrator")
    for answer in (
        other.call("HEAD", path, **VERSION),
        other.piece(path, 0, b"0123456789"),
        other.call("DELETE", path, **VERSION),
    ):
        assert answer.status_code == 404
    assert sender.offset(path) == 0


def test_files_go_where_their_sender_says(archive: Archive, archivist: Actor, sender: Sender) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work)
        accession_id = ingest.open_accession(work, "api").id
    content = jpeg()
    path = sender.begin(len(content), event=event.id, publish=1, accession=accession_id)
    sender.piece(path, 0, content)
    with archive.reading() as work:
        asset = work.session.get_one(Asset, sender.receipt(path)["id"])
        assert (asset.event_id, asset.status, asset.accession_id) == (event.id, "published", accession_id)


@pytest.mark.parametrize("values", [{"event": 999}, {"accession": 999}])
def test_a_file_for_what_does_not_exist_is_refused_before_it_comes(sender: Sender, values: dict[str, object]) -> None:
    answer = sender.call("POST", Upload_Length="9", Upload_Metadata=metadata(**values), **VERSION)
    assert answer.status_code == 404


def test_an_upload_expires_and_is_cleared_away(make_archive: Callable[..., Archive], archivist: Actor) -> None:
    archive = make_archive(upload_hours=1)
    begun = uploads.create(archive, archivist, Asked(10, "a.jpg"), Body(io.BytesIO(b"01234")))
    kept = uploads.create(archive, archivist, Asked(10, "b.jpg"), Body(io.BytesIO(b"01234")))
    archive.clock = lambda: begun.expires_at - timedelta(seconds=1)
    uploads.append(archive, archivist, kept.id, 5, Body(io.BytesIO(b"5")))
    archive.clock = lambda: begun.expires_at + timedelta(seconds=1)
    with pytest.raises(Gone):
        uploads.progress(archive, archivist, begun.id)
    uploads.tidy(archive)
    assert unfinished(archive) == [kept.id]
    assert uploads.progress(archive, archivist, kept.id).offset == 6


def test_an_expired_upload_answers_gone(archive: Archive, sender: Sender) -> None:
    path = sender.begin(10)
    now = archive.clock()
    archive.clock = lambda: now + timedelta(days=30)
    assert sender.call("HEAD", path, **VERSION).status_code == 410


class Slow(io.RawIOBase):
    """A body that waits in the middle until it is let go."""

    def __init__(self, data: bytes) -> None:
        self._pieces = [data[:10], data[10:], b""]
        self.begun, self.go = threading.Event(), threading.Event()

    def read(self, size: int = -1, /) -> bytes:
        if len(self._pieces) == 2:
            self.begun.set()
            assert self.go.wait(20)
        return self._pieces.pop(0) if self._pieces else b""


def test_two_at_once_are_one_after_the_other(archive: Archive, archivist: Actor, sender: Sender) -> None:
    content = jpeg()
    path = sender.begin(len(content))
    upload_id = path.rsplit("/", 1)[1]
    body = Slow(content)
    first = threading.Thread(target=uploads.append, args=(archive, archivist, upload_id, 0, Body(body)))
    first.start()
    assert body.begun.wait(20)
    assert sender.piece(path, 0, content).status_code == 423
    assert sender.call("DELETE", path, **VERSION).status_code == 423
    uploads.tidy(archive)  # leaves alone what is busy
    body.go.set()
    first.join()
    assert sender.receipt(path)["status"] == "new"


class Lost(io.BytesIO):
    """A body whose connection is lost before its end."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if not data:
            raise ConnectionError
        return data


def test_what_came_before_the_connection_was_lost_stays(archive: Archive, archivist: Actor) -> None:
    begun = uploads.create(archive, archivist, Asked(1000, "a.jpg"))
    with pytest.raises(OSError):  # noqa: PT011 (whatever the connection says)
        uploads.append(archive, archivist, begun.id, 0, Body(Lost(b"x" * 700)))
    assert uploads.progress(archive, archivist, begun.id).offset == 700


def test_a_piece_that_was_to_be_compared_stays_only_whole(archive: Archive, archivist: Actor) -> None:
    begun = uploads.create(archive, archivist, Asked(1000, "a.jpg"))
    with pytest.raises(OSError):  # noqa: PT011 (whatever the connection says)
        uploads.append(archive, archivist, begun.id, 0, Body(Lost(b"x" * 700), algorithm="sha1", digest=b"-"))
    assert uploads.progress(archive, archivist, begun.id).offset == 0


def test_bytes_that_nobody_vouched_for_are_cut_off(archive: Archive, archivist: Actor, sender: Sender) -> None:
    """The server was killed between writing them and saying so."""
    content = jpeg()
    path = sender.begin(len(content))
    sender.piece(path, 0, content[:100])
    with (archive.settings.uploads / "unfinished" / path.rsplit("/", 1)[1]).open("ab") as file:
        file.write(b"half written")
    assert sender.offset(path) == 100
    sender.piece(path, 100, content[100:])
    assert sender.receipt(path)["sha256"] == hashlib.sha256(content).hexdigest()


def test_bytes_that_a_broken_disk_lost_are_asked_for_again(archive: Archive, sender: Sender) -> None:
    content = jpeg()
    path = sender.begin(len(content))
    sender.piece(path, 0, content[:200])
    os.truncate(archive.settings.uploads / "unfinished" / path.rsplit("/", 1)[1], 150)
    assert sender.offset(path) == 150
    sender.piece(path, 150, content[150:])
    assert sender.receipt(path)["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.fixture
def whole(archive: Archive, archivist: Actor, monkeypatch: pytest.MonkeyPatch) -> tuple[str, bytes]:
    """An upload of which every byte is here, and whose server died before it was a photo."""
    content = jpeg()
    begun = uploads.create(archive, archivist, Asked(len(content), "DSC_0622.JPG"))

    def die(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(archive.storage), "discard", die)  # the last thing done before the answer is written
    with pytest.raises(KeyboardInterrupt):
        uploads.append(archive, archivist, begun.id, 0, Body(io.BytesIO(content)))
    monkeypatch.undo()
    return begun.id, content


def test_a_whole_file_without_an_answer_asks_for_its_last_byte(
    archive: Archive, archivist: Actor, sender: Sender, whole: tuple[str, bytes]
) -> None:
    upload_id, content = whole
    path = f"/api/v1/uploads/{upload_id}"
    assert sender.offset(path) == len(content) - 1
    assert sender.piece(path, len(content) - 1, content[-1:]).status_code == 204
    assert sender.receipt(path)["sha256"] == hashlib.sha256(content).hexdigest()
    preservation.recover(archive)
    assert preservation.check(archive, digests=True) == _not_indexed(archive)


def test_a_whole_file_whose_sender_stays_away_is_taken_in_all_the_same(
    archive: Archive, archivist: Actor, whole: tuple[str, bytes]
) -> None:
    uploads.tidy(archive)
    receipt = uploads.progress(archive, archivist, whole[0]).receipt
    assert receipt is not None
    assert receipt.sha256 == hashlib.sha256(whole[1]).hexdigest()
    assert unfinished(archive) == []
    preservation.recover(archive)
    assert preservation.check(archive, digests=True) == _not_indexed(archive)


def _not_indexed(archive: Archive) -> list[preservation.Fault]:
    """The one fault of an archive whose worker does not run: the index is yet to be made."""
    return [fault for fault in preservation.check(archive) if fault.code == "index-unusable"]


def test_what_is_held_already_is_answered_before_it_travels(archive: Archive, archivist: Actor, sender: Sender) -> None:
    content = jpeg()
    held = take_in(archive, archivist, content, "DSC_0001.JPG")
    path = sender.begin(len(content), sha256=hashlib.sha256(content).hexdigest())
    assert sender.offset(path) == len(content)
    receipt = sender.receipt(path)
    assert (receipt["status"], receipt["id"]) == ("held", held.asset_id)
    assert receipt["reason"] == "Already held, as DSC_0001.JPG"


def test_an_answer_that_was_lost_is_told_again(archive: Archive, sender: Sender) -> None:
    content = jpeg()
    path = sender.begin(len(content))
    sender.piece(path, 0, content)
    again = sender.piece(path, len(content), b"")
    assert (again.status_code, again.headers["Upload-Offset"]) == (204, str(len(content)))
    assert sender.receipt(path)["status"] == "new"
    assert unfinished(archive) == []


def test_bytes_that_no_upload_needs_are_cleared_away(archive: Archive, archivist: Actor) -> None:
    (archive.settings.uploads / "unfinished" / ("0" * 32)).write_bytes(b"of a creation that was killed")
    begun = uploads.create(archive, archivist, Asked(10, "a.jpg"), Body(io.BytesIO(b"01234")))
    uploads.tidy(archive)
    assert unfinished(archive) == [begun.id]


@pytest.mark.parametrize("upload_id", ["x", "../secret.key", "0" * 32, "A" * 32, "0" * 33])
def test_an_id_that_nobody_was_given_opens_nothing(sender: Sender, archive: Archive, upload_id: str) -> None:
    assert sender.call("HEAD", f"/api/v1/uploads/{upload_id}", **VERSION).status_code == 404
    assert sender.piece(f"/api/v1/uploads/{upload_id}", 0, b"x").status_code == 404
    assert unfinished(archive) == []


def test_an_account_brings_in_no_more_than_its_quota(
    make_archive: Callable[..., Archive], archivist: Actor, administrator: Actor
) -> None:
    archive = make_archive(quota_gb=0.00001)  # 10,000 bytes
    first = uploads.create(archive, archivist, Asked(6000, "a.jpg"))
    with pytest.raises(TooLarge, match="used up"):
        uploads.create(archive, archivist, Asked(5000, "b.jpg"))
    uploads.create(archive, administrator, Asked(5000, "b.jpg"))
    uploads.terminate(archive, archivist, first.id)
    uploads.create(archive, archivist, Asked(5000, "b.jpg"))


def test_photos_count_towards_the_quota(make_archive: Callable[..., Archive], archivist: Actor) -> None:
    content = jpeg()
    archive = make_archive(quota_gb=len(content) / 1e9)
    uploads.create(archive, archivist, Asked(len(content), "a.jpg"), Body(io.BytesIO(content)))
    with pytest.raises(TooLarge):
        uploads.create(archive, archivist, Asked(1, "b.jpg"))
    with pytest.raises(TooLarge):
        take_in(archive, archivist)


def test_a_full_disk_takes_nothing_in_and_says_so(
    make_archive: Callable[..., Archive], archivist: Actor, archive: Archive, sender: Sender
) -> None:
    full = make_archive(minimum_free_mb=10**9)
    with pytest.raises(StorageFull, match="disk is full"):
        uploads.create(full, archivist, Asked(10, "a.jpg"))
    with pytest.raises(StorageFull):
        take_in(full, archivist)
    begun = uploads.create(archive, archivist, Asked(10, "a.jpg"), Body(io.BytesIO(b"01234")))
    with pytest.raises(StorageFull):
        uploads.append(full, archivist, begun.id, 5, Body(io.BytesIO(b"56789")))
    assert uploads.progress(archive, archivist, begun.id).offset == 5


def test_the_page_s_own_address_needs_the_token_of_its_forms(sign_in: Callable[[Role], FlaskClient]) -> None:
    client = sign_in(Role.ARCHIVIST)
    content = jpeg()
    headers = {**PIECE, "Upload-Length": str(len(content)), "Accept": "application/json"}
    assert client.post("/upload/files", data=content, headers=headers).status_code == 400
    headers["X-CSRFToken"] = csrf_token(client, "/upload")
    answer = client.post("/upload/files", data=content, headers=headers)
    assert answer.status_code == 201
    assert answer.get_json()["receipt"]["thumb"].startswith("/photos/")


# By a client that knows nothing of us, against a real server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "served"


@pytest.fixture
def token(home: Path) -> Iterator[str]:
    archive = wiring.open_archive(Settings(home=home, decoders=1))
    with archive.begin() as work:
        account = accounts.add(work, "archivist", Role.ARCHIVIST, accounts.generate_password())
        token = accounts.add_token(work, account.id)
    archive.close()
    return token


def uploader(address: str, token: str, content: bytes, **said: str) -> Uploader:
    client = TusClient(f"{address}/api/v1/uploads", headers={"Authorization": f"Bearer {token}"})
    return client.uploader(
        file_stream=io.BytesIO(content),
        chunk_size=100_000,
        metadata={"filename": "DSC_0622.JPG", "sha256": hashlib.sha256(content).hexdigest(), **said},
        upload_checksum=True,
    )


@pytest.mark.slow
def test_tuspy_goes_on_after_the_server_was_killed(home: Path, token: str) -> None:
    content = seeded_jpeg(1) + random.Random(1).randbytes(1_000_000)
    with serving(home, TEREZE_DECODERS="1") as server:
        sending = uploader(server.address, token, content)
        for _ in range(4):
            sending.upload_chunk()
        server.kill_part(server.parts()[0])
        with pytest.raises(TusCommunicationError):
            sending.upload()
        server.await_ready()
        again = uploader(server.address, token, content)
        again.set_url(sending.url)
        again.offset = again.get_offset()
        assert 400_000 <= again.offset < len(content)
        again.upload()
    archive = wiring.open_archive(Settings(home=home, decoders=1))
    assert originals(archive) == [hashlib.sha256(content).hexdigest()]
    assert archive.storage.original(hashlib.sha256(content).hexdigest(), "jpg").read_bytes() == content
    archive.close()
