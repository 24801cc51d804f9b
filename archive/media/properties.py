"""The properties of the IPTC standard as JSON values by their ids, out of what XMP and IIM hold.

One text, a list, a text by language, or the members of a structure by their names; the table says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from archive.media import texts
from archive.media.iptc_standard import BY_IIM, BY_XMP, STRUCTURES, Kind, Property, Shape

Value = str | list[Any] | dict[str, Any]
"""A value as XMP's reader gives it: text, an array, or a structure or language alternative by name."""

_COORDINATE: Final = re.compile(r"(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])")
_GENRE_NUMBER: Final = re.compile(r"\d{3}:")  # IIM 2:04 puts the number of a genre before its name
_NUMBER: Final = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,15})?(?:/\d{1,15})?")


def of_xmp(found: Mapping[str, Value]) -> dict[str, Any]:
    """The properties of an XMP packet, by id."""
    shaped = {each.id: _shaped(found[each.xmp], each.shape) for each in BY_XMP.values() if each.xmp in found}
    return {name: value for name, value in shaped.items() if not _is_empty(value)}


def of_iim(sets: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    """The properties of an IIM block, by id; ``sets`` holds the texts of record 2 by data set number."""
    shaped = {each.id: _from_iim(each, sets) for number, each in BY_IIM.items() if number in sets}
    return {name: value for name, value in shaped.items() if not _is_empty(value)}


def plain(value: Value) -> str:
    """One text of a value of any shape: the default language, the first of a list."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return plain(value.get("x-default", next(iter(value.values()), "")))
    return plain(value[0]) if value else ""


def items(value: Value) -> list[Value]:
    """The members of an array; of anything else, that alone."""
    return value if isinstance(value, list) else [value]


def languages(value: Value | None) -> dict[str, str]:
    """Texts by language; ``x-default`` is the text of unstated language (ISO 16684-1, 8.2.2.4)."""
    if not isinstance(value, dict):
        text = texts.clean(plain(value or ""))
        return {"": text} if text else {}
    cleaned = {"" if lang == "x-default" else lang: texts.clean(plain(text)) for lang, text in value.items()}
    return {language: text for language, text in cleaned.items() if text}


def number(text: str) -> float | None:
    """A number of XMP, "0.25" or "480/1"; None for anything else."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    top, _, bottom = text.strip().partition("/")
    try:
        return float(Fraction(top) / int(bottom or "1"))
    except ZeroDivisionError:
        return None


def degrees(text: str) -> float | None:
    """Degrees of a GPSCoordinate (ISO 16684-2): "43,14.2500N" or "43,14,15N"."""
    match = _COORDINATE.fullmatch(text.strip())
    if match is None:
        return None
    whole, minutes, seconds, side = match.groups(default="0")
    value = int(whole[:4]) + float(minutes) / 60 + float(seconds) / 3600
    return -value if side in "SW" else value


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _shaped(value: Value, shape: Shape) -> Any:
    if shape.container:
        one = Shape(shape.kind, structure=shape.structure)
        return [shaped for item in items(value) if not _is_empty(shaped := _shaped(item, one))]
    if shape.kind is Kind.LANGUAGES:
        return languages(value)
    if shape.kind is Kind.STRUCTURE:
        return _structure(value, STRUCTURES[shape.structure])
    return _single(texts.clean(plain(value)), shape.kind)


def _single(text: str, kind: Kind) -> str | int | float:
    """A value as number where it should be one; as text where it is something else all the same."""
    if kind is Kind.COORDINATE:
        found = degrees(text)
        return text if found is None else round(found, 7)
    if kind in (Kind.INTEGER, Kind.NUMBER) and (found := number(text)) is not None:
        return int(found) if found.is_integer() else found
    return text


def _structure(value: Value, members: Mapping[str, Shape]) -> dict[str, Any]:
    """The members of a structure by their names; those of other namespaces keep their prefix."""
    if isinstance(value, list):  # several where there should be one
        value = next((item for item in value if isinstance(item, dict)), {})
    if not isinstance(value, dict):
        return {}
    found: dict[str, Any] = {}
    for name, member in value.items():
        shape = members.get(name) or (BY_XMP[name].shape if name in BY_XMP else None)
        shaped = _shaped(member, shape) if shape else member
        if not _is_empty(shaped):
            found[name.partition(":")[2] if shape else name] = shaped
    return found


def _from_iim(each: Property, sets: Mapping[int, Sequence[str]]) -> Any:
    values = sets[each.iim]
    if each.id == "dateCreated":
        return _iim_date(texts.line(values[-1]), texts.line(sets.get(60, [""])[-1]))
    if each.shape.container:
        cleaned = texts.terms(values)
        return [_subject_code(term) for term in cleaned] if each.id == "subjectCodes" else list(cleaned)
    text = texts.clean(values[-1]) if each.id == "description" else texts.line(values[-1])
    if each.id == "intellectualGenre":
        text = _GENRE_NUMBER.sub("", text)
    return {"": text} if each.shape.kind is Kind.LANGUAGES and text else text


def _subject_code(text: str) -> str:
    """The code of a subject reference: "IPTC:15054000:::" says who gives it, and what it means (IIM 2:12)."""
    parts = text.split(":")
    return parts[1] if len(parts) > 1 and parts[1] else text


def _iim_date(date: str, time: str) -> str:
    """20201008 and 110531+0600 as XMP writes it; what is unknown is 00 in IIM, and left out in XMP."""
    if not re.fullmatch(r"\d{8}", date):
        return date
    year, month, day = date[:4], date[4:6], date[6:]
    if month == "00" or day == "00":
        return year if month == "00" else f"{year}-{month}"
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(?:([-+]\d\d)(\d\d))?", time)
    if match is None:
        return f"{year}-{month}-{day}"
    hour, minute, second, east, rest = match.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}" + (f"{east}:{rest}" if east else "")
