"""What was worked out last in one snapshot, for those who ask the same again: for counts, for another page or order.

It goes with its snapshot, and nothing of it is carried on: what was deleted since may be in it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")

BYTES, BYTES_PER_DOCUMENT = 512 * 1024, 20
"""What is kept at most, the sum of both: room for a few searches that find most photos, or hundreds that find few."""

_LARGEST = 4
"""What takes a larger part of the room than one of so many is not kept: it would drive out all else."""
_OVERHEAD = 2_000
"""Bytes that a thing and its key occupy besides, about."""


class Recent:
    """Things by key, up to a number of bytes. Safe from any thread; none waits for what another makes."""

    def __init__(self, size: int) -> None:
        self._budget = BYTES + BYTES_PER_DOCUMENT * size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, make: Callable[[], Made], occupied: Callable[[Made], int]) -> Made:
        """What was made before, else made now. The key decides of which type it is."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                known: Made = kept[0]
                return known
        made = make()
        size = _OVERHEAD + occupied(made)
        with self._lock:
            if key not in self._kept and size * _LARGEST <= self._budget:
                self._kept[key] = made, size
                self._bytes += size
                while self._bytes > self._budget:
                    self._bytes -= self._kept.popitem(last=False)[1][1]
        return made
