"""Out of sight and back again; and, long after, the purge: the only code that removes an original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import aliased, selectinload

from archive.errors import Conflict, Denied, Invalid, NotFound
from archive.model import (
    AccessionItem,
    Actor,
    Asset,
    DeliveryEntry,
    Merge,
    Original,
    Role,
    Signature,
    Status,
    Subject,
)
from archive.model.account import COMMAND_LINE
from archive.services import records
from archive.text import Message
from archive.work import Archive, Work

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Purged:
    """A photo whose time is over: what is, or would be, removed of it."""

    asset_id: int
    files: tuple[str, ...]
    size: int
    withdrawn_because: str


def withdraw(work: Work, ids: Sequence[int], reason: str) -> list[int]:
    """Take photos out of everybody's sight, and say why; those that this changed. Raises Invalid, NotFound."""
    because = records.clean_text(reason, "reason", LONGEST_REASON)
    if not because:
        raise Invalid(
            Message("Say why the photos are withdrawn: whoever looks for them later will ask."), field="reason"
        )
    changed = []
    for asset in _load(work, ids):
        if asset.status == Status.WITHDRAWN:
            continue
        asset.withdrawn_at = work.now
        values = {"status": Status.WITHDRAWN, "withdrawn_because": because}
        records.change(work, asset, values, verb="withdrawn")
        changed.append(asset.id)
    work.session.flush()
    work.queue_index(changed)
    return changed


def restore(work: Work, ids: Sequence[int]) -> list[int]:
    """Bring withdrawn photos back as they were, published ones published.

    Raises NotFound, and Conflict for merged ones.
    """
    changed = []
    for asset in _load(work, ids):
        if asset.merged_into_id is not None:
            raise Conflict(Message("This photo was merged into another one; undo the merge instead."))
        if asset.status != Status.WITHDRAWN:
            continue
        asset.withdrawn_at = None
        status = Status.PUBLISHED if asset.published_at else Status.DRAFT
        records.change(work, asset, {"status": status, "withdrawn_because": ""}, verb="restored")
        changed.append(asset.id)
    work.session.flush()
    work.queue_index(changed)
    return changed


def due(work: Work, days: int) -> list[Purged]:
    """The withdrawn photos that a purge would remove.

    Never one that was handed out (its original is the proof of what was), nor one of a merge that stands.
    """
    merged = aliased(Asset)
    query = (
        select(Asset)
        .where(
            Asset.status == Status.WITHDRAWN,
            Asset.withdrawn_at < work.now - timedelta(days=days),
            Asset.merged_into_id.is_(None),
            ~exists().where(merged.merged_into_id == Asset.id),
            ~exists().where(DeliveryEntry.asset_id == Asset.id),
        )
        .order_by(Asset.id)
        .options(selectinload(Asset.originals))
    )
    return [
        Purged(
            asset.id,
            tuple(original.filename for original in asset.originals),
            sum(original.size for original in asset.originals),
            asset.withdrawn_because,
        )
        for asset in work.session.scalars(query)
    ]


def purge(archive: Archive, actor: Actor = COMMAND_LINE) -> list[Purged]:
    """Remove for good what was withdrawn long enough ago: records and files. Its history stays. For administrators.

    The record goes first: a crash in between leaves a file without a record, which the check names.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise Denied(Message("This is for administrators."))
    with archive.reading(actor) as work:
        candidates = due(work, archive.settings.purge_after_days)
    return [purged for purged in candidates if _remove(archive, actor, purged)]


def _remove(archive: Archive, actor: Actor, purged: Purged) -> bool:
    with archive.begin(actor) as work:
        if purged.asset_id not in {each.asset_id for each in due(work, archive.settings.purge_after_days)}:
            return False  # restored meanwhile
        asset = work.session.get_one(Asset, purged.asset_id)
        files = [(original.sha256, original.filename) for original in asset.originals]
        work.note(Subject.ASSET, asset.id, "purged", {"files": [[name for _, name in files], []]})
        work.session.execute(update(Asset).where(Asset.stack_id == asset.id).values(stack_id=None))
        work.session.execute(update(AccessionItem).where(AccessionItem.asset_id == asset.id).values(asset_id=None))
        work.session.execute(delete(Signature).where(Signature.asset_id == asset.id))
        work.session.execute(delete(Merge).where(or_(Merge.kept_id == asset.id, Merge.merged_id == asset.id)))
        work.session.execute(delete(Original).where(Original.asset_id == asset.id))
        work.session.expire(asset, ["original", "originals"])
        work.session.execute(delete(Asset).where(Asset.id == asset.id))
        work.queue_index([purged.asset_id])
    for sha256, _ in files:
        archive.storage.remove_original(sha256)
    return True


def _load(work: Work, ids: Sequence[int]) -> list[Asset]:
    work.require(Role.ARCHIVIST)
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid(Message("Choose at least one photo."), field="ids")
    found: dict[int, Asset] = {}
    for start in range(0, len(wanted), 500):
        query = select(Asset).where(Asset.id.in_(wanted[start : start + 500]), Asset.status.in_(work.reachable))
        found |= {asset.id: asset for asset in work.session.scalars(query)}
    missing = [str(asset_id) for asset_id in wanted if asset_id not in found]
    if missing:
        raise NotFound(Message("There is no photo %(ids)s; nothing was changed.", ids=", ".join(missing[:10])))
    return [found[asset_id] for asset_id in wanted]
