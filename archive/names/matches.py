"""People as the finder knows them, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Why somebody was found."""

    RECORDED = "recorded"
    RULE = "rule"
    LIKENESS = "likeness"
    LAYOUT = "layout"


@dataclass(frozen=True, slots=True)
class Named:
    """A person with every recorded form of the name, the preferred one first, and forms that must not lead here."""

    id: int
    forms: tuple[str, ...]
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody found: how surely, from 0 to 1, on what ground, and by which recorded form."""

    id: int
    score: float
    ground: Ground
    form: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text, from ``start`` to before ``end``, that name somebody."""

    start: int
    end: int
    matches: tuple[Match, ...]


def ranked(matches: Iterable[Match]) -> list[Match]:
    """Each person once, the surest first; of equals the one recorded first."""
    by_id: dict[int, Match] = {}
    for match in matches:
        if match.id not in by_id or by_id[match.id].score < match.score:
            by_id[match.id] = match
    return sorted(by_id.values(), key=lambda match: (-match.score, match.id))
