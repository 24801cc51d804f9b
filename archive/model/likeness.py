"""What pictures look like and which look the same: signatures, resemblances, and the merges made of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.model.base import Base, Moment


class Signature(Base):
    """A photo's look: the square of ``archive.likeness.squares``."""

    __tablename__ = "signature"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    square: Mapped[bytes] = mapped_column(LargeBinary)
    compared: Mapped[bool] = mapped_column(default=False, index=True)
    """Whether its like was looked for. Set in one transaction with what was found."""


class ResemblanceState(StrEnum):
    """What became of the finding that two photos look the same."""

    FOUND = "found"
    DISMISSED = "dismissed"
    """Somebody looked, and keeps both."""
    MERGED = "merged"


class Resemblance(Base):
    """Two photos that look the same; the lower number first."""

    __tablename__ = "resemblance"

    low_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True, index=True)
    likeness: Mapped[float]
    """The correlation of the pictures laid over each other, at best 1."""
    state: Mapped[ResemblanceState] = mapped_column(String(12), default=ResemblanceState.FOUND, index=True)
    found_at: Mapped[datetime] = mapped_column(Moment)


class Merge(Base):
    """One photo merged into another, and how both were before: what an undo needs."""

    __tablename__ = "merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kept_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    kept_version: Mapped[int]
    """Of the kept photo right after the merge: an undo does not run over what was written later."""
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
