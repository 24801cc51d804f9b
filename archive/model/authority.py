"""Authority records: the events photographed and the people shown, with their names in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from archive.model.base import Base, Moment, Versioned
from archive.text import pick, slug


class Event(Versioned, Base):
    """Something that happened and was photographed (IPTC *Event Name*), perhaps one of a series."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    title: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    description: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(300), default="")
    series: Mapped[str] = mapped_column(String(300), default="", index=True)

    def label(self, language: str = "en") -> str:
        """The title in the reader's language, or the next best."""
        return event_label(self.id, self.title, language)

    @property
    def slug(self) -> str:
        """The readable part of the event's address."""
        return slug(self.label())


def event_label(event_id: int, title: Mapping[str, str], language: str) -> str:
    """What an event is called in a language, where only its title is at hand."""
    return pick(title, language, fallback=f"Event {event_id}")


class NameKind(StrEnum):
    """How a name relates to the preferred one (ISAAR(CPF) 5.1.3, 5.1.5)."""

    PARALLEL = "parallel"
    """The preferred name in another language."""
    OTHER = "other"
    """Any other form: an older spelling, a maiden name, another romanisation."""
    FORBIDDEN = "forbidden"
    """No name of this person: who searches for it means somebody else."""


class Person(Versioned, Base):
    """An authority record: one person, however the name is written."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    """What the list that the record was imported from calls it (ISAAR(CPF) 5.1.6)."""
    name: Mapped[str] = mapped_column(String(200), index=True)
    role: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    variants: Mapped[list[NameVariant]] = relationship(
        cascade="all, delete-orphan", order_by="NameVariant.position", lazy="selectin"
    )

    def label(self, language: str = "en") -> str:
        """The name in the reader's language where a parallel form is recorded, else the preferred one."""
        for variant in self.variants:
            if variant.kind == NameKind.PARALLEL and variant.language == language:
                return variant.name
        return self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Every recorded form, the preferred one first."""
        return (self.name, *(variant.name for variant in self.variants if variant.kind != NameKind.FORBIDDEN))

    @property
    def forbidden_names(self) -> tuple[str, ...]:
        """The forms that must not lead to this person."""
        return tuple(variant.name for variant in self.variants if variant.kind == NameKind.FORBIDDEN)

    @property
    def slug(self) -> str:
        """The readable part of the person's address."""
        return slug(self.name)


class NameVariant(Base):
    """A recorded form of a person's name."""

    __tablename__ = "name_variant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200), index=True)
    language: Mapped[str] = mapped_column(String(12), default="")
    kind: Mapped[NameKind] = mapped_column(String(12), default=NameKind.OTHER)
