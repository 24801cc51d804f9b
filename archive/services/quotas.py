"""How much one account may bring in: the bytes of its originals, those on their way among them."""

from __future__ import annotations

from sqlalchemy import func, select

from archive.errors import TooLarge
from archive.model import Accession, Asset, Original, Upload
from archive.text import Message
from archive.work import Work

GIGABYTE = 1_000_000_000


def used(work: Work, account_id: int) -> int:
    """The bytes of an account: what is kept of it, and what it has begun to send."""
    kept = (
        select(func.sum(Original.size))
        .join(Asset, Asset.id == Original.asset_id)
        .join(Accession, Accession.id == Asset.accession_id)
        .where(Accession.account_id == account_id)
    )
    on_the_way = select(func.sum(Upload.length)).where(Upload.account_id == account_id, Upload.receipt.is_(None))
    return (work.session.scalar(kept) or 0) + (work.session.scalar(on_the_way) or 0)


def require_room(work: Work, size: int) -> None:
    """Raise TooLarge where the actor's account may not bring in that many bytes more."""
    most = int(work.settings.quota_gb * GIGABYTE)
    if not most or work.actor.account_id is None:
        return
    if used(work, work.actor.account_id) + size > most:
        raise TooLarge(
            Message(
                "Your account may bring in %(quota)s GB, and they are used up; an administrator can raise that.",
                quota=f"{work.settings.quota_gb:g}",
            )
        )
