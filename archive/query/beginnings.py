"""Where one may begin to type a value: at any of its words. For suggestions; the search itself has terms."""

from __future__ import annotations

import unicodedata

from archive.query.words import fold


def tails(value: str) -> tuple[str, ...]:
    """A value, folded, from each of its words to its end: ``alma ata`` and ``ata``."""
    folded = fold(value.strip())
    return tuple(
        folded[at:] for at, letter in enumerate(folded) if letter.isalnum() and (not at or not _joins(folded[at - 1]))
    )


def begins(value: str, beginning: str) -> bool:
    """Whether a word of a value begins so; every value begins with nothing."""
    start = fold(beginning.strip())
    return not start or any(tail.startswith(start) for tail in tails(value))


def _joins(letter: str) -> bool:
    """Whether a word goes on behind this: vowel signs are no letters, but part of one."""
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
