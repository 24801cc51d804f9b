"""Text as words that can be found: folding, splitting, word forms. Shared by every engine and by queries.

Change what comes out of here, of ``names`` or of ``filenames``, and ``entry.ANALYSIS`` must change too.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]  # it has no types

from archive.query import kazakh

LONGEST = 100
"""Characters of a word that count; what is longer is no word but a blob."""

_SHORT = 150
"""Texts up to this length are analysed once for many documents: names, titles, places, cameras."""

# Letters whose stroke or hook Unicode does not take apart (no decomposition), yet people leave out.
_PLAIN_LATIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
_STRUCK = re.compile(f"[{''.join(map(chr, _PLAIN_LATIN))}]")
# Accents, points and vowel signs of Latin, Greek, Cyrillic, Hebrew and Arabic. The breve of й makes
# another letter and stays; so do the vowel signs of India and the voicing marks of Japan.
_ACCENTS = re.compile("(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670]")
_APOSTROPHES = "'\u2019\u02bc\u02b9\u2018`\u00b4\u02bb"


def _marks() -> str:
    """Combining marks as a character class: Python's own class of word characters leaves them out."""
    codes = (c for c in range(0x300, 0x20000) if unicodedata.category(chr(c)).startswith("M"))
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


# Scripts written without spaces between words, or, as Korean, with endings glued on: searched by pairs.
_SYLLABLES = (
    "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f"
)
_LETTER, _LETTER_OR_SYLLABLE = f"[^\\W_{_SYLLABLES}]", "[^\\W_]"


def _word(letter: str) -> str:
    """Letters with their marks, and with the apostrophes between them."""
    return f"{letter}+(?:(?:[{_marks()}]|[{_APOSTROPHES}](?={letter})){letter}*)*"


_RUN = re.compile(f"[{_SYLLABLES}]+|{_word(_LETTER)}")
_WRITTEN = re.compile(_word(_LETTER_OR_SYLLABLE))
_SYLLABIC = re.compile(f"[{_SYLLABLES}]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z]")
_COUNTED = re.compile(r"^(\d+)[^\W\d_]+$")
# Книжный уголок, книжного уголка: a vowel that only some forms have.
_FLEETING = re.compile("(?<=.[^аеиоуыэюя])[ое](?=[кцл]$)")


def fold(text: str) -> str:
    """Text with all that does not tell words apart taken away: case, width, ligatures, accents."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", text)
    return text.translate(_PLAIN_LATIN) if _STRUCK.search(text) else text


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its place, its exact forms (the first is the main one), its loose forms.

    ``pairs`` holds the overlapping pairs of a run of syllables instead, the last syllable alone at
    the end; each stands one place after the other.
    """

    place: int
    exact: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    raw: str = ""


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, in order."""
    return _tokens_again(text) if len(text) <= _SHORT else tuple(_tokens(text))


@lru_cache(maxsize=20_000)
def _tokens_again(text: str) -> tuple[Token, ...]:
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    for run in runs(text):
        found = token(run)
        yield replace(found, place=place)
        place += len(found.pairs) or 1


def runs(text: str) -> Sequence[str]:
    """What of a text, folded, becomes a token each."""
    return _RUN.findall(fold(text))


@lru_cache(maxsize=100_000)
def token(run: str) -> Token:
    """The token of a run, as if it stood first."""
    if _SYLLABIC.match(run):
        return Token(0, pairs=(*(run[i : i + 2] for i in range(len(run) - 1)), run[-1]), raw=run)
    exact = _exact(run)
    return Token(0, exact, loose(run[:LONGEST]), raw=exact[0])


def written(text: str) -> Iterator[re.Match[str]]:
    """The words of a text as it is written, unfolded, with where they stand.

    Letters, digits and their marks stay together; a word of two scripts is one here.
    """
    return _WRITTEN.finditer(text)


def has_words(text: str) -> bool:
    """Whether there is anything to search for."""
    return _RUN.search(fold(text)) is not None


@lru_cache(maxsize=100_000)
def loose(word: str) -> tuple[str, ...]:
    """What the inflected forms of a folded word share; empty where we know no rules.

    Russian and English by Snowball, Kazakh by our own rules, in letters of a Russian keyboard. A
    Cyrillic word without a Kazakh letter is taken for either language.
    """
    if _CYRILLIC.search(word):
        plain = word.translate(kazakh.PLAIN)
        forms = (_russian(plain), kazakh.stem(word)) if plain == word else (kazakh.stem(word),)
        # й for и is kept until here: Snowball's Russian endings need it.
        return tuple(dict.fromkeys(form.replace("й", "и") for form in forms))
    return (_english(word),) if _LATIN.search(word) else ()


def _exact(run: str) -> tuple[str, ...]:
    """``o'connor`` is found as ``oconnor`` and as ``connor``, ``140mm`` also as ``140``."""
    parts = re.split(f"[{_APOSTROPHES}]", run)
    joined = "".join(parts)[:LONGEST]
    number = _COUNTED.findall(joined)
    return tuple(dict.fromkeys((joined, *(part[:LONGEST] for part in parts if len(part) > 1), *number)))


class _Stemmer:
    """A Snowball stemmer that threads can share: the library keeps the word in the object."""

    def __init__(self, language: str) -> None:
        self._stemmer = snowballstemmer.stemmer(language)
        self._lock = threading.Lock()

    def __call__(self, word: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(word))


_russian_snowball = _Stemmer("russian")
_english_snowball = _Stemmer("english")


def _russian(word: str) -> str:
    return _FLEETING.sub("", _russian_snowball(word))


def _english(word: str) -> str:
    for mark in _APOSTROPHES[1:]:
        word = word.replace(mark, "'")
    stem = _english_snowball(word).replace("'", "")
    # Shelf and shelves, leaf and leaves.
    return stem[:-1] + "f" if stem.endswith("v") else stem
