"""Posting lists in the making: of entries as they come, or of segments that become one.

Everything is collected flat and sorted once, which takes a tenth of the time that a pool of single postings does.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.blocks import PostingLists, starts_of
from archive.engines.search_whoosh.schema import MARKS, ROW, TERM_FIELDS, facet_field, row
from archive.query.entry import Entry


@dataclass(frozen=True)
class Collected:
    """Entries on their way into a segment, numbered as they came."""

    rows: NDArray[Any]
    _fields: Mapping[str, _Field]

    def lists(self, field: str) -> PostingLists:
        """The posting lists of a field."""
        return self._fields[field].lists()


def collect(entries: Iterable[Entry]) -> Collected:
    """Take entries in."""
    rows = []
    fields = {name: _Field() for name in TERM_FIELDS}
    for number, entry in enumerate(entries):
        rows.append(row(entry))
        for space, postings in entry.spaces.items():
            field = fields[space]
            field.add(number, postings)
            field.counts.extend(map(len, postings.values()))
            field.places.extend(chain.from_iterable(postings.values()))
        fields[MARKS].add(number, entry.marks)
        for name, values in entry.facets.items():
            fields[facet_field(name)].add(number, values)
    return Collected(np.array(rows, ROW), fields)


class _Field:
    """The terms of one field by number, and their postings as they came."""

    def __init__(self) -> None:
        self._number_of: defaultdict[str, int] = defaultdict()
        self._number_of.default_factory = self._number_of.__len__
        self._terms = array("I")
        self._docs = array("I")
        self.counts = array("I")
        self.places = array("I")

    def add(self, doc: int, terms: Collection[str]) -> None:
        number_of = self._number_of
        self._terms.extend([number_of[term] for term in terms])
        self._docs.extend(repeat(doc, len(terms)))

    def lists(self) -> PostingLists:
        return sorted_lists(
            list(self._number_of),
            np.frombuffer(self._terms, np.uint32),
            np.frombuffer(self._docs, np.int32),
            np.frombuffer(self.counts, np.uint32),
            np.frombuffer(self.places, np.uint32),
        )


def sorted_lists(
    terms: Sequence[str],
    numbers: NDArray[Any],
    docs: NDArray[np.int32],
    counts: NDArray[np.uint32],
    places: NDArray[np.uint32],
) -> PostingLists:
    """Postings in the order of their terms; those of one term in the order in which they come.

    ``numbers`` says for each posting which of the terms it is of. Terms without any are left out.
    """
    ascending = sorted(range(len(terms)), key=terms.__getitem__)
    rank_of = np.empty(len(terms), np.int64)
    rank_of[ascending] = np.arange(len(terms))
    ranks = rank_of[numbers]
    order = np.argsort(ranks, kind="stable")
    sizes = np.bincount(ranks, minlength=len(terms))
    present = np.flatnonzero(sizes)
    kept = [terms[ascending[rank]] for rank in present.tolist()]
    if len(counts):
        starts = starts_of(counts)[:-1][order]
        counts = counts[order]
        places = places[_runs(starts, counts)]
    return PostingLists(kept, sizes[present], docs[order], counts, places)


def _runs(starts: NDArray[np.int64], counts: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The numbers from each start on, so many, one run after the other."""
    offsets = starts_of(counts)
    return np.repeat(starts - offsets[:-1], counts) + np.arange(offsets[-1])


def merged(parts: Sequence[PostingLists], numbers: Sequence[NDArray[np.int32]]) -> PostingLists:
    """Lists of several segments as one; ``numbers`` has for each segment's documents the new number, or -1."""
    terms = sorted({term for part in parts for term in part.terms})
    number_of = {term: number for number, term in enumerate(terms)}
    of_terms, docs, counts, places = [], [], [], []
    for part, renumbered in zip(parts, numbers, strict=True):
        ours = np.fromiter(map(number_of.__getitem__, part.terms), np.int64, len(part.terms))
        moved = renumbered[part.docs]
        living = moved >= 0
        of_terms.append(np.repeat(ours, part.sizes)[living])
        docs.append(moved[living])
        if len(part.counts):
            counts.append(part.counts[living])
            places.append(part.places[np.repeat(living, part.counts)])
    return sorted_lists(terms, *(_joined(one) for one in (of_terms, docs, counts, places)))


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, np.uint32)
