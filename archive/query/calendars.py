"""The words and figures of dates in the languages of the archive: what each may be in a date.

How they make a date is ``dates``' affair. Names of months are CLDR's.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from babel import Locale

from archive.query.words import fold

Period = tuple[date, date]
"""First and last day, both included."""


class Part(StrEnum):
    """What a word is in a date; one letter each, so that the words of a date make a pattern."""

    WHOLE = "W"
    """A date in figures."""
    NUMBER = "n"
    YEAR = "Y"
    MONTH = "M"
    SEASON = "S"
    DECADE = "D"
    DAYS = "d"
    WEEKS = "w"
    MONTHS = "m"
    YEARS = "y"
    LAST = "L"
    THIS = "T"
    FROM = "f"
    TO = "-"
    BEFORE = "<"
    """Stands in front of a date and leaves one end open; its sign tells which."""
    BEHIND = ">"
    """The same, standing behind it."""
    FILLER = "_"
    """Says nothing about when."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of a date with its number: the month's, the first month of a season, the first year of a decade."""

    part: Part
    number: int = 0
    days: Period | None = None
    """Of a whole date."""
    sign: str = ""
    """Of what leaves an end open: on which side of the date the days lie, as ``dates.bounds`` reads it."""


YEARS = range(1800, 2200)
"""In which a number of four digits may be a year: 0622 and 1622 are numbers of files."""

DASHES = ("-", "\u2013", "\u2014", "~")

_OLDEST_SHORT_DECADE = 40
"""The forties are those of the last century; before them, "the tens" is no decade that anybody types."""

_WORDS: Mapping[Part, str] = {
    Part.DAYS: "day days день дня дней күн күнде 일",
    Part.WEEKS: "week weeks неделя недели неделе неделю недель апта аптада 주 주일",
    Part.MONTHS: "month months месяц месяца месяце месяцев ай айы айда айында 달 개월",
    Part.YEARS: "year years год года году годы годов годах лет г гг "
    "жыл жылы жылғы жылға жылдың жылда жылдан жылдар ж жж 년",
    Part.LAST: "last past previous прошлый прошлая прошлой прошлую прошлом прошлого последний последняя последние "
    "последних последнюю последнем өткен соңғы 지난 최근",
    Part.THIS: "this current этот эта этой эту этом этого текущий текущая текущей текущем осы 이번",
    Part.FROM: "from с со",
    Part.TO: " ".join((*DASHES, "to по")),
    Part.FILLER: "in on at the of во в на за",
}
# What leaves an end open. The Korean words include the time they are said of (표준국어대사전, 이전, 이후).
_OPEN: Mapping[tuple[Part, str], str] = {
    (Part.TO, "<"): "до",
    (Part.TO, "<="): "until till",
    (Part.BEFORE, "<"): "before раньше",
    (Part.BEFORE, ">"): "after после позже",
    (Part.BEFORE, ">="): "since",
    (Part.BEHIND, "<"): "дейін бұрын",
    (Part.BEHIND, ">"): "кейін",
    (Part.BEHIND, ">="): "бері бастап 이후",
    (Part.BEHIND, "<="): "이전",
}
# The day, week, month or year told from today in one word: unit, how many back.
_BACK: Mapping[str, tuple[Part, int]] = {
    "today сегодня бүгін 오늘": (Part.DAYS, 0),
    "yesterday вчера кеше 어제": (Part.DAYS, 1),
    "позавчера алдыңгүні 그저께 그제": (Part.DAYS, 2),
    "이번주": (Part.WEEKS, 0),
    "지난주": (Part.WEEKS, 1),
    "이번달": (Part.MONTHS, 0),
    "지난달": (Part.MONTHS, 1),
    "биыл 올해": (Part.YEARS, 0),
    "былтыр 작년 지난해": (Part.YEARS, 1),
    "재작년": (Part.YEARS, 2),
}
# By the month that they begin with, as meteorologists have them.
_SEASONS: Mapping[int, str] = {
    12: "winter зима зимой зимы қыс қыста қысы 겨울",
    3: "spring весна весной весны көктем көктемде көктемі 봄",
    6: "summer лето летом лета жаз жазда жазы 여름",
    9: "autumn fall осень осенью осени күз күзде күзі 가을",
}
_KAZAKH_CASES = (
    "да де та те ның нің дың дің тың тің дан ден тан тен нан нен ға ге қа ке ы і дағы дегі тағы тегі ында інде"
).split()

_BIG_ENDIAN = re.compile(r"(\d{4})(?:([-./])(\d{1,2})(?:\2(\d{1,2})\.?)?)?")
_LITTLE_ENDIAN = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d\d)")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_LIKE_A_DAY = re.compile(r"\d{1,2}([./])\d{1,2}\1(?:\d{4}|\d\d)|\d{4}([-./])\d{1,2}\2\d{1,2}")
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|-?го|-?е|-?ші|-?шы)?")
_YEAR = re.compile(r"(\d{4})(?:-?(?:го|м|й|ж|жыл|жылы|жылғы|жылдың|г|[кгқғ][еа]|[дт][ае]н))?")
_DECADE = re.compile(r"['\u2019]?((?:\d\d)?\d0)(?:s|'s|\u2019s|-?е|-?х|-?ые|-?ых|-?ші|-?шы|년대)")
_KOREAN = re.compile(r"(?:\d+(?:년|월|일|주일|주|개월|달))+(?:부터|까지|에|이후|이전)?")
_KOREAN_PART = re.compile(r"(\d+)(년|월|일|주일|주|개월|달)|부터|까지|에|이후|이전")
_GLUED = re.compile(f"[{''.join(map(re.escape, DASHES))}]")


@lru_cache(maxsize=4_096)
def atoms(word: str) -> tuple[Atom, ...]:
    """The parts of a date that a typed word stands for, mostly one; none where it has no place in a date."""
    text = fold(word).strip(",").removesuffix(".")
    if word in DASHES:
        return (Atom(Part.TO),)
    if known := _table().get(text):
        return known
    if _KOREAN.fullmatch(text):
        return tuple(_korean(text))
    return _numbered(text) or _glued(text)


def in_figures(text: str) -> Period | None:
    """A year, a month or a day in figures, of any year that a calendar has."""
    if found := _BIG_ENDIAN.fullmatch(text):
        year, _, month, day = found.groups()
    elif found := _LITTLE_ENDIAN.fullmatch(text):
        day, _, month, year = found.groups()
        year = year if len(year) == 4 else f"{19 if int(year) >= _OLDEST_SHORT_DECADE else 20}{year}"
    elif found := _MONTH.fullmatch(text):
        (month, year), day = found.groups(), None
    else:
        return None
    try:
        return period(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None


def is_no_day(text: str) -> bool:
    """Whether figures are written as a day is, and no calendar has that day: 32.13.2020."""
    return _LIKE_A_DAY.fullmatch(text) is not None and in_figures(text) is None


def period(year: int, month: int | None = None, day: int | None = None) -> Period:
    """First and last day of a year, a month or a day. Raises ValueError where there is no such one."""
    first = date(year, 1 if month is None else month, 1 if day is None else day)
    if day is not None:
        return first, first
    last = 12 if month is None else first.month
    return first, date(year, last, calendar.monthrange(year, last)[1])


def _numbered(text: str) -> tuple[Atom, ...]:
    if (found := _YEAR.fullmatch(text)) and int(found.group(1)) in YEARS:
        return (Atom(Part.YEAR, int(found.group(1))),)
    if (days := in_figures(text)) and days[0].year in YEARS:
        return (Atom(Part.WHOLE, days=days),)
    if found := _DECADE.fullmatch(text):
        number = int(found.group(1))
        if number in YEARS:
            return (Atom(Part.DECADE, number),)
        if _OLDEST_SHORT_DECADE <= number < 100:
            return (Atom(Part.DECADE, 1900 + number),)
    if found := _ORDINAL.fullmatch(text):
        return (Atom(Part.NUMBER, int(found.group(1))),)
    return ()


def _korean(text: str) -> Iterator[Atom]:
    for found in _KOREAN_PART.finditer(text):
        digits, unit = found.groups()
        number = int(digits[:9]) if digits else 0
        if unit == "년" and number in YEARS:
            yield Atom(Part.YEAR, number)
        elif unit == "월" and number <= 12:
            yield Atom(Part.MONTH, number)
        elif unit:
            yield Atom(Part.NUMBER, number)
            yield from _table().get(unit, (Atom(Part.MONTHS),))
        elif found.group() in ("이후", "이전"):
            yield from _table()[fold(found.group())]
        elif found.group() != "에":
            yield Atom(Part.TO if found.group() == "부터" else Part.FILLER)


def _glued(text: str) -> tuple[Atom, ...]:
    """``8-10`` and ``2019–2021``: two parts with a dash between."""
    ends = _GLUED.split(text)
    if len(ends) != 2 or not all(ends):
        return ()
    first, last = map(atoms, ends)
    return (*first, Atom(Part.TO), *last) if first and last else ()


@cache
def _table() -> Mapping[str, tuple[Atom, ...]]:
    table: dict[str, tuple[Atom, ...]] = {}
    for month, name in _months():
        table[fold(name).strip(".")] = (Atom(Part.MONTH, month),)
    for first, names in _SEASONS.items():
        table.update((fold(name), (Atom(Part.SEASON, first),)) for name in names.split())
    for part, names in _WORDS.items():
        # "Last week" is one back.
        table.update((fold(name), (Atom(part, int(part is Part.LAST)),)) for name in names.split())
    for (part, sign), names in _OPEN.items():
        table.update((fold(name), (Atom(part, sign=sign),)) for name in names.split())
    for names, (unit, back) in _BACK.items():
        table.update((fold(name), (Atom(Part.LAST, back), Atom(unit))) for name in names.split())
    return table


def _months() -> Iterator[tuple[int, str]]:
    for language in ("kk", "ru", "en", "en_GB"):
        for widths in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                yield from widths[width].items()
    for month, name in Locale.parse("ru").months["format"]["wide"].items():
        yield month, name[:-1] + "е"  # в октябре: CLDR has the nominative and the genitive
        yield month, name[:3]
    for month, name in Locale.parse("kk").months["format"]["wide"].items():
        yield from ((month, name + case) for case in _KAZAKH_CASES)
