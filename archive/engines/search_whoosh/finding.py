"""How a query is answered from a snapshot: narrow down, count, cut a page out of the order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh import docset, paging
from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.evaluation import scored
from archive.engines.search_whoosh.snapshot import Snapshot, histogram
from archive.query import plan as plans
from archive.query.lowering import Request, request
from archive.query.plan import AnyOf, Plan
from archive.query.query import DATE, Bar, Hit, Hits, Position, Query, Sort


def find(snapshot: Snapshot, query: Query) -> Hits:
    """Answer a query."""
    asked = request(query)
    visible = snapshot.visible_to(query.statuses)
    candidates = _narrowed(visible.docs, asked.plan, snapshot)
    choices = {name: snapshot.evaluate(choice) for name, choice in asked.choices.items()}
    found = docset.intersection([candidates, *choices.values()])

    def counted(choice: str) -> DocSet:
        """What a facet counts: what was found, its own choice left aside."""
        if choice not in choices:
            return found
        return docset.intersection([candidates, *(chosen for name, chosen in choices.items() if name != choice)])

    facets = {}
    for name in query.facets:
        facet = snapshot.facet(name)
        counts = visible.counts_among(counted(name), name, facet)
        facets[name] = facet.top(counts, query.facet_limit, query.selected.get(name, ()))
    bars: tuple[Bar, ...] = ()
    if query.histogram:
        name = histogram(query.histogram)
        facet = snapshot.facet(name)
        bars = facet.bars(visible.counts_among(counted(DATE), name, facet))
    hits, before = _page(snapshot, asked, found) if query.limit else ((), 0)
    return Hits(hits, len(found), facets, bars, before)


def _narrowed(docs: DocSet, plan: Plan, snapshot: Snapshot) -> DocSet:
    """What a plan is true of among some documents."""
    return docs if isinstance(plan, plans.All) else docset.intersection([docs, snapshot.evaluate(plan)])


def _page(snapshot: Snapshot, asked: Request, found: DocSet) -> tuple[tuple[Hit, ...], int]:
    query, sort = asked.query, asked.sort
    order = snapshot.order(sort)
    keys = order.ranks.take(found.docs).astype(np.int64)
    if sort is Sort.RELEVANCE:
        keys = paging.keys(_thousandths(snapshot, asked, found), keys)
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


def _thousandths(snapshot: Snapshot, asked: Request, found: DocSet) -> NDArray[np.int64]:
    """BM25F of what was found; rounded, for documents alike to be equal and ordered by date."""
    together = list(scored(asked.plan))
    single = [part for one in together for part in (one.parts if isinstance(one, AnyOf) else (one,))]
    # What is asked twice counts once: then it cannot be added up by groups.
    counted = together if len(set(single)) == len(single) else asked.lookups
    return np.rint(snapshot.lookups.scores(found, counted) * 1000).astype(np.int64)


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
