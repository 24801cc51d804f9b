"""What a search field, a flag and an operator are: the shapes of the rows in ``fields``.

No row stands here, and nothing of how they are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archive.query.document import Document
from archive.text import Message

Names = Mapping[str, tuple[str, ...]]
"""By language (BCP 47), the other words that may be typed for one of ours; the best one first."""


class Kind(StrEnum):
    """How the value of a field is read."""

    TEXT = "text"
    NAME = "name"
    """Text in which people's names are found across scripts and endings."""
    FILE = "file"
    EXACT = "exact"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameable:
    """Something that can be typed by name, and how it is explained to people."""

    name: str
    label: Message
    """What stands before a value, on a chip or over a facet."""
    names: Names = field(default_factory=dict)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every word that may be typed for it, its own first."""
        return tuple(dict.fromkeys((self.name, *(name for names in self.names.values() for name in names))))

    def name_in(self, language: str) -> str:
        """The word to show to a reader of that language."""
        return self.name if language == "en" else next(iter(self.names.get(language, ())), self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchField(Nameable):
    """One field: its kind, how a document fills it, and how it is explained.

    ``texts`` is searched as words, ``number`` compared (dates as microseconds), ``values`` are
    those of the facet, where the field is one. ``weight`` is how much a word found here tells.
    A ``hidden`` field is for engines alone: nobody can ask for it by name.
    """

    kind: Kind
    help: Message
    example: str
    weight: float = 1.0
    texts: Callable[[Document], Iterable[str]] | None = None
    number: Callable[[Document], int | None] | None = None
    values: Callable[[Document], Iterable[str]] | None = None
    choices: tuple[Nameable, ...] = ()
    """All values there can be, where these are few."""
    otherwise: str = ""
    """The field that is meant when what was typed is no number."""
    spoken: bool = False
    """Whether its name before a number can mean nothing else, so that it needs no colon: ``iso 400``."""
    suggested: bool = False
    """Whether its values are offered while somebody types."""
    hidden: bool = False

    @property
    def is_facet(self) -> bool:
        """Whether its values are counted beside results."""
        return self.values is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Nameable):
    """Something that may be recorded of a photo or not, asked for by ``has:`` and ``no:``."""

    is_set: Callable[[Document], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Nameable):
    """A word that is written like a field, but asks for something else."""

    help: Message
    example: str
