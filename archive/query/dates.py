"""Dates as people write them, in figures and in words: the days that they mean.

The words themselves are in ``calendars``; where in a search a date may stand is the parser's affair.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from archive.query.calendars import YEARS, Atom, Part, Period, atoms, in_figures, period

Bounds = tuple[date | None, date | None]
"""The same, with None for an end that is open."""

MOST_WORDS = 12
"""Of one date: from 8 October 2020 till 10 October 2020."""

_SPAN = re.compile(r"(.*?)\.\.(.*)")
_COMPARED = re.compile(r"(>=|<=|>|<|≥|≤)(.+)")

# The patterns of one period: a day, a month, a season, a year, a decade, or some time until today.
_DAY = {"nMY", "MnY", "YMn", "YnM"}
_MONTH = {"MY", "YM"}
_SEASON = {"SY", "YS"}
_TOLD = re.compile("[LT][dwmy]")
_RECENT = re.compile("Ln[dwmy]")
_UNNEEDED = {Part.YEAR: Part.YEARS, Part.DECADE: Part.YEARS, Part.MONTH: Part.MONTHS, Part.NUMBER: Part.DAYS}
"""What may follow a part without saying more: 2020 *год*, қазан *айы*, 8*일*."""


def longest(words: Sequence[str], today: date) -> tuple[int, Bounds] | None:
    """The longest date that words begin with: how many of them it takes, and its days."""
    parts = list(itertools.takewhile(bool, map(atoms, words[:MOST_WORDS])))
    while parts:
        if any(atom.part is not Part.FILLER for atom in parts[-1]) and (days := _read(parts, today)):
            return len(parts), days
        parts.pop()
    return None


def bounds(text: str, today: date) -> Bounds | None:
    """What the value of a field of dates means: a date, ``2019..2021``, ``2019..``, ``>2019``, ``<=2020-05``."""
    if span := _SPAN.fullmatch(text):
        first, last = (_closed(_days(end, today)) if end.strip() else None for end in span.groups())
        if any(end.strip() and not days for end, days in zip(span.groups(), (first, last), strict=True)):
            return None
        if first and last and first[0] > last[1]:
            first, last = last, first
        return (first and first[0], last and last[1]) if first or last else None
    if compared := _COMPARED.fullmatch(text):
        days = _closed(_days(compared.group(2), today))
        return _beside(compared.group(1), days) if days else None
    return _days(text, today)


def likely(days: Bounds | None) -> Bounds | None:
    """The same days, if their years are such as photos have: 0620..0640 may be numbers of files."""
    return days if days and all(day.year in YEARS for day in days if day) else None


def _beside(sign: str, days: Period) -> Bounds | None:
    try:
        match sign:
            case ">":
                return days[1] + timedelta(days=1), None
            case "<":
                return None, days[0] - timedelta(days=1)
            case ">=" | "≥":
                return days[0], None
            case _:
                return None, days[1]
    except OverflowError:
        return None


def _closed(days: Bounds | None) -> Period | None:
    """The same days, where both ends are told."""
    return (days[0], days[1]) if days and days[0] and days[1] else None


def _days(text: str, today: date) -> Bounds | None:
    """A whole text as one date."""
    words = text.split()
    if len(words) == 1 and (days := in_figures(words[0])):
        return days
    found = longest(words, today)
    return found[1] if found and found[0] == len(words) else None


def _read(words: Iterable[tuple[Atom, ...]], today: date) -> Bounds | None:
    said = [atom for atoms_of_word in words for atom in atoms_of_word if atom.part is not Part.FILLER]
    kept: list[Atom] = []
    for atom in said:
        unneeded = kept and said[0].part is not Part.LAST and _UNNEEDED.get(kept[-1].part) is atom.part
        if not unneeded:
            kept.append(atom)
    match kept:
        case [Atom(part=Part.TO | Part.BEFORE, sign=sign), *said] | [*said, Atom(part=Part.BEHIND, sign=sign)] if sign:
            days = _one(said, today)
            return _beside(sign, days) if days else None
    for at, atom in enumerate(kept):
        if atom.part is Part.TO:
            start = 1 if kept[0].part is Part.FROM else 0
            return _between(kept[start:at], kept[at + 1 :], today)
    return _one(kept, today)


def _between(first: Sequence[Atom], last: Sequence[Atom], today: date) -> Period | None:
    """From one date to another; what one leaves unsaid, the other says: 8–10 October 2020."""
    for theirs, ours in itertools.product(range(len(last), 0, -1), range(len(first))):
        begin, end = [*first, *last[theirs:]], [*first[:ours], *last]
        alone = theirs == len(last) and ours == 0
        if alone or sorted(atom.part for atom in begin) == sorted(atom.part for atom in end):
            start, finish = _one(begin, today), _one(end, today)
            if start and finish and start[0] <= finish[1]:
                return start[0], finish[1]
    return None


def _one(parts: Sequence[Atom], today: date) -> Period | None:
    pattern = "".join(atom.part for atom in parts)
    said = {atom.part: atom.number for atom in parts}
    year, month = said.get(Part.YEAR, 0), said.get(Part.MONTH)
    try:
        if pattern == "W":
            return parts[0].days
        if pattern == "Y" or pattern in _MONTH:
            return period(year, month)
        if pattern in _DAY:
            return period(year, month, said[Part.NUMBER])
        if pattern == "Ynn":
            return period(year, parts[1].number, parts[2].number)
        if pattern in _SEASON:
            return _season(year, said[Part.SEASON])
        if pattern == "D":
            return date(said[Part.DECADE], 1, 1), date(said[Part.DECADE] + 9, 12, 31)
        if _TOLD.fullmatch(pattern):
            return _back(today, parts[1].part, parts[0].number)
        if _RECENT.fullmatch(pattern):
            return _earlier(today, parts[2].part, parts[1].number), today
    except (ValueError, OverflowError):
        pass
    return None


def _season(year: int, first_month: int) -> Period:
    """Three whole months; a winter has the year of its January, as meteorologists count."""
    first = date(year - 1, 12, 1) if first_month == 12 else date(year, first_month, 1)
    return first, period(year, first_month % 12 + 2)[1]


def _back(today: date, unit: Part, count: int) -> Period:
    """The day, week (from Monday, ISO 8601), month or year so many before today's."""
    match unit:
        case Part.DAYS:
            day = today - timedelta(days=count)
            return day, day
        case Part.WEEKS:
            monday = today - timedelta(days=today.weekday() + 7 * count)
            return monday, monday + timedelta(days=6)
        case Part.MONTHS:
            months = today.year * 12 + today.month - 1 - count
            return period(months // 12, months % 12 + 1)
        case _:
            return period(today.year - count)


def _earlier(today: date, unit: Part, count: int) -> date:
    """The first day of the last so many days, weeks, months or years, today being the last."""
    match unit:
        case Part.DAYS:
            return today - timedelta(days=count - 1)
        case Part.WEEKS:
            return today - timedelta(days=7 * count - 1)
        case _:
            months = count if unit is Part.MONTHS else 12 * count
            (first, last) = _back(today, Part.MONTHS, months)
            return first.replace(day=min(today.day, last.day)) + timedelta(days=1)
