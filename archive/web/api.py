"""The API under /api/v1: what pages do, for programs that bring a bearer token. No cookie counts here.

Each route reads a request, calls one service, answers. The document of all is /api/openapi.json.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar, cast
from urllib.parse import unquote

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, jsonify, request, url_for

from archive.errors import Invalid
from archive.model import Role, Subject
from archive.services import authorities, delivery, discovery, ingest, tagging
from archive.services.authorities import Listed
from archive.services.ingest import Outcome
from archive.web import files, openapi, schemas
from archive.web.access import allow
from archive.web.openapi import failures
from archive.web.session import current_actor, current_archive

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1")

View = TypeVar("View", bound=Callable[..., Any])

BINARY = {"type": "string", "format": "binary"}
FILE_BODY = {
    "application/octet-stream": {"schema": BINARY},
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"file": BINARY},
            "required": ["file"],
            "additionalProperties": False,
        }
    },
}
UNKNOWN_KINDS = frozenset({"unknown-format", "raw"})
"""Reasons of refusal that lie in the kind of file; all others lie in this one file."""


def _about(tag: str, operation: str, *statuses: int, **more: Any) -> Callable[[View], View]:
    """What the document says of a route beside its models: group, name, and the errors it may answer."""
    responses = failures(*statuses) | more.pop("responses", {})
    return blueprint.doc(tags=[tag], operation_id=operation, responses=responses, **more)


def _sends(media_type: str, description: str) -> Callable[[View], View]:
    """What the document says of a route that answers with bytes."""
    return blueprint.output(FileSchema(), content_type=media_type, description=description)


# Search


@blueprint.get("/search")
@allow(Role.VISITOR)
@blueprint.input(schemas.SearchAsked, location="query", arg_name="asked")
@blueprint.output(schemas.Results, description="A page of results.")
@_about("Search", "search", 422)
def search(asked: schemas.SearchAsked) -> schemas.Results:
    """Find photos.

    The same search as on the pages: words in any script, fields, facets.
    """
    with current_archive().reading(current_actor()) as work:
        return schemas.Results.of(discovery.search(work, asked.to_request(), asked.language))


# Photos


@blueprint.get("/photos/<int:photo_id>")
@allow(Role.VISITOR)
@blueprint.output(schemas.Photo, description="The photo.")
@_about("Photos", "getPhoto", 404)
def photo(photo_id: int) -> schemas.Photo:
    """Read a photo's record."""
    return _photo(photo_id)


@blueprint.patch("/photos/<int:photo_id>")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.PhotoEdit, arg_name="sent")
@blueprint.output(schemas.Photo, description="The photo as it is now.")
@_about("Photos", "editPhoto", 400, 403, 404, 409, 413, 415, 422)
def edit_photo(photo_id: int, sent: schemas.PhotoEdit) -> schemas.Photo:
    """Change a photo's record.

    What is not named stays as it is.
    """
    with current_archive().begin(current_actor()) as work:
        tagging.edit(work, [photo_id], sent.to_change(), {photo_id: sent.version})
    return _photo(photo_id)


@blueprint.post("/photos/bulk")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.BulkEdit, arg_name="sent")
@blueprint.output(schemas.BulkEdited, description="Which photos changed.")
@_about("Photos", "editPhotos", 400, 403, 404, 409, 413, 415, 422)
def edit_photos(sent: schemas.BulkEdit) -> schemas.BulkEdited:
    """Change many photos' records in one step: all of them or none."""
    with current_archive().begin(current_actor()) as work:
        edited = tagging.edit(work, sent.ids, sent.change.to_change(), sent.versions)
    return schemas.BulkEdited(changed=dict(edited.changed), unchanged=list(edited.unchanged))


@blueprint.get("/photos/<int:photo_id>/history")
@allow(Role.ARCHIVIST)
@blueprint.output(schemas.History, description="The changes.")
@_about("Photos", "getPhotoHistory", 403, 404)
def history(photo_id: int) -> schemas.History:
    """Read who changed what of a photo's record."""
    with current_archive().reading(current_actor()) as work:
        discovery.photo(work, photo_id)
        entries = discovery.history(work, Subject.ASSET, photo_id)
        return schemas.History(entries=[schemas.HistoryLine.of(entry) for entry in entries])


# Files


@blueprint.get("/photos/<int:photo_id>/thumb")
@allow(Role.VISITOR)
@_sends("image/jpeg", "The picture.")
@_about("Files", "getThumbnail", 404)
def thumb(photo_id: int) -> Response:
    """Look at a photo, small."""
    return _view(photo_id, "thumb")


@blueprint.get("/photos/<int:photo_id>/preview")
@allow(Role.VISITOR)
@_sends("image/jpeg", "The picture.")
@_about("Files", "getPreview", 404)
def preview(photo_id: int) -> Response:
    """Look at a photo, large."""
    return _view(photo_id, "preview")


@blueprint.get("/photos/<int:photo_id>/original")
@allow(Role.JOURNALIST)
@_sends("image/*", "The file.")
@_about("Files", "downloadOriginal", 403, 404)
def original(photo_id: int) -> Response:
    """Download the file as it was received.

    The archive records the download.
    """
    return files.hand_out(current_archive(), current_actor(), photo_id, "original")


@blueprint.get("/photos/<int:photo_id>/web")
@allow(Role.JOURNALIST)
@_sends("image/jpeg", "The picture.")
@_about("Files", "downloadWeb", 403, 404, 422)
def web(photo_id: int) -> Response:
    """Download a JPEG of at most 1600 pixels with caption, credit and terms inside.

    The archive records the download.
    """
    return files.hand_out(current_archive(), current_actor(), photo_id, "web")


@blueprint.post("/bundle")
@allow(Role.JOURNALIST)
@blueprint.input(schemas.BundleOrder, arg_name="sent")
@_sends("application/zip", "The ZIP, with captions.csv inside.")
@_about("Files", "downloadBundle", 400, 403, 404, 413, 415, 422)
def bundle(sent: schemas.BundleOrder) -> Response:
    """Download many photos as one ZIP: all of them or none.

    The archive records the downloads.
    """
    archive, actor = current_archive(), current_actor()
    return files.download_bundle(delivery.bundle(archive, actor, sent.ids, sent.use, sent.language))


# Uploads


@blueprint.post("/accessions")
@allow(Role.ARCHIVIST)
@blueprint.output(schemas.Opened, 201, description="The upload has begun.")
@_about("Uploads", "openAccession", 403)
def open_accession() -> schemas.Opened:
    """Begin an upload of several files."""
    return schemas.Opened(id=_open_accession())


@blueprint.post("/photos")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.UploadAsked, location="query", arg_name="asked")
@blueprint.input(schemas.UploadHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.Received, 201, description="Taken in.")
@_about(
    "Uploads",
    "upload",
    *(400, 403, 404, 413),
    responses={
        200: {"description": "Already held.", "content": openapi.one_of(schemas.Received)},
        415: {"description": "No picture that is taken in.", "content": openapi.one_of(schemas.Refused)},
        422: {
            "description": "The picture, or a value beside it, cannot be used.",
            "content": openapi.one_of(schemas.Refused, schemas.Failure),
        },
    },
    extensions={"x-body": FILE_BODY},
)
def receive(asked: schemas.UploadAsked, headers: schemas.UploadHeaders) -> Response:
    """Upload one photo.

    Send the file as the body, its name in `X-File-Name`; or as the part `file` of a multipart form.
    """
    stream, name = _sent_file(headers)
    accession_id = asked.accession or _open_accession()
    return _received(
        ingest.receive(
            current_archive(),
            current_actor(),
            stream,
            name,
            accession_id=accession_id,
            event_id=asked.event,
            publish=asked.publish,
        )
    )


# Events and people


@blueprint.get("/events")
@allow(Role.VISITOR)
@blueprint.input(schemas.ListAsked, location="query", arg_name="asked")
@blueprint.output(schemas.Events, description="A part of the events.")
@_about("Events", "listEvents", 422)
def events(asked: schemas.ListAsked) -> schemas.Events:
    """List events that you may see a photo of."""
    with current_archive().reading(current_actor()) as work:
        listed, total = authorities.list_events(work, text=asked.q, offset=asked.offset, limit=asked.limit)
    return schemas.Events(total=total, events=[schemas.ListedEvent.of(one.record, **_counted(one)) for one in listed])


@blueprint.post("/events")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.EventSent, arg_name="sent")
@blueprint.output(schemas.Event, 201, description="The event.")
@_about("Events", "addEvent", 400, 403, 413, 415, 422)
def add_event(sent: schemas.EventSent) -> tuple[schemas.Event, int, dict[str, str]]:
    """Add an event."""
    with current_archive().begin(current_actor()) as work:
        made = authorities.create_event(work, sent.to_draft())
    return schemas.Event.of(made), 201, {"Location": url_for("api.event", event_id=made.id)}


@blueprint.get("/events/<int:event_id>")
@allow(Role.VISITOR)
@blueprint.output(schemas.Event, description="The event.")
@_about("Events", "getEvent", 404)
def event(event_id: int) -> schemas.Event:
    """Read an event's record."""
    with current_archive().reading(current_actor()) as work:
        return schemas.Event.of(authorities.event(work, event_id))


@blueprint.put("/events/<int:event_id>")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.EventEdit, arg_name="sent")
@blueprint.output(schemas.Event, description="The event as it is now.")
@_about("Events", "replaceEvent", 400, 403, 404, 409, 413, 415, 422)
def replace_event(event_id: int, sent: schemas.EventEdit) -> schemas.Event:
    """Replace an event's record, all of it."""
    with current_archive().begin(current_actor()) as work:
        return schemas.Event.of(authorities.edit_event(work, event_id, sent.to_draft(), sent.version))


@blueprint.get("/people")
@allow(Role.VISITOR)
@blueprint.input(schemas.ListAsked, location="query", arg_name="asked")
@blueprint.output(schemas.People, description="A part of the people.")
@_about("People", "listPeople", 422)
def people(asked: schemas.ListAsked) -> schemas.People:
    """List people that you may see a photo of."""
    with current_archive().reading(current_actor()) as work:
        listed, total = authorities.list_people(work, text=asked.q, offset=asked.offset, limit=asked.limit)
    return schemas.People(total=total, people=[schemas.ListedPerson.of(one.record, **_counted(one)) for one in listed])


@blueprint.post("/people")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.PersonSent, arg_name="sent")
@blueprint.output(schemas.Person, 201, description="The person.")
@_about("People", "addPerson", 400, 403, 413, 415, 422)
def add_person(sent: schemas.PersonSent) -> tuple[schemas.Person, int, dict[str, str]]:
    """Add a person."""
    with current_archive().begin(current_actor()) as work:
        made = authorities.create_person(work, sent.to_draft())
    return schemas.Person.of(made), 201, {"Location": url_for("api.person", person_id=made.id)}


@blueprint.get("/people/<int:person_id>")
@allow(Role.VISITOR)
@blueprint.output(schemas.Person, description="The person.")
@_about("People", "getPerson", 404)
def person(person_id: int) -> schemas.Person:
    """Read a person's record."""
    with current_archive().reading(current_actor()) as work:
        return schemas.Person.of(authorities.person(work, person_id))


@blueprint.put("/people/<int:person_id>")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.PersonEdit, arg_name="sent")
@blueprint.output(schemas.Person, description="The person as recorded now.")
@_about("People", "replacePerson", 400, 403, 404, 409, 413, 415, 422)
def replace_person(person_id: int, sent: schemas.PersonEdit) -> schemas.Person:
    """Replace a person's record, all of it."""
    with current_archive().begin(current_actor()) as work:
        return schemas.Person.of(authorities.edit_person(work, person_id, sent.to_draft(), sent.version))


def _photo(photo_id: int) -> schemas.Photo:
    with current_archive().reading(current_actor()) as work:
        return schemas.Photo.of(discovery.photo(work, photo_id))


def _view(photo_id: int, spec: str) -> Response:
    response = files.show(delivery.view(current_archive(), current_actor(), photo_id, spec))
    # On pages the address carries the digest, and the picture may be kept for good; here it does not.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _open_accession() -> int:
    with current_archive().begin(current_actor()) as work:
        return ingest.open_accession(work, "api").id


def _sent_file(headers: schemas.UploadHeaders) -> tuple[BinaryIO, str]:
    """The stream of the file and its name. A raw body is never parsed, whatever type it claims to be of."""
    name = unquote(headers.x_file_name)
    if request.mimetype == "multipart/form-data":
        part = request.files.get("file")
        if part is None:
            raise Invalid("Send the file as the part named file.", field="file")
        return cast(BinaryIO, part.stream), name or part.filename or ""
    if not name:
        raise Invalid("Say the file's name in the header X-File-Name, percent-encoded.", field="X-File-Name")
    return cast(BinaryIO, request.stream), name


def _received(receipt: ingest.Receipt) -> Response:
    if receipt.outcome == Outcome.REFUSED:
        error = schemas.Error(code=receipt.code, message=receipt.reason, field="file")
        answer = schemas.Refused(**schemas.Received.of(receipt).model_dump(), error=error)
        return _json(answer, 415 if receipt.code in UNKNOWN_KINDS else 422)
    response = _json(schemas.Received.of(receipt), 201 if receipt.outcome == Outcome.NEW else 200)
    response.headers["Location"] = url_for("api.photo", photo_id=receipt.asset_id)
    return response


def _json(answer: schemas.Answer, status: int) -> Response:
    response = jsonify(answer.model_dump(mode="json", exclude_defaults=True))
    response.status_code = status
    return response


def _counted(listed: Listed[Any]) -> dict[str, Any]:
    return {"photos": listed.photos, "cover_id": listed.cover and listed.cover.id}
