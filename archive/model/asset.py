"""The photograph: its record, its original, its renditions, who is in it and what it is about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from archive.model.accession import Accession
from archive.model.account import Role
from archive.model.authority import Event, Person
from archive.model.base import Base, Moment, Versioned
from archive.text import pick


class Status(StrEnum):
    """How far a photo has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    """Out of sight: withdrawn by an archivist, or merged into another photo. Its files stay."""


def visible_statuses(role: Role) -> frozenset[Status]:
    """Which photos a role may see, in every channel. The one rule of visibility."""
    return reachable_statuses(role) - {Status.WITHDRAWN}


def reachable_statuses(role: Role) -> frozenset[Status]:
    """Which photos a role may see where it asks for them alone: archivists see what was withdrawn, too."""
    return frozenset(Status) if role.includes(Role.ARCHIVIST) else frozenset({Status.PUBLISHED})


class Keyword(Base):
    """A subject term. ``folded`` keeps "Library" and "library" from becoming two."""

    __tablename__ = "keyword"

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200), unique=True)


asset_keyword = Table(
    "asset_keyword",
    Base.metadata,
    Column("asset_id", ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True),
    Column("keyword_id", ForeignKey("keyword.id"), primary_key=True, index=True),
)


class Depiction(Base):
    """The statement that a person is in a photo."""

    __tablename__ = "depiction"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()


class Asset(Versioned, Base):
    """One photograph as the archive knows it.

    ``received`` is the metadata as it came in the file and never changes; the other fields begin
    with what was received and are the archivists' from then on.
    """

    __tablename__ = "asset"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
    status: Mapped[Status] = mapped_column(String(12), default=Status.DRAFT, index=True)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    """When an archivist withdrew it; the purge counts from here. None for one that was merged: its files stay."""
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    """The photo that has taken over its description, its file names and its address."""
    stack_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    """The photo that stands for the stack that this one is in; for that one itself, too."""
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)

    headline: Mapped[str] = mapped_column(Text, default="")
    caption: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    creator: Mapped[str] = mapped_column(Text, default="")
    credit: Mapped[str] = mapped_column(Text, default="")
    copyright: Mapped[str] = mapped_column(Text, default="")
    usage_terms: Mapped[str] = mapped_column(Text, default="")

    captured_at: Mapped[datetime | None] = mapped_column(index=True)
    """On the camera's own clock, naive; ``captured_offset`` is its distance from UTC in minutes, where known."""
    captured_offset: Mapped[int | None]
    captured_offset_assumed: Mapped[bool] = mapped_column(default=False)
    """No file states the offset: it is that of the accession's time zone."""
    camera: Mapped[str] = mapped_column(String(200), default="")
    lens: Mapped[str] = mapped_column(String(200), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    width: Mapped[int]
    height: Mapped[int]
    placeholder: Mapped[str] = mapped_column(String(60), default="")
    """A ThumbHash in base64, drawn until the picture's bytes arrive."""
    received: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)

    accession: Mapped[Accession] = relationship()
    event: Mapped[Event | None] = relationship()
    original: Mapped[Original] = relationship(primaryjoin="and_(Asset.id == Original.asset_id, Original.shown)")
    """The one that is shown: the photo, or the RAW where there is nothing else."""
    originals: Mapped[list[Original]] = relationship(order_by="Original.role, Original.id", viewonly=True)
    """All of them: the photo, the RAW, the sidecars."""
    merged: Mapped[list[Asset]] = relationship(foreign_keys=[merged_into_id], order_by="Asset.id", viewonly=True)
    """Those merged into it."""
    depictions: Mapped[list[Depiction]] = relationship(cascade="all, delete-orphan", order_by=Depiction.position)
    keywords: Mapped[list[Keyword]] = relationship(secondary=asset_keyword, order_by=Keyword.folded)
    renditions: Mapped[list[Rendition]] = relationship(cascade="all, delete-orphan")

    @property
    def people(self) -> list[Person]:
        """Who is in the picture, in the order stated."""
        return [depiction.person for depiction in self.depictions]

    @property
    def filename(self) -> str:
        """The name that the file came under."""
        return self.original.filename

    @property
    def sha256(self) -> str:
        """The digest of its original."""
        return self.original.sha256

    @property
    def media_type(self) -> str:
        """Of its original."""
        return self.original.media_type

    @property
    def size(self) -> int:
        """Of its original, in bytes."""
        return self.original.size

    def label(self, language: str = "en") -> str:
        """What to call the photo in one line: headline, else caption, else file name."""
        return self.headline or pick(self.caption, language) or self.filename


class FileRole(StrEnum):
    """What a file is to its photo. In the order of the alphabet, which is that of their lists."""

    PHOTO = "photo"
    RAW = "raw"
    SIDECAR = "sidecar"


class Original(Base):
    """The bytes as received: never altered, one record for one digest."""

    __tablename__ = "original"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    """None for a sidecar that waits for its photo."""
    role: Mapped[FileRole] = mapped_column(String(12), default=FileRole.PHOTO)
    shown: Mapped[bool] = mapped_column(default=True)
    """Of a photo's originals the one that its pictures are made from."""
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    extension: Mapped[str] = mapped_column(String(8))
    filename: Mapped[str] = mapped_column(String(255))
    received: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    """Of one that is not shown: the metadata as it came in this file. The shown one's is the photo's."""

    asset: Mapped[Asset | None] = relationship(viewonly=True)


class Rendition(Base):
    """A picture made from an original; can always be made again."""

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("asset_id", "spec"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    spec: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
