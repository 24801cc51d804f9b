"""The index of codes: one file that only grows, read where it lies. Every code is looked at, so none is missed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.likeness import squares
from archive.likeness.squares import Code, Square

RADIUS: Final = 16
"""Of 56 bits across, and as many down, how many may differ between two pictures worth a closer look: what the same
picture differs in at most, cropped by 3 % on every side and saved at quality 50."""
_ENTRY: Final = np.dtype([("id", "<u8"), ("code", "<u8", (squares.CODE_WORDS,))])
_STRETCH: Final = 16_384
"""Entries looked at in one go: with what is made of them they stay in a core's own cache."""


@dataclass(frozen=True, slots=True)
class Near:
    """A picture whose code is near once the one asked for is turned by so many quarters; and by how many bits."""

    id: int
    distance: int
    turn: int


class CodeFile:
    """Codes of numbered pictures in a file that many may read while one appends.

    An entry may be there twice, or be outdated: whoever asks looks closer anyway. So nothing is ever taken out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __len__(self) -> int:
        """How many entries there are."""
        try:
            return self._path.stat().st_size // _ENTRY.itemsize
        except FileNotFoundError:
            return 0

    def append(self, entries: Iterable[tuple[int, Code]]) -> None:
        """Add entries behind the others, whole ones only."""
        data = np.array([(number, code) for number, code in entries], _ENTRY).tobytes()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            if torn := file.tell() % _ENTRY.itemsize:  # somebody died while writing
                file.truncate(file.tell() - torn)
            file.write(data)

    def replace(self, entries: Iterable[Iterable[tuple[int, Code]]]) -> None:
        """Make the file anew from batches, beside the old one."""
        fresh = CodeFile(self._path.with_name(f"{self._path.name}.{os.getpid()}.new"))
        fresh.append(())
        for batch in entries:
            fresh.append(batch)
        fresh._path.replace(self._path)

    def near(self, square: Square, radius: int = RADIUS) -> list[Near]:
        """Every picture whose code is within a radius of the square's, whichever way up; the nearest first."""
        asked = [squares.code(turned) for turned in squares.turns(square)]
        found: dict[int, Near] = {}
        entries = self._entries()
        for start in range(0, len(entries), _STRETCH):
            part = entries[start : start + _STRETCH]
            for place, distance, turn in _within(part["code"], asked, radius):
                number = int(part["id"][place])
                if number not in found or distance < found[number].distance:
                    found[number] = Near(number, distance, turn)
        return sorted(found.values(), key=lambda near: (near.distance, near.id))

    def _entries(self) -> NDArray[np.void]:
        count = len(self)
        if not count:
            return np.empty(0, _ENTRY)
        return np.memmap(self._path, _ENTRY, mode="r", shape=(count,))


def _within(codes: NDArray[np.uint64], asked: list[Code], radius: int) -> Iterator[tuple[int, int, int]]:
    """Where codes are near one asked for, by how many bits, and near which. Most fail by their first half already."""
    first = np.ascontiguousarray(codes[:, 0])
    differing, counts = np.empty_like(first), np.empty(len(first), np.uint8)
    for turn, code in enumerate(asked):
        np.bitwise_count(np.bitwise_xor(first, code[0], out=differing), out=counts)
        for place in np.flatnonzero(counts <= radius):
            second = int(codes[place, 1] ^ code[1]).bit_count()
            if second <= radius:
                yield int(place), int(counts[place]) + second, turn
