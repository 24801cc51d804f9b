"""How a tree is answered: set algebra over a few kinds of look-ups, the only thing an engine implements.

The language lives above this line, engines below it: two engines that agree on look-ups agree on
every search.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.query.entry import WEIGHTS, ZONE_BITS, Space


@dataclass(frozen=True, slots=True)
class All:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with a term, in any field or in one. ``boost`` is for ranking only."""

    space: Space
    text: str
    zone: int | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """Documents with terms at successive places of one field."""

    space: Space
    texts: tuple[str, ...]
    zone: int | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Beginning:
    """Documents with a term that begins so."""

    space: Space
    text: str
    zone: int | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Between:
    """Documents whose number lies between two, both included."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Documents that bear a mark."""

    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """Documents with a value of a facet. With a boost it is ranked by: the rarer the value, the more it tells."""

    facet: str
    value: str
    boost: float = 0.0


@dataclass(frozen=True, slots=True)
class Within:
    """Documents taken at most so many metres from a place, along a great circle; degrees, north and east positive."""

    latitude: float
    longitude: float
    metres: float


@dataclass(frozen=True, slots=True)
class AllOf:
    """The intersection."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The union."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Documents of which so many of the parts are true."""

    count: int
    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Except:
    """The complement."""

    plan: Plan


Terms = Term | Run | Beginning
"""What finds words."""

Lookup = Terms | Value
"""What can have a score: what finds words, and a value with a boost."""

Plan = All | Nothing | Lookup | Between | Within | Mark | AllOf | AnyOf | AtLeast | Except

# BM25F (Robertson, Zaragoza and Taylor, 2004): the fields' weights go into the term's frequency
# before it saturates. B is low, because a long caption of a photo is no sign of padding.
_K1 = 1.2
_B = 0.3


def weight(places: Iterable[int]) -> float:
    """What occurrences in one document weigh together, by the fields that they are in."""
    return sum(WEIGHTS[place >> ZONE_BITS] for place in places)


def rarity(matching: int, total: int) -> float:
    """How much it tells that a document has a term: BM25's inverse document frequency, never negative."""
    return math.log(1 + (total - matching + 0.5) / (matching + 0.5))


def saturation(frequency: Any, length: Any, mean_length: float) -> Any:
    """What weighted occurrences add up to; numbers or arrays of them."""
    return frequency * (_K1 + 1) / (frequency + _K1 * (1 - _B + _B * length / mean_length))
