"""How a query is answered from a snapshot: narrow down, count, cut a page out of the order."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh import docset, fronts, paging
from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.evaluation import scored
from archive.engines.search_whoosh.facets import Counts, Facet
from archive.engines.search_whoosh.ordering import Order
from archive.engines.search_whoosh.snapshot import VALUE_BYTES, Snapshot, histogram
from archive.query import plan as plans
from archive.query.lowering import Request, request
from archive.query.plan import AnyOf, Plan
from archive.query.query import DATE, Bar, FacetValue, Hit, Hits, Position, Query, Sort

Told = TypeVar("Told", FacetValue, Bar)


def find(snapshot: Snapshot, query: Query) -> Hits:
    """Answer a query."""
    asked = request(query)
    found = _found(snapshot, asked)
    facets = {name: _values(snapshot, asked, found, name) for name in query.facets}
    bars: tuple[Bar, ...] = ()
    if query.histogram:
        bars = _told(snapshot, _beside(snapshot, asked, found, DATE), histogram(query.histogram), (), Facet.bars)
    hits, before = _page(snapshot, asked, found) if query.limit else ((), 0)
    return Hits(hits, len(found.docs), facets, bars, before)


@dataclass(frozen=True, slots=True)
class _Found:
    """Some of the documents that somebody may see, and what tells them from others."""

    key: tuple[frozenset[str], Plan, tuple[Plan, ...]]
    docs: DocSet


def _found(snapshot: Snapshot, asked: Request, without: str = "") -> _Found:
    """What is true of a plan and of all choices, but for the choice of one facet."""
    statuses, choices = asked.query.statuses, tuple(plan for name, plan in asked.choices.items() if name != without)
    docs = snapshot.visible_to(statuses).docs
    if not isinstance(asked.plan, plans.All):
        docs = _narrowed(snapshot, (statuses, asked.plan, ()), docs, asked.plan)
    if choices:
        docs = _narrowed(snapshot, (statuses, asked.plan, choices), docs, *choices)
    return _Found((statuses, asked.plan, choices), docs)


def _narrowed(snapshot: Snapshot, key: Hashable, docs: DocSet, *by: Plan) -> DocSet:
    return snapshot.recent.get(
        key, lambda: docset.intersection([docs, *map(snapshot.evaluate, by)]), lambda narrowed: narrowed.occupied
    )


def _beside(snapshot: Snapshot, asked: Request, found: _Found, name: str) -> _Found:
    """What a facet counts: what was found, its own choice left aside."""
    return _found(snapshot, asked, without=name) if name in asked.choices else found


def _values(snapshot: Snapshot, asked: Request, found: _Found, name: str) -> tuple[FacetValue, ...]:
    limit, chosen = asked.query.facet_limit, asked.query.selected.get(name, ())
    counted = _beside(snapshot, asked, found, name)
    return _told(snapshot, counted, name, (limit, chosen), lambda facet, counts: facet.top(counts, limit, chosen))


def _told(
    snapshot: Snapshot, found: _Found, name: str, how: Hashable, tell: Callable[[Facet, Counts], tuple[Told, ...]]
) -> tuple[Told, ...]:
    """What there is to tell of a facet's counts. Of few documents, they are sooner counted than kept."""
    facet, visible = snapshot.facet(name), snapshot.visible_to(found.key[0])
    if found.docs.is_small or found.docs is visible.docs:
        return tell(facet, visible.counts_among(found.docs, name, facet))
    return snapshot.recent.get(
        (found.key, name, how),
        lambda: tell(facet, visible.counts_among(found.docs, name, facet)),
        lambda told: VALUE_BYTES * len(told),
    )


def _page(snapshot: Snapshot, asked: Request, found: _Found) -> tuple[tuple[Hit, ...], int]:
    query, sort = asked.query, asked.sort
    order = snapshot.order(sort)
    keys = _keys(snapshot, asked, found, order)
    behind = _edges(snapshot, query.after)[1] if query.after else None
    front = _edges(snapshot, query.before)[0] if query.before else None
    page, before = paging.page(keys, query, behind, front)
    scores, places = paging.scores_and_places(page)
    docs = order.docs.take(places)
    ids, ordered_by = snapshot.columns["id"].take(docs).tolist(), snapshot.keys(sort, docs)
    if sort is not Sort.RELEVANCE:
        return tuple(Hit(n, 0.0, Position(sort, key)) for n, key in zip(ids, ordered_by, strict=True)), before
    told = zip(ids, scores.tolist(), ordered_by, strict=True)
    return tuple(Hit(n, score / 1000, Position(sort, (score, *key))) for n, score, key in told), before


def _keys(snapshot: Snapshot, asked: Request, found: _Found, order: Order) -> paging.Keys:
    """The keys of what was found; of a page counted from the front, only of what can be on it."""
    query = asked.query
    count = None if query.after or query.before else query.offset + query.limit
    if asked.sort is not Sort.RELEVANCE:
        docs = found.docs.docs if count is None else fronts.of_order(found.docs, order, count)
        return order.ranks.take(docs).astype(np.int64)
    docs, thousandths = found.docs.docs, _thousandths(snapshot, asked, found)
    if count is not None:
        best = fronts.of_scores(thousandths, count)
        docs, thousandths = docs.take(best), thousandths.take(best)
    return paging.keys(thousandths.astype(np.int64), order.ranks.take(docs).astype(np.int64))


def _thousandths(snapshot: Snapshot, asked: Request, found: _Found) -> NDArray[np.int32]:
    """BM25F of what was found; rounded, for documents alike to be equal and ordered by date."""

    def scores() -> NDArray[np.int32]:
        together = list(scored(asked.plan))
        single = [part for one in together for part in (one.parts if isinstance(one, AnyOf) else (one,))]
        # What is asked twice counts once: then it cannot be added up by groups.
        counted = together if len(set(single)) == len(single) else asked.lookups
        return np.rint(snapshot.lookups.scores(found.docs, counted) * 1000).astype(np.int32)

    if found.docs.is_small:
        return scores()
    return snapshot.recent.get((found.key, Sort.RELEVANCE), scores, lambda scored: scored.nbytes)


def _edges(snapshot: Snapshot, position: Position) -> tuple[int, int]:
    """The keys below which hits stand in front of a position, and from which on they stand behind it."""
    if position.sort is Sort.RELEVANCE:
        score, *by_date = position.key
        low, high = _edges(snapshot, Position(Sort.NEWEST, tuple(by_date)))
        return paging.key(int(score), low), paging.key(int(score), high)
    sort = position.sort
    return snapshot.order(sort).around(
        position.precedence, lambda doc: Position(sort, snapshot.key(sort, doc)).precedence
    )
