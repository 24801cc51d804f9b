"""Several files of one frame become one photo, in whichever order they come."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from archive.model import AccessionItem, Actor, Asset, FileRole, Original, Subject
from archive.services import delivery, discovery, indexing, ingest, preservation, tagging
from archive.services.discovery import Request
from archive.services.ingest import Outcome, Receipt
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests import photos
from tests.factories import dng, jpeg, make_event

TAKEN = "2020:10:08 11:03:20"
NIKON = {0x010F: "NIKON CORPORATION", 0x0110: "D3300"}
CAPTION = '<dc:description><rdf:Alt><rdf:li xml:lang="ru">Гости в зале</rdf:li></rdf:Alt></dc:description>'

Send = Callable[..., Receipt]


def sidecar(properties: str = CAPTION) -> bytes:
    return photos.xmp(properties + f"<photoshop:Urgency>{next(_numbers) % 9}</photoshop:Urgency>")


_numbers = itertools.count()


@pytest.fixture
def send(archive: Archive, archivist: Actor) -> Send:
    """Sends a file into one accession."""
    with archive.begin(archivist) as work:
        one = ingest.open_accession(work, "web").id

    def receive(content: bytes, name: str, accession_id: int = one, **more: object) -> Receipt:
        return ingest.receive(
            archive,
            archivist,
            io.BytesIO(content),
            name,
            accession_id=accession_id,
            **more,  # type: ignore[arg-type]
        )

    return receive


def photo(archive: Archive, actor: Actor, receipt: Receipt) -> Asset:
    with archive.reading(actor) as work:
        return discovery.photo(work, receipt.asset_id or 0)


def count_photos(archive: Archive) -> int:
    with archive.reading() as work:
        return work.session.scalar(select(func.count()).select_from(Asset)) or 0


ORDERS = list(itertools.permutations(("IMG_1.DNG", "IMG_1.JPG", "IMG_1.xmp")))


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_raw_jpeg_and_sidecar_become_one_photo_in_any_order(
    archive: Archive, archivist: Actor, send: Send, order: tuple[str, ...]
) -> None:
    content = {
        "IMG_1.DNG": dng(TAKEN),
        "IMG_1.JPG": jpeg(90, 60, taken=TAKEN, exif=NIKON),
        "IMG_1.xmp": sidecar(),
    }
    receipts = {name: send(content[name], name) for name in order}
    assert count_photos(archive) == 1
    asset = photo(archive, archivist, next(r for r in receipts.values() if r.asset_id))
    assert [(o.role, o.filename) for o in asset.originals] == [
        (FileRole.PHOTO, "IMG_1.JPG"), (FileRole.RAW, "IMG_1.DNG"), (FileRole.SIDECAR, "IMG_1.xmp"),
    ]  # fmt: skip
    assert (asset.original.filename, asset.width, asset.height) == ("IMG_1.JPG", 90, 60)
    assert asset.caption["ru"] == "Гости в зале"
    assert asset.camera == "NIKON CORPORATION D3300"
    indexing.settle(archive)
    assert preservation.check(archive, digests=True) == []
    with archive.reading() as work:
        items = work.session.scalars(select(AccessionItem)).all()
    assert {item.asset_id for item in items} == {asset.id}
    assert sorted(item.outcome for item in items) == [Outcome.JOINED, Outcome.JOINED, Outcome.NEW]


def test_a_sidecar_before_its_photo_waits_and_is_kept(archive: Archive, send: Send) -> None:
    content = sidecar()
    receipt = send(content, "IMG_1.CR3.xmp")
    assert (receipt.outcome, receipt.asset_id) == (Outcome.WAITING, None)
    assert archive.storage.original(receipt.sha256 or "", "xmp").read_bytes() == content
    assert send(content, "IMG_1.CR3.xmp").outcome == Outcome.WAITING
    assert preservation.recover(archive) == 0
    indexing.settle(archive)
    assert preservation.check(archive) == []


def test_what_waits_in_one_upload_joins_when_another_brings_both(
    archive: Archive, archivist: Actor, send: Send
) -> None:
    content = sidecar()
    send(content, "IMG_1.xmp")
    with archive.begin(archivist) as work:
        later = ingest.open_accession(work, "web").id
    first = send(content, "IMG_1.xmp", later)
    assert first.outcome == Outcome.WAITING
    receipt = send(jpeg(), "IMG_1.JPG", later)
    with archive.reading() as work:
        outcomes = work.session.scalars(select(AccessionItem.outcome).order_by(AccessionItem.id)).all()
    assert outcomes == [Outcome.JOINED, Outcome.HELD, Outcome.NEW]
    assert photo(archive, archivist, receipt).caption["ru"] == "Гости в зале"


def test_a_sidecar_that_waits_joins_a_photo_that_turns_out_to_be_here(
    archive: Archive, archivist: Actor, send: Send
) -> None:
    """As where two take in one card at once."""
    picture = jpeg()
    first = send(picture, "IMG_1.JPG")
    with archive.begin(archivist) as work:
        other = ingest.open_accession(work, "web").id
    assert send(sidecar(), "IMG_1.xmp", other).outcome == Outcome.WAITING
    assert send(picture, "IMG_1.JPG", other).outcome == Outcome.HELD
    assert photo(archive, archivist, first).caption["ru"] == "Гости в зале"


def test_a_sidecar_may_name_the_ending_of_its_photo(archive: Archive, archivist: Actor, send: Send) -> None:
    first = send(jpeg(), "IMG_1.JPG")
    receipt = send(sidecar(), "IMG_1.JPG.xmp")
    assert (receipt.outcome, receipt.asset_id) == (Outcome.JOINED, first.asset_id)


@pytest.mark.parametrize("first", ["photos", "sidecars"])
def test_the_same_bytes_may_describe_a_whole_series(archive: Archive, archivist: Actor, send: Send, first: str) -> None:
    content = sidecar()
    pictures = [(jpeg(), f"IMG_{number}.JPG") for number in (1, 2, 3)]
    described = [(content, f"IMG_{number}.xmp") for number in (1, 2, 3)]
    for data, name in [*pictures, *described] if first == "photos" else [*described, *pictures]:
        send(data, name)
    with archive.reading() as work:
        captions = [asset.caption.get("ru") for asset in work.session.scalars(select(Asset))]
        outcomes = set(work.session.scalars(select(AccessionItem.outcome)))
    assert captions == ["Гости в зале"] * 3
    assert outcomes == {Outcome.NEW, Outcome.JOINED}


def test_folders_keep_frames_apart(archive: Archive, send: Send) -> None:
    send(jpeg(), "IMG_1.JPG", folder="card one")
    assert send(sidecar(), "IMG_1.xmp", folder="card two").outcome == Outcome.WAITING


def test_two_cameras_that_count_alike_are_two_frames(archive: Archive, send: Send) -> None:
    send(jpeg(taken="2020:10:08 11:03:20", exif=NIKON), "DSC_0001.JPG")
    receipt = send(dng("2020:10:08 14:00:00"), "DSC_0001.DNG")
    assert receipt.outcome == Outcome.NEW
    assert send(dng(TAKEN, "Z 9"), "DSC_0001.NEF").outcome == Outcome.NEW


def test_two_pictures_of_one_name_stay_two_photos(archive: Archive, send: Send) -> None:
    assert [send(jpeg(taken=TAKEN), "IMG_1.JPG").outcome for _ in range(2)] == [Outcome.NEW] * 2


def test_a_raw_sent_a_day_later_finds_its_photo_by_time_and_camera(
    archive: Archive, archivist: Actor, send: Send
) -> None:
    with archive.begin(archivist) as work:
        event_id = make_event(work).id
        later = ingest.open_accession(work, "web").id
    first = send(jpeg(taken=TAKEN, exif=NIKON), "DSC_0001.JPG", event_id=event_id)
    receipt = send(dng(TAKEN), "DSC_0001.DNG", later, event_id=event_id)
    assert (receipt.outcome, receipt.asset_id) == (Outcome.JOINED, first.asset_id)


def test_what_somebody_wrote_is_not_overwritten_by_a_file_that_comes_later(
    archive: Archive, archivist: Actor, send: Send
) -> None:
    first = send(jpeg(), "IMG_1.JPG")
    with archive.begin(archivist) as work:
        tagging.edit(work, [first.asset_id or 0], AssetChange(texts={"headline": "By hand"}))
    send(sidecar(CAPTION + "<photoshop:Headline>By a program</photoshop:Headline>"), "IMG_1.xmp")
    asset = photo(archive, archivist, first)
    assert (asset.headline, asset.caption.get("ru")) == ("By hand", None)
    with archive.reading() as work:
        kept = work.session.scalar(select(Original.received).where(Original.role == FileRole.SIDECAR))
    assert kept is not None
    assert kept["headline"] == "By a program"


def test_a_file_that_joins_shows_in_the_history_and_raises_the_version(
    archive: Archive, archivist: Actor, send: Send
) -> None:
    first = send(jpeg(), "IMG_1.JPG")
    send(sidecar(), "IMG_1.xmp")
    asset = photo(archive, archivist, first)
    with archive.reading(archivist) as work:
        history = discovery.history(work, Subject.ASSET, asset.id)
    assert [entry.verb for entry in history] == ["joined", "received"]
    assert asset.version == 2


def test_every_file_of_a_photo_finds_it(archive: Archive, archivist: Actor, send: Send) -> None:
    first = send(jpeg(taken=TAKEN, exif=NIKON), "IMG_7001.JPG")
    send(dng(TAKEN), "IMG_7001.DNG")
    indexing.settle(archive)
    for name in ("IMG_7001.JPG", "IMG_7001.DNG"):
        with archive.reading(archivist) as work:
            assert [a.id for a in discovery.search(work, Request(name)).assets] == [first.asset_id], name


def test_every_original_can_be_taken_away_as_it_came(archive: Archive, archivist: Actor, send: Send) -> None:
    raw = dng(TAKEN)
    first = send(jpeg(taken=TAKEN, exif=NIKON), "IMG_1.JPG")
    send(raw, "IMG_1.DNG")
    asset = photo(archive, archivist, first)
    handed = delivery.deliver(archive, archivist, asset.id, "original", asset.originals[1].id)
    assert handed.path.read_bytes() == raw
    assert handed.filename.endswith("IMG_1.dng")


def test_a_damaged_sidecar_is_refused_with_its_reason(archive: Archive, send: Send) -> None:
    receipt = send(b"not XML at all", "IMG_1.xmp")
    assert receipt.outcome == Outcome.REFUSED
    assert receipt.reason


@pytest.mark.parametrize("first", ["photo", "sidecar"])
def test_where_a_sidecar_says_other_than_its_photo_both_are_told(
    archive: Archive, archivist: Actor, send: Send, first: str
) -> None:
    said = photos.xmp("<photoshop:Headline>Of the photo</photoshop:Headline>")
    files = {
        "photo": (photos.jpeg(xmp=said), "IMG_1.JPG"),
        "sidecar": (sidecar("<photoshop:Headline>Of the sidecar</photoshop:Headline>"), "IMG_1.xmp"),
    }
    receipts = [send(*files[first]), *(send(*file) for name, file in files.items() if name != first)]
    asset = photo(archive, archivist, next(receipt for receipt in receipts if receipt.asset_id))
    assert asset.headline == "Of the photo"
    assert asset.received["disagreements"] == [
        {"field": "headline", "values": {"file": "Of the photo", "sidecar": "Of the sidecar"}}
    ]
