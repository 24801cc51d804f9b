"""Taking in: each file answered once, kept byte for byte, and nothing left of what was refused."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from archive.errors import Denied, NotFound
from archive.model import Actor, Asset, HistoryEntry, IndexQueue, Original, Status
from archive.services import discovery, ingest, preservation
from archive.services.ingest import Outcome
from archive.work import Archive
from tests.factories import jpeg, make_event, take_in


def incoming(archive: Archive) -> list[Path]:
    return list((archive.settings.uploads / "incoming").iterdir())


def test_a_photo_is_kept_byte_for_byte_and_described_by_its_exif(archive: Archive, archivist: Actor) -> None:
    content = jpeg(300, 200, taken="2020:10:08 11:03:20", exif={0x010F: "NIKON CORPORATION", 0x0110: "NIKON D3300"})
    receipt = take_in(archive, archivist, content, "DSC_0622.JPG")
    assert (receipt.outcome, receipt.sha256) == (Outcome.NEW, hashlib.sha256(content).hexdigest())
    with archive.reading(archivist) as work:
        asset = discovery.photo(work, receipt.asset_id or 0)
    assert archive.storage.original(asset.original.sha256, "jpg").read_bytes() == content
    assert asset.filename == "DSC_0622.JPG"
    assert asset.captured_at == datetime(2020, 10, 8, 11, 3, 20)
    assert asset.camera == "NIKON D3300"
    assert (asset.width, asset.height) == (300, 200)
    assert {rendition.spec for rendition in asset.renditions} == {"thumb", "preview"}
    assert asset.placeholder


def test_a_new_photo_is_a_draft_with_a_history_and_waits_for_the_index(archive: Archive, archivist: Actor) -> None:
    receipt = take_in(archive, archivist)
    with archive.reading(archivist) as work:
        asset = discovery.photo(work, receipt.asset_id or 0)
        history = work.session.scalars(select(HistoryEntry).where(HistoryEntry.subject_id == asset.id)).all()
        queued = work.session.scalars(select(IndexQueue.asset_id)).all()
    assert asset.status == Status.DRAFT
    assert [(entry.verb, entry.agent) for entry in history if entry.subject == "asset"] == [("received", "archivist")]
    assert queued == [asset.id]


def test_a_file_already_held_is_answered_with_its_photo_and_not_stored_twice(
    archive: Archive, archivist: Actor
) -> None:
    content = jpeg()
    first = take_in(archive, archivist, content, "DSC_0001.JPG")
    second = take_in(archive, archivist, content, "copy of DSC_0001.JPG")
    assert second.outcome == Outcome.HELD
    assert second.asset_id == first.asset_id
    assert second.reason == "Already held, as DSC_0001.JPG"
    with archive.reading(archivist) as work:
        assert work.session.scalar(select(func.count()).select_from(Original)) == 1
    assert incoming(archive) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"<html>no picture</html>", ""), (jpeg(400, 400)[:900], ""), (b"MZ" + b"\0" * 500, "")],
)
def test_what_is_no_picture_is_refused_with_a_reason_and_leaves_nothing(
    archive: Archive, archivist: Actor, content: bytes, said: str
) -> None:
    receipt = take_in(archive, archivist, content, "DSC_0001.JPG")
    assert receipt.outcome == Outcome.REFUSED
    assert receipt.reason.endswith((".", "!"))
    assert said in receipt.reason
    assert list(archive.storage.originals()) == []
    assert incoming(archive) == []
    with archive.reading(archivist) as work:
        assert work.session.scalar(select(func.count()).select_from(Asset)) == 0


def test_a_file_over_the_limit_is_refused(make_archive, archivist: Actor) -> None:  # type: ignore[no-untyped-def]
    small = make_archive(max_upload_mb=1)
    receipt = take_in(small, archivist, b"\xff\xd8\xff" + b"x" * 1_100_000)
    assert receipt.outcome == Outcome.REFUSED
    assert "1 MB" in receipt.reason


def test_a_photo_without_a_capture_date_is_taken_in_and_says_so(archive: Archive, archivist: Actor) -> None:
    receipt = take_in(archive, archivist, jpeg(), "120928181_3272258616204906_5448768091981048719_n.jpg")
    assert receipt.outcome == Outcome.NEW
    assert "It has no capture date." in receipt.notes


def test_a_photo_can_be_given_its_event_and_published_at_once(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        event_id = make_event(work).id
    receipt = take_in(archive, archivist, event_id=event_id, publish=True)
    with archive.reading(archivist) as work:
        asset = discovery.photo(work, receipt.asset_id or 0)
    assert (asset.event_id, asset.status) == (event_id, Status.PUBLISHED)


def test_an_unknown_event_takes_nothing_in(archive: Archive, archivist: Actor) -> None:
    with pytest.raises(NotFound, match="event"):
        take_in(archive, archivist, event_id=999)
    assert incoming(archive) == []


def test_journalists_take_nothing_in(archive: Archive, journalist: Actor, archivist: Actor) -> None:
    with pytest.raises(Denied):
        take_in(archive, journalist)
    with archive.begin(archivist) as work:
        accession_id = ingest.open_accession(work, "web").id
    with pytest.raises(Denied):
        ingest.receive(archive, journalist, io.BytesIO(jpeg()), "x.jpg", accession_id=accession_id)


def test_nobody_adds_to_another_persons_upload(archive: Archive, archivist: Actor, administrator: Actor) -> None:
    with archive.begin(archivist) as work:
        accession_id = ingest.open_accession(work, "web").id
    with pytest.raises(NotFound):
        ingest.receive(archive, administrator, io.BytesIO(jpeg()), "x.jpg", accession_id=accession_id)


def test_where_the_record_cannot_be_written_no_file_is_left_either(archive: Archive, archivist: Actor) -> None:
    with archive.begin() as work:
        work.session.execute(
            text("CREATE TRIGGER broken BEFORE INSERT ON asset BEGIN SELECT RAISE(ABORT, 'the disk is failing'); END")
        )
    with pytest.raises(IntegrityError):
        take_in(archive, archivist)
    assert preservation.recover(archive) == 1
    assert list(archive.storage.originals()) == []
    assert list(archive.storage.renditions()) == []
    assert incoming(archive) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../../etc/cron.d/photo.jpg", "photo.jpg"),
        ("..\\..\\Windows\\win.jpg", "win.jpg"),
        ("photo.jpg\x00.php", "photo.jpg.php"),
        ("photo\r\nX-Injected: yes.jpg", "photoX-Injected: yes.jpg"),
        ("cafe\u0301.jpg", "caf\u00e9.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("", "unnamed"),
        (" ", "unnamed"),
        ("a" * 300 + ".jpg", "a" * 255),
    ],
)
def test_a_file_name_is_kept_as_a_harmless_label(archive: Archive, archivist: Actor, sent: str, kept: str) -> None:
    assert take_in(archive, archivist, name=sent).file == kept


def test_a_file_sent_twice_in_one_accession_is_told_from_one_held_before(archive: Archive, archivist: Actor) -> None:
    content = jpeg()
    with archive.begin(archivist) as work:
        accession = ingest.open_accession(work, "web").id
    receipts = [
        ingest.receive(archive, archivist, io.BytesIO(content), "DSC_0001.JPG", accession_id=accession)
        for _ in range(2)
    ]
    receipts.append(take_in(archive, archivist, content))
    assert [receipt.outcome for receipt in receipts] == [Outcome.NEW, Outcome.HELD, Outcome.HELD]
    assert [receipt.repeated for receipt in receipts] == [False, True, False]
