"""What lies beside a search: the same name in another script, the nearest day or number that some photo has.

Reads only; nothing is told that the actor may not see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from archive.names.keys import keys, tells
from archive.names.sounds import script_of
from archive.query.calendars import period
from archive.query.fields import BY_NAME
from archive.query.kinds import Kind
from archive.query.query import Query, Sort
from archive.query.tree import Dated, Node, Range
from archive.query.words import fold, written
from archive.services import discovery
from archive.work import Work

_NAMING = ("place", "keyword", "event", "series")
"""The facets whose values are names that every script writes in its own way."""
_MOST_VALUES = 300
"""Values of one facet that are looked at, the most frequent first."""
_LARGEST = 10**9


def in_other_scripts(work: Work, word: str, field: str | None, language: str) -> list[str]:
    """The words of places, keywords and events that are this one by transliteration; the most frequent first."""
    asked = fold(word)
    if not tells(asked) or (field is not None and field not in _NAMING):
        return []
    sound, script = keys(asked), script_of(asked)
    found = {
        other.folded: other.written
        for facet in ([field] if field else _NAMING)
        for other in _by_sound(tuple(_values(work, facet, language))).get(sound, ())
        if other.script != script
    }
    return list(found.values())


class _Sounding(NamedTuple):
    """A word of a value, by its sound."""

    written: str
    folded: str
    script: str


@lru_cache(maxsize=4 * len(_NAMING))
def _by_sound(values: tuple[str, ...]) -> dict[tuple[str, ...], list[_Sounding]]:
    """The words of some values by their sound, in order. Values are mostly those of the time before."""
    sounding: dict[tuple[str, ...], list[_Sounding]] = {}
    for value in values:
        for word in written(value):
            folded = fold(word.group())
            sounding.setdefault(keys(folded), []).append(_Sounding(word.group(), folded, script_of(folded)))
    return sounding


def _values(work: Work, facet: str, language: str) -> list[str]:
    values = [value.value for value in work.search.values(facet, _statuses(work), "", _MOST_VALUES)]
    return list(discovery.names_of(work, facet, values, language).values()) if facet == "event" else values


def nearest(work: Work, asked: Range | Dated) -> Iterator[Node]:
    """The days or numbers next below and next above those asked for that some photo has."""
    if isinstance(asked, Dated) or asked.name == "date":
        yield from _nearest_days(work, asked)
    elif BY_NAME[asked.name].kind is Kind.NUMBER:
        yield from _nearest_numbers(work, asked)


def _nearest_days(work: Work, asked: Range | Dated) -> Iterator[Range]:
    """The year with photos before and after; the month, where less than a year was asked for."""
    low, high = asked.low, asked.high
    is_short = isinstance(low, date) and isinstance(high, date) and (high - low).days < 31
    sides = []
    if isinstance(low, date) and low > date.min:
        sides.append((Range("date", None, low - timedelta(days=1)), Sort.NEWEST))
    if isinstance(high, date) and high < date.max:
        sides.append((Range("date", high + timedelta(days=1), None), Sort.OLDEST))
    for side, order in sides:
        hits = work.search.find(replace(_query(work, side), sort=order, limit=1)).hits
        photo = discovery.fetch(work, [hit.id for hit in hits])
        taken = next((one.captured_at for one in photo.values() if one.captured_at), None)
        if taken:
            yield Range("date", *period(taken.year, taken.month if is_short else None))


def _nearest_numbers(work: Work, asked: Range) -> Iterator[Range]:
    low, high = asked.low, asked.high

    def has(first: int, last: int) -> bool:
        return work.search.find(_query(work, Range(asked.name, first, last))).total > 0

    if isinstance(low, int) and low > 0 and has(0, top := min(low - 1, _LARGEST)):
        bottom = 0
        while bottom < top:
            middle = (bottom + top + 1) // 2
            bottom, top = (middle, top) if has(middle, top) else (bottom, middle - 1)
        yield Range(asked.name, top, top)
    if isinstance(high, int) and high < _LARGEST and has(bottom := high + 1, _LARGEST):
        top = _LARGEST
        while bottom < top:
            middle = (bottom + top) // 2
            bottom, top = (bottom, middle) if has(bottom, middle) else (middle + 1, top)
        yield Range(asked.name, bottom, bottom)


def _query(work: Work, tree: Node) -> Query:
    return Query(_statuses(work), tree, limit=0)


def _statuses(work: Work) -> frozenset[str]:
    return frozenset(str(status) for status in work.visible)
