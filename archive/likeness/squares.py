"""The square of grey values that stands for a picture, its four turns, and the code that finds its like."""

from __future__ import annotations

import base64
import binascii
from typing import Final

import numpy as np
from numpy.typing import NDArray

SIDE: Final = 64
CODE_WORDS: Final = 2
_CELLS: Final = 8
_LEAST_CONTRAST, _LEAST_DETAIL = 6.0, 4.5
"""Grey values: what has less is a wall or a gradient, and says nothing about which picture it is."""

Square = NDArray[np.uint8]
Code = NDArray[np.uint64]


def from_text(text: str) -> Square | None:
    """The square that a decoding child wrote; None for what is none: its word is not taken for granted."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return from_bytes(data) if len(data) == SIDE * SIDE else None


def from_bytes(data: bytes) -> Square:
    """The square as it is kept."""
    return np.frombuffer(data, np.uint8).reshape(SIDE, SIDE)


def is_telling(square: Square) -> bool:
    """Whether there is enough in the picture to know it again."""
    size = SIDE // _CELLS
    cells = np.repeat(np.repeat(_cells(square), size, 0), size, 1)
    return bool(square.std() >= _LEAST_CONTRAST and (square - cells).std() >= _LEAST_DETAIL)


def code(square: Square) -> Code:
    """112 bits: of each of 8 x 8 cells whether the next one to the right, and the next one below, is lighter.

    Brightness, contrast and small crops change few of them.
    """
    cells = _cells(square)
    across, down = cells[:, 1:] > cells[:, :-1], cells[1:] > cells[:-1]
    bits = np.zeros(64 * CODE_WORDS, np.bool_)
    bits[: across.size], bits[64 : 64 + down.size] = across.ravel(), down.ravel()
    return np.packbits(bits).view(np.uint64)


def turns(square: Square) -> tuple[Square, ...]:
    """The picture, turned by 0, 90, 180 and 270 degrees against the clock. Never mirrored: that is another picture."""
    return tuple(np.rot90(square, turn) for turn in range(4))


def _cells(square: Square) -> NDArray[np.float64]:
    size = SIDE // _CELLS
    means: NDArray[np.float64] = square.reshape(_CELLS, size, _CELLS, size).mean((1, 3))
    return means
