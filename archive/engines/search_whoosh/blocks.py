"""Posting lists as the bytes that Whoosh keeps of them, and back: many terms at once by arrays, or one.

A list is one block, whatever its length, so it is read by one read. Its pickles are put together and taken apart
here at fixed positions: Whoosh's own reader loads documents and weights from them, and nothing of ours unpickles.
Each ends in a sum, behind what Whoosh reads: what a disk has forgotten is an error and no answer.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32, decompress

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from archive.engines.search_whoosh.damage import DAMAGED, Damaged
from archive.query.entry import WEIGHTS, ZONE_BITS

# The opcodes are those of pickletools. A block is its length, negative for the last one of a list; a pickled tuple
# (documents, last document, largest weight, compression, two lengths); then the pickled tuple of what is in it:
# differences of document numbers, the weight of all or of each, and the value slot, where our places are.
_HEAD = np.dtype(
    [
        ("magic", "S4"), ("length", ">i4"), ("begin", "S3"), ("size_op", "S1"), ("size", "<i4"), ("last_op", "S1"),
        ("last", "<i4"), ("heaviest_op", "S1"), ("heaviest", ">f8"), ("level_op", "S1"), ("level", "u1"), ("end", "S6"),
    ]
)  # fmt: skip
# What of it tells how to read the rest.
_FIXED = struct.Struct("<12xi15xB")
# What of it Whoosh does not count as the block's length.
_COUNTED = 8
_SUM = 4
_BEGIN = b"\x80\x02("
_NO_LENGTHS = b"K\0K\0t."
_DELTA = np.dtype([("op", "S1"), ("delta", "<i4")])
_WEIGHT = np.dtype([("op", "S1"), ("weight", ">f8")])
_BYTES = b"B"
_END = b"\x87."

_ZONE_WEIGHTS = np.array(WEIGHTS)


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
class PostingLists:
    """The lists of many terms, one after the other.

    Term ``n`` has ``sizes[n]`` documents, and each posting ``counts`` places; without places both are empty.
    """

    terms: Sequence[str]
    sizes: NDArray[np.int64]
    docs: NDArray[np.int32]
    counts: NDArray[np.uint32]
    places: NDArray[np.uint32]

    def weights(self) -> NDArray[np.float64]:
        """What each posting weighs, as BM25F wants it: before anything saturates."""
        if not len(self.counts):
            return np.ones(len(self.docs))
        weights: NDArray[np.float64] = np.add.reduceat(
            _ZONE_WEIGHTS[self.places >> ZONE_BITS], starts_of(self.counts)[:-1]
        )
        return weights


@dataclass(frozen=True, slots=True)
class Packed:
    """Lists as blocks, and what Whoosh's term dictionary says of each."""

    terms: Sequence[str]
    blocks: Sequence[bytes]
    sizes: NDArray[np.int64]
    totals: NDArray[np.float64]
    heaviest: NDArray[np.float64]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


def starts_of(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Where each of some runs begins, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def pack(lists: PostingLists) -> Packed:
    """Lists as blocks. None of them may be empty."""
    starts = starts_of(lists.sizes)
    begin, last = starts[:-1], starts[1:] - 1
    weights = lists.weights()
    heaviest = np.maximum.reduceat(weights, begin) if len(begin) else weights
    even = np.minimum.reduceat(weights, begin) == heaviest if len(begin) else weights == 0
    bodies = _bodies(lists, starts, weights, even)
    heads = np.empty(len(bodies), _HEAD)
    heads["magic"], heads["begin"], heads["end"] = WHOOSH3_HEADER_MAGIC, _BEGIN, _NO_LENGTHS
    heads["size_op"] = heads["last_op"] = b"J"
    heads["heaviest_op"], heads["level_op"] = b"G", b"K"
    heads["size"], heads["last"], heads["heaviest"] = lists.sizes, lists.docs[last], heaviest
    heads["level"] = 0
    heads["length"] = -(np.fromiter(map(len, bodies), np.int64, len(bodies)) + _HEAD.itemsize - _COUNTED + _SUM)
    written = heads.tobytes()
    return Packed(
        lists.terms,
        [_sealed(written[n * _HEAD.itemsize : (n + 1) * _HEAD.itemsize] + body) for n, body in enumerate(bodies)],
        lists.sizes,
        np.add.reduceat(weights, begin) if len(begin) else weights,
        heaviest,
        lists.docs[begin],
        lists.docs[last],
    )


def _sealed(block: bytes) -> bytes:
    return block + crc32(block).to_bytes(_SUM, "little")


def _bodies(
    lists: PostingLists, starts: NDArray[np.int64], weights: NDArray[np.float64], even: NDArray[np.bool_]
) -> list[bytes]:
    # Not compressed, as Whoosh would: to unpack the list of a common word takes five times as long as to read it.
    deltas = np.empty(len(lists.docs), _DELTA)
    deltas["op"] = b"J"
    deltas["delta"][:1] = lists.docs[:1]
    deltas["delta"][1:] = np.diff(lists.docs)
    deltas["delta"][starts[:-1]] = lists.docs[starts[:-1]]
    weighted = np.empty(len(weights), _WEIGHT)
    weighted["op"], weighted["weight"] = b"G", weights
    ids, weighed, counts, places = (one.tobytes() for one in (deltas, weighted, lists.counts, lists.places))
    # Where the places of each term begin, and whether each of its documents has but one.
    bounds = starts_of(lists.counts)[starts].tolist() if len(lists.counts) else [0] * len(starts)
    bodies = []
    ends = starts.tolist()
    for n, is_even in enumerate(even.tolist()):
        a, b, p, q = ends[n], ends[n + 1], 4 * bounds[n], 4 * bounds[n + 1]
        values = places[p:q] if q - p <= 4 * (b - a) else counts[4 * a : 4 * b] + places[p:q]
        weight = weighed[9 * a : 9 * a + 9] if is_even else b"(" + weighed[9 * a : 9 * b] + b"t"
        value = _BYTES + len(values).to_bytes(4, "little") + values
        bodies.append(b"".join((_BEGIN, ids[5 * a : 5 * b], b"t", weight, value, _END)))
    return bodies


def _opened(block: bytes) -> tuple[int, bytes]:
    """How many postings a block has, and its body; those written by an earlier version are compressed."""
    if crc32(block[:-_SUM]) != int.from_bytes(block[-_SUM:], "little"):
        raise Damaged(DAMAGED)
    size, level = _FIXED.unpack_from(block)
    body = block[_HEAD.itemsize : -_SUM]
    return size, decompress(body) if level else body


def unpack(block: bytes) -> Postings:
    """One list."""
    size, body = _opened(block)
    docs = np.cumsum(np.frombuffer(body, _DELTA, size, len(_BEGIN))["delta"], dtype=np.int32)
    at = len(_BEGIN) + 5 * size + 1
    if body[at : at + 1] == b"(":
        weights = np.frombuffer(body, _WEIGHT, size, at + 1)["weight"].astype(np.float32)
        at += 9 * size + 2
    else:
        weights = np.full(size, np.frombuffer(body, _WEIGHT, 1, at)["weight"][0], np.float32)
        at += 9
    values = body[at + 5 : -len(_END)]
    if not values:
        return Postings(docs, weights, NO_POSTINGS.places, np.zeros(size + 1, np.int64))
    if len(values) == 4 * size:
        return Postings(docs, weights, np.frombuffer(values, np.uint32), np.arange(size + 1))
    return Postings(
        docs, weights, np.frombuffer(values, np.uint32, -1, 4 * size), starts_of(np.frombuffer(values, np.uint32, size))
    )


def unpack_all(terms: Sequence[str], blocks: Sequence[bytes]) -> PostingLists:
    """Many lists at once."""
    sizes, deltas, counts, places = [], [], [], []
    for block in blocks:
        size, body = _opened(block)
        at = len(_BEGIN) + 5 * size + 1
        at += 9 * size + 2 if body[at : at + 1] == b"(" else 9
        values = body[at + 5 : -len(_END)]
        sizes.append(size)
        deltas.append(body[len(_BEGIN) : len(_BEGIN) + 5 * size])
        if len(values) > 4 * size:
            counts.append(values[: 4 * size])
            values = values[4 * size :]
        elif values:
            counts.append(_ONE * size)
        places.append(values)
    of_each = np.array(sizes, np.int64)
    return PostingLists(
        terms,
        of_each,
        absolute(np.frombuffer(b"".join(deltas), _DELTA)["delta"], of_each),
        np.frombuffer(b"".join(counts), np.uint32),
        np.frombuffer(b"".join(places), np.uint32),
    )


_ONE = np.uint32(1).tobytes()


def absolute(deltas: NDArray[np.int32], sizes: NDArray[np.int64]) -> NDArray[np.int32]:
    """Document numbers from their differences, each list by itself."""
    sums = np.cumsum(deltas, dtype=np.int64)
    starts = starts_of(sizes)[:-1]
    before = np.concatenate(([0], sums))[starts]
    docs: NDArray[np.int32] = (sums - np.repeat(before, sizes)).astype(np.int32)
    return docs
