"""Whoosh's term dictionary as arrays: written for all terms at once, read once and looked up in memory.

The file is Whoosh's ``OrderedHash``: records in the order of their keys, a hash table, the positions of the records.
"""

from __future__ import annotations

import io
import pickle
import struct
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.blocks import Packed, starts_of

# whoosh.filedb.filetables.HashWriter: format, kind of hash (1 is CRC-32), eight bytes without use.
_HEADER = b"HSH3\x01" + bytes(8)
_BUCKETS = 256
_LENGTHS = struct.Struct("!ii")
_POINTER = struct.Struct("!Iq")
_BUCKET = struct.Struct("!qi")
_FIELD = struct.Struct("!H")
# whoosh.codec.whoosh3.W3TermInfo.to_bytes, its postings elsewhere.
_INFO = np.dtype(
    [
        ("inlined", "u1"), ("total", ">f4"), ("size", ">u4"), ("lengths", "S2"), ("heaviest", ">f4"),
        ("first", ">u4"), ("last", ">u4"), ("offset", ">i8"), ("length", ">i4"),
    ]
)  # fmt: skip

_MANY = 50_000
"""Terms of a segment that is large: below, looking for equal texts takes longer than it is worth."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one field in ascending order, and where the postings of each are."""

    texts: Sequence[str]
    sizes: NDArray[np.int64]
    """How many documents have it."""
    first: NDArray[np.int32]
    """The first of them; the only one, if it is one."""
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def at(self, text: str) -> int | None:
        """The number of a term, if it is one."""
        number = bisect_left(self.texts, text)
        return number if number < len(self.texts) and self.texts[number] == text else None

    def beginning(self, text: str) -> range:
        """The numbers of the terms that begin so."""
        start = bisect_left(self.texts, text)
        # The last code point sorts behind all text (no term holds it: it is no character).
        return range(start, bisect_left(self.texts, text + "\U0010ffff", start))


_NONE = np.empty(0, np.int64)
NO_TERMS = Terms((), _NONE, _NONE.astype(np.int32), _NONE, _NONE)


def dictionary(fields: Mapping[str, Packed]) -> bytes:
    """The term dictionary of these fields, whose blocks lie one after the other in the postings' file."""
    numbers = {name: number for number, name in enumerate(fields)}
    keys = [_FIELD.pack(numbers[name]) + term.encode() for name, packed in fields.items() for term in packed.terms]
    info = _infos(list(fields.values())).tobytes()
    size = _INFO.itemsize
    records = [_LENGTHS.pack(len(key), size) + key + info[n * size : (n + 1) * size] for n, key in enumerate(keys)]
    positions = starts_of(np.fromiter(map(len, records), np.int64, len(records))) + len(_HEADER)
    table, directory = _hash_table(keys, positions.tolist())
    extras = pickle.dumps({"fieldmap": numbers, "indextype": "q", "indexlen": len(keys)}, 2)
    index = positions[:-1].astype(">i8").tobytes()
    tail = len(extras) + len(index)
    return b"".join((_HEADER, *records, table, directory, extras, index, tail.to_bytes(4, "big")))


def _infos(fields: Sequence[Packed]) -> NDArray[Any]:
    lengths = np.fromiter((len(block) for packed in fields for block in packed.blocks), np.int64)
    made = np.zeros(len(lengths), _INFO)
    made["length"] = lengths
    made["offset"] = starts_of(lengths)[:-1]
    for ours, theirs in (("total", "totals"), ("size", "sizes"), *((n, n) for n in ("heaviest", "first", "last"))):
        if fields:
            made[ours] = np.concatenate([getattr(packed, theirs) for packed in fields])
    return made


def _hash_table(keys: Sequence[bytes], positions: Sequence[int]) -> tuple[bytes, bytes]:
    """The tables, one for each last byte of a hash, and the directory of them."""
    buckets: list[list[tuple[int, int]]] = [[] for _ in range(_BUCKETS)]
    for key, position in zip(keys, positions, strict=False):
        found = crc32(key)
        buckets[found & 255].append((found, position))
    at = positions[-1]
    written, directory = [], []
    for entries in buckets:
        slots = 2 * len(entries)
        table = [(0, 0)] * slots
        for entry in entries:
            slot = (entry[0] >> 8) % slots
            while table[slot][1]:
                slot = (slot + 1) % slots
            table[slot] = entry
        directory.append(_BUCKET.pack(at, slots))
        written.append(struct.pack("!" + "Iq" * slots, *chain.from_iterable(table)))
        at += slots * _POINTER.size
    return b"".join(written), b"".join(directory)


def read(content: bytes) -> dict[str, Terms]:
    """The terms of each field."""
    tail = int.from_bytes(content[-4:], "big")
    stream = io.BytesIO(content[-4 - tail : -4])
    # An index is trusted as code is: whoever can write there can do worse.
    extras = pickle.load(stream)  # noqa: S301
    positions = np.frombuffer(stream.read(), ">i8").astype(np.int64)
    at = positions.tolist()
    raw = np.frombuffer(content, np.uint8)
    key_ends = positions + _LENGTHS.size + raw[positions[:, None] + np.arange(4)].view(">i4")[:, 0]
    infos = raw[key_ends[:, None] + np.arange(_INFO.itemsize)].view(_INFO)[:, 0]
    begins = _LENGTHS.size + _FIELD.size
    texts = b"\0".join(
        [content[start + begins : end] for start, end in zip(at, key_ends.tolist(), strict=True)]
    ).decode()
    split = texts.split("\0") if at else []
    if len(split) > _MANY:
        # Most words are in most segments: one text of each serves all the large ones.
        split = list(map(sys.intern, split))
    field_of = raw[positions[:, None] + _LENGTHS.size + np.arange(_FIELD.size)].view(">u2")[:, 0]
    bounds = np.searchsorted(field_of, np.arange(len(extras["fieldmap"]) + 1)).tolist()
    return {
        name: Terms(
            split[a:b],
            infos["size"][a:b].astype(np.int64),
            infos["first"][a:b].astype(np.int32),
            infos["offset"][a:b].astype(np.int64),
            infos["length"][a:b].astype(np.int64),
        )
        for name, a, b in ((name, bounds[n], bounds[n + 1]) for name, n in extras["fieldmap"].items())
    }
