"""Accessions: the list of them, the page and receipt of one. What was taken in, from whom, and what became of it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from archive.model import Outcome, Role
from archive.services import accessions, register
from archive.web.access import allow
from archive.web.address import LAST_PAGE, read_number
from archive.web.pages import translate
from archive.web.session import current_actor, current_archive

blueprint = Blueprint("accessions", __name__, url_prefix="/accessions")

ONE = "/<int:accession_id>"
LISTED = 60
FILES_SHOWN = 1_000
PROBLEMS_SHOWN = 200
SOURCES = {
    "web": lazy_gettext("By the browser"),
    "api": lazy_gettext("By the API"),
    "command line": lazy_gettext("By the command line"),
    "watched folder": lazy_gettext("From a watched folder"),
}
OUTCOMES = {
    Outcome.NEW: lazy_gettext("new"),
    Outcome.JOINED: lazy_gettext("added to its photo"),
    Outcome.WAITING: lazy_gettext("waiting for its photo"),
    Outcome.HELD: lazy_gettext("already held"),
    Outcome.REFUSED: lazy_gettext("refused"),
}


@blueprint.get("/")
@allow(Role.ARCHIVIST)
def index() -> str:
    """All accessions, the latest first."""
    page = min(read_number(request.args.get("page", "")) or 1, LAST_PAGE)
    with current_archive().reading(current_actor()) as work:
        found, total = register.listed(work, offset=(page - 1) * LISTED, limit=LISTED)
    return render_template(
        "accessions/index.html",
        found=found,
        total=total,
        page=page,
        pages=max(1, -(-total // LISTED)),
        page_url=lambda number: url_for("accessions.index", page=number),
        sources=SOURCES,
        outcomes=OUTCOMES,
    )


@blueprint.get(ONE)
@allow(Role.ARCHIVIST)
def show(accession_id: int) -> str:
    """The receipt of one: counts, problems, files with their digests. Made to be printed as well."""
    page = min(read_number(request.args.get("page", "")) or 1, LAST_PAGE)
    with current_archive().reading(current_actor()) as work:
        summary = register.summary(work, accession_id)
        files = register.files(work, accession_id, offset=(page - 1) * FILES_SHOWN, limit=FILES_SHOWN)
        problems = register.problems(work, accession_id, limit=PROBLEMS_SHOWN)
    return render_template(
        "accessions/show.html",
        summary=summary,
        accession=summary.accession,
        files=files,
        problems=problems,
        page=page,
        pages=max(1, -(-summary.files // FILES_SHOWN)),
        page_url=lambda number: url_for("accessions.show", accession_id=accession_id, page=number),
        sources=SOURCES,
        outcomes=OUTCOMES,
    )


@blueprint.post(ONE)
@allow(Role.ARCHIVIST)
def amend(accession_id: int) -> BaseResponse:
    """Say from whom the files came, and add a note."""
    with current_archive().begin(current_actor()) as work:
        accessions.amend(work, accession_id, origin=request.form.get("origin", ""), note=request.form.get("note", ""))
    return redirect(url_for("accessions.show", accession_id=accession_id), 303)


@blueprint.get(f"{ONE}/receipt.csv")
@allow(Role.ARCHIVIST)
def receipt(accession_id: int) -> Response:
    """The receipt as a table."""
    archive, actor = current_archive(), current_actor()
    with archive.reading(actor) as work:
        number = accessions.read(work, accession_id).number
    pieces = stream_with_context(register.csv(archive, actor, accession_id, translate))
    response = Response(pieces, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{gettext('accession')}-{number}.csv")
    response.headers["Cache-Control"] = "private, no-store"
    return response
