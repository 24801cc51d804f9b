"""Which hits can be among the first of an order: told without ordering, or even looking at, all the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.ordering import Order

_FEW = 2_000
"""So many are ordered at once."""


def of_order(found: DocSet, order: Order, count: int) -> NDArray[np.int64]:
    """Documents of which the first ones of an order are: it is walked until there are enough, if that is soon."""
    end = 2 * count * found.size // max(1, len(found)) + _FEW
    while not found.is_small and end < len(found):
        walked = order.docs[:end]
        there = walked[found.mask.take(walked)]
        if len(there) >= count:
            return there
        end *= 4
    return found.docs.astype(np.int64)


def of_scores(thousandths: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """The places of the best scores, and of all that equal the last of them."""
    if len(thousandths) < max(_FEW, 4 * count):
        return np.arange(len(thousandths))
    bound = len(thousandths) - count
    least = np.partition(thousandths, bound)[bound]
    return np.flatnonzero(thousandths >= least)
