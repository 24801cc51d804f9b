"""Uploads: one file a request, as the body itself or as a part of a form."""

from __future__ import annotations

from typing import BinaryIO, cast
from urllib.parse import unquote

from flask import Response, jsonify, request, url_for

from archive.errors import Invalid
from archive.model import Role
from archive.services import ingest
from archive.services.ingest import Outcome
from archive.web import openapi
from archive.web.access import allow
from archive.web.api.routing import about, blueprint
from archive.web.schemas import uploads as schemas
from archive.web.schemas.base import Answer, Error, Failure
from archive.web.session import current_actor, current_archive

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


@blueprint.post("/accessions")
@allow(Role.ARCHIVIST)
@blueprint.output(schemas.Opened, 201, description="The upload has begun.")
@about("Uploads", "openAccession", 403)
def open_accession() -> schemas.Opened:
    """Begin an upload of several files."""
    return schemas.Opened(id=_open_accession())


@blueprint.post("/photos")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.UploadAsked, location="query", arg_name="asked")
@blueprint.input(schemas.UploadHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.Received, 201, description="Taken in.")
@about(
    "Uploads",
    "upload",
    *(400, 403, 404, 413),
    responses={
        200: {"description": "Already held.", "content": openapi.one_of(schemas.Received)},
        415: {"description": "No picture that is taken in.", "content": openapi.one_of(schemas.Refused)},
        422: {
            "description": "The picture, or a value beside it, cannot be used.",
            "content": openapi.one_of(schemas.Refused, Failure),
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
        error = Error(code=receipt.code, message=receipt.reason, field="file")
        answer = schemas.Refused(**schemas.Received.of(receipt).model_dump(), error=error)
        return _json(answer, 415 if receipt.code in UNKNOWN_KINDS else 422)
    response = _json(schemas.Received.of(receipt), 200 if receipt.outcome == Outcome.HELD else 201)
    if receipt.asset_id is not None:
        response.headers["Location"] = url_for("api.photo", photo_id=receipt.asset_id)
    return response


def _json(answer: Answer, status: int) -> Response:
    response = jsonify(answer.model_dump(mode="json", exclude_defaults=True))
    response.status_code = status
    return response
