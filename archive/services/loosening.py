"""Ways on from a search that found nothing: which part is at fault, what may be misspelt, which filter to drop.

Every way is told with the number of photos that it would find, so that none ends in nothing again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.names import layouts
from archive.query.query import Query
from archive.query.reading import Part
from archive.query.rewriting import leaves, replaced
from archive.query.tree import Field, Node, Word
from archive.services import discovery
from archive.services.discovery import Request
from archive.services.interpretation import Interpreter
from archive.text import Message
from archive.work import Work

_MOST_PARTS = 8
"""Parts, and words, of one search that are looked at."""
_MOST_PROPOSALS = 5
_LONGEST_LAYOUT = 200


@dataclass(frozen=True, slots=True)
class Loosening:
    """A part of the search: how many photos it finds alone, and how many the rest finds ``without`` it."""

    text: str
    explanation: Message
    alone: int
    without: str
    count: int

    @property
    def at_fault(self) -> bool:
        """Whether nothing has this part at all."""
        return not self.alone


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that may be meant instead; ``query`` is the search with it, ``count`` what that finds."""

    typed: str
    proposal: str
    query: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A chosen value that stands in the way: without it the search finds ``count`` photos."""

    facet: str
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class NothingFound:
    """All ways on from a search that found nothing; best first in each."""

    parts: tuple[Loosening, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    layout: Spelling | None = None
    """The search as another keyboard layout would have had it."""
    filters: tuple[Filter, ...] = ()
    without_filters: int = 0
    """How many photos the words alone find; 0 where no filter is chosen."""


def nothing_found(work: Work, request: Request, language: str = "en") -> NothingFound:
    """The ways on from a search. For searches that found nothing: it asks the index several times."""
    ways = _Ways(work, replace(request, page=1, after="", before=""), Interpreter(work, language))
    reading = ways.interpreter.interpret(request.text).reading
    filters = ways.filters(language)
    return NothingFound(
        parts=tuple(ways.part(part) for part in reading.parts[:_MOST_PARTS]),
        spellings=ways.spellings(reading.tree),
        layout=ways.layout(),
        filters=filters,
        without_filters=ways.count(request.text, {}) if filters else 0,
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """One search that found nothing, changed in one way after another."""

    work: Work
    request: Request
    interpreter: Interpreter

    def count(self, text: str, selected: Mapping[str, tuple[str, ...]] | None = None) -> int:
        """How many photos other words find, perhaps with other filters."""
        request = self.request if selected is None else replace(self.request, selected=selected)
        return discovery.count(self.work, request, self.interpreter.interpret(text))

    def part(self, part: Part) -> Loosening:
        """A part alone, and the rest without it."""
        alone, rest = self.count(part.text, {}), self.count(part.without)
        return Loosening(part.text, part.explanation, alone, part.without, rest)

    def filters(self, language: str) -> tuple[Filter, ...]:
        """Each chosen value with what would be found without it, the most helpful first."""
        found = []
        chosen = self.request.selected
        for facet, values in chosen.items():
            names = discovery.names_of(self.work, facet, values, language)
            for value in values:
                rest = {**chosen, facet: tuple(other for other in values if other != value)}
                count = self.count(self.request.text, {name: kept for name, kept in rest.items() if kept})
                found.append(Filter(facet, value, names.get(value, value), count))
        return tuple(sorted(found, key=lambda one: -one.count))

    def spellings(self, tree: Node) -> tuple[Spelling, ...]:
        """Words like those that nothing has, one put in another's place; where that does not help, in all of theirs."""
        wanted = {leaf.text: field for leaf, field in leaves(tree) if isinstance(leaf, Word)}
        amiss = [
            (word, field) for word, field in list(wanted.items())[:_MOST_PARTS] if not self._finds(Word(word), field)
        ]
        likely = {word: self._likely(word, field) for word, field in amiss}
        found = [self._spelt(tree, {word: other}) for word, others in likely.items() for other in others]
        if not any(one.count for one in found) and len(amiss) > 1 and all(likely.values()):
            found = [self._spelt(tree, {word: others[0] for word, others in likely.items()})]
        return tuple(sorted((one for one in found if one.count), key=lambda one: -one.count)[:_MOST_PROPOSALS])

    def layout(self) -> Spelling | None:
        """The search as other keyboard layouts would have had it, if one of them finds something."""
        typed = self.request.text[:_LONGEST_LAYOUT]
        meant = [Spelling(typed, text, text, self.count(text)) for text in layouts.meant(typed)]
        best = max(meant, key=lambda one: one.count, default=None)
        return best if best and best.count else None

    def _spelt(self, tree: Node, words: Mapping[str, str]) -> Spelling:
        """The search with other words in place of some."""

        def change(leaf: Node) -> Node:
            return Word(words[leaf.text]) if isinstance(leaf, Word) and leaf.text in words else leaf

        text = str(replaced(tree, change))
        return Spelling(" ".join(words), " ".join(words.values()), text, self.count(text))

    def _likely(self, word: str, field: str | None) -> list[str]:
        """Words that may have been meant.

        The index proposes words of all photos. Only those are told that find something for the actor by
        themselves: a word that only drafts have is a secret.
        """
        proposed = self.work.search.similar_words(word, 4 * _MOST_PROPOSALS)
        return [other for other in proposed if self._finds(Word(other), field)][:_MOST_PROPOSALS]

    def _finds(self, word: Word, field: str | None) -> bool:
        """Whether the actor may see a photo that has this word, perhaps in one field."""
        tree = Field(field, word) if field else word
        return self.work.search.find(Query(frozenset(map(str, self.work.visible)), tree, limit=0)).total > 0
