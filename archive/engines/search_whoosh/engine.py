"""The port's engine: which snapshot answers, how a batch is committed, how a generation is replaced."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.index import TOC, FileIndex
from whoosh.writing import NO_MERGE, SegmentWriter

from archive.engines.search_whoosh import merging
from archive.engines.search_whoosh.home import Generation, Home
from archive.engines.search_whoosh.schema import codec, row, schema
from archive.engines.search_whoosh.segment import Cache, Damaged, Segment, readable
from archive.engines.search_whoosh.snapshot import Snapshot
from archive.engines.search_whoosh.storage import INDEX_NAME, Broom, DurableStorage, latest
from archive.errors import IndexUnavailable
from archive.query.document import Document
from archive.query.entry import describe, signature
from archive.query.query import Hits, Query

FRESH_SECONDS = 0.05
"""For how long a snapshot answers before it is looked whether there is a newer one."""

GRACE_SECONDS = 60.0
"""How long files stay after nothing names them any more: a reader may be about to open them."""

CACHE_BYTES = 64 * 1024 * 1024
REBUILD_BATCH = 25_000
"""Documents in one segment of a new generation: it bounds the memory that building takes."""

_ATTEMPTS = 4


class WhooshSearch:
    """A Whoosh index in a folder. Any threads of any processes read it, one of them at a time writes it."""

    def __init__(self, root: Path, *, grace: float = GRACE_SECONDS) -> None:
        self._home = Home(root)
        self._schema = schema()
        self._signature = signature()
        self._grace = grace
        self._broom = Broom(grace)
        self._cache = Cache(CACHE_BYTES)
        self._opening = threading.Lock()
        self._opened: _Opened | None = None
        self._checked = 0.0
        self._changes = 0

    def find(self, query: Query) -> Hits:
        """Answer a query, from what was committed at most a moment ago."""
        return self._snapshot().find(query)

    def versions(self) -> Mapping[int, int]:
        """Document id to the version that it was made from."""
        self._look_again()
        return self._snapshot().versions()

    def needs_rebuild(self) -> bool:
        """True where there is no usable index. Raises IndexUnavailable where that cannot be told."""
        generation = self._home.current()
        if generation is None or generation.signature != self._signature:
            return True
        self._look_again()
        try:
            self._snapshot()
        except Damaged:
            return True
        return False

    def writing(self) -> AbstractContextManager[bool]:
        """Try to be the one writer."""
        return self._home.writing()

    def write(self, put: Sequence[Document], drop: Sequence[int]) -> None:
        """Replace and remove documents in one durable step."""
        # Analysed before anything is opened: a document that cannot be leaves the index untouched.
        entries = {document.id: describe(document) for document in put}
        with self._sole_writer():
            generation = self._usable()
            storage = DurableStorage(generation.folder)
            self._broom.sweep(storage, self._schema)
            self._look_again()
            replaced = self._snapshot().documents([*entries, *drop])
            if entries or replaced:
                with self._batch(storage) as writer:
                    for number in replaced:
                        writer.delete_document(number)
                    for entry in entries.values():
                        writer.add_document(**row(entry))
                    writer.commit(mergetype=merging.in_passing)
            self._home.sweep(self._grace)
            self._look_again()

    def tidy(self) -> bool:
        """Merge segments that have piled up; True where there may be more to do."""
        with self._sole_writer():
            generation = self._usable()
            storage = DurableStorage(generation.folder)
            with storage.opening():
                toc = TOC.read(storage, INDEX_NAME, gen=latest(generation.folder), schema=self._schema)
            if not merging.is_worthwhile(toc.segments):
                return False
            self._broom.sweep(storage, self._schema)
            with self._batch(storage) as writer:
                writer.commit(mergetype=merging.at_rest)
            self._look_again()
            return True

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Build a new generation beside the living one, then let it answer."""
        with self._sole_writer():
            self._home.sweep(self._grace)
            folder = self._home.begin()
            try:
                storage = DurableStorage(folder)
                FileIndex.create(storage, self._schema, INDEX_NAME)
                remaining = iter(documents)
                while self._build(storage, islice(remaining, REBUILD_BATCH)) == REBUILD_BATCH:
                    pass
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            # Past this point the folder may be the living one, whatever goes wrong: never remove it here.
            self._home.switch(Generation(folder, self._signature))
            self._look_again()

    def _build(self, storage: DurableStorage, documents: Iterable[Document]) -> int:
        """Make a segment of some documents; how many there were."""
        with self._batch(storage) as writer:
            for document in documents:
                writer.add_document(**row(describe(document)))
            count = int(writer.doc_count())
            if count:
                writer.commit(mergetype=NO_MERGE)
            else:
                writer.cancel()
            return count

    def _usable(self) -> Generation:
        generation = self._home.current()
        if generation is None:
            raise IndexUnavailable("There is no search index yet; it is being made. Try again in a moment.")
        if generation.signature != self._signature:
            raise IndexUnavailable("The search index is of another version and is being made anew. Try again soon.")
        return generation

    def _snapshot(self) -> Snapshot:
        """The newest snapshot; the one before while another thread is opening the newest."""
        opened = self._opened
        if opened and time.monotonic() - self._checked < FRESH_SECONDS:
            return opened.snapshot
        # Zero means that the newest is wanted, as after a write of our own.
        if not self._opening.acquire(blocking=opened is None or not self._checked):
            return opened.snapshot  # type: ignore[union-attr]  # blocking, where there is none
        try:
            checked, changes = time.monotonic(), self._changes
            self._opened = opened = self._newest(self._opened)
            self._checked = checked if changes == self._changes else 0.0
            return opened.snapshot
        finally:
            self._opening.release()

    def _look_again(self) -> None:
        self._changes += 1
        self._checked = 0.0

    def _newest(self, opened: _Opened | None) -> _Opened:
        # A commit or a rebuild may replace files between our looking and our opening: look again
        # before calling it damage.
        for _ in range(_ATTEMPTS - 1):
            with suppress(Damaged):
                return self._open(opened)
            time.sleep(FRESH_SECONDS)
        return self._open(opened)

    def _open(self, opened: _Opened | None) -> _Opened:
        with readable():
            folder = self._usable().folder
            number = latest(folder)
            if opened and (opened.folder, opened.number) == (folder, number):
                return opened
            storage = DurableStorage(folder)
            with storage.opening():
                toc = TOC.read(storage, INDEX_NAME, gen=number, schema=self._schema)
        known = {segment.id: segment for segment in opened.snapshot.segments} if opened else {}
        segments = [
            known.get(segment.segment_id()) or Segment(storage, self._schema, segment, self._cache)
            for segment in toc.segments
        ]
        return _Opened(folder, number, Snapshot(segments, [tuple(s.deleted_docs()) for s in toc.segments]))

    @contextmanager
    def _sole_writer(self) -> Iterator[None]:
        with self._home.writing() as ours:
            if not ours:
                raise IndexUnavailable("Another process is writing the search index; try again in a moment.")
            try:
                yield
            except OSError as error:
                raise IndexUnavailable(f"The search index cannot be written: {error.strerror}.") from error

    @contextmanager
    def _batch(self, storage: DurableStorage) -> Iterator[Any]:
        """A Whoosh writer that is done with afterwards, committed or not."""
        index = FileIndex(storage, self._schema, INDEX_NAME)
        # Not compound: else each opened segment is copied into memory. No lock of Whoosh's, ours is held.
        writer = SegmentWriter(index, codec=codec(), _lk=False, compound=False)
        try:
            yield writer
        except BaseException:
            # The first error is the one to tell of; what cancelling leaves, the next sweep removes.
            with suppress(Exception):
                writer.cancel()
            raise


@dataclass(frozen=True, slots=True)
class _Opened:
    """A snapshot, and the commit that it is of."""

    folder: Path
    number: int
    snapshot: Snapshot
