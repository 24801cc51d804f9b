"""What a search means, as a tree of small values; ``str(tree)`` is its text in our language.

Knows neither how text becomes a tree (``parse``) nor how a tree is answered (``plan``).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Everything:
    """All photos there are; the empty text."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was typed, in any of its forms: also a name in another script, also a file name."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, in this order."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date typed by itself, in figures or words: taken then, or described with those very words.

    None leaves an end open: ``after 2019``.
    """

    text: str
    low: date | None
    high: date | None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Frames:
    """Files of which the number lies between two, the letters before it being the same; "" leaves the end open.

    Stands within the field of file names, and nowhere else.
    """

    first: str
    last: str

    def __str__(self) -> str:
        text = f"{self.first}..{self.last}"
        return f'"{text}"' if " " in text else text


@dataclass(frozen=True, slots=True)
class Field:
    """What is to be found in one field only. ``node`` is made of words, phrases, prefixes and frames."""

    name: str
    node: Node

    def __str__(self) -> str:
        return f"{self.name}:{_grouped(self.node, And | Or | Not)}"


@dataclass(frozen=True, slots=True)
class Range:
    """A number or a day between two, both included; None leaves an end open."""

    name: str
    low: date | int | None
    high: date | int | None

    def __str__(self) -> str:
        if isinstance(self.low, date) and isinstance(self.high, date):
            for text, first, last in _periods(self.low):
                if (first, last) == (self.low, self.high):
                    return f"{self.name}:{text}"
        elif self.low is not None and self.low == self.high:
            return f"{self.name}:{self.low}"
        return f"{self.name}:{_bound(self.low, end=False)}..{_bound(self.high, end=True)}"


@dataclass(frozen=True, slots=True)
class Has:
    """Photos of which something is recorded at all."""

    what: str

    def __str__(self) -> str:
        return f"has:{self.what}"


@dataclass(frozen=True, slots=True)
class No:
    """Photos of which something is not recorded."""

    what: str

    def __str__(self) -> str:
        return f"no:{self.what}"


@dataclass(frozen=True, slots=True)
class Near:
    """Photos taken at most so many metres from a place; degrees, north and east positive."""

    latitude: float
    longitude: float
    metres: float

    def __str__(self) -> str:
        return f"near:{degrees(self.latitude)},{degrees(self.longitude)}~{distance(self.metres)}"


@dataclass(frozen=True, slots=True)
class Like:
    """Photos that share people, an event, keywords, ... with a photo, the more of them the better.

    ``values`` are what that photo has, by facet; whoever can look them up fills them in.
    """

    photo: int
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"like:{self.photo}"


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name people whom the archive knows under other forms too: by the words, or by the person records."""

    node: Node
    people: tuple[int, ...]

    def __str__(self) -> str:
        return str(self.node)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of several: more than one, fewer than all. Made by ``at_least``."""

    count: int
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f"{self.count} of ({', '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class And:
    """All of several. Made by ``all_of``."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_grouped(part, Or) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of several. Made by ``any_of``."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """All but these. Made by ``negate``."""

    node: Node

    def __str__(self) -> str:
        return f"-{_grouped(self.node, And | Or | Dated)}"


Node = (
    Everything
    | Word
    | Phrase
    | Prefix
    | Dated
    | Frames
    | Field
    | Range
    | Has
    | No
    | Near
    | Like
    | Named
    | AtLeast
    | And
    | Or
    | Not
)


def all_of(parts: Iterable[Node]) -> Node:
    """The conjunction in its one form: flat, and no conjunction where there is one part or none."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    return And(tuple(flat)) if len(flat) > 1 else flat[0] if flat else Everything()


def any_of(parts: Iterable[Node]) -> Node:
    """The disjunction in its one form: flat, and no disjunction where there is one part or none."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    return Or(tuple(flat)) if len(flat) > 1 else flat[0] if flat else Everything()


def at_least(count: int, parts: Iterable[Node]) -> Node:
    """So many of several, at least one and at most all; those two have forms of their own."""
    several = tuple(parts)
    if count >= len(several):
        return all_of(several)
    return AtLeast(count, several) if count > 1 else any_of(several)


def negate(node: Node) -> Node:
    """The opposite; of an opposite, what it was."""
    return node.node if isinstance(node, Not) else Not(node)


def degrees(angle: float) -> str:
    """Decimal degrees to the sixth place, which is a hand's breadth on the ground."""
    return f"{angle:.6f}".rstrip("0").rstrip(".")


def _periods(day: date) -> tuple[tuple[str, date, date], ...]:
    """The year, the month and the day that a day lies in: text, first day, last day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return (
        (f"{day.year:04}", date(day.year, 1, 1), date(day.year, 12, 31)),
        (f"{day.year:04}-{day.month:02}", day.replace(day=1), day.replace(day=last)),
        (day.isoformat(), day, day),
    )


def _bound(value: date | int | None, *, end: bool) -> str:
    """One end of a range, as short as it can be said."""
    if isinstance(value, date):
        return next(text for text, first, last in _periods(value) if value == (last if end else first))
    return "" if value is None else str(value)


def distance(metres: float) -> str:
    """A distance as it is typed: ``5km``, ``1500m``."""
    return f"{metres / 1000:.0f}km" if metres % 1000 == 0 else f"{metres:.0f}m"


def _grouped(node: Node, kinds: object) -> str:
    one_word = isinstance(node, Dated) and " " not in node.text
    return f"({node})" if isinstance(node, kinds) and not one_word else str(node)  # type: ignore[arg-type]
