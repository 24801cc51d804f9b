"""Finding: a search with its facets, a photo with its neighbours, what a record's page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload, undefer

from archive.errors import NotFound
from archive.model import Asset, Depiction, Event, HistoryEntry, Person, Role, Status, Subject
from archive.query.parse import Reading, parse
from archive.query.query import FacetValue, Query, Sort
from archive.services import authorities, records
from archive.work import Work

FACETS = ("event", "person", "year", "camera", "keyword")
FACET_KINDS: Mapping[str, type[Event] | type[Person]] = {"event": Event, "person": Person}
MOST_FACET_VALUES = 50
LARGEST_PAGE = 500
LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Request:
    """A search as somebody asks for it: the whole of what a results page's address says."""

    text: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    size: int = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with its name for people, its count, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One photo found, with its score."""

    asset: Asset
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. ``reading`` says how the text was understood, ``sort`` which order it has."""

    request: Request
    reading: Reading
    sort: Sort
    found: tuple[Found, ...]
    total: int
    facets: Mapping[str, tuple[Choice, ...]]

    @property
    def assets(self) -> list[Asset]:
        """The photos alone."""
        return [found.asset for found in self.found]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.request.size))


def search(work: Work, request: Request, language: str = "en") -> Results:
    """Find photos that the actor may see. The index proposes; the database has the last word."""
    reading = parse(request.text, work.now.date())
    sort = request.sort or (Sort.RELEVANCE if request.text.strip() else Sort.NEWEST)
    size = min(max(request.size, 1), LARGEST_PAGE)
    hits = work.search.find(
        Query(
            statuses=frozenset(str(status) for status in work.visible),
            tree=reading.tree,
            selected=request.selected,
            facets=FACETS,
            sort=sort,
            offset=(max(request.page, 1) - 1) * size,
            limit=size,
        )
    )
    assets = fetch(work, [hit.id for hit in hits.hits])
    found = tuple(Found(assets[hit.id], hit.score) for hit in hits.hits if hit.id in assets)
    facets = {name: _choices(work, name, values, request, language) for name, values in hits.facets.items()}
    return Results(request, reading, sort, found, hits.total, facets)


def fetch(work: Work, ids: Sequence[int]) -> dict[int, Asset]:
    """Photos by id, as a grid needs them; those that the actor may not see are not among them."""
    query = select(Asset).where(Asset.id.in_(ids), Asset.status.in_(work.visible))
    return {asset.id: asset for asset in work.session.scalars(query.options(selectinload(Asset.original)))}


@dataclass(frozen=True, slots=True)
class Album:
    """Some of a record's photos; ``total`` and ``drafts`` count all of them that the actor may see."""

    assets: tuple[Asset, ...]
    total: int
    drafts: int


def album_of_event(work: Work, event_id: int, *, offset: int = 0, limit: int = 60) -> Album:
    """The photos of an event in shooting order, the undated last: as ``Sort.OLDEST`` has them."""
    return _album(work, Asset.event_id == event_id, Asset.captured_at.asc(), offset, limit)


def album_of_person(work: Work, person_id: int, *, offset: int = 0, limit: int = 60) -> Album:
    """The photos of a person, the newest first, the undated last: as ``Sort.NEWEST`` has them."""
    shown = Asset.id.in_(select(Depiction.asset_id).where(Depiction.person_id == person_id))
    return _album(work, shown, Asset.captured_at.desc(), offset, limit)


def _album(work: Work, which: ColumnElement[bool], order: ColumnElement[Any], offset: int, limit: int) -> Album:
    seen = (which, Asset.status.in_(work.visible))
    drafts = func.count().filter(Asset.status == Status.DRAFT)
    counts = work.session.execute(select(func.count(), drafts).select_from(Asset).where(*seen)).one()
    page = select(Asset).where(*seen).order_by(order.nulls_last(), Asset.id.desc())
    page = page.offset(offset).limit(limit).options(selectinload(Asset.original))
    return Album(tuple(work.session.scalars(page)), *counts)


def ids_of_event(work: Work, event_id: int, status: Status | None = None) -> list[int]:
    """The photos of an event that the actor may see, perhaps only those of one status."""
    statuses = work.visible if status is None else work.visible & {status}
    query = select(Asset.id).where(Asset.event_id == event_id, Asset.status.in_(statuses))
    return list(work.session.scalars(query.order_by(Asset.id)))


def photo(work: Work, asset_id: int) -> Asset:
    """One photo with all that its page shows. Raises NotFound, also where the actor may not see it."""
    asset = work.session.scalar(
        select(Asset)
        .where(Asset.id == asset_id, Asset.status.in_(work.visible))
        .options(
            selectinload(Asset.original),
            selectinload(Asset.event),
            selectinload(Asset.depictions).selectinload(Depiction.person),
            selectinload(Asset.keywords),
            selectinload(Asset.renditions),
            selectinload(Asset.accession),
            undefer(Asset.received),
        )
    )
    if asset is None:
        raise NotFound("There is no such photo.")
    return asset


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a photo stands in a result: its place counted from 1, and the ids beside it."""

    place: int
    total: int
    previous: int | None
    following: int | None


def neighbours(work: Work, request: Request, place: int, asset_id: int) -> Neighbours | None:
    """The photos beside the one at that place of a result; None where the result has moved on."""
    reading = parse(request.text, work.now.date())
    sort = request.sort or (Sort.RELEVANCE if request.text.strip() else Sort.NEWEST)
    first = max(place - 2, 0)
    hits = work.search.find(
        Query(
            statuses=frozenset(str(status) for status in work.visible),
            tree=reading.tree,
            selected=request.selected,
            sort=sort,
            offset=first,
            limit=3,
        )
    )
    ids = [hit.id for hit in hits.hits]
    at = place - 1 - first
    if place < 1 or at >= len(ids) or ids[at] != asset_id:
        return None
    return Neighbours(place, hits.total, ids[at - 1] if at > 0 else None, ids[at + 1] if at + 1 < len(ids) else None)


def history(work: Work, subject: Subject, subject_id: int) -> list[HistoryEntry]:
    """The changes of a record, latest first. For archivists."""
    work.require(Role.ARCHIVIST)
    query = select(HistoryEntry).where(HistoryEntry.subject == subject, HistoryEntry.subject_id == subject_id)
    return list(work.session.scalars(query.order_by(HistoryEntry.id.desc())))


def changes_since(work: Work, record: Asset | Event | Person, version: int) -> list[HistoryEntry]:
    """What was done to a record after it had that version, latest first. For archivists.

    Every change raises the version by one and writes one line of history.
    """
    return history(work, records.SUBJECTS[type(record)], record.id)[: max(record.version - version, 0)]


def _choices(
    work: Work, facet: str, values: Sequence[FacetValue], request: Request, language: str
) -> tuple[Choice, ...]:
    chosen = request.selected.get(facet, ())
    shown = [v for at, v in enumerate(values) if at < MOST_FACET_VALUES or v.value in chosen]
    # A chosen value stays on the page, so that it can be taken back, also where nothing has it.
    shown += [FacetValue(value, 0) for value in chosen if value not in {v.value for v in shown}]
    if kind := FACET_KINDS.get(facet):
        named = authorities.labels(work, kind, [int(v.value) for v in shown if _is_id(v.value)], language)
        names = {str(record_id): name for record_id, name in named.items()}
    else:
        names = {v.value: v.value for v in shown}
    return tuple(Choice(v.value, names[v.value], v.count, v.value in chosen) for v in shown if v.value in names)


def _is_id(value: str) -> bool:
    """Whether a text names a record by a number that a database can hold."""
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_ID
