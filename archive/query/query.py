"""A search as asked and as answered, in values that every engine understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archive.query.tree import Everything, Node


class Sort(StrEnum):
    """The orders a result can have. RELEVANCE falls back to NEWEST where nothing was asked in words."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Query:
    """What to find, for whom, in which order.

    ``statuses`` are those the asker may see: part of the query, so that hits, counts and facets
    can never tell of more. ``selected`` maps a facet to its chosen values: values of one facet mean
    "or", facets among each other "and"; a facet's other values keep their counts. Of each facet the
    ``facet_limit`` most frequent values are told, and the chosen ones in any case.
    """

    statuses: frozenset[str]
    tree: Node = field(default_factory=Everything)
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    facet_limit: int = 100
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """One photo found; the score is BM25F's, 0.0 where the order is not by relevance."""

    id: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, as text (ids of records in decimal), and how many hits it has."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits with the exact total, and the facets asked for, most frequent first."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
