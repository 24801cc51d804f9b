"""Forms of a name that rules lead to, written out for people to see."""

from __future__ import annotations

import re

from anyascii import anyascii

from archive.names.endings import Part
from archive.names.sounds import script_of, spoken
from archive.names.written import written

# Tokayev, Yulia, Maya, Maria, Aitmatov: what y and i are in Cyrillic depends on what stands beside them.
_GLIDES = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        ("(?<=[aeou])ie", "е"),
        ("(?<=[^aeiou])ia$", "ия"),
        ("ia", "я"),
        ("iu", "ю"),
        ("io", "ё"),
        ("(?<=[aeou])i", "й"),
    )
)
_LETTERS = dict(zip("abvgdezijklmnoprstufhcCS", "абвгдезижклмнопрстуфхцчш", strict=True))


def in_other_script(name: str) -> str:
    """A Latin name in Cyrillic letters by its sound, any other in Latin letters; empty where there is none."""
    words = name.split()
    if not words:
        return ""
    if script_of(name.casefold()) != "Latn":
        return " ".join(anyascii(word).title() for word in words)
    return " ".join("-".join(map(_cyrillic, word.split("-"))) for word in words).strip()


def with_initials(name: str) -> str:
    """A surname with the initials of what stands beside it; empty where it cannot be told which word is the surname."""
    form = written(name)
    surname = next((n for n, word in enumerate(form.words) if word.stems and form.roles[n] is Part.PLAIN), None)
    if surname is None or len(form.words) < 2:
        return ""
    others = (word.text[0].upper() + "." for n, word in enumerate(form.words) if n != surname)
    return f"{' '.join(others)} {form.words[surname].text.title()}"


def _cyrillic(word: str) -> str:
    sound = next(iter(spoken(word.casefold())), "")
    for pattern, letters in _GLIDES:
        sound = pattern.sub(letters, sound)
    return "".join(_LETTERS.get(letter, letter) for letter in sound).capitalize()
