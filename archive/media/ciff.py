"""Canon's raw format of 2000 to 2004, CRW: what it says of the shot (CIFF Specification, version 1.0)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from archive.media.tiff import Bytes

_MAKE_AND_MODEL, _CAPTURED, _IMAGE = 0x080A, 0x180E, 0x1810
_WANTED: Final = frozenset({_MAKE_AND_MODEL, _CAPTURED, _IMAGE})
_STORED_INSIDE, _NUMBER, _TYPE, _HEAPS = 0x4000, 0x3FFF, 0x3800, (0x2800, 0x3000)
_MOST_RECORDS, _MOST_HEAPS = 512, 32
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TURNS: Final = {0: 1, 90: 6, 180: 3, 270: 8}


@dataclass(frozen=True, slots=True)
class Shot:
    """What is known of the shot; what is not said is empty or None."""

    make: str = ""
    model: str = ""
    captured: str = ""
    """By the camera's clock, as EXIF writes it."""
    size: tuple[int, int] | None = None
    orientation: int | None = None


def read(data: Bytes) -> Shot:
    """What a CRW says of the shot."""
    begin = int.from_bytes(data[2:6], "little")
    found = dict(_records(data, begin))
    make, _, rest = found.get(_MAKE_AND_MODEL, b"").partition(b"\0")
    image = found.get(_IMAGE, b"")
    width, height, turn = struct.unpack("<II4xi", image[:16]) if len(image) >= 16 else (0, 0, 0)
    return Shot(
        make.decode("latin-1"),
        rest.split(b"\0")[0].decode("latin-1"),
        _moment(found.get(_CAPTURED, b"")),
        (width, height) if width and height else None,
        _TURNS.get(turn % 360),
    )


def _records(data: Bytes, begin: int) -> Iterator[tuple[int, bytes]]:
    """The records that are wanted, of a heap and of those within; the directory of each lies at its end."""
    waiting = [(begin, len(data))]
    for heap in waiting:  # which grows meanwhile
        begin, end = heap
        if not 0 <= begin <= end - 4 <= len(data) - 4:
            continue
        at = begin + int.from_bytes(data[end - 4 : end], "little")
        count = min(int.from_bytes(data[at : at + 2], "little"), _MOST_RECORDS)
        block = bytes(data[at + 2 : at + 2 + 10 * count])
        for kind, size, offset in struct.iter_unpack("<HII", block[: len(block) // 10 * 10]):
            place = begin + offset
            if kind & _TYPE in _HEAPS and len(waiting) < _MOST_HEAPS:
                waiting.append((place, place + size))
            elif kind & _NUMBER in _WANTED:
                inside = kind & _STORED_INSIDE
                yield (
                    kind & _NUMBER,
                    struct.pack("<II", size, offset) if inside else bytes(data[place : place + min(size, 256)]),
                )


def _moment(value: bytes) -> str:
    """Seconds since 1970 on the camera's own clock, which knew no time zone."""
    if len(value) < 4:
        return ""
    return f"{_EPOCH + timedelta(seconds=int.from_bytes(value[:4], 'little')):%Y:%m:%d %H:%M:%S}"
