"""Photos: as lists show them, whole, changed, handed out, and what was done to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from archive.model import Asset, FileRole, HistoryEntry, Original, Status
from archive.services import tagging
from archive.services.discovery import Summary
from archive.web.schemas.base import MOST_VALUES, Answer, Id, Language, Sent, Term, Texts, Version


class EventName(Answer):
    """An event, named."""

    id: int
    title: dict[str, str] = Field(description="The title by language.")


class PersonName(Answer):
    """A person, named."""

    id: int
    name: str = Field(description="The preferred form of the name.")


class PhotoFile(Answer):
    """One of a photo's originals: bytes as they were received."""

    id: int
    role: FileRole = Field(description="`photo`, `raw` beside it, or `sidecar`.")
    filename: str
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str


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
        description="When it was taken, ISO 8601, by the camera's clock. The offset is what the file tells, "
        "else that of the accession's time zone."
    )
    width: int = Field(description="Pixels, upright.")
    height: int = Field(description="Pixels, upright.")
    media_type: str = Field(description="Of the original.")
    size: int = Field(description="Bytes of the original.")
    sha256: str = Field(description="Of the original, in hexadecimal.")

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """The record as lists show it."""
        return cls(**summary(asset))


class Photo(PhotoSummary):
    """A photo with all that is recorded of it."""

    creator: str
    credit: str
    copyright: str
    usage_terms: str
    event: EventName | None
    people: list[PersonName] = Field(description="Who is in the picture.")
    keywords: list[str]
    captured_offset_assumed: bool = Field(
        description="The file tells no offset: that of captured_at is of the accession's time zone."
    )
    camera: str
    lens: str
    latitude: float | None = Field(description="Degrees, WGS 84.")
    longitude: float | None = Field(description="Degrees, WGS 84.")
    accession_id: int = Field(description="The upload that it came with.")
    created_at: datetime = Field(description="When it came into the archive.")
    published_at: datetime | None
    files: list[PhotoFile] = Field(description="All of its originals; the first is what is shown, or the RAW.")
    received: dict[str, Any] = Field(description="The metadata as it came in the file; never changes.")

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """The whole record."""
        return cls(
            **summary(asset),
            creator=asset.creator,
            credit=asset.credit,
            copyright=asset.copyright,
            usage_terms=asset.usage_terms,
            event=EventName(id=asset.event.id, title=asset.event.title) if asset.event else None,
            people=[PersonName(id=person.id, name=person.name) for person in asset.people],
            keywords=[keyword.term for keyword in asset.keywords],
            captured_offset_assumed=asset.captured_offset_assumed,
            camera=asset.camera,
            lens=asset.lens,
            latitude=asset.latitude,
            longitude=asset.longitude,
            accession_id=asset.accession_id,
            created_at=asset.created_at,
            published_at=asset.published_at,
            files=[_file(original) for original in asset.originals],
            received=asset.received,
        )


def _file(original: Original) -> PhotoFile:
    return PhotoFile(
        id=original.id,
        role=original.role,
        filename=original.filename,
        media_type=original.media_type,
        size=original.size,
        sha256=original.sha256,
    )


def summary(asset: Asset | Summary) -> dict[str, Any]:
    """The values of ``PhotoSummary``."""
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
        "media_type": asset.media_type,
        "size": asset.size,
        "sha256": asset.sha256,
    }


def _captured(asset: Asset | Summary) -> str | None:
    if asset.captured_at is None:
        return None
    text = asset.captured_at.isoformat()
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
