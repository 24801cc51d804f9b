"""TIFF structures (TIFF 6.0, section 2): directories and their entries, found without trusting an offset.

Most raw formats are TIFF inside, and so is every EXIF block. Pixels are never met here.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from archive.media.source import Readable

Bytes = bytes | bytearray | mmap.mmap
Values = Mapping[int, tuple[int, int, bytes]]
"""Type, count and value of entries, by tag."""

_MOST_DIRECTORIES: Final = 64
_MOST_ENTRIES: Final = 1024
_MOST_NUMBERS: Final = 4096
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_NUMBERS: Final = {1: "B", 3: "H", 4: "I", 13: "I"}
_RATIONAL: Final = 5
_LONGEST_PACKED: Final = 1 << 16
_KIND, _SUB_DIRECTORIES, _MAKER_NOTE = 0x00FE, 0x014A, 0x927C
_PAGES: Final = frozenset({None, 0, 2})  # NewSubfileType: a picture, or one of several pages


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: its type, how many values, and where the first of them lies."""

    type: int
    count: int
    at: int

    @property
    def size(self) -> int:
        """Bytes of its value; none where the type is unknown."""
        return _SIZES.get(self.type, 0) * self.count


@dataclass(frozen=True, slots=True)
class Directory:
    """An image file directory: entries by their tags. What lies outside the data is read as nothing."""

    data: Bytes
    order: str
    at: int
    entries: Mapping[int, Entry]

    def bytes(self, tag: int) -> bytes:
        """The value as it lies."""
        entry = self.entries.get(tag)
        return bytes(self.data[entry.at : entry.at + entry.size]) if entry else b""

    def text(self, tag: int) -> str:
        """An ASCII value, without what pads it."""
        return self.bytes(tag)[:256].split(b"\0")[0].decode("latin-1").strip()

    def numbers(self, tag: int) -> tuple[int, ...]:
        """Whole numbers; of rationals the whole part."""
        entry = self.entries.get(tag)
        if entry is None or entry.count > _MOST_NUMBERS:
            return ()
        data = self.bytes(tag)
        if len(data) < entry.size:
            return ()
        if entry.type == _RATIONAL:
            pairs = struct.iter_unpack(f"{self.order}II", data)
            return tuple(over // under if under else 0 for over, under in pairs)
        code = _NUMBERS.get(entry.type)
        return struct.unpack(f"{self.order}{entry.count}{code}", data) if code else ()

    def number(self, tag: int) -> int | None:
        """The first of the numbers."""
        return next(iter(self.numbers(tag)), None)


@contextmanager
def mapped(source: Readable) -> Iterator[mmap.mmap]:
    """A file that is not empty, as bytes that are read where they are looked at."""
    with source.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def pages(data: Bytes) -> int:
    """How many pictures a TIFF holds, smaller copies and masks of the same left out."""
    return sum(directory.number(_KIND) in _PAGES for directory in directories(data))


def order_of(data: Bytes) -> str:
    """The byte order, in the letters of ``struct``."""
    return "<" if data[:2] == b"II" else ">"


def directories(data: Bytes) -> Iterator[Directory]:
    """Every directory that holds a picture, the first one first, each once: the chain and what lies beneath."""
    order = order_of(data)
    waiting = [_first(data, order)]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_DIRECTORIES:
        at = waiting.pop(0)
        if at in seen or not 0 < at < len(data):
            continue
        seen.add(at)
        directory, following = _read(data, order, at)
        yield directory
        waiting += [*directory.numbers(_SUB_DIRECTORIES)[:_MOST_DIRECTORIES], following]


def beneath(directory: Directory, tag: int) -> Directory | None:
    """The directory that a pointer leads to, such as that of EXIF or GPS (EXIF 3.0, 4.6.3)."""
    at = directory.number(tag)
    return _read(directory.data, directory.order, at)[0] if at and at < len(directory.data) else None


def packed(parts: Mapping[int | None, Directory]) -> bytes:
    """One EXIF block of directories that lie apart: the first under None, the others by the tag of their pointer.

    Large values are left out, and maker notes: they are full of places in the file that they come from.
    """
    order = parts[None].order
    return block({pointer: _kept(part) for pointer, part in parts.items() if part.order == order}, order)


def block(parts: Mapping[int | None, Values], order: str = "<") -> bytes:
    """An EXIF block of these values, in the same way."""
    packed = bytearray(b"II*\0\0\0\0\0" if order == "<" else b"MM\0*\0\0\0\0")
    pointers: dict[int, tuple[int, int, bytes]] = {}
    for pointer, values in parts.items():
        if pointer is not None:
            pointers[pointer] = (4, 1, struct.pack(f"{order}I", _append(packed, values)))
    struct.pack_into(f"{order}I", packed, 4, _append(packed, {**parts[None], **pointers}))
    return bytes(packed)


def _kept(directory: Directory) -> dict[int, tuple[int, int, bytes]]:
    return {
        tag: (entry.type, entry.count, value)
        for tag, entry in directory.entries.items()
        if tag != _MAKER_NOTE and 0 < entry.size <= _LONGEST_PACKED and len(value := directory.bytes(tag)) == entry.size
    }


def _append(block: bytearray, values: Values) -> int:
    """Write a directory behind a block, its values behind it; gives its place."""
    order, at = order_of(block), len(block)
    block += struct.pack(f"{order}H", len(values)) + bytes(12 * len(values) + 4)
    for place, (tag, (kind, count, value)) in enumerate(sorted(values.items())):
        struct.pack_into(f"{order}HHI", block, at + 2 + 12 * place, tag, kind, count)
        if len(value) <= 4:
            block[at + 10 + 12 * place : at + 14 + 12 * place] = value.ljust(4, b"\0")
        else:
            struct.pack_into(f"{order}I", block, at + 10 + 12 * place, len(block))
            block += value + bytes(len(value) % 2)
    return at


def _first(data: Bytes, order: str) -> int:
    head = data[4:8]
    return int(struct.unpack(f"{order}I", head)[0]) if len(head) == 4 else 0


def _read(data: Bytes, order: str, at: int) -> tuple[Directory, int]:
    """A directory, and where the next one of the chain begins; 0 after the last."""
    (count,) = struct.unpack(f"{order}H", bytes(data[at : at + 2]).ljust(2, b"\0"))
    block = bytes(data[at + 2 : at + 2 + 12 * min(count, _MOST_ENTRIES)])
    entries: dict[int, Entry] = {}
    for place in range(0, len(block) - 11, 12):
        tag, kind, number, offset = struct.unpack_from(f"{order}HHII", block, place)
        inline = _SIZES.get(kind, 0) * number <= 4
        entries.setdefault(tag, Entry(kind, number, at + 2 + place + 8 if inline else offset))
    end = bytes(data[at + 2 + 12 * count : at + 6 + 12 * count])
    following = int(struct.unpack(f"{order}I", end)[0]) if len(end) == 4 else 0
    return Directory(data, order, at, entries), following
