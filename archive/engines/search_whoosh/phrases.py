"""What a look-up finds in one segment, and what it weighs: terms by themselves, in one field, or in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

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
        case plans.Beginning(space, text) if lookup.zone is None:
            return segment.weights_of_beginning(space, text)
        case plans.Beginning(space, text):
            postings = segment.beginning(space, text)
        case _:
            assert_never(lookup)
    if lookup.zone is None:
        return postings.docs, postings.weights
    return _weighed(_occurrences(postings, np.arange(len(postings.docs))), lookup.zone)


def _in_a_row(terms: Sequence[Postings]) -> _Occurrences:
    """Where terms stand one after the other: the occurrences of the first."""
    # The rarest first: fewer and fewer documents are left in which the others are to be looked at.
    rarest_first = sorted(range(len(terms)), key=lambda n: len(terms[n].places))
    shared = terms[rarest_first[0]].docs
    for n in rarest_first[1:]:
        shared = shared[among(terms[n].docs, shared)[0]]
    starts = _occurrences_from(terms, rarest_first[0], shared)
    for n in rarest_first[1:]:
        starts = starts[among(_occurrences_from(terms, n, _docs(starts)), starts)[0]]
    return starts


def _occurrences_from(terms: Sequence[Postings], n: int, docs: NDArray[Any]) -> _Occurrences:
    """Where the first of some terms would stand if the others followed, by the occurrences of one of them."""
    return _occurrences(terms[n], among(terms[n].docs, docs)[1]) - n


def _docs(occurrences: _Occurrences) -> NDArray[np.int64]:
    docs = occurrences >> 32
    return docs[np.flatnonzero(np.diff(docs, prepend=-1))]


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
