"""What a written name sounds like: one small alphabet of sounds for Cyrillic, Latin and Hangul spellings.

A sound is one letter: ``j`` is ж and дж, ``C`` ч, ``S`` ш, ``c`` ц, ``h`` х, ``y`` never occurs. A Latin spelling may
be read in several ways, for the same letters stand for other sounds in German, French, Turkish or Pinyin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from anyascii import anyascii

# BGN/PCGN 1947 (Russian) and 1979 (Kazakh), reduced to sounds: vowels of one row are one, й is i.
_CYRILLIC: Mapping[str, str] = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "io", "ж": "j", "з": "z",
    "и": "i", "й": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ў": "o", "ф": "f", "х": "h", "һ": "h",
    "ҳ": "h", "ц": "c", "ч": "C", "ҷ": "j", "ш": "S", "щ": "S", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
    "я": "ia", "ї": "i", "є": "e", "ґ": "g",
}  # fmt: skip
_CYRILLIC_GROUPS = (
    # Palladius writes Pinyin j and z as цз; ж after ч or д is one sound with it (Kontsevich, Kholodovich).
    (re.compile("цз(?=[иью])|дж|чж"), "ж"),
    (re.compile("цз"), "з"),
    (re.compile("нг(?![аеёиоуыэюяәіөұү])"), "н"),
    (re.compile("кх"), "к"),
)
_LATIN_MARKS: Mapping[str, str] = {
    "ş": "S", "š": "S", "ś": "S", "ș": "S", "ç": "C", "č": "C", "ć": "C", "ž": "j", "ż": "j", "ź": "z", "ğ": "g",
    "ı": "i", "ñ": "n", "ŋ": "n", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "æ": "e", "œ": "e", "ß": "s",
    "ә": "a",
}  # fmt: skip


def _rules(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), sound) for pattern, sound in pairs)


_COMMON = (
    ("ph", "f"),
    ("gh", "g"),
    ("th", "t"),
    ("ck", "k"),
    ("qu(?=[ie])", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("y", "i"),
)
# How English and the official romanisations have it (BGN/PCGN, ICAO Doc 9303, ISO 9, the Kazakh alphabet of 2021).
_ENGLISH = _rules(
    ("shch|sch|sc(?=[ie])", "S"),
    ("tsz(?=[yiu])|dzh|dj|zh", "j"),
    ("tch|ch", "C"),
    ("kh", "h"),
    ("sh", "S"),
    ("tsz", "z"),
    ("tz|ts", "Q"),
    ("ee", "i"),
    ("oo", "u"),
    ("ng(?![aeiouy])", "n"),
    ("c(?=[ei])", "s"),
    ("c", "k"),
    *_COMMON,
)
_GERMAN = _rules(
    ("schtsch|sch", "S"),
    ("dS", "j"),
    ("tS|tsch", "C"),
    ("ch", "h"),
    ("(?<![aeiou])z|^z", "Q"),
    ("(?<=[aeioulrn])s(?=[aeiou])", "z"),
    ("j", "i"),
    ("ng(?![aeiouy])", "n"),
    ("c", "k"),
    *_COMMON,
)
# It has no letter for ж, and writes sch for it as well.
_GERMAN_VOICED = _rules(
    ("tsch", "C"), ("d?sch", "j"), ("ch", "h"), ("(?<=[aeioulrn])s(?=[aeiou])", "z"), ("j", "i"), *_COMMON
)
_FRENCH = _rules(
    ("tch", "C"),
    ("dj", "j"),
    ("ch", "S"),
    ("kh", "h"),
    ("ou", "u"),
    ("gu(?=[eiy])", "g"),
    ("eff$", "ev"),
    ("off$", "ov"),
    ("ts", "Q"),
    ("ng(?![aeiouy])", "n"),
    ("c(?=[ei])", "s"),
    ("c", "k"),
    *_COMMON,
)
_TURKISH = _rules(("c", "j"), ("kh", "h"), *_COMMON)
# Pinyin x and Uzbek x.
_PINYIN = _rules(("zh", "j"), ("q", "Q"), ("ch", "C"), ("sh|x", "S"), ("ng(?![aeiouy])", "n"), ("c|z", "z"), *_COMMON)
_UZBEK = _rules(("sh", "S"), ("ch", "C"), ("x", "h"), ("c", "k"), *_COMMON)

# Which readings a Latin spelling may have besides the English one, by what in it is ambiguous.
_OTHERS = (
    (re.compile("sch|ch|j|w|z|s"), _GERMAN),
    (re.compile("sch"), _GERMAN_VOICED),
    (re.compile("ou|ch|dj|gu|ff$|tch"), _FRENCH),
    (re.compile("c"), _TURKISH),
    (re.compile("^[xzc]|q[iu]|zh|x"), _PINYIN),
    (re.compile("x"), _UZBEK),
)

# Glides between vowels are written or not: Tokayev, Tokaev. After a consonant ia is я: Lyudmila, Ludmila.
_SMOOTH = _rules(
    (r"i(?=[aeou])", ""),
    ("ii+", "i"),
    (r"(?<=[aeou])u(?=[aeou])", ""),
    (r"(.)\1+", r"\1"),
)

_JAMO = frozenset(map(chr, range(0x1100, 0x1113)))
"""Initials alone, of a syllable that is only begun (Unicode, Hangul Jamo)."""
_HANGUL_INITIALS = "k k n t t r m p p s s - j j C k t p h".split()
_HANGUL_VOWELS = "a e ia ie o e io ie o oa e e io u uo ue ui iu - ui i".split()
_HANGUL_FINALS = "- k k k n n n t r k m p r r p r m p p t t n t t k t p h".split()

_BROAD = str.maketrans("bvfgdzcCSl", "pppktjjjsr")
_VOWELS = re.compile("[aeiou]")


def readings(word: str) -> tuple[str, ...]:
    """The ways in which a folded word may sound, the likeliest first; empty where there is no letter to it."""
    return tuple(dict.fromkeys(map(_smoothed, spoken(word))))


def likeliest(word: str) -> str:
    """The first of ``readings``; empty where there is none."""
    return _smoothed(next(_spoken(word), ""))


@lru_cache(maxsize=200_000)
def spoken(word: str) -> tuple[str, ...]:
    """The same with every glide: Maria is not Mara, though Lyudmila is Ludmila."""
    return tuple(dict.fromkeys(_spoken(word)))


def _spoken(word: str) -> Iterator[str]:
    return filter(None, _READERS[script_of(word)](word))


def script_of(word: str) -> str:
    """``Cyrl``, ``Hang`` or ``Latn``, which stands for all the rest."""
    for character in word:
        if "\u0400" <= character <= "\u052f":
            return "Cyrl"
        if "\uac00" <= character <= "\ud7a3" or "\u1100" <= character <= "\u11ff":
            return "Hang"
    return "Latn"


def broad(sound: str) -> str:
    """A sound as Hangul tells it: voiced and voiceless, v and p, z and j, l and r are one."""
    return _doubled(sound.translate(_BROAD))


@lru_cache(maxsize=200_000)
def skeleton(sound: str) -> str:
    """The consonants of a broad sound, and whether a vowel comes first: what slips of spelling mostly leave alone."""
    wide = broad(sound)
    consonants = _doubled(_VOWELS.sub("", wide))
    return ("a" if _VOWELS.match(wide) else "") + consonants


def hangul(word: str) -> str:
    """The sound of Hangul as foreign names are written in it: ㅡ only carries a consonant."""
    sounds = []
    for character in unicodedata.normalize("NFC", word):
        at = ord(character) - 0xAC00
        if 0 <= at < 11_172:
            initial, vowel, final = at // 588, at // 28 % 21, at % 28
            sounds += [_HANGUL_INITIALS[initial], _HANGUL_VOWELS[vowel], _HANGUL_FINALS[final]]
        elif character in _JAMO:
            sounds.append(_HANGUL_INITIALS[ord(character) - 0x1100])
    return _doubled("".join(sounds).replace("-", ""))


def _cyrillic(word: str) -> Iterator[str]:
    for written in (word, word.replace("ё", "е")):  # many write no ё
        yield _read_cyrillic(written)


def _read_cyrillic(word: str) -> str:
    for pattern, letters in _CYRILLIC_GROUPS:
        word = pattern.sub(letters, word)
    return _doubled("".join(_CYRILLIC.get(letter, "") for letter in word))


def _latin(word: str) -> Iterator[str]:
    plain = re.sub("(?<=[aeiou])h$", "", _plain(word))  # Abdullah, Abdulla
    yield _read(plain, _ENGLISH)
    for pattern, rules in _OTHERS:
        if pattern.search(plain):
            yield _read(plain, rules)


def _read(sound: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, letters in rules:
        sound = pattern.sub(letters, sound)
    # Q stood for ц until the letter c had been read.
    return _doubled(sound.replace("Q", "c"))


_READERS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "Cyrl": _cyrillic,
    "Hang": lambda word: iter((hangul(word),)),
    "Latn": _latin,
}


def _plain(word: str) -> str:
    """ASCII letters, but for sounds that a mark gives a letter of its own."""
    marked = "".join(_LATIN_MARKS.get(letter, letter) for letter in unicodedata.normalize("NFC", word))
    bare = "".join(c for c in unicodedata.normalize("NFD", marked) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else anyascii(c).lower() for c in bare if c.isalpha())


@lru_cache(maxsize=200_000)
def _smoothed(sound: str) -> str:
    for pattern, letters in _SMOOTH + _SMOOTH:
        sound = pattern.sub(letters, sound)
    return sound


def _doubled(sound: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sound)
