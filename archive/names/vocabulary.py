"""The words of all people's names and who bears them: looked up by sound, by skeleton, by likeness, by beginning."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.names.comparing import SHORT
from archive.names.matches import Named
from archive.names.sounds import skeleton
from archive.names.written import Given, Word, Written, word, written

_LEAST_GUESS, _LEAST_LIKE, _LEAST_GIVEN = 0.5, 0.6, 0.55
"""Of a plain edit distance; the closer look comes later."""
_MOST_SIMILAR = 40
"""Words of people that one asked word is taken for at most."""
_MOST_LIKE, _MOST_SHORT = 25, 100
"""Sounds like one sound that are looked at; of a short one more, for they crowd."""
_CERTAIN, _SURELY = 0.95, 0.8

Slots = NDArray[np.intp]


class Vocabulary:
    """Not safe while it is changed: whoever holds it sees to that."""

    def __init__(self) -> None:
        self.people: list[int] = []
        """Ids by slot, for arrays. Who is forgotten leaves an empty place."""
        self._slot_of: dict[int, int] = {}
        self._words: dict[str, set[int]] = defaultdict(set)
        self._arrays: dict[str, Slots] = {}
        """Word, or initial with a full stop, to the people who have it; the same as slots, made when asked for."""
        self._sounds: dict[str, set[str]] = defaultdict(set)
        self._skeletons: dict[str, set[str]] = defaultdict(set)
        """Sound to words; Korean surnames in Hangul are sounds as well."""
        self._by_length: dict[int, list[str]] = defaultdict(list)
        """The sounds again: one that is much longer or shorter is not alike."""
        self._given: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
        """Sound of a Korean given name to people and the surnames beside it."""
        self._sorted: list[tuple[str, str]] = []
        self._unsorted: list[tuple[str, str]] = []
        """Sounds and broad sounds with their words, in order, for beginnings; what came since, not yet in order."""

    def add(self, person: Named) -> None:
        """Know a person's words."""
        if person.id not in self._slot_of:
            self._slot_of[person.id] = len(self.people)
            self.people.append(person.id)
        for key in _keys(person):
            if key not in self._words and not key.endswith("."):
                self._index(word(key))
            self._words[key].add(person.id)
            self._arrays.pop(key, None)
        for given in _given(person):
            for sound in given.sounds:
                self._given[sound][person.id] = self._given[sound].get(person.id, frozenset()) | given.surnames

    def remove(self, person: Named) -> None:
        """Forget a person's words; a word that nobody has any more is no harm."""
        for key in _keys(person):
            self._words[key].discard(person.id)
            self._arrays.pop(key, None)
        for given in _given(person):
            for sound in given.sounds:
                self._given[sound].pop(person.id, None)

    def bearers(self, key: str) -> Slots:
        """The slots of the people who have a word, or an initial (``n.``)."""
        if (found := self._arrays.get(key)) is None:
            found = np.fromiter((self._slot_of[person] for person in self._words.get(key, ())), np.intp)
            self._arrays[key] = found
        return found

    def has(self, asked: Word) -> bool:
        """Whether an asked word surely stands for one of these."""
        return any(score >= _SURELY for score in self.similar(asked, by_likeness=False).values())

    def similar(self, asked: Word, *, by_likeness: bool) -> Mapping[str, float]:
        """Words of people that an asked one may stand for, with a first guess how surely."""
        found: dict[str, float] = {}
        sounds = (*asked.sounds, *asked.declined, *asked.stems)
        for sound in (*sounds, *asked.surnames):
            for text in self._sounds.get(sound, ()):
                found[text] = 1.0
        for sound in sounds:
            for text in self._skeletons.get(skeleton(sound), ()):
                if text not in found:
                    like = max((OSA.normalized_similarity(sound, s) for s in word(text).sounds), default=0.0)
                    if like >= _LEAST_GUESS:
                        found[text] = like
        if by_likeness and not any(score > _CERTAIN for score in found.values()):
            # A particle is half a short word in Hangul, in other scripts an ending is little of one.
            sounds = (*asked.sounds[:2], *(asked.declined[:1] if asked.is_hangul else ()))
            for sound in sounds:
                for other, score in self._near(sound):
                    for text in self._sounds[other]:
                        found[text] = max(found.get(text, 0.0), score)
        if len(found) > _MOST_SIMILAR:
            return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_SIMILAR])
        return found

    def similar_given(self, given: Given, *, by_likeness: bool) -> Iterator[tuple[int, float]]:
        """The slots of Koreans of the same surname whose given names may be this one."""
        for sound in given.sounds:
            near = [(sound, 1.0)]
            if by_likeness:
                near += _extracted(sound, list(self._given), _LEAST_GIVEN, _MOST_LIKE)
            for other, score in near:
                for person, surnames in self._given.get(other, {}).items():
                    if surnames & given.surnames:
                        yield self._slot_of[person], score

    def has_given(self, query: Written) -> bool:
        """Whether a query may be the name of a Korean, by rules alone."""
        return any(self._given.get(sound) for given in query.korean for sound in given.sounds)

    def beginning(self, query: Written) -> Iterator[tuple[int, float]]:
        """Who has a word that begins like the last one of a query that is still being typed; and how surely."""
        self._sort()
        last = query.words[-1]
        keys = [f"={broad}" for broad in last.broads] if last.is_hangul else list(last.sounds)
        if last.is_hangul and len(last.text) == 1:
            keys += [f"={surname}" for surname in last.surnames]
        for key in keys:
            for at in range(bisect_left(self._sorted, (key, "")), len(self._sorted)):
                sound, text = self._sorted[at]
                if not sound.startswith(key):
                    break
                if not _tells(last, key) and not text.startswith(last.text):
                    continue
                for person in self._words.get(text, ()):
                    yield person, 0.95 if text.startswith(last.text) else 0.9
        if last.is_hangul:
            yield from self._beginning_given(query.korean)

    def _beginning_given(self, korean: Iterable[Given]) -> Iterator[tuple[int, float]]:
        """In Hangul the given name follows the surname in one word."""
        for given, (other, people) in product(korean, self._given.items()):
            if other.startswith(given.sounds):
                for person, surnames in people.items():
                    if surnames & given.surnames:
                        yield person, 0.9

    def _index(self, entry: Word) -> None:
        for sound in (*entry.sounds, *entry.stems, *entry.surnames):
            if sound not in self._sounds:
                self._by_length[len(sound)].append(sound)
            self._sounds[sound].add(entry.text)
        for sound in (*entry.sounds, *entry.stems):
            self._skeletons[skeleton(sound)].add(entry.text)
        for key in {*entry.sounds, *(f"={broad}" for broad in entry.broads), *(f"={s}" for s in entry.surnames)}:
            self._unsorted.append((key, entry.text))

    def _sort(self) -> None:
        """Put in order what came since: all at once after many, one by one after few."""
        if len(self._unsorted) > len(self._sorted) // 10:
            self._sorted = sorted([*self._sorted, *self._unsorted])
        else:
            for pair in self._unsorted:
                insort(self._sorted, pair)
        self._unsorted = []

    def _near(self, sound: str) -> list[tuple[str, float]]:
        """Sounds like one, of all people's words."""
        length = len(sound)
        reach = range(int(length * _LEAST_LIKE), int(length / _LEAST_LIKE) + 1)
        choices = [other for size in reach for other in self._by_length.get(size, ())]
        return _extracted(sound, choices, _LEAST_LIKE, _MOST_SHORT if length <= SHORT else _MOST_LIKE)


def _tells(begun: Word, key: str) -> bool:
    """Whether a sound is enough to know a beginning by: two letters that are one sound are not."""
    return begun.is_hangul or len(key) > 1


def _extracted(sound: str, choices: list[str], least: float, most: int) -> list[tuple[str, float]]:
    near = process.extract(sound, choices, scorer=OSA.normalized_similarity, score_cutoff=least, limit=most)
    return [(other, score) for other, score, _ in near]


def _keys(person: Named) -> set[str]:
    """Words, neighbours that may be one word elsewhere, and initials."""
    names = [written(form) for form in person.forms]
    spans = {span.word.text for name in names for span in name.spans}
    return spans | {f"{letter}." for name in names for w in name.words for letter in w.begins}


def _given(person: Named) -> Iterator[Given]:
    return (given for form in person.forms for given in written(form).korean)
