"""Caption tables by the browser: the table is sent, what it would change is shown, then it is carried out."""

from __future__ import annotations

import base64
import binascii
import zlib

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from archive.errors import Invalid
from archive.model import Role
from archive.services import captions, tables
from archive.services.captions import Plan
from archive.services.matching import Terms
from archive.web.access import allow
from archive.web.address import read_number
from archive.web.journal import field_name
from archive.web.pages import translate
from archive.web.session import current_actor, current_archive

blueprint = Blueprint("captions", __name__, url_prefix="/captions")

LARGEST_CARRIED = 2_500_000
"""Bytes of a table, packed, that travel with the page on which one agrees; larger ones are for the command line."""
LINES_SHOWN = 500


@blueprint.get("/")
@allow(Role.ARCHIVIST)
def form() -> tuple[str, int]:
    """The page to send a table from."""
    return _form()


@blueprint.post("/")
@allow(Role.ARCHIVIST)
def preview() -> str | tuple[str, int]:
    """What a table would change, line by line; nothing is written."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _form(gettext("Choose a table."), 422)
    try:
        data = sent.stream.read(tables.LARGEST + 1)
        return _page(data, _plan(data))
    except Invalid as error:
        return _form(translate(error), 422)


@blueprint.post("/apply")
@allow(Role.ARCHIVIST)
def apply() -> Response | str | tuple[str, int]:
    """Carry a table out, if it still does what was agreed to; else show what it would do now."""
    try:
        data = _unpacked(request.form.get("table", ""))
        plan = _plan(data)
        if plan.digest != request.form.get("agreed"):
            return _page(data, plan, moved_on=True), 409
        changed = captions.carry_out(current_archive(), current_actor(), plan)
    except Invalid as error:
        return _form(translate(error), 422)
    flash(ngettext("%(num)s photo changed.", "%(num)s photos changed.", changed))
    return redirect(url_for("captions.form"), 303)


def _plan(data: bytes) -> Plan:
    terms = Terms(read_number(request.form.get("accession", "")), read_number(request.form.get("event", "")))
    return captions.plan(current_archive(), current_actor(), captions.read(data), terms)


def _form(error: str = "", status: int = 200) -> tuple[str, int]:
    page = render_template(
        "accessions/captions.html", error=error, accession=request.values.get("accession", ""),
        event=request.values.get("event", ""),
    )  # fmt: skip
    return page, status


def _page(data: bytes, plan: Plan, *, moved_on: bool = False) -> str:
    packed = zlib.compress(data)
    if len(packed) > LARGEST_CARRIED:
        raise Invalid(gettext("This table is too large for the browser; use the command line: tereze captions."))
    return render_template(
        "accessions/captions_plan.html",
        plan=plan,
        lines=[line for line in plan.lines if line.differences or line.problems][:LINES_SHOWN],
        field_name=field_name,
        table=base64.b64encode(packed).decode(),
        accession=request.form.get("accession", ""),
        event=request.form.get("event", ""),
        moved_on=moved_on,
    )


def _unpacked(text: str) -> bytes:
    """A table as the page carried it. Whoever sends another has a table read that they may send anyway."""
    try:
        unpacking = zlib.decompressobj()
        return unpacking.decompress(base64.b64decode(text, validate=True), tables.LARGEST + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise Invalid(gettext("Choose the table again: it was not sent whole.")) from None
