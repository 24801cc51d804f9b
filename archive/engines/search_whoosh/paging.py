"""Which hits of a result make a page. Each hit is one number here, the least comes first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from archive.query.query import Query

Keys = NDArray[np.int64]
"""In front, from the 32nd bit on, what a score lacks; behind it the place in the order that decides among equals."""

_PLACE = 32
_LARGEST = 2**30


def keys(thousandths: NDArray[np.int64], places: NDArray[np.int64]) -> Keys:
    """The keys of hits by score, then by place."""
    return -thousandths << _PLACE | places


def key(thousandths: int, place: int) -> int:
    """The same for a position, whatever it claims its score to be."""
    return -max(-_LARGEST, min(thousandths, _LARGEST)) << _PLACE | place


def scores_and_places(page: Keys) -> tuple[Keys, Keys]:
    """What keys were made of."""
    return -(page >> _PLACE), page & ((1 << _PLACE) - 1)


def page(found: Keys, query: Query, low: int | None, high: int | None) -> tuple[Keys, int]:
    """The keys of one page in order, and how many hits stand in front of it.

    It begins with the keys from ``low`` on, and ends below ``high``, if these are given.
    """
    front = found if high is None else found[found < high]
    if low is not None:
        return _least(front[front >= low], query.limit), int(np.count_nonzero(found < low))
    if high is not None:
        shown = -_least(-front, query.limit)[::-1]
        return shown, len(front) - len(shown)
    before = min(query.offset, len(found))
    return _least(found, before + query.limit)[before:], before


def _least(found: Keys, count: int) -> Keys:
    if count < len(found):
        found = np.partition(found, count)[:count]
    return np.sort(found)
