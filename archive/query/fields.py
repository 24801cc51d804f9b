"""The one table of what can be asked for by name. Parser, entries, schemas, facets, help and docs follow it.

A new search field is one row here; adding one makes every index ask for a rebuild.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from archive.query import filenames
from archive.query.document import Document
from archive.query.kinds import Flag, Kind, Nameable, Names, Operator, SearchField
from archive.text import Message

EPOCH = datetime(1970, 1, 1)


def microseconds(moment: datetime) -> int:
    """A moment as a number that can be compared; naive ones and UTC ones each among themselves."""
    naive = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    since = naive - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _captured(d: Document) -> int | None:
    return microseconds(d.captured) if d.captured else None


def _microdegrees(d: Document, axis: int) -> int | None:
    return round(d.position[axis] * 1_000_000) if d.position else None


def _person_names(d: Document) -> list[str]:
    return [*(name for person in d.people for name in person.names), *d.persons_named]


def _names(en: str = "", ru: str = "", kk: str = "", ko: str = "") -> Names:
    languages = {"en": en, "ru": ru, "kk": kk, "ko": ko}
    return {language: tuple(words.split()) for language, words in languages.items() if words}


def _hidden(name: str, kind: Kind, **source: Any) -> SearchField:
    return SearchField(name=name, label=Message(name), kind=kind, help=Message(name), example="", hidden=True, **source)


FIELDS: tuple[SearchField, ...] = (
    SearchField(
        name="person",
        label=Message("Person"),
        kind=Kind.NAME,
        help=Message("Who is in the picture, by any recorded form of the name, in any script."),
        example="person:ospanova",
        names=_names("who", "человек персона кто", "адам кім", "사람 인물"),
        weight=4.0,
        texts=_person_names,
        values=lambda d: (str(person.id) for person in d.people),
        suggested=True,
    ),
    SearchField(
        name="people",
        label=Message("People in the picture"),
        kind=Kind.NUMBER,
        help=Message("How many people are named in the picture; a name instead of a number is looked for among them."),
        example="people:2..5",
        names=_names("", "люди", "адамдар", "인원"),
        number=lambda d: len(d.people) + len(d.persons_named),
        otherwise="person",
    ),
    SearchField(
        name="event",
        label=Message("Event"),
        kind=Kind.TEXT,
        help=Message("The event photographed, by words of its title in any language."),
        example="event:korea",
        names=_names("", "событие мероприятие", "оқиға шара", "행사"),
        weight=3.0,
        texts=lambda d: d.event_titles.values(),
        values=lambda d: () if d.event is None else (str(d.event),),
        suggested=True,
    ),
    SearchField(
        name="series",
        label=Message("Series"),
        kind=Kind.TEXT,
        help=Message("The series that the event belongs to."),
        example='series:"book corners"',
        names=_names("", "серия", "топтама", "시리즈"),
        weight=2.0,
        texts=lambda d: (d.series,),
        values=lambda d: (d.series,),
        suggested=True,
    ),
    SearchField(
        name="place",
        label=Message("Place"),
        kind=Kind.TEXT,
        help=Message("Where it was taken: venue, city, country."),
        example="place:almaty",
        names=_names("location where", "место где", "орын жер қайда", "장소"),
        weight=2.0,
        texts=lambda d: d.places,
        values=lambda d: d.places,
        suggested=True,
    ),
    SearchField(
        name="keyword",
        label=Message("Keyword"),
        kind=Kind.TEXT,
        help=Message("A keyword of the archive's vocabulary."),
        example="keyword:opening",
        names=_names("tag subject", "ключ тег тема", "кілтсөз тақырыптама", "키워드 태그"),
        weight=3.0,
        texts=lambda d: d.keywords,
        values=lambda d: d.keywords,
        suggested=True,
    ),
    SearchField(
        name="creator",
        label=Message("Photographer"),
        kind=Kind.NAME,
        help=Message("Who took the photo."),
        example="creator:kim",
        names=_names("photographer by", "автор фотограф", "түсірген авторы", "촬영자 사진가"),
        texts=lambda d: (d.creator,),
        values=lambda d: (d.creator,),
        suggested=True,
    ),
    SearchField(
        name="credit",
        label=Message("Credit line"),
        kind=Kind.TEXT,
        help=Message("The credit line."),
        example="credit:library",
        names=_names("", "источник", "дереккөз", "제공"),
        texts=lambda d: (d.credit,),
    ),
    SearchField(
        name="camera",
        label=Message("Camera"),
        kind=Kind.TEXT,
        help=Message("The camera's make and model."),
        example="camera:nikon",
        names=_names("", "камера фотоаппарат", "камера", "카메라"),
        texts=lambda d: (d.camera,),
        values=lambda d: (d.camera,),
    ),
    SearchField(
        name="lens",
        label=Message("Lens"),
        kind=Kind.TEXT,
        help=Message("The lens."),
        example='lens:"24-70"',
        names=_names("", "объектив", "объектив", "렌즈"),
        texts=lambda d: (d.lens,),
    ),
    SearchField(
        name="file",
        label=Message("File name"),
        kind=Kind.FILE,
        help=Message("The file's name, with or without zeros, underscores and extension; or a range of numbers."),
        example="file:DSC_0620..0640",
        names=_names("filename name", "файл", "файл", "파일 파일명"),
        weight=3.0,
        texts=lambda d: d.filenames,
    ),
    SearchField(
        name="caption",
        label=Message("Caption"),
        kind=Kind.TEXT,
        help=Message("The caption, in any of its languages."),
        example="caption:library",
        names=_names("description", "подпись подписи описание", "сипаттама", "설명 캡션"),
        texts=lambda d: d.captions.values(),
    ),
    SearchField(
        name="headline",
        label=Message("Headline"),
        kind=Kind.TEXT,
        help=Message("The headline."),
        example="headline:window",
        names=_names("title", "заголовок", "тақырып", "제목"),
        weight=2.0,
        texts=lambda d: (d.headline,),
    ),
    SearchField(
        name="rights",
        label=Message("Rights"),
        kind=Kind.TEXT,
        help=Message("The copyright notice and the usage terms."),
        example="rights:editorial",
        names=_names("copyright usage terms", "права", "құқық", "권리 저작권"),
        weight=0.5,
        texts=lambda d: (d.copyright, d.usage_terms),
    ),
    SearchField(
        name="year",
        label=Message("Year"),
        kind=Kind.NUMBER,
        help=Message("The year it was taken in."),
        example="year:2019..2021",
        names=_names("", "год", "жыл", "연도"),
        number=lambda d: d.captured.year if d.captured else None,
        values=lambda d: () if d.captured is None else (str(d.captured.year),),
    ),
    SearchField(
        name="date",
        label=Message("Taken"),
        kind=Kind.DATE,
        help=Message("When it was taken: a year, a month, a day, or a range of them, in figures or words."),
        example="date:2020-10-01..2020-10-09",
        names=_names("captured taken", "дата снято", "күні түсірілді", "날짜 촬영일"),
        number=_captured,
    ),
    SearchField(
        name="added",
        label=Message("Added"),
        kind=Kind.DATE,
        help=Message("When it came into the archive."),
        example="added:today",
        names=_names("uploaded", "добавлено загружено", "қосылды жүктелді", "추가 등록일"),
        number=lambda d: microseconds(d.added),
    ),
    SearchField(
        name="accession",
        label=Message("Accession"),
        kind=Kind.NUMBER,
        help=Message("The number of the upload it came with."),
        example="accession:17",
        spoken=True,
        names=_names("upload", "поступление", "түсім", "입수"),
        number=lambda d: d.accession,
    ),
    SearchField(
        name="status",
        label=Message("Status"),
        kind=Kind.EXACT,
        help=Message("draft, published or withdrawn."),
        example="status:draft",
        names=_names("", "статус", "мәртебе", "상태"),
        values=lambda d: (d.status,),
        choices=(
            Nameable(name="draft", label=Message("Draft"), names=_names("", "черновик", "жоба", "초안")),
            Nameable(
                name="published",
                label=Message("Published"),
                names=_names("", "опубликовано", "жарияланды", "게시"),
            ),
            Nameable(name="withdrawn", label=Message("Withdrawn"), names=_names("", "изъято снято", "алынды", "철회")),
        ),
    ),
    SearchField(
        name="stack",
        label=Message("Stack"),
        kind=Kind.NUMBER,
        help=Message("The frames of one burst, by the number of the photo that stands for them."),
        example="stack:1204",
        names=_names("burst", "стопка", "бума", "연사"),
        number=lambda d: d.stack,
    ),
    SearchField(
        name="iso",
        label=Message("ISO speed"),
        kind=Kind.NUMBER,
        help=Message("The ISO speed."),
        example="iso:>1600",
        spoken=True,
        number=lambda d: d.iso,
    ),
    SearchField(
        name="id",
        label=Message("Photo"),
        kind=Kind.NUMBER,
        help=Message("The photo's number in this archive."),
        example="id:1204",
        names=_names("", "номер", "нөмір", "번호"),
        number=lambda d: d.id,
    ),
    _hidden("latitude", Kind.NUMBER, number=partial(_microdegrees, axis=0)),
    _hidden("longitude", Kind.NUMBER, number=partial(_microdegrees, axis=1)),
    # The natural sort key: ascending values are the order.
    _hidden("filename", Kind.EXACT, values=lambda d: (filenames.natural_key(d.filenames[0]),)),
    # What a camera counts by: the letters before a number, and the number.
    _hidden("stem", Kind.EXACT, values=lambda d: (filenames.frame(d.filenames[0]).stem,)),
    _hidden("frame", Kind.NUMBER, number=lambda d: filenames.frame(d.filenames[0]).number),
)

FLAGS: tuple[Flag, ...] = (
    Flag(
        name="person",
        label=Message("people named"),
        names=_names("people", "люди", "адамдар"),
        is_set=lambda d: bool(d.people or d.persons_named),
    ),
    Flag(name="event", label=Message("an event"), is_set=lambda d: d.event is not None),
    Flag(name="date", label=Message("a date of capture"), is_set=lambda d: d.captured is not None),
    Flag(
        name="caption",
        label=Message("a caption"),
        is_set=lambda d: any(text.strip() for text in d.captions.values()),
    ),
    Flag(name="keyword", label=Message("keywords"), is_set=lambda d: bool(d.keywords)),
    Flag(name="creator", label=Message("a photographer"), is_set=lambda d: bool(d.creator.strip())),
    Flag(name="credit", label=Message("a credit line"), is_set=lambda d: bool(d.credit.strip())),
    Flag(
        name="copyright",
        label=Message("a copyright notice"),
        names=_names("", "права", "құқық", "저작권"),
        is_set=lambda d: bool(d.copyright.strip()),
    ),
    Flag(
        name="position",
        label=Message("a position on the map"),
        names=_names("gps", "координаты", "координат", "좌표 위치"),
        is_set=lambda d: d.position is not None,
    ),
)

OPERATORS: tuple[Operator, ...] = (
    Operator(
        name="has",
        label=Message("With"),
        help=Message("Photos of which this is recorded."),
        example="has:position",
        names=_names("", "есть", "бар", "있음"),
    ),
    Operator(
        name="no",
        label=Message("Without"),
        help=Message("Photos of which this is not recorded."),
        example="no:person",
        names=_names("", "нет без", "жоқ", "없음"),
    ),
    Operator(
        name="before",
        label=Message("Before"),
        help=Message("Photos taken before a year, a month or a day."),
        example="before:2004",
        names=_names("", "до", "дейін", "이전"),
    ),
    Operator(
        name="after",
        label=Message("After"),
        help=Message("Photos taken after a year, a month or a day."),
        example="after:2019-05",
        names=_names("", "после", "кейін", "이후"),
    ),
    Operator(
        name="near",
        label=Message("Near"),
        help=Message("Photos taken near a place: latitude, longitude and how far away at most (1km)."),
        example="near:43.24,76.95~5km",
        names=_names("", "рядом около", "жанында маңында", "근처"),
    ),
    Operator(
        name="like",
        label=Message("Like"),
        help=Message("Photos that share people, the event, keywords or the place with this one."),
        example="like:1204",
        names=_names("", "похоже", "ұқсас", "비슷한"),
    ),
)

FACETS: tuple[str, ...] = tuple(field.name for field in FIELDS if field.is_facet)
"""The fields whose values are counted beside results."""

BY_NAME: Mapping[str, SearchField] = {name: field for field in FIELDS if not field.hidden for name in field.spellings}
"""Every word that a field answers to."""

FLAG_BY_NAME: Mapping[str, Flag] = {
    name: flag
    for flag in FLAGS
    for name in (*flag.spellings, *(BY_NAME[flag.name].spellings if flag.name in BY_NAME else ()))
}
"""Every word that a flag answers to: its own, and those of the field that it is about."""

OPERATOR_BY_NAME: Mapping[str, Operator] = {name: operator for operator in OPERATORS for name in operator.spellings}
"""Every word that an operator answers to."""

ZONES: Mapping[str, int] = {field.name: n for n, field in enumerate(f for f in FIELDS if f.texts is not None)}
"""The fields with words, numbered: a word's position tells its field by that number."""
