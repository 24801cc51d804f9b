"""Accessions: each act of taking in as a record, with a line for every file that was answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from archive.errors import Invalid, NotFound
from archive.model import Accession, AccessionItem, Outcome, Role
from archive.services import pairing, records
from archive.text import Message, filename, message_to_json
from archive.work import Work

LONGEST_ORIGIN = 300
LONGEST_FOLDER = 500


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer for one file. ``asset_id`` is its photo; None where it has none, and ``reason`` then says why."""

    file: str
    outcome: Outcome
    asset_id: int | None = None
    sha256: str | None = None
    reason: str = ""
    code: str = ""
    """Of a refusal: stable, for programs; see ``UnsupportedMedia.code``."""
    notes: tuple[str, ...] = ()
    """What the archivist should know of a file that was taken in: no capture date, damaged EXIF."""
    repeated: bool = False
    """Of a file already held: this very accession brought it, perhaps in a request whose answer was lost."""


def open_accession(work: Work, source: str, *, origin: str = "", time_zone: str = "", note: str = "") -> Accession:
    """Begin an act of taking in. The time zone is the archive's where none is given. Raises Invalid."""
    work.require(Role.ARCHIVIST)
    accession = Accession(
        number=_next_number(work),
        created_at=work.now,
        account_id=work.actor.account_id,
        agent=work.actor.name,
        source=source,
        origin=records.clean_text(origin, "origin", LONGEST_ORIGIN),
        time_zone=_checked_zone(time_zone or work.settings.time_zone),
        note=records.clean_text(note, "note"),
    )
    work.session.add(accession)
    work.session.flush()
    return accession


def accession_of(work: Work, accession_id: int) -> Accession:
    """An accession that the actor began; NotFound otherwise."""
    work.require(Role.ARCHIVIST)
    accession = work.session.get(Accession, accession_id)
    if accession is None or accession.account_id != work.actor.account_id:
        raise NotFound(Message("There is no such upload of yours."))
    return accession


def close(work: Work, accession_id: int) -> None:
    """Say that all has been sent."""
    accession_of(work, accession_id).closed_at = work.now


def amend(work: Work, accession_id: int, *, origin: str, note: str) -> None:
    """Say from whom the files came, and what else is to be known of them. Raises NotFound, Invalid."""
    accession = read(work, accession_id)
    accession.origin = records.clean_text(origin, "origin", LONGEST_ORIGIN)
    accession.note = records.clean_text(note, "note")


def read(work: Work, accession_id: int) -> Accession:
    """One accession, whoever began it. Raises NotFound."""
    work.require(Role.ARCHIVIST)
    accession = work.session.get(Accession, accession_id)
    if accession is None:
        raise NotFound(Message("There is no such accession."))
    return accession


def remember(work: Work, accession_id: int, folder: str, receipt: Receipt, size: int | None) -> None:
    """Write a file's answer into its accession.

    The first answer stays when the same file is sent again, but for a refusal or a wait that is over.
    """
    sha256 = receipt.sha256 or ""
    item = _item(work, accession_id, folder, receipt.file, sha256)
    if item is None:
        item = AccessionItem(
            accession_id=accession_id,
            folder=folder,
            filename=receipt.file,
            frame=pairing.frame_of(receipt.file),
            sha256=sha256,
        )
        work.session.add(item)
    elif item.outcome not in (Outcome.REFUSED, Outcome.WAITING):
        return
    item.at, item.size = work.now, size
    item.outcome, item.asset_id, item.code = receipt.outcome, receipt.asset_id, receipt.code
    item.reason = message_to_json(receipt.reason)
    item.notes = [message_to_json(note) for note in receipt.notes]
    work.session.flush()


def remember_joined(work: Work, sha256: str, frame: str, asset_id: int) -> bool:
    """A sidecar's wait for a frame is over, in whichever accessions it waited; whether there were any.

    The first that brought it is the one that it came with; the others sent what was here.
    """
    query = select(AccessionItem).where(
        AccessionItem.sha256 == sha256,
        AccessionItem.frame == frame,
        AccessionItem.outcome.in_((Outcome.WAITING, Outcome.JOINED)),
    )
    came = False
    for item in work.session.scalars(query.order_by(AccessionItem.id)).all():
        if item.outcome == Outcome.WAITING:
            item.outcome, item.asset_id, item.reason = Outcome.HELD if came else Outcome.JOINED, asset_id, ""
        came = True
    work.session.flush()
    return came


def has_brought(work: Work, accession_id: int, folder: str, name: str, sha256: str) -> bool:
    """Whether a file was taken in under this accession: who sends it again did not hear the answer."""
    item = _item(work, accession_id, folder, name, sha256)
    return item is not None and item.outcome in (Outcome.NEW, Outcome.JOINED)


def folder_name(text: str) -> str:
    """Where a file lay with its sender, as a harmless label: parts cleaned like file names, with ``/`` between them."""
    parts = [filename(part) for part in re.split(r"[/\\]", text) if part.strip(" .")]
    return "/".join(parts)[:LONGEST_FOLDER]


def _item(work: Work, accession_id: int, folder: str, name: str, sha256: str) -> AccessionItem | None:
    return work.session.scalar(
        select(AccessionItem).where(
            AccessionItem.accession_id == accession_id,
            AccessionItem.folder == folder,
            AccessionItem.filename == name,
            AccessionItem.sha256 == sha256,
        )
    )


def _next_number(work: Work) -> str:
    """The year and the count within it. Writers come one after the other; elsewhere the constraint tells."""
    year = work.now.astimezone(ZoneInfo(work.settings.time_zone)).year
    query = select(Accession.number).where(Accession.number.startswith(f"{year}-")).order_by(Accession.id.desc())
    last = work.session.scalar(query.limit(1))
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:04}"


def _checked_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):  # what zoneinfo raises for what is no zone, an odd path, a folder
        raise Invalid(
            Message("There is no time zone '%(name)s'; write it as in Asia/Almaty.", name=name), field="time_zone"
        ) from None
