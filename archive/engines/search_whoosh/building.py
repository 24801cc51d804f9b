"""A new generation from nothing: segment after segment, each by a process of its own where documents come in parts.

What is finished counts at once, in a table of contents of the unfinished generation, so a rebuild that was
interrupted goes on where it was. Processes share nothing: each is told a folder and a part.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

from archive.engines.search_whoosh.damage import Damaged
from archive.engines.search_whoosh.schema import schema
from archive.engines.search_whoosh.storage import DurableStorage, check, commit_contents, latest, read_contents
from archive.engines.search_whoosh.writing import write_entries
from archive.errors import IndexUnavailable
from archive.ports import DocumentPart
from archive.query.document import Document
from archive.query.entry import Entry, describe
from archive.text import Message

log = logging.getLogger(__name__)

SEGMENT = 25_000
"""Documents in one segment where they come as one stream: it bounds the memory that building takes."""
_PROCESSES = os.cpu_count() or 1


def _described(documents: Iterable[Document]) -> Iterator[Entry]:
    """Entries of all documents that can be analysed."""
    for document in documents:
        try:
            yield describe(document)
        except Exception:
            # Whatever one photo's words do to the analysis: the others shall be found, and the check names this one.
            log.exception("Photo %d cannot be indexed.", document.id)


def build(folder: Path, documents: Iterable[Document]) -> None:
    """All documents, one segment after the other."""
    storage = DurableStorage(folder)
    segments: list[Any] = []
    remaining = iter(_described(documents))
    while (segment := write_entries(storage, islice(remaining, SEGMENT))) is not None:
        segments.append(segment)
    commit_contents(storage, 0, schema(), segments)


def build_parts(folder: Path, parts: Sequence[DocumentPart]) -> None:
    """All parts that are not there yet, at most one a core at a time."""
    storage = DurableStorage(folder)
    segments = _finished(storage)
    there = {segment.part for segment in segments}
    missing = [part for part in parts if part.name not in there]
    number = latest(folder) + 1
    for segment in _built(folder, missing):
        segments.append(segment)
        commit_contents(storage, number, schema(), segments)
        number += 1
    if number == 0:
        commit_contents(storage, number, schema(), segments)


def _finished(storage: DurableStorage) -> list[Any]:
    """The segments of an earlier attempt that are whole."""
    try:
        found = read_contents(storage, latest(storage.path), schema())
    except (Damaged, OSError):
        return []
    return [segment for segment in found if _is_whole(storage, segment)]


def _is_whole(storage: DurableStorage, segment: Any) -> bool:
    try:
        for name, expected in segment.sums.items():
            check(storage.path / name, expected)
    except (Damaged, OSError):
        return False
    return True


def _built(folder: Path, parts: Sequence[DocumentPart]) -> Iterator[Any]:
    if len(parts) < 2 or _PROCESSES < 2:
        yield from filter(None, (_segment(folder, part) for part in parts))
        return
    # Started afresh and not forked: no lock, no thread and no open file of ours goes with them.
    pool = ProcessPoolExecutor(min(_PROCESSES, len(parts)), get_context("spawn"), _prepare)
    try:
        futures = as_completed([pool.submit(_segment, folder, part) for part in parts])
        yield from filter(None, (future.result() for future in futures))
    except BrokenProcessPool as error:
        raise IndexUnavailable(
            Message("A process that builds the search index was ended; what is finished is kept.")
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _segment(folder: Path, part: DocumentPart) -> Any:
    segment = write_entries(DurableStorage(folder), _described(part))
    if segment is not None:
        segment.part = part.name
    return segment


def _prepare() -> None:
    """Make a child one that lives for its parent alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the parent's to act on
    gc.freeze()
    gc.set_threshold(100_000)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    """End with the parent, however it ends."""
    connection.wait([sentinel])
    os._exit(1)
