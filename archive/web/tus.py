"""Uploads that go on after a lost connection: tus 1.0 (tus.io/protocols/resumable-upload) over ``services.uploads``.

The same under two addresses: for the upload page by session and form token, for programs by bearer token. Beyond the
protocol: GET of an upload tells what became of the file, and so does the answer to a creation that brought all of it.
"""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any, BinaryIO, cast

from apiflask import APIBlueprint
from flask import Response, jsonify, request, url_for
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from archive.errors import Invalid
from archive.model import Role
from archive.services import pieces, uploads
from archive.services.accessions import Receipt
from archive.services.pieces import Body
from archive.services.uploads import Asked, Progress
from archive.text import Message
from archive.web import errors, upload
from archive.web.access import allow, public
from archive.web.address import read_number
from archive.web.schemas.uploads import Received
from archive.web.session import current_actor, current_archive

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
PIECES = "application/offset+octet-stream"
STALL_SECONDS = 30
"""How long a piece may be silent: a connection that died without a word would keep its file to itself."""
LONGEST_METADATA = 16_000


@public
def options() -> Response:
    """What is spoken here."""
    response = Response(status=204)
    response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Extension"] = EXTENSIONS
    response.headers["Tus-Checksum-Algorithm"] = ",".join(pieces.ALGORITHMS)
    response.headers["Tus-Max-Size"] = str(current_archive().settings.max_upload_mb * 1_000_000)
    return response


@allow(Role.ARCHIVIST)
def create() -> Response:
    """Begin with a file (creation), perhaps with its first bytes (creation-with-upload)."""
    body = _body() if request.mimetype == PIECES else None
    progress = uploads.create(current_archive(), current_actor(), _asked(), body)
    response = _told(progress)
    response.status_code = 201
    response.headers["Location"] = url_for(".look", upload_id=progress.id)
    return response


@allow(Role.ARCHIVIST)
def look(upload_id: str) -> Response:
    """How far a file is; and in the body, what became of it."""
    progress = uploads.progress(current_archive(), current_actor(), upload_id)
    response = _told(progress)
    response.headers["Upload-Length"] = str(progress.length)
    if progress.said:
        response.headers["Upload-Metadata"] = progress.said
    return response


@allow(Role.ARCHIVIST)
def append(upload_id: str) -> Response:
    """Add bytes where the file stands."""
    if request.mimetype != PIECES:
        return errors.answer(415, "unsupported-media-type", f"Send the bytes as {PIECES}.")
    progress = uploads.append(current_archive(), current_actor(), upload_id, _size("Upload-Offset"), _body())
    return _with_progress(Response(status=204), progress)


@allow(Role.ARCHIVIST)
def terminate(upload_id: str) -> Response:
    """Give a file up."""
    uploads.terminate(current_archive(), current_actor(), upload_id)
    return Response(status=204)


@allow(Role.ARCHIVIST)
def overridden(upload_id: str) -> Response:
    """For those whose surroundings let only GET and POST through."""
    act = OVERRIDES.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if act is None:
        return errors.answer(405, "method-not-allowed", "Say in X-HTTP-Method-Override what is meant.")
    return act(upload_id)


OVERRIDES = {"HEAD": look, "PATCH": append, "DELETE": terminate}


def _agree_on_version() -> Response | None:
    if request.method == "OPTIONS" or request.headers.get("Tus-Resumable") == VERSION:
        return None
    refused = errors.answer(412, "precondition-failed", f"Send the header Tus-Resumable: {VERSION}.")
    refused.headers["Tus-Version"] = VERSION
    return refused


def _tell_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


def _lost(error: ConnectionError) -> Response:
    """Nobody hears this any longer, or has been silent for too long; what came is kept."""
    response = errors.answer(408, "request-timeout", "The connection was lost; go on where the file stands.")
    response.headers["Connection"] = "close"  # what is left of the body is no next request
    return response


def _speaking(name: str, prefix: str) -> APIBlueprint:
    # Another protocol than the API's document can describe: docs/api.md does.
    blueprint = APIBlueprint(name, __name__, url_prefix=prefix, enable_openapi=False)
    blueprint.before_request(_agree_on_version)
    blueprint.after_request(_tell_version)
    blueprint.register_error_handler(ConnectionError, _lost)
    blueprint.add_url_rule("", view_func=options, methods=["OPTIONS"], provide_automatic_options=False)
    blueprint.add_url_rule("", view_func=create, methods=["POST"], provide_automatic_options=False)
    for method, view in {"GET": look, "PATCH": append, "DELETE": terminate, "POST": overridden}.items():
        blueprint.add_url_rule("/<upload_id>", view_func=view, methods=[method])
    return blueprint


pages = _speaking("tus", "/upload/files")
programs = _speaking("tus_api", "/api/v1/uploads")


def _by_program() -> bool:
    return request.blueprint == programs.name


def _told(progress: Progress) -> Response:
    receipt = progress.receipt and _answer(progress.receipt)
    said = {"id": progress.id, "offset": progress.offset, "length": progress.length, "receipt": receipt}
    return _with_progress(jsonify(said), progress)


def _answer(receipt: Receipt) -> dict[str, Any]:
    return Received.of(receipt).model_dump(mode="json") if _by_program() else upload.answer(receipt)


def _with_progress(response: Response, progress: Progress) -> Response:
    response.headers["Upload-Offset"] = str(progress.offset)
    response.headers["Upload-Expires"] = http_date(progress.expires_at)
    return response


def _asked() -> Asked:
    said = request.headers.get("Upload-Metadata", "")
    values = _metadata(said)
    name = values.get("filename") or values.get("name", "")
    folder, _slash, last = values.get("relativePath", "").rpartition("/")
    return Asked(
        length=_size("Upload-Length"),
        name=name or last,
        folder=values.get("folder", "") or folder,
        accession_id=_number(values, "accession"),
        event_id=_number(values, "event"),
        publish=values.get("publish", "") in {"1", "true"},
        sha256=values.get("sha256", ""),
        source="api" if _by_program() else "web",
        said=said,
    )


def _metadata(said: str) -> dict[str, str]:
    """``Upload-Metadata``: pairs of a key and a Base64 text, with commas between them."""
    if len(said) > LONGEST_METADATA:
        raise Invalid(Message("The header Upload-Metadata is too long."), field="Upload-Metadata")
    values = {}
    for pair in filter(None, (each.strip() for each in said.split(","))):
        key, _, text = pair.partition(" ")
        try:
            values[key] = base64.b64decode(text.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Invalid(
                Message("The header Upload-Metadata cannot be read at '%(key)s'.", key=key), field="Upload-Metadata"
            ) from None
    return values


def _number(values: dict[str, str], name: str) -> int | None:
    text = values.get(name, "")
    number = read_number(text)
    if text and number is None:
        raise Invalid(Message("%(text)s is no number of a record.", text=text), field=name)
    return number


def _size(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Invalid(Message("The header %(header)s must be a number of bytes.", header=header), field=header)
    return int(text)


def _body() -> Body:
    algorithm, digest = _checksum()
    connection = request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(STALL_SECONDS)
    return Body(cast(BinaryIO, _Arriving(request.stream)), request.content_length, algorithm, digest)


def _checksum() -> tuple[str, bytes]:
    """``Upload-Checksum``: the name of an algorithm and the digest in Base64."""
    said = request.headers.get("Upload-Checksum", "")
    if not said:
        return "", b""
    algorithm, _, text = said.partition(" ")
    try:
        digest = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        digest = b""
    if algorithm not in pieces.ALGORITHMS or not digest:
        raise Invalid(
            Message("The header Upload-Checksum needs one of %(known)s.", known=", ".join(pieces.ALGORITHMS)),
            field="Upload-Checksum",
        )
    return algorithm, digest


class _Arriving(io.RawIOBase):
    """A request's body; a lost connection is an error of the connection, as the layers below know it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """See ``io.RawIOBase.read``."""
        try:
            return cast(bytes, self._stream.read(size))
        except ClientDisconnected as lost:
            raise ConnectionError("the connection was lost") from lost
