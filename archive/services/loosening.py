"""Ways on from a search that found nothing: which part is at fault, what may be misspelt, which filter to drop.

Every way is told with the number of photos that it would find, so that none ends in nothing again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.names import layouts
from archive.query.query import Query
from archive.query.reading import Part, label
from archive.query.rewriting import leaves, replaced
from archive.query.tree import Dated, Field, Node, Range, Word, any_of
from archive.services import discovery, neighbours
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
    label: Message
    """The part as a chip says it."""
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
    """What may be meant instead; ``query`` is the search with it, ``label`` says that, ``count`` is what it finds."""

    typed: str
    proposal: str
    query: str
    label: Message
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


def in_other_scripts(work: Work, request: Request, language: str = "en") -> tuple[Spelling, ...]:
    """The search with the names of places, keywords and events as another script writes them as well.

    Those ways alone that find more than the search itself; for results that are few.
    """
    ways = _Ways(work, replace(request, page=1, after="", before=""), Interpreter(work, language))
    tree = ways.interpreter.interpret(request.text).reading.tree
    found = ways.in_other_scripts(tree, language, keep=True)
    least = ways.count(request.text) if found else 0
    return tuple(one for one in found if one.count > least)


def nothing_found(work: Work, request: Request, language: str = "en") -> NothingFound:
    """The ways on from a search. For searches that found nothing: it asks the index several times."""
    ways = _Ways(work, replace(request, page=1, after="", before=""), Interpreter(work, language))
    reading = ways.interpreter.interpret(request.text).reading
    filters = ways.filters(language)
    return NothingFound(
        parts=tuple(ways.part(part) for part in reading.parts[:_MOST_PARTS]),
        spellings=ways.proposals(reading.tree, language),
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
        return Loosening(part.text, part.label, part.explanation, alone, part.without, rest)

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

    def proposals(self, tree: Node, language: str) -> tuple[Spelling, ...]:
        """What may be meant instead of what nothing has: a name in another script, a number nearby, a spelling."""
        found = (*self.in_other_scripts(tree, language), *self.nearest(tree), *self.spellings(tree))
        return tuple({one.query: one for one in reversed(found) if one.count}.values())[::-1][:_MOST_PROPOSALS]

    def in_other_scripts(self, tree: Node, language: str, *, keep: bool = False) -> tuple[Spelling, ...]:
        """Words as the same name is written in another script, in their place or, to ``keep`` them, beside them."""
        found = []
        for word, field in [(w, f) for w, f in leaves(tree) if isinstance(w, Word)][:_MOST_PARTS]:
            for other in neighbours.in_other_scripts(self.work, word.text, field, language)[:1]:
                meant = any_of([word, Word(other)]) if keep else Word(other)
                found.append(self._changed(tree, word, meant, word.text, other))
        return tuple(found)

    def nearest(self, tree: Node) -> tuple[Spelling, ...]:
        """For days and numbers that no photo has, those beside them that some have."""
        found = []
        for leaf, _ in list(leaves(tree))[:_MOST_PARTS]:
            if isinstance(leaf, Range | Dated) and not self._has(leaf):
                others = neighbours.nearest(self.work, leaf)
                found += [self._changed(tree, leaf, other, str(leaf), str(other)) for other in others]
        return tuple(found)

    def _changed(self, tree: Node, leaf: Node, other: Node, typed: str, proposal: str) -> Spelling:
        changed = replaced(tree, lambda one: other if one == leaf else one)
        return Spelling(typed, proposal, str(changed), label(changed), self.count(str(changed)))

    def spellings(self, tree: Node) -> tuple[Spelling, ...]:
        """Words like those that nothing has, one put in another's place; where that does not help, in all of theirs."""
        wanted = {leaf.text: field for leaf, field in leaves(tree) if isinstance(leaf, Word) and _is_spelt(leaf.text)}
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
        meant = [
            Spelling(typed, text, text, Message("%(text)s", text=text), self.count(text))
            for text in layouts.meant(typed)
        ]
        best = max(meant, key=lambda one: one.count, default=None)
        return best if best and best.count else None

    def _spelt(self, tree: Node, words: Mapping[str, str]) -> Spelling:
        """The search with other words in place of some."""

        def change(leaf: Node) -> Node:
            return Word(words[leaf.text]) if isinstance(leaf, Word) and leaf.text in words else leaf

        changed = replaced(tree, change)
        return Spelling(
            " ".join(words), " ".join(words.values()), str(changed), label(changed), self.count(str(changed))
        )

    def _likely(self, word: str, field: str | None) -> list[str]:
        """Words that may have been meant.

        The index proposes words of all photos. Only those are told that find something for the actor by
        themselves: a word that only drafts have is a secret.
        """
        proposed = self.work.search.similar_words(word, 4 * _MOST_PROPOSALS)
        return [other for other in proposed if self._finds(Word(other), field)][:_MOST_PROPOSALS]

    def _finds(self, word: Word, field: str | None) -> bool:
        """Whether the actor may see a photo that has this word, perhaps in one field."""
        return self._has(Field(field, word) if field else word)

    def _has(self, tree: Node) -> bool:
        return self.work.search.find(Query(frozenset(map(str, self.work.visible)), tree, limit=0)).total > 0


def _is_spelt(word: str) -> bool:
    """Whether a word can be misspelt: one of figures is another number."""
    return any(map(str.isalpha, word))
