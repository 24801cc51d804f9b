"""What somebody may be about to type: people, events, places, ... of which there are photos to be seen.

Reads only; which of them becomes a filter and which a link is for the page to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from archive.model import Event
from archive.names import layouts
from archive.query.fields import BY_NAME, FIELDS, OPERATORS
from archive.query.kinds import Operator, SearchField
from archive.query.query import Query, Sort
from archive.query.tree import Everything, Field, Frames, Node, Prefix, Word, all_of, any_of
from archive.query.unfinished import Ending, endings
from archive.query.words import fold
from archive.services import discovery, naming
from archive.text import Message
from archive.work import Work

MOST = 5
"""Of one kind."""
FIELD, FILE = "field", "file"
_CANDIDATES = 300
"""People so called who are looked at for having photos to be seen."""
_LIKELY = 0.8
_SHORTEST_FILE = 3
_SHORTEST_LIKENESS = 4
"""Letters from which on a likeness says something."""
_COUNTER_DIGITS = 4
"""With so many figures cameras count; fewer are the beginning of these."""
_SUGGESTED = tuple(field for field in FIELDS if field.suggested)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant.

    ``text`` is the search with the unfinished words taken out (a filter takes their place), or
    finished, where a field was begun. ``value`` is the facet's value, the photo's id, or the field's name.
    """

    kind: str
    value: str
    label: str
    text: str
    detail: str | date = ""
    """What tells it from others so called: an event's day, a file's headline."""
    count: int = 0
    """How many photos the actor may see of it; 0 for fields, which have none."""
    cover: discovery.Summary | None = None
    """The newest of these."""


@dataclass(frozen=True, slots=True)
class Group:
    """The suggestions of one kind, the best first: a facet's name, ``file`` or ``field``."""

    kind: str
    label: Message
    items: tuple[Suggestion, ...]


def suggest(work: Work, text: str, language: str = "en", limit: int = MOST) -> tuple[Group, ...]:
    """What the last, unfinished words of a search may become. Nothing is told that no visible photo has."""
    typed = endings(text)
    groups = []
    for field in _SUGGESTED:
        own = [ending for ending in typed if ending.field in (None, field)]
        groups.append(Group(field.name, field.label, _of_field(work, field, own, language, limit)))
    if typed and not typed[-1].is_unwanted:
        groups.append(Group(FILE, BY_NAME[FILE].label, _files(work, typed[-1], language, limit)))
        groups.append(Group(FIELD, Message("Search in"), _fields(typed[-1], language, limit)))
    if not any(group.items for group in groups):
        groups = [Group("person", BY_NAME["person"].label, _likely(work, typed, language, limit))]
    shown = [group for group in groups if group.items]
    return tuple(map(_unwanted, shown)) if typed and typed[-1].is_unwanted else _with_covers(work, shown)


def _of_field(
    work: Work, field: SearchField, typed: Sequence[Ending], language: str, limit: int
) -> tuple[Suggestion, ...]:
    """Values of one facet, of the longest run of words that any begins with: where a shorter one has none, none has."""
    best: list[Suggestion] = []
    for ending in reversed(typed):
        match field.name:
            case "person":
                found = _people(work, ending, language, limit)
            case "event":
                found = _events(work, ending, language, limit)
            case _:
                values = work.search.values(field.name, _statuses(work), ending.words, limit)
                found = [Suggestion(field.name, v.value, v.value, ending.finished(""), count=v.count) for v in values]
        if not found:
            break
        best = found
    return tuple(best)


def _likely(work: Work, typed: Sequence[Ending], language: str, limit: int) -> tuple[Suggestion, ...]:
    """People who may be meant where nothing begins so: on another keyboard, with an ending, with a slip."""
    for ending in typed[:1]:
        if ending.field in (None, BY_NAME["person"]) and sum(map(str.isalpha, ending.words)) >= _SHORTEST_LIKENESS:
            others = (replace(ending, words=words) for words in layouts.meant(ending.words))
            begun = (found for other in others if (found := _people(work, other, language, limit)))
            return tuple(next(begun, []) or _meant(work, ending, language, limit))
    return ()


def _unwanted(group: Group) -> Group:
    """The same as text with a minus: what is not wanted is no filter."""
    items = tuple(
        Suggestion(
            FIELD, item.kind, item.label, f'{item.text} -{item.kind}:"{item.label.replace(chr(34), " ")}"'.strip()
        )
        for item in group.items
    )
    return replace(group, items=items)


def _people(work: Work, ending: Ending, language: str, limit: int) -> list[Suggestion]:
    """People by any form of their names, in any script; of those equally well named, the most photographed."""
    if not ending.words.strip():
        top = {value.value: value.count for value in work.search.values("person", _statuses(work), "", limit)}
        return _called(work, ending, list(top), top, language)
    if any(word.isdecimal() for word in ending.words.split()):
        return []  # a year beside a name: names are compared without figures, and it would be lost
    matches = {str(match.id): match for match in naming.finder(work).complete(ending.words, _CANDIDATES)}
    counts = work.search.counts("person", _statuses(work), matches)
    ranked = sorted(counts, key=lambda person: (-round(matches[person].score, 1), -counts[person]))
    return _called(work, ending, ranked[:limit], counts, language)


def _meant(work: Work, ending: Ending, language: str, limit: int) -> list[Suggestion]:
    """People whom a finished name may mean: with an ending, or a slip."""
    people = [str(match.id) for match in naming.finder(work).find(ending.words) if match.score >= _LIKELY]
    counts = work.search.counts("person", _statuses(work), people)
    return _called(work, ending, [person for person in people if person in counts][:limit], counts, language)


def _called(
    work: Work, ending: Ending, people: Sequence[str], counts: Mapping[str, int], language: str
) -> list[Suggestion]:
    names = discovery.names_of(work, "person", people, language)
    return [Suggestion("person", p, names[p], ending.finished(""), count=counts[p]) for p in people if p in names]


def _events(work: Work, ending: Ending, language: str, limit: int) -> list[Suggestion]:
    """Events by words of their titles, in any order, the last one perhaps unfinished."""
    *before, last = ending.words.split() or [""]
    words: list[Node] = [*map(Word, before), *([Prefix(last)] if last else [])]
    tree = all_of(Field("event", word) for word in words)
    hits = work.search.find(_query(work, tree, facets=("event",), facet_limit=limit, limit=0))
    counts = {value.value: value.count for value in hits.facets["event"]}
    names = discovery.names_of(work, "event", list(counts), language)
    rows = work.session.execute(select(Event.id, Event.starts_on).where(Event.id.in_([int(event) for event in names])))
    days = {str(row.id): row.starts_on for row in rows}
    return [
        Suggestion("event", event, names[event], ending.finished(""), days.get(event) or "", count)
        for event, count in counts.items()
        if event in names
    ]


def _files(work: Work, ending: Ending, language: str, limit: int) -> tuple[Suggestion, ...]:
    """Photos whose file names begin so, or whose numbers do."""
    if (ending.field and ending.field.name != FILE) or len(ending.words.strip()) < _SHORTEST_FILE:
        return ()
    hits = work.search.find(_query(work, _begun_file(ending.words.strip()), sort=Sort.FILENAME, limit=limit))
    assets = discovery.fetch(work, [hit.id for hit in hits.hits])
    found = [assets[hit.id] for hit in hits.hits if hit.id in assets]
    return tuple(
        Suggestion(
            FILE,
            str(asset.id),
            asset.filename,
            ending.finished(asset.filename),
            detail=asset.label(language) if asset.label(language) != asset.filename else "",
            count=1,
            cover=asset,
        )
        for asset in found
    )


def _begun_file(text: str) -> Node:
    begun = Field(FILE, Prefix(text))
    if not text.isdecimal():
        return begun
    missing = max(0, _COUNTER_DIGITS - len(text))
    frames = Frames(text + "0" * missing, text + "9" * missing)
    return any_of([begun, Field(FILE, Word(text)), Field(FILE, frames)])


def _fields(ending: Ending, language: str, limit: int) -> tuple[Suggestion, ...]:
    """Fields of which the name is begun, in any language that has one."""
    begun = fold(ending.words.strip())
    if ending.field or len(begun) < 2:
        return ()
    rows: tuple[SearchField | Operator, ...] = (*(field for field in FIELDS if not field.hidden), *OPERATORS)
    found = []
    for row in rows:
        name = next((name for name in (row.name_in(language), *row.spellings) if fold(name).startswith(begun)), "")
        if name:
            found.append(Suggestion(FIELD, row.name, f"{name}:", ending.finished(f"{name}:"), detail=row.help))
    return tuple(found[:limit])


def _with_covers(work: Work, groups: Iterable[Group]) -> tuple[Group, ...]:
    """The same with the newest photo of each; what the database no longer has a photo of is left out."""
    newest: dict[tuple[str, str], int] = {}
    for item in (item for group in groups for item in group.items if item.count and not item.cover):
        chosen = {item.kind: (item.value,)}
        hits = work.search.find(_query(work, Everything(), selected=chosen, sort=Sort.NEWEST, limit=1))
        if hits.hits:
            newest[item.kind, item.value] = hits.hits[0].id
    assets = discovery.fetch(work, list(newest.values()))
    covered = []
    for group in groups:
        items = tuple(
            replace(item, cover=item.cover or assets.get(newest.get((item.kind, item.value), 0)))
            for item in group.items
        )
        covered.append(replace(group, items=tuple(item for item in items if item.cover or not item.count)))
    return tuple(group for group in covered if group.items)


def _statuses(work: Work) -> frozenset[str]:
    return frozenset(str(status) for status in work.visible)


def _query(work: Work, tree: Node, **more: Any) -> Query:
    return Query(_statuses(work), tree, **more)
