"""Finding: a search with its facets, a photo with its neighbours, what a record's page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import selectinload, undefer

from archive.errors import NotFound
from archive.model import Asset, Depiction, Event, HistoryEntry, Original, Person, Role, Status, Subject
from archive.query.fields import BY_NAME
from archive.query.query import DATE, FacetValue, Grain, Hits, Position, Query, Sort
from archive.query.reading import Reading
from archive.query.rewriting import leaves
from archive.query.tree import Everything, Node, Range, Word, all_of
from archive.services import histograms, labels, records
from archive.services.histograms import Histogram
from archive.services.interpretation import FoundAs, Interpretation, interpret
from archive.text import Message, pick
from archive.work import Work

FACETS = ("event", "person", "keyword", "place", "creator", "camera", "series", "status")
"""In the order in which they are shown. The last is told to those who may see more than one status."""
LABELS = {"event": labels.of_events, "person": labels.of_people}
"""How the records that are values of a facet are called; other values speak for themselves."""
MOST_FACET_VALUES, ALL_FACET_VALUES = 50, 1_000
"""Beside a result, and on a page of their own."""
LARGEST_PAGE = 500
LONGEST_ID = 18
_ASSET, _ORIGINAL = Asset.__table__.c, Original.__table__.c
_SUMMARIES = (
    select(
        *(_ASSET.id, _ASSET.version, _ASSET.status, _ASSET.event_id, _ASSET.headline, _ASSET.caption),
        *(_ASSET.captured_at, _ASSET.captured_offset, _ASSET.width, _ASSET.height, _ASSET.placeholder),
        *(_ORIGINAL.filename, _ORIGINAL.media_type, _ORIGINAL.size, _ORIGINAL.sha256),
    )
    .join_from(Asset.__table__, Original.__table__, (_ORIGINAL.asset_id == _ASSET.id) & _ORIGINAL.shown)
    .where(_ASSET.id.in_(bindparam("ids", expanding=True)))
    .where(_ASSET.status.in_(bindparam("statuses", expanding=True)))
)
"""By columns and put together once: this is on every page of results, and records take twice as long."""


class Summary(NamedTuple):
    """A photo as lists and grids tell of it, with the names that its record has for these values."""

    id: int
    version: int
    status: Status
    event_id: int | None
    headline: str
    caption: Mapping[str, str]
    captured_at: datetime | None
    captured_offset: int | None
    width: int
    height: int
    placeholder: str
    filename: str
    media_type: str
    size: int
    sha256: str

    def label(self, language: str = "en") -> str:
        """What to call the photo in one line; as ``Asset.label``."""
        return self.headline or pick(self.caption, language) or self.filename


@dataclass(frozen=True, slots=True)
class Request:
    """A search as somebody asks for it: the whole of what a results page's address says.

    ``selected`` holds chosen values by facet, and under DATE chosen bars of the histogram. ``after``
    and ``before`` are positions that an earlier page gave; with either, ``page`` is not looked at.
    ``grain`` None is the one that suits the result. Of each facet the ``facet_size`` most frequent values are told,
    and those chosen.
    """

    text: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    size: int = 60
    after: str = ""
    before: str = ""
    grain: Grain | None = None
    facet_size: int = MOST_FACET_VALUES


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with its name for people, its count, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


class Found(NamedTuple):
    """One photo found, with its score."""

    asset: Summary
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. ``reading`` says how the text was understood, ``sort`` which order it has.

    ``tree`` is what was searched for: the reading with the people and photos that it names.
    """

    request: Request
    reading: Reading
    tree: Node
    sort: Sort
    found: tuple[Found, ...]
    total: int
    facets: Mapping[str, tuple[Choice, ...]]
    histogram: Histogram
    found_as: tuple[FoundAs, ...] = ()
    first: int = 0
    """Where the first photo of the page stands in the result, from 1; 0 where the page is empty."""
    next: str = ""
    """The position to give as ``after`` for the page behind this one; empty where there is none."""
    previous: str = ""
    """The position to give as ``before`` for the page in front of this one; empty where there is none."""

    @property
    def assets(self) -> list[Summary]:
        """The photos alone."""
        return [found.asset for found in self.found]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.request.size))

    @property
    def last(self) -> int:
        """Where the last photo of the page stands in the result."""
        return max(0, self.first + len(self.found) - 1)


def search(work: Work, request: Request, language: str = "en") -> Results:
    """Find photos that the actor may see. The index proposes; the database has the last word.

    Raises Invalid for a position that is none, or of another order.
    """
    meant = interpret(work, request.text, language)
    periods = request.selected.get(DATE, ())
    grain = histograms.asked(request.grain, periods)
    asked = replace(query(work, request, meant), facets=facets(work), histogram=grain)
    hits = work.search.find(asked)
    if asked.before and not hits.before and len(hits.hits) < asked.limit:
        hits = work.search.find(replace(asked, before=None))  # a full first page, where less than one is left
    assets = fetch(work, [hit.id for hit in hits.hits])
    return Results(
        request=request,
        reading=meant.reading,
        tree=meant.tree,
        sort=asked.sort,
        found=tuple(Found(assets[hit.id], hit.score) for hit in hits.hits if hit.id in assets),
        total=hits.total,
        facets={
            name: _choices(work, name, values, request, language, request.facet_size)
            for name, values in hits.facets.items()
        },
        histogram=histograms.drawn(hits.histogram, request.grain, periods),
        found_as=meant.found_as,
        first=hits.before + 1 if hits.hits else 0,
        next=_beside(hits, -1) if hits.before + len(hits.hits) < hits.total else "",
        previous=_beside(hits, 0) if hits.before else "",
    )


def query(work: Work, request: Request, meant: Interpretation) -> Query:
    """What the engine is asked for a page of results; no more than that."""
    size = min(max(request.size, 1), LARGEST_PAGE)
    return Query(
        statuses=_statuses(work, request, meant),
        tree=meant.tree,
        selected=request.selected,
        sort=request.sort or (Sort.NEWEST if isinstance(meant.tree, Everything) else Sort.RELEVANCE),
        facet_limit=request.facet_size,
        offset=(max(request.page, 1) - 1) * size,
        after=Position.parse(request.after) if request.after else None,
        before=Position.parse(request.before) if request.before else None,
        limit=size,
    )


def _statuses(work: Work, request: Request, meant: Interpretation) -> frozenset[str]:
    """What is withdrawn is found by whoever may see it and asks for it."""
    withdrawn = Word(Status.WITHDRAWN)
    asked = Status.WITHDRAWN in request.selected.get("status", ()) or any(
        leaf == withdrawn and field == "status" for leaf, field in leaves(meant.tree)
    )
    return frozenset(str(status) for status in (work.reachable if asked else work.visible))


def count(work: Work, request: Request, meant: Interpretation | None = None) -> int:
    """How many photos a search finds, and nothing else of it; ``meant`` is its text where that was read already."""
    asked = query(work, replace(request, after="", before=""), meant or interpret(work, request.text))
    return work.search.find(replace(asked, offset=0, limit=0)).total


def choices(work: Work, request: Request, facet: str, language: str = "en") -> tuple[Choice, ...]:
    """The values of one facet of a search, many more than ``search`` tells. Raises NotFound where there is none."""
    if facet not in facets(work):
        raise NotFound(Message("There is no facet '%(name)s'.", name=facet))
    asked = query(work, replace(request, after="", before=""), interpret(work, request.text, language))
    hits = work.search.find(replace(asked, facets=(facet,), facet_limit=ALL_FACET_VALUES, offset=0, limit=0))
    return _choices(work, facet, hits.facets[facet], request, language, ALL_FACET_VALUES)


def facets(work: Work) -> tuple[str, ...]:
    """The facets that tell the actor something."""
    return FACETS if len(work.visible) > 1 else FACETS[:-1]


def names_of(work: Work, facet: str, values: Sequence[str], language: str) -> dict[str, str]:
    """What the values of a facet are called; records that the actor may not see are not among them."""
    if lookup := LABELS.get(facet):
        named = lookup(work, [int(value) for value in values if _is_id(value)], language)
        return {str(record_id): name for record_id, name in named.items()}
    known = {choice.name: choice.label for choice in BY_NAME[facet].choices}
    return {value: known.get(value, value) for value in values}


def _beside(hits: Hits, at: int) -> str:
    position = hits.hits[at].position if hits.hits else None
    return str(position) if position else ""


def fetch(work: Work, ids: Sequence[int]) -> dict[int, Summary]:
    """Photos by id; those that the actor may not see are not among them."""
    rows = work.session.execute(_SUMMARIES, {"ids": ids, "statuses": work.reachable}).all()
    found = (Summary(*columns) for columns in map(tuple[Any, ...], rows))
    return {summary.id: summary for summary in found}


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
        .where(Asset.id == asset_id, Asset.status.in_(work.reachable))
        .options(
            selectinload(Asset.original),
            selectinload(Asset.originals),
            selectinload(Asset.event),
            selectinload(Asset.depictions).selectinload(Depiction.person),
            selectinload(Asset.keywords),
            selectinload(Asset.renditions),
            selectinload(Asset.accession),
            undefer(Asset.received),
        )
    )
    if asset is None:
        raise NotFound(Message("There is no such photo."))
    return asset


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a photo stands in a result: its place counted from 1, and the ids beside it."""

    place: int
    total: int
    previous: int | None
    following: int | None


def neighbours(work: Work, request: Request, place: int | None, asset_id: int) -> Neighbours | None:
    """The photos beside one of a result; None where it is none of them.

    ``place`` is where it stood when the result was seen; where it has moved since, its own position finds it.
    """
    asked = replace(query(work, replace(request, after="", before=""), interpret(work, request.text)), offset=0)
    if place:
        first = max(place - 2, 0)
        hits = work.search.find(replace(asked, offset=first, limit=3))
        ids = [hit.id for hit in hits.hits]
        at = place - 1 - first
        if at < len(ids) and ids[at] == asset_id:
            following = ids[at + 1] if at + 1 < len(ids) else None
            return Neighbours(place, hits.total, ids[at - 1] if at > 0 else None, following)
    itself = work.search.find(replace(asked, tree=all_of((asked.tree, Range("id", asset_id, asset_id))), limit=1))
    if not itself.hits:
        return None
    before = work.search.find(replace(asked, before=itself.hits[0].position, limit=1))
    after = work.search.find(replace(asked, after=itself.hits[0].position, limit=1))
    return Neighbours(
        before.before + len(before.hits) + 1,
        before.total,
        before.hits[0].id if before.hits else None,
        after.hits[0].id if after.hits else None,
    )


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
    work: Work,
    facet: str,
    values: Sequence[FacetValue],
    request: Request,
    language: str,
    most: int,
) -> tuple[Choice, ...]:
    chosen = request.selected.get(facet, ())
    shown = [v for at, v in enumerate(values) if at < most or v.value in chosen]
    # A chosen value stays on the page, so that it can be taken back, also where nothing has it.
    shown += [FacetValue(value, 0) for value in chosen if value not in {v.value for v in shown}]
    names = names_of(work, facet, [v.value for v in shown], language)
    return tuple(Choice(v.value, names[v.value], v.count, v.value in chosen) for v in shown if v.value in names)


def _is_id(value: str) -> bool:
    """Whether a text names a record by a number that a database can hold."""
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_ID
