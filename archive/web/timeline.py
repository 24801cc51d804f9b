"""The histogram of capture dates as it is drawn: columns on a line of time, and the ways to a finer or coarser one.

Only geometry and words; what is counted comes from the search.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, gettext, lazy_gettext, ngettext

from archive.query.query import DATE, Grain
from archive.services.histograms import Histogram
from archive.web.address import Address

WIDTH, HEIGHT = 240, 56
"""Of the drawing, in its own units; the page stretches it."""
LOWEST = 3
"""The height of the lowest column: one photo is to be seen as well."""
WIDEST = 20
MOST_SLOTS = 120
"""A longer line of time leaves its empty places out: a camera whose clock said 1904 must not flatten the rest."""
GRAIN_NAMES = {
    Grain.YEAR: lazy_gettext("Years"),
    Grain.MONTH: lazy_gettext("Months"),
    Grain.DAY: lazy_gettext("Days"),
}
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: its period in words, its place in the drawing, and where choosing it leads.

    ``left`` and ``slot`` are the place that is hit by the pointer, the whole height of it.
    """

    period: str
    label: str
    said: str
    """The label and the count in words."""
    count: int
    chosen: bool
    url: str
    left: float
    slot: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing as a whole."""

    grain: Grain
    columns: tuple[Column, ...]
    grains: tuple[tuple[Grain, str, str], ...]
    """Each with its name and its address."""
    around: tuple[tuple[str, str], ...]
    """What lies around the bars that are shown: names and addresses."""
    first: str
    last: str
    """The words at both ends of the line; the last is empty where they would say the same."""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_narrowed(self) -> bool:
        """Whether some of the bars are chosen."""
        return any(column.chosen for column in self.columns)


def draw(histogram: Histogram, asked: Address) -> Timeline | None:
    """The columns of a search's dates; None where no photo found has one."""
    bars = histogram.bars
    if not bars:
        return None
    places = [_place(bar.period) for bar in bars]
    ends = _ends(histogram) or (bars[0].period, bars[-1].period)
    begin, end = _place(ends[0]), _place(ends[1])
    if end - begin >= MOST_SLOTS:
        places, begin, end = list(range(len(bars))), 0, len(bars) - 1
    slot = WIDTH / (end - begin + 1)
    most = max(bar.count for bar in bars)
    chosen = asked.selected.get(DATE, ())
    url = asked.periods()
    columns = tuple(
        Column(
            period=bar.period,
            label=(named := label(bar.period)),
            said=f"{named}: {ngettext('%(num)s photo', '%(num)s photos', bar.count)}",
            count=bar.count,
            chosen=any(bar.period.startswith(period) for period in chosen),
            url=url(bar.period),
            left=round((place - begin) * slot, 2),
            slot=round(slot, 2),
            width=round(min(slot * 0.8, WIDEST), 2),
            height=round(LOWEST + (HEIGHT - LOWEST) * bar.count / most, 2),
        )
        for place, bar in zip(places, bars, strict=True)
    )
    return Timeline(
        histogram.grain,
        columns,
        tuple((grain, str(GRAIN_NAMES[grain]), asked.counted_by(grain)) for grain in Grain),
        _around(histogram.within, asked),
        label(ends[0], "medium"),
        label(ends[1], "medium") if ends[0] != ends[1] else "",
    )


def _around(within: str, asked: Address) -> tuple[tuple[str, str], ...]:
    """The ways out of a year or a month, the widest first."""
    if not within:
        return ()
    year = (label(within[:4]), asked.within(within[:4]))
    return ((gettext("All dates"), asked.within("")), *([year] if len(within) > len("2020") else []))


def label(period: str, length: str = "long") -> str:
    """``2020``, ``2020-10`` or ``2020-10-08`` as the reader writes it."""
    year, month, day = (*(int(part) for part in period.split("-")), 0, 0)[:3]
    if day:
        return format_date(date(year, month, day), length, rebase=False)
    return format_date(date(year, month, 1), "LLLL y", rebase=False) if month else str(year)


def _ends(histogram: Histogram) -> tuple[str, str] | None:
    """The months of a year and the days of a month are all drawn, also those in which nothing was taken."""
    match histogram.grain, histogram.within.split("-"):
        case Grain.MONTH, [year] if year:
            return f"{year}-01", f"{year}-{_MONTHS}"
        case Grain.DAY, [year, month]:
            return f"{year}-{month}-01", f"{year}-{month}-{calendar.monthrange(int(year), int(month))[1]}"
    return None


def _place(period: str) -> int:
    """Where on its line of time a period stands, in steps of its own length."""
    match [int(part) for part in period.split("-")]:
        case [year, month, day]:
            return date(year, month, day).toordinal()
        case [year, month]:
            return year * _MONTHS + month
        case parts:
            return parts[0]
