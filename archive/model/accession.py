"""Taking in as it is remembered: the accession, and each file that was answered in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from archive.model.account import Account
from archive.model.base import Base, Moment


class Outcome(StrEnum):
    """What became of a file."""

    NEW = "new"
    """It became a photo."""
    JOINED = "joined"
    """It is one more original of a photo: the RAW beside its JPEG, a sidecar."""
    WAITING = "waiting"
    """A sidecar that came before its photo: it is kept, and joins when that comes."""
    HELD = "held"
    REFUSED = "refused"


class Accession(Base):
    """One act of taking in: who, when, by which way, from whom."""

    __tablename__ = "accession"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    """``2026-0001``: the year, and the count within it."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    agent: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(20))
    """``web``, ``api``, ``command line`` or ``watched folder``."""
    origin: Mapped[str] = mapped_column(String(300), default="")
    """From whom the files came, or from which folder or card, in the words of who took them in."""
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    """Where the cameras' clocks were set to (IANA), for files that do not say so themselves."""
    note: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When whoever took in had sent all."""

    account: Mapped[Account | None] = relationship()


class AccessionItem(Base):
    """One file that was answered: what it was, and what became of it. Refused ones too."""

    __tablename__ = "accession_item"
    __table_args__ = (
        UniqueConstraint("accession_id", "folder", "filename", "sha256"),
        Index("ix_accession_item_place", "accession_id", "folder", "frame"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    folder: Mapped[str] = mapped_column(String(500), default="")
    """Where it lay with whoever sent it, with ``/`` between the parts; empty where nobody said."""
    filename: Mapped[str] = mapped_column(String(255))
    frame: Mapped[str] = mapped_column(String(255), index=True)
    """What the files of one frame have in common: the name without its ending, folded."""
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Empty where the bytes were not read to their end."""
    outcome: Mapped[Outcome] = mapped_column(String(12))
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[Any] = mapped_column(JSON, default="")
    """A sentence as ``text.message_to_json`` writes it."""
    notes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Sentences likewise."""

    accession: Mapped[Accession] = relationship()


class WatchedFile(Base):
    """A file in a watched folder that was answered as it was then; looked at again when it has changed."""

    __tablename__ = "watched_file"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The SHA-256 of its path."""
    at: Mapped[datetime] = mapped_column(Moment)
    size: Mapped[int] = mapped_column(BigInteger)
    modified: Mapped[int] = mapped_column(BigInteger)
    """Nanoseconds since 1970, by the clock of its file system."""
    outcome: Mapped[Outcome] = mapped_column(String(12))
    reason: Mapped[Any] = mapped_column(JSON, default="")
