"""The one table of what can be asked for by name. Parser, entries, schemas, facets and help follow it.

A new search field is one line here; adding one makes every index ask for a rebuild.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from archive.query.document import Document
from archive.query.filenames import natural_key

EPOCH = datetime(1970, 1, 1)


class Kind(StrEnum):
    """How the value of a field is read."""

    TEXT = "text"
    NAME = "name"
    """Text in which people's names are found across scripts and endings."""
    FILE = "file"
    EXACT = "exact"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SearchField:
    """One field: its kind, how a document fills it, and how it is explained.

    ``texts`` is searched as words, ``number`` compared (dates as microseconds), ``values`` are
    those of the facet, where the field is one. ``weight`` is how much a word found here tells.
    A ``hidden`` field is for engines alone: nobody can ask for it by name.
    """

    name: str
    kind: Kind
    help: str
    example: str
    aliases: tuple[str, ...] = ()
    weight: float = 1.0
    texts: Callable[[Document], Iterable[str]] | None = None
    number: Callable[[Document], int | None] | None = None
    values: Callable[[Document], Iterable[str]] | None = None
    hidden: bool = False

    @property
    def is_facet(self) -> bool:
        """Whether its values are counted beside results."""
        return self.values is not None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that may be recorded of a photo or not, asked for by ``has:`` and ``no:``."""

    name: str
    help: str
    is_set: Callable[[Document], bool]
    aliases: tuple[str, ...] = ()


def microseconds(moment: datetime) -> int:
    """A moment as a number that can be compared; naive ones and UTC ones each among themselves."""
    naive = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    since = naive - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _captured(d: Document) -> int | None:
    return microseconds(d.captured) if d.captured else None


def _microdegrees(d: Document, axis: int) -> int | None:
    return round(d.position[axis] * 1_000_000) if d.position else None


def _year(d: Document) -> int | None:
    return d.captured.year if d.captured else None


def _person_names(d: Document) -> list[str]:
    return [*(name for person in d.people for name in person.names), *d.persons_named]


FIELDS: tuple[SearchField, ...] = (
    SearchField(
        "person",
        Kind.NAME,
        "Who is in the picture, by any recorded form of the name, in any script.",
        "person:ospanova",
        ("people", "who"),
        4.0,
        texts=_person_names,
        values=lambda d: (str(person.id) for person in d.people),
    ),
    SearchField(
        "event",
        Kind.TEXT,
        "The event photographed, by words of its title in any language.",
        "event:korea",
        weight=3.0,
        texts=lambda d: d.event_titles.values(),
        values=lambda d: () if d.event is None else (str(d.event),),
    ),
    SearchField(
        "series",
        Kind.TEXT,
        "The series that the event belongs to.",
        'series:"book corners"',
        weight=2.0,
        texts=lambda d: (d.series,),
        values=lambda d: (d.series,),
    ),
    SearchField(
        "place",
        Kind.TEXT,
        "Where it was taken: venue, city, country.",
        "place:almaty",
        ("location", "where"),
        2.0,
        texts=lambda d: d.places,
        values=lambda d: d.places,
    ),
    SearchField(
        "keyword",
        Kind.TEXT,
        "A keyword of the archive's vocabulary.",
        "keyword:opening",
        ("tag", "subject"),
        3.0,
        texts=lambda d: d.keywords,
        values=lambda d: d.keywords,
    ),
    SearchField(
        "creator",
        Kind.NAME,
        "Who took the photo.",
        "creator:kim",
        ("photographer", "by"),
        texts=lambda d: (d.creator,),
        values=lambda d: (d.creator,),
    ),
    SearchField("credit", Kind.TEXT, "The credit line.", "credit:library", texts=lambda d: (d.credit,)),
    SearchField(
        "camera",
        Kind.TEXT,
        "The camera's make and model.",
        "camera:nikon",
        texts=lambda d: (d.camera,),
        values=lambda d: (d.camera,),
    ),
    SearchField("lens", Kind.TEXT, "The lens.", 'lens:"24-70"', texts=lambda d: (d.lens,)),
    SearchField(
        "file",
        Kind.FILE,
        "The file's name, with or without zeros, underscores and extension.",
        "file:DSC_0622",
        ("filename", "name"),
        3.0,
        texts=lambda d: d.filenames,
    ),
    SearchField(
        "caption",
        Kind.TEXT,
        "The caption, in any of its languages.",
        "caption:library",
        ("description",),
        1.0,
        texts=lambda d: d.captions.values(),
    ),
    SearchField(
        "headline",
        Kind.TEXT,
        "The headline.",
        "headline:window",
        ("title",),
        2.0,
        texts=lambda d: (d.headline,),
    ),
    SearchField(
        "rights",
        Kind.TEXT,
        "The copyright notice and the usage terms.",
        "rights:editorial",
        ("copyright", "usage", "terms"),
        0.5,
        texts=lambda d: (d.copyright, d.usage_terms),
    ),
    SearchField(
        "year",
        Kind.NUMBER,
        "The year it was taken in.",
        "year:2019..2021",
        number=_year,
        values=lambda d: () if d.captured is None else (str(d.captured.year),),
    ),
    SearchField(
        "date",
        Kind.DATE,
        "When it was taken: a year, a month, a day, or a range of them.",
        "date:2020-10-01..2020-10-09",
        ("captured", "taken"),
        number=_captured,
    ),
    SearchField(
        "added",
        Kind.DATE,
        "When it came into the archive.",
        "added:today",
        ("uploaded",),
        number=lambda d: microseconds(d.added),
    ),
    SearchField(
        "accession",
        Kind.NUMBER,
        "The number of the upload it came with.",
        "accession:17",
        ("upload",),
        number=lambda d: d.accession,
    ),
    SearchField("status", Kind.EXACT, "draft or published.", "status:draft", values=lambda d: (d.status,)),
    SearchField("iso", Kind.NUMBER, "The ISO speed.", "iso:1600..6400", number=lambda d: d.iso),
    SearchField("id", Kind.NUMBER, "The photo's number in this archive.", "id:1204", number=lambda d: d.id),
    SearchField("latitude", Kind.NUMBER, "Microdegrees.", "", number=partial(_microdegrees, axis=0), hidden=True),
    SearchField("longitude", Kind.NUMBER, "Microdegrees.", "", number=partial(_microdegrees, axis=1), hidden=True),
    SearchField(
        "filename",
        Kind.EXACT,
        "Its natural sort key; ascending values are the order.",
        "",
        values=lambda d: (natural_key(d.filenames[0]),),
        hidden=True,
    ),
)

FLAGS: tuple[Flag, ...] = (
    Flag("person", "people named", lambda d: bool(d.people or d.persons_named), ("people",)),
    Flag("event", "an event", lambda d: d.event is not None),
    Flag("date", "a date of capture", lambda d: d.captured is not None),
    Flag("caption", "a caption", lambda d: any(text.strip() for text in d.captions.values()), ("description",)),
    Flag("keyword", "keywords", lambda d: bool(d.keywords), ("tag",)),
    Flag("creator", "a creator", lambda d: bool(d.creator.strip()), ("photographer",)),
    Flag("credit", "a credit line", lambda d: bool(d.credit.strip())),
    Flag("copyright", "a copyright notice", lambda d: bool(d.copyright.strip())),
    Flag("position", "a position on the map", lambda d: d.position is not None, ("gps",)),
)

FACETS: tuple[str, ...] = tuple(field.name for field in FIELDS if field.is_facet)
"""The fields whose values are counted beside results."""

BY_NAME: Mapping[str, SearchField] = {
    name: field for field in FIELDS if not field.hidden for name in (field.name, *field.aliases)
}
"""Every name that a field answers to."""

FLAG_BY_NAME: Mapping[str, Flag] = {name: flag for flag in FLAGS for name in (flag.name, *flag.aliases)}
"""Every name that a flag answers to."""

ZONES: Mapping[str, int] = {field.name: n for n, field in enumerate(f for f in FIELDS if f.texts is not None)}
"""The fields with words, numbered: a word's position tells its field by that number."""
