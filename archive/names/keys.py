"""People's names in the search for photos: one key for ``Ospanova``, ``Оспанова`` and ``Оспановой``.

By the finder's sounds, with what tells gender and case taken off. Whom a name means is the finder's to say; keys find
names that no record has, and rank behind words as they stand.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from archive.names import syllables
from archive.names.sounds import likeliest, script_of

# Gender and case of surnames, patronymics and given names, as they sound: Russian declension, the seven Kazakh cases.
_KAZAKH_CASE = "[ndt]in|[ndt]i|[gk][ae]|[dt][ae]|[ndt][ae]n|[mbp]en"
_ENDINGS = tuple(
    (re.compile(pattern), kept)
    for pattern, kept in (
        (f"(?<=..)(ov|ev|in)a?(?:{_KAZAKH_CASE})$", r"\1"),
        ("(?<=..)(ov|ev|in)(?:a|u|e|i|im|oi|ih|imi)?$", r"\1"),
        ("(?<=..)sk(?:i|aa|a|ogo|omu|im|om|oi|u|ih)?$", "sk"),
        ("(?<=.)(iC)(?:a|u|em)$", r"\1"),
        ("(?<=.)(ovn|evn|iCn)(?:a|i|e|u|oi)$", r"\1"),
        ("(?<=....)(?:[aeiou]*(?:om|em|oi|ei)|[aeiou]+)$", ""),
    )
)

_SHORT = 2

# What the romanisations of a Korean syllable differ in: Gim and Kim, Jeong and Chong, Seo and So.
_KOREAN = str.maketrans("gdblC", "ktprj")
_COLOURED = re.compile("e(?=[ou])")


@lru_cache(maxsize=50_000)
def keys(word: str) -> tuple[str, ...]:
    """The keys of a folded word, mostly one; a Korean name in Hangul has one a syllable."""
    parts = tuple(word) if script_of(word) == "Hang" else (word,)
    return tuple(key for part in parts if (key := _key(part)))


def tells(word: str) -> bool:
    """Whether a folded word is enough to be known by its sound: not two letters, nor one again and again.

    A syllable in Hangul is.
    """
    return script_of(word) == "Hang" or (len(word) > _SHORT and len(set(word)) > 1)


def _key(word: str) -> str:
    key = likeliest(anyascii(word).lower() if script_of(word) == "Hang" else word)
    if syllables.is_one(word):
        return _COLOURED.sub("", key).translate(_KOREAN)
    for pattern, kept in _ENDINGS:
        shorter = pattern.sub(kept, key)
        if shorter != key:
            return shorter
    return key
