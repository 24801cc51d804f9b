"""Events and people: made, changed and looked up, with the photos that follow them into the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased, selectinload

from archive.errors import Invalid, NotFound
from archive.model import Asset, Depiction, Event, NameKind, NameVariant, Person, Role, Subject
from archive.services import records
from archive.text import LANGUAGES
from archive.work import Work

LONGEST_NAME = 200
LONGEST_TITLE = 300
MOST_VARIANTS = 100
EARLIEST = date(1826, 1, 1)
"""The year of the oldest surviving photograph."""


R = TypeVar("R", Event, Person)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event as somebody wants it to be: every field."""

    title: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A further form of a person's name."""

    name: str
    language: str = ""
    kind: NameKind = NameKind.OTHER


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as somebody wants the record to be: every field."""

    name: str
    role: Mapping[str, str] = field(default_factory=dict)
    variants: tuple[Name, ...] = ()


def create_event(work: Work, draft: EventDraft) -> Event:
    """Make an event. Raises Invalid, naming the field."""
    work.require(Role.ARCHIVIST)
    event = Event(created_at=work.now, **_event_values(draft))
    work.session.add(event)
    work.session.flush()
    work.note(Subject.EVENT, event.id, "created", {"title": [{}, event.title]})
    return event


def edit_event(work: Work, event_id: int, draft: EventDraft, version: int | None = None) -> Event:
    """Change an event; its photos are indexed anew. Raises NotFound, StaleEdit, Invalid."""
    work.require(Role.ARCHIVIST)
    event = _get(work, Event, event_id, "event")
    records.check_version(event, version)
    if records.change(work, event, _event_values(draft)):
        work.session.flush()
        work.queue_index(work.session.scalars(select(Asset.id).where(Asset.event_id == event_id)))
    return event


def create_person(work: Work, draft: PersonDraft, *, external_id: str | None = None) -> Person:
    """Make a person's record, perhaps one that another list has a number for. Raises Invalid, naming the field."""
    work.require(Role.ARCHIVIST)
    name, role, variants = _person_values(draft)
    person = Person(created_at=work.now, external_id=external_id, name=name, role=role, variants=_variants(variants))
    work.session.add(person)
    work.session.flush()
    work.note(Subject.PERSON, person.id, "created", {"name": ["", name]})
    return person


def edit_person(work: Work, person_id: int, draft: PersonDraft, version: int | None = None) -> Person:
    """Change a person's record; their photos are indexed anew. Raises NotFound, StaleEdit, Invalid."""
    work.require(Role.ARCHIVIST)
    person = _get(work, Person, person_id, "person")
    records.check_version(person, version)
    name, role, variants = _person_values(draft)
    before = _plain_variants(person.variants)
    fresh = _variants(variants)
    after = _plain_variants(fresh)
    if before != after:
        person.variants = fresh
    if records.change(work, person, {"name": name, "role": role}, lists={"variants": (before, after)}):
        work.session.flush()
        work.queue_index(work.session.scalars(select(Depiction.asset_id).where(Depiction.person_id == person_id)))
    return person


def event(work: Work, event_id: int) -> Event:
    """An event that the actor may see: an archivist any, others one with a photo that they may see."""
    found = work.session.scalar(_visible_events(work).where(Event.id == event_id))
    if found is None:
        raise NotFound("There is no such event.")
    return found


def person(work: Work, person_id: int) -> Person:
    """A person that the actor may see: an archivist any, others one with a photo that they may see."""
    found = work.session.scalar(_visible_people(work).where(Person.id == person_id))
    if found is None:
        raise NotFound("There is no such person.")
    return found


def people_by_id(work: Work, ids: Sequence[int]) -> dict[int, Person]:
    """People by id; those that the actor may not see are not among them."""
    found = work.session.scalars(_visible_people(work).where(Person.id.in_(ids)))
    return {person.id: person for person in found}


@dataclass(frozen=True, slots=True)
class Listed(Generic[R]):
    """A record in a list, with the number of photos that the actor may see and one of them as cover."""

    record: R
    photos: int
    cover: Asset | None


def list_events(
    work: Work,
    *,
    text: str = "",
    offset: int = 0,
    limit: int = 60,
    series: str | None = None,
    person_id: int | None = None,
) -> tuple[list[Listed[Event]], int]:
    """Events, latest first, and how many there are; perhaps those so called, of a series, with a person."""
    query = _visible_events(work)
    if text:
        query = query.where(_titled(text))
    if series is not None:
        query = query.where(Event.series == series)
    if person_id is not None:
        query = query.where(
            exists().where(
                Asset.event_id == Event.id,
                Asset.status.in_(work.visible),
                Depiction.asset_id == Asset.id,
                Depiction.person_id == person_id,
            )
        )
    total = work.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = func.coalesce(Event.starts_on, Event.ends_on).desc().nulls_last()
    events = work.session.scalars(query.order_by(newest, Event.id.desc()).offset(offset).limit(limit)).all()
    return _listed(work, events, Asset.event_id), total


def list_people(
    work: Work,
    *,
    text: str = "",
    called: Sequence[int] = (),
    offset: int = 0,
    limit: int = 100,
    event_id: int | None = None,
) -> tuple[list[Listed[Person]], int]:
    """People by name, and how many there are; perhaps those so called, or at one event.

    ``text`` is looked for in the names as it stands; ``called`` are people known to be meant as well.
    """
    query = _visible_people(work)
    if text:
        query = query.where(or_(_named(text), Person.id.in_(called)))
    if event_id is not None:
        query = query.where(
            exists().where(
                Depiction.person_id == Person.id,
                Depiction.asset_id == Asset.id,
                Asset.event_id == event_id,
                Asset.status.in_(work.visible),
            )
        )
    total = work.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    people = work.session.scalars(query.order_by(func.lower(Person.name), Person.id).offset(offset).limit(limit)).all()
    return _listed(work, people, Depiction.person_id), total


def find_people(work: Work, text: str, limit: int = 10) -> list[Person]:
    """People any of whose recorded names contains the text, for pickers."""
    query = _visible_people(work).where(_named(text))
    return list(work.session.scalars(query.order_by(func.lower(Person.name)).limit(limit)))


def find_events(work: Work, text: str, limit: int = 10) -> list[Event]:
    """Events whose title contains the text in any language, for pickers."""
    query = _visible_events(work).where(_titled(text))
    return list(work.session.scalars(query.order_by(Event.starts_on.desc(), Event.id.desc()).limit(limit)))


def find_person_by_name(work: Work, name: str) -> Person:
    """The one person of whom this is a recorded name, whatever its capitals.

    Raises NotFound where it is nobody's, Invalid where it is the name of several.
    """
    wanted = " ".join(name.split()).casefold()
    candidates = work.session.scalars(_visible_people(work).where(_named(" ".join(name.split()))))
    found = [person for person in candidates if wanted in {form.casefold() for form in person.names}]
    if not found:
        raise NotFound(f"There is no person called {name}; make the record first.")
    if len(found) > 1:
        raise Invalid(f"{len(found)} people are called {name}; use a name that only one has.", field="people")
    return found[0]


def companions(work: Work, person_id: int, limit: int = 12) -> list[tuple[Person, int]]:
    """Who is seen together with a person, and on how many photos that the actor may see; the most often first."""
    beside = aliased(Depiction)
    shared = func.count()
    query = (
        select(beside.person_id, shared)
        .join(Depiction, Depiction.asset_id == beside.asset_id)
        .join(Asset, Asset.id == beside.asset_id)
        .where(Depiction.person_id == person_id, beside.person_id != person_id)
        .where(Asset.status.in_(work.visible))
        .group_by(beside.person_id)
        .order_by(shared.desc(), beside.person_id)
        .limit(limit)
    )
    counts = {row[0]: row[1] for row in work.session.execute(query)}
    found = work.session.scalars(select(Person).where(Person.id.in_(counts)))
    people = {person.id: person for person in found}
    return [(people[other], count) for other, count in counts.items()]


def series(work: Work) -> list[str]:
    """The names of series in use, for the form."""
    query = select(Event.series).where(Event.series != "").distinct().order_by(Event.series)
    return list(work.session.scalars(query))


def series_neighbours(work: Work, event: Event) -> tuple[Event | None, Event | None]:
    """The events before and after this one in its series."""
    if not event.series or event.starts_on is None:
        return None, None
    others = _visible_events(work).where(Event.series == event.series, Event.id != event.id)
    place = tuple_(Event.starts_on, Event.id)
    here = (event.starts_on, event.id)
    before = others.where(place < here).order_by(Event.starts_on.desc(), Event.id.desc()).limit(1)
    after = others.where(place > here).order_by(Event.starts_on, Event.id).limit(1)
    return work.session.scalar(before), work.session.scalar(after)


def _visible_events(work: Work) -> Select[Event]:
    if work.actor.may(Role.ARCHIVIST):
        return select(Event)
    return select(Event).where(exists().where(Asset.event_id == Event.id, Asset.status.in_(work.visible)))


def _visible_people(work: Work) -> Select[Person]:
    if work.actor.may(Role.ARCHIVIST):
        return select(Person)
    shown = exists().where(
        Depiction.person_id == Person.id, Depiction.asset_id == Asset.id, Asset.status.in_(work.visible)
    )
    return select(Person).where(shown)


def _listed(work: Work, found: Sequence[R], by: Any) -> list[Listed[R]]:
    """Count and cover each record's visible photos in two queries, however many records there are."""
    ids = [record.id for record in found]
    query = select(by, func.count(), func.min(Asset.id)).select_from(Asset)
    if by is Depiction.person_id:
        query = query.join(Depiction, Depiction.asset_id == Asset.id)
    query = query.where(by.in_(ids), Asset.status.in_(work.visible)).group_by(by)
    counts = {row[0]: (row[1], row[2]) for row in work.session.execute(query)}
    covers = work.session.scalars(
        select(Asset).where(Asset.id.in_([first for _, first in counts.values()])).options(selectinload(Asset.original))
    )
    by_id = {asset.id: asset for asset in covers}
    return [Listed(record, *_counted(counts.get(record.id), by_id)) for record in found]


def _counted(row: tuple[int, int] | None, covers: Mapping[int, Asset]) -> tuple[int, Asset | None]:
    return (row[0], covers.get(row[1])) if row else (0, None)


def _titled(text: str) -> ColumnElement[bool]:
    return or_(*(_contains(Event.title[language].as_string(), text) for language in (*LANGUAGES, "")))


def _named(text: str) -> ColumnElement[bool]:
    variants = select(NameVariant.person_id).where(
        NameVariant.kind != NameKind.FORBIDDEN, _contains(NameVariant.name, text)
    )
    return or_(_contains(Person.name, text), Person.id.in_(variants))


def _contains(column: Any, text: str) -> ColumnElement[bool]:
    return column.icontains(text, autoescape=True)  # type: ignore[no-any-return]


def _get(work: Work, kind: type[R], record_id: int, name: str) -> R:
    record = work.session.get(kind, record_id)
    if record is None:
        raise NotFound(f"There is no such {name}; nothing was changed.")
    return record


def _event_values(draft: EventDraft) -> dict[str, Any]:
    title = records.clean_multilingual(draft.title, "title", LONGEST_TITLE)
    if not title:
        raise Invalid("An event needs a title in at least one language.", field="title")
    for name, day in (("starts_on", draft.starts_on), ("ends_on", draft.ends_on)):
        if day and day < EARLIEST:
            raise Invalid(f"{day} is before photography.", field=name)
    if draft.ends_on and not draft.starts_on:
        raise Invalid("An event that ends needs a day on which it starts.", field="starts_on")
    if draft.ends_on and draft.starts_on and draft.ends_on < draft.starts_on:
        raise Invalid(f"The event would end ({draft.ends_on}) before it starts ({draft.starts_on}).", field="ends_on")
    return {
        "title": title,
        "description": records.clean_multilingual(draft.description, "description"),
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "place": records.clean_text(draft.place, "place", LONGEST_TITLE),
        "series": records.clean_text(draft.series, "series", LONGEST_TITLE),
    }


def _person_values(draft: PersonDraft) -> tuple[str, dict[str, str], list[Name]]:
    name = _clean_name(draft.name, "name")
    if not name:
        raise Invalid("A person needs a name.", field="name")
    if len(draft.variants) > MOST_VARIANTS:
        raise Invalid(f"At most {MOST_VARIANTS} forms of a name are kept.", field="variants")
    variants: dict[tuple[str, str], Name] = {}
    for variant in draft.variants:
        if variant.language not in {*LANGUAGES, ""}:
            raise Invalid(f"Names are kept in {', '.join(LANGUAGES)}, not in {variant.language}.", field="variants")
        if cleaned := _clean_name(variant.name, "variants"):
            variants.setdefault((cleaned, variant.language), Name(cleaned, variant.language, NameKind(variant.kind)))
    return name, records.clean_multilingual(draft.role, "role", LONGEST_TITLE), list(variants.values())


def _clean_name(text: str, field: str) -> str:
    return " ".join(records.clean_text(text, field, LONGEST_NAME).split())


def _variants(names: Sequence[Name]) -> list[NameVariant]:
    return [
        NameVariant(position=position, name=variant.name, language=variant.language, kind=variant.kind)
        for position, variant in enumerate(names)
    ]


def _plain_variants(variants: Sequence[NameVariant]) -> list[dict[str, str]]:
    return [{"name": v.name, "language": v.language, "kind": str(v.kind)} for v in variants]
