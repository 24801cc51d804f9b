"""Taking in: from a stream of bytes to a photo that is safe, known and seen.

File first, row second: the original is durable in its place before the record that names it is
committed, and nothing is answered before that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from archive.errors import Invalid, NotFound, UnsupportedMedia
from archive.media.metadata import Metadata, to_json
from archive.media.sandbox import Examination
from archive.model import Actor, Asset, Event, FileRole, Original, Outcome, Rendition, Status, Subject
from archive.ports import Staged
from archive.services import accessions, duplicates, joining, pairing, quotas, tagging, times
from archive.services.accessions import Receipt, accession_of, open_accession
from archive.text import Message, filename
from archive.work import Archive, Work

__all__ = ["Outcome", "Receipt", "accept", "accession_of", "open_accession", "receive", "recognise"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was said of a file by whoever sent it, as it is kept."""

    name: str
    folder: str
    accession_id: int
    event_id: int | None
    publish: bool


def receive(
    archive: Archive,
    actor: Actor,
    stream: BinaryIO,
    name: str,
    *,
    accession_id: int,
    event_id: int | None = None,
    publish: bool = False,
    folder: str = "",
) -> Receipt:
    """Take in one file. A file that cannot become a photo is refused, with its reason, and leaves nothing behind.

    Raises Denied, NotFound for the accession or event, and EngineError where the archive itself
    fails; whatever it raises, nothing of the file was kept.
    """
    sent = Sent(filename(name), accessions.folder_name(folder), accession_id, event_id, publish)
    _check(archive, actor, sent)
    with archive.reading(actor) as work:
        quotas.require_room(work, 1)  # how many bytes there are is known when they are here
    with archive.storage.receiving():
        try:
            staged = archive.storage.stage(stream, limit=archive.settings.max_upload_mb * 1_000_000)
        except Invalid as refusal:  # UnsupportedMedia: of a source that cannot be read to its end
            code = refusal.code if isinstance(refusal, UnsupportedMedia) else "too-large"
            return _refused(archive, actor, sent, None, refusal.message, code)
        return _answered(archive, actor, staged, sent)


def accept(
    archive: Archive,
    actor: Actor,
    staged: Staged,
    name: str,
    *,
    accession_id: int,
    event_id: int | None = None,
    publish: bool = False,
    folder: str = "",
) -> Receipt:
    """Take in bytes that the storage has already: as ``receive`` otherwise, and they are discarded when answered."""
    sent = Sent(filename(name), accessions.folder_name(folder), accession_id, event_id, publish)
    _check(archive, actor, sent)
    with archive.storage.receiving():
        return _answered(archive, actor, staged, sent)


def recognise(
    archive: Archive, actor: Actor, sha256: str, size: int, name: str, *, accession_id: int, folder: str = ""
) -> Receipt | None:
    """The answer for bytes that are held already, known by their digest before they come; None for others."""
    sent = Sent(filename(name), accessions.folder_name(folder), accession_id, None, publish=False)
    return _held(archive, actor, Staged(Path(), sha256, size), sent)


def _check(archive: Archive, actor: Actor, sent: Sent) -> None:
    with archive.reading(actor) as work:
        accession_of(work, sent.accession_id)
        if sent.event_id is not None and work.session.get(Event, sent.event_id) is None:
            raise NotFound(Message("There is no such event; nothing was taken in."))


def _answered(archive: Archive, actor: Actor, staged: Staged, sent: Sent) -> Receipt:
    # Where this fails, the staged name stays: by it, clean-up knows what may lie about in the store.
    receipt = _held(archive, actor, staged, sent) or _taken_in(archive, actor, staged, sent)
    archive.storage.discard(staged)
    return receipt


def _taken_in(archive: Archive, actor: Actor, staged: Staged, sent: Sent) -> Receipt:
    try:
        record = _kept_sidecar(archive, staged, sent) if pairing.is_sidecar(sent.name) else _kept(archive, staged, sent)
    except UnsupportedMedia as refusal:
        return _refused(archive, actor, sent, staged, refusal.message, refusal.code)
    try:
        with archive.begin(actor) as work:
            receipt = record(work)
            accessions.remember(work, sent.accession_id, sent.folder, receipt, staged.size)
    except IntegrityError:
        # Somebody else took in the same bytes between our look and our write.
        if held := _held(archive, actor, staged, sent):
            return held
        raise
    return receipt


def _refused(archive: Archive, actor: Actor, sent: Sent, staged: Staged | None, reason: str, code: str) -> Receipt:
    sha256 = staged.sha256 if staged else None
    receipt = Receipt(sent.name, Outcome.REFUSED, sha256=sha256, reason=reason, code=code)
    with archive.begin(actor) as work:
        accessions.remember(work, sent.accession_id, sent.folder, receipt, staged.size if staged else None)
    return receipt


def _held(archive: Archive, actor: Actor, staged: Staged, sent: Sent) -> Receipt | None:
    """The answer for bytes that are here already; None for new ones, and for a sidecar of one more photo."""
    query = select(Original).where(Original.sha256 == staged.sha256).options(selectinload(Original.asset))
    with archive.reading(actor) as work:
        original = work.session.scalar(query)
        if original is None or original.asset is None:
            return None
        repeated = accessions.has_brought(work, sent.accession_id, sent.folder, sent.name, staged.sha256)
        if original.role == FileRole.SIDECAR and not repeated and not pairing.is_frame_of(sent.name, original.asset):
            return None
    reason = (
        Message("Already held")
        if original.filename == sent.name
        else Message("Already held, as %(file)s", file=original.filename)
    )
    receipt = Receipt(sent.name, Outcome.HELD, original.asset_id, staged.sha256, reason, repeated=repeated)
    with archive.begin(actor) as work:
        accessions.remember(work, sent.accession_id, sent.folder, receipt, staged.size)
        if original.role != FileRole.SIDECAR and (asset := work.session.get(Asset, original.asset_id)):
            _join_waiting(work, asset, sent)
    return receipt


def _kept(archive: Archive, staged: Staged, sent: Sent) -> Callable[[Work], Receipt]:
    """Put a picture and what is made of it in their places; what is left is to write the record."""
    with archive.storage.scratch() as folder:
        examined = archive.sandbox.examine(staged.path, folder)
        archive.storage.keep(staged, examined.extension)
        for made in examined.renditions:
            archive.storage.keep_rendition(staged.sha256, made.spec, made.path)
    return lambda work: _record(work, examined, staged, sent)


def _kept_sidecar(archive: Archive, staged: Staged, sent: Sent) -> Callable[[Work], Receipt]:
    metadata = archive.sandbox.examine_sidecar(staged.path)
    archive.storage.keep(staged, "xmp")
    return lambda work: _record_sidecar(work, metadata, staged, sent)


def _record(work: Work, examined: Examination, staged: Staged, sent: Sent) -> Receipt:
    role, metadata = FileRole(examined.role), examined.metadata
    original = Original(
        role=role,
        sha256=staged.sha256,
        size=staged.size,
        media_type=examined.media_type,
        extension=examined.extension,
        filename=sent.name,
        received={},
    )
    asset = pairing.mate(work, sent.name, sent.folder, sent.accession_id, sent.event_id, role, metadata)
    outcome = Outcome.JOINED if asset else Outcome.NEW
    if asset is None:
        asset = _new(work, examined, original, sent)
    elif role == FileRole.PHOTO:
        joining.show(work, asset, original, metadata)
        asset.renditions.clear()
        work.session.flush()
        _draw(asset, examined)
    else:
        joining.add(work, asset, original, metadata)
    _join_waiting(work, asset, sent)
    if original.shown:
        duplicates.remember(work, asset.id, examined.likeness)
    work.queue_index([asset.id])
    return Receipt(sent.name, outcome, asset.id, staged.sha256, notes=_notes(metadata))


def _join_waiting(work: Work, asset: Asset, sent: Sent) -> None:
    """Let the sidecars that came before their photo join it."""
    for sidecar in pairing.waiting(work, sent.name, sent.folder, sent.accession_id):
        joining.add(work, asset, sidecar, joining.metadata_of(sidecar))
        accessions.remember_joined(work, sidecar.sha256, pairing.frame_of(sent.name), asset.id)
        work.queue_index([asset.id])


def _record_sidecar(work: Work, metadata: Metadata, staged: Staged, sent: Sent) -> Receipt:
    original = work.session.scalar(select(Original).where(Original.sha256 == staged.sha256))
    mate = pairing.mate(work, sent.name, sent.folder, sent.accession_id, sent.event_id, FileRole.SIDECAR, metadata)
    if original is None:
        original = Original(
            role=FileRole.SIDECAR,
            shown=False,
            sha256=staged.sha256,
            size=staged.size,
            media_type="application/rdf+xml",
            extension="xmp",
            filename=sent.name,
            received=to_json(metadata),
        )
        work.session.add(original)
    outcome, reason = Outcome.JOINED, ""
    if mate is None:
        outcome, reason = Outcome.WAITING, Message("It waits for its photo.")
    else:
        joining.add(work, mate, original, metadata)
        if accessions.remember_joined(work, staged.sha256, pairing.frame_of(sent.name), mate.id):
            outcome, reason = Outcome.HELD, Message("Already held")
        work.queue_index([mate.id])
    return Receipt(sent.name, outcome, mate.id if mate else None, staged.sha256, reason, notes=tuple(metadata.problems))


def _new(work: Work, examined: Examination, original: Original, sent: Sent) -> Asset:
    metadata = examined.metadata
    asset = Asset(
        created_at=work.now,
        status=Status.PUBLISHED if sent.publish else Status.DRAFT,
        published_at=work.now if sent.publish else None,
        accession_id=sent.accession_id,
        event_id=sent.event_id,
        received=to_json(metadata),
        keywords=tagging.keywords(work, metadata.keywords),
        original=original,
        **joining.described(metadata),
    )
    _draw(asset, examined)
    work.session.add(asset)
    work.session.flush()
    times.assume(work, asset)
    work.note(Subject.ASSET, asset.id, "received", {"file": ["", sent.name]})
    if sent.publish:
        work.note(Subject.ASSET, asset.id, "published", {"status": [Status.DRAFT, Status.PUBLISHED]})
    return asset


def _draw(asset: Asset, examined: Examination) -> None:
    """What a photo looks like is what was made of the file that is shown."""
    asset.width, asset.height, asset.placeholder = examined.width, examined.height, examined.placeholder
    asset.renditions.extend(
        Rendition(spec=made.spec, width=made.width, height=made.height, size=made.bytes) for made in examined.renditions
    )


def _notes(metadata: Metadata) -> tuple[str, ...]:
    missing = () if metadata.captured else (Message("It has no capture date."),)
    return (*missing, *metadata.problems)
