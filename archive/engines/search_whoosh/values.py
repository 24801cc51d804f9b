"""The values of a facet, numbered as they come, from 1 on, and never otherwise again.

One list serves all snapshots of an index, so what was counted by number can be carried on.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.query.beginnings import tails
from archive.query.words import fold

Numbers = NDArray[np.int32]

_LAST = chr(0x10FFFF)


class Values:
    """Texts by number, and numbers by text. Only grows; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.texts = [""]
        """By number; not to be written to."""
        self._number_of: dict[str, int] = {}
        self._sorted: list[str] = []
        self._alphabet: Numbers = np.empty(0, np.int32)
        self._tails: list[tuple[str, int]] | None = None

    def __len__(self) -> int:
        """One more than the last number."""
        return len(self.texts)

    def get(self, text: str) -> int | None:
        """The number of a value."""
        return self._number_of.get(text)

    def numbers(self, texts: Sequence[str]) -> Numbers:
        """The numbers of values; new ones get theirs."""
        with self._lock:
            self._add(sorted(text for text in texts if text not in self._number_of))
            return np.fromiter(map(self._number_of.__getitem__, texts), np.int32, len(texts))

    def alphabet(self) -> tuple[Numbers, Numbers]:
        """By number its text's place in order of all texts, and by place the number; the text of none is before all."""
        with self._lock:
            numbers = np.concatenate((np.zeros(1, np.int32), self._alphabet))
        places = np.empty(len(numbers), np.int32)
        places[numbers] = np.arange(len(numbers), dtype=np.int32)
        return places, numbers

    def beginning(self, text: str) -> Numbers:
        """The numbers of the values of which a word begins so."""
        start = fold(text.strip())
        with self._lock:
            if not start:
                return np.arange(1, len(self.texts), dtype=np.int32)
            if self._tails is None:
                self._tails = sorted(_tails(self._number_of.items()))
            low, high = bisect_left(self._tails, (start,)), bisect_left(self._tails, (start + _LAST,))
            return np.unique(np.array([number for _, number in self._tails[low:high]], np.int32))

    def _add(self, new: list[str]) -> None:
        if not new:
            return
        numbers = range(len(self.texts), len(self.texts) + len(new))
        self._alphabet = np.insert(self._alphabet, [bisect_left(self._sorted, text) for text in new], numbers)
        # Two ascending lists one after the other are sorted in a single pass.
        self._sorted = sorted(self._sorted + new)
        self.texts += new
        self._number_of.update(zip(new, numbers, strict=True))
        if self._tails is not None:
            self._tails = sorted(self._tails + sorted(_tails(zip(new, numbers, strict=True))))


def _tails(numbered: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(tail, number) for text, number in numbered for tail in tails(text)]
