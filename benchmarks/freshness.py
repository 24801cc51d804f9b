"""How soon a change is found: edits of one photo while a worker indexes and a full-speed ingest runs."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import wiring
from archive.model import Actor, Role
from archive.query.parse import parse
from archive.query.query import Query
from archive.services import indexing, tagging
from archive.settings import Settings
from archive.work import Archive
from benchmarks import corpus, ingest

PHOTOS = int(os.environ.get("BENCH_DOCUMENTS", "100000"))
EDITS = 60
LONGEST = 30.0


def run() -> None:
    """Print p50 and p95 of the seconds from "saved" to "found", at rest and during an ingest."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        archive = wiring.open_archive(Settings(home=home))
        corpus.fill(archive, PHOTOS)
        indexing.catch_up(archive)
        files = home / "files"
        files.mkdir()
        ingest.write_photographs(files)
        print(f"From saved to found, {PHOTOS} photos, seconds")
        figures = {}
        with _running(home, "worker"):
            figures["rest"] = _measured(archive, "at rest")
            with _running(home, "ingest", str(files)):
                figures["ingest"] = _measured(archive, "during an ingest")
        archive.close()
    print(json.dumps({"freshness": figures}))


def _measured(archive: Archive, label: str) -> dict[str, float]:
    times = sorted(_edit(archive, number) for number in range(1, EDITS + 1))
    figures = {"p50": statistics.median(times), "p95": times[int(EDITS * 0.95)]}
    print(f"  {label:17} p50 {figures['p50']:.2f}, p95 {figures['p95']:.2f}")
    return figures


def _edit(archive: Archive, number: int) -> float:
    word = f"fresh{time.monotonic_ns():x}"
    with archive.begin(Actor(Role.ARCHIVIST, "bench")) as work:
        tagging.edit(work, [number], tagging.AssetChange(texts={"headline": word}))
    saved = time.monotonic()
    query = Query(statuses=frozenset({"draft", "published"}), tree=parse(word, work.now.date()).tree)
    while time.monotonic() - saved < LONGEST:
        if archive.search.find(query).total:
            return time.monotonic() - saved
        time.sleep(0.01)
    return LONGEST


@contextmanager
def _running(home: Path, *command: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "archive.cli", *command],
        env=os.environ | {"TEREZE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)
