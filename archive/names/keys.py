"""People's names across scripts and endings: one key for ``Ospanova``, ``Оспанова`` and ``Оспановой``.

Rules only. Recorded variants come first and are searched as they are; keys rank behind them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_LETTERS = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])")
_HANGUL = re.compile("[\uac00-\ud7a3]")

# Romanisations of the same sound, made one: BGN/PCGN, ISO 9, passports, French and German habits.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("s?hch|sch", "sh"),
        ("dzh|dj|zh", "j"),
        ("kh", "h"),
        ("ck|q", "k"),
        ("ph", "f"),
        ("w", "v"),
        ("x", "ks"),
        ("y", "i"),
        ("ii+", "i"),
        ("(?<![^aeou])ie", "e"),
        (r"(.)\1+", r"\1"),
    )
)
# Gender and case of surnames, patronymics and given names, in that transliteration.
_ENDINGS = tuple(
    (re.compile(pattern), kept)
    for pattern, kept in (
        ("(?<=..)(ov|ev|in)(?:a|u|e|i|im|oi|ih|imi)?$", r"\1"),
        ("(?<=..)sk(?:i|aia|ogo|omu|im|om|oi|uiu|ih)?$", "sk"),
        ("(?<=.)(ich)(?:a|u|e|em)$", r"\1"),
        ("(?<=.)(ovn|evn|ichn)(?:a|i|e|u|oi)$", r"\1"),
        ("(?<=....)(?:[aeiou]*(?:om|em|oi|ei)|[aeiou]+)$", ""),
    )
)


@lru_cache(maxsize=50_000)
def keys(word: str) -> tuple[str, ...]:
    """The keys of a folded word, mostly one; a Korean name in Hangul has one a syllable."""
    # anyascii writes Hangul with a capital for each syllable: GimHeungSu.
    syllables = _LETTERS.findall(anyascii(word)) if _HANGUL.search(word) else [anyascii(word)]
    return tuple(key for syllable in syllables if (key := _key(syllable)))


def _key(word: str) -> str:
    key = "".join(c for c in word.lower() if c.isalpha())
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    for pattern, kept in _ENDINGS:
        shorter = pattern.sub(kept, key)
        if shorter != key:
            return shorter
    return key
