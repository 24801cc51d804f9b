"""The index at one moment: everything that searches are answered from, each worked out on first use.

Immutable but for that, so any number of threads may ask it. What the snapshot before it had worked out
is carried on: of a commit, only what is new is read.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh import docset
from archive.engines.search_whoosh.carried import Carried
from archive.engines.search_whoosh.columns import Columns
from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.evaluation import evaluate
from archive.engines.search_whoosh.facets import Facet, facet, periods
from archive.engines.search_whoosh.lookups import Lookups
from archive.engines.search_whoosh.numbering import NOBODY, Numbering, numbered
from archive.engines.search_whoosh.ordering import Order, ordered
from archive.engines.search_whoosh.recent import Recent
from archive.engines.search_whoosh.schema import NO_NUMBER
from archive.engines.search_whoosh.segment import Segment
from archive.engines.search_whoosh.spelling import Lexicon
from archive.engines.search_whoosh.visible import Counted, Visible
from archive.errors import IndexUnavailable
from archive.query.entry import Space
from archive.query.fields import FIELDS
from archive.query.plan import Plan, Term, Value
from archive.query.query import DATE, FacetValue, Grain, Sort

_LAST = 2**62
"""Behind every moment that an entry can hold."""


def histogram(grain: Grain) -> str:
    """The facet whose values are the periods of capture."""
    return f"{DATE}/{grain}"


_HISTOGRAMS = {histogram(grain): grain for grain in Grain}
_TOLD = (*(field.name for field in FIELDS if field.is_facet and not field.hidden), *_HISTOGRAMS)


VALUE_BYTES = 100
"""Of a value of a facet and its count, about."""


class Snapshot:
    """All segments at one commit."""

    def __init__(
        self, segments: Sequence[Segment], deleted: Sequence[Collection[int]], before: Snapshot | None = None
    ) -> None:
        self.segments = tuple(segments)
        self.numbering: Numbering = numbered(segments, deleted, before.numbering if before else NOBODY)
        # Others go on asking the one before: what leans on something else is taken over before that, so that
        # never is an order of documents here whose names are not.
        self.orders: Carried[Sort, Order] = Carried(before.orders.known() if before else None)
        self.counted: Carried[tuple[frozenset[str], str], Counted] = Carried(before.counted.known() if before else None)
        self.facets: Carried[str, Facet] = Carried(before.facets.known() if before else None)
        self.columns: Columns = Columns(self.numbering, before.columns if before else None)
        self.lookups: Lookups = Lookups(self.numbering, self.columns, before.lookups if before else None)
        self.visible: Carried[frozenset[str], Visible] = Carried()
        self.recent: Recent = Recent(self.numbering.size)
        self.lexicon: Lexicon = before.lexicon if before else Lexicon()
        self._is_cold = before is None

    # What searches are answered from

    def evaluate(self, plan: Plan) -> DocSet:
        """The documents that a plan is true of; dead ones may be among them."""
        return evaluate(plan, self.lookups, self.columns, self.numbering.size)

    def visible_to(self, statuses: frozenset[str]) -> Visible:
        """The living documents of some statuses."""
        return self.visible.get(statuses, self._seen)

    def facet(self, name: str) -> Facet:
        """A facet."""
        return self.facets.get(name, self._faceted)

    def order(self, sort: Sort) -> Order:
        """An order of all documents; that of relevance is the one among equals."""
        return self.orders.get(Sort.NEWEST if sort is Sort.RELEVANCE else sort, self._ordered)

    def key(self, sort: Sort, doc: int) -> tuple[int | str, ...]:
        """What a document is ordered by, without its score, its id last."""
        return self.keys(sort, np.array([doc]))[0]

    def keys(self, sort: Sort, docs: NDArray[np.int64]) -> list[tuple[int | str, ...]]:
        """The same for several."""
        ids = self.columns["id"].take(docs).tolist()
        if sort is Sort.ADDED:
            return list(zip(self.columns["number_added"].take(docs).tolist(), ids, strict=True))
        if sort is Sort.FILENAME:
            return list(zip(map(self.facet("filename").first, docs.tolist()), ids, strict=True))
        captured = self.columns["number_date"].take(docs).tolist()
        return [
            (1, 0, number) if moment == NO_NUMBER else (0, moment, number)
            for moment, number in zip(captured, ids, strict=True)
        ]

    # What else the port asks

    def values(self, name: str, statuses: frozenset[str], beginning: str, limit: int) -> tuple[FacetValue, ...]:
        """Values of a facet of which a word begins so, most frequent first."""
        asked = self.facet(name)

        def told() -> tuple[FacetValue, ...]:
            return asked.top(asked.beginning(beginning, self.visible_to(statuses).counts(name, asked)), limit)

        return self.recent.get((name, statuses, beginning, limit), told, lambda values: VALUE_BYTES * len(values))

    def counts(self, name: str, statuses: frozenset[str], values: Collection[str]) -> Mapping[str, int]:
        """How many visible photos have each of these values."""
        asked = self.facet(name)
        return asked.counted(values, self.visible_to(statuses).counts(name, asked))

    def similar_words(self, word: str, limit: int) -> tuple[str, ...]:
        """Words of the index that a word may be a slip for."""
        return self.lexicon.likeliest(
            self.segments, word, lambda other: self.lookups.living(Term(Space.WORD, other)), limit
        )

    def versions(self) -> dict[int, int]:
        """Document id to version, of all that are alive."""
        ids, versions = (self.columns[name][self.numbering.alive] for name in ("id", "version"))
        return dict(zip(ids.tolist(), versions.tolist(), strict=True))

    def warm_up(self) -> None:
        """Work out what searches will need before they do, unless there was a snapshot before; in the background."""
        if self._is_cold:
            self._is_cold = False
            threading.Thread(target=self._work_out, name="warming the index up", daemon=True).start()

    def work_out_like(self, other: Snapshot) -> None:
        """Work out what another one has."""
        for name in other.facets.known():
            self.facet(name)
        for sort in other.orders.known():
            self.order(sort)
        for statuses, name in other.counted.known():
            self.visible_to(statuses).counts(name, self.facet(name))
        self._is_cold = False

    def _work_out(self) -> None:
        with suppress(IndexUnavailable):  # whoever searches is told
            for statuses in self.visible.known():
                for name in _TOLD:
                    self.visible_to(statuses).counts(name, self.facet(name))
            for sort in Sort:
                self.order(sort)

    # How it is worked out

    def _seen(self, statuses: frozenset[str], _: Visible | None) -> Visible:
        having = [self.lookups[Value("status", status)] for status in sorted(statuses)]
        mask = docset.union(having).mask & self.numbering.alive if having else np.zeros_like(self.numbering.alive)
        return Visible(statuses, DocSet(self.numbering.size, mask=mask), self.counted)

    def _faceted(self, name: str, known: Facet | None) -> Facet:
        column = periods(_HISTOGRAMS[name]) if name in _HISTOGRAMS else partial(Segment.facet, name=name)
        return known.following(self.numbering, column) if known else facet(self.numbering, column)

    def _ordered(self, sort: Sort, known: Order | None) -> Order:
        return ordered(self._sort_keys(sort), self.columns["id"], known)

    def _sort_keys(self, sort: Sort) -> NDArray[np.int64]:
        """A number for each document, the least for what comes first."""
        match sort:
            case Sort.ADDED:
                return ~self.columns["number_added"]
            case Sort.FILENAME:
                return self.facet("filename").firsts().astype(np.int64)
            case _:
                captured = self.columns["number_date"]
                return np.where(captured == NO_NUMBER, _LAST, captured if sort is Sort.OLDEST else -captured)
