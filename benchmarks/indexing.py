"""Building the index from the database and committing to it, beside Whoosh's own writer given the same terms.

Whoosh's writer gets terms that are analysed already and keeps no places, which is less.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.index import FileIndex, create_in

from archive import wiring
from archive.engines.search_whoosh import WhooshSearch
from archive.query.document import Document
from archive.query.entry import Space, describe
from archive.services import indexing
from archive.settings import Settings
from archive.work import Archive
from benchmarks import corpus
from benchmarks.figures import Timing

PHOTOS = int(os.environ.get("BENCH_DOCUMENTS", "100000"))
COMMITS, BATCH = 200, 50
STOCK_PHOTOS, STOCK_COMMITS = 4_000, 20


def run() -> None:
    """Print photos a second, and milliseconds a commit, of both."""
    with tempfile.TemporaryDirectory() as name:
        archive = wiring.open_archive(Settings(home=Path(name)))
        corpus.fill(archive, PHOTOS)
        print(f"Indexing {PHOTOS} photos on {os.cpu_count()} cores")
        figures = _building(archive) | _committing(archive) | _stock(archive, Path(name) / "stock")
        archive.close()
    print(json.dumps({"indexing": {name: round(value, 1) for name, value in figures.items()}}))


def _building(archive: Archive) -> dict[str, float]:
    cpu, begun = _children_seconds(), time.perf_counter()
    indexing.rebuild(archive)
    seconds = time.perf_counter() - begun
    rate, cpu = PHOTOS / seconds, _children_seconds() - cpu
    index = archive.settings.index
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1e6
    heaviest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    begun = time.perf_counter()
    WhooshSearch(index).needs_rebuild()
    opened = time.perf_counter() - begun
    print(f"  building        {rate:7.0f} photos/s, {cpu / PHOTOS * 1e6:.0f} us of a core each; {size:.0f} MB")
    print(f"                  {heaviest:7.0f} MB in the largest process; opened and verified in {opened:.2f} s")
    return {"photos_a_second": rate, "core_us": cpu / PHOTOS * 1e6, "megabytes": size, "child_mb": heaviest}


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _committing(archive: Archive) -> dict[str, float]:
    figures: dict[str, float] = {}
    chance = random.Random(1)
    for size in (1, BATCH):
        times, used = [], []
        for _ in range(COMMITS):
            documents = _documents(archive, chance.sample(range(1, PHOTOS + 1), size))
            begun, cpu = time.perf_counter(), time.process_time()
            archive.search.write(documents, [])
            times.append((time.perf_counter() - begun) * 1000)
            used.append((time.process_time() - cpu) * 1000)
        timing, cpu_timing = Timing.of(times), Timing.of(used)
        print(f"  commit of {size:3}  {timing} ms p50 / p95, merges among them; of a core {cpu_timing}")
        figures |= {f"commit_{size}_p50": timing.p50, f"commit_{size}_p95": timing.p95}
        figures |= {f"commit_{size}_core_p50": cpu_timing.p50, f"commit_{size}_core_p95": cpu_timing.p95}
    begun = time.perf_counter()
    while archive.search.tidy():
        pass
    print(f"  tidying         {time.perf_counter() - begun:7.1f} s")
    return figures


def _documents(archive: Archive, ids: Sequence[int]) -> list[Document]:
    with archive.reading() as work:
        return [d for number in ids for d in indexing.all_documents(work.session, number, number)]


def _stock(archive: Archive, folder: Path) -> dict[str, float]:
    """Whoosh's own writer: a first segment, then commits to it."""
    with archive.reading() as work:
        documents = list(islice(indexing.all_documents(work.session), STOCK_PHOTOS))
    rows = [_stock_row(document) for document in documents]
    folder.mkdir()
    schema = fields.Schema(
        id=fields.ID(unique=True),
        **{str(space): fields.KEYWORD() for space in Space},
        facets=fields.KEYWORD(commas=True),
    )
    index = create_in(str(folder), schema)
    seconds = _timed(lambda: _stock_commit(index, rows)) / 1000
    times = [
        _timed(lambda at=at: _stock_commit(index, rows[at * BATCH : (at + 1) * BATCH], update=True))
        for at in range(STOCK_COMMITS)
    ]
    rate, p50 = len(rows) / seconds, statistics.median(times)
    print(f"  Whoosh's writer {rate:7.0f} photos/s in one process; commit of {BATCH} to {len(rows)}: {p50:.0f} ms")
    return {"stock_photos_a_second": rate, "stock_commit": p50}


def _stock_row(document: Document) -> dict[str, str]:
    entry = describe(document)
    spaces = {str(space): " ".join(terms) for space, terms in entry.spaces.items()}
    return {"id": str(entry.id), **spaces, "facets": ",".join(v for values in entry.facets.values() for v in values)}


def _stock_commit(index: FileIndex, rows: Sequence[dict[str, str]], *, update: bool = False) -> None:
    writer = index.writer(compound=False)
    for row in rows:
        (writer.update_document if update else writer.add_document)(**row)
    writer.commit()


def _timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
