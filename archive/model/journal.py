"""What happened: changes of records, deliveries, and what the search index has yet to learn."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from archive.model.asset import Asset
from archive.model.base import Base, Moment


class Subject(StrEnum):
    """The kinds of record that have a history."""

    ASSET = "asset"
    EVENT = "event"
    PERSON = "person"
    ACCOUNT = "account"


class HistoryEntry(Base):
    """One change of one record: who, when, from what to what. Never altered."""

    __tablename__ = "history_entry"
    __table_args__ = (Index("ix_history_entry_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    agent: Mapped[str] = mapped_column(String(80))
    subject: Mapped[Subject] = mapped_column(String(12))
    subject_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(20))
    """``received``, ``created``, ``changed``, ``published``, ``withdrawn``."""
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Field to ``[before, after]``; the fields of a language are named ``caption.ru``."""


class DeliveryEntry(Base):
    """One photo handed out: to whom, when, as what. Administrators only."""

    __tablename__ = "delivery_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    agent: Mapped[str] = mapped_column(String(80))
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    use: Mapped[str] = mapped_column(String(20))
    """``original`` or ``web``."""
    bundle: Mapped[str] = mapped_column(String(32), default="")
    """The same for all photos of one ZIP, else empty."""

    asset: Mapped[Asset] = relationship()


class IndexQueue(Base):
    """An asset whose entry in the search index is out of date. Written with the change that made it so."""

    __tablename__ = "index_queue"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (SQLAlchemy's own form)

    seq: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(index=True)
