"""What somebody may be about to type, for the search box: groups with pictures and counts, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from flask_babel import format_date

from archive.model import Role
from archive.services import suggestions
from archive.services.suggestions import FIELD, FILE, Suggestion
from archive.web.access import allow
from archive.web.pages import thumb_url, translate
from archive.web.session import current_actor, current_archive, current_language

blueprint = Blueprint("suggest", __name__)

KEPT_SECONDS = 60
"""For which a browser may show the same answer to the same letters again."""


@blueprint.get("/suggest")
@allow(Role.VISITOR)
def suggest() -> Response:
    """What the last words of ``q`` may become: a filter, a photo to go to, or other words in the box."""
    with current_archive().reading(current_actor()) as work:
        groups = suggestions.suggest(work, request.args.get("q", ""), current_language())
        answer = [
            {"kind": group.kind, "title": translate(group.label), "items": [_item(item) for item in group.items]}
            for group in groups
        ]
    response = jsonify(groups=answer)
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _item(item: Suggestion) -> dict[str, Any]:
    """``text`` is what the box holds after the pick; a facet's value becomes a filter, ``url`` is gone to."""
    detail = format_date(item.detail, "long", rebase=False) if isinstance(item.detail, date) else translate(item.detail)
    shown: dict[str, Any] = {"label": translate(item.label), "detail": detail, "text": item.text}
    if item.cover:
        shown |= {"count": item.count, "thumb": thumb_url(item.cover)}
    if item.kind == FILE:
        shown["url"] = url_for("photos.show", asset_id=int(item.value))
    elif item.kind != FIELD:
        shown |= {"facet": item.kind, "value": item.value}
    return shown
