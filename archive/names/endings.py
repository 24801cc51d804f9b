"""What a word was before it was declined, and what its ending tells: patronymic, surname, a Kazakh son or daughter.

Russian declension of names, the seven Kazakh cases, Turkish and Korean case after an apostrophe or glued on.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache


class Part(Enum):
    """What a word may be in a name, by its ending."""

    PLAIN = auto()
    PATRONYMIC = auto()
    """Akhmedovich, Ахмедовна."""
    CHILD = auto()
    """Ахметұлы, Akhmetkyzy: a patronymic, or a surname that others write with -ov."""
    EITHER = auto()
    """A patronymic's ending where a surname may stand: Shostakovich."""


_PATRONYMIC = re.compile(
    r".{2,}(?:[оеё]вич|[оеёь]вн|ьич|инич|ични?)(?:а|у|ем|е|ы|ой|)$|.{2,}(?:[oey]vich|[oey]vn|ovitch|evitch|owitsch|ewitsch|jewna|owna)(?:a|u|em|e|y|oi|)$"
    r"|^(?:ильич|лукич|фомич|кузьмич|ilyich|ilich|iljitsch|ilitch)(?:а|у|ем|е|)$"
)
_CHILD = re.compile(
    r"(.{2,}?)[ -]?(?:ұлы|улы|уулу|қызы|кызы|ғызы|гызы|оглы|оглу|заде"
    r"|ūly|uly|uli|ulu|qyzy|kyzy|kizi|qizi|gyzy|o'g'li|ogli|oglu|oğlu)$"
)

# Kazakh: genitive, dative, accusative, locative, ablative, instrumental; the ending's form follows the sound before it.
_KAZAKH = re.compile(
    "(?:(?:н|д|т)(?:ың|ің|ын|ин)|(?:н|д|т)(?:ы|і)|[ғг]а|[қк]а|ге|ке|(?<=[аәеы])н[ае]|[дт][ае]|[днт][ае]н|[мбп]ен)$"
)
# Nominative endings to try where a Russian one was taken away.
_RUSSIAN: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), endings)
    for pattern, endings in (
        # Surnames: Иванова (of him, or she), Ивановым, Ивановой, Ивановых.
        (r"(?:(?<=[оеё]в)|(?<=[иы]н))(?:а|у|ым|е|ы)$", ("", "а")),
        (r"(?:(?<=[оеё]в)|(?<=[иы]н))(?:ой|ою)$", ("а",)),
        (r"(?:(?<=[оеё]в)|(?<=[иы]н))(?:ых|ыми)$", ("",)),
        # Adjectives: Чайковского, Толстому, Достоевской.
        (r"(?<=.[скхгчшц])(?:ого|ому|им|ом)$", ("ий", "ой")),
        (r"(?<=..)(?:ого|ому|ым|ом)$", ("ый", "ой")),
        (r"(?<=ск|цк)(?:ой|ую|ою)$", ("ая",)),
        # Given names.
        (r"(?<=..)(?:ею|ей|ии)$", ("ия", "я", "ей")),
        (r"(?<=..)(?:ием|ию|ия|ии)$", ("ий", "ия")),
        (r"(?<=.[аеёиоуыэюя])(?:я|ю|ем|е)$", ("й",)),
        (r"(?<=.)(?:оя|ою|оем|ое)$", ("ой",)),
        (r"(?<=.)(?:я|ю|ем|ём|е|и)$", ("ь", "я", "")),
        (r"(?<=.)(?:а|у|ом|е)$", ("",)),
        (r"(?<=.)(?:ы|е|у|ой|ою)$", ("а",)),
        (r"(?<=.)(?:и|е|у|ой)$", ("а",)),
    )
)
_TURKISH = re.compile(r"(?<=...)['\u2019\u02bc](?:n?[ıiuü]n|[dt][ae]n?|y?[ae]|y?[ıiuü]|yl[ae]|s|nin|n)$")
_PARTICLES = re.compile(r"(?<=[가-힣])(?:은|는|이|가|을|를|의|에|에게|에서|와|과|도|로|으로|께|께서|님|씨)$")


@lru_cache(maxsize=100_000)
def part_of(word: str) -> Part:
    """What a folded word is by its ending."""
    if _PATRONYMIC.match(word):
        return Part.PATRONYMIC
    return Part.CHILD if _CHILD.fullmatch(word) else Part.PLAIN


@lru_cache(maxsize=100_000)
def nominatives(word: str) -> tuple[str, ...]:
    """Other words that a folded one may be a case of, likeliest first; the word itself is not among them."""
    if "\uac00" <= word[:1] <= "\ud7a3":
        other = _PARTICLES.sub("", word)
        return (other,) if other != word else ()
    if "\u0400" <= word[:1] <= "\u052f":
        found = [_KAZAKH.sub("", word)] if len(word) > 4 else []
        for pattern, endings in _RUSSIAN:
            shorter = pattern.sub("", word)
            if shorter != word:
                found += [shorter + ending for ending in endings]
    else:
        found = [_TURKISH.sub("", word)]
    return tuple(dict.fromkeys(other for other in found if other != word and len(other) > 1))


@lru_cache(maxsize=100_000)
def fathers(word: str) -> str:
    """The father's name in a Kazakh -uly or -kyzy, as a stem; empty for any other word."""
    found = _CHILD.fullmatch(word)
    return found.group(1) if found else ""
