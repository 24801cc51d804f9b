"""What a search means in this archive: its words as people of the authority records, photos it likens others to.

The language itself knows no records; nothing is told here of what the actor may not see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from archive.model import Asset
from archive.names.finder import Ground, Match, NameFinder
from archive.query.entry import describe
from archive.query.marking import mark
from archive.query.parse import parse
from archive.query.query import Query
from archive.query.reading import Reading
from archive.query.rewriting import replaced, with_people
from archive.query.tree import Like, Node, Word, all_of
from archive.query.words import fold
from archive.services import indexing, labels, naming
from archive.text import Message
from archive.work import Work

ALIKE = ("person", "event", "keyword", "place", "series")
"""The facets by which photos are alike."""
_MOST_WORDS = 3
"""Of one name, where it is guessed."""
_MOST_TRIES = 6
"""Guesses at one search: each takes some milliseconds."""
_MOST_NOTES = 3
_SURE = frozenset({Ground.RECORDED, Ground.RULE})
_LIKELY = 0.8
"""How sure a guess must be, of 1."""


@dataclass(frozen=True, slots=True)
class FoundAs:
    """Words that name a person under another form: ``typed`` is found as ``form``."""

    words: str
    """The words of the search that name the person."""
    person_id: int
    label: str
    """The person's name in the reader's language."""
    typed: str
    form: str
    sure: bool = True
    """Whether a rule of writing names says so; else it is a likely slip or another keyboard."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A search as it was read, and the tree to answer it by."""

    reading: Reading
    tree: Node
    found_as: tuple[FoundAs, ...] = ()


def interpret(work: Work, text: str, language: str = "en") -> Interpretation:
    """Read a search and look up whom and what it names."""
    return Interpreter(work, language).interpret(text)


class Interpreter:
    """Reads searches that have words in common, and looks up each name once."""

    def __init__(self, work: Work, language: str = "en") -> None:
        self._work = work
        self._language = language
        self._finder = naming.finder(work)
        self._guesses: dict[str, list[Match]] = {}

    def interpret(self, text: str) -> Interpretation:
        """Read a search.

        A likeness of names or another keyboard counts only where the search as it was typed finds
        nothing: one that finds what was typed is never widened by guesses. Choices of facets have no
        part in this, so that a search means the same whatever is chosen beside it.
        """
        reading = parse(text, self._work.now.date())
        people = _People(self._work, self._finder, self._guesses)
        problems: list[Message] = []
        tree = with_people(reading.tree, people.mentioned)
        tree = replaced(tree, lambda leaf: _likened(self._work, leaf, problems) if isinstance(leaf, Like) else leaf)
        if people.unknown and not people.finds(tree):
            people.found.clear()
            tree = with_people(reading.tree, people.meant)
            tree = replaced(tree, lambda leaf: _likened(self._work, leaf, []) if isinstance(leaf, Like) else leaf)
        if problems:
            reading = replace(reading, problems=(*reading.problems, *problems))
        return Interpretation(reading, tree, tuple(people.notes(tree, self._language)))


@dataclass(slots=True)
class _People:
    """Whom the words of one search name; and how, where it is not as recorded."""

    work: Work
    finder: NameFinder
    guesses: dict[str, list[Match]]
    """What was guessed for words, here and in other searches."""
    tries: int = 0
    found: list[tuple[str, Match]] = field(default_factory=list)
    unknown: bool = False
    """Whether any word names nobody for sure."""

    def mentioned(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Runs of words with the people whom they surely name."""
        known = 0
        for mention in self.finder.mentions(words):
            sure = [match for match in mention.matches if match.ground in _SURE]
            if people := self._people(words[mention.start : mention.end], sure):
                known += mention.end - mention.start
                yield mention.start, mention.end, people
        self.unknown |= known < len(words)

    def meant(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Runs of words with the people whom they may name, and between these the people whom words surely name."""
        at = 0
        for first, last, people in [*self.guessed(words), (len(words), len(words), ())]:
            for start, end, known in self.mentioned(words[at:first]):
                yield at + start, at + end, known
            if people:
                yield first, last, people
            at = last

    def guessed(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Runs of words with the people whom they may name: around each word that finds nothing."""
        end = 0
        for at in [at for at, word in enumerate(words) if not self.finds(Word(word))]:
            runs = [
                (first, last)
                for first in range(max(end, at - _MOST_WORDS + 1), at + 1)
                for last in range(at + 1, min(len(words), first + _MOST_WORDS) + 1)
            ]
            for first, last in sorted(runs, key=lambda run: run[0] - run[1]):
                if at >= end and (people := self._people(words[first:last], self._likely(words[first:last]))):
                    yield first, last, people
                    end = last

    def _likely(self, words: Sequence[str]) -> list[Match]:
        name = " ".join(words)
        if name not in self.guesses and self.tries < _MOST_TRIES:
            self.tries += 1
            self.guesses[name] = [match for match in self.finder.find(name) if match.score >= _LIKELY]
        return self.guesses.get(name, [])

    def finds(self, tree: Node) -> bool:
        """Whether there is a photo to be seen for which this is true."""
        return self.work.search.find(Query(self._statuses, tree, limit=0)).total > 0

    def notes(self, tree: Node, language: str) -> Iterator[FoundAs]:
        """How people were found who are not called as was typed; of those alone who are in what is found."""
        noted: dict[str, list[Match]] = {}
        for words, match in self.found:
            noted.setdefault(words, []).append(match)
        shown = [(words, match) for words, matches in noted.items() for match in matches[:_MOST_NOTES]]
        names = labels.of_people(self.work, [match.id for _, match in shown], language)
        for words, match in shown:
            form = _named_by(words, match.form)
            if match.id in names and fold(form) != fold(words) and self._is_in(tree, match.id):
                yield FoundAs(words, match.id, names[match.id], words, form, match.ground in _SURE)

    def _is_in(self, tree: Node, person: int) -> bool:
        chosen = {"person": (str(person),)}
        return self.work.search.find(Query(self._statuses, tree, selected=chosen, limit=0)).total > 0

    def _people(self, words: Sequence[str], matches: Sequence[Match]) -> tuple[int, ...]:
        """Those of them who have photos to be seen; how they were found is kept.

        Who is recorded under this very name leaves no doubt: nobody else is meant.
        """
        counts = self.work.search.counts("person", self._statuses, [str(match.id) for match in matches])
        visible = [match for match in matches if str(match.id) in counts]
        meant = [match for match in visible if match.ground is Ground.RECORDED] or visible
        self.found += [(" ".join(words), match) for match in meant if match.ground is not Ground.RECORDED]
        return tuple(match.id for match in meant)

    @property
    def _statuses(self) -> frozenset[str]:
        return frozenset(str(status) for status in self.work.visible)


def _named_by(words: str, form: str) -> str:
    """The words of a recorded form that were found, or all of it: ``Ospanova`` of ``Ospanova Bakytzhamal``."""
    found = [piece.text for piece in mark(form, all_of(map(Word, words.split()))) if piece.marked]
    return " ".join(found) if len(found) == len(words.split()) else form


def _likened(work: Work, like: Like, problems: list[Message]) -> Like:
    """What a photo has that others may share; nothing of one that the actor may not see."""
    asset = work.session.scalar(
        select(Asset).where(Asset.id == like.photo, Asset.status.in_(work.visible)).options(*indexing.WHOLE)
    )
    if asset is None:
        problems.append(Message("There is no photo %(id)s to be like.", id=like.photo))
        return like
    facets = describe(indexing.describe(asset)).facets
    return replace(like, values=tuple((name, value) for name in ALIKE for value in facets[name]))
