"""The closer look: one square laid over another, moved and stretched until it fits best, and how well it then does.

The fit is found by Gauss-Newton steps over place, size, brightness and contrast (Lucas and Kanade, 1981).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.likeness.squares import SIDE, Square

SAME: Final = 0.97
"""Correlation from which two pictures are the same one. Frames of a burst stay below 0.95, where anybody moved;
the same picture, cropped by 3 % on every side and saved at quality 50, stays above 0.98."""
_LEAST_BEFORE: Final = 0.3
_STEPS: Final = 6
_STILL: Final = 5e-4
_FURTHEST: Final = 0.05
_LEAST_GAIN: Final = 0.05
_HELD = np.array([1.0, 0.0, 1.0, 0.0])
_MOST = np.array([2, 1, 2, 1]) * _FURTHEST
_PLACES = (np.arange(SIDE) + 0.5) / SIDE - 0.5

Values = NDArray[np.float64]


def likeness(one: Square, other: Square) -> float:
    """How alike two pictures are that are the same way up, at best 1. Those that plainly differ are not moved about."""
    first, second = one.astype(np.float64), other.astype(np.float64)
    if _correlation(first, second) < _LEAST_BEFORE:
        return 0.0
    return correlation(first, second)


def correlation(one: Values, other: Values) -> float:
    """The correlation of two squares where they overlap once they lie as well as they can; 0 where they never do."""
    down, across = np.gradient(other, 1 / SIDE)
    held = _HELD.copy()
    for _ in range(_STEPS):
        columns, inside_x = _weights(held[0], held[1])
        rows, inside_y = _weights(held[2], held[3])
        moved = rows @ other @ columns.T
        by_x, by_y = rows @ across @ columns.T, rows @ down @ columns.T
        slopes = np.stack(
            [by_x * _PLACES[inside_x], by_x, by_y * _PLACES[inside_y][:, None], by_y, moved, np.ones_like(moved)]
        ).reshape(6, -1)
        target = one[np.ix_(inside_y, inside_x)].ravel()
        try:
            found = np.linalg.solve(slopes @ slopes.T, slopes @ target)
        except np.linalg.LinAlgError:
            return 0.0
        if found[4] <= _LEAST_GAIN:
            return 0.0
        step = np.clip(found[:4] / found[4], -_FURTHEST, _FURTHEST)
        held = np.clip(held + step, _HELD - _MOST, _HELD + _MOST)
        if np.abs(step).max() < _STILL:
            break
    columns, inside_x = _weights(held[0], held[1])
    rows, inside_y = _weights(held[2], held[3])
    return _correlation(one[np.ix_(inside_y, inside_x)], rows @ other @ columns.T)


def _correlation(one: Values, other: Values) -> float:
    first, second = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((first * first).sum() * (second * second).sum()))
    return float((first * second).sum()) / scale if scale > 1e-6 else 0.0


def _weights(stretch: float, shift: float) -> tuple[Values, NDArray[np.bool_]]:
    """The matrix that samples a line at its moved places, by cubics (Catmull and Rom); and which places are within."""
    at = (stretch * _PLACES + shift + 0.5) * SIDE - 0.5
    inside = (at >= -0.5) & (at <= SIDE - 0.5)
    at = np.clip(at[inside], 0, SIDE - 1)
    before = np.floor(at).astype(np.intp)
    t = at - before
    matrix = np.zeros((len(at), SIDE))
    lines = np.arange(len(at))
    parts = (
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1,
        -1.5 * t**3 + 2 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    )
    for offset, part in enumerate(parts, start=-1):
        np.add.at(matrix, (lines, np.clip(before + offset, 0, SIDE - 1)), part)
    return matrix, inside
