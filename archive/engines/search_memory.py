"""The search engine that is easy to believe: every document is asked whether it matches. For tests and demos.

It is the reference that other engines are compared with, so it is written for plainness, not speed.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from archive.query import plan as plans
from archive.query.beginnings import begins
from archive.query.document import Document
from archive.query.entry import Entry, Space, describe
from archive.query.evaluation import holds, places
from archive.query.fields import EPOCH
from archive.query.lowering import Request, request
from archive.query.plan import Lookup
from archive.query.query import DATE, Bar, FacetValue, Grain, Hit, Hits, Position, Query, Sort
from archive.query.similar import Vocabulary

_Scores = Mapping[int, int]
"""Thousandths: rounded, for documents alike to be equal and ordered by date."""
_PERIOD = {Grain.YEAR: 4, Grain.MONTH: 7, Grain.DAY: 10}
"""How much of an ISO date names a bar."""


class MemorySearch:
    """All entries in a dictionary; gone with the process."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._writer = threading.RLock()

    def find(self, query: Query) -> Hits:
        """Answer a query."""
        asked = request(query)
        entries = list(self._entries.values())
        candidates = [e for e in _visible(entries, query.statuses) if holds(asked.plan, e)]
        found = _chosen(candidates, asked)
        scores = _scores(asked, entries, found) if asked.sort is Sort.RELEVANCE else {}
        positions = {e.id: Position(asked.sort, _key(asked.sort, e, scores)) for e in found}
        ordered = sorted(positions, key=lambda number: positions[number].precedence)
        start, end = _page(query, [positions[number].precedence for number in ordered])
        return Hits(
            hits=tuple(Hit(n, scores.get(n, 0) / 1000, positions[n]) for n in ordered[start:end]),
            total=len(found),
            facets={name: _facet(name, asked, candidates) for name in query.facets},
            histogram=_bars(query.histogram, _chosen(candidates, asked, but=DATE)) if query.histogram else (),
            before=start,
        )

    def values(self, facet: str, statuses: frozenset[str], beginning: str, limit: int) -> Sequence[FacetValue]:
        """Values of a facet of which a word begins so."""
        counts = self._counts(facet, statuses).items()
        return _ranked(Counter({value: count for value, count in counts if begins(value, beginning)}))[:limit]

    def counts(self, facet: str, statuses: frozenset[str], values: Collection[str]) -> Mapping[str, int]:
        """How many visible photos have each of these values."""
        counts = self._counts(facet, statuses)
        return {value: counts[value] for value in values if value in counts}

    def similar_words(self, word: str, limit: int) -> Sequence[str]:
        """Words that a word may be a slip for."""
        entries = self._entries.values()
        counts = Counter(term for entry in entries for term in entry.spaces[Space.WORD])
        return Vocabulary(counts).likeliest(word, counts.__getitem__, limit)

    def _counts(self, facet: str, statuses: frozenset[str]) -> Counter[str]:
        visible = _visible(self._entries.values(), statuses)
        return Counter(value for entry in visible for value in entry.facets[facet])

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

    def rebuild(self, documents: Iterable[Document], mark: int = 0) -> int:
        """Start anew from these documents."""
        self._entries = {document.id: describe(document) for document in documents}
        return mark

    def versions(self) -> Mapping[int, int]:
        """Document id to the version that it was made from."""
        return {entry.id: entry.version for entry in self._entries.values()}

    def needs_rebuild(self) -> bool:
        """Never: what is kept was made by this very code."""
        return False


def _visible(entries: Iterable[Entry], statuses: frozenset[str]) -> list[Entry]:
    return [entry for entry in entries if statuses.intersection(entry.facets["status"])]


def _chosen(candidates: Iterable[Entry], asked: Request, but: str = "") -> list[Entry]:
    """Those that every choice is true of, one facet's left aside."""
    choices = [choice for facet, choice in asked.choices.items() if facet != but]
    return [entry for entry in candidates if all(holds(choice, entry) for choice in choices)]


def _scores(asked: Request, entries: Sequence[Entry], found: Sequence[Entry]) -> _Scores:
    scores = dict.fromkeys((entry.id for entry in found), 0.0)
    mean_length = sum(entry.length for entry in entries) / len(entries) if entries else 0.0
    for lookup in asked.lookups:
        matching = [entry for entry in entries if holds(lookup, entry)]
        rarity = plans.rarity(len(matching), len(entries)) * lookup.boost
        for entry in matching:
            if entry.id in scores:
                scores[entry.id] += rarity * _tells(lookup, entry, mean_length)
    return {key: round(score * 1000) for key, score in scores.items()}


def _tells(lookup: Lookup, entry: Entry, mean_length: float) -> float:
    """How much a document has of what a look-up finds in it; a value it has or has not."""
    if isinstance(lookup, plans.Value):
        return 1.0
    return float(plans.saturation(plans.weight(places(lookup, entry)), entry.length, mean_length))


def _key(sort: Sort, entry: Entry, scores: _Scores) -> tuple[int | str, ...]:
    """What a document is ordered by; photos without a date come last, of equals the one added later comes first."""
    captured = entry.numbers["date"]
    by_date = (int(captured is None), captured or 0, entry.id)
    match sort:
        case Sort.ADDED:
            return (entry.numbers["added"] or 0, entry.id)
        case Sort.FILENAME:
            return (next(iter(entry.facets["filename"]), ""), entry.id)
        case Sort.RELEVANCE:
            return (scores[entry.id], *by_date)
        case Sort.NEWEST | Sort.OLDEST:
            return by_date


def _page(query: Query, precedences: Sequence[tuple[int | str, ...]]) -> tuple[int, int]:
    """Which of the ordered documents are shown."""
    first, end = 0, len(precedences)
    if query.after:
        first = sum(one <= query.after.precedence for one in precedences)
    if query.before:
        end = sum(one < query.before.precedence for one in precedences)
    if query.before and not query.after:
        return max(0, end - query.limit), end
    if not query.after:
        first = min(query.offset, end)
    return first, max(first, min(first + query.limit, end))


def _facet(name: str, asked: Request, candidates: Sequence[Entry]) -> tuple[FacetValue, ...]:
    """A facet's values, counted without its own choice, most frequent first."""
    counted = _chosen(candidates, asked, but=name)
    ranked = _ranked(Counter(value for entry in counted for value in entry.facets[name]))
    chosen = asked.query.selected.get(name, ())
    limit = asked.query.facet_limit
    return (*ranked[:limit], *(value for value in ranked[limit:] if value.value in chosen))


def _ranked(counts: Counter[str]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(*item) for item in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _bars(grain: Grain, found: Iterable[Entry]) -> tuple[Bar, ...]:
    moments = (entry.numbers["date"] for entry in found)
    days = ((EPOCH + timedelta(microseconds=moment)).date() for moment in moments if moment is not None)
    return tuple(Bar(*item) for item in sorted(Counter(day.isoformat()[: _PERIOD[grain]] for day in days).items()))
