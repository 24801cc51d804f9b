"""The frames of a GIF, counted and measured without unpacking any (GIF89a, section 20)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO


def frames(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """The right and lower edge of each frame; what is damaged ends them."""
    stream.seek(10)
    _skip_colours(stream, stream.read(1))
    stream.seek(2, 1)
    while introducer := stream.read(1):
        if introducer == b"\x2c":
            block = stream.read(9)
            if len(block) < 9:
                return
            left, top, width, height = struct.unpack_from("<4H", block)
            yield left + width, top + height
            _skip_colours(stream, block[8:])
            stream.seek(1, 1)
        elif introducer == b"\x21":
            stream.seek(1, 1)
        else:
            return
        while size := stream.read(1)[:1].strip(b"\0"):
            stream.seek(size[0], 1)


def _skip_colours(stream: BinaryIO, flags: bytes) -> None:
    if flags and flags[0] & 0x80:
        stream.seek(3 << ((flags[0] & 7) + 1), 1)
