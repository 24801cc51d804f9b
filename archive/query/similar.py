"""Which words a word may be a slip for. Knows words alone: how often each occurs is told to it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.query.words import fold

_SHORTEST, _LONG = 3, 8
# A slip is rare: for a word two slips away to be the likelier one, it has to be so much the more frequent.
_SLIP = 0.03


class Vocabulary:
    """Words that may have been meant."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: defaultdict[int, set[str]] = defaultdict(set)
        self._letters: defaultdict[str, set[str]] = defaultdict(set)
        self.add(words)

    def add(self, words: Iterable[str]) -> None:
        """Add words, folded ones. Numbers and words of two letters are no use: they are never slips for each other."""
        letters: set[str] = set()
        for word in words:
            if len(word) >= _SHORTEST and word.isalpha():
                self._words[len(word)].add(word)
                letters.update(word)
        for letter in letters:
            self._letters[_script(letter)].add(letter)

    def likeliest(self, typed: str, frequency: Callable[[str], int], limit: int) -> tuple[str, ...]:
        """Those that are one slip away, of its script, the likeliest first; else, of a long word, two.

        A slip is a letter left out, put in, mistaken for another, or swapped with its neighbour. What has
        no frequency is not told.
        """
        word = fold(typed)
        if len(word) < _SHORTEST or not word.isalpha():
            return ()
        likelihood = {other: float(frequency(other)) for other in self._one_slip_away(word)}
        if not any(likelihood.values()) and len(word) >= _LONG:
            likelihood = {other: frequency(other) * _SLIP**slips for other, slips in self._two_slips_away(word)}
        ranked = sorted(likelihood, key=lambda other: (-likelihood[other], other))
        return tuple(other for other in ranked[:limit] if likelihood[other])

    def _one_slip_away(self, word: str) -> set[str]:
        size = len(word)
        shorter, as_long, longer = (self._words.get(n, set()) for n in (size - 1, size, size + 1))
        letters = self._letters.get(_script(word), set())
        halves = [(word[:at], word[at:]) for at in range(size + 1)]
        near = {a + b[1:] for a, b in halves[:-1]} & shorter
        near |= {a + b[1] + b[0] + b[2:] for a, b in halves[:-2]} & as_long
        near |= {a + letter + b[1:] for a, b in halves[:-1] for letter in letters} & as_long
        near |= {a + letter + b for a, b in halves for letter in letters} & longer
        return near - {word}

    def _two_slips_away(self, word: str) -> Iterator[tuple[str, int]]:
        script = _script(word)
        for length in range(len(word) - 2, len(word) + 3):
            words = list(self._words.get(length, ()))
            for other, slips, _ in process.extract(word, words, scorer=OSA.distance, score_cutoff=2, limit=None):
                if slips and _script(other) == script:
                    yield other, slips


def _script(word: str) -> str:
    """Latin, Cyrillic, ...: the first word of its first letter's name in Unicode."""
    return unicodedata.name(word[0], "").partition(" ")[0]
