"""A disk that fills up in the middle of taking in and tagging: refused cleanly, nothing harmed, and on it goes."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from archive import wiring
from archive.errors import EngineError, StorageFull
from archive.media.sandbox import Sandbox
from archive.model import Actor, Asset, Original, Role
from archive.services import accounts, indexing, ingest, preservation, tagging, uploads
from archive.services.ingest import Outcome
from archive.services.pieces import Body
from archive.services.tagging import AssetChange
from archive.services.uploads import Asked
from archive.settings import Settings
from archive.work import Archive
from tests.factories import jpeg, take_in

SIZE = 24 << 20
LEFT = (0, 8_192, 32_768, 131_072, 262_144, 524_288, 1_048_576)
"""Bytes that are still free when it is tried to take in: enough for nothing, for the file, for a picture of it ..."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    command = [mount or "", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place]
    if not (mount and unmount) or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here: that needs root")
    yield place
    subprocess.run([unmount, "--lazy", place], check=True)  # the index is still looked into


@pytest.fixture
def archive(small_disk: Path, sandbox: Sandbox) -> Iterator[Archive]:
    """An archive that may use the disk to its last byte: the guard would else keep it from harm."""
    opened = wiring.open_archive(Settings(home=small_disk, minimum_free_mb=0), sandbox)
    with opened.begin() as work:
        accounts.add(work, "archivist", Role.ARCHIVIST, "correct horse battery")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def archivist(archive: Archive) -> Actor:
    with archive.reading() as work:
        return accounts.find(work, "archivist").as_actor()


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """Fill the disk but for some bytes, for a while."""
    filler = disk / "filler"
    free = os.statvfs(disk)
    size = free.f_bavail * free.f_frsize - left
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))
    yield
    filler.unlink()


def photograph(seed: int) -> bytes:
    """With grain, so that its pictures have a size that counts."""
    out = io.BytesIO()
    noise = Image.effect_noise((1600, 1200), 60 + seed).convert("RGB")
    noise.save(out, "JPEG", quality=40)
    return out.getvalue()


def whole(archive: Archive) -> list[str]:
    """What ``tereze check --digests`` says after the worker has caught up."""
    preservation.recover(archive)
    uploads.tidy(archive)
    indexing.settle(archive)
    return [fault.message for fault in preservation.check(archive, digests=True)]


def test_a_file_that_finds_no_room_is_not_called_damaged(archive: Archive, archivist: Actor, small_disk: Path) -> None:
    told = []
    for number, left in enumerate(LEFT):
        content = photograph(number)
        with filled(small_disk, left):
            try:
                told.append(take_in(archive, archivist, content).outcome)
            except EngineError:
                told.append(None)
        assert take_in(archive, archivist, content).outcome in {Outcome.NEW, Outcome.HELD}
    assert set(told) <= {None, Outcome.NEW}
    assert told[0] is None
    assert whole(archive) == []
    with archive.reading() as work:
        assert len(work.session.scalars(select(Original.id)).all()) == len(LEFT)


def test_an_upload_that_fills_the_disk_goes_on_when_there_is_room(
    archive: Archive, archivist: Actor, small_disk: Path
) -> None:
    content = jpeg() + os.urandom(3_000_000)
    begun = uploads.create(archive, archivist, Asked(len(content), "a.jpg", sha256=hashlib.sha256(content).hexdigest()))
    uploads.append(archive, archivist, begun.id, 0, Body(io.BytesIO(content[:500_000])))
    with filled(small_disk, 800_000), pytest.raises(StorageFull):
        uploads.append(archive, archivist, begun.id, 500_000, Body(io.BytesIO(content[500_000:])))
    stands = uploads.progress(archive, archivist, begun.id).offset
    assert stands == 500_000
    done = uploads.append(archive, archivist, begun.id, stands, Body(io.BytesIO(content[stands:])))
    assert done.receipt is not None
    assert done.receipt.outcome == Outcome.NEW
    assert whole(archive) == []


def test_tagging_on_a_full_disk_saves_all_or_nothing(archive: Archive, archivist: Actor, small_disk: Path) -> None:
    ids = [take_in(archive, archivist).asset_id or 0 for _ in range(20)]
    saved = []
    with filled(small_disk, 16_384):
        for number in range(40):
            try:
                with archive.begin(archivist) as work:
                    tagging.edit(work, ids, AssetChange(texts={"headline": f"Number {number}"}))
                saved.append(number)
            except EngineError:
                break
        else:
            pytest.fail("the disk never was full")
        with archive.reading() as work:  # what is there can be read
            headlines = set(work.session.scalars(select(Asset.headline)))
        assert headlines == {f"Number {saved[-1]}" if saved else ""}
    with archive.begin(archivist) as work:
        tagging.edit(work, ids, AssetChange(texts={"headline": "There is room again"}))
    assert take_in(archive, archivist).outcome == Outcome.NEW
    assert whole(archive) == []


def test_the_guard_refuses_before_anything_is_full(small_disk: Path, sandbox: Sandbox, archivist: Actor) -> None:
    guarded = wiring.open_archive(Settings(home=small_disk, minimum_free_mb=10), sandbox)
    with filled(small_disk, 9_000_000):
        with pytest.raises(StorageFull):
            take_in(guarded, archivist)
        with guarded.begin(archivist) as work:  # describing goes on
            assert ingest.open_accession(work, "web").id
    assert take_in(guarded, archivist).outcome == Outcome.NEW
    guarded.engine.dispose()
