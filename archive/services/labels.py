"""What records are called, by their ids: for facets, notes and lists that name many at once.

By columns, in statements put together once: these are on every page of results, and records with all
their forms take ten times as long.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVarTuple

from sqlalchemy import BindParameter, Row, Select, bindparam, exists, select

from archive.model import Asset, Depiction, Event, NameKind, NameVariant, Person, Role
from archive.model.authority import event_label
from archive.work import Work

Columns = TypeVarTuple("Columns")

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_SHOWN = Asset.status.in_(bindparam("statuses", expanding=True))
_EVENTS = select(Event.id, Event.title).where(Event.id.in_(_IDS))
_EVENTS_SHOWN = _EVENTS.where(exists().where(Asset.event_id == Event.id, _SHOWN))
_PARALLEL = (
    (NameVariant.person_id == Person.id)
    & (NameVariant.kind == NameKind.PARALLEL)
    & (NameVariant.language == bindparam("language"))
)
_PEOPLE = (
    select(Person.id, NameVariant.name, Person.name)
    .outerjoin(NameVariant, _PARALLEL)
    .where(Person.id.in_(_IDS))
    .order_by(NameVariant.position.desc())
)
_PEOPLE_SHOWN = _PEOPLE.where(exists().where(Depiction.person_id == Person.id, Depiction.asset_id == Asset.id, _SHOWN))


def of_events(work: Work, ids: Collection[int], language: str) -> dict[int, str]:
    """The titles of events; those that the actor may not see are not among them."""
    rows = _rows(work, ids, _EVENTS, _EVENTS_SHOWN, {})
    return {event_id: event_label(event_id, title, language) for event_id, title in rows}


def of_people(work: Work, ids: Collection[int], language: str) -> dict[int, str]:
    """The names of people in a language, else as recorded; those that the actor may not see are not among them."""
    rows = _rows(work, ids, _PEOPLE, _PEOPLE_SHOWN, {"language": language})
    return {person_id: parallel or name for person_id, parallel, name in rows}


def _rows(
    work: Work,
    ids: Collection[int],
    everything: Select[*Columns],
    shown: Select[*Columns],
    values: Mapping[str, str],
) -> Sequence[Row[*Columns]]:
    if not ids:
        return []
    if work.actor.may(Role.ARCHIVIST):
        return work.session.execute(everything, {"ids": list(ids), **values}).all()
    return work.session.execute(shown, {"ids": list(ids), "statuses": work.visible, **values}).all()
