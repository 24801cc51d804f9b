"""Segments written whole: files as Whoosh's own codec lays them out, durable and with their sums.

Nothing here knows of generations or commits; a segment counts once a table of contents names it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3Segment

from archive.engines.search_whoosh.blocks import PostingLists, pack
from archive.engines.search_whoosh.dictionary import dictionary
from archive.engines.search_whoosh.lists import collect, merged
from archive.engines.search_whoosh.schema import ROW_FIELD, TERM_FIELDS
from archive.engines.search_whoosh.storage import INDEX_NAME, DurableStorage
from archive.query.entry import Entry

STORED = "_stored"
"""Whoosh's column of stored fields; we store none, but its results ask for it."""


class Source(Protocol):
    """What segments are made of: numbered documents with a row each, and the posting lists of each field."""

    @property
    def rows(self) -> NDArray[Any]:
        """The rows."""

    def lists(self, field: str) -> PostingLists:
        """The posting lists of a field."""


def write_entries(storage: DurableStorage, entries: Iterable[Entry]) -> Any:
    """A segment of these entries; None where there are none."""
    collected = collect(entries)
    return _write(storage, collected.rows, collected.lists) if len(collected.rows) else None


def write_merged(storage: DurableStorage, sources: Sequence[Source], deleted: Sequence[Collection[int]]) -> Any:
    """A segment of all living documents of some sources; None where none of them lives."""
    living = [np.ones(len(source.rows), np.bool_) for source in sources]
    for mask, gone in zip(living, deleted, strict=True):
        mask[np.fromiter(gone, np.int64, len(gone))] = False
    numbers, total = [], 0
    for mask in living:
        numbers.append(np.where(mask, np.cumsum(mask) - 1 + total, -1).astype(np.int32))
        total += int(np.count_nonzero(mask))
    if not total:
        return None
    rows = np.concatenate([source.rows[mask] for source, mask in zip(sources, living, strict=True)])
    return _write(storage, rows, lambda field: merged([source.lists(field) for source in sources], numbers))


def _write(storage: DurableStorage, rows: NDArray[Any], lists: Callable[[str], PostingLists]) -> Any:
    # One field after the other, for there to be the lists of but one of them in memory.
    fields = {name: pack(lists(name)) for name in TERM_FIELDS}
    segment = W3Segment(W3Codec(), INDEX_NAME, len(rows))
    contents: dict[str, Iterable[bytes]] = {
        segment.make_filename(W3Codec.POSTS_EXT): (block for packed in fields.values() for block in packed.blocks),
        segment.make_filename(W3Codec.TERMS_EXT): (dictionary(fields),),
        W3Codec.column_filename(segment, ROW_FIELD): (rows.tobytes(),),
        # As whoosh.columns.VarBytesColumn has it: no bytes, the length of each, the type of the lengths.
        W3Codec.column_filename(segment, STORED): (bytes(len(rows)) + b"B",),
    }
    segment.sums = {name: storage.write(name, content) for name, content in contents.items()}
    return segment
