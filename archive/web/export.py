"""A result to take along: the address of its page, as a table. Seen as on the page, all pages of it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request

from archive.model import Role
from archive.services import exporting
from archive.services.exporting import Export
from archive.web import address
from archive.web.access import allow
from archive.web.session import current_actor, current_archive, current_language

blueprint = Blueprint("export", __name__)


@blueprint.get("/export.csv")
@allow(Role.VISITOR)
def csv() -> Response:
    """For spreadsheets."""
    return as_csv(_export())


@blueprint.get("/export.json")
@allow(Role.VISITOR)
def json() -> Response:
    """For programs."""
    return as_json(_export())


def as_csv(export: Export) -> Response:
    """A file to keep, sent while it is made."""
    return _download(export.csv(), "text/csv; charset=utf-8", "photos.csv")


def as_json(export: Export) -> Response:
    """A file to keep, sent while it is made."""
    return _download(export.json(), "application/json", "photos.json")


def _export() -> Export:
    asked = address.read(request.args).request(exporting.BATCH)
    return exporting.export(current_archive(), current_actor(), asked, current_language())


def _download(pieces: Iterable[bytes], content_type: str, name: str) -> Response:
    response = Response(pieces, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
