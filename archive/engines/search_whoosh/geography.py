"""The documents within so many metres of a place: a box first, which leaves few to measure."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.schema import NO_NUMBER
from archive.query.geography import RADIUS
from archive.query.plan import Within

_MICRO = 1_000_000


def within(place: Within, latitudes: NDArray[np.int64], longitudes: NDArray[np.int64]) -> DocSet:
    """By great circles; positions are in microdegrees."""
    docs = _boxed(place, latitudes, longitudes)
    here, there = math.radians(place.latitude), np.radians(latitudes[docs] / _MICRO)
    across = np.sin((there - here) / 2) ** 2
    along = np.sin(np.radians(longitudes[docs] / _MICRO - place.longitude) / 2) ** 2
    metres = 2 * RADIUS * np.arcsin(np.sqrt(np.minimum(1.0, across + math.cos(here) * np.cos(there) * along)))
    return DocSet(len(latitudes), docs[metres <= place.metres].astype(np.int32))


def _boxed(place: Within, latitudes: NDArray[np.int64], longitudes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those in the box that is just around the circle, a little larger for what rounding does."""
    angle = place.metres / RADIUS
    reach = math.degrees(angle) + 2 / _MICRO
    inside = (latitudes != NO_NUMBER) & (longitudes != NO_NUMBER)
    inside &= (latitudes >= (place.latitude - reach) * _MICRO) & (latitudes <= (place.latitude + reach) * _MICRO)
    docs = np.flatnonzero(inside)
    if abs(place.latitude) + reach >= 90:
        return docs  # a pole is inside, where all longitudes meet
    width = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(place.latitude))))) + 2 / _MICRO
    away = np.abs(longitudes[docs] / _MICRO - place.longitude)
    near: NDArray[np.int64] = docs[np.minimum(away, 360 - away) <= width]
    return near
