"""The search engine that is easy to believe: every document is asked whether it matches. For tests and demos.

It is the reference that other engines are compared with, so it is written for plainness, not speed.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from archive.query import plan as plans
from archive.query.document import Document
from archive.query.entry import ZONE_BITS, Entry, describe
from archive.query.lowering import Request, request
from archive.query.plan import Lookup, Plan
from archive.query.query import FacetValue, Hit, Hits, Query, Sort

_Scores = Mapping[int, float]


class MemorySearch:
    """All entries in a dictionary; gone with the process."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._writer = threading.RLock()

    def find(self, query: Query) -> Hits:
        """Answer a query."""
        asked = request(query)
        entries = list(self._entries.values())
        visible = [e for e in entries if query.statuses.intersection(e.facets["status"])]
        candidates = [e for e in visible if _matches(asked.plan, e)]
        found = [e for e in candidates if all(_matches(choice, e) for choice in asked.choices.values())]
        scores = _scores(asked, entries, found) if asked.sort is Sort.RELEVANCE else {}
        found.sort(key=_order(asked.sort, scores))
        page = found[query.offset : query.offset + query.limit]
        return Hits(
            hits=tuple(Hit(e.id, scores.get(e.id, 0.0)) for e in page),
            total=len(found),
            facets={name: _facet(name, asked, candidates) for name in query.facets},
        )

    def write(self, put: Sequence[Document], drop: Sequence[int]) -> None:
        """Replace and remove documents in one step."""
        changed = {document.id: describe(document) for document in put}
        gone = set(drop) - changed.keys()
        kept = {key: entry for key, entry in self._entries.items() if key not in gone}
        self._entries = kept | changed

    def tidy(self) -> bool:
        """There is nothing that piles up."""
        return False

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Try to be the one writer."""
        ours = self._writer.acquire(blocking=False)
        try:
            yield ours
        finally:
            if ours:
                self._writer.release()

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Start anew from these documents."""
        self._entries = {document.id: describe(document) for document in documents}

    def versions(self) -> Mapping[int, int]:
        """Document id to the version that it was made from."""
        return {entry.id: entry.version for entry in self._entries.values()}

    def needs_rebuild(self) -> bool:
        """Never: what is kept was made by this very code."""
        return False


def _matches(plan: Plan, entry: Entry) -> bool:
    match plan:
        case plans.All():
            return True
        case plans.Nothing():
            return False
        case plans.Term() | plans.Run() | plans.Beginning():
            return bool(_places(plan, entry))
        case plans.Between(field, low, high):
            number = entry.numbers[field]
            return number is not None and (low is None or low <= number) and (high is None or number <= high)
        case plans.Mark(text):
            return text in entry.marks
        case plans.Value(facet, value):
            return value in entry.facets[facet]
        case plans.AllOf(parts):
            return all(_matches(part, entry) for part in parts)
        case plans.AnyOf(parts):
            return any(_matches(part, entry) for part in parts)
        case plans.Except(inner):
            return not _matches(inner, entry)


def _places(lookup: Lookup, entry: Entry) -> list[int]:
    """Where in a document a look-up finds something."""
    terms = entry.spaces[lookup.space]
    places: list[int] = []
    match lookup:
        case plans.Term(_, text):
            places = list(terms.get(text, ()))
        case plans.Run(_, texts):
            others = [set(terms.get(text, ())) for text in texts[1:]]
            places = [
                place
                for place in terms.get(texts[0], ())
                if all(place + n in other for n, other in enumerate(others, start=1))
            ]
        case plans.Beginning(_, text):
            places = [place for term, found in terms.items() if term.startswith(text) for place in found]
    return [place for place in places if lookup.zone in (None, place >> ZONE_BITS)]


def _scores(asked: Request, entries: Sequence[Entry], found: Sequence[Entry]) -> _Scores:
    scores = dict.fromkeys((entry.id for entry in found), 0.0)
    mean_length = sum(entry.length for entry in entries) / len(entries) if entries else 0.0
    for lookup in asked.lookups:
        matching = [(entry, places) for entry in entries if (places := _places(lookup, entry))]
        rarity = plans.rarity(len(matching), len(entries)) * lookup.boost
        for entry, places in matching:
            if entry.id in scores:
                frequency = plans.weight(places)
                scores[entry.id] += rarity * plans.saturation(frequency, entry.length, mean_length)
    return {key: round(score, 3) for key, score in scores.items()}


def _order(sort: Sort, scores: _Scores) -> Callable[[Entry], tuple[float, ...]]:
    """Sort keys; photos without a date come last, of equals the one added later comes first."""

    def by_date(sign: int) -> Callable[[Entry], tuple[float, ...]]:
        def key(entry: Entry) -> tuple[float, ...]:
            captured = entry.numbers["date"]
            return (captured is None, sign * (captured or 0), -entry.id)

        return key

    match sort:
        case Sort.NEWEST:
            return by_date(-1)
        case Sort.OLDEST:
            return by_date(1)
        case Sort.ADDED:
            return lambda entry: (-(entry.numbers["added"] or 0), -entry.id)
        case Sort.RELEVANCE:
            return lambda entry: (-scores[entry.id], *by_date(-1)(entry))


def _facet(name: str, asked: Request, candidates: Sequence[Entry]) -> tuple[FacetValue, ...]:
    """A facet's values, counted without its own choice, most frequent first."""
    others = [choice for facet, choice in asked.choices.items() if facet != name]
    counted = [entry for entry in candidates if all(_matches(choice, entry) for choice in others)]
    counts = Counter(value for entry in counted for value in entry.facets[name])
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    chosen = asked.query.selected.get(name, ())
    return tuple(
        FacetValue(value, count)
        for rank, (value, count) in enumerate(ranked)
        if rank < asked.query.facet_limit or value in chosen
    )
