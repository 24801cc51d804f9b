"""What records are called, by their ids: for facets, notes and lists that name many at once.

By columns, in statements put together once: these are on every page of results, and records with all
their forms take ten times as long.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import BindParameter, Select, bindparam, exists, select

from archive.model import Asset, Depiction, Event, NameKind, NameVariant, Person, Role
from archive.model.authority import event_label
from archive.work import Work

T = TypeVar("T")

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_SHOWN = Asset.status.in_(bindparam("statuses", expanding=True))
_EVENTS = select(Event.id, Event.title).where(Event.id.in_(_IDS))
_EVENTS_SHOWN = _EVENTS.where(exists().where(Asset.event_id == Event.id, _SHOWN))
_PEOPLE = select(Person.id, Person.name).where(Person.id.in_(_IDS))
_PEOPLE_SHOWN = _PEOPLE.where(exists().where(Depiction.person_id == Person.id, Depiction.asset_id == Asset.id, _SHOWN))
_PARALLEL = (
    select(NameVariant.person_id, NameVariant.name)
    .where(NameVariant.person_id.in_(_IDS), NameVariant.kind == NameKind.PARALLEL)
    .where(NameVariant.language == bindparam("language"))
    .order_by(NameVariant.position.desc())
)


def of_events(work: Work, ids: Collection[int], language: str) -> dict[int, str]:
    """The titles of events; those that the actor may not see are not among them."""
    rows = _rows(work, ids, _EVENTS, _EVENTS_SHOWN)
    return {event_id: event_label(event_id, title, language) for event_id, title in rows}


def of_people(work: Work, ids: Collection[int], language: str) -> dict[int, str]:
    """The names of people in a language, else as recorded; those that the actor may not see are not among them."""
    found: dict[int, str] = dict(_rows(work, ids, _PEOPLE, _PEOPLE_SHOWN))
    if found:
        found.update(map(tuple[int, str], work.session.execute(_PARALLEL, {"ids": list(found), "language": language})))
    return found


def _rows(work: Work, ids: Collection[int], everything: Select[int, T], shown: Select[int, T]) -> list[tuple[int, T]]:
    if not ids:
        return []
    if work.actor.may(Role.ARCHIVIST):
        rows = work.session.execute(everything, {"ids": list(ids)})
    else:
        rows = work.session.execute(shown, {"ids": list(ids), "statuses": work.visible})
    return [(row[0], row[1]) for row in rows]
