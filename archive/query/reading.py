"""How a search was understood, told to people: each of its parts in a sentence, and the text without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from archive.query import filenames
from archive.query.calendars import period
from archive.query.fields import BY_NAME, FLAG_BY_NAME
from archive.query.kinds import Kind
from archive.query.tree import (
    And,
    AtLeast,
    Dated,
    Everything,
    Field,
    Frames,
    Has,
    Like,
    Named,
    Near,
    No,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Word,
    all_of,
    any_of,
    degrees,
    distance,
)
from archive.text import Message


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a search: as text, as a sentence, as a tree; and the search ``without`` it, as text."""

    text: str
    explanation: Message
    without: str
    node: Node

    @property
    def label(self) -> Message:
        """What it asks for, as short as a chip needs it: a word is itself, signs of the language are said in words."""
        return label(self.node)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was understood: its tree, its canonical text, and what could not be read of it."""

    tree: Node
    text: str
    problems: tuple[Message, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is asked for, one by one: all of them, or any of them where ``or`` stands between."""
        match self.tree:
            case Everything():
                return ()
            case Or(parts):
                return tuple(
                    Part(
                        text=str(part),
                        explanation=Message("Or: %(what)s", what=explain(part)) if n else explain(part),
                        without=str(any_of((*parts[:n], *parts[n + 1 :]))),
                        node=part,
                    )
                    for n, part in enumerate(parts)
                )
            case And(parts):
                return tuple(
                    Part(str(part), explain(part), str(all_of((*parts[:n], *parts[n + 1 :]))), part)
                    for n, part in enumerate(parts)
                )
            case node:
                return (Part(str(node), explain(node), "", node),)


def label(node: Node) -> Message:
    """A part of a search as somebody would call it who never saw our language."""
    match node:
        case Word(text) | Dated(text):
            return Message("%(text)s", text=text)
        case Phrase(text):
            return Message("\u201c%(text)s\u201d", text=text)
        case Prefix(text):
            return Message("%(beginning)s\u2026", beginning=text)
        case Not(inner):
            return Message("without %(what)s", what=label(inner))
        case And(parts) if all(isinstance(part, Word | Phrase | Prefix | Dated) for part in parts):
            return Message("%(text)s", text=" ".join(map(label, parts)))
        case And(parts):
            return _listed(parts)
        case Or(parts):
            return _joined(map(label, parts), lambda one, other: Message("%(one)s or %(other)s", one=one, other=other))
        case Named(inner):
            return label(inner)
        case _:
            return explain(node)


def _listed(parts: Iterable[Node]) -> Message:
    return _joined(map(label, parts), lambda one, other: Message("%(one)s, %(other)s", one=one, other=other))


def _joined(said: Iterable[Message], join: Callable[[Message, Message], Message]) -> Message:
    return reduce(join, said)


def explain(node: Node) -> Message:
    """What a part of a search asks for, in one sentence."""
    match node:
        case Field(_, Frames() as inner):
            return _words(inner)
        case Field(name, inner):
            return Message("%(field)s: %(value)s", field=BY_NAME[name].label, value=_value(name, inner))
        case Not(inner):
            return Message("Not: %(what)s", what=explain(inner))
        case AtLeast(count, parts):
            return Message("At least %(count)s of: %(parts)s", count=count, parts=_listed(parts))
        case Or(parts):
            return Message("Any of: %(parts)s", parts=_listed(parts))
        case And(parts):
            return Message("All of: %(parts)s", parts=_listed(parts))
        case Named(inner):
            return explain(inner)
        case Word() | Phrase() | Prefix() | Dated() | Frames() | Everything():
            return _words(node)
        case Range() | Has() | No() | Near() | Like():
            return _recorded(node)


def _words(node: Word | Phrase | Prefix | Dated | Frames | Everything) -> Message:
    match node:
        case Word(text) if filenames.is_whole(text):
            return Message("The file \u201c%(name)s\u201d, or a text with this name", name=text)
        case Word(text):
            return Message("The word \u201c%(word)s\u201d in any of its forms", word=text)
        case Phrase(text):
            return Message("The words \u201c%(words)s\u201d side by side", words=text)
        case Prefix(text):
            return Message("Words beginning with \u201c%(beginning)s\u201d", beginning=text)
        case Dated(_, low, high):
            return _taken(low, high)
        case Frames("", last):
            return Message("Files up to %(last)s", last=last)
        case Frames(first, ""):
            return Message("Files from %(first)s on", first=first)
        case Frames(first, last):
            return Message("Files %(first)s to %(last)s", first=first, last=last)
        case Everything():
            return Message("All photos")


def _recorded(node: Range | Has | No | Near | Like) -> Message:
    match node:
        case Range("date", low, high):
            return _taken(low, high)
        case Range(name, low, high):
            return Message("%(field)s: %(value)s", field=BY_NAME[name].label, value=_between(low, high))
        case Has(what):
            return Message("With: %(what)s", what=FLAG_BY_NAME[what].label)
        case No(what):
            return Message("Without: %(what)s", what=FLAG_BY_NAME[what].label)
        case Near(latitude, longitude, metres):
            return Message(
                "At most %(distance)s from %(latitude)s, %(longitude)s",
                distance=distance(metres),
                latitude=degrees(latitude),
                longitude=degrees(longitude),
            )
        case Like(photo):
            return Message("Like photo %(photo)s", photo=str(photo))


def _taken(low: date | int | None, high: date | int | None) -> Message:
    if not low or not high:
        if low:
            return Message("Taken on %(day)s or later", day=low)
        return Message("Taken on %(day)s or earlier", day=high)
    if low == high:
        return Message("Taken on %(day)s", day=low)
    if isinstance(low, date) and (low, high) == (date(low.year, 1, 1), date(low.year, 12, 31)):
        return Message("Taken in %(year)s", year=low.year)
    if isinstance(low, date) and (low, high) == period(low.year, low.month):
        return _in_month(low.month, low.year)
    return Message("Taken from %(first)s to %(last)s", first=low, last=high)


def _in_month(month: int, year: int) -> Message:
    """A sentence a month: languages have cases for it that a table of months lacks."""
    return (
        Message("Taken in January %(year)s", year=year),
        Message("Taken in February %(year)s", year=year),
        Message("Taken in March %(year)s", year=year),
        Message("Taken in April %(year)s", year=year),
        Message("Taken in May %(year)s", year=year),
        Message("Taken in June %(year)s", year=year),
        Message("Taken in July %(year)s", year=year),
        Message("Taken in August %(year)s", year=year),
        Message("Taken in September %(year)s", year=year),
        Message("Taken in October %(year)s", year=year),
        Message("Taken in November %(year)s", year=year),
        Message("Taken in December %(year)s", year=year),
    )[month - 1]


def _between(low: date | int | None, high: date | int | None) -> Message:
    if low == high:
        return Message("%(only)s", only=low)
    if low is None:
        return Message("up to %(most)s", most=high)
    if high is None:
        return Message("from %(least)s", least=low)
    return Message("%(low)s to %(high)s", low=low, high=high)


def _value(name: str, node: Node) -> str:
    """What a field is to hold, as short as it can be said."""
    match node:
        case Word(text) if BY_NAME[name].kind is Kind.EXACT:
            return next((choice.label for choice in BY_NAME[name].choices if choice.name == text), text)
        case Word(text):
            return text
        case Phrase(text):
            return f"\u201c{text}\u201d"
        case Prefix(text):
            return f"{text}\u2026"
        case _:
            return label(node)
