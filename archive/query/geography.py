"""Distances on the earth, as far as photos need them: a sphere, so never half a per cent wrong."""

from __future__ import annotations

import math

RADIUS = 6_371_008.8
"""Metres; the mean radius of the earth (IUGG, R1)."""


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres along the great circle between two places in degrees, by the haversine formula."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    across = math.sin((other_north - north) / 2) ** 2
    along = math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(min(1.0, across + math.cos(north) * math.cos(other_north) * along)))
