"""Taking in by the browser: the page, what it asks beside the files (which come by ``tus``), and the plain form."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext

from archive.errors import Invalid
from archive.model import Event, Role, Status
from archive.services import accessions, authorities, discovery, ingest, tagging
from archive.services.ingest import Outcome, Receipt
from archive.services.tagging import KEEP, AssetChange
from archive.web.access import allow
from archive.web.address import read_number
from archive.web.authorities import event_choice
from archive.web.pages import translate
from archive.web.session import current_actor, current_archive
from archive.work import Work

blueprint = Blueprint("upload", __name__)

EVENTS_OFFERED = 100
"""Latest events in the list from which one chooses without a script; with one, all are found by typing."""


@blueprint.get("/upload")
@allow(Role.ARCHIVIST)
def form() -> str:
    """The page to drop files on."""
    archive = current_archive()
    with archive.reading(current_actor()) as work:
        events = events_to_choose(work, read_number(request.args.get("event", "")))
    return render_template(
        "upload/form.html",
        events=events,
        chosen=request.args.get("event", ""),
        most_bytes=archive.settings.max_upload_mb * 1_000_000,
        most_megabytes=archive.settings.max_upload_mb,
    )


@blueprint.post("/upload")
@allow(Role.ARCHIVIST)
def receive() -> str:
    """Take in the files of a plain form, and say of each what became of it."""
    archive, actor = current_archive(), current_actor()
    event_id, publish = _number(request.form, "event"), bool(request.form.get("publish"))
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        raise Invalid(gettext("Choose at least one file."), field="file")
    with archive.begin(actor) as work:
        accession_id = ingest.open_accession(work, "web").id
    receipts = [
        ingest.receive(
            archive,
            actor,
            cast(BinaryIO, file.stream),
            file.filename or "",
            accession_id=accession_id,
            event_id=event_id,
            publish=publish,
        )
        for file in files
    ]
    with archive.begin(actor) as work:
        accessions.close(work, accession_id)
    with archive.reading(actor) as work:
        assets = discovery.fetch(work, [receipt.asset_id for receipt in receipts if receipt.asset_id])
    return render_template(
        "upload/received.html",
        receipts=receipts,
        assets=assets,
        accession_id=accession_id,
        counts={outcome: sum(r.outcome == outcome for r in receipts) for outcome in Outcome},
        new_ids=[receipt.asset_id for receipt in receipts if receipt.outcome == Outcome.NEW],
    )


@blueprint.post("/upload/accession")
@allow(Role.ARCHIVIST)
def accession() -> tuple[Response, int]:
    """Begin an upload."""
    with current_archive().begin(current_actor()) as work:
        return jsonify(id=ingest.open_accession(work, "web").id), 201


@blueprint.post("/upload/settle")
@allow(Role.ARCHIVIST)
def settle() -> Response:
    """Bring the photos of an upload in line with the event and the status that were chosen while it ran.

    With the number of the accession: say that all of it has been sent.
    """
    ids = [number for number in map(read_number, request.form.getlist("id")) if number]
    event_id = _number(request.form, "event")
    change = AssetChange(
        event_id=event_id if "event" in request.form else KEEP,
        status=Status.PUBLISHED if request.form.get("publish") == "1" else Status.DRAFT,
    )
    with current_archive().begin(current_actor()) as work:
        changed = tagging.edit(work, ids, change).changed if ids else ()
        if accession_id := _number(request.form, "accession"):
            accessions.close(work, accession_id)
    return jsonify(changed=len(changed))


def events_to_choose(work: Work, *chosen: int | None) -> list[dict[str, str]]:
    """The latest events and those that must be there, as choices of a list."""
    events = [listed.record for listed in authorities.list_events(work, limit=EVENTS_OFFERED)[0]]
    missing = set(filter(None, chosen)) - {event.id for event in events}
    events += [event for event in (work.session.get(Event, event_id) for event_id in missing) if event]
    return [event_choice(event) for event in events]


def _number(values: Any, name: str) -> int | None:
    """A record's number in a form or address; None where it is empty. Raises Invalid where it is none."""
    text = values.get(name, "")
    number = read_number(text)
    if text and number is None:
        raise Invalid(gettext("%(text)s is no number of a record.", text=text), field=name)
    return number


def answer(receipt: Receipt) -> dict[str, Any]:
    """What became of a file, as the page tells it."""
    asset_id = receipt.asset_id
    return {
        "file": receipt.file,
        "status": "new" if receipt.repeated else str(receipt.outcome),
        "id": asset_id,
        "sha256": receipt.sha256,
        "reason": translate(receipt.reason),
        "code": receipt.code,
        "notes": [translate(note) for note in receipt.notes],
        "url": url_for("photos.show", asset_id=asset_id) if asset_id else None,
        "thumb": url_for("photos.view", asset_id=asset_id, spec="thumb", v=(receipt.sha256 or "")[:8])
        if asset_id
        else None,
    }
