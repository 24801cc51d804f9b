"""A document in the terms that engines keep: words with positions, numbers, marks and facet values.

All language is dealt with here, so an engine only stores terms and finds them again (``plan``).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import version

from archive.names.keys import keys as name_keys
from archive.query import filenames, words
from archive.query.document import Document
from archive.query.fields import FIELDS, FLAGS, ZONES
from archive.query.kinds import Kind, SearchField

ANALYSIS = 3
"""Raised whenever the same document comes out as other terms."""

ZONE_BITS = 24
"""A position is ``zone << ZONE_BITS | place``: one list of positions serves phrases and fields alike."""

_GAP = 10
"""Places between two values of a field, so that no phrase reaches across."""
_MOST_PLACES = (1 << ZONE_BITS) - 1_000
_LONGEST_VALUE = 500
_SHORT = 150
_LARGEST = 2**62


class Space(StrEnum):
    """The sets of terms that have positions."""

    WORD = "word"
    """Words as they stand, folded."""
    STEM = "stem"
    """What the inflected forms of a word share."""
    NAME = "name"
    """Keys of people's names."""
    FILE = "file"
    """Parts of file names."""


Postings = Mapping[str, Sequence[int]]
"""Term to its positions, ascending."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an engine keeps of one document."""

    id: int
    version: int
    length: int
    """How many words it has, for ranking."""
    spaces: Mapping[Space, Postings]
    marks: frozenset[str]
    """``has=caption``: what can only be so or not."""
    numbers: Mapping[str, int | None]
    facets: Mapping[str, tuple[str, ...]]


def signature() -> str:
    """Names the way that entries are made here; an index of another signature needs a rebuild."""
    parts = [
        ANALYSIS,
        unicodedata.unidata_version,
        version("snowballstemmer"),
        version("anyascii"),
        [(f.name, f.kind, f.weight, bool(f.texts), bool(f.number), f.is_facet) for f in FIELDS],
        [flag.name for flag in FLAGS],
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def describe(document: Document) -> Entry:
    """Analyse a document. What cannot be indexed of it is left out, so that the photo itself is found."""
    spaces: dict[Space, dict[str, list[int]]] = {space: {} for space in Space}
    for field in FIELDS:
        if field.texts is not None:
            _fill(spaces, field, field.texts(document))
    return Entry(
        id=document.id,
        version=document.version,
        length=sum(map(len, spaces[Space.WORD].values())),
        spaces=spaces,
        marks=frozenset(f"has={flag.name}" for flag in FLAGS if flag.is_set(document)),
        numbers={field.name: _fitting(field.number(document)) for field in FIELDS if field.number},
        facets={
            field.name: tuple(sorted({clean for value in field.values(document) if (clean := _clean(value))}))
            for field in FIELDS
            if field.values
        },
    )


WEIGHTS: tuple[float, ...] = tuple(field.weight for field in FIELDS if field.texts is not None)
"""How much a word tells, by zone."""


_Terms = Sequence[tuple[Space, str, int]]


def _fill(spaces: Mapping[Space, dict[str, list[int]]], field: SearchField, texts: Iterable[str]) -> None:
    """Put the terms of a field's texts where they belong."""
    at = ZONES[field.name] << ZONE_BITS
    end = at + _MOST_PLACES
    for text in texts:
        placed, span = (_placed_again if len(text) <= _SHORT else _placed)(text, field.kind)
        if at + span >= end:
            return
        for start, terms in placed:
            for space, term, place in terms:
                postings = spaces[space]
                if term in postings:
                    postings[term].append(at + start + place)
                else:
                    postings[term] = [at + start + place]
        at += span + _GAP


def _placed(text: str, kind: Kind) -> tuple[Sequence[tuple[int, _Terms]], int]:
    """The terms of a text, those of each run with its place, and how far the last one reaches."""
    placed: list[tuple[int, _Terms]] = [(0, tuple(_file_terms(text)))] if kind is Kind.FILE else []
    place = last = 0
    for run in words.runs(text):
        terms, pairs = _terms(run, kind is Kind.NAME)
        placed.append((place, terms))
        last = place + pairs
        place += pairs or 1
    return placed, last


# For texts that many documents have: names, titles, places, cameras.
_placed_again = lru_cache(maxsize=20_000)(_placed)


@lru_cache(maxsize=200_000)
def _terms(run: str, is_name: bool) -> tuple[_Terms, int]:
    """The terms of a run with their places in it, and how many pairs of syllables it is."""
    token = words.token(run)
    keys = name_keys(token.raw) if is_name else ()
    return (
        *((Space.WORD, term, 0) for term in token.exact),
        *((Space.WORD, pair, n) for n, pair in enumerate(token.pairs)),
        *((Space.STEM, term, 0) for term in token.loose),
        *((Space.NAME, key, n) for n, key in enumerate(keys)),
    ), len(token.pairs)


def _file_terms(text: str) -> Iterator[tuple[Space, str, int]]:
    parts = filenames.parts(text)
    for n, run in enumerate(parts.runs):
        yield Space.FILE, run, n
    # Beyond the runs, so that these are in no phrase with them.
    beyond = len(parts.runs) + 1
    for n, term in enumerate(dict.fromkeys((parts.whole, parts.number, parts.extension))):
        if term and parts.runs != (term,):
            yield Space.FILE, term, beyond + 2 * n


@lru_cache(maxsize=20_000)
def _clean(value: str) -> str:
    return value.encode("utf-8", "replace").decode().replace("\0", " ").strip()[:_LONGEST_VALUE]


def _fitting(number: int | None) -> int | None:
    """A number that fits eight bytes, else none: a camera may claim any ISO speed."""
    return number if number is None or abs(number) < _LARGEST else None
