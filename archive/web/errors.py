"""The one table from what went wrong to what the caller sees: a page, or JSON under /api/."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from archive import errors
from archive.web.pages import sign_in_url, translate
from archive.web.session import API

log = logging.getLogger(__name__)

STATUS: tuple[tuple[type[errors.ArchiveError], int, str], ...] = (
    (errors.Gone, 410, "gone"),
    (errors.NotFound, 404, "not-found"),
    (errors.TooLarge, 413, "too-large"),
    (errors.ChecksumMismatch, 460, "checksum-mismatch"),
    (errors.UnsupportedMedia, 415, "unsupported-media"),
    (errors.Invalid, 422, "invalid"),
    (errors.NotSignedIn, 401, "not-signed-in"),
    (errors.Denied, 403, "denied"),
    (errors.StaleEdit, 409, "stale-edit"),
    (errors.Busy, 423, "busy"),
    (errors.Conflict, 409, "conflict"),
    (errors.StorageFull, 507, "storage-full"),
    (errors.EngineError, 503, "unavailable"),
)
"""First match wins, so members stand before their families."""


def install(app: Flask) -> None:
    """Answer every error; a fault of ours is logged and told without its insides."""
    app.register_error_handler(errors.ArchiveError, _expected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def wants_json() -> bool:
    """Whether the caller is a program: the API, or a script of one of our pages."""
    return request.path.startswith(API) or request.accept_mimetypes.best == "application/json"


def _expected(error: errors.ArchiveError) -> BaseResponse:
    status, code = next((s, c) for kind, s, c in STATUS if isinstance(error, kind))
    if status == 401 and not wants_json() and request.method == "GET":
        return redirect(sign_in_url())
    if status >= 500:
        log.error("%s %s: %s", request.method, request.path, error)
    message = str(error) if request.path.startswith(API) else translate(error)  # programs read English
    return answer(status, code, message, field=getattr(error, "field", None), ids=getattr(error, "ids", None))


def _http(error: HTTPException) -> BaseResponse:
    if error.response is not None or (error.code and error.code < 400):
        return error.get_response()  # a redirect to the canonical address
    status = error.code or 500
    code = error.name.lower().replace(" ", "-")
    answered = answer(status, code, error.description or error.name)
    for name, value in error.get_headers():  # Allow, Retry-After
        if name.lower() not in {"content-type", "content-length"}:
            answered.headers[name] = value
    return answered


def _fault(error: Exception) -> BaseResponse:
    log.error("%s %s", request.method, request.path, exc_info=error)
    return answer(500, "fault", "Something went wrong on our side; it has been noted. Nothing was saved.")


def answer(
    status: int, code: str, message: str, *, field: str | None = None, ids: tuple[int, ...] | None = None
) -> Response:
    """An error as the caller expects it."""
    if wants_json():
        body: dict[str, object] = {"code": code, "message": message}
        if field:
            body["field"] = field
        if ids:
            body["ids"] = list(ids)
        response = jsonify(error=body)
    else:
        response = Response(render_template("error.html", status=status, code=code, message=message))
    response.status_code = status
    if status == 401 and request.path.startswith(API):
        response.headers["WWW-Authenticate"] = 'Bearer realm="Tereze"'
    return response
