"""Events and people: listed, read, made, replaced."""

from __future__ import annotations

from typing import Any

from flask import url_for

from archive.model import Role
from archive.services import authorities
from archive.services.authorities import Listed
from archive.web.access import allow
from archive.web.api.routing import about, blueprint
from archive.web.schemas import records as schemas
from archive.web.session import current_actor, current_archive


@blueprint.get("/events")
@allow(Role.VISITOR)
@blueprint.input(schemas.ListAsked, location="query", arg_name="asked")
@blueprint.output(schemas.Events, description="A part of the events.")
@about("Events", "listEvents", 422)
def events(asked: schemas.ListAsked) -> schemas.Events:
    """List events that you may see a photo of."""
    with current_archive().reading(current_actor()) as work:
        listed, total = authorities.list_events(work, text=asked.q, offset=asked.offset, limit=asked.limit)
    return schemas.Events(total=total, events=[schemas.ListedEvent.of(one.record, **_counted(one)) for one in listed])


@blueprint.post("/events")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.EventSent, arg_name="sent")
@blueprint.output(schemas.Event, 201, description="The event.")
@about("Events", "addEvent", 400, 403, 413, 415, 422)
def add_event(sent: schemas.EventSent) -> tuple[schemas.Event, int, dict[str, str]]:
    """Add an event."""
    with current_archive().begin(current_actor()) as work:
        made = authorities.create_event(work, sent.to_draft())
    return schemas.Event.of(made), 201, {"Location": url_for("api.event", event_id=made.id)}


@blueprint.get("/events/<int:event_id>")
@allow(Role.VISITOR)
@blueprint.output(schemas.Event, description="The event.")
@about("Events", "getEvent", 404)
def event(event_id: int) -> schemas.Event:
    """Read an event's record."""
    with current_archive().reading(current_actor()) as work:
        return schemas.Event.of(authorities.event(work, event_id))


@blueprint.put("/events/<int:event_id>")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.EventEdit, arg_name="sent")
@blueprint.output(schemas.Event, description="The event as it is now.")
@about("Events", "replaceEvent", 400, 403, 404, 409, 413, 415, 422)
def replace_event(event_id: int, sent: schemas.EventEdit) -> schemas.Event:
    """Replace an event's record, all of it."""
    with current_archive().begin(current_actor()) as work:
        return schemas.Event.of(authorities.edit_event(work, event_id, sent.to_draft(), sent.version))


@blueprint.get("/people")
@allow(Role.VISITOR)
@blueprint.input(schemas.ListAsked, location="query", arg_name="asked")
@blueprint.output(schemas.People, description="A part of the people.")
@about("People", "listPeople", 422)
def people(asked: schemas.ListAsked) -> schemas.People:
    """List people that you may see a photo of."""
    with current_archive().reading(current_actor()) as work:
        listed, total = authorities.list_people(work, text=asked.q, offset=asked.offset, limit=asked.limit)
    return schemas.People(total=total, people=[schemas.ListedPerson.of(one.record, **_counted(one)) for one in listed])


@blueprint.post("/people")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.PersonSent, arg_name="sent")
@blueprint.output(schemas.Person, 201, description="The person.")
@about("People", "addPerson", 400, 403, 413, 415, 422)
def add_person(sent: schemas.PersonSent) -> tuple[schemas.Person, int, dict[str, str]]:
    """Add a person."""
    with current_archive().begin(current_actor()) as work:
        made = authorities.create_person(work, sent.to_draft())
    return schemas.Person.of(made), 201, {"Location": url_for("api.person", person_id=made.id)}


@blueprint.get("/people/<int:person_id>")
@allow(Role.VISITOR)
@blueprint.output(schemas.Person, description="The person.")
@about("People", "getPerson", 404)
def person(person_id: int) -> schemas.Person:
    """Read a person's record."""
    with current_archive().reading(current_actor()) as work:
        return schemas.Person.of(authorities.person(work, person_id))


@blueprint.put("/people/<int:person_id>")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.PersonEdit, arg_name="sent")
@blueprint.output(schemas.Person, description="The person as recorded now.")
@about("People", "replacePerson", 400, 403, 404, 409, 413, 415, 422)
def replace_person(person_id: int, sent: schemas.PersonEdit) -> schemas.Person:
    """Replace a person's record, all of it."""
    with current_archive().begin(current_actor()) as work:
        return schemas.Person.of(authorities.edit_person(work, person_id, sent.to_draft(), sent.version))


def _counted(listed: Listed[Any]) -> dict[str, Any]:
    return {"photos": listed.photos, "cover_id": listed.cover and listed.cover.id}
