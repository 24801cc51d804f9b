"""Events and people: listed, whole, made, replaced."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from pydantic import Field

from archive.model import Event as EventRecord
from archive.model import NameKind
from archive.model import Person as PersonRecord
from archive.services import authorities
from archive.web.ids import LARGEST_ID
from archive.web.schemas.base import Answer, Asked, Sent, Texts, Version


class ListAsked(Asked):
    """A part of a list."""

    q: str = Field(default="", max_length=200, description="Only those with this in one of their names.")
    offset: int = Field(default=0, ge=0, le=LARGEST_ID, description="How many to leave out at the beginning.")
    limit: int = Field(default=60, ge=1, le=500, description="How many to list.")


class EventSent(Sent):
    """An event: the whole record. A field that is left out is empty."""

    title: Texts = Field(description="Title by language; at least one.")
    description: Texts = Field(default={}, description="Description by language.")
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    series: str = Field(default="", description="The series that the event belongs to, by name.")

    def to_draft(self) -> authorities.EventDraft:
        """The event as the service takes it."""
        return authorities.EventDraft(
            title=self.title,
            description=self.description,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            place=self.place,
            series=self.series,
        )


class EventEdit(EventSent):
    """An event as it shall be from now on."""

    version: Version = Field(description="The version that you saw; 409 where the event has changed since.")


class Event(Answer):
    """Something that happened and was photographed."""

    id: int
    version: int = Field(description="Counts the changes of the record; send it back when you edit.")
    title: dict[str, str] = Field(description="Title by language.")
    description: dict[str, str] = Field(description="Description by language.")
    starts_on: date | None
    ends_on: date | None
    place: str
    series: str

    @classmethod
    def of(cls, record: EventRecord, **more: Any) -> Self:
        """The record as it is shown."""
        return cls(
            id=record.id,
            version=record.version,
            title=record.title,
            description=record.description,
            starts_on=record.starts_on,
            ends_on=record.ends_on,
            place=record.place,
            series=record.series,
            **more,
        )


class ListedEvent(Event):
    """An event in a list."""

    photos: int = Field(description="How many of its photos you may see.")
    cover_id: int | None = Field(description="One of them.")


class Events(Answer):
    """A part of the events."""

    total: int = Field(description="How many there are, listed here or not.")
    events: list[ListedEvent] = Field(description="Latest first.")


class NameForm(Sent):
    """A further form of a person's name."""

    name: str
    language: Literal["kk", "ru", "en", "ko", ""] = Field(default="", description="Empty where it belongs to none.")
    kind: NameKind = Field(
        default=NameKind.OTHER,
        description="`parallel`: the preferred name in that language. `other`: any other form.",
    )


class PersonSent(Sent):
    """A person: the whole record. A field that is left out is empty."""

    name: str = Field(description="The preferred form of the name.")
    role: Texts = Field(default={}, description="Who the person is, by language.")
    variants: list[NameForm] = Field(
        default=[], max_length=authorities.MOST_VARIANTS, description="Other forms of the name."
    )

    def to_draft(self) -> authorities.PersonDraft:
        """The person as the service takes it."""
        return authorities.PersonDraft(
            name=self.name,
            role=self.role,
            variants=tuple(authorities.Name(form.name, form.language, form.kind) for form in self.variants),
        )


class PersonEdit(PersonSent):
    """A person's record as it shall be from now on."""

    version: Version = Field(description="The version that you saw; 409 where the record has changed since.")


class Name(Answer):
    """A further form of a person's name."""

    name: str
    language: str = Field(description="Empty where it belongs to none.")
    kind: NameKind


class Person(Answer):
    """A person's record."""

    id: int
    version: int = Field(description="Counts the changes of the record; send it back when you edit.")
    name: str = Field(description="The preferred form of the name.")
    role: dict[str, str] = Field(description="Who the person is, by language.")
    variants: list[Name] = Field(description="Other forms of the name.")

    @classmethod
    def of(cls, record: PersonRecord, **more: Any) -> Self:
        """The record as it is shown."""
        return cls(
            id=record.id,
            version=record.version,
            name=record.name,
            role=record.role,
            variants=[Name(name=v.name, language=v.language, kind=v.kind) for v in record.variants],
            **more,
        )


class ListedPerson(Person):
    """A person in a list."""

    photos: int = Field(description="How many photos of them you may see.")
    cover_id: int | None = Field(description="One of these.")


class People(Answer):
    """A part of the people."""

    total: int = Field(description="How many there are, listed here or not.")
    people: list[ListedPerson] = Field(description="By name.")
