"""Korean syllables in Hangul, Latin and Cyrillic letters: which each may be, and how far two names agree.

Revised Romanization (2000), McCune-Reischauer (1939), the Russian systems of Kholodovich and Kontsevich, and the looser
habits of passports. A spelling stands for several syllables (``chun`` is 전, 준 or 춘), two agree where they share one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

MOST = 4
"""Syllables of a given name."""
_MOST_READINGS = 8

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = "-ㄱㄱㄱㄴㄴㄴㄷㄹㄱㅁㄹㄹㄹㅂㄹㅁㅂㅂㄷㄷㅇㄷㄷㄱㄷㅂㄷ"
"""As they are spoken: seven sounds for twenty-seven letters."""

_LATIN_INITIALS = {
    "kk": "ㄲ", "kh": "ㅋㄱ", "k": "ㄱㅋㄲ", "gg": "ㄲ", "g": "ㄱㄲ", "tt": "ㄸ", "th": "ㅌ", "t": "ㄷㅌㄸ",
    "dd": "ㄸ", "d": "ㄷ", "pp": "ㅃ", "ph": "ㅍ", "p": "ㅂㅍㅃ", "bb": "ㅃ", "b": "ㅂ", "ss": "ㅆ", "sh": "ㅅ",
    "s": "ㅅㅆ", "ch": "ㅈㅊ", "jj": "ㅉ", "j": "ㅈ", "h": "ㅎ", "n": "ㄴ", "m": "ㅁ", "r": "ㄹ", "l": "ㄹ", "": "ㅇ",
}  # fmt: skip
_LATIN_VOWELS = {
    "a": "ㅏ", "ae": "ㅐ", "ai": "ㅐ", "ay": "ㅐ", "e": "ㅔㅐ", "eo": "ㅓ", "ŏ": "ㅓ", "eu": "ㅡ", "ŭ": "ㅡ",
    "i": "ㅣㅢ", "ee": "ㅣㅢ", "o": "ㅗㅓ", "oo": "ㅜ", "ou": "ㅜㅓ", "u": "ㅜㅓㅡ", "ui": "ㅢㅟ", "eui": "ㅢ",
    "ŭi": "ㅢ", "wi": "ㅟ", "wa": "ㅘ", "wae": "ㅙ", "we": "ㅞㅙ", "weo": "ㅝ", "wo": "ㅝ", "wŏ": "ㅝ", "woo": "ㅜ",
    "wu": "ㅜ", "oe": "ㅚ", "oi": "ㅚ", "oy": "ㅚ", "ya": "ㅑ", "yae": "ㅒ", "ye": "ㅖ", "yeo": "ㅕ", "yŏ": "ㅕ",
    "yo": "ㅛㅕ", "you": "ㅕㅠ", "yoo": "ㅠ", "yu": "ㅠㅕ", "yi": "ㅣㅢ", "ie": "ㅣ", "ah": "ㅏ", "oh": "ㅗ",
    "uh": "ㅓ", "eh": "ㅐㅔ",
}  # fmt: skip
_LATIN_FINALS = {
    "ng": "ㅇ", "n": "ㄴ", "m": "ㅁ", "k": "ㄱ", "g": "ㄱ", "ck": "ㄱ", "l": "ㄹ", "r": "ㄹ", "p": "ㅂ", "b": "ㅂ",
    "t": "ㄷ", "d": "ㄷ", "": "-",
}  # fmt: skip
_CYRILLIC_INITIALS = {
    "кх": "ㅋㄱㅎ", "к": "ㄱㄲㅋ", "г": "ㄱㄲ", "тх": "ㅌ", "т": "ㄷㄸㅌ", "д": "ㄷㄸ", "пх": "ㅍ", "п": "ㅂㅃㅍ",
    "б": "ㅂㅃ", "чх": "ㅊ", "чж": "ㅈㅉ", "дж": "ㅈ", "дз": "ㅈ", "ч": "ㅈㅉㅊ", "ц": "ㅈㅊ", "ж": "ㅈ", "ш": "ㅅㅆ",
    "с": "ㅅㅆ", "х": "ㅎ", "н": "ㄴ", "м": "ㅁ", "р": "ㄹ", "л": "ㄹ", "": "ㅇ",
}  # fmt: skip
_CYRILLIC_VOWELS = {
    "а": "ㅏ", "э": "ㅔㅐㅓ", "е": "ㅔㅐㅖㅕㅓ", "ё": "ㅕㅛ", "о": "ㅗㅓ", "у": "ㅜㅡ", "ы": "ㅡㅢ", "и": "ㅣㅢㅟ",
    "ю": "ㅠㅜ", "я": "ㅑㅐ", "ый": "ㅢ", "ыи": "ㅢ", "ой": "ㅚ", "ве": "ㅚㅙㅞ", "вэ": "ㅙㅞㅚ", "ва": "ㅘ",
    "во": "ㅝ", "ви": "ㅟ", "ье": "ㅖ", "йе": "ㅖ", "йо": "ㅕㅛ",
}  # fmt: skip
_CYRILLIC_FINALS = {
    "нг": "ㅇ", "нъ": "ㅇ", "н": "ㄴㅇ", "м": "ㅁ", "к": "ㄱ", "г": "ㄱ", "ль": "ㄹ", "л": "ㄹ", "р": "ㄹ", "п": "ㅂ",
    "б": "ㅂ", "т": "ㄷ", "д": "ㄷ", "": "-",
}  # fmt: skip

# What is spelt alike by ear, though no system has it so: half of an agreement.
_LIKE_INITIALS = ("ㄱㄲㅋ", "ㄷㄸㅌ", "ㅂㅃㅍ", "ㅅㅆ", "ㅈㅉㅊ", "ㄴㄹ", "ㄹㅇ")
_LIKE_VOWELS = ("ㅓㅗㅜㅡㅝ", "ㅕㅛㅠ", "ㅓㅕ", "ㅐㅔㅚㅞㅙㅖ", "ㅣㅢㅟ", "ㅏㅑㅘ", "ㅜㅠ", "ㅗㅛ")
_LIKE_FINALS = ("ㄴㅇ",)
_WEIGHTS = (0.4, 0.35, 0.25)
"""What the initial, the vowel and the final tell."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """The letters that a spelt syllable may be made of."""

    initials: frozenset[str]
    vowels: frozenset[str]
    finals: frozenset[str]


Reading = tuple[Syllable, ...]


def readings(words: Sequence[str]) -> tuple[Reading, ...]:
    """The ways in which folded words may be Korean syllables, run together; none where one of them is not."""
    each = [_readings(word) for word in words]
    whole = (sum(parts, ()) for parts in product(*each))
    return tuple(reading for reading in whole if 0 < len(reading) <= MOST)[:_MOST_READINGS]


def is_one(word: str) -> bool:
    """Whether a folded word may be a single Korean syllable."""
    return any(len(reading) == 1 for reading in _cut(word, 1))


def agreement(some: Iterable[Reading], others: Iterable[Reading]) -> tuple[float, bool] | None:
    """How far two names agree at best, from 0 to 1, and whether wholly; None where their lengths differ."""
    rated = [_agreement(a, b) for a, b in product(some, others) if len(a) == len(b)]
    return max(rated) if rated else None


def _agreement(a: Reading, b: Reading) -> tuple[float, bool]:
    told = sum(map(_syllables_agree, a, b)) / len(a)
    return told, told > 0.999


@lru_cache(maxsize=100_000)
def _syllables_agree(a: Syllable, b: Syllable) -> float:
    parts = (
        _share(a.initials, b.initials, _LIKE_INITIALS),
        _share(a.vowels, b.vowels, _LIKE_VOWELS),
        _share(a.finals, b.finals, _LIKE_FINALS),
    )
    return sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True))


def _share(some: frozenset[str], others: frozenset[str], alike: Iterable[str]) -> float:
    if some & others:
        return 1.0
    return 0.5 if any(some & group and others & group for group in map(frozenset, alike)) else 0.0


@lru_cache(maxsize=50_000)
def _readings(word: str) -> tuple[Reading, ...]:
    found = _cut(word, MOST)
    # In few syllables, as Koreans do: jae is 재, not 자에.
    fewest = min(map(len, found), default=0)
    return tuple(reading for reading in found if len(reading) == fewest)


def _cut(word: str, most: int) -> list[Reading]:
    """Every way of cutting a word into at most so many syllables; Hangul has one, whatever its length."""
    first = word[:1]
    if "\uac00" <= first <= "\ud7a3":
        return [tuple(map(_hangul, word))] if all("\uac00" <= c <= "\ud7a3" for c in word) else []
    if "\u0400" <= first <= "\u052f":
        return _parsed(word.replace("-", ""), _CYRILLIC_INITIALS, _CYRILLIC_VOWELS, _CYRILLIC_FINALS, most)
    return _parsed(_latin(word), _LATIN_INITIALS, _LATIN_VOWELS, _LATIN_FINALS, most)


def _latin(word: str) -> str:
    """Letters alone, but for the breve, which makes other vowels of o and u; an apostrophe divides or aspirates."""
    decomposed = unicodedata.normalize("NFD", word)
    kept = (c for c in decomposed if c.isalpha() or c == "\u0306")
    return unicodedata.normalize("NFC", "".join(kept))


def _hangul(character: str) -> Syllable:
    at = ord(character) - 0xAC00
    return _syllable(_INITIALS[at // 588], _VOWELS[at // 28 % 21], _FINALS[at % 28])


@lru_cache(maxsize=20_000)
def _syllable(initials: str, vowels: str, finals: str) -> Syllable:
    return Syllable(frozenset(initials), frozenset(vowels), frozenset(finals))


def _parsed(
    text: str, initials: Mapping[str, str], vowels: Mapping[str, str], finals: Mapping[str, str], most: int
) -> list[Reading]:
    """Every way of cutting a text into syllables."""
    if not text:
        return [()]
    if not most:
        return []
    found: list[Reading] = []
    for before, first in _begun(text, initials, 2):
        for middle, second in _begun(text[before:], vowels, 3):
            for behind, third in _begun(text[before + middle :], finals, 2):
                rest = _parsed(text[before + middle + behind :], initials, vowels, finals, most - 1)
                found += [(_syllable(first, second, third), *others) for others in rest]
    return found


def _begun(text: str, letters: Mapping[str, str], longest: int) -> list[tuple[int, str]]:
    return [
        (length, letters[text[:length]])
        for length in range(longest, -1, -1)
        if len(text) >= length and text[:length] in letters
    ]
