"""The address of a search: what it says as a request, and the addresses of its neighbours.

Everything that a results page shows follows from its address, so that Back works and links can be sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from archive.errors import Invalid
from archive.query import dates
from archive.query.dates import Bounds
from archive.query.query import DATE, Grain, Position, Sort
from archive.query.tree import Node, Or, Range
from archive.services.discovery import FACETS, Request
from archive.web.ids import LARGEST_ID
from archive.web.pages import Photo

LAST_PAGE = 1_000_000
"""No page beyond is asked for, whatever number somebody types."""
FILTERS = (DATE, *FACETS)
"""Whose chosen values an address carries, in this order."""
LONGEST_DATE = 80
"""Characters of one that the form beside the histogram takes."""
_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")

_SAFE = ":/,~*"
"""As people can still read it: these signs need no escape in a query (RFC 3986, 3.4)."""


@dataclass(frozen=True, slots=True)
class Address:
    """A search as its address says it. ``sort`` None is the order that suits the query.

    Where in the result it stands is said in one of two ways: ``after`` or ``before`` a position, which stays in
    place while photos come and go, or the number of a page. ``grain`` is how finely the dates are counted.
    """

    text: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    after: str = ""
    before: str = ""
    grain: Grain | None = None

    @property
    def asks_nothing(self) -> bool:
        """Whether this is the front page: no words, no filter, no order, no further page."""
        return not (self.text.strip() or self.selected or self.sort or self.is_inside)

    @property
    def is_inside(self) -> bool:
        """Whether it is about another page than the first."""
        return bool(self.after or self.before or self.page > 1)

    def request(self, size: int) -> Request:
        """The search that is asked for."""
        return Request(
            self.text, self.selected, self.sort, self.page, size, after=self.after, before=self.before, grain=self.grain
        )

    def parameters(self) -> list[tuple[str, str]]:
        """What the address carries, in a fixed order."""
        pairs = [("q", self.text)] if self.text else []
        pairs += self.filters()
        if self.sort:
            pairs.append(("sort", str(self.sort)))
        if self.grain:
            pairs.append(("by", str(self.grain)))
        if self.after:
            pairs.append(("after", self.after))
        elif self.before:
            pairs.append(("before", self.before))
        elif self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def filters(self) -> list[tuple[str, str]]:
        """The chosen values, facet by facet."""
        return [(facet, value) for facet in FILTERS for value in self.selected.get(facet, ())]

    def hidden(self) -> list[tuple[str, str]]:
        """What the search box keeps when somebody types other words: filters and order."""
        return replace(self.first_page(), text="", grain=None).parameters()

    def first_page(self) -> Address:
        """The same search from its beginning."""
        return replace(self, page=1, after="", before="")

    def to(self, endpoint: str, **values: Any) -> str:
        """Another page about this search as a whole: ``to("export.csv")``."""
        return _joined(url_for(endpoint, **values), self._whole())

    def query(self) -> str:
        """The search from its beginning as the part of an address behind the question mark."""
        return _encoded(self.first_page().parameters())

    def url(self) -> str:
        """The page of results."""
        return _joined(url_for("search.results"), self.parameters())

    def at_page(self, page: int) -> str:
        """Another page of the same results, by its number."""
        return replace(self.first_page(), page=page).url()

    def following(self, position: str) -> str:
        """The page that begins behind a position."""
        return replace(self.first_page(), after=position).url()

    def preceding(self, position: str) -> str:
        """The page that ends in front of a position."""
        return replace(self.first_page(), before=position).url()

    def sorted(self, sort: Sort) -> str:
        """The same search in another order."""
        return replace(self.first_page(), sort=sort).url()

    def counted_by(self, grain: Grain) -> str:
        """The same search with its dates counted by year, month or day."""
        return replace(self.first_page(), grain=grain).url()

    def saying(self, text: str) -> str:
        """Other words with the same filters."""
        return replace(self.first_page(), text=text).url()

    def saying_only(self, text: str) -> str:
        """Other words and no filters."""
        return replace(self.first_page(), text=text, selected={}, grain=None).url()

    def adding(self, words: str, read_as: Node) -> str:
        """The same search with more words, which narrow all of it: also where it was read as alternatives."""
        text = f"({self.text})" if isinstance(read_as, Or) else self.text
        return self.saying(f"{text} {words}".strip())

    def toggled(self, facet: str, value: str) -> str:
        """The same search with a value of a facet added, or taken back."""
        chosen = self.selected.get(facet, ())
        values = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return self._with(facet, values).url()

    def toggles(self, facet: str) -> Callable[[str], str]:
        """``toggled`` for one value after another of a facet: what they share is put together once."""
        pairs = self.first_page().parameters()
        early = ("q", *FILTERS[: FILTERS.index(facet) + 1])
        head, tail = ([pair for pair in pairs if (pair[0] in early) is first] for first in (True, False))
        begin, end = _joined(url_for("search.results"), head), _encoded(tail)
        start = f"{begin}{'&' if head else '?'}{facet}="
        chosen = self.selected.get(facet, ())

        def url(value: str) -> str:
            if value in chosen:
                return self.toggled(facet, value)
            added = f"{start}{_quoted(value)}"
            return f"{added}&{end}" if end else added

        return url

    def in_period(self, period: str) -> str:
        """A bar of the histogram added, or taken back; it takes the place of the longer or shorter ones around it."""
        chosen = self.selected.get(DATE, ())
        if period in chosen:
            return self.toggled(DATE, period)
        beside = tuple(other for other in chosen if not (other.startswith(period) or period.startswith(other)))
        return self._with(DATE, (*beside, period)).url()

    def periods(self) -> Callable[[str], str]:
        """``in_period`` for one bar of the histogram after another."""
        return self.in_period if self.selected.get(DATE) else self.toggles(DATE)

    def within(self, period: str) -> str:
        """The same search of one year, month or day alone; of all where ``period`` is empty."""
        return replace(self._with(DATE, (period,) if period else ()), grain=None).url()

    def without_filters(self) -> str:
        """The words alone."""
        return replace(self.first_page(), selected={}, grain=None).url()

    def photo(self, asset_id: int, place: int) -> str:
        """A photo's page that knows its neighbours: ``place`` is where it stands in the result, from 1."""
        return _joined(url_for("photos.show", asset_id=asset_id), [*self._whole(), ("at", str(place))])

    def photos(self, first: int) -> Callable[[Photo, int], str]:
        """``photo`` for one photo after another of a page that begins at a place: what they share is made once."""
        address = _joined(url_for("photos.show", asset_id=LARGEST_ID), [*self._whole(), ("at", "")])
        begin, _, end = address.partition(str(LARGEST_ID))
        return lambda asset, index: f"{begin}{asset.id}{end}{first + index}"

    def reasons(self) -> str:
        """The page that says why a photo was found, of any: ``{id}`` stands for the photo's number."""
        address = _joined(url_for("photos.why", asset_id=LARGEST_ID), self._whole())
        return address.replace(str(LARGEST_ID), "{id}", 1)

    def _whole(self) -> list[tuple[str, str]]:
        return replace(self.first_page(), grain=None).parameters()

    def _with(self, facet: str, values: tuple[str, ...]) -> Address:
        selected = {name: kept for name, kept in {**self.selected, facet: values}.items() if kept}
        return replace(self.first_page(), selected=selected)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time as the form beside the histogram sends it: both ends as typed, and what they mean.

    ``words`` says it in the query language; empty where nothing was typed, or not all of it is understood.
    """

    first: str = ""
    last: str = ""
    words: str = ""
    unread: tuple[str, ...] = ()
    """What is no date in any of the languages."""


def read(arguments: MultiDict[str, str]) -> Address:
    """The search that an address asks for; what it says amiss is left out."""
    selected = {facet: _distinct(arguments.getlist(facet)) for facet in FILTERS}
    # "year" was a facet of its own once; such addresses stand in letters and books of bookmarks.
    periods = [*arguments.getlist(DATE), *arguments.getlist("year")]
    selected[DATE] = _distinct([period for period in periods if _is_period(period)])
    sort = arguments.get("sort", "")
    after, before = (_position(arguments.get(name, "")) for name in ("after", "before"))
    return Address(
        text=arguments.get("q", "").strip(),
        selected={facet: values for facet, values in selected.items() if values},
        sort=next((order for order in Sort if order == sort), None),
        page=min(read_number(arguments.get("page", "")) or 1, LAST_PAGE),
        after=after,
        before="" if after else before,
        grain=next((grain for grain in Grain if grain == arguments.get("by", "")), None),
    )


def read_query(text: str) -> Address:
    """The search that ``Address.query`` wrote down."""
    return read(MultiDict(parse_qsl(text)))


def read_span(arguments: MultiDict[str, str], today: date) -> Span:
    """A stretch of time with ends as people write dates: ``8 октября 2020``, ``08.10.2020``, ``2019``."""
    typed = [" ".join(arguments.get(name, "").split())[:LONGEST_DATE] for name in ("from", "to")]
    days = [dates.bounds(text, today) if text else None for text in typed]
    unread = tuple(text for text, meant in zip(typed, days, strict=True) if text and not (meant and all(meant)))
    words = "" if unread or not any(typed) else _stretch(*days)
    return Span(typed[0], typed[1], words, unread)


def _stretch(first: Bounds | None, last: Bounds | None) -> str:
    """From the beginning of one time to the end of another, whichever is the earlier, in the query language."""
    if first and last and first[0] and last[1] and first[0] > last[1]:
        first, last = last, first
    low, high = first and first[0], last and last[1]
    words = str(Range(DATE, low, high))
    return words.removeprefix(f"{DATE}:") if dates.likely((low, high)) else words


def read_number(text: str) -> int | None:
    """A number from 1 to LARGEST_ID, else None."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    number = int(text)
    return number if 1 <= number <= LARGEST_ID else None


def _position(text: str) -> str:
    try:
        return str(Position.parse(text)) if text else ""
    except Invalid:
        return ""


def _is_period(text: str) -> bool:
    """Whether it is a year, a month or a day that there is."""
    try:
        return bool(_PERIOD.fullmatch(text) and date.fromisoformat(f"{text}-01-01"[: len("2020-10-08")]))
    except ValueError:
        return False


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _joined(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{_encoded(pairs)}" if pairs else path


def _encoded(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, safe=_SAFE)


def _quoted(value: str) -> str:
    return value if value.isascii() and value.isalnum() else quote_plus(value, safe=_SAFE)
