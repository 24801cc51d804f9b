"""The port's engine: which snapshot answers, how a batch is committed, how a generation is replaced."""

from __future__ import annotations

import copy
import shutil
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from archive.engines.search_whoosh import merging
from archive.engines.search_whoosh.answering import Answering
from archive.engines.search_whoosh.building import build, build_parts
from archive.engines.search_whoosh.damage import Damaged, readable
from archive.engines.search_whoosh.finding import find
from archive.engines.search_whoosh.home import Generation, Home
from archive.engines.search_whoosh.lists import Collected, collect
from archive.engines.search_whoosh.schema import FORMAT, schema
from archive.engines.search_whoosh.segment import Cache, Segment
from archive.engines.search_whoosh.snapshot import Snapshot
from archive.engines.search_whoosh.storage import Broom, DurableStorage, commit_contents, latest, read_contents
from archive.engines.search_whoosh.writing import Source, write_merged
from archive.errors import IndexUnavailable
from archive.ports import PartedDocuments
from archive.query.document import Document
from archive.query.entry import describe, signature
from archive.query.query import FacetValue, Hits, Query
from archive.text import Message

FRESH_SECONDS = 0.05
"""For how long a snapshot answers before it is looked whether there is a newer one."""

GRACE_SECONDS = 60.0
"""How long files stay after nothing names them any more: a reader may be about to open them."""

CACHE_BYTES = 32 * 1024 * 1024
"""For postings with their places, which phrases need; what look-ups find in all segments is kept by the snapshots."""
VERIFY_SECONDS = 1.0
"""How often it is looked whether somebody wrote to a file of the index."""
REREAD_SECONDS = 30.0
"""How often the files of one segment are read again, whether anybody wrote to them or not."""

_ATTEMPTS = 4


class WhooshSearch:
    """A Whoosh index in a folder. Any threads of any processes read it, one of them at a time writes it."""

    def __init__(self, root: Path, *, grace: float = GRACE_SECONDS) -> None:
        self._home = Home(root, f"{signature()}-{FORMAT}")
        self._schema = schema()
        self._grace = grace
        self._broom = Broom(grace)
        self._cache = Cache(CACHE_BYTES)
        self._opening = threading.Lock()
        self._opened: _Opened | None = None
        self._answering = Answering()
        self._checked = 0.0
        self._changes = 0
        self._verified = self._reread = float("-inf")
        self._turn = 0

    def find(self, query: Query) -> Hits:
        """Answer a query, from what was committed at most a moment ago."""
        snapshot = self._snapshot()
        hits = find(snapshot, query)
        snapshot.warm_up()
        return hits

    def values(self, facet: str, statuses: frozenset[str], beginning: str, limit: int) -> Sequence[FacetValue]:
        """Values of a facet of which a word begins so."""
        return self._snapshot().values(facet, statuses, beginning, limit)

    def counts(self, facet: str, statuses: frozenset[str], values: Collection[str]) -> Mapping[str, int]:
        """How many visible photos have each of these values."""
        return self._snapshot().counts(facet, statuses, values)

    def similar_words(self, word: str, limit: int) -> Sequence[str]:
        """Words that a word may be a slip for."""
        return self._snapshot().similar_words(word, limit)

    def versions(self) -> Mapping[int, int]:
        """Document id to the version that it was made from."""
        self._look_again()
        return self._snapshot().versions()

    def needs_rebuild(self) -> bool:
        """True where there is no usable index. Raises IndexUnavailable where that cannot be told."""
        generation = self._home.current()
        if generation is None or not self._home.is_ours(generation) or self._home.unfinished():
            return True
        self._look_again()
        try:
            self._verify(self._newest_opened())
        except Damaged:
            return True
        return False

    def writing(self) -> AbstractContextManager[bool]:
        """Try to be the one writer."""
        return self._home.writing()

    def write(self, put: Sequence[Document], drop: Sequence[int]) -> None:
        """Replace and remove documents in one durable step."""
        # Analysed before anything is opened: a document that cannot be leaves the index untouched.
        entries = collect(map(describe, {document.id: document for document in put}.values()))
        ids = [*(document.id for document in put), *drop]
        with self._sole_writer():
            opened = self._to_write()
            self._broom.sweep(DurableStorage(opened.generation.folder), self._schema)
            deleted = opened.deleted_with(ids)
            if len(entries.rows) or deleted != opened.deleted:
                self._commit(opened, deleted, entries, merging.in_passing(opened.sizes(deleted)))
            self._home.sweep(self._grace)

    def tidy(self) -> bool:
        """Merge segments that have piled up; True where there may be more to do."""
        with self._sole_writer():
            opened = self._to_write()
            chosen = merging.at_rest(opened.sizes(opened.deleted))
            if chosen:
                self._broom.sweep(DurableStorage(opened.generation.folder), self._schema)
                self._commit(opened, opened.deleted, collect(()), chosen)
            return bool(chosen)

    def rebuild(self, documents: Iterable[Document], mark: int = 0) -> int:
        """Build a new generation beside the living one, then let it answer."""
        with self._sole_writer():
            self._home.sweep(self._grace)
            if isinstance(documents, PartedDocuments):
                # Whatever happens, what is finished stays for the next attempt.
                begun = self._home.unfinished() or self._home.begin(mark, resumable=True)
                build_parts(begun.folder, documents.parts())
            else:
                begun = self._home.begin(mark, resumable=False)
                try:
                    build(begun.folder, documents)
                except BaseException:
                    shutil.rmtree(begun.folder, ignore_errors=True)
                    raise
            self._home.switch(begun.folder)
            self._look_again()
            return begun.mark

    def _commit(
        self, opened: _Opened, deleted: Sequence[frozenset[int]], added: Collected, merged: Collection[int]
    ) -> None:
        """Write a table of contents: what is there without what was deleted, some of it merged, with what is new."""
        storage = DurableStorage(opened.generation.folder)
        segments = [
            _with_deleted(segment, gone)
            for number, (segment, gone) in enumerate(zip(opened.contents, deleted, strict=True))
            if number not in merged and len(gone) < segment.doc_count_all()
        ]
        sources: list[Source] = [*(opened.segments[number] for number in merged), added]
        new = write_merged(storage, sources, [*(deleted[number] for number in merged), frozenset()])
        if new is not None:
            segments.append(new)
        commit_contents(storage, opened.number + 1, self._schema, segments)
        self._look_again()

    def _to_write(self) -> _Opened:
        """The newest commit, if this code's analysis made it."""
        self._look_again()
        opened = self._newest_opened()
        if not self._home.is_ours(opened.generation):
            raise IndexUnavailable(
                Message("The search index is of another version and is being made anew. Try again soon.")
            )
        return opened

    def _usable(self) -> Generation:
        """The generation that answers. An older one does while the next is made, as far as it can be read."""
        generation = self._home.current()
        if generation is None:
            raise IndexUnavailable(Message("There is no search index yet; it is being made. Try again in a moment."))
        if not generation.layout.is_readable:
            raise IndexUnavailable(
                Message("The search index is of another version and is being made anew. Try again soon.")
            )
        return generation

    def _verify(self, opened: _Opened) -> None:
        now = time.monotonic()
        if now - self._verified > VERIFY_SECONDS:
            with readable():
                read_contents(DurableStorage(opened.folder), opened.number, self._schema)
            for segment in opened.segments:
                segment.verify()
            self._verified = now
        if opened.segments and now - self._reread > REREAD_SECONDS:
            # One after the other, for disks forget without anybody writing.
            self._turn += 1
            opened.segments[self._turn % len(opened.segments)].verify(again=True)
            self._reread = now

    def _snapshot(self) -> Snapshot:
        """What answers; only a process that is asked makes it."""
        return self._answering.snapshot(self._newest_opened)

    def _newest_opened(self) -> _Opened:
        """The newest commit; the one before while another thread is opening the newest."""
        opened = self._opened
        if opened and time.monotonic() - self._checked < FRESH_SECONDS:
            return opened
        # Zero means that the newest is wanted, as after a write of our own.
        if not self._opening.acquire(blocking=opened is None or not self._checked):
            return opened  # type: ignore[return-value]  # blocking, where there is none
        try:
            checked, changes = time.monotonic(), self._changes
            self._opened = opened = self._newest(self._opened)
            self._checked = checked if changes == self._changes else 0.0
            return opened
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
            generation = self._usable()
            number = latest(generation.folder)
            if opened and (opened.generation, opened.number) == (generation, number):
                return opened
            storage = DurableStorage(generation.folder)
            contents = read_contents(storage, number, self._schema)
        known = {segment.id: segment for segment in opened.segments} if opened else {}
        segments = [
            known.get(segment.segment_id()) or Segment(storage, segment, self._cache, generation.layout)
            for segment in contents
        ]
        return _Opened(generation, number, contents, segments)

    @contextmanager
    def _sole_writer(self) -> Iterator[None]:
        with self._home.writing() as ours:
            if not ours:
                raise IndexUnavailable(Message("Another process is writing the search index; try again in a moment."))
            try:
                yield
            except OSError as error:
                raise IndexUnavailable(
                    Message("The search index cannot be written: %(why)s.", why=error.strerror)
                ) from error


@dataclass(frozen=True)
class _Opened:
    """One commit: what its table of contents says, and its segments."""

    generation: Generation
    number: int
    contents: Sequence[Any]
    segments: Sequence[Segment]

    @property
    def folder(self) -> Path:
        """The folder of its generation."""
        return self.generation.folder

    @cached_property
    def deleted(self) -> Sequence[frozenset[int]]:
        """The numbers of the deleted documents of each segment."""
        return [frozenset(segment.deleted_docs()) for segment in self.contents]

    def deleted_with(self, ids: Sequence[int]) -> Sequence[frozenset[int]]:
        """The same if these were deleted too."""
        found = (np.flatnonzero(np.isin(segment.rows["id"], ids)).tolist() for segment in self.segments)
        return [gone.union(more) for gone, more in zip(self.deleted, found, strict=True)]

    def sizes(self, deleted: Sequence[frozenset[int]]) -> Sequence[merging.Size]:
        """How large each segment is, if so much of it is deleted."""
        return [
            merging.Size(len(s.rows) - len(gone), len(gone)) for s, gone in zip(self.segments, deleted, strict=True)
        ]


def _with_deleted(segment: Any, deleted: frozenset[int]) -> Any:
    """What a table of contents says of a segment, with these documents deleted; the one given stays as it is."""
    changed = copy.copy(segment)
    changed._deleted = set(deleted) or None  # noqa: SLF001  # Whoosh deletes them one by one only
    return changed
