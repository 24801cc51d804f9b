"""How surely a name that is asked for is one that is recorded, and whether rules alone say so.

Two words are one by their letters, their sound, a case ending, a Korean surname's spellings, or by likeness; a name is
another's form where its words pair off, initials stand for words, and nothing that was asked for is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA

from archive.names.endings import Part, nominatives
from archive.names.likeness import likeness
from archive.names.syllables import agreement
from archive.names.written import Given, Span, Word, Written, word

# How sure a pair of words is, by what makes it one.
_SAME, _SOUND, _CASE, _HANGUL, _SURNAME, _CHILD, _SLIP = 1.0, 0.985, 0.97, 0.95, 0.95, 0.94, 0.9
_KOREAN, _INITIAL = 0.95, 0.95
_BY_RULE = 0.9
"""Sounds so alike differ in what some spelling or other leaves untold."""
_GLIDES = 0.04
"""How much two words that sound the same may differ in glides."""
_HABIT = 0.01
"""What a reading tells less than the likeliest one of the same letters."""
_LEAST_WORD, _LEAST_SHORT, _LEAST_JOINED = 0.7, 0.64, 0.88
SHORT = 3
"""Letters of a short word: one of them is much of it."""
_SURELY_SURNAME = 0.93
_NEVER_ONE = frozenset({Part.PATRONYMIC, Part.PLAIN})

# What is taken off for what is left over.
_OTHER_PATRONYMIC, _OTHER_INITIAL, _UNRECORDED = 0.15, 0.1, 0.01
_NO_PATRONYMIC, _NO_WORD, _NO_SYLLABLE = 0.005, 0.02, 0.06
_INITIAL_WEIGHT = 3
"""An initial tells as much as three letters."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Words that are one: how surely, and whether a rule says so."""

    score: float
    is_rule: bool
    asked: Span
    held: Span


def compared(query: Written, form: Written) -> tuple[float, bool]:
    """How surely a query names the bearer of a form, from 0 to 1, and whether by rules alone."""
    by_korean, is_korean = (0.0, False), False
    for asked, held in product(query.korean, form.korean):
        if asked.surnames & held.surnames:
            agreed = agreement(asked.readings, held.readings)
            is_korean |= agreed is not None and not asked.doubt and not held.doubt
            by_korean = max(by_korean, _by_korean(asked, held, agreed))
    # Syllables of a Korean name are compared as such: sounds of a foreign name would run across them.
    if is_korean or (len(query.words) == 1 and query.words[0].is_hangul and query.korean and form.korean):
        return (_SAME, True) if is_recorded(query, form) else by_korean
    return max(_by_words(query, form), by_korean)


def is_recorded(query: Written, form: Written) -> bool:
    """Whether a query is a form as it stands, but for case, marks, hyphens and the order of the words."""
    asked, held = [w.bare for w in query.words], [w.bare for w in form.words]
    return sorted(asked) == sorted(held) or "".join(asked) == "".join(held)


def has_words(query: Written, form: Written) -> bool:
    """Whether a query is but words of a form, as they stand: a surname alone."""
    return {w.bare for w in query.words} <= {w.bare for w in form.words}


def is_case_of(query: Written, form: Written) -> bool:
    """Whether a query is a form as it stands or declined."""
    held = {w.bare for w in form.words}
    return len(query.words) == len(form.words) and all(
        not held.isdisjoint((w.bare, *nominatives(w.text))) for w in query.words
    )


def names_surname(asked: Word, form: Written) -> bool:
    """Whether one word names the person by surname: with a surname's ending, or as a name of one word."""
    if len(form.words) == 1:
        return True
    return any(
        alike(asked.text, w.text)[0] >= _SURELY_SURNAME and (w.stems or w.surnames)
        for w in form.words
        if w.part is not Part.PATRONYMIC
    )


@lru_cache(maxsize=50_000)
def alike(asked_text: str, held_text: str) -> tuple[float, bool]:
    """How surely two folded words are one, and whether by a rule alone."""
    asked, held = word(asked_text), word(held_text)
    if asked.bare == held.bare:
        return _SAME, True
    best = (_SURNAME, True) if asked.surnames & held.surnames else (0.0, False)
    if not asked.sounds or not held.sounds:
        return best
    if asked.is_hangul != held.is_hangul:
        like = max(likeness(a, b) for a in asked.broads for b in held.broads)
        best = max(best, (like * _HANGUL, like >= _BY_RULE))
    else:
        like = max(likeness(a, b) for a in asked.sounds for b in held.sounds)
        if like == 1.0:
            like -= _HABIT * ((asked.sounds[0] not in held.sounds) + (held.sounds[0] not in asked.sounds))
            like -= _GLIDES * (1 - max(likeness(a, b) for a in asked.spoken for b in held.spoken))
        best = max(best, (like * _SOUND, like >= _BY_RULE))
        like = max((likeness(a, b) for a in asked.declined for b in held.sounds), default=0.0)
        best = max(best, (like * _CASE, like >= _BY_RULE))
    if asked.part is Part.CHILD or held.part is Part.CHILD:
        like = max((likeness(a, b) for a in asked.stems for b in held.stems), default=0.0)
        best = max(best, (like * _CHILD, True))
    return best


def _by_korean(asked: Given, held: Given, agreed: tuple[float, bool] | None) -> tuple[float, bool]:
    like, is_rule = agreed or (max(likeness(a, b) for a in asked.sounds for b in held.sounds), False)
    return _KOREAN * (0.3 + 0.7 * like) - asked.doubt - held.doubt, is_rule


def paired(query: Written, form: Written) -> list[Pair]:
    """Which words of a query stand for which of a form, none twice; the surest first, of equals the longer."""
    taken_asked: set[int] = set()
    taken_held: set[int] = set()
    chosen = []
    for pair in sorted(_pairs(query, form), key=_surest_first):
        if taken_asked.isdisjoint(pair.asked.places) and taken_held.isdisjoint(pair.held.places):
            taken_asked.update(pair.asked.places)
            taken_held.update(pair.held.places)
            chosen.append(pair)
    return chosen


def _by_words(query: Written, form: Written) -> tuple[float, bool]:
    taken_asked: set[int] = set()
    taken_held: set[int] = set()
    total = weight = 0.0
    rules = True
    for pair in paired(query, form):
        taken_asked.update(pair.asked.places)
        taken_held.update(pair.held.places)
        importance = len(pair.asked.word.text) * (0.3 if pair.asked.role is Part.PATRONYMIC else 1.0)
        total += pair.score * importance
        weight += importance
        rules &= pair.is_rule
    if not taken_asked:
        return 0.0, False
    gained, weighed, off = _initials(query, form, taken_held)
    total += gained
    weight += weighed
    for n, left_over in enumerate(query.words):
        if n in taken_asked or n in query.initials:
            continue
        if query.roles[n] is Part.PLAIN:
            weight += len(left_over.text)
            rules = False
        else:
            # A patronymic that the archive has not recorded says nothing; another than the recorded one does.
            off += _OTHER_PATRONYMIC if form.has_patronymic else _UNRECORDED
    # Of a Korean given name no syllable is left out.
    missing = _NO_SYLLABLE if form.korean and query.korean else _NO_WORD
    for n, role in enumerate(form.roles):
        if n not in taken_held:
            off += _NO_PATRONYMIC if role is Part.PATRONYMIC else missing
    return max(0.0, total / weight - off), rules


def _pairs(query: Written, form: Written) -> Iterator[Pair]:
    """Words, or some taken as one, that may be each other."""
    for asked, held in product(query.spans, form.spans):
        if asked.role is not held.role and {asked.role, held.role} == _NEVER_ONE:
            score, is_rule = _slipped(asked.word, held.word)
        else:
            score, is_rule = alike(asked.word.text, held.word.text)
        if score >= _LEAST_SHORT and score >= _least(asked, held):
            yield Pair(score, is_rule, asked, held)


def _surest_first(pair: Pair) -> tuple[float, int, int, int]:
    return -pair.score, -len(pair.asked.word.text), pair.asked.start, pair.held.start


def _slipped(asked: Word, held: Word) -> tuple[float, bool]:
    """A patronymic is no given name, nor a surname; but a slip may have spoilt its ending."""
    slips = OSA.distance(asked.bare, held.bare, score_cutoff=1)
    return ((_SAME, True), (_SLIP, False), (0.0, False))[slips]


def _least(asked: Span, held: Span) -> float:
    """How alike two words must be at least: of a short one one letter is much, of several taken as one little."""
    if asked.is_joined or held.is_joined:
        return _LEAST_JOINED
    return _LEAST_SHORT if min(len(asked.word.text), len(held.word.text)) <= SHORT else _LEAST_WORD


def _initials(query: Written, form: Written, taken: set[int]) -> tuple[float, float, float]:
    """What initials add: their score, their weight, and what is taken off for those that clash."""
    total = weight = off = 0.0
    free = [n for n in range(len(form.words)) if n not in taken]
    for n in sorted(query.initials):
        letters = query.words[n].begins
        at = next((m for m in free if letters & form.words[m].begins), None)
        if at is not None:
            taken.add(at)
            free.remove(at)
            total += _INITIAL * _INITIAL_WEIGHT
            weight += _INITIAL_WEIGHT
        elif any(form.roles[m] is Part.PLAIN for m in free):
            weight += _INITIAL_WEIGHT
        else:
            off += _OTHER_INITIAL if free else _UNRECORDED
    return total, weight, off
