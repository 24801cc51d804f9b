"""Korean words without the particle glued to them, so that a whole sentence may be typed.

Texts need none of this: their words are kept as pairs of syllables.
"""

from __future__ import annotations

import re

_FIRST, _CODAS = 0xAC00, 28
_SHORTEST = 2

# By what they follow: a syllable that ends in a consonant, one that ends in a vowel, any.
_AFTER_CONSONANT = ("으로", "은", "이", "을", "과")
_AFTER_VOWEL = ("는", "가", "를", "와")
_AFTER_ANY = ("에서", "에게", "까지", "부터", "처럼", "보다", "에", "의")
_PARTICLE = re.compile(f"(?:{'|'.join((*_AFTER_CONSONANT, *_AFTER_ANY, *_AFTER_VOWEL))})$")


def bare(word: str) -> str:
    """A word of Hangul syllables without its particle; as it is where it has none, or would be too short."""
    found = _PARTICLE.search(word, _SHORTEST)
    if found is None or not _fits(word[found.start() - 1], found.group()):
        return word
    return word[: found.start()]


def _fits(syllable: str, particle: str) -> bool:
    """Whether a particle has the form that it takes after a syllable."""
    if particle in _AFTER_ANY:
        return True
    has_coda = (ord(syllable) - _FIRST) % _CODAS > 0
    return has_coda == (particle in _AFTER_CONSONANT)
