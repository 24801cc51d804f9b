"""A rebuild: by several processes at once, gone on with after a kill, while the index before it answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from zlib import crc32

import pytest

from archive.engines.search_whoosh import WhooshSearch, building, engine
from archive.errors import IndexUnavailable
from tests.engines.corpus import document, generated
from tests.engines.parts import Parts
from tests.engines.reading_back import assert_whole
from tests.engines.search_contract import find, ids

REPOSITORY = Path(__file__).parents[2]

_REBUILD = """
import sys
from pathlib import Path
from archive.engines.search_whoosh import WhooshSearch
from tests.engines.parts import Parts
seconds = [float(each) for each in sys.argv[3].split(",")]
WhooshSearch(Path(sys.argv[1])).rebuild(Parts(100, Path(sys.argv[2]), seconds=seconds), mark=7)
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where parts tell that they were read."""
    folder = tmp_path / "told"
    folder.mkdir()
    return folder


def read(told: Path) -> dict[str, int]:
    """The parts that were begun, with the process that read each."""
    return {path.stem: int(path.suffix[1:]) for path in told.iterdir()}


def killed(root: Path, told: Path, seconds: str, begun: int, finished: int = 0) -> None:
    """Rebuild in another process, and kill that one once so many parts are begun and so many on disk."""
    process = subprocess.Popen([sys.executable, "-c", _REBUILD, str(root), str(told), seconds], cwd=REPOSITORY)
    started = time.monotonic()
    while len(read(told)) < begun or (finished and not list(root.glob(f"*/_MAIN_{finished - 1}.toc"))):
        assert process.poll() is None
        assert time.monotonic() - started < 60
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_parts_are_built_by_other_processes_and_all_is_there(tmp_path: Path, told: Path) -> None:
    root = tmp_path / "index"
    index = WhooshSearch(root)
    assert index.rebuild(Parts(100, told), mark=5) == 5
    assert read(told).keys() == {"0-20", "20-40", "40-60", "60-80", "80-100"}
    if building._PROCESSES > 1:
        assert os.getpid() not in read(told).values()
    assert assert_whole(root, lambda number, _: generated(number)).keys() == {*range(100)}
    assert not index.needs_rebuild()


def test_killed_rebuild_is_gone_on_with_and_nothing_finished_is_done_again(tmp_path: Path, told: Path) -> None:
    root = tmp_path / "index"
    WhooshSearch(root).rebuild([document(1)])
    killed(root, told, "0,0,60,60,60", begun=4, finished=2)
    survivor = WhooshSearch(root, grace=0)
    assert ids(find(survivor)) == {1}, "the index before answers"
    assert survivor.needs_rebuild()
    survivor.write([document(2)], [])  # which sweeps, and leaves what is to be gone on with
    again = told.with_name("again")
    again.mkdir()
    assert survivor.rebuild(Parts(100, again), mark=9) == 7, "the mark of the attempt that the first parts are of"
    assert read(again).keys() == {"40-60", "60-80", "80-100"}
    assert assert_whole(root, lambda number, _: generated(number)).keys() == {*range(100)}
    assert not survivor.needs_rebuild()
    assert survivor.rebuild(Parts(100, again), mark=11) == 11, "the next one begins anew"


def test_children_end_with_their_parent_and_hold_no_lock(tmp_path: Path, told: Path) -> None:
    root = tmp_path / "index"
    killed(root, told, "60,60,60,60,60", begun=min(2, building._PROCESSES))
    with WhooshSearch(root).writing() as ours:
        assert ours
    children = set(read(told).values())
    begun = time.monotonic()
    while any(Path(f"/proc/{child}/stat").exists() and not is_zombie(child) for child in children):
        assert time.monotonic() - begun < 5
        time.sleep(0.05)


def is_zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_damaged_part_of_an_interrupted_rebuild_is_done_again(tmp_path: Path, told: Path) -> None:
    root = tmp_path / "index"
    killed(root, told, "0,0,60,60,60", begun=4, finished=2)
    for path in root.glob("*/*.pst"):
        path.write_bytes(bytes(path.stat().st_size))
    again = told.with_name("again")
    again.mkdir()
    survivor = WhooshSearch(root)
    survivor.rebuild(Parts(100, again))
    assert "0-20" in read(again)
    assert assert_whole(root, lambda number, _: generated(number)).keys() == {*range(100)}


def test_rebuild_for_another_analysis_begins_anew(tmp_path: Path, told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "index"
    killed(root, told, "0,0,60,60,60", begun=4, finished=2)
    again = told.with_name("again")
    again.mkdir()
    monkeypatch.setattr(engine, "signature", lambda: "of another version")
    assert WhooshSearch(root, grace=0).rebuild(Parts(100, again), mark=9) == 9
    assert len(read(again)) == 5
    WhooshSearch(root, grace=0).write([], [1])
    assert len([path for path in root.iterdir() if path.is_dir()]) == 1


def test_document_that_cannot_be_analysed_costs_itself_only(tmp_path: Path) -> None:
    index = WhooshSearch(tmp_path / "index")
    index.rebuild([document(1), document(2, captured="yesterday"), document(3)])
    assert index.versions().keys() == {1, 3}


def test_index_of_another_analysis_answers_until_it_is_replaced(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    WhooshSearch(root).write([document(1, headline="Window")], [])
    monkeypatch.setattr(engine, "signature", lambda: "of another version")
    newer = WhooshSearch(root)
    assert newer.needs_rebuild()
    assert ids(find(newer, "window")) == {1}
    with pytest.raises(IndexUnavailable, match="another version"):
        newer.write([document(2)], [])
    newer.rebuild([document(3)])
    assert not newer.needs_rebuild()
    assert newer.versions() == {3: 1}


def test_index_of_another_layout_answers_as_far_as_it_can_be_read(root: Path) -> None:
    """Fields have come, gone and changed their order since: numbers are found by name, and so are zones."""
    WhooshSearch(root).write([document(1, headline="Window", captions={"en": "library"}, iso=400)], [])
    pointer = root / "CURRENT"
    told = json.loads(pointer.read_text().split("\n")[0])
    zones = told["layout"]["zones"]
    headline, caption = zones.index("headline"), zones.index("caption")
    zones[headline], zones[caption] = zones[caption], zones[headline]
    columns = told["layout"]["columns"]
    columns[columns.index("number_iso")] = "number_of_a_field_that_is_gone"
    told["signature"] = "older"
    text = json.dumps(told)
    pointer.write_text(f"{text}\n{crc32(text.encode())}\n")
    older = WhooshSearch(root)
    assert older.needs_rebuild()
    assert ids(find(older, "window library")) == {1}
    # The files have it the other way round from what this pointer says.
    assert ids(find(older, "caption:window")) == ids(find(older, "headline:library")) == {1}
    assert not ids(find(older, "headline:window"))
    assert not ids(find(older, "iso:400"))


def test_index_of_an_unknown_format_is_refused_until_it_is_replaced(root: Path) -> None:
    pointer = root / "CURRENT"
    told = json.loads(pointer.read_text().split("\n")[0])
    told["layout"]["format"], told["signature"] = 1, "older"
    text = json.dumps(told)
    pointer.write_text(f"{text}\n{crc32(text.encode())}\n")
    older = WhooshSearch(root)
    assert older.needs_rebuild()
    with pytest.raises(IndexUnavailable, match="another version"):
        find(older)
    older.rebuild([document(3)])
    assert ids(find(older)) == {3}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of an empty index."""
    WhooshSearch(tmp_path / "index").rebuild([])
    return tmp_path / "index"
