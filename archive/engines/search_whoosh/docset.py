"""Sets of documents: few as sorted numbers, many as a mask over all; made into the other form when that is quicker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.numbering import Docs, Mask

# Below this part of all documents it is quicker to walk the ones there are than to sweep over all.
_FEW = 16


class DocSet:
    """Some of ``size`` documents. Immutable; the form that it was not made in is worked out on first use."""

    __slots__ = ("_count", "_docs", "_mask", "size")

    def __init__(self, size: int, docs: Docs | None = None, mask: Mask | None = None) -> None:
        self.size = size
        self._docs = docs
        self._mask = mask
        self._count = -1 if docs is None else len(docs)

    @property
    def docs(self) -> Docs:
        """Their numbers, ascending."""
        if self._docs is None:
            self._docs = np.flatnonzero(self._mask).astype(np.int32)  # type: ignore[arg-type]  # one is there
        return self._docs

    @property
    def mask(self) -> Mask:
        """True for each of them."""
        if self._mask is None:
            mask = np.zeros(self.size, np.bool_)
            mask[self._docs] = True
            self._mask = mask
        return self._mask

    @property
    def is_small(self) -> bool:
        """Whether they are few, and known by number."""
        return self._docs is not None and len(self._docs) * _FEW <= self.size

    @property
    def occupied(self) -> int:
        """Bytes that it occupies, with both of its forms if it is large."""
        return 4 * len(self) + (0 if self.is_small else self.size)

    def __len__(self) -> int:
        if self._count < 0:
            self._count = int(np.count_nonzero(self.mask))
        return self._count

    def having(self, docs: Docs) -> Mask:
        """Which of these are among them."""
        if self._mask is None and self.is_small:
            return among(self.docs, docs)[0]
        return self.mask.take(docs)

    def complement(self) -> DocSet:
        """All others."""
        return DocSet(self.size, mask=~self.mask)


def among(docs: NDArray[Any], wanted: NDArray[Any]) -> tuple[Mask, NDArray[np.int64]]:
    """Which of the wanted are among ``docs``, and the place of each that is. Both are in ascending order."""
    if not len(docs):
        return np.zeros(len(wanted), np.bool_), np.empty(0, np.int64)
    at = docs.searchsorted(wanted)
    is_there = docs.take(at, mode="clip") == wanted
    return is_there, at[is_there]


def nothing(size: int) -> DocSet:
    """None of them."""
    return DocSet(size, docs=np.empty(0, np.int32))


def everything(size: int) -> DocSet:
    """All of them."""
    return DocSet(size, mask=np.ones(size, np.bool_))


def intersection(sets: Sequence[DocSet]) -> DocSet:
    """What is in each of one or more sets."""
    if len(sets) == 1:
        return sets[0]
    small = sorted((one for one in sets if one.is_small), key=len)
    if not small:
        return DocSet(sets[0].size, mask=reduce(np.logical_and, (one.mask for one in sets)))
    docs = small[0].docs
    for other in (*small[1:], *(one for one in sets if not one.is_small)):
        docs = docs[other.having(docs)]
    return DocSet(sets[0].size, docs)


def union(sets: Sequence[DocSet]) -> DocSet:
    """What is in any of one or more sets."""
    inhabited = [one for one in sets if not one.is_small or len(one)] or sets[:1]
    size = sets[0].size
    if len(inhabited) == 1:
        return inhabited[0]
    if all(one.is_small for one in inhabited) and sum(map(len, inhabited)) * _FEW <= size:
        docs = np.sort(np.concatenate([one.docs for one in inhabited]))
        return DocSet(size, docs[np.concatenate(([True], docs[1:] != docs[:-1]))])
    mask = np.zeros(size, np.bool_)
    for one in inhabited:
        if one.is_small:
            mask[one.docs] = True
        else:
            mask |= one.mask
    return DocSet(size, mask=mask)


def at_least(count: int, sets: Iterable[DocSet], size: int) -> DocSet:
    """What is in so many of some sets."""
    times = np.zeros(size, np.uint16)
    for one in sets:
        if one.is_small:
            times[one.docs] += 1
        else:
            times += one.mask
    return DocSet(size, mask=times >= count)
