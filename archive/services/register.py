"""The accession register as it is read: accessions listed with their counts, and the receipt of one, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, func, select

from archive.model import Accession, AccessionItem, Actor, Outcome, Role
from archive.services import accessions, sheets
from archive.text import message_from_json
from archive.work import Archive, Work

BATCH = 500
COLUMNS = ("accession", "folder", "file", "bytes", "sha256", "outcome", "photo", "said", "at")


@dataclass(frozen=True, slots=True)
class Answered:
    """One file of an accession and what was said of it."""

    folder: str
    filename: str
    size: int | None
    sha256: str
    outcome: Outcome
    asset_id: int | None
    at: datetime
    said: tuple[str, ...] = ()
    """Why it was refused, as what it is held, what to know of it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """An accession with how many files came to what."""

    accession: Accession
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    size: int = 0
    """Bytes of what was taken in."""

    @property
    def files(self) -> int:
        """How many files were answered."""
        return sum(self.counts.values())


def listed(work: Work, *, offset: int = 0, limit: int = 60) -> tuple[list[Summary], int]:
    """Accessions, the latest first, and how many there are. For archivists."""
    work.require(Role.ARCHIVIST)
    total = work.session.scalar(select(func.count()).select_from(Accession)) or 0
    found = work.session.scalars(select(Accession).order_by(Accession.id.desc()).offset(offset).limit(limit)).all()
    return _summaries(work, found), total


def summary(work: Work, accession_id: int) -> Summary:
    """One accession with its counts. Raises NotFound."""
    return _summaries(work, [accessions.read(work, accession_id)])[0]


def problems(work: Work, accession_id: int, *, limit: int = BATCH) -> list[Answered]:
    """The files of an accession that somebody should look at: refused, waiting, or with something said of them."""
    work.require(Role.ARCHIVIST)
    wrong = AccessionItem.outcome.in_((Outcome.REFUSED, Outcome.WAITING))
    noted = cast(AccessionItem.notes, String) != "[]"
    return _files(work, accession_id, wrong | noted, 0, limit)


def files(work: Work, accession_id: int, *, offset: int = 0, limit: int = BATCH) -> list[Answered]:
    """The files of an accession in the order in which they were answered."""
    work.require(Role.ARCHIVIST)
    return _files(work, accession_id, None, offset, limit)


def csv(archive: Archive, actor: Actor, accession_id: int, translate: Callable[[str], str]) -> Iterator[bytes]:
    """The receipt as a table (RFC 4180), made piece by piece. Raises NotFound before the first one."""
    with archive.reading(actor) as work:
        number = accessions.read(work, accession_id).number
    return _csv(archive, actor, accession_id, number, translate)


def _csv(
    archive: Archive, actor: Actor, accession_id: int, number: str, translate: Callable[[str], str]
) -> Iterator[bytes]:
    yield sheets.BYTE_ORDER_MARK + sheets.csv_line(COLUMNS)
    offset = 0
    while True:
        with archive.reading(actor) as work:
            batch = files(work, accession_id, offset=offset)
        if not batch:
            return
        offset += len(batch)
        yield b"".join(_line(number, answered, translate) for answered in batch)


def _line(number: str, answered: Answered, translate: Callable[[str], str]) -> bytes:
    return sheets.csv_line(
        (
            number,
            answered.folder,
            answered.filename,
            "" if answered.size is None else str(answered.size),
            answered.sha256,
            answered.outcome,
            "" if answered.asset_id is None else str(answered.asset_id),
            " ".join(map(translate, answered.said)),
            answered.at.isoformat(timespec="seconds"),
        )
    )


def _files(work: Work, accession_id: int, which: ColumnElement[bool] | None, offset: int, limit: int) -> list[Answered]:
    query = select(AccessionItem).where(AccessionItem.accession_id == accession_id)
    if which is not None:
        query = query.where(which)
    query = query.order_by(AccessionItem.id).offset(offset).limit(limit)
    return [_answered(item) for item in work.session.scalars(query)]


def _answered(item: AccessionItem) -> Answered:
    return Answered(
        folder=item.folder,
        filename=item.filename,
        size=item.size,
        sha256=item.sha256,
        outcome=Outcome(item.outcome),
        asset_id=item.asset_id,
        at=item.at,
        said=tuple(message_from_json(said) for said in (item.reason, *item.notes) if said),
    )


def _summaries(work: Work, found: Sequence[Accession]) -> list[Summary]:
    query = (
        select(AccessionItem.accession_id, AccessionItem.outcome, func.count(), func.sum(AccessionItem.size))
        .where(AccessionItem.accession_id.in_([accession.id for accession in found]))
        .group_by(AccessionItem.accession_id, AccessionItem.outcome)
    )
    counts: dict[int, dict[Outcome, int]] = {accession.id: {} for accession in found}
    sizes: dict[int, int] = dict.fromkeys(counts, 0)
    for accession_id, outcome, count, size in work.session.execute(query):
        counts[accession_id][Outcome(outcome)] = count
        if outcome not in (Outcome.HELD, Outcome.REFUSED):
            sizes[accession_id] += size or 0
    return [Summary(accession, counts[accession.id], sizes[accession.id]) for accession in found]
