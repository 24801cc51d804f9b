"""The histogram of capture dates as it is drawn: columns on a line of time, and the ways to a finer or coarser one.

Only geometry and words; what is counted comes from the search.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import format_date, gettext, lazy_gettext

from archive.query.query import DATE, Bar, Grain
from archive.query.tree import Node
from archive.services.histograms import Histogram
from archive.web.address import Address
from archive.web.pages import catalogue

WIDTH, HEIGHT = 240, 56
"""Of the drawing, in its own units; the page stretches it."""
LOWEST = 3
"""The height of the lowest column: one photo is to be seen as well."""
WIDEST = 20
NARROWEST = 3
"""What a pointer can still hit: where columns would be narrower, neighbours become one."""
MOST_COLUMNS = WIDTH // NARROWEST
FEW_COLUMNS = 30
"""Where fewer of many places are taken, the empty ones are left out: a camera whose clock said 1904 must not flatten
the rest."""
UNDATED = "no:date"
"""What has no place on a line of time, in the query language."""
GRAIN_NAMES = {
    Grain.YEAR: lazy_gettext("Years"),
    Grain.MONTH: lazy_gettext("Months"),
    Grain.DAY: lazy_gettext("Days"),
}
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: its period in words, its place in the drawing, and where choosing it leads.

    It may stand for neighbours as well, up to the period ``last``. ``left`` and ``slot`` are the place that is hit
    by the pointer, the whole height of it.
    """

    period: str
    last: str
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
    undated: tuple[int, str] | None = None
    """How many photos have no place here, and where they are found."""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_narrowed(self) -> bool:
        """Whether some of the bars are chosen."""
        return any(column.chosen for column in self.columns)


def draw(histogram: Histogram, total: int, asked: Address, read_as: Node) -> Timeline | None:
    """The columns of a search's dates; None where no photo found has one.

    ``total`` is how many photos were found, ``read_as`` how the words of the search were read.
    """
    bars = histogram.bars
    if not bars:
        return None
    ends = _ends(histogram) or (bars[0].period, bars[-1].period)
    runs, places = _laid_out(bars, _place(ends[0]), _place(ends[1]))
    slot = WIDTH / places
    tallest = math.sqrt(max(sum(bar.count for bar in run) for run in runs.values()))
    made = _columns(asked, read_as)
    columns = tuple(made(run, round(place * slot, 2), round(slot, 2), tallest) for place, run in runs.items())
    return Timeline(
        histogram.grain,
        columns,
        tuple((grain, str(GRAIN_NAMES[grain]), asked.counted_by(grain)) for grain in Grain),
        _around(histogram.within, asked),
        label(ends[0], "medium"),
        label(ends[1], "medium") if ends[0] != ends[1] else "",
        _undated(total - sum(bar.count for bar in bars), asked, read_as),
    )


def _laid_out(bars: Sequence[Bar], begin: int, end: int) -> tuple[Mapping[int, Sequence[Bar]], int]:
    """The bars of each column by its place on the line of time, and how many places there are."""
    step = -(-(end - begin + 1) // MOST_COLUMNS)
    runs = _grouped(bars, [(_place(bar.period) - begin) // step for bar in bars])
    if step == 1 or len(runs) >= FEW_COLUMNS:
        return runs, (end - begin) // step + 1
    step = -(-len(bars) // MOST_COLUMNS)
    runs = _grouped(bars, [at // step for at in range(len(bars))])
    return runs, len(runs)


def _grouped(bars: Sequence[Bar], places: Iterable[int]) -> dict[int, list[Bar]]:
    runs: dict[int, list[Bar]] = {}
    for bar, place in zip(bars, places, strict=True):
        runs.setdefault(place, []).append(bar)
    return runs


def _columns(asked: Address, read_as: Node) -> Callable[[Sequence[Bar], float, float, float], Column]:
    """Makes one column after another, of a bar or of some neighbours.

    The heights follow the roots of the counts: beside thousands a few are still seen.
    """
    chosen = asked.selected.get(DATE, ())
    url = asked.periods()
    texts = catalogue()
    anytime = replace(asked, selected={name: values for name, values in asked.selected.items() if name != DATE})

    def column(run: Sequence[Bar], left: float, slot: float, tallest: float) -> Column:
        first, last = run[0].period, run[-1].period
        count = sum(bar.count for bar in run)
        named = label(first) if first == last else f"{label(first, 'medium')} – {label(last, 'medium')}"
        return Column(
            period=first,
            last=last,
            label=named,
            said=f"{named}: {texts.ungettext('%(num)s photo', '%(num)s photos', count) % {'num': count}}",
            count=count,
            chosen=any(bar.period.startswith(period) for bar in run for period in chosen),
            url=url(first) if first == last else anytime.adding(f"{first}..{last}", read_as),
            left=left,
            slot=slot,
            width=round(min(slot * 0.8, WIDEST), 2),
            height=round(LOWEST + (HEIGHT - LOWEST) * math.sqrt(count) / tallest, 2),
        )

    return column


def _undated(count: int, asked: Address, read_as: Node) -> tuple[int, str] | None:
    """The photos found that have no date; none of them is where dates are chosen."""
    return (count, asked.adding(UNDATED, read_as)) if count > 0 and not asked.selected.get(DATE) else None


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
