"""A search as asked and as answered, in values that every engine understands."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Self

from archive.errors import Invalid
from archive.query.tree import Everything, Node
from archive.text import Message

DATE = "date"
"""The name under which bars of the histogram are chosen, in ``Query.selected``: 2020, 2020-10, 2020-10-08."""


class Sort(StrEnum):
    """The orders a result can have. RELEVANCE falls back to NEWEST where nothing was asked in words."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ADDED = "added"
    FILENAME = "filename"
    """Natural order of file names: DSC_9 before DSC_10."""


class Grain(StrEnum):
    """How finely a histogram counts the days of capture."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


# What each order goes by: the type of each part of a key, and +1 where the least comes first.
# Scores are whole thousandths; who has no date is marked so in front of it. The id is always last.
_KEYS: Mapping[Sort, tuple[tuple[type, int], ...]] = {
    Sort.RELEVANCE: ((int, -1), (int, 1), (int, -1), (int, -1)),
    Sort.NEWEST: ((int, 1), (int, -1), (int, -1)),
    Sort.OLDEST: ((int, 1), (int, 1), (int, -1)),
    Sort.ADDED: ((int, -1), (int, -1)),
    Sort.FILENAME: ((str, 1), (int, -1)),
}
_LONGEST_POSITION = 2_000
_LARGEST = 2**62
"""No key that an index holds is larger."""


class Position(NamedTuple):
    """A place between two hits of an ordered result: it stays where it is while photos come and go.

    ``key`` is what the hit beside it was ordered by, its id last.
    """

    sort: Sort
    key: tuple[int | str, ...]

    def __str__(self) -> str:
        """A short text for an address."""
        text = json.dumps([self.sort, *self.key], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``str(position)``. Raises Invalid for any other text."""
        try:
            if len(text) > _LONGEST_POSITION:
                raise ValueError
            sort, *key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if [type(part) for part in key] != [kind for kind, _ in _KEYS[Sort(sort)]]:
                raise ValueError
            if any(isinstance(part, int) and abs(part) > _LARGEST for part in key):
                raise ValueError
            return cls(Sort(sort), tuple(key))
        except (ValueError, TypeError, RecursionError):
            raise Invalid(Message("'%(text)s' is no place in a result.", text=text[:40]), field="after") from None

    @property
    def precedence(self) -> tuple[int | str, ...]:
        """The key as something that is less for what comes first."""
        signs = (sign for _, sign in _KEYS[self.sort])
        return tuple(part if isinstance(part, str) else sign * part for part, sign in zip(self.key, signs, strict=True))


@dataclass(frozen=True, slots=True)
class Query:
    """What to find, for whom, in which order.

    ``statuses`` are those the asker may see: part of the query, so that hits, counts and facets
    can never tell of more. ``selected`` maps a facet to its chosen values: values of one facet mean
    "or", facets among each other "and"; a facet's other values keep their counts. Of each facet the
    ``facet_limit`` most frequent values are told, and the chosen ones in any case. ``histogram``
    counts the hits by day of capture in that grain, whatever bars are chosen under DATE.

    ``after`` begins the page behind a position of the same order, ``before`` ends it in front of one;
    with either, ``offset`` is not looked at.
    """

    statuses: frozenset[str]
    tree: Node = field(default_factory=Everything)
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    facet_limit: int = 100
    sort: Sort = Sort.RELEVANCE
    histogram: Grain | None = None
    offset: int = 0
    after: Position | None = None
    before: Position | None = None
    limit: int = 60


class Hit(NamedTuple):
    """One photo found; the score is BM25F's, 0.0 where the order is not by relevance.

    ``position`` is where it stands in this order, to go on from.
    """

    id: int
    score: float = 0.0
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, as text (ids of records in decimal), and how many hits it has."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram: ``2020``, ``2020-10`` or ``2020-10-08``, and how many hits are of then."""

    period: str
    count: int


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits with the exact total, and what else was asked for.

    ``before`` is how many hits stand in front of the page. Facets come most frequent first, bars in
    order of time; a bar that has nothing is left out.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    histogram: tuple[Bar, ...] = ()
    before: int = 0
