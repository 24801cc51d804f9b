"""Searches that somebody keeps: their list, keeping one, forgetting one. Each sees only their own."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import NotFound
from archive.model import Role
from archive.services import discovery, saved
from archive.web import address
from archive.web.access import allow
from archive.web.errors import wants_json
from archive.web.session import current_actor, current_archive

blueprint = Blueprint("saved", __name__)


@blueprint.get("/searches")
@allow(Role.JOURNALIST)
def searches() -> str | Response:
    """What one keeps, with how many photos each finds now; for the search box names and addresses alone."""
    with current_archive().reading(current_actor()) as work:
        kept = saved.mine(work)
        if wants_json():
            return jsonify([{"label": search.name, "url": address.read_query(search.query).url()} for search in kept])
        counts = {search.id: discovery.count(work, address.read_query(search.query).request(1)) for search in kept}
    return render_template("search/saved.html", searches=kept, counts=counts)


@blueprint.post("/searches")
@allow(Role.JOURNALIST)
def keep() -> BaseResponse:
    """Keep a search under a name, and go on with it."""
    asked = address.read(request.form)
    with current_archive().begin(current_actor()) as work:
        saved.save(work, request.form.get("name", ""), asked.query())
    flash(gettext("The search is saved: it stands among your searches."))
    return redirect(asked.url())


@blueprint.post("/searches/<int:search_id>/forget")
@allow(Role.JOURNALIST)
def forget(search_id: int) -> BaseResponse:
    """Keep it no longer."""
    # What is not there, on a page opened twice, is forgotten already.
    with suppress(NotFound), current_archive().begin(current_actor()) as work:
        saved.forget(work, search_id)
    flash(gettext("The search is forgotten."))
    return redirect(url_for("saved.searches"))
