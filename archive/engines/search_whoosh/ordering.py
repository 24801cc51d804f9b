"""Orders of all documents, carried on from one snapshot to the next, and the places of positions in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]

# Of so many that are new the whole is sorted again; below, each is put in its place.
_MANY = 8


class Order:
    """All documents by a key, of equals the one with the greater id first; ``ranks`` is each one's place."""

    def __init__(self, docs: NDArray[np.int64]) -> None:
        self.docs = docs
        self.ranks = np.empty(len(docs), np.int32)
        self.ranks[docs] = np.arange(len(docs), dtype=np.int32)

    def around(self, precedence: tuple[int | str, ...], key: Callable[[int], tuple[int | str, ...]]) -> tuple[int, int]:
        """How many documents come before a key, and how many before the first that comes behind it."""
        return bisect_left(self.docs, precedence, key=key), bisect_right(self.docs, precedence, key=key)


def ordered(keys: Keys, ids: Keys, known: Order | None = None) -> Order:
    """The order by a key for each document; ``known`` is that of the first of them."""
    start = len(known.docs) if known else 0
    # Not the negative: numbers that nobody has any more have the one id of which there is none.
    later = ~ids
    new = np.lexsort((later[start:], keys[start:])) + start
    if known is None or len(new) * _MANY > len(keys):
        return Order(np.lexsort((later, keys)))
    old = known.docs
    in_order = keys.take(old)
    low, high = in_order.searchsorted(keys.take(new)), in_order.searchsorted(keys.take(new), side="right")
    for n in np.flatnonzero(low < high):
        # Ids fall among equal keys.
        equals = old[low[n] : high[n]]
        low[n] += np.searchsorted(later.take(equals), later[new[n]])
    return Order(np.insert(old, low, new))
