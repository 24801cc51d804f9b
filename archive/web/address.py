"""The address of a search: what it says as a request, and the addresses of its neighbours.

Everything that a results page shows follows from its address, so that Back works and links can be sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from archive.query.query import Sort
from archive.services.discovery import FACETS, Request
from archive.web.ids import LARGEST_ID

LAST_PAGE = 1_000_000
"""No page beyond is asked for, whatever number somebody types."""


@dataclass(frozen=True, slots=True)
class Address:
    """A search as its address says it. ``sort`` None is the order that suits the query."""

    text: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1

    @property
    def asks_nothing(self) -> bool:
        """Whether this is the front page: no words, no filter, no order, no further page."""
        return not self.text.strip() and not self.selected and self.sort is None and self.page == 1

    def request(self, size: int) -> Request:
        """The search that is asked for."""
        return Request(self.text, self.selected, self.sort, self.page, size)

    def parameters(self) -> list[tuple[str, str]]:
        """What the address carries, in a fixed order."""
        pairs = [("q", self.text)] if self.text else []
        pairs += self.filters()
        if self.sort:
            pairs.append(("sort", str(self.sort)))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def filters(self) -> list[tuple[str, str]]:
        """The chosen values, facet by facet."""
        return [(facet, value) for facet in FACETS for value in self.selected.get(facet, ())]

    def hidden(self) -> list[tuple[str, str]]:
        """What the search box keeps when somebody types other words: filters and order."""
        return replace(self, text="", page=1).parameters()

    def url(self) -> str:
        """The page of results."""
        return url_for("search.results", **_grouped(self.parameters()))

    def at_page(self, page: int) -> str:
        """Another page of the same results."""
        return replace(self, page=page).url()

    def sorted(self, sort: Sort) -> str:
        """The same search in another order."""
        return replace(self, sort=sort, page=1).url()

    def toggled(self, facet: str, value: str) -> str:
        """The same search with a value of a facet added, or taken back."""
        chosen = self.selected.get(facet, ())
        values = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        selected = {**self.selected, facet: values}
        return replace(self, selected={name: kept for name, kept in selected.items() if kept}, page=1).url()

    def without_filters(self) -> str:
        """The words alone."""
        return replace(self, selected={}, page=1).url()

    def photo(self, asset_id: int, place: int) -> str:
        """A photo's page that knows its neighbours: ``place`` is where it stands in the result, from 1."""
        parameters = replace(self, page=1).parameters()
        return url_for("photos.show", asset_id=asset_id, **_grouped([*parameters, ("at", str(place))]))


def read(arguments: MultiDict[str, str]) -> Address:
    """The search that an address asks for; what it says amiss is left out."""
    selected = {facet: _distinct(arguments.getlist(facet)) for facet in FACETS}
    sort = arguments.get("sort", "")
    return Address(
        text=arguments.get("q", "").strip(),
        selected={facet: values for facet, values in selected.items() if values},
        sort=next((order for order in Sort if order == sort), None),
        page=min(read_number(arguments.get("page", "")) or 1, LAST_PAGE),
    )


def read_number(text: str) -> int | None:
    """A number from 1 to LARGEST_ID, else None."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    number = int(text)
    return number if 1 <= number <= LARGEST_ID else None


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped
