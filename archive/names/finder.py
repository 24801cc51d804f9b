"""Finds people by any form of their names: recorded forms first, then rules, then likeness, then another keyboard.

All in memory, a few megabytes for tens of thousands of people. Safe from any thread.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from archive.names.comparing import compared, has_words, is_case_of, is_recorded, names_surname, paired
from archive.names.endings import Part
from archive.names.keys import tells
from archive.names.layouts import meant
from archive.names.matches import Ground, Match, Mention, Named, ranked
from archive.names.vocabulary import Vocabulary
from archive.names.written import Word, Written, spelt, written

__all__ = ["SURE", "Ground", "Match", "Mention", "NameFinder", "Named", "found_as"]

SURE = 0.86
"""From this score on, all words of a query name the person."""
_SURE_ALONE = 0.93
"""The same of a word that stands alone."""
_LEAST = 0.62
_LAYOUT_BELOW, _LAYOUT_OFF = 0.84, 0.02
"""Only what finds nobody surely is read on other keyboards, and that comes behind what was typed."""
_MOST_COMPARED, _MOST_ALONE = 80, 300
"""People who are compared word by word; of a word alone, which tells little, more."""
_WORTH, _SURELY_WORTH = 0.6, 0.8
"""Of the most promising candidate: who promises less is not compared."""
_LONGEST_MENTION, _MOST_MENTIONED = 4, 20
"""Words of one name in a search. A name that fits many is no mention of one: its words find them all."""


class NameFinder:
    """The names of all people."""

    def __init__(self, people: Iterable[Named] = ()) -> None:
        self._changing = threading.RLock()
        self._people: dict[int, Named] = {}
        self._vocabulary = Vocabulary()
        for person in people:
            self.put(person)

    def __len__(self) -> int:
        return len(self._people)

    def put(self, person: Named) -> None:
        """Know a person, or know them by other forms from now on."""
        with self._changing:
            self.drop(person.id)
            self._people[person.id] = person
            self._vocabulary.add(person)

    def drop(self, person_id: int) -> None:
        """Forget a person."""
        with self._changing:
            if person := self._people.pop(person_id, None):
                self._vocabulary.remove(person)

    def find(self, text: str, limit: int = 10) -> list[Match]:
        """Who may be meant, the likeliest first."""
        with self._changing:
            query = written(text)
            found = self._found(query)
            if not query.words or (len(query.words) == 1 and not tells(query.words[0].text)):
                return found[:limit]
            if not found or found[0].score < _LAYOUT_BELOW:
                others = (match for other in meant(text) for match in self._found(written(other)))
                better = [
                    Match(match.id, match.score - _LAYOUT_OFF, Ground.LAYOUT, match.form)
                    for match in others
                    if match.score >= _LAYOUT_BELOW
                ]
                found = ranked([*found, *better])
            return found[:limit]

    def complete(self, text: str, limit: int = 10) -> list[Match]:
        """Who may be meant by a name that is still being typed: its last word is a beginning."""
        with self._changing:
            return self._completed(written(text), limit)

    def _completed(self, query: Written, limit: int) -> list[Match]:
        if not query.words:
            return []
        last = query.words[-1]
        if len(query.words) == 1 and len(last.text) < (1 if last.is_hangul else 2):
            return []
        people: dict[int, float] = {}
        for person_id, score in self._vocabulary.beginning(query):
            people[person_id] = max(people.get(person_id, 0.0), score)
        if rest := query.before_last:
            people = dict(self._with(rest, people))
        likeliest = heapq.nsmallest(limit, people.items(), key=lambda one: (-one[1], one[0]))
        return [_begun(last, self._people[person_id], score) for person_id, score in likeliest]

    def _with(self, rest: Written, people: Mapping[int, float]) -> Iterator[tuple[int, float]]:
        """Those of the people whom the words before the last one name as well."""
        for person_id in self._candidates(rest, by_likeness=False, among=people):
            before = max(compared(rest, written(form))[0] for form in self._people[person_id].forms)
            if before >= SURE:
                yield person_id, (people[person_id] + before) / 2

    def mentions(self, words: Sequence[str]) -> list[Mention]:
        """The runs of one to four words that surely name people; none of them overlap."""
        found: list[Mention] = []
        at = 0
        with self._changing:
            asked = [written(text) for text in words]
            may_name = [self._may_name(name) for name in asked]
            while at < len(words):
                for end in range(min(at + _LONGEST_MENTION, len(words)), at, -1):
                    is_likely = all(may_name[at:end]) or self._may_be_korean(asked[at:end])
                    if is_likely and (matches := self._surely(words[at:end])):
                        found.append(Mention(at, end, matches))
                        at = end
                        break
                else:
                    at += 1
        return found

    def _may_name(self, name: Written) -> bool:
        """Whether a word of a search may be part of anybody's name: it is an initial, a patronymic, or somebody's."""
        return bool(name.words) and all(
            len(w.text) == 1 or w.part is not Part.PLAIN or self._vocabulary.has(w) for w in name.words
        )

    def _may_be_korean(self, names: Sequence[Written]) -> bool:
        """Whether words together may be a Korean's name, whose syllables alone are nobody's."""
        ends = (names[0], names[-1])
        return any(name.words and name.words[0].surnames for name in ends) and self._vocabulary.has_given(
            written(" ".join(name.text for name in names))
        )

    def _surely(self, words: Sequence[str]) -> tuple[Match, ...]:
        query = written(" ".join(words))
        if not query.spans:
            return ()
        is_alone = len(query.words) == 1 and not query.korean
        found = [
            match
            for match in self._found(query, by_likeness=False)
            if match.score >= (_SURE_ALONE if is_alone else SURE)
        ]
        if is_alone:
            found = [match for match in found if names_surname(query.words[0], written(match.form))]
            if not tells(query.words[0].text) and len(self._vocabulary.bearers(query.words[0].text)):
                found = [match for match in found if match.ground is Ground.RECORDED]
        return tuple(found) if len(found) <= _MOST_MENTIONED else ()

    def _found(self, query: Written, *, by_likeness: bool = True) -> list[Match]:
        by_likeness &= len(query.words) > 1 or all(tells(w.text) for w in query.words)
        candidates = self._candidates(query, by_likeness=by_likeness)
        matches = (_matched(query, self._people[person_id]) for person_id in candidates)
        return ranked(match for match in matches if match and match.score >= _LEAST)

    def _candidates(self, query: Written, *, by_likeness: bool, among: Container[int] | None = None) -> list[int]:
        """Whom to compare word by word: those whose words promise most of what was asked."""
        words = self._vocabulary
        letters = [
            len(w.text) * (0.2 if role is Part.PATRONYMIC else 1.0)
            for w, role in zip(query.words, query.roles, strict=True)
        ]
        best = np.zeros((len(letters), len(words.people)), np.float32)
        for n in query.initials:
            for letter in query.words[n].begins:
                best[n, words.bearers(f"{letter}.")] = 1.0
        for span in query.spans:
            rows = best[span.start : span.end]
            for text, score in words.similar(span.word, by_likeness=by_likeness and not span.is_joined).items():
                slots = words.bearers(text)
                rows[:, slots] = np.maximum(rows[:, slots], score)
        worth = np.array(letters, np.float32) @ best
        for given in query.korean:
            for slot, score in words.similar_given(given, by_likeness=by_likeness):
                worth[slot] = max(worth[slot], score * sum(letters))
        least = (_WORTH if by_likeness else _SURELY_WORTH) * float(worth.max(initial=0.0))
        enough = np.flatnonzero(worth >= max(least, 0.01))
        promising = (words.people[slot] for slot in enough[np.lexsort((enough, -worth[enough]))].tolist())
        most = _MOST_ALONE if len(query.words) == 1 else _MOST_COMPARED
        return list(islice((person for person in promising if among is None or person in among), most))


def found_as(match: Match, query: str) -> tuple[str, str] | None:
    """The typed words and the recorded ones that they were taken for: Оспановой, Ospanova; None where they are one."""
    if match.ground is Ground.RECORDED:
        return None
    pairs = paired(written(query), written(match.form)) if match.ground is not Ground.LAYOUT else []
    if not pairs:
        return " ".join(query.split()), match.form
    pairs.sort(key=lambda pair: pair.asked.start)
    return _words_at(query, [n for pair in pairs for n in pair.asked.places]), _words_at(
        match.form, [n for pair in pairs for n in pair.held.places]
    )


def _words_at(text: str, places: Sequence[int]) -> str:
    words = spelt(text)
    return " ".join(text.split()) if len(places) == len(words) else " ".join(words[n] for n in places)


def _matched(query: Written, person: Named) -> Match | None:
    """How a query names a person best; None where it must not."""
    rated = [(*compared(query, written(form)), form) for form in person.forms]
    score, is_rule, form = max(rated, key=lambda one: one[0])
    is_whole = score >= _SURE_ALONE and is_recorded(query, written(form))
    if not is_whole and any(is_case_of(query, written(other)) for other in person.forbidden):
        return None
    if is_whole or (score >= _SURE_ALONE and has_words(query, written(form))):
        ground = Ground.RECORDED
    else:
        ground = Ground.RULE if is_rule else Ground.LIKENESS
    return Match(person.id, round(score, 4), ground, form)


def _begun(last: Word, person: Named, score: float) -> Match:
    """A person by the form that has a word with this beginning; by the preferred one where it only sounds so."""
    form = next((form for form in person.forms if any(w.text.startswith(last.text) for w in written(form).words)), "")
    return Match(person.id, round(score, 4), Ground.RECORDED if form else Ground.RULE, form or person.forms[0])
