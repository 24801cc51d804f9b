"""The embedded engine keeps the contract, agrees with the reference, and loses nothing."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.engines.search_memory import MemorySearch
from archive.engines.search_whoosh import WhooshSearch, engine, merging
from archive.errors import IndexUnavailable
from archive.query.query import Query, Sort
from archive.query.tree import Node
from tests.engines.corpus import STATUSES, document, generated
from tests.engines.search_contract import EVERYONE, FACETS, SearchContract, find, ids, order
from tests.query.searches import trees

REPOSITORY = Path(__file__).parents[2]


class TestWhooshSearch(SearchContract):
    @classmethod
    def make(cls, folder: Path) -> WhooshSearch:
        made = WhooshSearch(folder / "index")
        made.rebuild([])
        return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of an empty index."""
    WhooshSearch(tmp_path / "index").rebuild([])
    return tmp_path / "index"


# The reference


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshSearch, MemorySearch]:
    """The two engines after the same history of puts and drops: many segments, many deletions."""
    ours, reference = WhooshSearch(tmp_path_factory.mktemp("index")), MemorySearch()
    ours.rebuild(generated(n, seed=2) for n in range(1, 150))
    reference.rebuild(generated(n, seed=2) for n in range(1, 150))
    chance = random.Random(5)
    for seed in range(3, 8):
        put = [generated(chance.randint(1, 300), seed) for _ in range(25)]
        drop = chance.sample(range(1, 300), 9)
        ours.write(put, drop)
        reference.write(put, drop)
    assert ours.versions() == reference.versions()
    return ours, reference


_choices = st.dictionaries(
    st.sampled_from(("event", "person", "year", "keyword", "camera", "status")),
    st.lists(st.sampled_from(("1", "2", "2020", "2019", "library", "NIKON D750", "draft", "none")), max_size=2).map(
        tuple
    ),
    max_size=2,
)


@given(
    tree=trees,
    statuses=st.frozensets(st.sampled_from((*STATUSES, "lost"))),
    selected=_choices,
    sort=st.sampled_from(Sort),
    facet_limit=st.sampled_from((3, 100)),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_search_is_answered_as_by_the_reference(
    both: tuple[WhooshSearch, MemorySearch],
    tree: Node,
    statuses: frozenset[str],
    selected: dict[str, tuple[str, ...]],
    sort: Sort,
    facet_limit: int,
) -> None:
    query = Query(statuses, tree, selected, FACETS, facet_limit, sort, limit=1_000)
    ours, expected = (one.find(query) for one in both)
    assert ours.total == expected.total
    assert ours.facets == expected.facets
    if sort is Sort.RELEVANCE:
        # Scores are rounded: one in a thousand may fall to the other side.
        scores = {hit.id: hit.score for hit in expected.hits}
        assert {hit.id: hit.score for hit in ours.hits} == pytest.approx(scores, abs=0.0021)
    else:
        assert order(ours) == order(expected)


def test_first_page_by_relevance_is_the_beginning_of_the_whole(
    both: tuple[WhooshSearch, MemorySearch],
) -> None:
    for text in ("library or кітап or 도서관", "kim", "a or the or of", "2020 or opening"):
        whole = order(find(both[0], text, limit=1_000))
        for limit in (1, 2, 5, 10, 60):
            assert order(find(both[0], text, limit=limit)) == whole[:limit]


# Processes and threads

_OTHER = """
import sys
from pathlib import Path
from archive.engines.search_whoosh import WhooshSearch
from tests.engines.corpus import document
engine = WhooshSearch(Path(sys.argv[1]))
"""


@pytest.fixture
def other(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process with an engine on the same index; it runs the lines that it is sent."""
    loop = _OTHER + "print('ready', flush=True)\nfor line in sys.stdin: exec(line)\n"
    process = subprocess.Popen(
        [sys.executable, "-c", loop, str(root)],
        cwd=REPOSITORY,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert told(process) == "ready"
    yield process
    process.stdin.close()  # type: ignore[union-attr]
    process.wait(10)
    process.stdout.close()  # type: ignore[union-attr]


def tell(process: subprocess.Popen[str], line: str) -> str:
    assert process.stdin
    process.stdin.write(line + "; print('done', flush=True)\n")
    process.stdin.flush()
    return told(process)


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_reader_sees_what_another_process_writes_within_a_second(root: Path, other: subprocess.Popen[str]) -> None:
    reader = WhooshSearch(root)
    assert find(reader).total == 0
    assert tell(other, "engine.write([document(1), document(2)], [])") == "done"
    written = time.monotonic()
    while find(reader).total != 2:
        assert time.monotonic() - written < 1
        time.sleep(0.01)
    assert tell(other, "engine.rebuild([document(7)])") == "done"
    time.sleep(engine.FRESH_SECONDS)
    assert ids(find(reader)) == {7}


def test_one_process_writes_at_a_time(root: Path, other: subprocess.Popen[str]) -> None:
    mine = WhooshSearch(root)
    assert tell(other, "held = engine.writing(); assert held.__enter__()") == "done"
    with mine.writing() as ours:
        assert not ours
    with pytest.raises(IndexUnavailable, match="Another process"):
        mine.write([document(1)], [])
    with pytest.raises(IndexUnavailable, match="Another process"):
        mine.rebuild([])
    assert tell(other, "held.__exit__(None, None, None)") == "done"
    mine.write([document(1)], [])
    assert mine.versions() == {1: 1}


def test_one_thread_and_one_engine_write_at_a_time(root: Path) -> None:
    first, second = WhooshSearch(root), WhooshSearch(root)
    answers = []

    def ask() -> None:
        for one in (first, second):
            with one.writing() as ours:
                answers.append(ours)

    with first.writing() as ours:
        assert ours
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    ask()
    assert answers == [False, False, True, True]


def write_until_killed(root: Path, first: int, acknowledge: int) -> None:
    """Write batches of ten, each under its number, and tell each number once it is written. In a child."""
    try:
        writer = WhooshSearch(root)
        for batch in itertools.count(first):
            writer.write([document(10 * batch + n, version=batch) for n in range(10)], [])
            os.write(acknowledge, b"%d\n" % batch)
    finally:
        os._exit(1)


def test_killed_writer_loses_nothing_that_it_acknowledged(root: Path) -> None:
    """SIGKILL at twenty moments: each batch is there whole or not at all, and each acknowledged one is."""
    chance = random.Random(9)
    acknowledged: set[int] = set()
    batches: dict[int, int] = {}
    for _ in range(20):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            write_until_killed(root, max(batches, default=0) + 1, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            acknowledged.add(int(told.readline()))
            time.sleep(chance.random() * 0.05)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged.update(map(int, told))
        batches = Counter(WhooshSearch(root).versions().values())
        assert set(batches.values()) == {10}
        assert batches.keys() >= acknowledged
    survivor = WhooshSearch(root, grace=0)
    survivor.write([document(1)], [])
    survivor.write([], [1])
    assert find(survivor, limit=0).total == 10 * len(batches)
    survivor.write([], [1])
    assert no_leftovers(root)


def test_forked_child_that_outlives_the_writer_does_not_keep_the_lock(root: Path) -> None:
    mine = WhooshSearch(root)
    with mine.writing():
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        with WhooshSearch(root).writing() as ours:
            assert ours
    finally:
        child.kill()
        child.wait()


def test_threads_read_while_one_writes_and_merges(root: Path) -> None:
    shared = WhooshSearch(root)
    shared.write([generated(n) for n in range(40)], [])
    failures: list[BaseException] = []
    done = threading.Event()

    def read(seed: int) -> None:
        chance = random.Random(seed)
        texts = (
            "library",
            "DSC_*",
            '"book corner"',
            "кітап or opening",
            "person:kim",
            "",
            "2020",
            "-opening",
        )
        try:
            while not done.is_set():
                hits = find(shared, chance.choice(texts), facets=FACETS, limit=1_000)
                assert hits.total == len(ids(hits))
                assert find(shared, limit=0).total == 40
        except BaseException as error:  # noqa: BLE001  # whatever it is, the main thread tells it
            failures.append(error)

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for reader in readers:
        reader.start()
    for round_ in range(8):
        shared.write([generated(n, seed=round_) for n in range(round_ % 10, 40, 10)], [])
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


# Upkeep


def no_leftovers(root: Path) -> bool:
    """Whether the folder holds one generation, of which each file is named by its one table of contents."""
    current = (root / "CURRENT").read_text().split('"')[3]
    assert {path.name for path in root.iterdir()} == {"CURRENT", "writer.lock", current}
    names = {path.name for path in (root / current).iterdir()}
    assert len([name for name in names if name.endswith(".toc")]) == 1
    assert not [name for name in names if ".tmp" in name or ".toc." in name]
    return True


def test_replaced_files_stay_for_the_grace_period_and_go_after_it(root: Path) -> None:
    patient, strict = WhooshSearch(root, grace=60), WhooshSearch(root, grace=0)
    for n in range(4):
        patient.write([document(n)], [])
    assert len(list(root.glob("*/*.toc"))) == 5
    patient.rebuild([document(1)])
    assert len([path for path in root.iterdir() if path.is_dir()]) == 2
    for n in range(12):
        strict.write([document(n)], [])
    strict.write([document(1)], [])
    assert len(list(root.glob("*/*.toc"))) <= 2
    assert len([path for path in root.iterdir() if path.is_dir()]) == 1


def segments_of(root: Path) -> int:
    return len(list(root.glob("*/*.trm")))


def test_many_small_commits_leave_few_segments(root: Path) -> None:
    busy = WhooshSearch(root, grace=0)
    for n in range(70):
        busy.write([document(n % 40)], [])
    busy.write([], [99])  # which sweeps what the last merge replaced
    assert segments_of(root) <= 2 * merging.CROWD
    assert busy.versions().keys() == set(range(40))


def test_at_rest_the_segments_become_fewer_and_nothing_is_lost(root: Path) -> None:
    busy = WhooshSearch(root, grace=0)
    for n in range(3):
        busy.write([document(10 * n + at) for at in range(10)], [])
    busy.write([], [n for n in range(30) if n % 10 > 2])
    while busy.tidy():
        pass
    busy.write([], [99])  # which sweeps what the merges replaced
    assert segments_of(root) <= 3
    assert busy.versions().keys() == {n for n in range(30) if n % 10 <= 2}
    assert not any(busy._newest_opened().deleted), "what was deleted is reclaimed"


@pytest.mark.parametrize(("batch", "rewrites"), [(1, 40), (50, 4), (500, 3)])
def test_segments_stay_few_and_documents_are_seldom_rewritten(batch: int, rewrites: int) -> None:
    sizes: list[merging.Size] = []
    rewritten = most = 0
    commits = 200_000 // batch if batch > 1 else 20_000
    for _ in range(commits):
        chosen = merging.in_passing(sizes)
        merged = sum(sizes[n].living for n in chosen)
        assert merged <= merging.BUDGET
        rewritten += merged
        sizes = [size for n, size in enumerate(sizes) if n not in chosen] + [merging.Size(batch + merged, 0)]
        most = max(most, len([size for size in sizes if size.living < merging.IN_PASSING[-1]]))
    total = sum(size.living for size in sizes)
    assert total == commits * batch
    assert most <= len(merging.IN_PASSING) * (merging.CROWD - 1) + 1
    assert rewritten <= rewrites * total


def test_at_rest_few_segments_remain_of_any_number() -> None:
    sizes = [merging.Size(25_000, 0)] * 40
    while chosen := merging.at_rest(sizes):
        merged = sum(sizes[n].living for n in chosen)
        assert merged <= merging.BUDGET
        sizes = [size for n, size in enumerate(sizes) if n not in chosen] + [merging.Size(merged, 0)]
    assert len(sizes) <= 20


def test_no_index_is_no_error_of_ours(tmp_path: Path) -> None:
    absent = WhooshSearch(tmp_path / "index")
    assert absent.needs_rebuild()
    with pytest.raises(IndexUnavailable, match="no search index yet"):
        find(absent)
    with pytest.raises(IndexUnavailable, match="no search index yet"):
        absent.write([document(1)], [])
    absent.rebuild([document(1)])
    assert ids(find(absent)) == {1}


def test_disk_that_refuses_leaves_the_old_index_and_frees_the_lock(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = WhooshSearch(root)
    mine.write([document(1)], [])

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        with pytest.raises(IndexUnavailable, match="No space left"):
            mine.write([document(2)], [1])
    assert ids(find(mine)) == {1}
    with WhooshSearch(root).writing() as ours:
        assert ours
    mine.write([document(3)], [])
    assert ids(find(mine)) == {1, 3}


def test_commit_is_on_disk_before_it_counts(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New files are synced before the table of contents is renamed, the folder before and after."""
    events: list[str] = []
    fsync, rename = os.fsync, os.rename

    def seen_fsync(handle: int) -> None:
        events.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    def seen_rename(source: str, target: str) -> None:
        events.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(os, "rename", seen_rename)
    WhooshSearch(root).write([document(1)], [])
    before, after = events[: events.index("rename")], events[events.index("rename") + 1 :]
    segment = {path.name for path in root.glob("*/MAIN_*.*")}
    assert segment <= set(before)
    assert before[-1] == after[0] == "000001"


def test_unknown_statuses_see_nothing(root: Path) -> None:
    mine = WhooshSearch(root)
    mine.write([document(1, status="secret")], [])
    assert find(mine, statuses=EVERYONE).total == 0
