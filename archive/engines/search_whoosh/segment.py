"""One immutable segment of the index as arrays: decoded once, kept in a bounded cache, shared by threads.

All of its files are compared with their sums before anything in them is believed.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec

from archive.engines.search_whoosh import dictionary
from archive.engines.search_whoosh.blocks import NO_POSTINGS, PostingLists, Postings, starts_of, unpack, unpack_all
from archive.engines.search_whoosh.damage import DAMAGED, Damaged, readable
from archive.engines.search_whoosh.dictionary import NO_TERMS, Terms
from archive.engines.search_whoosh.schema import LAYOUT, NO_NUMBER, ROW, ROW_FIELD, Layout, facet_field
from archive.engines.search_whoosh.storage import DurableStorage, check, verified
from archive.query.entry import ZONE_BITS, Space

__all__ = ["NO_POSTINGS", "Cache", "FacetColumn", "Postings", "Segment"]


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """A facet in one segment: its values, ascending, and which document has which, by document."""

    values: Sequence[str]
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

    def __init__(self, storage: DurableStorage, segment: Any, cache: Cache, layout: Layout = LAYOUT) -> None:
        self.id: str = segment.segment_id()
        self._files = {storage.path / name: expected for name, expected in segment.sums.items()}
        self._stamps: Mapping[Path, tuple[int, int]] = {}
        self._cache = cache
        self._zones = _renumbered(layout)
        with readable():
            self._posts = os.open(storage.path / segment.make_filename(W3Codec.POSTS_EXT), os.O_RDONLY | os.O_CLOEXEC)
            weakref.finalize(self, os.close, self._posts)
            row_file = storage.path / W3Codec.column_filename(segment, ROW_FIELD)
            self.rows = _rows(self._content(row_file), segment.doc_count_all(), layout)
            term_file = storage.path / segment.make_filename(W3Codec.TERMS_EXT)
            self._terms: Mapping[str, Terms] = dictionary.read(self._content(term_file))

    def _content(self, path: Path) -> bytes:
        return verified(path, self._files[path])

    def verify(self, *, again: bool = False) -> None:
        """Read all files unless that was done, and nobody wrote to one since. Raises Damaged."""
        with readable():
            found = {path: path.stat() for path in self._files}
            stamps = {path: (status.st_size, status.st_mtime_ns) for path, status in found.items()}
            if again or stamps != self._stamps:
                for path, expected in self._files.items():
                    check(path, expected)
                self._stamps = stamps

    def lexicon(self, field: str) -> Terms:
        """The terms of a field in ascending order, with how many documents had each when this was written."""
        return self._terms.get(field, NO_TERMS)

    def postings(self, field: str, text: str) -> Postings:
        """The documents of a term."""
        key = (self.id, field, text)
        if (found := self._cache.get(key)) is None:
            terms = self.lexicon(field)
            at = terms.at(text)
            found = NO_POSTINGS if at is None else self._decoded(terms, at)
            self._cache.keep(key, found)
        return found

    def beginning(self, space: Space, text: str) -> Postings:
        """The documents of all terms that begin so."""
        key = (self.id, space, text, "*")
        if (found := self._cache.get(key)) is None:
            found = _united(self._all_beginning(space, text))
            self._cache.keep(key, found)
        return found

    def weights_of_beginning(self, space: Space, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The same without places, which takes a fraction of the time: documents, and what each weighs."""
        parts = self._all_beginning(space, text)
        if len(parts) < 2:
            return (parts[0].docs, parts[0].weights) if parts else (NO_POSTINGS.docs, NO_POSTINGS.weights)
        weights = np.bincount(
            np.concatenate([part.docs for part in parts]), np.concatenate([part.weights for part in parts])
        )
        docs = np.flatnonzero(weights)
        return docs.astype(np.int32), weights[docs].astype(np.float32)

    def _all_beginning(self, space: Space, text: str) -> list[Postings]:
        terms = self.lexicon(space)
        return [self._decoded(terms, at) for at in terms.beginning(text)]

    def facet(self, name: str) -> FacetColumn:
        """The values of a facet; nothing of it is kept, a snapshot reads it once."""
        terms = self.lexicon(facet_field(name))
        several = np.flatnonzero(terms.sizes > 1)
        ordinals = np.repeat(np.arange(len(terms.texts), dtype=np.int32), terms.sizes)
        docs = np.repeat(terms.first, terms.sizes)
        # Of a value that one document has, the dictionary names it: most file names are such.
        with readable():
            lists = unpack_all((), [self._block(terms, at) for at in several.tolist()])
        docs[np.repeat(terms.sizes > 1, terms.sizes)] = lists.docs
        by_doc = np.argsort(docs, kind="stable")
        return FacetColumn(terms.texts, docs[by_doc], ordinals[by_doc])

    def lists(self, field: str) -> PostingLists:
        """All posting lists of a field, for merging; nothing of it is kept."""
        terms = self.lexicon(field)
        if not len(terms.texts):
            return unpack_all((), ())
        # They lie one after the other.
        begin, end = int(terms.offsets[0]), int(terms.offsets[-1] + terms.lengths[-1])
        read = self._read(begin, end - begin)
        starts = (terms.offsets - begin).tolist()
        with readable():
            return unpack_all(
                terms.texts, [read[a : a + size] for a, size in zip(starts, terms.lengths.tolist(), strict=True)]
            )

    def _decoded(self, terms: Terms, at: int) -> Postings:
        with readable():
            return self._rezoned(unpack(self._block(terms, at)))

    def _block(self, terms: Terms, at: int) -> bytes:
        return self._read(int(terms.offsets[at]), int(terms.lengths[at]))

    def _read(self, offset: int, length: int) -> bytes:
        # Read and not mapped: it needs no cursor, no lock, and a file cut short is an error and not the end of us.
        with readable():
            return os.pread(self._posts, length, offset)

    def _rezoned(self, postings: Postings) -> Postings:
        """Postings of an older layout with the zones of today."""
        if self._zones is None:
            return postings
        zones = self._zones[postings.places >> ZONE_BITS]
        owners = np.repeat(np.arange(len(postings.docs)), np.diff(postings.starts))[zones >= 0]
        places = postings.places[zones >= 0] & ((1 << ZONE_BITS) - 1) | zones[zones >= 0].astype(np.uint32) << ZONE_BITS
        order = np.lexsort((places, owners))
        starts = starts_of(np.bincount(owners, minlength=len(postings.docs)))
        return Postings(postings.docs, postings.weights, places[order], starts)


def _renumbered(layout: Layout) -> NDArray[np.int64] | None:
    """The zone of today for each of a layout, -1 where there is none any more; None where all are the same."""
    if layout.zones == LAYOUT.zones:
        return None
    return np.array([LAYOUT.zones.index(zone) if zone in LAYOUT.zones else -1 for zone in layout.zones], np.int64)


def _rows(content: bytes, count: int, layout: Layout) -> NDArray[Any]:
    found = np.frombuffer(content, np.dtype([(name, "i8") for name in layout.columns]))
    if len(found) != count:
        raise Damaged(DAMAGED)
    if layout.columns == LAYOUT.columns:
        return found
    rows = np.full(count, NO_NUMBER, "i8").repeat(len(LAYOUT.columns)).view(ROW)
    for name in set(layout.columns) & set(LAYOUT.columns):
        rows[name] = found[name]
    return rows


def _united(parts: Sequence[Postings]) -> Postings:
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
    return Postings(docs.astype(np.int32), weights[docs].astype(np.float32), places[order], starts_of(counts))
