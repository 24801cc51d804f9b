"""Photos that look the same: found at ingest, kept apart or merged, and put back as they were."""

from __future__ import annotations

import io
import random
from datetime import timedelta

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from archive.errors import Conflict, Denied, StaleEdit
from archive.model import Actor, Asset, HistoryEntry, Original, Status, Subject
from archive.services import discovery, duplicates, indexing, merging, tagging, withdrawal
from archive.services.discovery import Request
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import take_in

Picture = Image.Image


def scene(number: int) -> Picture:
    """A picture with enough in it to be known again."""
    random_ = random.Random(number)
    image = Image.new("RGB", (600, 400), "grey")
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = random_.randrange(600), random_.randrange(400)
        size = random_.randrange(20, 140)
        colour = tuple(random_.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + size, y + size), fill=colour)
    return image


def jpeg(image: Picture, quality: int = 90, taken: str = "") -> bytes:
    out = io.BytesIO()
    tags = Image.Exif()
    if taken:
        tags[0x010F], tags[0x0110] = "NIKON", "D3300"
        tags.get_ifd(0x8769)[0x9003] = taken
    image.save(out, "JPEG", quality=quality, exif=tags)
    return out.getvalue()


def add(archive: Archive, actor: Actor, data: bytes, name: str, *, publish: bool = False) -> int:
    receipt = take_in(archive, actor, data, name, publish=publish)
    assert receipt.asset_id
    return receipt.asset_id


def two_alike(archive: Archive, actor: Actor) -> tuple[int, int]:
    first = add(archive, actor, jpeg(scene(1)), "DSC_0001.JPG")
    second = add(archive, actor, jpeg(scene(1).resize((300, 200)), 50), "from-facebook.jpg")
    duplicates.catch_up(archive)
    return first, second


def found(archive: Archive, actor: Actor, text: str) -> set[int]:
    indexing.settle(archive)
    with archive.reading(actor) as work:
        return {asset.id for asset in discovery.search(work, Request(text=text)).assets}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda image: image.resize((240, 160)), id="smaller"),
        pytest.param(lambda image: image.crop((18, 12, 582, 388)), id="cropped"),
        pytest.param(lambda image: image.rotate(90, expand=True), id="turned"),
        pytest.param(lambda image: image.rotate(180), id="upside-down"),
    ],
)
def test_a_changed_copy_is_found(archive: Archive, archivist: Actor, change) -> None:  # type: ignore[no-untyped-def]
    first = add(archive, archivist, jpeg(scene(1)), "DSC_0001.JPG")
    add(archive, archivist, jpeg(scene(2)), "DSC_0002.JPG")
    second = add(archive, archivist, jpeg(change(scene(1)), 40), "copy.jpg")
    assert duplicates.catch_up(archive) == 3
    with archive.reading(archivist) as work:
        assert [(pair.first.id, pair.second.id) for pair in duplicates.pairs(work)] == [(first, second)]


def test_a_mirrored_picture_is_another_one(archive: Archive, archivist: Actor) -> None:
    add(archive, archivist, jpeg(scene(1)), "DSC_0001.JPG")
    add(archive, archivist, jpeg(scene(1).transpose(Image.Transpose.FLIP_LEFT_RIGHT)), "mirrored.jpg")
    duplicates.catch_up(archive)
    with archive.reading(archivist) as work:
        assert duplicates.count(work) == 0


def test_plain_pictures_are_never_joined(archive: Archive, archivist: Actor) -> None:
    for number, shade in enumerate((20, 21)):
        add(archive, archivist, jpeg(Image.new("RGB", (300, 200), (shade,) * 3)), f"wall{number}.jpg")
    assert duplicates.catch_up(archive) == 0


def test_a_lost_index_of_codes_is_made_anew(archive: Archive, archivist: Actor) -> None:
    first = add(archive, archivist, jpeg(scene(1)), "DSC_0001.JPG")
    duplicates.catch_up(archive)
    (archive.settings.index / "likeness.codes").unlink()
    add(archive, archivist, jpeg(scene(1), 40), "copy.jpg")
    duplicates.catch_up(archive)
    with archive.reading(archivist) as work:
        assert [pair.first.id for pair in duplicates.pairs(work)] == [first]


def test_who_keeps_both_is_not_asked_again(archive: Archive, archivist: Actor) -> None:
    first, second = two_alike(archive, archivist)
    with archive.begin(archivist) as work:
        duplicates.dismiss(work, second, first)
    with archive.reading(archivist) as work:
        assert duplicates.count(work) == 0
        assert {asset.version for asset in work.session.scalars(select(Asset))} == {1}


def test_a_merge_unites_and_its_undo_restores(archive: Archive, archivist: Actor, journalist: Actor) -> None:
    first, second = two_alike(archive, archivist)
    with archive.begin(archivist) as work:
        tagging.edit(work, [first], AssetChange(captions={"en": "A library"}, add_keywords=("books",)))
        change = AssetChange(
            texts={"credit": "The Library"},
            captions={"en": "Its opening", "ru": "Открытие"},
            add_keywords=("opening",),
            status=Status.PUBLISHED,
        )
        tagging.edit(work, [second], change)
    before = _states(archive, first, second)
    with archive.begin(archivist) as work:
        merge_id = merging.merge(work, first, second).id
    with archive.reading(archivist) as work:
        kept = discovery.photo(work, first)
        assert kept.caption == {"en": "A library\n\nIts opening", "ru": "Открытие"}
        assert [keyword.term for keyword in kept.keywords] == ["books", "opening"]
        assert (kept.credit, kept.status) == ("The Library", Status.PUBLISHED)
        assert work.session.query(Original).count() == 2
    with archive.reading(journalist) as work:
        assert merging.successor(work, second) == first
    assert found(archive, journalist, "file:from-facebook") == {first}
    with archive.begin(archivist) as work:
        merging.undo(work, merge_id)
    assert _states(archive, first, second) == before
    assert found(archive, archivist, "file:from-facebook") == {second}


def test_an_undo_does_not_run_over_later_work(archive: Archive, archivist: Actor) -> None:
    first, second = two_alike(archive, archivist)
    with archive.begin(archivist) as work:
        merge_id = merging.merge(work, first, second).id
    with archive.begin(archivist) as work:
        tagging.edit(work, [first], AssetChange(texts={"headline": "Later"}))
    with pytest.raises(StaleEdit), archive.begin(archivist) as work:
        merging.undo(work, merge_id)


def test_a_picture_is_found_by_itself_and_drafts_are_nobodys_business(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    first, second = two_alike(archive, archivist)
    with archive.begin(archivist) as work:
        tagging.edit(work, [second], AssetChange(status=Status.PUBLISHED))
    asked = jpeg(scene(1).crop((0, 12, 600, 400)), 60)
    names = sorted(path.name for path in archive.settings.uploads.rglob("*") if path.is_file())
    matches = duplicates.find(archive, archivist, io.BytesIO(asked))
    assert {match.asset.id for match in matches if match.is_same} == {first, second}
    assert [match.asset.id for match in duplicates.find(archive, journalist, io.BytesIO(asked))] == [second]
    assert sorted(path.name for path in archive.settings.uploads.rglob("*") if path.is_file()) == names


def test_frames_of_a_burst_are_stacked(archive: Archive, archivist: Actor) -> None:
    moved = scene(1)
    ImageDraw.Draw(moved).rectangle((200, 100, 330, 300), fill="white")
    ids = [
        add(archive, archivist, jpeg(scene(1), taken="2020:10:08 11:03:20"), "DSC_0001.JPG"),
        add(archive, archivist, jpeg(moved, taken="2020:10:08 11:03:21"), "DSC_0002.JPG"),
        add(archive, archivist, jpeg(scene(3), taken="2020:10:08 11:03:21"), "DSC_0003.JPG"),
    ]
    duplicates.catch_up(archive)
    with archive.reading(archivist) as work:
        assert duplicates.count(work) == 0
        assert len({work.session.get_one(Asset, each).stack_id for each in ids[:2]} - {None}) == 1
        assert work.session.get_one(Asset, ids[2]).stack_id is None
        stack = work.session.get_one(Asset, ids[0]).stack_id
    assert found(archive, archivist, f"stack:{stack}") == set(ids[:2])


def test_what_is_withdrawn_is_out_of_sight_and_comes_back(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    photo = add(archive, archivist, jpeg(scene(1)), "DSC_0001.JPG", publish=True)
    with archive.begin(archivist) as work:
        assert withdrawal.withdraw(work, [photo], "She asked us to") == [photo]
    assert found(archive, journalist, "file:DSC_0001") == set()
    assert found(archive, journalist, "status:withdrawn") == set()
    assert found(archive, archivist, "file:DSC_0001") == set()
    assert found(archive, archivist, "status:withdrawn") == {photo}
    with archive.begin(archivist) as work:
        withdrawal.restore(work, [photo])
    assert found(archive, journalist, "file:DSC_0001") == {photo}


def test_a_merged_photo_is_not_restored_but_unmerged(archive: Archive, archivist: Actor) -> None:
    first, second = two_alike(archive, archivist)
    with archive.begin(archivist) as work:
        merging.merge(work, first, second)
    with pytest.raises(Conflict), archive.begin(archivist) as work:
        withdrawal.restore(work, [second])


def test_the_purge_takes_what_is_due_and_nothing_else(archive: Archive, archivist: Actor) -> None:
    ids = [add(archive, archivist, jpeg(scene(number)), f"DSC_000{number}.JPG") for number in range(1, 5)]
    copy = add(archive, archivist, jpeg(scene(4), 40), "copy.jpg")
    duplicates.catch_up(archive)
    with archive.begin(archivist) as work:
        withdrawal.withdraw(work, [ids[0]], "Wrong archive")
        merging.merge(work, ids[3], copy)
    later = archive.clock() + timedelta(days=archive.settings.purge_after_days + 1)
    archive.clock = lambda: later
    with archive.begin(archivist) as work:
        withdrawal.withdraw(work, [ids[1]], "Just now")
    with pytest.raises(Denied):
        withdrawal.purge(archive, archivist)
    assert [purged.asset_id for purged in withdrawal.purge(archive)] == [ids[0]]
    with archive.reading() as work:
        kept = {original.sha256 for original in work.session.query(Original)}
        query = (
            select(HistoryEntry.verb)
            .where(HistoryEntry.subject == Subject.ASSET, HistoryEntry.subject_id == ids[0])
            .order_by(HistoryEntry.id)
        )
        assert work.session.scalars(query).all() == ["received", "withdrawn", "purged"]
    assert {sha256 for sha256, _ in archive.storage.originals()} == kept
    assert len(kept) == 4


def _states(archive: Archive, *ids: int) -> list[dict[str, object]]:
    """Everything of some records but their versions."""
    with archive.reading() as work:
        assets = [work.session.get_one(Asset, each) for each in ids]
        return [
            {column.name: getattr(asset, column.key) for column in Asset.__table__.columns if column.name != "version"}
            | {"keywords": [k.term for k in asset.keywords], "people": [p.id for p in asset.people]}
            for asset in assets
        ]
