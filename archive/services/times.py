"""When photos were taken: the time zone where the file is silent, and clocks that were wrong, corrected with undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from archive.errors import Invalid, NotFound, StaleEdit
from archive.media.moments import FIRST_YEAR, LAST_YEAR
from archive.model import Accession, Asset, HistoryEntry, Role, Subject
from archive.services import records, tagging
from archive.text import Message
from archive.work import Work

SHIFTED, UNSHIFTED = "shifted", "unshifted"
LONGEST_SHIFT = timedelta(days=36525)


@dataclass(frozen=True, slots=True)
class Move:
    """One photo's time, before and after; both on the camera's clock."""

    asset: Asset
    before: datetime
    after: datetime
    offset: int | None
    """The distance from UTC that belongs to ``after``, in minutes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a shift would do: the photos it moves in shooting order, and those that have no time to move."""

    by: timedelta
    moves: tuple[Move, ...]
    timeless: tuple[Asset, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as history tells of it. ``entry_id`` stands for all of it, and undoes it."""

    entry_id: int
    at: datetime
    agent: str
    by: timedelta
    ids: tuple[int, ...]


def offset_at(zone: str, local: datetime) -> int:
    """How far the clocks of a time zone (IANA) were from UTC at a local time, in minutes."""
    distance = ZoneInfo(zone).utcoffset(local)
    return round(distance.total_seconds() / 60) if distance is not None else 0


def assume(work: Work, asset: Asset) -> None:
    """Give a photo whose file states no distance from UTC that of its accession's time zone, and mark it so."""
    accession = work.session.get(Accession, asset.accession_id)
    if asset.captured_at is None or asset.captured_offset is not None or accession is None:
        return
    asset.captured_offset = offset_at(accession.time_zone, asset.captured_at)
    asset.captured_offset_assumed = True


def difference(work: Work, asset_id: int, really: datetime) -> timedelta:
    """By how much a camera's clock was wrong, told by one photo whose true time is known. Raises Invalid."""
    (asset,) = tagging.selected(work, [asset_id])
    if asset.captured_at is None:
        raise Invalid(Message("This photo has no capture time to compare with; choose another."), field="really")
    return really - asset.captured_at.replace(microsecond=0)


def plan(work: Work, ids: Sequence[int], by: timedelta) -> Plan:
    """What a shift of these photos would do. Raises Invalid where it makes no sense, NotFound."""
    if not by:
        raise Invalid(Message("Say by how much the clock was wrong."), field="by")
    if abs(by) > LONGEST_SHIFT:
        raise Invalid(Message("No clock is wrong by more than a hundred years."), field="by")
    moves: list[Move] = []
    timeless: list[Asset] = []
    for asset in tagging.selected(work, ids):
        if asset.captured_at is None:
            timeless.append(asset)
        else:
            moves.append(_move(work, asset, asset.captured_at, by))
    return Plan(by, tuple(moves), tuple(timeless))


def shift(work: Work, ids: Sequence[int], by: timedelta, versions: Mapping[int, int] | None = None) -> Shift | None:
    """Move the times of photos by the same amount, all or none; None where none has a time.

    ``versions`` says which version of each the editor saw. Raises StaleEdit, Invalid and NotFound.
    """
    planned = plan(work, ids, by)
    for move in planned.moves:
        records.check_version(move.asset, (versions or {}).get(move.asset.id))
    for move in planned.moves:
        _set(work, move.asset, move.after, move.offset, SHIFTED)
    if not planned.moves:
        return None
    work.session.flush()
    work.queue_index([move.asset.id for move in planned.moves])
    newest = select(HistoryEntry.id).where(
        HistoryEntry.subject == Subject.ASSET, HistoryEntry.subject_id == planned.moves[-1].asset.id
    )
    entry_id = work.session.scalar(newest.order_by(HistoryEntry.id.desc()).limit(1))
    return told(work, entry_id) if entry_id else None


def told(work: Work, entry_id: int) -> Shift:
    """A shift by any of its lines of history. Raises NotFound."""
    entries = _entries(work, entry_id)
    first = entries[0]
    before, after = _stated(first)
    return Shift(entry_id, first.at, first.agent, after - before, tuple(entry.subject_id for entry in entries))


def standing(work: Work, asset: Asset) -> Shift | None:
    """The shift by which a photo has its present time; None where there is none. For archivists."""
    work.require(Role.ARCHIVIST)
    query = select(HistoryEntry).where(
        HistoryEntry.subject == Subject.ASSET,
        HistoryEntry.subject_id == asset.id,
        HistoryEntry.verb.in_((SHIFTED, UNSHIFTED)),
    )
    entry = work.session.scalar(query.order_by(HistoryEntry.id.desc()).limit(1))
    if entry is None or entry.verb != SHIFTED or _stated(entry)[1] != asset.captured_at:
        return None
    return told(work, entry.id)


def undo(work: Work, entry_id: int) -> tuple[int, ...]:
    """Take a shift back, of all its photos or of none; the photos that have their former time again.

    Raises StaleEdit where the time of one has been changed since, NotFound.
    """
    entries = {entry.subject_id: entry for entry in _entries(work, entry_id)}
    assets = tagging.selected(work, list(entries))
    stale = tuple(asset.id for asset in assets if asset.captured_at != _stated(entries[asset.id])[1])
    if stale:
        raise StaleEdit(
            Message(
                "The time of %(stale)s of these %(count)s photos has been changed since; nothing was undone.",
                stale=len(stale),
                count=len(assets),
            ),
            ids=stale,
        )
    for asset in assets:
        changes = entries[asset.id].changes
        offset = changes.get("captured_offset", [asset.captured_offset])[0]
        _set(work, asset, _stated(entries[asset.id])[0], offset, UNSHIFTED)
    work.session.flush()
    work.queue_index(entries)
    return tuple(entries)


def _move(work: Work, asset: Asset, before: datetime, by: timedelta) -> Move:
    after = before + by
    if not FIRST_YEAR <= after.year <= LAST_YEAR:
        raise Invalid(
            Message(
                "%(file)s would then be of a year that cannot be; nothing was changed.",
                file=asset.filename,
            ),
            field="by",
        )
    offset = asset.captured_offset
    if asset.captured_offset_assumed:  # summer time begins and ends
        offset = offset_at(asset.accession.time_zone, after)
    return Move(asset, before, after, offset)


def _set(work: Work, asset: Asset, time: datetime, offset: int | None, verb: str) -> None:
    records.change(work, asset, {"captured_at": time, "captured_offset": offset}, verb=verb)


def _entries(work: Work, entry_id: int) -> list[HistoryEntry]:
    """All lines of the shift that a line of history belongs to: written by one actor at one moment, in a row."""
    work.require(Role.ARCHIVIST)
    entry = work.session.get(HistoryEntry, entry_id)
    if entry is None or entry.subject != Subject.ASSET or entry.verb != SHIFTED:
        raise NotFound(Message("There is no such correction of times."))
    by: Any = _stated(entry)[1] - _stated(entry)[0]
    query = select(HistoryEntry).where(
        HistoryEntry.id.between(entry_id - tagging.MOST_AT_ONCE, entry_id + tagging.MOST_AT_ONCE),
        HistoryEntry.at == entry.at,
        HistoryEntry.agent == entry.agent,
        HistoryEntry.verb == SHIFTED,
    )
    found = work.session.scalars(query.order_by(HistoryEntry.id))
    return [each for each in found if _stated(each)[1] - _stated(each)[0] == by]


def _stated(entry: HistoryEntry) -> tuple[datetime, datetime]:
    before, after = entry.changes["captured_at"]
    return datetime.fromisoformat(before), datetime.fromisoformat(after)
