"""How alike two sounds are, from 0 to 1: an edit distance that knows which sounds are taken for each other."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

_VOWELS = frozenset("aeiou")
_CLOSE = frozenset(
    frozenset(pair) for pair in "bp vf pf dt gk kh gh zs zc sc jz jC jS SC sS cC Cs nm lr uv".split()
)  # fmt: skip
_VOWEL_FOR_VOWEL, _CLOSE_SOUND, _SWAP = 0.4, 0.35, 0.7
_LEAST = 0.45
"""Of a plain edit distance: what is less alike is not looked at closer."""


def _drop(letter: str) -> float:
    return 0.4 if letter in _VOWELS else 0.6 if letter == "h" else 1.0


def _change(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in _VOWELS and b in _VOWELS:
        return _VOWEL_FOR_VOWEL
    return _CLOSE_SOUND if frozenset((a, b)) in _CLOSE else 1.0


@lru_cache(maxsize=200_000)
def likeness(a: str, b: str) -> float:
    """One minus the weighted distance by the length of the longer; 0 where they plainly differ."""
    if a == b:
        return 1.0
    if not a or not b or OSA.normalized_similarity(a, b) < _LEAST:
        return 0.0
    before_last: list[float] = []
    last = [0.0]
    for letter in b:
        last.append(last[-1] + _drop(letter))
    for i, x in enumerate(a):
        row = [last[0] + _drop(x)]
        for j, y in enumerate(b):
            cost = min(last[j] + _change(x, y), last[j + 1] + _drop(x), row[j] + _drop(y))
            if i and j and x == b[j - 1] and y == a[i - 1]:
                cost = min(cost, before_last[j - 1] + _SWAP)
            row.append(cost)
        before_last, last = last, row
    return max(0.0, 1 - last[-1] / max(len(a), len(b)))
