"""Text to tree, by recursive descent. Never fails: what cannot be read is searched as words, and said.

::

    search      = conjunction { "or" conjunction }
    conjunction = { ["and"] unit }
    unit        = "-" unit | "(" search ")" | count "of" list | field ":" value | "phrase" | word | word"*" | range
    list        = "(" search { "," search } ")"
    value       = unit, of what the field holds

Words that make a date together are one afterwards; outside of lists, a comma is a space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby, pairwise

from archive.query import dates, filenames, typed, values
from archive.query.calendars import DASHES, in_figures, is_no_day
from archive.query.fields import BY_NAME, OPERATOR_BY_NAME
from archive.query.kinds import Kind, Operator, SearchField
from archive.query.reading import Reading
from archive.query.tree import (
    And,
    Dated,
    Everything,
    Field,
    Node,
    Phrase,
    Range,
    Word,
    all_of,
    any_of,
    at_least,
    negate,
)
from archive.query.words import has_words
from archive.text import Message

__all__ = ["Reading", "parse"]

_CHUNK = re.compile(r'[^\s()",]+')
_FIELD = re.compile(r"([^\W\d_][^\W_]*):[ ]*")
_UNKNOWN_FIELD = re.compile(r"([^\W\d_][^\W_]*):(?!//)(?=.)")
_COMPARED = re.compile(r"([^\W\d_][^\W_]*)(?:=|(?= ?[<>\u2264\u2265]=? ?\d))[ ]*")
"""A field without its colon: ``iso>400``, ``place=almaty``."""
_SEPARATOR = re.compile(r'[()",]')
_PATH = re.compile(r"(?:[A-Za-z]:[/\\]|/|\\\\|~/|(?:https?|ftp|file)://)[^\"]*$")
"""A whole search that is where a file lies, perhaps with spaces in it."""
_LIST = re.compile(r"(\d{1,2}) (?:of|из) \(")
_OR = ("or", "OR", "или", "ИЛИ", "немесе", "또는")
_AND = ("and", "AND", "и", "және", "그리고")
_NOT = ("NOT", "НЕ")
_MINUS = ("-", "\u2013", "\u2014")
_KEYWORDS = {*_OR, *_AND, *_NOT}

_Leaf = Callable[[str], Node | None]


def parse(text: str, today: date) -> Reading:
    """Read a search. ``parse(str(tree)).tree == tree`` for every tree that this returns."""
    problems: list[Message] = []
    clean = typed.cleaned(text, problems)
    clean = filenames.at_path(clean) if _PATH.match(clean) else clean
    parser = _Parser(typed.balanced(clean, problems), today, problems)
    tree = parser.search(parser.free)
    if tree is None:
        tree = _as_words(clean)
        if clean and not has_words(clean):
            problems.append(Message("There is nothing to search for in '%(text)s'.", text=clean))
    return Reading(tree, str(tree), tuple(dict.fromkeys(problems)))


class _Parser:
    """One reading of one text; ``at`` is how far it has come. Brackets and quotes are balanced.

    ``separators`` are the characters that end what is being read: within a list, a comma is one.
    """

    def __init__(self, text: str, today: date, problems: list[Message]) -> None:
        self.text = text
        self.today = today
        self.problems = problems
        self.at = 0
        self.separators = ")"

    def search(self, leaf: _Leaf) -> Node | None:
        """Alternatives, up to a separator or the end."""
        ways: list[Node] = []
        while True:
            parts: list[Node] = []
            while not self._at_end() and not self._took(*_OR):
                if self._took(*_AND):
                    continue
                if leaf == self.free and (dash := self._took_dash()):
                    parts.append(Word(dash))
                elif (part := self.unit(leaf)) is not None:
                    parts.append(part)
            if leaf == self.free:
                parts = _either_file(_with_dates(parts, self.today))
            if parts:
                ways.append(all_of(parts))
            if self._at_end():
                return any_of(ways) if ways else None

    def unit(self, leaf: _Leaf) -> Node | None:
        """One thing to find; None where there is nothing to it, as for a lone ``&``."""
        opposite = False
        while self._took_minus() or self._took(*_NOT):
            opposite = not opposite
        node = self._positive(leaf)
        return negate(node) if node is not None and opposite else node

    def _positive(self, leaf: _Leaf) -> Node | None:
        self._skip_spaces()
        if self._took_character("("):
            return self._enclosed(")", lambda: self.search(leaf))
        if self._took_character('"'):
            end = self.text.index('"', self.at)
            content, self.at = self.text[self.at : end], end + 1
            return self._quoted(" ".join(content.split()), leaf)
        if (counted := _LIST.match(self.text, self.at)) and self._is_list(counted.end()):
            self.at, count = counted.end(), int(counted.group(1))
            return self._enclosed("),", lambda: self._list(count, leaf))
        if leaf == self.free and (found := _FIELD.match(self.text, self.at)):
            name = found.group(1).casefold()
            if asked := BY_NAME.get(name) or OPERATOR_BY_NAME.get(name):
                self.at = found.end()
                return Word(found.group(1)) if self._at_end() else self._value(asked)
        if leaf == self.free and (asked := self._compared()):
            return self._value(asked)
        return leaf(self._chunk())

    def _compared(self) -> SearchField | Operator | None:
        """A field whose name is followed by a sign instead of a colon; only what has an order is more or less."""
        found = _COMPARED.match(self.text, self.at)
        if not found:
            return None
        name, is_equal = found.group(1).casefold(), "=" in found.group()
        asked = BY_NAME.get(name) or (OPERATOR_BY_NAME.get(name) if is_equal else None)
        is_ordered = isinstance(asked, SearchField) and asked.kind in (Kind.NUMBER, Kind.DATE)
        if not asked or not (is_equal or is_ordered) or self.text[found.end() : found.end() + 1] in ("", ")", ","):
            return None
        self.at = found.end()
        return asked

    def _enclosed(self, separators: str, read: Callable[[], Node | None]) -> Node | None:
        """What stands between brackets, the first of which has been taken."""
        outside, self.separators = self.separators, separators
        node = read()
        self.separators = outside
        self.at += 1
        return node

    def _is_list(self, at: int) -> bool:
        """Whether a comma separates what follows an opening bracket."""
        depth, quoted = 1, False
        for character in self.text[at:]:
            quoted ^= character == '"'
            if not quoted:
                depth += (character == "(") - (character == ")")
                if depth == 0 or (depth == 1 and character == ","):
                    return depth == 1
        return False

    def _list(self, count: int, leaf: _Leaf) -> Node | None:
        """``2 of (a, b, c)``, after the opening bracket."""
        items: list[Node] = []
        while True:
            if (item := self.search(leaf)) is not None:
                items.append(item)
            if not self._took_character(","):
                break
        if count > len(items):
            problem = Message("There are only %(several)s to choose from; all are needed.", several=len(items))
            self.problems.append(problem)
        return at_least(count, items) if items else None

    # Leaves: what one word is, by where it stands

    def free(self, chunk: str) -> Node | None:
        """A word outside of any field."""
        if chunk in _KEYWORDS:
            return Phrase(chunk)
        if name := filenames.at_path(chunk):
            return Word(name)
        first, dots, last = chunk.partition("..")
        if dots and (days := dates.likely(dates.bounds(chunk, self.today))):
            return Range("date", *days)
        if ((first and last) or filenames.dashed(chunk)) and (frames := values.frames(chunk)):
            return Field("file", frames)
        node = values.word(chunk)
        if isinstance(node, Word):
            if unknown := _UNKNOWN_FIELD.match(chunk):
                name = unknown.group(1)
                self.problems.append(Message("There is no field '%(name)s'; searched as words.", name=name))
            elif found := dates.longest([chunk], self.today):
                return Dated(chunk, *found[1])
            elif is_no_day(chunk):
                self.problems.append(Message("No calendar has a day '%(text)s'; searched as it was typed.", text=chunk))
        return node

    def plain(self, chunk: str) -> Node | None:
        """A word inside a field of text."""
        return values.word(chunk)

    def file(self, chunk: str) -> Node | None:
        """A word inside the field of file names."""
        return values.frames(chunk) or values.word(filenames.at_path(chunk) or chunk)

    def _quoted(self, content: str, leaf: _Leaf) -> Node | None:
        if leaf == self.file and (frames := values.frames(content)):
            return frames
        content = filenames.at_path(content) or content if leaf in (self.free, self.file) else content
        if leaf in (self.free, self.plain, self.file):
            return Phrase(content) if has_words(content) else None
        return leaf(content)

    def _value(self, asked: SearchField | Operator) -> Node | None:
        """What stands after a field's colon."""
        if isinstance(asked, SearchField) and asked.kind in (Kind.TEXT, Kind.NAME, Kind.FILE):
            inner = self.unit(self.file if asked.kind is Kind.FILE else self.plain)
            return None if inner is None else Field(asked.name, inner)
        # Its minus is none of ours, its comma neither.
        if asked.name == "near" and (place := values.PLACE.match(self.text, self.at)):
            self.at = place.end()
            return self._read(asked, place.group())
        return self.unit(lambda chunk: self._read(asked, chunk))

    def _read(self, asked: SearchField | Operator, chunk: str) -> Node | None:
        """A value that is no words; it may take more of the text than its first word."""
        if chunk in values.SIGNS:
            self._skip_spaces()
            chunk += self._chunk()
        if asked.name in ("before", "after") or (isinstance(asked, SearchField) and asked.kind is Kind.DATE):
            chunk = self._whole_date(chunk)
        read = values.read(asked, chunk, self.today)
        return self._unread(chunk, read) if isinstance(read, Message) else read

    def _whole_date(self, chunk: str) -> str:
        """A date with the words that follow and belong to it; one in figures is whole."""
        if " " in chunk or in_figures(chunk):
            return chunk
        end = _SEPARATOR.search(self.text, self.at)
        following = list(_CHUNK.finditer(self.text, self.at, end.start() if end else len(self.text)))
        words = [chunk, *(found.group() for found in following[: dates.MOST_WORDS])]
        found = dates.longest(words, self.today)
        if found is None or found[0] == 1:
            return chunk
        self.at = following[found[0] - 2].end()
        return " ".join(words[: found[0]])

    def _unread(self, chunk: str, problem: Message) -> Node | None:
        self.problems.append(problem)
        # Quoted, where the words alone would be read as something else the next time.
        if not _CHUNK.fullmatch(chunk) or _FIELD.match(chunk) or _COMPARED.match(chunk) or chunk.startswith(_MINUS):
            return Phrase(chunk) if has_words(chunk) else None
        return self.free(chunk)

    # Steps

    def _chunk(self) -> str:
        found = _CHUNK.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def _skip_spaces(self) -> None:
        skipped = " " if "," in self.separators else " ,"
        while self.at < len(self.text) and self.text[self.at] in skipped:
            self.at += 1

    def _at_end(self) -> bool:
        self._skip_spaces()
        return self.at >= len(self.text) or self.text[self.at] in self.separators

    def _took(self, *keywords: str) -> str:
        self._skip_spaces()
        found = _CHUNK.match(self.text, self.at)
        if found is None or found.group() not in keywords:
            return ""
        self.at = found.end()
        return found.group()

    def _took_dash(self) -> str:
        """A dash between spaces: two dates may stand beside it."""
        self._skip_spaces()
        alone = self.text[self.at + 1 : self.at + 2] in ("", " ")
        return self._took(*DASHES) if alone else ""

    def _took_minus(self) -> bool:
        """A minus before something."""
        self._skip_spaces()
        following = self.text[self.at + 1 : self.at + 2]
        return following not in ("", " ", ")", ",") and any(map(self._took_character, _MINUS))

    def _took_character(self, character: str) -> bool:
        if self.text[self.at : self.at + 1] != character:
            return False
        self.at += 1
        return True


def _with_dates(parts: Sequence[Node], today: date) -> list[Node]:
    """The parts of a conjunction, words made one that together are a date, or a field and its number.

    Dashes anywhere else are left out.
    """
    made: list[Node] = []
    words: list[str] = []
    for node in (node for part in parts for node in (part.parts if isinstance(part, And) else (part,))):
        if isinstance(node, Word | Dated):
            words.extend(str(node).split())
        else:
            made += [*_dates_in(words, today), node]
            words = []
    return made + _dates_in(words, today)


def _dates_in(words: list[str], today: date) -> list[Node]:
    for at, (name, number) in enumerate(pairwise(words)):
        if spoken := values.spoken(name, number):
            return [*_dates_in(words[:at], today), spoken, *_dates_in(words[at + 2 :], today)]
    while True:
        made: list[Node] = []
        at = 0
        while at < len(words):
            found = dates.longest(words[at : at + dates.MOST_WORDS], today)
            if found:
                made.append(Dated(" ".join(words[at : at + found[0]]), *found[1]))
            elif words[at] not in DASHES:
                made.append(Word(words[at]))
            at += found[0] if found else 1
        # A dash that was none of a date's is gone; what it stood between may be a date now.
        left = [word for node in made for word in str(node).split()]
        if left == words:
            return made
        words = left


def _either_file(parts: Sequence[Node]) -> list[Node]:
    """The same, whole names of files side by side made alternatives: no photo has two."""
    made: list[Node] = []
    for is_file, run in groupby(parts, key=lambda part: isinstance(part, Word) and filenames.is_whole(part.text)):
        side_by_side = list(run)
        made += [any_of(side_by_side)] if is_file else side_by_side
    return made


def _as_words(text: str) -> Node:
    """All of a text as words, for one that is nothing but operators; never Everything by mistake."""
    found = [word for word in re.findall(r"\w+", text) if has_words(word)]
    if found:
        return all_of(map(Word, [word for word in found if word not in _KEYWORDS] or found))
    return Word(text) if text else Everything()
