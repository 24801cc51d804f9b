"""Photos that look the same, side by side; merging and keeping apart; stacks; withdrawing; "find this picture"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import Invalid
from archive.model import Asset, Merge, Role
from archive.services import duplicates, merging, stacks, withdrawal
from archive.services.duplicates import Match
from archive.web import selection
from archive.web.access import allow, tokenless
from archive.web.account import limiter
from archive.web.address import read_number
from archive.web.paths import same_origin_path
from archive.web.session import current_actor, current_archive
from archive.work import Work

blueprint = Blueprint("duplicates", __name__)

FINDS = "20 per minute"
"""How often one address may ask for a picture: each is decoded."""
STACK_ACTS = {"lead": stacks.lead, "leave": stacks.leave, "dissolve": stacks.dissolve}


@dataclass(frozen=True, slots=True)
class Beside:
    """What a photo's page says of others: those that look the same, its stack, what was merged into it."""

    same: tuple[Match, ...] = ()
    stack: tuple[Asset, ...] = ()
    merges: tuple[Merge, ...] = ()


def beside(work: Work, asset: Asset) -> Beside:
    """What the actor may know of a photo's like."""
    stacked = tuple(stacks.of(work, asset))
    if not work.actor.may(Role.ARCHIVIST):
        return Beside(stack=stacked)
    return Beside(tuple(duplicates.like(work, asset.id)), stacked, tuple(merging.merges_of(work, asset.id)))


@blueprint.get("/duplicates")
@allow(Role.ARCHIVIST)
def index() -> str:
    """Pairs that look the same and that nobody has decided on, perhaps only those of an accession."""
    page = read_number(request.args.get("page", "")) or 1
    accession = read_number(request.args.get("accession", ""))
    with current_archive().reading(current_actor()) as work:
        total = duplicates.count(work, accession)
        pairs = duplicates.pairs(work, (page - 1) * duplicates.PAGE, accession_id=accession)
    pages = -(-total // duplicates.PAGE)
    return render_template(
        "duplicates/index.html", pairs=pairs, total=total, page=page, pages=pages, accession=accession
    )


@blueprint.post("/duplicates/dismiss")
@allow(Role.ARCHIVIST)
def dismiss() -> BaseResponse:
    """Keep both."""
    with current_archive().begin(current_actor()) as work:
        duplicates.dismiss(work, _number("first"), _number("second"))
    flash(gettext("Both photos are kept."))
    return redirect(_back())


@blueprint.post("/duplicates/merge")
@allow(Role.ARCHIVIST)
def merge() -> BaseResponse:
    """Merge one into the other; the undo stands on the page of the one that is kept."""
    with current_archive().begin(current_actor()) as work:
        done = merging.merge(work, _number("kept"), _number("merged"))
    flash(gettext("The two are one photo now. It has the people, keywords and captions of both."))
    return redirect(url_for("photos.show", asset_id=done.kept_id))


@blueprint.post("/merges/<int:merge_id>/undo")
@allow(Role.ARCHIVIST)
def undo(merge_id: int) -> BaseResponse:
    """Make two of one again."""
    with current_archive().begin(current_actor()) as work:
        done = merging.undo(work, merge_id)
    flash(gettext("The merge is undone: both photos are as they were."))
    return redirect(url_for("photos.show", asset_id=done.kept_id))


@blueprint.post("/photos/<int:asset_id>/stack")
@allow(Role.ARCHIVIST)
def stack(asset_id: int) -> BaseResponse:
    """Let a photo stand for its stack, take it out, or take the stack apart."""
    act = STACK_ACTS.get(request.form.get("act", ""))
    if act is None:
        raise Invalid(gettext("This form is damaged; open it again."), field="act")
    with current_archive().begin(current_actor()) as work:
        act(work, asset_id)
    return redirect(url_for("photos.show", asset_id=asset_id))


@blueprint.post("/withdraw")
@allow(Role.ARCHIVIST)
def withdraw() -> str | BaseResponse:
    """Withdraw the chosen photos; without a reason, the form that asks for one."""
    ids, reason = selection.numbers("id"), request.form.get("reason", "")
    if not ids:
        raise Invalid(gettext("Choose at least one photo."), field="id")
    if not reason.strip():
        days = current_archive().settings.purge_after_days
        missing = "reason" in request.form
        return render_template("duplicates/withdraw.html", ids=ids, back=selection.back(), days=days, missing=missing)
    with current_archive().begin(current_actor()) as work:
        changed = withdrawal.withdraw(work, ids, reason)
    flash(ngettext("%(num)s photo is withdrawn.", "%(num)s photos are withdrawn.", len(changed)))
    return redirect(url_for("search.results", q="status:withdrawn"))


@blueprint.post("/restore")
@allow(Role.ARCHIVIST)
def restore() -> BaseResponse:
    """Bring the chosen photos back."""
    with current_archive().begin(current_actor()) as work:
        changed = withdrawal.restore(work, selection.numbers("id"))
    flash(ngettext("%(num)s photo is back.", "%(num)s photos are back.", len(changed)))
    return redirect(_back())


@blueprint.post("/find")
@allow(Role.VISITOR, files=True)
@tokenless
@limiter.limit(FINDS)
def find() -> str | Response:
    """The photos that look like the picture that was sent, which is not kept."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise Invalid(gettext("Choose a picture to look for."), field="picture")
    matches = duplicates.find(current_archive(), current_actor(), cast(BinaryIO, file.stream))
    return render_template("duplicates/found.html", matches=matches, name=file.filename)


def _number(name: str) -> int:
    number = read_number(request.form.get(name, ""))
    if number is None:
        raise Invalid(gettext("These are no numbers of photos."), field=name)
    return number


def _back() -> str:
    return same_origin_path(request.form.get("next", "") or url_for("duplicates.index"))
