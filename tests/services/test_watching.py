"""A watched folder: what has come to rest is taken in once, and nothing there is harmed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from archive.errors import Invalid
from archive.model import Accession, AccessionItem, Asset, Event
from archive.model.account import COMMAND_LINE
from archive.services.ingest import Outcome, Receipt
from archive.services.watching import Watch, Watcher
from archive.work import Archive
from tests import photos
from tests.factories import dng, jpeg

QUIET = 5.0
TAKEN = "2020:10:08 11:03:20"


class Clock:
    """Time that passes when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    return folder


@pytest.fixture
def start(archive: Archive, folder: Path, clock: Clock) -> Callable[..., Watcher]:
    """Starts a watcher, as after a restart of the program."""
    return lambda **terms: Watcher(archive, COMMAND_LINE, Watch(folder, quiet=QUIET, **terms), clock)


def looks(watcher: Watcher, clock: Clock) -> list[Receipt]:
    """Two looks, with the time between them that makes a file one at rest."""
    found = list(watcher.look())
    clock.now += QUIET
    return found + list(watcher.look())


def outcomes(receipts: list[Receipt]) -> dict[str, str]:
    return {receipt.file: str(receipt.outcome) for receipt in receipts}


def count(archive: Archive, model: type[Any]) -> int:
    with archive.reading() as work:
        return work.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_is_taken_in_when_it_has_stopped_changing(start: Any, folder: Path, clock: Clock) -> None:
    watcher = start()
    file, content = folder / "a.jpg", jpeg()
    for end in (100, 200, len(content)):
        file.write_bytes(content[:end])
        assert list(watcher.look()) == []
        clock.now += QUIET - 1
    assert list(watcher.look()) == []
    clock.now += 1
    assert outcomes(list(watcher.look())) == {"a.jpg": "new"}
    assert file.read_bytes() == content
    assert looks(watcher, clock) == []


def test_a_restart_takes_nothing_in_twice_and_reads_nothing_twice(
    archive: Archive, start: Any, folder: Path, clock: Clock
) -> None:
    (folder / "a.jpg").write_bytes(jpeg())
    assert outcomes(looks(start(), clock)) == {"a.jpg": "new"}
    (folder / "a.jpg").chmod(0)
    assert looks(start(), clock) == []
    assert (count(archive, Asset), count(archive, AccessionItem), count(archive, Accession)) == (1, 1, 1)


def test_what_was_taken_in_and_not_yet_written_down_is_held_and_counted_once(
    archive: Archive, start: Any, folder: Path, clock: Clock
) -> None:
    """As after a kill between the two."""
    (folder / "a.jpg").write_bytes(jpeg())
    looks(start(), clock)
    with archive.begin() as work:
        work.session.connection().exec_driver_sql("DELETE FROM watched_file")
    assert outcomes(looks(start(), clock)) == {"a.jpg": "held"}
    with archive.reading() as work:
        assert work.session.scalars(select(AccessionItem.outcome)).all() == [Outcome.NEW]


def test_refused_files_stay_and_are_named_again(start: Any, folder: Path, clock: Clock, tmp_path: Path) -> None:
    (folder / "notes.txt").write_text("no picture")
    assert outcomes(looks(start(done=tmp_path / "done"), clock)) == {"notes.txt": "refused"}
    again = start(done=tmp_path / "done")
    assert looks(again, clock) == []
    ((path, reason),) = again.refused()
    assert path.endswith("notes.txt")
    assert reason
    (folder / "notes.txt").write_bytes(jpeg())
    assert outcomes(looks(again, clock)) == {"notes.txt": "new"}


def test_what_is_done_is_moved_and_overwrites_nothing(start: Any, folder: Path, clock: Clock, tmp_path: Path) -> None:
    done = tmp_path / "done"
    watcher = start(done=done)
    first, second = jpeg(), jpeg()
    for content in (first, second):
        (folder / "monday").mkdir(exist_ok=True)
        (folder / "monday" / "a.jpg").write_bytes(content)
        assert outcomes(looks(watcher, clock)) == {"a.jpg": "new"}
    assert {path.name: path.read_bytes() for path in (done / "monday").iterdir()} == {
        "a.jpg": first,
        "a (2).jpg": second,
    }
    assert list((folder / "monday").iterdir()) == []


def test_a_move_that_a_kill_prevented_is_made_up_for(start: Any, folder: Path, clock: Clock, tmp_path: Path) -> None:
    (folder / "a.jpg").write_bytes(jpeg())
    looks(start(), clock)
    assert looks(start(done=tmp_path / "done"), clock) == []
    assert [path.name for path in (tmp_path / "done").iterdir()] == ["a.jpg"]


def test_links_are_refused_wherever_they_lead(start: Any, folder: Path, clock: Clock, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(jpeg())
    (folder / "link.jpg").symlink_to(outside / "secret.jpg")
    (folder / "folder").symlink_to(outside)
    watcher = start()
    assert outcomes(looks(watcher, clock)) == {"folder": "refused", "link.jpg": "refused"}
    assert looks(watcher, clock) == []


def test_pipes_hidden_and_unfinished_files_are_passed_by(start: Any, folder: Path, clock: Clock) -> None:
    os.mkfifo(folder / "pipe.jpg")
    for name in (".hidden.jpg", "a.jpg.part", "b.jpg.filepart"):
        (folder / name).write_bytes(jpeg())
    watcher = start()
    assert looks(watcher, clock) == []
    (folder / "a.jpg.part").rename(folder / "a.jpg")
    assert outcomes(looks(watcher, clock)) == {"a.jpg": "new"}


def test_a_file_that_changes_while_it_is_read_is_looked_at_again(
    archive: Archive, start: Any, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher, whole = start(), jpeg(400, 300)
    (folder / "a.jpg").write_bytes(whole[:-100])
    list(watcher.look())
    clock.now += QUIET
    original = archive.storage.stage

    def stage(stream: Any, *, limit: int) -> Any:
        stream.read(100)
        (folder / "a.jpg").write_bytes(whole)
        return original(stream, limit=limit)

    with monkeypatch.context() as patch:
        patch.setattr(archive.storage, "stage", stage)
        assert list(watcher.look()) == []
    assert count(archive, AccessionItem) == 0
    assert outcomes(looks(watcher, clock)) == {"a.jpg": "new"}


def test_names_that_are_no_text_are_taken_in(start: Any, folder: Path, clock: Clock) -> None:
    (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.jpg"))).write_bytes(jpeg())
    assert outcomes(looks(start(), clock)) == {"caf.jpg": "new"}


def test_what_belongs_together_may_come_minutes_apart(archive: Archive, start: Any, folder: Path, clock: Clock) -> None:
    (folder / "IMG_1.xmp").write_bytes(photos.xmp("<photoshop:Headline>Guests</photoshop:Headline>"))
    assert outcomes(looks(start(), clock)) == {"IMG_1.xmp": "waiting"}
    (folder / "IMG_1.DNG").write_bytes(dng(TAKEN))
    assert outcomes(looks(start(), clock)) == {"IMG_1.DNG": "new"}
    with archive.reading() as work:
        assert work.session.scalars(select(Asset.headline)).all() == ["Guests"]


def test_folders_within_can_be_events(archive: Archive, start: Any, folder: Path, clock: Clock) -> None:
    for name in ("2020-10-08 Окно в Корею", "Opening"):
        (folder / name).mkdir()
        (folder / name / "a.jpg").write_bytes(jpeg())
    (folder / "loose.jpg").write_bytes(jpeg())
    looks(start(folders_as_events=True), clock)
    with archive.reading() as work:
        rows = work.session.execute(select(Event.title, Event.starts_on).order_by(Event.id)).all()
    assert sorted((*title.items(), str(day)) for title, day in rows) == [
        (("en", "Opening"), "None"),
        (("ru", "Окно в Корею"), "2020-10-08"),
    ]


def test_a_folder_that_is_none_and_one_for_what_is_done_above_it_are_named(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    for watch in (Watch(tmp_path / "nowhere"), Watch(folder, done=tmp_path), Watch(folder, done=folder)):
        with pytest.raises(Invalid):
            Watcher(archive, COMMAND_LINE, watch)
