"""A photo as the search sees it: the one shape that the archive hands to a search engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonNames:
    """A person in the picture with every recorded form of the name, the preferred one first."""

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What of one asset can be searched, counted and ordered.

    ``version`` is the asset's version that this was made from, so that a check can tell a stale
    entry. ``captured`` is naive local time, ``added`` is UTC.
    """

    id: int
    version: int
    status: str
    filenames: tuple[str, ...]
    added: datetime
    captured: datetime | None = None
    accession: int | None = None
    headline: str = ""
    captions: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    people: tuple[PersonNames, ...] = ()
    persons_named: tuple[str, ...] = ()
    """Names found in the file that no person record answers to yet."""
    event: int | None = None
    event_titles: Mapping[str, str] = field(default_factory=dict)
    series: str = ""
    places: tuple[str, ...] = ()
    creator: str = ""
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    camera: str = ""
    lens: str = ""
    iso: int | None = None
    stack: int | None = None
    """The photo that stands for its burst."""
    position: tuple[float, float] | None = None
