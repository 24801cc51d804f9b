"""IPTC-IIM: the newsroom's record of the nineties, still written by most desks.

Takes the bare IIM block (IPTC-NAA Information Interchange Model 4.2); knows no files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from archive.media import moments, texts
from archive.media.metadata import CaptureTime, Location, Metadata

# Data sets of record 2 that we name; the full list shows the others by number.
_NAMES: Final = {
    5: "ObjectName",
    15: "Category",
    20: "SupplementalCategories",
    25: "Keywords",
    40: "SpecialInstructions",
    55: "DateCreated",
    60: "TimeCreated",
    80: "By-line",
    85: "By-lineTitle",
    90: "City",
    92: "Sub-location",
    95: "Province-State",
    100: "Country-PrimaryLocationCode",
    101: "Country-PrimaryLocationName",
    105: "Headline",
    110: "Credit",
    115: "Source",
    116: "CopyrightNotice",
    120: "Caption-Abstract",
    122: "Writer-Editor",
}
_CODED_CHARACTER_SET: Final = (1, 90)
_DECLARED: Final = {b"\x1b%G": "utf-8", b"\x1b%/I": "utf-8", b"\x1b.A": "latin-1", b"\x1b-A": "latin-1"}
"""ISO 2022 escape sequences of 1:90. Others are so rare, and so often wrong, that guessing does better."""

_LONGEST_TAG: Final = 500
_MOST_VALUES: Final = 50


def read(block: bytes) -> Metadata:
    """What an IIM block says; what cannot be read is named in ``problems``, nothing is raised."""
    problems: list[str] = []
    sets: dict[tuple[int, int], list[bytes]] = {}
    try:
        for number, data in _data_sets(block):
            sets.setdefault(number, []).append(data)
    except ValueError as error:
        problems.append(str(error))
    charset = _charset(sets, problems)
    fields = {
        _NAMES.get(number, f"2:{number:03}"): [texts.decode(data, charset) for data in values]
        for (record, number), values in sets.items()
        if record == 2 and number != 0  # 2:00 is the record's version, in binary
    }
    return _metadata(fields, problems)


def _data_sets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Each data set with its number. Raises ValueError at the first that is cut off (IIM 4.2, chapter 3)."""
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        record, number = block[at + 1], block[at + 2]
        size = int.from_bytes(block[at + 3 : at + 5], "big")
        at += 5
        if size & 0x8000:  # extended: the rest says how many bytes hold the size
            width = size & 0x7FFF
            if width > 4:
                raise ValueError("The IPTC block is damaged: a field is longer than the block.")
            size = int.from_bytes(block[at : at + width], "big")
            at += width
        if at + size > len(block):
            raise ValueError("The IPTC block is damaged: a field is longer than the block.")
        yield (record, number), block[at : at + size]
        at += size


def _charset(sets: Mapping[tuple[int, int], list[bytes]], problems: list[str]) -> str:
    """The declared character set where it holds, else one guess for the whole block."""
    declared = _DECLARED.get(sets.get(_CODED_CHARACTER_SET, [b""])[0], "")
    if declared == "latin-1":
        return declared
    fields = [data for number in _NAMES for data in sets.get((2, number), ())]
    if all(texts.guess(data) == "utf-8" for data in fields):
        return "utf-8"
    guessed = texts.guess(b"\n".join(fields))
    if declared:
        problems.append(f"The IPTC block declares UTF-8, but is not; it was read as {guessed}.")
    else:
        problems.append(f"The IPTC block does not say its character set; it was read as {guessed}.")
    return guessed


def _metadata(fields: Mapping[str, list[str]], problems: list[str]) -> Metadata:
    def one(name: str) -> str:
        return texts.line(_last(fields, name))

    title, caption = one("ObjectName"), texts.clean(_last(fields, "Caption-Abstract"))
    return Metadata(
        captured=_captured(one("DateCreated"), one("TimeCreated"), problems),
        title={"": title} if title else {},
        headline=one("Headline"),
        caption={"": caption} if caption else {},
        keywords=texts.terms(fields.get("Keywords", ())),
        creators=texts.terms(fields.get("By-line", ())),
        credit=one("Credit"),
        copyright=one("CopyrightNotice"),
        location=Location(
            sublocation=one("Sub-location"),
            city=one("City"),
            state=one("Province-State"),
            country=one("Country-PrimaryLocationName"),
        ),
        tags={"iptc": {name: _shown(values) for name, values in fields.items()}} if fields else {},
        problems=tuple(problems),
    )


def _last(fields: Mapping[str, list[str]], name: str) -> str:
    """The value of a field that must not be repeated; where it is, the one that was written last."""
    return fields.get(name, [""])[-1]


def _captured(date: str, time: str, problems: list[str]) -> CaptureTime | None:
    if not date:
        return None
    try:
        return moments.parse(f"{date}T{time}" if time else date)
    except ValueError as error:
        problems.append(str(error))
        return None


def _shown(values: list[str]) -> str | list[str]:
    shown = [texts.line(value)[:_LONGEST_TAG] for value in values[:_MOST_VALUES]]
    return shown[0] if len(shown) == 1 else shown
