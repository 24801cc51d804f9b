"""Which words of a text a search meant, and by which rule, so that a page can mark and explain them.

The rules are those of the look-ups that the search itself uses; the text is never changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from archive.names.keys import keys as name_keys
from archive.query import words
from archive.query.entry import Space
from archive.query.lowering import request
from archive.query.plan import Beginning, Run, Term, Terms
from archive.query.query import Query
from archive.query.tree import Node


class Piece(NamedTuple):
    """A part of a text, marked or not."""

    text: str
    marked: bool = False


class Span(NamedTuple):
    """A part of a text that a look-up finds: from a character up to the one behind it."""

    start: int
    end: int


class Marker:
    """Marks one text after another by the same search: what they share is looked up once."""

    def __init__(self, tree: Node) -> None:
        self._lookups = lookups(tree)
        self._wanted = _wanted(self._lookups)
        self._unwanted: dict[str, int] = {}

    def __call__(self, text: str) -> tuple[Piece, ...]:
        """A text in pieces, the words that the search finds in it marked. Joined, they are the text."""
        terms = _terms(text, self._wanted, self._unwanted)
        if not terms:
            return (Piece(text),) if text else ()
        pieces: list[Piece] = []
        at = 0
        for start, end in _united(span for lookup in self._lookups for span in _spans(lookup, terms)):
            pieces += (Piece(text[at:start]), Piece(text[start:end], marked=True))
            at = end
        return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def mark(text: str, tree: Node) -> tuple[Piece, ...]:
    """A text in pieces, the words that a search finds in it marked. Joined, they are the text."""
    return Marker(tree)(text)


@lru_cache(maxsize=1_000)
def lookups(tree: Node) -> tuple[Terms, ...]:
    """What of a search finds words; never what it wants absent."""
    scored = request(Query(frozenset(), tree)).lookups
    return tuple(lookup for lookup in scored if isinstance(lookup, Term | Run | Beginning))


def find(text: str, wanted: Sequence[Terms]) -> list[tuple[Terms, tuple[Span, ...]]]:
    """Where in a text each look-up finds something; those that find nothing are left out."""
    terms = _terms(text, _wanted(tuple(wanted)), {})
    found = ((lookup, tuple(_spans(lookup, terms))) for lookup in wanted)
    return [(lookup, spans) for lookup, spans in found if spans]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The terms worth keeping of a text."""

    terms: frozenset[tuple[Space, str]]
    beginnings: Collection[tuple[Space, str]]

    @classmethod
    def of(cls, wanted: Iterable[Terms]) -> _Wanted:
        terms: set[tuple[Space, str]] = set()
        beginnings = set()
        for lookup in wanted:
            match lookup:
                case Term(space, text):
                    terms.add((space, text))
                case Run(space, texts):
                    terms.update((space, text) for text in texts)
                case Beginning(space, text):
                    beginnings.add((space, text))
        return cls(frozenset(terms), beginnings)

    def has(self, term: tuple[Space, str]) -> bool:
        """Whether a term is one of them, or has one of the beginnings."""
        return term in self.terms or any(
            term[0] is space and term[1].startswith(beginning) for space, beginning in self.beginnings
        )


@lru_cache(maxsize=1_000)
def _wanted(lookups: tuple[Terms, ...]) -> _Wanted:
    return _Wanted.of(lookups)


_Written = tuple[tuple[Space, str], int, int, int]
_Places = dict[int, Span]
"""By place in the order of words, where that is in the text."""


def _terms(text: str, wanted: _Wanted, unwanted: dict[str, int]) -> dict[tuple[Space, str], _Places]:
    """The wanted ones of a text's terms, as an entry would have them, with where they are written.

    ``unwanted`` remembers, from one text to the next, what has no such term, with how many places it takes: most of
    most texts is passed by in one step.
    """
    found: dict[tuple[Space, str], _Places] = {}
    chunks = text.split()
    if not _any_wanted(set(chunks).difference(unwanted), wanted, unwanted):
        return found
    place = at = 0
    for chunk in chunks:
        at = text.index(chunk, at)
        length = unwanted.get(chunk)
        if length is None:
            placed, _, length = _analysed(chunk)
            for term, beyond, first, last in placed:
                if wanted.has(term):
                    found.setdefault(term, {})[place + beyond] = Span(at + first, at + last)
        at += len(chunk)
        place += length
    return found


def _any_wanted(chunks: Iterable[str], wanted: _Wanted, unwanted: dict[str, int]) -> bool:
    """Whether any of the chunks has a wanted term; those that have none are added to ``unwanted``."""
    any_wanted = False
    for chunk in chunks:
        _, terms, length = _analysed(chunk)
        if wanted.terms.isdisjoint(terms) and not (wanted.beginnings and any(map(wanted.has, terms))):
            unwanted[chunk] = length
        else:
            any_wanted = True
    return any_wanted


@lru_cache(maxsize=30_000)
def _analysed(chunk: str) -> tuple[tuple[_Written, ...], frozenset[tuple[Space, str]], int]:
    """The terms of what stands between two spaces: each with its place, and where it is written.

    And all of the terms alone, and how many places there are.
    """
    terms: list[_Written] = []
    places = 0
    for word in words.written(chunk):
        of_word, length = _terms_of_word(word.group())
        start = word.start()
        terms += [(term, places + beyond, start + first, start + last) for term, beyond, first, last in of_word]
        places += length
    return tuple(terms), frozenset(term for term, *_ in terms), places


def _terms_of_word(word: str) -> tuple[list[_Written], int]:
    terms: list[_Written] = []
    length, at = 0, 0
    folded = words.fold(word)
    # Letter by letter only where folding moved none of them, and never between a letter and its mark.
    exact = len(folded) == len(word) and not any(unicodedata.category(c).startswith("M") for c in word)
    for token in words.tokens(word):
        at = folded.find(token.raw, at) if exact else -1
        whole = (at, at + len(token.raw)) if at >= 0 else (0, len(word))
        keys = name_keys(token.raw)
        by_syllable = at >= 0 and bool(token.pairs)
        for n, pair in enumerate(token.pairs):
            span = (at + n, at + n + len(pair)) if by_syllable else whole
            terms.append(((Space.WORD, pair), token.place + n, *span))
        for n, key in enumerate(keys):
            span = (at + n, at + n + 1) if by_syllable and len(keys) == len(token.raw) else whole
            terms.append(((Space.NAME, key), token.place + n, *span))
        terms += [((Space.WORD, term), token.place, *whole) for term in token.exact]
        terms += [((Space.STEM, term), token.place, *whole) for term in token.loose]
        length = token.place + max(1, len(token.pairs))
    return terms, length


def _spans(lookup: Terms, terms: dict[tuple[Space, str], _Places]) -> Iterator[Span]:
    match lookup:
        case Term(space, text):
            yield from terms.get((space, text), {}).values()
        case Run(space, texts):
            steps = [terms.get((space, text), {}) for text in texts]
            for place, span in steps[0].items():
                if all(place + n in step for n, step in enumerate(steps)):
                    yield from _united([span, *(step[place + n] for n, step in enumerate(steps))])
        case Beginning(space, beginning):
            for (other, term), places in terms.items():
                if other is space and term.startswith(beginning):
                    for span in places.values():
                        lone = space is Space.WORD and span.end - span.start == len(term) == 2 > len(beginning)
                        # A lone syllable begins a pair: the pair's other syllable was not asked for.
                        yield Span(span.start, span.start + 1) if lone and _is_pair(term) else span


def _is_pair(term: str) -> bool:
    return bool(words.tokens(term)[0].pairs)


def _united(spans: Iterable[Span]) -> list[Span]:
    """The same in order, those that touch made one."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start <= united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united
