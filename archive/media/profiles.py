"""The colour profile that cameras name but do not bring along: Adobe RGB (1998), put together from its numbers."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cache
from typing import Final

_WHITE: Final = (0.9642, 1.0, 0.8249)  # D50, to which every profile refers (ICC.1:2001-04, 6.1)
_PRIMARIES: Final = {  # adapted to it (Adobe RGB (1998) Color Image Encoding, 2005)
    b"rXYZ": (0.60974, 0.31111, 0.01947),
    b"gXYZ": (0.20528, 0.62567, 0.06087),
    b"bXYZ": (0.14919, 0.06322, 0.74457),
}
_GAMMA: Final = 563  # over 256


@cache
def adobe_rgb() -> bytes:
    """The profile, of the smallest kind: three primaries and one exponent (ICC.1:2001-04, 6.3.2)."""
    curve = b"curv" + struct.pack(">4xIH2x", 1, _GAMMA)
    name = b"Adobe RGB compatible\0"
    return _profile(
        {
            b"desc": b"desc" + struct.pack(">4xI", len(name)) + name + bytes(78),
            b"cprt": b"text" + bytes(4) + b"none\0",
            b"wtpt": _xyz(_WHITE),
            **{tag: _xyz(primary) for tag, primary in _PRIMARIES.items()},
            **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
        }
    )


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)


def _fixed(values: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _profile(tags: Mapping[bytes, bytes]) -> bytes:
    """Header, table of tags, values (clause 6)."""
    table, body, begin = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag + struct.pack(">II", begin + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = (
        struct.pack(">I4xI4s4s4s", begin + len(body), 0x02100000, b"mntr", b"RGB ", b"XYZ ").ljust(36, b"\0") + b"acsp"
    )
    return head.ljust(68, b"\0") + _fixed(_WHITE).ljust(60, b"\0") + table + body
