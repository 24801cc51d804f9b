"""A result to take along: the address of its page, as a table. Seen as on the page, all pages of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, Response, request, url_for
from flask_babel import lazy_gettext

from archive.model import Role
from archive.services import exporting
from archive.services.exporting import Export
from archive.web import address
from archive.web.access import allow
from archive.web.ids import LARGEST_ID
from archive.web.session import current_actor, current_archive, current_language

blueprint = Blueprint("export", __name__)

CSV = "text/csv; charset=utf-8"
HEADINGS = {
    "headline": lazy_gettext("headline"),
    "caption": lazy_gettext("caption"),
    "people": lazy_gettext("people"),
    "event": lazy_gettext("event"),
    "date": lazy_gettext("date"),
    "creator": lazy_gettext("creator"),
    "credit": lazy_gettext("credit"),
    "copyright": lazy_gettext("copyright"),
    "usage terms": lazy_gettext("usage terms"),
    "original file name": lazy_gettext("original file name"),
    "id": lazy_gettext("id"),
    "keywords": lazy_gettext("keywords"),
    "place": lazy_gettext("place"),
    "address": lazy_gettext("address"),
}
"""What the columns are called where people read them; programs know them by their names."""


@blueprint.get("/export.csv")
@allow(Role.VISITOR)
def csv() -> Response:
    """For spreadsheets."""
    headings = {name: str(title) for name, title in HEADINGS.items()}  # now: a file is sent when the request is over
    return _download(_export().csv(headings.__getitem__), CSV, "photos.csv")


@blueprint.get("/export.json")
@allow(Role.VISITOR)
def json() -> Response:
    """For programs."""
    return as_json(_export())


def as_csv(export: Export) -> Response:
    """A file to keep, sent while it is made."""
    return _download(export.csv(), CSV, "photos.csv")


def as_json(export: Export) -> Response:
    """A file to keep, sent while it is made."""
    return _download(export.json(), "application/json", "photos.json")


def _export() -> Export:
    asked = address.read(request.args).request(exporting.BATCH)
    return exporting.export(current_archive(), current_actor(), asked, current_language(), photo_addresses())


def photo_addresses() -> Callable[[int], str]:
    """The whole address of one photo's page after another, to be read anywhere."""
    begin, _, end = url_for("photos.show", asset_id=LARGEST_ID, _external=True).partition(str(LARGEST_ID))
    return lambda asset_id: f"{begin}{asset_id}{end}"


def _download(pieces: Iterable[bytes], content_type: str, name: str) -> Response:
    response = Response(pieces, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
