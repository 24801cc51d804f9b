"""A name as written, taken apart: its words with their sounds, its initials, what Korean there may be in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from archive.names import korean, syllables
from archive.names.endings import Part, fathers, nominatives, part_of
from archive.names.sounds import broad, readings, script_of, spoken

LONGEST = 200
MOST_WORDS = 8
_APOSTROPHES = "'\u2019\u02bc\u02b9\u2018`\u00b4\u02bb"
_WORD = re.compile(f"[^\\W\\d_]+(?:[{_APOSTROPHES}][^\\W\\d_]+)*[{_APOSTROPHES}]?")
# Of Yeon-a the last letter is a syllable, no initial.
_SYLLABLE = re.compile(r"[^\W\d_]{2}-[^\W\d_] ")
# Дж. is the first sound of Джабаев, two letters long.
_DIGRAPHS = frozenset({"дж", "дз", "zh", "sh", "ch", "kh", "ts", "dj", "dz", "ya", "yu", "yo", "sch", "th", "ph"})
_SURNAME_ENDS = re.compile(r"(?:[oe]v|in)a?$")
_PATRONYMIC_ENDS = re.compile(r"(?:[oe]viC|[oe]vn|oviS)[a-z]*$")
_JOINED = 6
"""Words of so many letters may be syllables of one, written together elsewhere: Jin Ping, Jinping."""


def fold(text: str) -> str:
    """Text in which only letters matter: width, case and ligatures gone, accents kept, for they tell sounds."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())


@dataclass(frozen=True, eq=False)
class Word:
    """One word of a name, or several written as one; there is one object for each text."""

    text: str

    @cached_property
    def bare(self) -> str:
        """Without marks and apostrophes: what is still the same word."""
        decomposed = unicodedata.normalize("NFD", self.text)
        return "".join(c for c in decomposed if c.isalpha() and not unicodedata.combining(c))

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        """The ways in which it may sound, likeliest first."""
        return readings(self.text)

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """The same with every glide, which some spellings leave out."""
        return spoken(self.text)

    @cached_property
    def declined(self) -> tuple[str, ...]:
        """The sounds of the words that it may be a case of."""
        found = (sound for other in nominatives(self.text) for sound in readings(other)[:2])
        return tuple(dict.fromkeys(sound for sound in found if sound not in self.sounds))

    @cached_property
    def part(self) -> Part:
        """What its ending says that it is."""
        part = part_of(self.text)
        if part is Part.PLAIN:
            return next((p for p in map(part_of, nominatives(self.text)) if p is not Part.PLAIN), part)
        return part

    @cached_property
    def begins(self) -> frozenset[str]:
        """The sounds that it may begin with."""
        return frozenset(sound[0] for sound in self.sounds)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The father's name in a patronymic or in a surname made of one: Baitursyn in Байтұрсынұлы and Baitursynov."""
        if self.part is Part.CHILD:
            text = next((found for word in (self.text, *nominatives(self.text)) if (found := fathers(word))), "")
            return readings(text)
        ends = _PATRONYMIC_ENDS if self.part is Part.PATRONYMIC else _SURNAME_ENDS
        return tuple(stem for sound in self.sounds if len(stem := ends.sub("", sound)) > 2 and stem != sound)

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The Korean surnames that it may be."""
        return frozenset().union(*map(korean.surnames, (self.text, *nominatives(self.text))))

    @cached_property
    def is_hangul(self) -> bool:
        """Whether it is in Hangul, which writes foreign sounds as best it can."""
        return script_of(self.text) == "Hang"

    @cached_property
    def broads(self) -> tuple[str, ...]:
        """Its sounds as Hangul would tell them; without a particle, where it is Hangul."""
        sounds = (*self.sounds, *self.declined) if self.is_hangul else self.sounds
        return tuple(dict.fromkeys(map(broad, sounds)))


@lru_cache(maxsize=50_000)
def word(text: str) -> Word:
    """The word, the same object for the same text: what it has worked out is kept."""
    return Word(text)


@dataclass(frozen=True, slots=True)
class Span:
    """Some neighbouring words of a name taken as one."""

    start: int
    end: int
    word: Word
    role: Part = Part.PLAIN
    """What it is in the name; several words as one are a plain one."""

    @property
    def is_joined(self) -> bool:
        """Whether it is more than one word."""
        return self.end - self.start > 1

    @property
    def places(self) -> range:
        """Where its words stand in the name."""
        return range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Given:
    """A reading of a name as Korean: the surname, and the sound of the given name."""

    surnames: frozenset[str]
    sounds: tuple[str, ...]
    readings: tuple[syllables.Reading, ...]
    """Its syllables, where it can be cut into such."""
    doubt: float = 0.0
    """What speaks against it: three words apart, and the surname last, is nobody's habit."""


@dataclass(frozen=True)
class Written:
    """A whole name. ``initials`` holds the places of words that are but initials."""

    text: str
    words: tuple[Word, ...]
    initials: frozenset[int]

    @cached_property
    def roles(self) -> tuple[Part, ...]:
        """What each word is, by its ending and its place.

        A patronymic follows a given name, so the first word is none; of two words the second may be a
        surname with the same ending (Dmitri Shostakovich), which ``EITHER`` leaves open.
        """
        found: list[Part] = []
        patronymics = [n for n, w in enumerate(self.words) if w.part is Part.PATRONYMIC and n]
        for n, w in enumerate(self.words):
            if w.part is not Part.PATRONYMIC:
                found.append(w.part)
            elif n not in patronymics:
                found.append(Part.PLAIN)
            elif len(self.words) == 2 or (len(patronymics) > 1 and n == patronymics[-1]):
                found.append(Part.EITHER)
            else:
                found.append(Part.PATRONYMIC)
        return tuple(found)

    @cached_property
    def has_patronymic(self) -> bool:
        """Whether a word is one, in any language."""
        return not {Part.PATRONYMIC, Part.CHILD}.isdisjoint(self.roles)

    @property
    def before_last(self) -> Written | None:
        """The name without its last word, which is still being typed; None where it is the only one."""
        last = len(self.words) - 1
        return Written(self.text, self.words[:-1], self.initials - {last}) if last else None

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The words, and neighbours that may be one word elsewhere."""
        found = [Span(n, n + 1, w, self.roles[n]) for n, w in enumerate(self.words) if n not in self.initials]
        for start in range(len(self.words)):
            for end in range(start + 2, min(start + 3, len(self.words)) + 1):
                part = self.words[start:end]
                if self.initials.isdisjoint(range(start, end)) and (
                    all(len(w.text) <= _JOINED for w in part) or self._is_hyphened(start, end)
                ):
                    found.append(Span(start, end, word("".join(w.text for w in part))))
        return tuple(found)

    def _is_hyphened(self, start: int, end: int) -> bool:
        return "-".join(w.text for w in self.words[start:end]) in self.text

    @cached_property
    def korean(self) -> tuple[Given, ...]:
        """Its readings as a Korean name, surname first or last; none where no surname fits."""
        found: list[Given] = []
        if len(self.words) == 1 and self.words[0].is_hangul:
            for text in (self.words[0].text, *nominatives(self.words[0].text)):
                if korean.is_name(text):
                    cut = korean.surname_length(text)
                    found.append(_given(korean.surnames(text[:cut]), (text[cut:],), ()))
        elif 2 <= len(self.words) <= 4 and not self.initials:
            for surname, given in ((self.words[0], self.words[1:]), (self.words[-1], self.words[:-1])):
                if surname.surnames:
                    *before, last = (w.text for w in given)
                    is_odd = surname is self.words[-1] and len(given) > 1 and not self._is_hyphened(0, len(given))
                    found.append(_given(surname.surnames, (*before, last), nominatives(last), 0.08 if is_odd else 0.0))
        return tuple(given for given in found if given.sounds)


def _given(surnames: frozenset[str], words: tuple[str, ...], cases: tuple[str, ...], doubt: float = 0.0) -> Given:
    """A given name of some words, of which the last may be a case of another."""
    *before, last = words
    ways = [[*before, end] for end in (last, *cases)]
    sounds = dict.fromkeys(sound for way in ways if (sound := korean.sound("".join(way))))
    readings = dict.fromkeys(reading for way in ways for reading in syllables.readings(way))
    return Given(surnames, tuple(sounds), tuple(readings), doubt)


@lru_cache(maxsize=30_000)
def written(text: str) -> Written:
    """A name taken apart. A letter alone is an initial where a longer word stands beside it."""
    folded = fold(text)
    found = [match.group() for match in _WORD.finditer(folded)][:MOST_WORDS]
    longer = any(len(text) > 2 or (len(text) == 2 and text not in _DIGRAPHS) for text in found)
    initials = frozenset(
        n
        for n, text in enumerate(found)
        if longer
        and script_of(text) != "Hang"
        and (len(text) == 1 or (text in _DIGRAPHS and f"{text}." in folded))
        and not _SYLLABLE.search(f"{folded} ")
    )
    # A surname of one letter beside a given name is no initial: I Myeong-bak.
    if len(initials) == 1 and len(found) >= 3 and "." not in folded:
        (at,) = initials
        if korean.surnames(found[at]) and at in (0, len(found) - 1):
            initials = frozenset()
    return Written(folded, tuple(map(word, found)), initials)


def spelt(text: str) -> tuple[str, ...]:
    """The words of ``written``, in the letters that they were typed in."""
    typed = tuple(match.group() for match in _WORD.finditer(unicodedata.normalize("NFC", text[:LONGEST])))
    words = written(text).words
    return typed if len(typed) == len(words) else tuple(w.text for w in words)
