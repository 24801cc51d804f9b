"""After a power cut files may be short, zeroed or changed: that is noticed, never believed, and healed by a rebuild."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.engines.search_whoosh import WhooshSearch, engine
from archive.errors import IndexUnavailable
from archive.query.query import Hits, Sort
from tests.engines.corpus import document, generated
from tests.engines.search_contract import FACETS, find, ids

SEARCHES = (
    "",
    "library",
    "DSC_*",
    '"book corner"',
    "person:kim",
    "caption:opening",
    "year:2019..2020",
    "-library",
    "кітап",
)
KINDS = (".toc", ".trm", ".pst", ".row.col", "_stored.col", "CURRENT")


def answers(index: WhooshSearch) -> list[Hits]:
    asked = [find(index, text, facets=FACETS, facet_limit=1_000, limit=1_000) for text in SEARCHES]
    return [*asked, *(find(index, "opening", sort=sort, limit=1_000) for sort in Sort)]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Hits]]:
    """An index of a few segments, and what it answers."""
    root = tmp_path_factory.mktemp("damage") / "index"
    made = WhooshSearch(root, grace=0)
    made.rebuild(generated(n) for n in range(60))
    made.write([generated(n, seed=1) for n in range(50, 70)], [3, 4])
    made.write([generated(n, seed=2) for n in range(65, 80)], [5])
    made.write([], [6])
    return root, answers(made)


@pytest.fixture
def root(sound: tuple[Path, list[Hits]], tmp_path: Path) -> Path:
    """The same index in a folder of one's own."""
    shutil.copytree(sound[0], tmp_path / "index")
    return tmp_path / "index"


def cut(content: bytearray, at: int) -> bytearray:
    return content[:at]


def zeroed(content: bytearray, at: int) -> bytearray:
    """As a file system leaves a block that was never written."""
    end = min(len(content), at + 4096)
    return content[:at] + bytes(end - at) + content[end:]


def flipped(content: bytearray, at: int) -> bytearray:
    content[at] ^= 1 << at % 8
    return content


def files(root: Path, kind: str) -> list[Path]:
    """The living files of a kind: of tables of contents only the newest one counts."""
    found = sorted(path for path in root.rglob(f"*{kind}") if path.is_file())
    return found[-1:] if kind == ".toc" else found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("harm", [cut, zeroed, flipped])
def test_no_damage_ever_makes_a_wrong_answer(
    root: Path,
    sound: tuple[Path, list[Hits]],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    harm: Callable[[bytearray, int], bytearray],
) -> None:
    """Neither in a process that opens the index afterwards, nor in one that has had it open."""
    monkeypatch.setattr(engine, "FRESH_SECONDS", 0.001)  # how long to wait before calling it damage
    chance = random.Random(f"{kind}{harm.__name__}")
    refused = 0
    for path in files(root, kind):
        content = path.read_bytes()
        for at in {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(8))}:
            harmed = bytes(harm(bytearray(content), at))
            if harmed == content:  # what was zeroed was zero
                continue
            living = WhooshSearch(root)
            assert find(living, "library").total == sound[1][1].total
            path.write_bytes(harmed)
            assert WhooshSearch(root).needs_rebuild(), f"byte {at} of {path.name}"
            for index in (living, WhooshSearch(root)):
                try:
                    assert answers(index) == sound[1], f"byte {at} of {path.name}"
                except IndexUnavailable:
                    refused += 1
            path.write_bytes(content)
    assert refused or kind == "_stored.col", "some of it must have mattered"


@pytest.mark.parametrize("kind", KINDS)
def test_running_process_notices_within_seconds_and_a_rebuild_heals(root: Path, kind: str) -> None:
    worker, reader = WhooshSearch(root), WhooshSearch(root)
    assert not worker.needs_rebuild()
    answers(reader)
    harmed = max(files(root, kind))
    harmed.write_bytes(bytes(zeroed(bytearray(harmed.read_bytes()), 0)))
    begun = time.monotonic()
    while not worker.needs_rebuild():
        assert time.monotonic() - begun < 3
        time.sleep(0.05)
    worker.rebuild([document(1)])
    assert not worker.needs_rebuild()
    time.sleep(engine.FRESH_SECONDS)
    assert ids(find(reader)) == {1}


def test_rot_that_changes_no_time_is_found_by_reading_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "REREAD_SECONDS", 0.0)
    worker = WhooshSearch(root)
    assert not worker.needs_rebuild()
    path = max(root.rglob("*.pst"))
    before = path.stat()
    path.write_bytes(bytes(flipped(bytearray(path.read_bytes()), 40)))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    begun = time.monotonic()
    while not worker.needs_rebuild():
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize("kind", [".trm", ".pst", ".row.col"])
def test_missing_file_is_said_and_reading_changes_nothing(root: Path, kind: str) -> None:
    files(root, kind)[0].unlink()
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    harmed = WhooshSearch(root)
    with pytest.raises(IndexUnavailable, match="needs a rebuild"):
        answers(harmed)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    assert harmed.needs_rebuild()


def test_lost_folder_is_noticed(root: Path) -> None:
    mine = WhooshSearch(root)
    assert not mine.needs_rebuild()
    shutil.rmtree(root)
    assert mine.needs_rebuild()
