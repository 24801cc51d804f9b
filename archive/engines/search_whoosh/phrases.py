"""What a look-up finds in one segment, and what it weighs: terms by themselves, in one field, or in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.docset import among
from archive.engines.search_whoosh.numbering import Docs
from archive.engines.search_whoosh.schema import MARKS, facet_field
from archive.engines.search_whoosh.segment import Postings, Segment
from archive.query import plan as plans
from archive.query.entry import WEIGHTS, ZONE_BITS
from archive.query.plan import Lookup, Mark

Weights = NDArray[np.float32]
_Occurrences = NDArray[np.int64]
"""Each as one number: document, then place; ascending."""

_ZONE_WEIGHTS = np.array(WEIGHTS)


def look_up(lookup: Lookup | Mark, segment: Segment) -> tuple[Docs, Weights]:
    """The documents of a segment in which it finds something, and the weight of that in each."""
    match lookup:
        case plans.Mark(text):
            postings = segment.postings(MARKS, text)
            return postings.docs, postings.weights
        case plans.Value(facet, value):
            postings = segment.postings(facet_field(facet), value)
            return postings.docs, postings.weights
        case plans.Run(space, texts):
            return _weighed(_in_a_row([segment.postings(space, text) for text in texts]), lookup.zone)
        case plans.Term(space, text):
            postings = segment.postings(space, text)
        case plans.Beginning(space, text):
            postings = segment.beginning(space, text)
        case _:
            assert_never(lookup)
    if lookup.zone is None:
        return postings.docs, postings.weights
    return _weighed(_occurrences(postings, np.arange(len(postings.docs))), lookup.zone)


def _in_a_row(terms: Sequence[Postings]) -> _Occurrences:
    """Where terms stand one after the other: the occurrences of the first."""
    shared = min((term.docs for term in terms), key=len)
    for term in terms:
        shared = shared[among(term.docs, shared)[0]]
    if not len(shared):
        return np.empty(0, np.int64)
    starts = _occurrences(terms[0], among(terms[0].docs, shared)[1])
    for n, term in enumerate(terms[1:], start=1):
        following = _occurrences(term, among(term.docs, shared)[1])
        starts = starts[among(following, starts + n)[0]]
    return starts


def _occurrences(postings: Postings, chosen: NDArray[np.int64]) -> _Occurrences:
    """The occurrences in some of the documents, which are told by their places in the list."""
    firsts = postings.starts.take(chosen)
    counts = postings.starts.take(chosen + 1) - firsts
    ends = np.cumsum(counts)
    at = np.repeat(firsts - ends + counts, counts) + np.arange(len(chosen) and ends[-1])
    owners = np.repeat(postings.docs.take(chosen).astype(np.int64), counts)
    return owners << 32 | postings.places.take(at)


def _weighed(occurrences: _Occurrences, zone: int | None) -> tuple[Docs, Weights]:
    """The documents of occurrences, in one field if asked so, with the weight of each one's occurrences."""
    zones = (occurrences & 0xFFFFFFFF) >> ZONE_BITS
    if zone is not None:
        occurrences = occurrences[zones == zone]
        zones = zones[zones == zone]
    docs, at = np.unique(occurrences >> 32, return_inverse=True)
    weights = np.bincount(at, _ZONE_WEIGHTS[zones], len(docs))
    return docs.astype(np.int32), weights.astype(np.float32)
