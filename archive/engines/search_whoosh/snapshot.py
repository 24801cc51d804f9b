"""The index at one moment: set algebra, counting and ordering over arrays of all its segments.

Immutable but for what is worked out on first use, so any number of threads may ask it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.schema import MARKS, NO_NUMBER
from archive.engines.search_whoosh.segment import NO_POSTINGS, Postings, Segment
from archive.query import plan as plans
from archive.query.entry import WEIGHTS, ZONE_BITS
from archive.query.lowering import Request, request
from archive.query.plan import Lookup, Plan
from archive.query.query import FacetValue, Hit, Hits, Query, Sort

Mask = NDArray[np.bool_]
Docs = NDArray[np.int32]
"""Numbers of documents in this snapshot: a segment's documents follow those of the one before."""

_ZONE_WEIGHTS = np.array(WEIGHTS)
# Below this part of all documents it is quicker to walk the found ones than to sweep over all.
_FEW = 16


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet over all segments, by document; those of ``n`` are ``ordinals[starts[n]:starts[n + 1]]``."""

    values: tuple[str, ...]
    """In ascending order, so that ordinals break ties of counts."""
    docs: Docs
    ordinals: NDArray[np.int32]
    starts: NDArray[np.int64]

    def having(self, value: str) -> Docs:
        """The documents that have a value."""
        at = bisect_left(self.values, value)
        known = at < len(self.values) and self.values[at] == value
        return self.docs[self.ordinals == at] if known else self.docs[:0]

    def counts(self, mask: Mask, found: int) -> NDArray[np.int64]:
        """How many of the documents have each value."""
        if found * _FEW > len(mask):
            owned = self.ordinals[mask[self.docs]]
        else:
            docs = np.flatnonzero(mask)
            starts, lengths = self.starts[docs], self.starts[docs + 1] - self.starts[docs]
            ends = np.cumsum(lengths)
            owned = self.ordinals[np.repeat(starts - ends + lengths, lengths) + np.arange(lengths.sum())]
        return np.bincount(owned, minlength=len(self.values))

    def top(self, counts: NDArray[np.int64], limit: int, chosen: Sequence[str]) -> tuple[FacetValue, ...]:
        """The most frequent values, and the chosen ones wherever they stand."""
        present = np.flatnonzero(counts)
        ranked = present[np.argsort(-counts[present], kind="stable")]
        shown = [*ranked[:limit]]
        if chosen:
            shown += [ordinal for ordinal in ranked[limit:] if self.values[ordinal] in chosen]
        return tuple(FacetValue(self.values[ordinal], int(counts[ordinal])) for ordinal in shown)


class Snapshot:
    """All segments at one commit."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[Sequence[int]]) -> None:
        self.segments = tuple(segments)
        self._bases = np.cumsum([0, *(len(segment.rows) for segment in segments)])
        self.size = int(self._bases[-1])
        self.alive: Mask = np.ones(self.size, np.bool_)
        for base, gone in zip(self._bases, deleted, strict=False):
            self.alive[np.fromiter(gone, np.int64) + base] = False
        self._columns: dict[str, NDArray[np.int64]] = {}
        self._facets: dict[str, Facet] = {}
        self._visible: dict[frozenset[str], Mask] = {}
        self._orders: dict[Sort, NDArray[np.int64]] = {}
        self._places: dict[Sort, NDArray[np.int64]] = {}
        self._working = threading.RLock()

    def find(self, query: Query) -> Hits:
        """Answer a query."""
        asked = request(query)
        candidates = self.mask(asked.plan) & self._visible_to(query.statuses)
        choices = {name: self.mask(choice) for name, choice in asked.choices.items()}
        found = _all(candidates, choices.values())
        total = int(np.count_nonzero(found))
        facets: dict[str, tuple[FacetValue, ...]] = {}
        for name in query.facets:
            counted, count = found, total
            if name in choices:
                counted = _all(candidates, (mask for other, mask in choices.items() if other != name))
                count = int(np.count_nonzero(counted))
            facet = self._facet(name)
            facets[name] = facet.top(facet.counts(counted, count), query.facet_limit, query.selected.get(name, ()))
        return Hits(self._page(asked, found, total), total, facets)

    def versions(self) -> dict[int, int]:
        """Document id to version, of all that are alive."""
        ids, versions = self._column("id")[self.alive], self._column("version")[self.alive]
        return dict(zip(ids.tolist(), versions.tolist(), strict=True))

    def documents(self, ids: Sequence[int]) -> list[int]:
        """The numbers of living documents by id."""
        return [int(doc) for doc in np.flatnonzero(np.isin(self._column("id"), list(ids)) & self.alive)]

    def mask(self, plan: Plan) -> Mask:
        """The documents that a plan is true of; deleted ones may be among them."""
        match plan:
            case plans.All():
                return np.ones(self.size, np.bool_)
            case plans.Nothing():
                return np.zeros(self.size, np.bool_)
            case plans.Term() | plans.Run() | plans.Beginning():
                return self._marked(self._lookup(plan)[0])
            case plans.Between(field, low, high):
                numbers = self._column(f"number_{field}")
                mask: Mask = numbers != NO_NUMBER
                if low is not None:
                    mask &= numbers >= low
                if high is not None:
                    mask &= numbers <= high
                return mask
            case plans.Mark(text):
                return self._marked(self._bearing(text))
            case plans.Value(facet, value):
                return self._marked(self._facet(facet).having(value))
            case plans.AllOf(parts):
                return _all(self.mask(parts[0]), map(self.mask, parts[1:]))
            case plans.AnyOf(parts):
                return reduce(np.logical_or, map(self.mask, parts))
            case plans.Except(inner):
                return ~self.mask(inner)

    def _page(self, asked: Request, found: Mask, total: int) -> tuple[Hit, ...]:
        query = asked.query
        end = query.offset + query.limit
        if asked.sort is Sort.RELEVANCE:
            docs = np.flatnonzero(found)
            scores = self._scores(asked.lookups)[docs]
            if 0 < end < total // 4:
                enough = scores >= np.partition(scores, total - end)[total - end]
                docs, scores = docs[enough], scores[enough]
            ranks = self._ranks(Sort.NEWEST)[docs]
            at = np.lexsort((ranks, -scores))[query.offset : end]
            return tuple(Hit(doc, score) for doc, score in zip(self._ids(docs[at]), scores[at].tolist(), strict=True))
        order = self._order(asked.sort)
        if total * _FEW > self.size:
            page = order[found[order]][query.offset : end]
        else:
            page = order[np.sort(self._ranks(asked.sort)[np.flatnonzero(found)])[query.offset : end]]
        return tuple(Hit(doc) for doc in self._ids(page))

    def _scores(self, lookups: Sequence[Lookup]) -> NDArray[np.float64]:
        """BM25F of every document."""
        lengths = self._column("length")
        scores = np.zeros(self.size)
        for lookup in lookups:
            docs, frequencies = self._lookup(lookup)
            rarity = plans.rarity(int(np.count_nonzero(self.alive[docs])), self._living) * lookup.boost
            scores[docs] += rarity * plans.saturation(frequencies, lengths[docs], self._mean_length)
        # Rounded, for documents alike to be equal and ordered by date.
        return np.round(scores, 3)

    @cached_property
    def _living(self) -> int:
        return int(np.count_nonzero(self.alive))

    @cached_property
    def _mean_length(self) -> float:
        return float(self._column("length")[self.alive].mean()) if self._living else 0.0

    def _lookup(self, lookup: Lookup) -> tuple[Docs, NDArray[np.float32]]:
        """The documents that a look-up finds, and the weight of what it finds in each."""
        parts = [_found(lookup, segment) for segment in self.segments]
        docs = [found + base for (found, _), base in zip(parts, self._bases, strict=False)]
        return (
            np.concatenate(docs) if docs else NO_POSTINGS.docs,
            np.concatenate([weights for _, weights in parts]) if parts else NO_POSTINGS.weights,
        )

    def _bearing(self, mark: str) -> Docs:
        parts = [s.postings(MARKS, mark).docs + base for s, base in zip(self.segments, self._bases, strict=False)]
        return np.concatenate(parts) if parts else NO_POSTINGS.docs

    def _marked(self, docs: Docs) -> Mask:
        mask = np.zeros(self.size, np.bool_)
        mask[docs] = True
        return mask

    def _visible_to(self, statuses: frozenset[str]) -> Mask:
        if statuses not in self._visible:
            mask = np.zeros(self.size, np.bool_)
            for status in statuses:
                mask[self._facet("status").having(status)] = True
            self._visible[statuses] = mask & self.alive
        return self._visible[statuses]

    def _ids(self, docs: NDArray[Any]) -> list[int]:
        ids: list[int] = self._column("id")[docs].tolist()
        return ids

    def _column(self, name: str) -> NDArray[np.int64]:
        if name not in self._columns:
            parts = [segment.rows[name] for segment in self.segments]
            self._columns[name] = np.concatenate(parts) if parts else np.empty(0, np.int64)
        return self._columns[name]

    def _order(self, sort: Sort) -> NDArray[np.int64]:
        """All documents in an order; of equals the one added later comes first."""
        if sort not in self._orders:
            later = -self._column("id")
            captured = self._column("number_date")
            undated = captured == NO_NUMBER
            match sort:
                case Sort.ADDED:
                    keys = [later, -self._column("number_added")]
                case Sort.OLDEST:
                    keys = [later, captured, undated]
                case _:
                    keys = [later, np.where(undated, 0, -captured), undated]
            self._orders[sort] = np.lexsort(keys)
        return self._orders[sort]

    def _ranks(self, sort: Sort) -> NDArray[np.int64]:
        """The place of each document in an order."""
        if sort not in self._places:
            order = self._order(sort)
            ranks = np.empty_like(order)
            ranks[order] = np.arange(self.size)
            self._places[sort] = ranks
        return self._places[sort]

    def _facet(self, name: str) -> Facet:
        with self._working:
            if name not in self._facets:
                self._facets[name] = self._joined([segment.facet(name) for segment in self.segments])
            return self._facets[name]

    def _joined(self, parts: Sequence[Any]) -> Facet:
        values = tuple(sorted({value for part in parts for value in part.values}))
        ordinal_of = {value: n for n, value in enumerate(values)}
        docs = [NO_POSTINGS.docs, *(p.docs + base for p, base in zip(parts, self._bases, strict=False))]
        ordinals = [
            NO_POSTINGS.docs,
            *(np.array([ordinal_of[value] for value in p.values], np.int32)[p.ordinals] for p in parts if p.values),
        ]
        owners = np.concatenate(docs).astype(np.int32)
        by_doc = np.argsort(owners, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=self.size))))
        return Facet(values, owners[by_doc], np.concatenate(ordinals)[by_doc], starts)


def _all(mask: Mask, others: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and, others, mask)


def _found(lookup: Lookup, segment: Segment) -> tuple[Docs, NDArray[np.float32]]:
    """A look-up in one segment."""
    postings = NO_POSTINGS
    match lookup:
        case plans.Term(space, text):
            postings = segment.postings(space, text)
        case plans.Beginning(space, text):
            postings = segment.beginning(space, text)
        case plans.Run(space, texts):
            return _weighed(_successive([segment.postings(space, text) for text in texts]), lookup.zone)
    if lookup.zone is None:
        return postings.docs, postings.weights
    return _weighed(_occurrences(postings), lookup.zone)


def _occurrences(postings: Postings) -> NDArray[np.int64]:
    """Every occurrence as one number: document, then place; ascending."""
    owners = np.repeat(postings.docs, np.diff(postings.starts)).astype(np.int64)
    return owners << 32 | postings.places


def _successive(terms: Sequence[Postings]) -> NDArray[np.int64]:
    """Where terms stand one after the other: the occurrences of the first."""
    if any(not len(postings.docs) for postings in terms):
        return np.empty(0, np.int64)
    starts = _occurrences(terms[0])
    for n, postings in enumerate(terms[1:], start=1):
        following = _occurrences(postings)
        at = np.searchsorted(following, starts + n)
        starts = starts[following[np.minimum(at, len(following) - 1)] == starts + n]
    return starts


def _weighed(occurrences: NDArray[np.int64], zone: int | None) -> tuple[Docs, NDArray[np.float32]]:
    """The documents of occurrences, in one field if asked so, with the weight of each one's occurrences."""
    zones = (occurrences & 0xFFFFFFFF) >> ZONE_BITS
    if zone is not None:
        occurrences = occurrences[zones == zone]
        zones = zones[zones == zone]
    docs, at = np.unique(occurrences >> 32, return_inverse=True)
    weights = np.bincount(at, _ZONE_WEIGHTS[zones], len(docs))
    return docs.astype(np.int32), weights.astype(np.float32)
