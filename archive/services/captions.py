"""Caption tables: what a newsroom wrote of photos in a spreadsheet becomes what their records say.

First a plan, line by line, that writes nothing; then the plan carried out through ``tagging.edit``, as anybody's edit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.errors import ArchiveError, Invalid
from archive.model import Actor, Asset, Event, Role
from archive.services import authorities, columns, labels, matching, records, tables, tagging
from archive.services.columns import Column
from archive.services.matching import Asked, Terms
from archive.services.tables import Row, Table
from archive.services.tagging import KEEP, TEXT_FIELDS, AssetChange
from archive.text import LANGUAGES, Message, guess_language
from archive.work import Archive, Work

BATCH = 100
_QUOTED = re.compile(r"^'(?=[=+\-@])")
"""How we and others keep a spreadsheet from taking a text for a formula."""
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")
NOT_WRITTEN = ("place",)
"""Known, and kept elsewhere: the place is the event's. The date only tells photos apart: cameras know it better."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field from what to what; fields of a language are named ``caption.ru``."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a row comes to: its photo, what changes there, and what cannot be done."""

    number: int
    file: str
    asset_id: int | None = None
    change: AssetChange = field(default_factory=AssetChange)
    differences: tuple[Difference, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table would do, and the headers that mean nothing here."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...] = ()

    @property
    def changing(self) -> tuple[Line, ...]:
        """The lines that change a photo."""
        return tuple(line for line in self.lines if line.differences)

    @property
    def problems(self) -> tuple[Line, ...]:
        """The lines with something that cannot be done."""
        return tuple(line for line in self.lines if line.problems)

    @property
    def digest(self) -> str:
        """The same for the same plan: who agreed to one is not given another."""
        told = repr([(line.number, line.asset_id, line.differences) for line in self.changing])
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass
class _Known:
    """What was looked up for a table already: a name stands in it many times."""

    work: Work
    people: dict[str, int | str] = field(default_factory=dict)
    events: dict[str, int | str] = field(default_factory=dict)

    def person(self, name: str) -> int | str:
        """A person's id, or why there is none."""
        if name not in self.people:
            try:
                self.people[name] = authorities.find_person_by_name(self.work, name).id
            except ArchiveError as error:
                self.people[name] = error.message
        return self.people[name]

    def event(self, title: str) -> int | str:
        """An event's id, or why there is none."""
        if title not in self.events:
            wanted = title.casefold()
            found = [
                event
                for event in authorities.find_events(self.work, title, limit=1000)
                if wanted in {text.casefold() for text in event.title.values()}
            ]
            self.events[title] = found[0].id if len(found) == 1 else _no_event(title, len(found))
        return self.events[title]


def read(data: bytes) -> Table:
    """A caption table, CSV or XLSX. Raises Invalid, also where no column names the files."""
    table = tables.read(data, lambda header: columns.column(header) is not None)
    if not {"file", "id"} & {found.field for found in map(columns.column, table.header) if found}:
        raise Invalid(
            Message("No column names the files. The first row must have the columns' names, among them 'file'."),
            field="file",
        )
    return table


def plan(archive: Archive, actor: Actor, table: Table, terms: Terms = Terms()) -> Plan:  # noqa: B008 (it is frozen)
    """What a table would change. Writes nothing."""
    meanings = [columns.column(header) for header in table.header]
    lines: list[Line] = []
    described: dict[int, int] = {}
    for start in range(0, len(table.rows), BATCH):
        with archive.reading(actor) as work:
            work.require(Role.ARCHIVIST)
            rows = table.rows[start : start + BATCH]
            lines += _lines(work, [(row, _values(row, meanings)) for row in rows], terms, described)
    ignored = tuple(
        header
        for header, meaning in zip(table.header, meanings, strict=True)
        if header and (meaning is None or meaning.field in NOT_WRITTEN)
    )
    return Plan(tuple(lines), ignored)


def carry_out(archive: Archive, actor: Actor, agreed: Plan) -> int:
    """Do what a plan says; how many photos changed. Doing it again changes nothing."""
    changed = 0
    lines = agreed.changing
    for start in range(0, len(lines), BATCH):
        with archive.begin(actor) as work:
            for line in lines[start : start + BATCH]:
                if line.asset_id is not None:
                    changed += len(tagging.edit(work, [line.asset_id], line.change).changed)
    return changed


def _values(row: Row, meanings: Sequence[Column | None]) -> dict[Column, str]:
    """What a row says; of two columns of one meaning, the first that says something."""
    values: dict[Column, str] = {}
    for meaning, cell in zip(meanings, row.cells, strict=False):
        text = _QUOTED.sub("", cell)
        if meaning and text:
            values.setdefault(meaning, text)
    return values


def _lines(
    work: Work, rows: Sequence[tuple[Row, Mapping[Column, str]]], terms: Terms, described: dict[int, int]
) -> Iterable[Line]:
    asked = [_asked(values) for _, values in rows]
    matcher = matching.matcher(work, asked)
    known = _Known(work)
    for one, (row, values) in zip(asked, rows, strict=True):
        file = one.file or str(one.id or "")
        asset = matcher.match(one, terms)
        if isinstance(asset, Message):
            yield Line(row.number, file, problems=(asset,))
        elif asset.id in described:
            problem = Message("Line %(number)s describes this photo already.", number=described[asset.id])
            yield Line(row.number, file, asset.id, problems=(problem,))
        else:
            described[asset.id] = row.number
            change, problems = _change(values, known)
            differences = tuple(_differences(asset, change, work))
            yield Line(row.number, file, asset.id, _with_moved_caption(asset, change), differences, tuple(problems))


def _asked(values: Mapping[Column, str]) -> Asked:
    return Asked(
        values.get(Column("file"), ""),
        _number(values.get(Column("id"), "")),
        _day(values.get(Column("date"), "")),
    )


def _change(values: Mapping[Column, str], known: _Known) -> tuple[AssetChange, list[str]]:
    """What a row says, as an edit; and what of it cannot be done."""
    texts: dict[str, str] = {}
    captions: dict[str, str] = {}
    people: list[int] = []
    terms: list[str] = []
    event: int | str | None = None
    problems: list[str] = []
    for column, text in values.items():
        try:
            if column.field in TEXT_FIELDS:
                texts[column.field] = records.clean_text(text, column.field)
            elif column.field == "caption":
                captions[column.language or guess_language(text)] = records.clean_text(text, "caption")
            elif column.field == "people":
                looked = [known.person(name) for name in _parts(text, ";")]
                people += [one for one in looked if isinstance(one, int)]
                problems += [one for one in looked if isinstance(one, str)]
            elif column.field == "keywords":
                terms += _parts(text, ";" if ";" in text else ",")
            elif column.field == "event":
                event = known.event(" ".join(text.split()))
        except Invalid as error:
            problems.append(error.message)
    if isinstance(event, str):
        problems.append(event)
    change = AssetChange(
        texts=texts,
        captions=captions,
        event_id=event if isinstance(event, int) else KEEP,
        add_people=tuple(dict.fromkeys(people)),
        add_keywords=tuple(terms),
    )
    return change, problems


def _with_moved_caption(asset: Asset, change: AssetChange) -> AssetChange:
    """A caption of unstated language that now has one does not stay beside itself."""
    unstated = asset.caption.get("")
    if not unstated or unstated not in change.captions.values():
        return change
    return AssetChange(
        change.texts, {**change.captions, "": ""}, change.event_id, change.add_people, (), change.add_keywords
    )


def _differences(asset: Asset, change: AssetChange, work: Work) -> Iterable[Difference]:
    for name, text in change.texts.items():
        if (before := getattr(asset, name)) != text:
            yield Difference(name, before, text)
    for language in (code for code in LANGUAGES if code in change.captions):
        if (before := asset.caption.get(language, "")) != change.captions[language]:
            yield Difference(f"caption.{language}", before, change.captions[language])
    if isinstance(change.event_id, int) and change.event_id != asset.event_id:
        event = work.session.get(Event, change.event_id)
        yield Difference("event_id", asset.event.label() if asset.event else "", event.label() if event else "")
    present = {person.id for person in asset.people}
    if added := [each for each in change.add_people if each not in present]:
        names = labels.of_people(work, added, "en")
        yield Difference("people", "", "; ".join(names[each] for each in added))
    present_terms = {keyword.folded for keyword in asset.keywords}
    if new := [term for term in change.add_keywords if tagging.folded(term) not in present_terms]:
        yield Difference("keywords", "", "; ".join(new))


def _no_event(title: str, count: int) -> Message:
    if count:
        return Message("%(count)s events are called %(title)s.", count=count, title=title)
    return Message("There is no event called %(title)s; make the record first.", title=title)


def _parts(text: str, separator: str) -> list[str]:
    return [part for part in (" ".join(part.split()) for part in text.split(separator)) if part]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _day(text: str) -> date | None:
    """The day in a cell, as 2020-10-08 or 08.10.2020; None where there is none."""
    found = _DAY.search(text)
    if not found:
        return None
    parts = [int(part) for part in found.groups() if part]
    year, month, day = parts if len(found.group().split("-")) == 3 else reversed(parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None
