"""How finely the days of capture are counted beside a result, and which bars of them are shown.

Rules only: the engine counts, the page draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.query.query import Bar, Grain

MOST_BARS = 400
"""A finer grain than fits is made coarser: a year and a month of days."""
_FEW_YEARS = 2
_COARSER = {Grain.DAY: Grain.MONTH, Grain.MONTH: Grain.YEAR}
_CHARACTERS = {Grain.YEAR: 4, Grain.MONTH: 7, Grain.DAY: 10}
_AROUND = {Grain.YEAR: 0, Grain.MONTH: 4, Grain.DAY: 7}


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many photos of a result were taken when, as far as they lie ``within`` a year or a month.

    ``within`` is empty where all of them are counted.
    """

    grain: Grain
    bars: tuple[Bar, ...] = ()
    within: str = ""


def asked(grain: Grain | None, chosen: Sequence[str]) -> Grain:
    """What to ask an engine for, so that ``drawn`` can show it: as fine as it may be wanted."""
    return grain or _suitable(_within(chosen)) or Grain.MONTH


def drawn(bars: Sequence[Bar], grain: Grain | None, chosen: Sequence[str]) -> Histogram:
    """The bars worth showing: of the chosen year or month, else of all, no finer than fits."""
    within = _within(chosen)
    if grain:
        within = within[: _AROUND[grain]]
    shown = [bar for bar in bars if bar.period.startswith(within)]
    fine = asked(grain, chosen)
    if grain is None and not within and len({bar.period[:4] for bar in shown}) > _FEW_YEARS:
        fine, shown = Grain.YEAR, _folded(shown, Grain.YEAR)
    while len(shown) > MOST_BARS and fine in _COARSER:
        fine = _COARSER[fine]
        shown = _folded(shown, fine)
    return Histogram(fine, tuple(shown), within)


def _within(chosen: Sequence[str]) -> str:
    """The year or the month in which all that is chosen lies."""
    for characters in (_CHARACTERS[Grain.MONTH], _CHARACTERS[Grain.YEAR]):
        if len(around := {period[:characters] for period in chosen}) == 1:
            return around.pop()
    return ""


def _suitable(within: str) -> Grain | None:
    """The grain in which a year or a month is looked at."""
    return {_CHARACTERS[Grain.YEAR]: Grain.MONTH, _CHARACTERS[Grain.MONTH]: Grain.DAY}.get(len(within))


def _folded(bars: Sequence[Bar], grain: Grain) -> list[Bar]:
    counts: dict[str, int] = {}
    for bar in bars:
        period = bar.period[: _CHARACTERS[grain]]
        counts[period] = counts.get(period, 0) + bar.count
    return [Bar(period, count) for period, count in counts.items()]
