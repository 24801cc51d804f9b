"""A facet over all documents: which has which values, counted by one gather and one sum."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.numbering import Docs, Numbering
from archive.engines.search_whoosh.schema import NO_NUMBER
from archive.engines.search_whoosh.segment import FacetColumn, Segment
from archive.engines.search_whoosh.values import Numbers, Values
from archive.query.query import Bar, FacetValue, Grain

Counts = NDArray[np.int64]
"""By the number of a value; the one in front is of none."""

# A document's values stand in a row of a table; of those that have more, which few do, the rest stands in a list.
_WIDEST = 8
# Most facets have so few values that rows of half the width hold their numbers: a count reads half as much.
_NARROW = 2**16
_UNITS = {Grain.YEAR: "Y", Grain.MONTH: "M", Grain.DAY: "D"}


Rows = NDArray[np.integer[Any]]


class Facet:
    """A facet in one snapshot."""

    def __init__(self, values: Values, rows: Rows, rest: Docs, rest_values: Numbers) -> None:
        self.values = values
        self.size = len(values)
        self._rows = rows
        self._rest = rest
        self._rest_values = rest_values
        self._in_order: tuple[Numbers, Numbers] | None = None

    def counts(self, found: DocSet) -> Counts:
        """How many of some documents have each value."""
        counts = np.bincount(self._rows.take(found.docs, axis=0).ravel(), minlength=self.size)
        if len(self._rest):
            counts += np.bincount(self._rest_values[found.having(self._rest)], minlength=self.size)
        return counts

    def firsts(self) -> Numbers:
        """By document, the place of its first value in order of all texts."""
        return self._alphabet()[0].take(self._rows[:, 0])

    def first(self, doc: int) -> str:
        """The first value of a document."""
        return self.values.texts[int(self._rows[doc, 0])]

    def top(self, counts: Counts, limit: int, chosen: Collection[str] = ()) -> tuple[FacetValue, ...]:
        """The most frequent values, and the chosen ones wherever they stand."""
        shown = self._ranked(counts, np.flatnonzero(counts[1:]) + 1, limit)
        if chosen:
            wanted = [number for text in self.counted(chosen, counts) if (number := self.values.get(text))]
            others = np.setdiff1d(np.array(wanted, np.int64), shown)
            shown = np.concatenate((shown, self._ranked(counts, others, len(others))))
        return tuple(map(FacetValue, map(self.values.texts.__getitem__, shown.tolist()), counts.take(shown).tolist()))

    def bars(self, counts: Counts) -> tuple[Bar, ...]:
        """All values in order, with how many have each."""
        ranks, numbers = self._alphabet()
        present = numbers.take(np.sort(ranks.take(np.flatnonzero(counts[1:]) + 1)))
        return tuple(map(Bar, map(self.values.texts.__getitem__, present.tolist()), counts.take(present).tolist()))

    def beginning(self, text: str, counts: Counts) -> Counts:
        """The counts of the values of which a word begins so."""
        told = np.zeros_like(counts)
        numbers = self.values.beginning(text)
        numbers = numbers[numbers < self.size]
        told[numbers] = counts[numbers]
        return told

    def counted(self, texts: Iterable[str], counts: Counts) -> dict[str, int]:
        """What some of the values have, those that have something."""
        numbered = {text: number for text in texts if (number := self.values.get(text)) and number < self.size}
        return {text: int(counts[number]) for text, number in numbered.items() if counts[number]}

    def following(self, numbering: Numbering, column: Callable[[Segment], FacetColumn]) -> Facet:
        """The facet in a later snapshot: only what is new is read."""
        start, width = self._rows.shape
        docs, numbers = _owned(numbering, start, column, self.values)
        rows, rest, rest_values = _laid_out(docs, numbers, numbering.size - start, width)
        return Facet(
            self.values,
            np.concatenate((self._rows, rows)),
            np.concatenate((self._rest, rest + np.int32(start))),
            np.concatenate((self._rest_values, rest_values)),
        )

    def _ranked(self, counts: Counts, numbers: NDArray[np.int64], limit: int) -> NDArray[np.int32]:
        """The first of some values, most frequent first, of equals by alphabet."""
        ranks, by_rank = self._alphabet()
        keys = ranks.take(numbers) - counts.take(numbers) * len(ranks)
        if limit < len(keys):
            keys = np.partition(keys, limit)[:limit]
        return by_rank.take(np.sort(keys) % len(ranks))

    def _alphabet(self) -> tuple[Numbers, Numbers]:
        """By number the place in order of all texts, and by place the number."""
        if self._in_order is None:
            self._in_order = self.values.alphabet()
        return self._in_order


def facet(numbering: Numbering, column: Callable[[Segment], FacetColumn]) -> Facet:
    """Read a facet."""
    values = Values()
    docs, numbers = _owned(numbering, 0, column, values)
    most = int(np.bincount(docs).max(initial=1))
    return Facet(values, *_laid_out(docs, numbers, numbering.size, min(most, _WIDEST)))


def periods(grain: Grain) -> Callable[[Segment], FacetColumn]:
    """The days of capture as a facet's values: ``2020``, ``2020-10`` or ``2020-10-08``."""

    def column(segment: Segment) -> FacetColumn:
        moments = segment.rows["number_date"]
        docs = np.flatnonzero(moments != NO_NUMBER)
        found = moments[docs].astype("M8[us]").astype(f"M8[{_UNITS[grain]}]")
        names, ordinals = np.unique(found, return_inverse=True)
        return FacetColumn(tuple(map(str, names)), docs.astype(np.int32), ordinals.astype(np.int32))

    return column


def _owned(
    numbering: Numbering, start: int, column: Callable[[Segment], FacetColumn], values: Values
) -> tuple[NDArray[np.int64], Numbers]:
    """From a document on, who has what: documents, counted from there and ascending, and the number of a value."""
    docs, numbers = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for piece in numbering.since(start):
        part = column(piece.segment)
        docs.append(part.docs + np.int64(piece.base - start))
        numbers.append(values.numbers(part.values).take(part.ordinals))
    owners, owned = np.concatenate(docs), np.concatenate(numbers)
    by_document = np.argsort(owners, kind="stable")
    return owners[by_document], owned[by_document]


def _laid_out(docs: NDArray[np.int64], numbers: Numbers, size: int, width: int) -> tuple[Rows, Docs, Numbers]:
    """A row of ``width`` numbers for each document, and what does not fit."""
    counts = np.bincount(docs, minlength=size)
    place = np.arange(len(docs)) - np.repeat(np.cumsum(counts) - counts, counts)
    fits = place < width
    rows: Rows = np.zeros((size, width), np.uint16 if numbers.max(initial=0) < _NARROW else np.int32)
    rows[docs[fits], place[fits]] = numbers[fits]
    return rows, docs[~fits].astype(np.int32), numbers[~fits]
