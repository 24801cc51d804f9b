"""Taking in: from a stream of bytes to a photo that is safe, known and seen.

File first, row second: the original is durable in its place before the record that names it is
committed, and nothing is answered before that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from archive.errors import Invalid, NotFound, UnsupportedMedia
from archive.media.metadata import Metadata, to_json
from archive.media.sandbox import Examination
from archive.model import Accession, Actor, Asset, Event, Original, Rendition, Role, Status, Subject
from archive.ports import Staged
from archive.services import tagging
from archive.text import LANGUAGES, Message, filename
from archive.work import Archive, Work

LONGEST_RECEIVED_TEXT = 20_000


class Outcome(StrEnum):
    """What became of a file."""

    NEW = "new"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer for one file. ``asset_id`` is None where the file was refused, and ``reason`` then says why."""

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


def open_accession(work: Work, source: str) -> Accession:
    """Begin an act of taking in."""
    work.require(Role.ARCHIVIST)
    accession = Accession(created_at=work.now, account_id=work.actor.account_id, agent=work.actor.name, source=source)
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


def receive(
    archive: Archive,
    actor: Actor,
    stream: BinaryIO,
    name: str,
    *,
    accession_id: int,
    event_id: int | None = None,
    publish: bool = False,
) -> Receipt:
    """Take in one file. A file that cannot become a photo is refused, with its reason, and leaves nothing behind.

    Raises Denied, NotFound for the accession or event, and EngineError where the archive itself
    fails; whatever it raises, nothing of the file was kept.
    """
    label = filename(name)
    with archive.reading(actor) as work:
        accession_of(work, accession_id)
        if event_id is not None and work.session.get(Event, event_id) is None:
            raise NotFound(Message("There is no such event; nothing was taken in."))
    with archive.storage.receiving():
        try:
            staged = archive.storage.stage(stream, limit=archive.settings.max_upload_mb * 1_000_000)
        except Invalid as refusal:
            return Receipt(label, Outcome.REFUSED, reason=refusal.message, code="too-large")
        # Where this fails, the staged name stays: by it, clean-up knows what may lie about in the store.
        receipt = _accept(archive, actor, staged, label, accession_id, event_id, publish)
        archive.storage.discard(staged)
        return receipt


def _accept(
    archive: Archive, actor: Actor, staged: Staged, label: str, accession_id: int, event_id: int | None, publish: bool
) -> Receipt:
    with archive.reading(actor) as work:
        if held := _held(work, staged, label, accession_id):
            return held
    with archive.storage.scratch() as folder:
        try:
            examined = archive.sandbox.examine(staged.path, folder)
        except UnsupportedMedia as refusal:
            return Receipt(label, Outcome.REFUSED, sha256=staged.sha256, reason=refusal.message, code=refusal.code)
        archive.storage.keep(staged, examined.extension)
        for made in examined.renditions:
            archive.storage.keep_rendition(staged.sha256, made.spec, made.path)
    try:
        with archive.begin(actor) as work:
            asset = _record(work, examined, staged, label, accession_id, event_id, publish)
            asset_id = asset.id
    except IntegrityError:
        # Somebody else took in the same bytes between our look and our write.
        with archive.reading(actor) as work:
            if held := _held(work, staged, label, accession_id):
                return held
        raise
    return Receipt(label, Outcome.NEW, asset_id, staged.sha256, notes=_notes(examined.metadata))


def _held(work: Work, staged: Staged, label: str, accession_id: int) -> Receipt | None:
    query = select(Original).where(Original.sha256 == staged.sha256).options(joinedload(Original.asset))
    original = work.session.scalar(query)
    if original is None:
        return None
    reason = (
        Message("Already held")
        if original.filename == label
        else Message("Already held, as %(file)s", file=original.filename)
    )
    repeated = original.asset.accession_id == accession_id
    return Receipt(label, Outcome.HELD, original.asset_id, staged.sha256, reason, repeated=repeated)


def _record(
    work: Work,
    examined: Examination,
    staged: Staged,
    label: str,
    accession_id: int,
    event_id: int | None,
    publish: bool,
) -> Asset:
    metadata = examined.metadata
    asset = Asset(
        created_at=work.now,
        status=Status.PUBLISHED if publish else Status.DRAFT,
        published_at=work.now if publish else None,
        accession_id=accession_id,
        event_id=event_id,
        headline=_text(metadata.headline) or _text(metadata.title.get("", "")),
        caption=_caption(metadata),
        creator=_text(", ".join(metadata.creators)),
        credit=_text(metadata.credit),
        copyright=_text(metadata.copyright),
        usage_terms=_text(metadata.usage_terms),
        captured_at=metadata.captured.local if metadata.captured else None,
        captured_offset=metadata.captured.offset_minutes if metadata.captured else None,
        camera=_camera(metadata),
        lens=metadata.lens[:200],
        latitude=metadata.position.latitude if metadata.position else None,
        longitude=metadata.position.longitude if metadata.position else None,
        width=examined.width,
        height=examined.height,
        placeholder=examined.placeholder,
        received=to_json(metadata),
        keywords=tagging.keywords(work, metadata.keywords),
        original=Original(
            sha256=staged.sha256,
            size=staged.size,
            media_type=examined.media_type,
            extension=examined.extension,
            filename=label,
        ),
        renditions=[
            Rendition(spec=made.spec, width=made.width, height=made.height, size=made.bytes)
            for made in examined.renditions
        ],
    )
    work.session.add(asset)
    work.session.flush()
    work.note(Subject.ASSET, asset.id, "received", {"file": ["", label]})
    if publish:
        work.note(Subject.ASSET, asset.id, "published", {"status": [Status.DRAFT, Status.PUBLISHED]})
    work.queue_index([asset.id])
    return asset


def _notes(metadata: Metadata) -> tuple[str, ...]:
    missing = () if metadata.captured else (Message("It has no capture date."),)
    return (*missing, *metadata.problems)


def _text(text: str) -> str:
    return text.strip()[:LONGEST_RECEIVED_TEXT]


def _caption(metadata: Metadata) -> dict[str, str]:
    """The captions in the languages that we keep; "ru-RU" counts as "ru", others as of unstated language."""
    kept: dict[str, str] = {}
    for code, text in metadata.caption.items():
        language = code.split("-")[0].lower()
        kept.setdefault(language if language in LANGUAGES else "", _text(text))
    if kept.get("") in {text for language, text in kept.items() if language}:
        del kept[""]  # XMP repeats one of the languages as its x-default
    return {language: text for language, text in kept.items() if text}


def _camera(metadata: Metadata) -> str:
    """Make and model as one name, the make said once: "NIKON D3300", not "NIKON CORPORATION NIKON D3300"."""
    make, model = metadata.camera_make.strip(), metadata.camera_model.strip()
    first = make.split(" ")[0]
    named = model if first and model.casefold().startswith(first.casefold()) else f"{make} {model}"
    return named.strip()[:200]
