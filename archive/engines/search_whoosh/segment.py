"""One immutable segment of the index as arrays: decoded once, kept in a bounded cache, shared by threads.

The only module that reads Whoosh's posting blocks themselves; hence the exact version of it in use.
"""
# ruff: noqa: SLF001  # Whoosh offers postings one by one only, which takes ten times as long

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pickle import loads
from typing import Any
from zlib import decompress

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.schema import FACET_COLUMN, ROW, ROW_FIELD, facet_field, sealed
from archive.engines.search_whoosh.storage import DurableStorage
from archive.errors import IndexUnavailable
from archive.query.entry import Space


class Damaged(IndexUnavailable):
    """The index's files are missing or make no sense: only a rebuild helps."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents of one term, ascending, with the term's weight and places in each.

    The places of document ``n`` are ``places[starts[n]:starts[n + 1]]``.
    """

    docs: NDArray[np.int32]
    weights: NDArray[np.float32]
    places: NDArray[np.uint32]
    starts: NDArray[np.int64]

    @property
    def size(self) -> int:
        """Bytes that it occupies, about."""
        return 400 + self.docs.nbytes + self.weights.nbytes + self.places.nbytes + self.starts.nbytes


NO_POSTINGS = Postings(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.uint32), np.zeros(1, np.int64))


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """A facet in one segment: its values, and which document has which."""

    values: tuple[str, ...]
    docs: NDArray[np.int32]
    ordinals: NDArray[np.int32]


class Cache:
    """The postings used last, up to a number of bytes."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Postings] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Postings | None:
        """What was kept, if it still is."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, postings: Postings) -> None:
        """Keep it, and let go of what was not used for longest."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = postings
            self._size += postings.size
            while self._size > self._budget and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1].size


class Segment:
    """One segment. What was deleted of it since is the snapshot's affair."""

    def __init__(self, storage: DurableStorage, schema: Any, segment: Any, cache: Cache) -> None:
        self.id: str = segment.segment_id()
        self._storage = storage
        self._segment = segment
        self._schema = schema
        self._cache = cache
        self._facets: dict[str, FacetColumn] = {}
        # Whoosh's files have one cursor each: whoever decodes has it alone.
        self._cursor = threading.Lock()
        with readable(), storage.opening():
            self._codec = segment.codec()
            with storage.open_file(self._codec.column_filename(segment, ROW_FIELD)) as file:
                self.rows: NDArray[Any] = np.frombuffer(file.read(), ROW)
            if len(self.rows) != segment.doc_count_all() or not np.array_equal(self.rows["seal"], sealed(self.rows)):
                raise Damaged("The search index is incomplete; it needs a rebuild.")
            self._terms = self._codec.terms_reader(storage, segment)
        weakref.finalize(self, self._terms.close)

    def postings(self, field: str, text: str) -> Postings:
        """The documents of a term."""
        key = (self.id, field, text)
        if (found := self._cache.get(key)) is None:
            with self._cursor, readable():
                found = self._decoded(field, text.encode())
            self._cache.keep(key, found)
        return found

    def beginning(self, space: Space, text: str) -> Postings:
        """The documents of all terms that begin so."""
        key = (self.id, space, text, "*")
        if (found := self._cache.get(key)) is None:
            with self._cursor, readable():
                found = _merged([self._decoded(space, term) for term in self._terms_from(space, text.encode())])
            self._cache.keep(key, found)
        return found

    def facet(self, name: str) -> FacetColumn:
        """The values of a facet."""
        if name not in self._facets:
            with readable(), self._storage.opening():
                self._facets[name] = self._read_facet(facet_field(name))
        return self._facets[name]

    def _read_facet(self, field: str) -> FacetColumn:
        size = len(self.rows)
        name = self._codec.column_filename(self._segment, field)
        with self._storage.open_file(name) as file:
            reader = FACET_COLUMN.reader(file, 0, self._storage.file_length(name), size)
            ends = np.cumsum(np.array(reader._lengths, np.int64))
            text = file.get(0, int(ends[-1]))
        found = text.split(b"\0")[:-1]
        ordinal_of = {value: n for n, value in enumerate(dict.fromkeys(found))}
        if b"" in ordinal_of:
            raise Damaged("The search index is damaged and needs a rebuild.")
        closed_at = np.flatnonzero(np.frombuffer(text, np.uint8) == 0)
        return FacetColumn(
            tuple(value.decode() for value in ordinal_of),
            np.searchsorted(ends, closed_at, side="right").astype(np.int32),
            np.fromiter(map(ordinal_of.__getitem__, found), np.int32, len(found)),
        )

    def _terms_from(self, field: str, start: bytes) -> Iterator[bytes]:
        if field not in self._terms.indexed_field_names():
            return
        for found, term in self._terms.terms_from(field, start):
            if found != field or not term.startswith(start):
                return
            yield term

    def _decoded(self, field: str, term: bytes) -> Postings:
        """Read a term's posting blocks whole."""
        if (field, term) not in self._terms:
            return NO_POSTINGS
        matcher = self._terms.matcher(field, term, self._schema[field].format)
        docs: list[NDArray[np.int64]] = []
        weights: list[NDArray[np.float32]] = []
        payloads: list[bytes] = []
        while matcher.is_active():
            raw = matcher._postfile.get(matcher._dataoffset, matcher._nextoffset - matcher._dataoffset)
            # An index is trusted as code is: whoever can write there can do worse.
            deltas, weight, values = loads(decompress(raw) if matcher._compression else raw)  # noqa: S301
            docs.append(np.cumsum(deltas, dtype=np.int64))
            weights.append(np.full(len(deltas), 1.0 if weight is None else weight, np.float32))
            payloads.extend(values or ())
            matcher._next_block()
        places = np.frombuffer(b"".join(payloads), np.uint32)
        lengths = np.fromiter(map(len, payloads), np.int64, len(payloads)) // places.itemsize
        return Postings(
            np.concatenate(docs).astype(np.int32),
            np.concatenate(weights),
            places,
            np.concatenate(([0], np.cumsum(lengths))),
        )


def _merged(parts: list[Postings]) -> Postings:
    """Several terms as one; places in ascending order within each document."""
    if len(parts) < 2:
        return parts[0] if parts else NO_POSTINGS
    owners = np.concatenate([np.repeat(part.docs, np.diff(part.starts)) for part in parts]).astype(np.int64)
    places = np.concatenate([part.places for part in parts])
    order = np.argsort(owners << 32 | places)
    docs, counts = np.unique(owners, return_counts=True)
    weights = np.bincount(
        np.concatenate([part.docs for part in parts]), np.concatenate([part.weights for part in parts])
    )
    return Postings(
        docs.astype(np.int32),
        weights[docs].astype(np.float32),
        places[order],
        np.concatenate(([0], np.cumsum(counts))),
    )


@contextmanager
def readable() -> Iterator[None]:
    """Tell damage from refusal. Damaged bytes make Whoosh raise anything, even a bare Exception."""
    try:
        yield
    except IndexUnavailable:
        raise
    except FileNotFoundError as error:
        raise Damaged("A file of the search index is missing; it needs a rebuild.") from error
    except OSError as error:
        raise IndexUnavailable(f"The search index cannot be read: {error.strerror}.") from error
    except Exception as error:
        raise Damaged(f"The search index is damaged and needs a rebuild: {error}.") from error
