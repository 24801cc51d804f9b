"""The end of a search that somebody is still typing: which words may be a name or a title only begun.

Knows the signs of the language, no records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.query.fields import BY_NAME
from archive.query.kinds import SearchField
from archive.query.words import has_words, tokens

MOST_WORDS = 4
"""Without quotes, a name or a title is completed up to so many words."""
_SHORTEST = 2
_PLAIN = re.compile(r'(?![-\u2212\u2013\u2014])[^\s()":*]+')
_MINUS = re.compile(rf"[-\u2212\u2013\u2014]({_PLAIN.pattern})")
_IN_FIELD = re.compile(rf"[^\W\d_][^\W_]*:(?:{_PLAIN.pattern})?")


@dataclass(frozen=True, slots=True)
class Ending:
    """The last ``words`` of a search, the ``field`` that they stand in, and the text ``before`` both.

    ``is_unwanted`` where a minus stands before them.
    """

    words: str
    before: str
    field: SearchField | None = None
    is_unwanted: bool = False

    def finished(self, text: str) -> str:
        """The search with that in place of the words."""
        return f"{self.before} {text}".strip()


def endings(text: str) -> tuple[Ending, ...]:
    """The last words of a search that may be unfinished, the longest run of them first.

    None where they are too short to tell anything: one letter, unless it is a syllable (as in Korean).
    """
    if text.count('"') % 2:
        before, _, words = text.rpartition('"')
        found = [_ending(words, before)]
    else:
        chunks = text.split()
        plain = 0
        while plain < min(len(chunks), MOST_WORDS) and _PLAIN.fullmatch(chunks[-1 - plain]):
            plain += 1
        found = [_ending(" ".join(chunks[-n:]), " ".join(chunks[:-n])) for n in range(plain, 0, -1)]
        if not plain and chunks and _IN_FIELD.fullmatch(chunks[-1]):
            found = [_ending(chunks[-1], " ".join(chunks[:-1]))]
        elif not plain and chunks and (unwanted := _MINUS.fullmatch(chunks[-1])):
            found = [Ending(unwanted.group(1), " ".join(chunks[:-1]), is_unwanted=True)]
    return tuple(ending for ending in found if ending and _tells(ending))


def _ending(words: str, before: str) -> Ending | None:
    """The words with the field in front of them, which may stand on the other side of a quotation mark."""
    if before.endswith(":"):
        before, _, name = before[:-1].rpartition(" ")
    elif ":" in words:
        name, _, words = words.partition(":")
    else:
        return Ending(words, before)
    field = BY_NAME.get(name.casefold())
    return Ending(words, before, field) if field else None


def _tells(ending: Ending) -> bool:
    if ending.field and not ending.words.strip():
        return True  # whatever there is in the field
    if not has_words(ending.words):
        return False
    return len(ending.words.strip()) >= _SHORTEST or bool(tokens(ending.words)[-1].pairs)
