"""What the API takes and gives, field by field. The OpenAPI document is made from these models.

Shapes only: rules on the values live in the services. Numbers end where a database's do.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from archive.model import Asset, HistoryEntry, NameKind, Status
from archive.model import Event as EventRecord
from archive.model import Person as PersonRecord
from archive.query.query import Sort
from archive.services import authorities, discovery, ingest, tagging
from archive.text import LANGUAGES
from archive.web.ids import LARGEST_ID

MOST_VALUES = 100
"""Of one facet, of people or of keywords in one request."""

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Version = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Year = Annotated[int, Field(ge=1, le=9999)]
Term = Annotated[str, Field(min_length=1, max_length=tagging.LONGEST_KEYWORD)]
Language = Literal["kk", "ru", "en", "ko"]
Texts = Annotated[dict[str, str], Field(json_schema_extra={"propertyNames": {"enum": [*LANGUAGES, ""]}})]
"""A text in several languages; the empty code holds text of unstated language."""


class Asked(BaseModel):
    """What an address asks for: values arrive as text, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sent(BaseModel):
    """A JSON body: each value of its own type, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Answer(BaseModel):
    """What is answered. Every field is always there."""

    model_config = ConfigDict(frozen=True)


# Errors


class Error(Answer):
    """What went wrong."""

    code: str = Field(description="Stable name of the error, for programs: `not-found`, `invalid`, `stale-edit`.")
    message: str = Field(description="A sentence for people.")
    field: str = Field(default="", description="The value that cannot be used; only where there is one.")
    ids: list[int] = Field(
        default=[], description="The photos, events or people that others changed; with `stale-edit` only."
    )


class Failure(Answer):
    """Every error has this shape."""

    error: Error


# Photos


class EventName(Answer):
    """An event, named."""

    id: int
    title: dict[str, str] = Field(description="The title by language.")


class PersonName(Answer):
    """A person, named."""

    id: int
    name: str = Field(description="The preferred form of the name.")


class PhotoSummary(Answer):
    """A photo as lists show it."""

    id: int
    version: int = Field(description="Counts the changes of the record; send it back when you edit.")
    status: Status = Field(description="Drafts are seen by archivists only.")
    filename: str = Field(description="The name that the file came under.")
    headline: str
    caption: dict[str, str] = Field(description="The caption by language.")
    event_id: int | None
    captured_at: str | None = Field(
        description="When it was taken, ISO 8601, by the camera's clock; its offset where the file tells."
    )
    width: int = Field(description="Pixels, upright.")
    height: int = Field(description="Pixels, upright.")
    media_type: str = Field(description="Of the original.")
    size: int = Field(description="Bytes of the original.")
    sha256: str = Field(description="Of the original, in hexadecimal.")

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """The record as lists show it."""
        return cls(**_summary(asset))


class Photo(PhotoSummary):
    """A photo with all that is recorded of it."""

    creator: str
    credit: str
    copyright: str
    usage_terms: str
    event: EventName | None
    people: list[PersonName] = Field(description="Who is in the picture.")
    keywords: list[str]
    camera: str
    lens: str
    latitude: float | None = Field(description="Degrees, WGS 84.")
    longitude: float | None = Field(description="Degrees, WGS 84.")
    accession_id: int = Field(description="The upload that it came with.")
    created_at: datetime = Field(description="When it came into the archive.")
    published_at: datetime | None
    received: dict[str, Any] = Field(description="The metadata as it came in the file; never changes.")

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """The whole record."""
        return cls(
            **_summary(asset),
            creator=asset.creator,
            credit=asset.credit,
            copyright=asset.copyright,
            usage_terms=asset.usage_terms,
            event=EventName(id=asset.event.id, title=asset.event.title) if asset.event else None,
            people=[PersonName(id=person.id, name=person.name) for person in asset.people],
            keywords=[keyword.term for keyword in asset.keywords],
            camera=asset.camera,
            lens=asset.lens,
            latitude=asset.latitude,
            longitude=asset.longitude,
            accession_id=asset.accession_id,
            created_at=asset.created_at,
            published_at=asset.published_at,
            received=asset.received,
        )


def _summary(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.id,
        "version": asset.version,
        "status": asset.status,
        "filename": asset.filename,
        "headline": asset.headline,
        "caption": asset.caption,
        "event_id": asset.event_id,
        "captured_at": _captured(asset),
        "width": asset.width,
        "height": asset.height,
        "media_type": asset.original.media_type,
        "size": asset.original.size,
        "sha256": asset.original.sha256,
    }


def _captured(asset: Asset) -> str | None:
    if asset.captured_at is None:
        return None
    text = asset.captured_at.isoformat(timespec="seconds")
    if asset.captured_offset is None:
        return text
    hours, minutes = divmod(abs(asset.captured_offset), 60)
    return f"{text}{'-' if asset.captured_offset < 0 else '+'}{hours:02}:{minutes:02}"


class Change(Sent):
    """What shall change of a photo. What is not named stays as it is."""

    # Factories, because a default would stand in the document, and left out means untouched, not emptied.
    headline: str = Field(default_factory=str)
    creator: str = Field(default_factory=str)
    credit: str = Field(default_factory=str)
    copyright: str = Field(default_factory=str)
    usage_terms: str = Field(default_factory=str)
    caption: Texts = Field(
        default_factory=dict,
        description="Captions by language; an empty text removes that language, others stay.",
    )
    event_id: Id | None = Field(default_factory=lambda: None, description="Null takes the photo out of its event.")
    add_people: list[Id] = Field(default=[], max_length=MOST_VALUES)
    remove_people: list[Id] = Field(default=[], max_length=MOST_VALUES)
    add_keywords: list[Term] = Field(default=[], max_length=MOST_VALUES)
    remove_keywords: list[Term] = Field(default=[], max_length=MOST_VALUES)
    status: Status | None = Field(default=None, description="`published` publishes, `draft` withdraws; null leaves it.")

    def to_change(self) -> tagging.AssetChange:
        """The change as the service takes it."""
        return tagging.AssetChange(
            texts={name: getattr(self, name) for name in tagging.TEXT_FIELDS if name in self.model_fields_set},
            captions=self.caption,
            event_id=self.event_id if "event_id" in self.model_fields_set else tagging.KEEP,
            add_people=tuple(self.add_people),
            remove_people=tuple(self.remove_people),
            add_keywords=tuple(self.add_keywords),
            remove_keywords=tuple(self.remove_keywords),
            status=self.status,
        )


class PhotoEdit(Change):
    """A change of one photo."""

    version: Version = Field(description="The version that you saw; 409 where the photo has changed since.")


class BulkEdit(Sent):
    """The same change of many photos: all of them or none."""

    ids: list[Id] = Field(min_length=1, max_length=tagging.MOST_AT_ONCE)
    change: Change
    versions: dict[Id, Version] = Field(
        default={},
        max_length=tagging.MOST_AT_ONCE,
        description="Photo id to the version that you saw; 409 where one differs.",
        json_schema_extra={"propertyNames": {"pattern": "^[1-9][0-9]*$"}},
    )


class BulkEdited(Answer):
    """What a change of many photos did."""

    changed: dict[int, int] = Field(description="Id to new version, for each photo that it changed.")
    unchanged: list[int] = Field(description="Photos that were so already.")


class BundleOrder(Sent):
    """Photos to have as one ZIP."""

    ids: list[Id] = Field(min_length=1, max_length=tagging.MOST_AT_ONCE)
    use: Literal["original", "web"] = Field(
        default="original",
        description="`original`: files as received; `web`: JPEGs of at most 1600 pixels with credit inside.",
    )
    language: Language = Field(default="en", description="Language of the caption sheet where there are several.")


class HistoryLine(Answer):
    """One change of a record."""

    at: datetime
    agent: str = Field(description="Who did it.")
    verb: str = Field(description="`received`, `created`, `changed`, `published` or `withdrawn`.")
    changes: dict[str, Any] = Field(description="Field to `[before, after]`; a language's text is `caption.ru`.")

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        """The entry as it is shown."""
        return cls(at=entry.at, agent=entry.agent, verb=entry.verb, changes=entry.changes)


class History(Answer):
    """The changes of a record."""

    entries: list[HistoryLine] = Field(description="Latest first.")


# Search


class SearchAsked(Asked):
    """A search: words, and values of facets. Values of one facet mean "or", facets among each other "and"."""

    q: str = Field(default="", max_length=1000, description="The search, in the query language. Empty: all photos.")
    event: list[Id] = Field(default=[], max_length=MOST_VALUES, description="Ids of events.")
    person: list[Id] = Field(default=[], max_length=MOST_VALUES, description="Ids of people.")
    year: list[Year] = Field(default=[], max_length=MOST_VALUES, description="Years of capture.")
    camera: list[Term] = Field(default=[], max_length=MOST_VALUES, description="Cameras, as the facet names them.")
    keyword: list[Term] = Field(default=[], max_length=MOST_VALUES, description="Keywords, as the facet names them.")
    sort: Sort | None = Field(
        default=None,
        description="The order. Left out: by relevance where words are asked for, else newest first.",
    )
    page: int = Field(default=1, ge=1, le=1_000_000, description="The page, from 1.")
    size: int = Field(default=60, ge=1, le=discovery.LARGEST_PAGE, description="Photos on a page.")
    language: Language = Field(default="en", description="Language of the names in facets.")

    def to_request(self) -> discovery.Request:
        """The search as the service takes it."""
        selected = {facet: tuple(str(value) for value in getattr(self, facet)) for facet in discovery.FACETS}
        return discovery.Request(
            text=self.q,
            selected={facet: values for facet, values in selected.items() if values},
            sort=self.sort,
            page=self.page,
            size=self.size,
        )


class Reading(Answer):
    """How the words were understood."""

    text: str = Field(description="The search as it was read.")
    problems: list[str] = Field(description="What could not be read, in sentences; it was searched as words.")


class FacetChoice(Answer):
    """A value of a facet."""

    value: str = Field(description="Send this to choose it: an id for events and people.")
    label: str = Field(description="Its name for people.")
    count: int = Field(description="Photos that have it.")
    chosen: bool


class Found(PhotoSummary):
    """A photo found."""

    score: float = Field(description="How well it answers; 0 where the order is not by relevance.")


class Results(Answer):
    """A page of results."""

    total: int = Field(description="Photos found, on all pages.")
    page: int
    pages: int
    sort: Sort
    reading: Reading
    facets: dict[str, list[FacetChoice]] = Field(description="Facet to its values, most frequent first.")
    photos: list[Found]

    @classmethod
    def of(cls, results: discovery.Results) -> Self:
        """The results as they are shown."""
        return cls(
            total=results.total,
            page=results.request.page,
            pages=results.pages,
            sort=results.sort,
            reading=Reading(text=results.reading.text, problems=list(results.reading.problems)),
            facets={
                facet: [FacetChoice(value=c.value, label=c.label, count=c.count, chosen=c.chosen) for c in choices]
                for facet, choices in results.facets.items()
            },
            photos=[Found(**_summary(found.asset), score=found.score) for found in results.found],
        )


# Uploads


class Opened(Answer):
    """An upload has begun."""

    id: int = Field(description="Send it along with each of the upload's files.")


class UploadAsked(Asked):
    """What an upload says beside the file."""

    accession: Id | None = Field(
        default=None, description="The upload that the file belongs to. Left out: one of its own."
    )
    event: Id | None = Field(default=None, description="The event photographed.")
    publish: bool = Field(default=False, description="Whether to publish at once. Else the photo is a draft.")


class UploadHeaders(BaseModel):
    """The header of a file sent as the body itself."""

    x_file_name: str = Field(
        default="",
        max_length=3000,
        description="The file's name, percent-encoded UTF-8. A multipart upload needs none.",
    )


class Received(Answer):
    """What became of a file."""

    file: str = Field(description="The file's name.")
    status: ingest.Outcome = Field(description="`new`: taken in. `held`: these very bytes were here already.")
    id: int | None = Field(description="The photo, new or held; null where the file was refused.")
    sha256: str | None = Field(description="Of the bytes as they arrived.")
    reason: str = Field(description="Why it was refused, or as what it is held.")
    notes: list[str] = Field(description="What to know of a file that was taken in: no capture date, damaged EXIF.")

    @classmethod
    def of(cls, receipt: ingest.Receipt) -> Self:
        """The receipt as it is shown."""
        return cls(
            file=receipt.file,
            status=receipt.outcome,
            id=receipt.asset_id,
            sha256=receipt.sha256,
            reason=receipt.reason,
            notes=list(receipt.notes),
        )


class Refused(Received):
    """A file that was not taken in."""

    error: Error


# Events and people


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
