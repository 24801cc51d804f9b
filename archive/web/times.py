"""Correcting a wrong clock in the browser: a selection's times shifted by one amount, looked at first, undone later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import ArchiveError, Invalid, StaleEdit
from archive.model import Asset, Role
from archive.services import tagging, times
from archive.services.times import Plan
from archive.web import selection
from archive.web.access import allow
from archive.web.address import read_number
from archive.web.pages import translate
from archive.web.paths import same_origin_path
from archive.web.session import current_actor, current_archive
from archive.work import Work

blueprint = Blueprint("times", __name__)

SHOWN = 200
"""Photos listed with their times before and after; the others are moved alike."""
UNITS: Mapping[str, timedelta] = {
    "days": timedelta(days=1),
    "hours": timedelta(hours=1),
    "minutes": timedelta(minutes=1),
    "seconds": timedelta(seconds=1),
}
MOST_DIGITS = 6

Answer = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    way: str = "by"
    """``by`` an amount, or by what one photo's time ``really`` was."""
    earlier: bool = False
    amounts: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    really: str = ""


@blueprint.route("/times", methods=["GET", "POST"])
@allow(Role.ARCHIVIST)
def edit() -> Answer:
    """The form for one photo or many: ``id``, as often as needed, by address or by form."""
    ids = selection.numbers("id")
    if not ids:
        flash(gettext("Select the photos first, then choose Correct the time."), "error")
        return redirect(selection.back())
    return _page(ids, Typed(), selection.back())


@blueprint.post("/times/save")
@allow(Role.ARCHIVIST)
def save() -> Answer:
    """Show what the shift would do, or do it, for all of the photos or for none."""
    typed, versions = _typed(), selection.versions()
    back, ids = same_origin_path(request.form.get("next", "")), list(versions)
    try:
        if request.form.get("action") != "shift":
            with current_archive().reading(current_actor()) as work:
                planned = times.plan(work, ids, _amount(work, typed))
            return _page(ids, typed, back, versions=versions, planned=planned)
        with current_archive().begin(current_actor()) as work:
            shifted = times.shift(work, ids, _amount(work, typed), versions)
    except StaleEdit as error:
        return _page(ids, typed, back, error=error), 409
    except Invalid as error:
        return _page(ids, typed, back, versions=versions, error=error), 422
    if shifted is None:
        flash(gettext("None of these photos has a capture time; nothing was changed."))
        return redirect(back)
    return redirect(url_for("times.shifted", entry_id=shifted.entry_id, next=back))


@blueprint.get("/times/<int:entry_id>")
@allow(Role.ARCHIVIST)
def shifted(entry_id: int) -> str:
    """What a correction changed, and the way to take it back."""
    with current_archive().reading(current_actor()) as work:
        shift = times.told(work, entry_id)
        assets = tagging.selected(work, shift.ids)
    back = same_origin_path(request.args.get("next", ""))
    return render_template(
        "times/shifted.html",
        shift=shift,
        assets=assets[:SHOWN],
        amount=duration(shift.by),
        total=len(assets),
        back=back,
    )


@blueprint.post("/times/<int:entry_id>/undo")
@allow(Role.ARCHIVIST)
def undo(entry_id: int) -> BaseResponse:
    """Take a correction back, of all its photos or of none."""
    with current_archive().begin(current_actor()) as work:
        count = len(times.undo(work, entry_id))
    flash(ngettext("%(num)s photo has its former time again.", "%(num)s photos have their former time again.", count))
    return redirect(same_origin_path(request.form.get("next", "")))


def duration(by: timedelta) -> str:
    """An amount of time in words: "1 day, 2 hours later"."""
    seconds = round(abs(by).total_seconds())
    days, hours, minutes, rest = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    parts = (
        (days, ngettext("%(num)s day", "%(num)s days", days)),
        (hours, ngettext("%(num)s hour", "%(num)s hours", hours)),
        (minutes, ngettext("%(num)s minute", "%(num)s minutes", minutes)),
        (rest, ngettext("%(num)s second", "%(num)s seconds", rest)),
    )
    amount = ", ".join(text for count, text in parts if count)
    return (
        gettext("%(amount)s earlier", amount=amount)
        if by < timedelta()
        else gettext("%(amount)s later", amount=amount or format_decimal(0))
    )


def _typed() -> Typed:
    form = request.form
    return Typed(
        way="really" if form.get("way") == "really" else "by",
        earlier=form.get("direction") == "earlier",
        amounts={unit: form.get(unit, "").strip() for unit in UNITS},
        reference=form.get("reference", ""),
        really=form.get("really", "").strip(),
    )


def _amount(work: Work, typed: Typed) -> timedelta:
    """By how much the times are to be shifted. Raises Invalid, naming the field."""
    if typed.way == "really":
        reference = read_number(typed.reference)
        try:
            really = datetime.fromisoformat(typed.really)
        except ValueError:
            really = None
        if reference is None or really is None or really.tzinfo is not None:
            raise Invalid(gettext("Choose a photo, and say when it was really taken."), field="really")
        return times.difference(work, reference, really)
    total = timedelta()
    for unit, length in UNITS.items():
        text = typed.amounts.get(unit, "")
        if text and not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
            raise Invalid(gettext("Write whole numbers of days, hours, minutes and seconds."), field="by")
        total += int(text or "0") * length
    return -total if typed.earlier else total


def _page(
    ids: Sequence[int],
    typed: Typed,
    back: str,
    *,
    versions: Mapping[int, int] | None = None,
    planned: Plan | None = None,
    error: ArchiveError | None = None,
) -> str:
    """The form, with what was typed in it and what it would do. A reading of its own: the photos as they are now."""
    with current_archive().reading(current_actor()) as work:
        assets: list[Asset] = tagging.selected(work, ids)
    timed = [asset for asset in assets if asset.captured_at]
    return render_template(
        "times/edit.html",
        assets=assets,
        timed=timed[:SHOWN],
        more=max(0, len(timed) - SHOWN),
        timeless=len(assets) - len(timed),
        versions={asset.id: (versions or {}).get(asset.id, asset.version) for asset in assets},
        typed=typed,
        units=_units(),
        after={move.asset.id: move.after for move in planned.moves} if planned else {},
        amount=duration(planned.by) if planned else "",
        message=translate(error) if error else "",
        back=back,
    )


def _units() -> dict[str, str]:
    return {
        "days": gettext("Days"),
        "hours": gettext("Hours"),
        "minutes": gettext("Minutes"),
        "seconds": gettext("Seconds"),
    }
