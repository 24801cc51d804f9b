"""Uploads that survive: a file arrives in pieces, over lost connections and restarts, and is taken in when whole.

Bytes first, row second: what has arrived is durable before the offset that tells of it is committed, so whatever is
killed in between is cut off by the next request. One request at a time has a file.
"""

from __future__ import annotations

import io
import logging
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from archive.errors import (
    ArchiveError,
    Busy,
    ChecksumMismatch,
    Conflict,
    Gone,
    Invalid,
    NotFound,
    NotSignedIn,
    TooLarge,
)
from archive.model import Account, Actor, Event, Role, Upload
from archive.ports import Part
from archive.services import accessions, ingest, pieces, quotas, receipts
from archive.services.accessions import Receipt
from archive.services.pieces import Body
from archive.text import Message, filename
from archive.work import Archive, Work

log = logging.getLogger(__name__)

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sender says of a file before it comes."""

    length: int
    name: str = ""
    folder: str = ""
    accession_id: int | None = None
    """None: one of its own."""
    event_id: int | None = None
    publish: bool = False
    sha256: str = ""
    source: str = "api"
    said: str = ""
    """All that the sender says, as it came; it is told again when asked for."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is. With its last byte comes the receipt."""

    id: str
    length: int
    offset: int
    expires_at: datetime
    said: str
    receipt: Receipt | None


def create(archive: Archive, actor: Actor, asked: Asked, body: Body | None = None) -> Progress:
    """Begin with a file, perhaps with its first bytes at once; done at once where it is known to be held already.

    Raises Denied, Invalid, NotFound for accession or event, TooLarge, StorageFull; and as ``append`` does.
    """
    upload = _begun(archive, actor, asked)
    if body is None and upload.length:
        held = upload.sha256 and ingest.recognise(
            archive,
            actor,
            upload.sha256,
            upload.length,
            upload.filename,
            accession_id=upload.accession_id,
            folder=upload.folder,
        )
        if held:
            upload.offset, upload.receipt = upload.length, receipts.to_json(held)
        _save(archive, actor, upload)
        return _progress(archive, upload)
    with archive.storage.part(upload.id) as part:
        try:
            _write(archive, actor, upload, part, body or Body(io.BytesIO()), known=False)
            return _finished(archive, actor, upload, part)
        except (ArchiveError, OSError):  # its sender was not told the id, and begins anew
            _forget(archive, upload.id)
            raise


def progress(archive: Archive, actor: Actor, upload_id: str) -> Progress:
    """How far a file of the actor's is. Raises NotFound, and Gone where it has expired."""
    return _progress(archive, _mine(archive, actor, upload_id))


def append(archive: Archive, actor: Actor, upload_id: str, offset: int, body: Body) -> Progress:
    """Go on with a file where it stands; the last byte is answered when it is taken in.

    Raises Busy while another request has it, Conflict where it stands elsewhere, ChecksumMismatch, TooLarge,
    StorageFull, and OSError where the connection is lost; what came until then is kept.
    """
    before = _mine(archive, actor, upload_id)
    if before.receipt is not None:
        return _progress(archive, before)
    with archive.storage.part(upload_id) as part:
        upload = _mine(archive, actor, upload_id)  # as it is now that nobody else changes it
        if upload.receipt is not None:
            return _progress(archive, upload)
        stands = _told(upload, part.size)
        if offset != stands:
            raise Conflict(Message("The file has arrived up to byte %(stands)s; go on from there.", stands=stands))
        if not upload.is_whole:
            _write(archive, actor, upload, part, body)
        return _finished(archive, actor, upload, part)


def terminate(archive: Archive, actor: Actor, upload_id: str) -> None:
    """Give a file up; a photo that it has become stays. Raises NotFound, Gone, Busy."""
    _mine(archive, actor, upload_id)
    with archive.storage.part(upload_id):
        _forget(archive, upload_id)


def tidy(archive: Archive) -> None:
    """Take in what is whole and was left by a server that died; forget what has expired. Whatever is busy waits."""
    with archive.reading() as work:
        whole = select(Upload.id).where(Upload.offset == Upload.length, Upload.receipt.is_(None))
        left = work.session.scalars(whole).all()
    for upload_id in left:
        try:
            _finish_left(archive, upload_id)
        except Busy:
            continue
        except ArchiveError as error:
            log.warning("The upload %s could not be taken in yet: %s", upload_id, error)
    with archive.reading() as work:
        expired = work.session.scalars(select(Upload.id).where(Upload.expires_at < work.now)).all()
        arriving = set(work.session.scalars(select(Upload.id).where(Upload.receipt.is_(None))))
    for upload_id in {*expired, *(name for name in archive.storage.parts() if name not in arriving)}:
        with suppress(Busy):
            _sweep(archive, upload_id)


def _begun(archive: Archive, actor: Actor, asked: Asked) -> Upload:
    """The record of a new upload, not yet saved."""
    with archive.reading(actor) as work:
        account_id = _check(work, asked)
    accession_id = asked.accession_id
    if accession_id is None:
        with archive.begin(actor) as work:
            accession_id = accessions.open_accession(work, asked.source).id
    return Upload(
        id=secrets.token_hex(16),
        account_id=account_id,
        accession_id=accession_id,
        event_id=asked.event_id,
        filename=filename(asked.name),
        folder=accessions.folder_name(asked.folder),
        publish=asked.publish,
        length=asked.length,
        offset=0,
        sha256=asked.sha256,
        said=asked.said,
        created_at=work.now,
        expires_at=_expiry(work),
    )


def _check(work: Work, asked: Asked) -> int:
    """Whose upload it will be. Raises what ``create`` does."""
    work.require(Role.ARCHIVIST)
    if work.actor.account_id is None:
        raise NotSignedIn(Message("Sign in to do this."))
    if asked.length > work.settings.max_upload_mb * 1_000_000:
        raise TooLarge(
            Message("The file is larger than the %(size)s MB that are taken in.", size=work.settings.max_upload_mb)
        )
    if asked.sha256 and not _DIGEST.fullmatch(asked.sha256):
        raise Invalid(Message("A SHA-256 is written as 64 hexadecimal digits, in lower case."), field="sha256")
    if asked.event_id is not None and work.session.get(Event, asked.event_id) is None:
        raise NotFound(Message("There is no such event; nothing was taken in."))
    if asked.accession_id is not None:
        accessions.accession_of(work, asked.accession_id)
    quotas.require_room(work, asked.length)
    work.storage.require_room(asked.length)
    return work.actor.account_id


def _mine(archive: Archive, actor: Actor, upload_id: str) -> Upload:
    with archive.reading(actor) as work:
        work.require(Role.ARCHIVIST)
        upload = work.session.get(Upload, upload_id)
        if upload is None or upload.account_id != actor.account_id:
            raise NotFound(Message("There is no such upload of yours."))
        if upload.expires_at < work.now:
            raise Gone(Message("This upload was left too long and is no longer kept; send the file again."))
        return upload


def _told(upload: Upload, size: int) -> int:
    """Where a sender should go on, with that many bytes on the disk.

    A file that is whole but not yet taken in asks for its last byte again: so that its sender comes back once more,
    and does not take it for done.
    """
    if upload.receipt is not None:
        return upload.length
    return min(upload.offset, size, max(0, upload.length - 1))


def _progress(archive: Archive, upload: Upload) -> Progress:
    offset = _told(upload, archive.storage.part_size(upload.id))
    receipt = receipts.from_json(upload.receipt) if upload.receipt is not None else None
    return Progress(upload.id, upload.length, offset, upload.expires_at, upload.said, receipt)


def _write(archive: Archive, actor: Actor, upload: Upload, part: Part, body: Body, *, known: bool = True) -> None:
    """Add a piece. What comes whole at once, before its sender could know the id, is saved with its receipt only."""

    def keep(offset: int) -> None:
        upload.offset = offset
        if known or not upload.is_whole:
            _save(archive, actor, upload)

    upload.offset = min(upload.offset, part.size)
    pieces.add(part, upload.offset, upload.length, body, keep)


def _finished(archive: Archive, actor: Actor, upload: Upload, part: Part) -> Progress:
    """Take a file in if it is whole."""
    if not upload.is_whole:
        return _progress(archive, upload)
    with archive.storage.receiving():
        staged = archive.storage.adopt(upload.id)
        if upload.sha256 not in ("", staged.sha256):
            archive.storage.discard(staged)
            part.cut(0)
            upload.offset = 0
            _save(archive, actor, upload)
            raise ChecksumMismatch(Message("The file arrived damaged: its SHA-256 differs. Send it again."))
        receipt = ingest.accept(
            archive,
            actor,
            staged,
            upload.filename,
            accession_id=upload.accession_id,
            event_id=upload.event_id,
            publish=upload.publish,
            folder=upload.folder,
        )
    upload.receipt = receipts.to_json(receipt)
    _save(archive, actor, upload)
    archive.storage.drop_part(upload.id)
    return _progress(archive, upload)


def _finish_left(archive: Archive, upload_id: str) -> None:
    with archive.reading() as work:
        upload = work.session.get_one(Upload, upload_id)
        actor = work.session.get_one(Account, upload.account_id).as_actor()
    append(archive, actor, upload_id, progress(archive, actor, upload_id).offset, Body(io.BytesIO()))


def _forget(archive: Archive, upload_id: str) -> None:
    with archive.begin() as work:
        work.session.execute(delete(Upload).where(Upload.id == upload_id))
    archive.storage.drop_part(upload_id)


def _sweep(archive: Archive, upload_id: str) -> None:
    """Forget an upload that has expired, and bytes that no upload needs any longer."""
    with archive.storage.part(upload_id):  # so that nobody is just about to save it
        with archive.reading() as work:
            upload = work.session.get(Upload, upload_id)
            expired = upload is not None and upload.expires_at < work.now
        if expired:
            _forget(archive, upload_id)
        elif upload is None or upload.receipt is not None:
            archive.storage.drop_part(upload_id)


def _save(archive: Archive, actor: Actor, upload: Upload) -> None:
    with archive.begin(actor) as work:
        upload.expires_at = _expiry(work)
        work.session.merge(upload)


def _expiry(work: Work) -> datetime:
    return work.now + timedelta(hours=work.settings.upload_hours)
