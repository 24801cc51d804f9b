"""A document in the terms that engines keep: words with positions, numbers, marks and facet values.

All language is dealt with here, so an engine only stores terms and finds them again (``plan``).
"""

from __future__ import annotations

import hashlib
import unicodedata
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version

from archive.names.keys import keys as name_keys
from archive.query import filenames, words
from archive.query.document import Document
from archive.query.fields import FIELDS, FLAGS, ZONES, Kind, SearchField

ANALYSIS = 1
"""Raised whenever the same document comes out as other terms."""

ZONE_BITS = 24
"""A position is ``zone << ZONE_BITS | place``: one list of positions serves phrases and fields alike."""

_GAP = 10
"""Places between two values of a field, so that no phrase reaches across."""
_MOST_PLACES = (1 << ZONE_BITS) - 1_000
_LONGEST_VALUE = 500
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


Postings = Mapping[str, "array[int]"]
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
    spaces: dict[Space, dict[str, array[int]]] = {space: {} for space in Space}
    length = 0
    for field in FIELDS:
        for space, term, position in _terms(field, document):
            spaces[space].setdefault(term, array("I")).append(position)
            length += space is Space.WORD
    return Entry(
        id=document.id,
        version=document.version,
        length=length,
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


def _terms(field: SearchField, document: Document) -> Iterator[tuple[Space, str, int]]:
    if field.texts is None:
        return
    at = ZONES[field.name] << ZONE_BITS
    end = at + _MOST_PLACES
    for text in field.texts(document):
        if field.kind is Kind.FILE:
            yield from _file_terms(text, at)
        last = at
        for token in words.tokens(text):
            place = at + token.place
            last = place + len(token.pairs)
            if last >= end:
                return
            for term in token.exact:
                yield Space.WORD, term, place
            for n, pair in enumerate(token.pairs):
                yield Space.WORD, pair, place + n
            for term in token.loose:
                yield Space.STEM, term, place
            if field.kind is Kind.NAME:
                for n, key in enumerate(name_keys(token.raw)):
                    yield Space.NAME, key, place + n
        at = last + _GAP


def _file_terms(text: str, at: int) -> Iterator[tuple[Space, str, int]]:
    parts = filenames.parts(text)
    for n, run in enumerate(parts.runs):
        yield Space.FILE, run, at + n
    # Beyond the runs, so that these are in no phrase with them.
    beyond = at + len(parts.runs) + 1
    for n, term in enumerate(dict.fromkeys((parts.whole, parts.number, parts.extension))):
        if term and parts.runs != (term,):
            yield Space.FILE, term, beyond + 2 * n


def _clean(value: str) -> str:
    return value.encode("utf-8", "replace").decode().replace("\0", " ").strip()[:_LONGEST_VALUE]


def _fitting(number: int | None) -> int | None:
    """A number that fits eight bytes, else none: a camera may claim any ISO speed."""
    return number if number is None or abs(number) < _LARGEST else None
