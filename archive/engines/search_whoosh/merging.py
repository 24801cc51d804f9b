"""Which segments become one: often enough that there are few, never so much at once that a change waits long.

A commit merges four of a size, so a document is rewritten once for each size that it passes through; the largest
merges, and those that only reclaim what was deleted, wait until nothing happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CROWD = 4
"""So many segments of about one size become one."""
IN_PASSING = (200, 800, 3_200, 12_800)
"""Sizes, in living documents, below which segments are of one size with those above the size before."""
AT_REST = (3_200, 12_800, 51_200, 204_800)
BUDGET = 60_000
"""Documents in one merge: it bounds the memory and the time that it takes."""


@dataclass(frozen=True, slots=True)
class Size:
    """The documents of a segment."""

    living: int
    deleted: int


def in_passing(sizes: Sequence[Size]) -> list[int]:
    """Which segments, by number, to put into the one that a commit writes."""
    return _crowd(sizes, IN_PASSING)


def at_rest(sizes: Sequence[Size]) -> list[int]:
    """Which segments to merge while nobody waits; none where all is in order."""
    return _crowd(sizes, AT_REST) or [n for n, size in enumerate(sizes) if size.deleted > size.living][:1]


def _crowd(sizes: Sequence[Size], bounds: Sequence[int]) -> list[int]:
    least = 0
    for bound in bounds:
        alike = sorted(
            (n for n, size in enumerate(sizes) if least <= size.living < bound), key=lambda n: sizes[n].living
        )
        if len(alike) >= CROWD:
            return _within_budget(alike, sizes)
        least = bound
    return []


def _within_budget(numbers: Sequence[int], sizes: Sequence[Size]) -> list[int]:
    """The smallest, as many as fit; none where that is but one."""
    chosen: list[int] = []
    left = BUDGET
    for number in numbers:
        left -= sizes[number].living
        if left < 0:
            break
        chosen.append(number)
    return chosen if len(chosen) > 1 else []
