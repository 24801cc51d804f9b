"""Keeping the search index true to the database."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload, undefer

from archive.errors import EngineError
from archive.model import Asset, Depiction, IndexQueue
from archive.query.document import Document, PersonNames
from archive.work import Archive

log = logging.getLogger(__name__)

BATCH = 500
SMALLEST_PART, LARGEST_PART = 4_096, 32_768
"""Numbers of assets in one part of a rebuild: worth a process of its own, and small enough for its memory."""

WHOLE = (
    selectinload(Asset.originals),
    selectinload(Asset.merged).selectinload(Asset.originals),
    selectinload(Asset.event),
    selectinload(Asset.depictions).selectinload(Depiction.person),
    selectinload(Asset.keywords),
    undefer(Asset.received),
)
"""All that ``describe`` reads of an asset."""


def catch_up(archive: Archive) -> int:
    """Bring the index up to date if nobody else is at it; the number of assets that were written.

    Every change of a record leaves its assets in the queue, in the change's own transaction. A
    batch leaves the queue only after the index has it on disk, so a crash at any instant repeats
    work and loses none.
    """
    if not pending(archive) and not archive.search.needs_rebuild():
        return 0
    written = 0
    with archive.search.writing() as ours:
        if not ours:
            return 0
        if archive.search.needs_rebuild():
            return rebuild(archive)
        while True:
            with archive.reading() as work:
                batch = work.session.execute(
                    select(IndexQueue.seq, IndexQueue.asset_id).order_by(IndexQueue.seq).limit(BATCH)
                ).all()
                ids = list(dict.fromkeys(row.asset_id for row in batch))
                documents = _documents(work.session, ids)
            if not batch:
                return written
            present = {document.id for document in documents}
            _write(archive, documents, [asset_id for asset_id in ids if asset_id not in present])
            _dequeue(archive, [row.seq for row in batch])
            written += len(ids)


def tidy(archive: Archive) -> None:
    """Let the index put itself in order while nothing waits for it; stops as soon as something does."""
    with archive.search.writing() as ours:
        while ours and not pending(archive) and archive.search.tidy():
            pass


def _write(archive: Archive, documents: Sequence[Document], gone: Sequence[int]) -> None:
    try:
        archive.search.write(documents, gone)
    except EngineError:
        raise
    except Exception:
        # Whatever one photo's words do to the analysis: it costs itself only. Its old entry goes, for that may show
        # what is no longer to be shown; the check names what is missing.
        if len(documents) == 1:
            log.exception("Photo %d cannot be indexed.", documents[0].id)
            archive.search.write([], [documents[0].id, *gone])
            return
        _write(archive, [], gone)
        for document in documents:
            _write(archive, [document], [])


def rebuild(archive: Archive) -> int:
    """Make the index anew from the database, beside the living one; the number of assets.

    Goes on with a rebuild that was interrupted; what changed since that one began stays in the queue.
    """
    with archive.search.writing() as ours:
        if not ours:
            return 0
        with archive.reading() as work:
            newest = work.session.scalar(select(func.max(IndexQueue.seq))) or 0
            total = work.session.scalar(select(func.count()).select_from(Asset)) or 0
        mark = archive.search.rebuild(_Everything(archive), newest)
        with archive.begin() as work:
            work.session.execute(delete(IndexQueue).where(IndexQueue.seq <= mark))
        return total


@dataclass(frozen=True)
class _Everything:
    """All assets as the search shall know them, whole or in parts."""

    archive: Archive

    def __iter__(self) -> Iterator[Document]:
        """All of them."""
        with self.archive.reading() as work:
            yield from all_documents(work.session)

    def parts(self) -> Sequence[_Part]:
        """Stretches of numbers that stay where they are while the archive grows, but for when it has doubled."""
        with self.archive.reading() as work:
            last = work.session.scalar(select(func.max(Asset.id))) or 0
        size = SMALLEST_PART
        while size < LARGEST_PART and 8 * size < last:
            size *= 2
        return [_Part(self.archive.reopen, first, first + size - 1) for first in range(0, last + 1, size)]


@dataclass(frozen=True)
class _Part:
    """The assets with numbers from ``first`` to ``last``, for any process to read."""

    reopen: Callable[[], Archive]
    first: int
    last: int

    @property
    def name(self) -> str:
        """Which it is."""
        return f"{self.first}-{self.last}"

    def __iter__(self) -> Iterator[Document]:
        """Read them from the database."""
        archive = self.reopen()
        try:
            with archive.reading() as work:
                yield from all_documents(work.session, self.first, self.last)
        finally:
            archive.close()


def settle(archive: Archive, seconds: float = 10.0) -> bool:
    """Wait until the index has what was saved so far, doing the work where no worker does; whether it has."""
    until = time.monotonic() + seconds
    while True:
        catch_up(archive)
        if not pending(archive) and not archive.search.needs_rebuild():
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.05)


def pending(archive: Archive) -> int:
    """How many entries wait for the index."""
    with archive.reading() as work:
        return work.session.scalar(select(func.count()).select_from(IndexQueue)) or 0


def describe(asset: Asset) -> Document:
    """An asset as the search shall know it."""
    received = asset.received
    event = asset.event
    known = {name.casefold() for person in asset.people for name in person.names}
    location = received.get("location", {})
    return Document(
        id=asset.id,
        version=asset.version,
        status=asset.status,
        filenames=tuple(o.filename for each in (asset, *asset.merged) for o in each.originals),
        added=asset.created_at,
        captured=asset.captured_at,
        accession=asset.accession_id,
        headline=asset.headline,
        captions=asset.caption,
        keywords=tuple(keyword.term for keyword in asset.keywords),
        people=tuple(PersonNames(person.id, person.names) for person in asset.people),
        persons_named=tuple(n for n in received.get("persons_shown", ()) if n.casefold() not in known),
        event=asset.event_id,
        event_titles=event.title if event else {},
        series=event.series if event else "",
        places=tuple(p for p in (event.place if event else "", *location.values()) if p),
        creator=asset.creator,
        credit=asset.credit,
        copyright=asset.copyright,
        usage_terms=asset.usage_terms,
        camera=asset.camera,
        lens=asset.lens,
        stack=asset.stack_id,
        iso=received.get("exposure", {}).get("iso"),
        position=(
            (asset.latitude, asset.longitude) if asset.latitude is not None and asset.longitude is not None else None
        ),
    )


def _documents(session: Session, ids: Sequence[int]) -> list[Document]:
    assets = session.scalars(select(Asset).where(Asset.id.in_(ids)).options(*WHOLE))
    return [describe(asset) for asset in assets]


def all_documents(session: Session, first: int = 0, last: int = sys.maxsize) -> Iterator[Document]:
    """Every asset, or those between two numbers, as the search shall know it, in batches that do not pile up."""
    while assets := session.scalars(
        select(Asset).where(Asset.id.between(first, last)).order_by(Asset.id).limit(BATCH).options(*WHOLE)
    ).all():
        yield from map(describe, assets)
        first = assets[-1].id + 1
        session.expunge_all()


def _dequeue(archive: Archive, seqs: Sequence[int]) -> None:
    with archive.begin() as work:
        work.session.execute(delete(IndexQueue).where(IndexQueue.seq.in_(seqs)))
