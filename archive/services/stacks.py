"""Stacks: the frames of one burst, which belong together and are still each a photo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from archive.errors import Conflict, NotFound
from archive.likeness import comparing, squares
from archive.likeness.squares import Square
from archive.model import Asset, Role, Signature
from archive.services import records
from archive.text import Message
from archive.work import Work

NEXT_FRAME = timedelta(seconds=2)
"""How long after a frame the next one of the same burst comes at most."""
SIMILAR = 0.5
"""Likeness from which two frames show the same scene."""


def join(work: Work, asset_id: int, square: Square) -> None:
    """Stack a new photo with the frames of its burst: the same camera, moments apart, the same scene."""
    asset = work.session.get(Asset, asset_id)
    if asset is None or asset.captured_at is None or not asset.camera or asset.stack_id is not None:
        return
    beside = (
        select(Asset, Signature.square)
        .join(Signature, Signature.asset_id == Asset.id)
        .where(
            Asset.id != asset_id,
            Asset.camera == asset.camera,
            Asset.captured_at.between(asset.captured_at - NEXT_FRAME, asset.captured_at + NEXT_FRAME),
            Asset.status.in_(work.visible),
        )
        .order_by(Asset.captured_at, Asset.id)
    )
    for other, data in work.session.execute(beside):
        if _is_same_scene(square, squares.from_bytes(data)):
            together = [asset.id, other.id]
            # Nobody did this, and it describes nothing: neither history nor version tell of it.
            work.session.execute(
                update(Asset).where(Asset.id.in_(together)).values(stack_id=other.stack_id or other.id)
            )
            work.queue_index(together)
            return


def of(work: Work, asset: Asset) -> list[Asset]:
    """The photos of a photo's stack that the actor may see, in the order of shooting; none where it has no stack."""
    if asset.stack_id is None:
        return []
    query = select(Asset).where(Asset.stack_id == asset.stack_id, Asset.status.in_(work.visible))
    query = query.order_by(Asset.captured_at, Asset.id).options(selectinload(Asset.original))
    found = list(work.session.scalars(query))
    return found if len(found) > 1 else []


def lead(work: Work, asset_id: int) -> None:
    """Let a photo stand for its stack. Raises NotFound, Conflict."""
    asset, stacked = _stack(work, asset_id)
    _set(work, stacked, asset.id)


def leave(work: Work, asset_id: int) -> None:
    """Take one photo out of its stack; the others stay together while they are two. Raises NotFound, Conflict."""
    asset, stacked = _stack(work, asset_id)
    rest = [each for each in stacked if each.id != asset_id]
    _set(work, [asset], None)
    if len(rest) < 2:
        _set(work, rest, None)
    elif asset.id not in {each.stack_id for each in rest}:
        return
    else:
        _set(work, rest, rest[0].id)


def dissolve(work: Work, asset_id: int) -> None:
    """Take a stack apart. Raises NotFound, Conflict."""
    _set(work, _stack(work, asset_id)[1], None)


def _stack(work: Work, asset_id: int) -> tuple[Asset, list[Asset]]:
    work.require(Role.ARCHIVIST)
    asset = work.session.get(Asset, asset_id)
    if asset is None or asset.status not in work.reachable:
        raise NotFound(Message("There is no such photo."))
    if asset.stack_id is None:
        raise Conflict(Message("This photo is in no stack any more."))
    query = select(Asset).where(Asset.stack_id == asset.stack_id).order_by(Asset.captured_at, Asset.id)
    return asset, list(work.session.scalars(query))


def _set(work: Work, assets: Sequence[Asset], lead_id: int | None) -> None:
    changed = [each.id for each in assets if records.change(work, each, {"stack_id": lead_id}, verb="stacked")]
    work.session.flush()
    work.queue_index(changed)


def _is_same_scene(one: Square, other: Square) -> bool:
    return comparing.likeness(one, np.ascontiguousarray(other)) >= SIMILAR
