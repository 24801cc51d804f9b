"""Text to tree, by recursive descent. Never fails: what cannot be read is searched as words, and said.

::

    search      = conjunction { "or" conjunction }
    conjunction = { ["and"] unit }
    unit        = "-" unit | "(" search ")" | field ":" value | "phrase" | word | word"*" | date | range
    value       = unit, without fields and dates
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from archive.query.fields import BY_NAME, FLAG_BY_NAME, Kind, SearchField
from archive.query.tree import (
    Dated,
    Everything,
    Field,
    Has,
    No,
    Node,
    Phrase,
    Prefix,
    Range,
    Word,
    all_of,
    any_of,
    negate,
)
from archive.query.words import has_words

LONGEST = 1_000
"""Characters of a search that are read."""

_DEEPEST = 20
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'))
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
_JOINERS = "\u200c\u200d"

_CHUNK = re.compile(r'[^\s()"]+')
_FIELD = re.compile(r"([^\W\d_][^\W_]*):[ ]*")
_UNKNOWN_FIELD = re.compile(r"([^\W\d_][^\W_]*):(?!//)(?=.)")
_KEYWORDS = {"or", "OR", "and", "AND", "NOT"}
_DATE = re.compile(r"(\d{4})(?:([-./])(\d{1,2})(?:\2(\d{1,2}))?)?")
_DATE_DAY_FIRST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_YEARS = range(1800, 2200)
"""In which a bare number of four digits may be a year: 0622 and 1622 are numbers of files."""

_SPAN = re.compile(r"(.*?)\.\.(.*)")

_BOUNDS: dict[str, str] = {"before": "the days before a date", "after": "the days after a date"}
"""Written like fields, for ranges of ``date`` with one end."""

_Leaf = Callable[[str], Node | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was understood: its tree, its canonical text, and what could not be read of it."""

    tree: Node
    text: str
    problems: tuple[str, ...] = ()


def parse(text: str, today: date) -> Reading:
    """Read a search. ``parse(str(tree)).tree == tree`` for every tree that this returns."""
    problems: list[str] = []
    clean = _shortened(_clean(text), problems)
    parser = _Parser(_balanced(clean, problems), today, problems)
    tree = parser.search(parser.free)
    if tree is None:
        tree = _as_words(clean)
        if clean and not has_words(clean):
            problems.append(f"There is nothing to search for in '{clean}'.")
    return Reading(tree, str(tree), tuple(dict.fromkeys(problems)))


class _Parser:
    """One reading of one text; ``at`` is how far it has come. Brackets and quotes are balanced."""

    def __init__(self, text: str, today: date, problems: list[str]) -> None:
        self.text = text
        self.today = today
        self.problems = problems
        self.at = 0

    def search(self, leaf: _Leaf) -> Node | None:
        """Alternatives, up to the closing bracket or the end."""
        ways: list[Node] = []
        while True:
            parts: list[Node] = []
            while not self._at_end() and not self._took("or", "OR"):
                if not self._took("and", "AND") and (part := self.unit(leaf)) is not None:
                    parts.append(part)
            if parts:
                ways.append(all_of(parts))
            if self._at_end():
                return any_of(ways) if ways else None

    def unit(self, leaf: _Leaf) -> Node | None:
        """One thing to find; None where there is nothing to it, as for a lone ``&``."""
        opposite = False
        while self._took_minus() or self._took("NOT"):
            opposite = not opposite
        node = self._positive(leaf)
        return negate(node) if node is not None and opposite else node

    def _positive(self, leaf: _Leaf) -> Node | None:
        self._skip_spaces()
        if self._took_character("("):
            inner = self.search(leaf)
            self.at += 1
            return inner
        if self._took_character('"'):
            end = self.text.index('"', self.at)
            content, self.at = self.text[self.at : end], end + 1
            return self._quoted(content, leaf)
        if leaf == self.free and (found := _FIELD.match(self.text, self.at)):
            name = found.group(1).casefold()
            if name in BY_NAME or name in _BOUNDS or name in ("has", "no"):
                self.at = found.end()
                return self._value(name)
        return leaf(self._chunk())

    def free(self, chunk: str) -> Node | None:
        """A word outside of any field."""
        if chunk.endswith("*"):
            return self._prefix(chunk)
        if span := _SPAN.fullmatch(chunk):
            days = self._days(chunk)
            if days and (span.group(1) or span.group(2)):
                return Range("date", *days)
        elif (period := _period(chunk)) and period[0].year in _YEARS:
            return Dated(chunk, *period)
        if not has_words(chunk):
            return None
        if unknown := _UNKNOWN_FIELD.match(chunk):
            self.problems.append(f"There is no field '{unknown.group(1)}'; searched as words.")
        return Word(chunk)

    def plain(self, chunk: str) -> Node | None:
        """A word inside a field of text."""
        if chunk.endswith("*"):
            return self._prefix(chunk)
        return Word(chunk) if has_words(chunk) else None

    def _prefix(self, chunk: str) -> Node | None:
        text = chunk.rstrip("*")
        return Prefix(text) if has_words(text) else None

    def _quoted(self, content: str, leaf: _Leaf) -> Node | None:
        content = " ".join(content.split())
        if leaf in (self.free, self.plain):
            return Phrase(content) if has_words(content) else None
        return leaf(content)

    def _value(self, name: str) -> Node | None:
        """What stands after a field's colon."""
        if self._at_end():
            return Word(name) if name not in _KEYWORDS else None
        field = BY_NAME.get(name)
        if field is not None and field.kind in (Kind.TEXT, Kind.NAME, Kind.FILE, Kind.EXACT):
            inner = self.unit(self.plain)
            return None if inner is None else Field(field.name, inner)
        return self.unit(lambda chunk: self._compared(name, field, chunk))

    def _compared(self, name: str, field: SearchField | None, chunk: str) -> Node | None:
        """A value that is a date, a number or a flag."""
        if name in ("has", "no"):
            flag = FLAG_BY_NAME.get(chunk.casefold())
            if flag is None:
                return self._unread(chunk, f"Nothing is known of '{chunk}' after '{name}:'; searched as words.")
            return Has(flag.name) if name == "has" else No(flag.name)
        if field is not None and field.kind is Kind.NUMBER:
            numbers = _numbers(chunk)
            return (
                Range(field.name, *numbers)
                if numbers
                else self._unread(chunk, f"'{chunk}' is not a number; searched as words.")
            )
        days = self._days(chunk)
        if days is None:
            return self._unread(chunk, f"'{chunk}' is not a date; searched as words.")
        if field is not None:
            return Range(field.name, *days)
        try:
            if name == "before" and days[0]:
                return Range("date", None, days[0] - timedelta(days=1))
            if name == "after" and days[1]:
                return Range("date", days[1] + timedelta(days=1), None)
        except OverflowError:
            pass
        return self._unread(chunk, f"There are no days {name} '{chunk}'; searched as words.")

    def _unread(self, chunk: str, problem: str) -> Node | None:
        self.problems.append(problem)
        # Quoted, where the words alone would be read as something else the next time.
        if not _CHUNK.fullmatch(chunk) or chunk in _KEYWORDS or _FIELD.match(chunk) or chunk.startswith("-"):
            return Phrase(chunk) if has_words(chunk) else None
        return self.free(chunk)

    def _days(self, chunk: str) -> tuple[date | None, date | None] | None:
        """First and last day of what a date or a range of dates means."""
        span = _SPAN.fullmatch(chunk)
        if not span:
            return self._period(chunk)
        first, last = (self._period(end) if end else None for end in span.groups())
        if (span.group(1) and not first) or (span.group(2) and not last) or not (first or last):
            return None
        if first and last and first[0] > last[1]:
            first, last = last, first
        return first and first[0], last and last[1]

    def _period(self, text: str) -> tuple[date, date] | None:
        day = {"today": self.today, "yesterday": self.today - timedelta(days=1)}.get(text.casefold())
        return (day, day) if day else _period(text)

    def _chunk(self) -> str:
        found = _CHUNK.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def _skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def _at_end(self) -> bool:
        self._skip_spaces()
        return self.at >= len(self.text) or self.text[self.at] == ")"

    def _took(self, *keywords: str) -> bool:
        self._skip_spaces()
        found = _CHUNK.match(self.text, self.at)
        if found is None or found.group() not in keywords:
            return False
        self.at = found.end()
        return True

    def _took_minus(self) -> bool:
        """A minus before something; one between spaces is a dash."""
        self._skip_spaces()
        following = self.text[self.at + 1 : self.at + 2]
        return following not in ("", " ", ")") and self._took_character("-")

    def _took_character(self, character: str) -> bool:
        if self.text[self.at : self.at + 1] != character:
            return False
        self.at += 1
        return True


def _clean(text: str) -> str:
    """Text in NFC, without what cannot be seen, all space made one kind, quotes made one kind."""
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    seen = (c if unicodedata.category(c) not in _UNSEEN or c in _JOINERS else " " for c in text)
    return " ".join("".join(seen).translate(_QUOTES).split())


def _shortened(text: str, problems: list[str]) -> str:
    if len(text) <= LONGEST:
        return text
    problems.append(f"The search is longer than {LONGEST:,} characters; the rest was left out.")
    return text[:LONGEST].rsplit(" ", 1)[0]


def _balanced(text: str, problems: list[str]) -> str:
    """The text without brackets and quotes that have no partner, or that nest too deep."""
    characters = list(text)
    if text.count('"') % 2:
        characters[text.rindex('"')] = " "
        problems.append("A quotation mark is not closed; searched as words.")
    stack: list[int] = []
    quoted = False
    for at, character in enumerate(characters):
        if character == '"':
            quoted = not quoted
        elif character == "(" and not quoted:
            stack.append(at)
        elif character == ")" and not quoted:
            if not stack:
                characters[at] = " "
                problems.append("A bracket was never opened; searched as words.")
            elif len(stack) > _DEEPEST:
                characters[stack.pop()] = characters[at] = " "
                problems.append(f"Brackets nest deeper than {_DEEPEST}; the inmost were left out.")
            else:
                stack.pop()
    for at in stack:
        characters[at] = " "
        problems.append("A bracket is not closed; searched as words.")
    return "".join(characters)


def _as_words(text: str) -> Node:
    """All of a text as words, for one that is nothing but operators; never Everything by mistake."""
    found = [word for word in re.findall(r"\w+", text) if has_words(word)]
    if found:
        return all_of(map(Word, [word for word in found if word not in _KEYWORDS] or found))
    return Word(text) if text else Everything()


def _period(text: str) -> tuple[date, date] | None:
    """First and last day of a year, a month or a day; None where it is none of them."""
    if found := _DATE.fullmatch(text):
        year, _, month, day = found.groups()
    elif found := _DATE_DAY_FIRST.fullmatch(text):
        day, _, month, year = found.groups()
    else:
        return None
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first
    last_month = first.month if month else 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def _numbers(text: str) -> tuple[int | None, int | None] | None:
    span = _SPAN.fullmatch(text)
    ends = span.groups() if span else (text, text)
    if not any(ends) or not all(end.isascii() and (end.isdigit() or not end) and len(end) < 19 for end in ends):
        return None
    low, high = (int(end) if end else None for end in ends)
    return (high, low) if low is not None and high is not None and low > high else (low, high)
