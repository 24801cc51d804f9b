"""Boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2), in which CR3, HEIC and AVIF are packed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.media.tiff import Bytes

_MOST: Final = 1024


def boxes(data: Bytes, begin: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Type, begin and end of the content of each box between two places; what is damaged, or too much, ends them.

    A box of type ``uuid`` is told by its sixteen bytes instead.
    """
    end = len(data) if end is None else min(end, len(data))
    for _ in range(_MOST):
        if begin + 8 > end:
            return
        size, kind = int.from_bytes(data[begin : begin + 4], "big"), bytes(data[begin + 4 : begin + 8])
        content = begin + 8
        if size == 1:
            size, content = int.from_bytes(data[content : content + 8], "big"), content + 8
        stop = begin + size if size else end  # a box without a size reaches to the end
        if kind == b"uuid":
            kind, content = bytes(data[content : content + 16]), content + 16
        if stop < content or stop > end:
            return
        yield kind, content, stop
        begin = stop
