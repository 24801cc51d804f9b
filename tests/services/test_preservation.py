"""The consistency check sees each kind of damage; recovery removes only what nobody was told was kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from archive.model import Actor, IndexQueue
from archive.services import indexing, preservation
from archive.work import Archive
from tests.factories import jpeg, take_in


@pytest.fixture
def original(archive: Archive, archivist: Actor) -> Path:
    """The original of the one photo of a healthy archive."""
    receipt = take_in(archive, archivist, name="DSC_0622.JPG")
    indexing.settle(archive)
    return archive.storage.original(receipt.sha256 or "", "jpg")


def codes(archive: Archive, **options: bool) -> list[str]:
    return [fault.code for fault in preservation.check(archive, **options)]


def test_a_healthy_archive_has_no_fault(archive: Archive, original: Path) -> None:
    assert preservation.check(archive, digests=True) == []


def _remove(path: Path, archive: Archive) -> None:
    path.unlink()


def _cut(path: Path, archive: Archive) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


def _alter(path: Path, archive: Archive) -> None:
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[-10] ^= 1
    path.write_bytes(content)


def _orphan(path: Path, archive: Archive) -> None:
    digest = hashlib.sha256(b"stray").hexdigest()
    place = archive.settings.uploads / "originals" / digest[:2] / digest[2:4] / f"{digest}.jpg"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"stray")


def _lose_rendition(path: Path, archive: Archive) -> None:
    archive.storage.rendition(path.stem, "thumb").unlink()


def _change_behind_the_index(path: Path, archive: Archive) -> None:
    with archive.begin() as work:
        work.session.execute(text("UPDATE asset SET version = version + 1"))


def _lose_from_index(path: Path, archive: Archive) -> None:
    with archive.search.writing():
        archive.search.write([], list(archive.search.versions()))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (_remove, "missing-original"),
        (_cut, "wrong-size"),
        (_alter, "altered-original"),
        (_orphan, "orphan-original"),
        (_lose_rendition, "missing-rendition"),
        (_change_behind_the_index, "stale-entry"),
        (_lose_from_index, "not-indexed"),
    ],
)
def test_each_kind_of_damage_is_found(
    archive: Archive, original: Path, damage: Callable[[Path, Archive], None], code: str
) -> None:
    damage(original, archive)
    assert codes(archive, digests=True) == [code]


def test_a_receipt_cut_off_before_its_record_leaves_nothing(archive: Archive, original: Path) -> None:
    staged = archive.storage.stage(io.BytesIO(jpeg()), limit=10**6)
    archive.storage.keep(staged, "jpg")
    assert codes(archive) == ["orphan-original"]
    assert preservation.recover(archive) == 1
    assert codes(archive) == []
    assert original.exists()


def test_a_receipt_cut_off_after_its_record_keeps_the_photo(archive: Archive, original: Path) -> None:
    staged = archive.storage.stage(io.BytesIO(original.read_bytes()), limit=10**6)
    assert preservation.recover(archive) == 1
    assert original.exists()
    assert not staged.path.exists()
    assert codes(archive, digests=True) == []


def test_recovery_beside_another_database_keeps_every_original(
    make_archive: Callable[..., Archive], original: Path, tmp_path: Path
) -> None:
    """A database set wrong, or brought back from before, knows nothing of the photo."""
    wrong = make_archive(database_url=f"sqlite:///{tmp_path / 'wrong.db'}")
    wrong.storage.stage(io.BytesIO(original.read_bytes()), limit=10**6)  # sent again, and cut off
    assert preservation.recover(wrong) == 1
    assert original.exists()


def test_the_index_can_be_thrown_away_at_any_time(archive: Archive, original: Path) -> None:
    with archive.begin() as work:
        work.session.execute(delete(IndexQueue))
    assert indexing.rebuild(archive) == 1
    assert codes(archive) == []
