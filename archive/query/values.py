"""What may stand after a field's colon besides words: numbers, dates, places, files by number; text to node.

Each is read by itself. Where a value ends in a search, the parser knows.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from archive.query import dates, filenames
from archive.query.fields import BY_NAME, FLAG_BY_NAME
from archive.query.kinds import Kind, Operator, SearchField
from archive.query.tree import Field, Frames, Has, Like, Near, No, Node, Phrase, Prefix, Range, Word
from archive.query.words import fold, has_words, loose
from archive.text import Message

PLACE = re.compile(
    r"(?P<latitude>-?\d{1,2}(?:\.\d+)?) ?[, ] ?(?P<longitude>-?\d{1,3}(?:\.\d+)?)"
    r"(?: ?~ ?(?P<far>\d{1,8}(?:\.\d+)?) ?(?P<unit>km|m|км|м)?)?(?![^\s()\",])"
)
"""Degrees as maps write them, and how far around them."""
SIGNS = (">", "<", ">=", "<=", "≥", "≤")

_METRES = 1_000.0
_FARTHEST = 20_037_508.0
"""Half the equator (WGS 84): nothing on Earth is farther away."""
_MOST_DIGITS = 18
_NUMBER = re.compile(rf"(>=|<=|>|<|≥|≤)?(\d{{1,{_MOST_DIGITS}}})", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{0,{_MOST_DIGITS}}})\.\.(\d{{0,{_MOST_DIGITS}}})", re.ASCII)
_AROUND = re.compile(r"(.*\d)~(\d{1,4})")

Ends = tuple[int | None, int | None]


def read(asked: SearchField | Operator, text: str, today: date) -> Node | Message:
    """The value of a field or operator that holds no words; a sentence where the text is none."""
    if isinstance(asked, Operator):
        match asked.name:
            case "has" | "no":
                return _flag(asked.name, text)
            case "near":
                return _near(text)
            case "like":
                return _like(text)
            case _:
                return _beside(asked.name, text, today)
    match asked.kind:
        case Kind.NUMBER:
            return _number(asked, text)
        case Kind.DATE:
            days = dates.bounds(text, today)
            return (
                Range(asked.name, *days) if days else Message("'%(text)s' is not a date; searched as words.", text=text)
            )
        case _:
            return _choice(asked, text)


def spoken(name: str, number: str) -> Range | None:
    """``iso 400`` and ``iso >400``, for fields whose names mean nothing else before a number."""
    asked = BY_NAME.get(name.casefold())
    ends = _ends(number) if asked and asked.spoken else None
    return Range(asked.name, *ends) if asked and ends else None


def word(text: str) -> Node | None:
    """A word in a field of words; None where there is nothing to find."""
    if text.endswith("*"):
        beginning = text.rstrip("*")
        return Prefix(beginning) if has_words(beginning) else None
    return Word(text) if has_words(text) else None


def frames(text: str) -> Frames | None:
    """``DSC_0620..0640``, and ``DSC_0630~10`` for ten either side."""
    first, dots, last = text.partition("..")
    if dots:
        return Frames(first.strip(), last.strip()) if filenames.span(first, last) else None
    if dashed := filenames.dashed(text):
        return Frames(*dashed)
    found = _AROUND.fullmatch(text)
    ends = filenames.around(found.group(1), int(found.group(2))) if found else None
    return Frames(*ends) if ends else None


def _number(asked: SearchField, text: str) -> Node | Message:
    if ends := _ends(text):
        return Range(asked.name, *ends)
    if asked.otherwise and (node := Phrase(text) if " " in text else word(text)):
        return Field(asked.otherwise, node)
    return Message("'%(text)s' is not a number; searched as words.", text=text)


def _ends(text: str) -> Ends | None:
    """The smallest and the largest number meant."""
    if found := _NUMBERS.fullmatch(text):
        low, high = (int(end) if end else None for end in found.groups())
        if low is None and high is None:
            return None
        return (high, low) if low is not None and high is not None and low > high else (low, high)
    if not (found := _NUMBER.fullmatch(text)):
        return None
    number = int(found.group(2))
    match found.group(1):
        case None:
            return number, number
        case ">":
            return number + 1, None
        case "<":
            return None, number - 1
        case ">=" | "≥":
            return number, None
        case _:
            return None, number


def _choice(asked: SearchField, text: str) -> Node | Message:
    for choice in asked.choices:
        if text.casefold() in choice.spellings:
            return Field(asked.name, Word(choice.name))
    return Message(
        "'%(text)s' is none of: %(choices)s; searched as words.",
        text=text,
        choices=", ".join(choice.name for choice in asked.choices),
    )


def _flag(operator: str, text: str) -> Node | Message:
    # In any of its forms: Russian has another case after "without".
    forms = set(loose(fold(text)))
    flag = FLAG_BY_NAME.get(text.casefold()) or next(
        (flag for name, flag in FLAG_BY_NAME.items() if not forms.isdisjoint(loose(name))), None
    )
    if flag is None:
        return Message(
            "Nothing is known of '%(text)s' after '%(operator)s:'; searched as words.", text=text, operator=operator
        )
    return Has(flag.name) if operator == "has" else No(flag.name)


def _beside(operator: str, text: str, today: date) -> Node | Message:
    days = dates.bounds(text, today)
    if days is None:
        return Message("'%(text)s' is not a date; searched as words.", text=text)
    first, last = days
    try:
        if operator == "before" and first:
            return Range("date", None, first - timedelta(days=1))
        if operator == "after" and last:
            return Range("date", last + timedelta(days=1), None)
    except OverflowError:
        pass
    return Message("There are no days %(operator)s '%(text)s'; searched as words.", operator=operator, text=text)


def _near(text: str) -> Node | Message:
    if found := PLACE.fullmatch(text):
        latitude, longitude = (round(float(found[axis]), 6) for axis in ("latitude", "longitude"))
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            unit = 1.0 if found["unit"] in ("m", "м") else _METRES
            metres = round(float(found["far"]) * unit) if found["far"] else _METRES
            return Near(latitude, longitude, float(min(max(metres, 1), _FARTHEST)))
    return Message(
        "After 'near:' stand a latitude, a longitude and how far away at most: near:43.24,76.95~5km. "
        "'%(text)s' is searched as words; places by name are asked for as place:almaty.",
        text=text,
    )


def _like(text: str) -> Node | Message:
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return Like(int(text))
    return Message("'%(text)s' is no photo's number; searched as words.", text=text)
