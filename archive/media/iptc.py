"""IPTC-IIM: the newsroom's record of the nineties, still written by most desks.

Takes the bare IIM block (IPTC-NAA Information Interchange Model 4.2); knows no files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archive.media import moments, properties, texts
from archive.media.iptc_standard import BY_IIM
from archive.media.keeping import Keeper
from archive.media.metadata import CaptureTime, Location, Metadata
from archive.text import Message

# The names that the model gives to its data sets; the full list shows others by number.
_NAMES: Final = {
    (1, 0): "EnvelopeRecordVersion",
    (1, 5): "Destination",
    (1, 20): "FileFormat",
    (1, 22): "FileVersion",
    (1, 30): "ServiceIdentifier",
    (1, 40): "EnvelopeNumber",
    (1, 50): "ProductID",
    (1, 60): "EnvelopePriority",
    (1, 70): "DateSent",
    (1, 80): "TimeSent",
    (1, 90): "CodedCharacterSet",
    (1, 100): "UniqueObjectName",
    (1, 120): "ARMIdentifier",
    (1, 122): "ARMVersion",
    (2, 0): "ApplicationRecordVersion",
    (2, 3): "ObjectTypeReference",
    (2, 4): "ObjectAttributeReference",
    (2, 5): "ObjectName",
    (2, 7): "EditStatus",
    (2, 8): "EditorialUpdate",
    (2, 10): "Urgency",
    (2, 12): "SubjectReference",
    (2, 15): "Category",
    (2, 20): "SupplementalCategories",
    (2, 22): "FixtureIdentifier",
    (2, 25): "Keywords",
    (2, 26): "ContentLocationCode",
    (2, 27): "ContentLocationName",
    (2, 30): "ReleaseDate",
    (2, 35): "ReleaseTime",
    (2, 37): "ExpirationDate",
    (2, 38): "ExpirationTime",
    (2, 40): "SpecialInstructions",
    (2, 42): "ActionAdvised",
    (2, 45): "ReferenceService",
    (2, 47): "ReferenceDate",
    (2, 50): "ReferenceNumber",
    (2, 55): "DateCreated",
    (2, 60): "TimeCreated",
    (2, 62): "DigitalCreationDate",
    (2, 63): "DigitalCreationTime",
    (2, 65): "OriginatingProgram",
    (2, 70): "ProgramVersion",
    (2, 75): "ObjectCycle",
    (2, 80): "By-line",
    (2, 85): "By-lineTitle",
    (2, 90): "City",
    (2, 92): "Sub-location",
    (2, 95): "Province-State",
    (2, 100): "Country-PrimaryLocationCode",
    (2, 101): "Country-PrimaryLocationName",
    (2, 103): "OriginalTransmissionReference",
    (2, 105): "Headline",
    (2, 110): "Credit",
    (2, 115): "Source",
    (2, 116): "CopyrightNotice",
    (2, 118): "Contact",
    (2, 120): "Caption-Abstract",
    (2, 122): "Writer-Editor",
    (2, 130): "ImageType",
    (2, 131): "ImageOrientation",
    (2, 135): "LanguageIdentifier",
}
_BINARY: Final = {(1, 0), (1, 20), (1, 22), (1, 90), (1, 120), (1, 122), (2, 0), (2, 200), (2, 201), (2, 202)}
_CODED_CHARACTER_SET: Final = (1, 90)
_LATIN_PARTS: Final = {"A": 1, "B": 2, "C": 3, "D": 4, "L": 5, "G": 6, "F": 7, "H": 8, "M": 9}
_DECLARED: Final = {
    **{b"\x1b%" + last: "utf-8" for last in (b"G", b"/G", b"/H", b"/I")},
    **{
        b"\x1b" + group + last.encode(): f"iso8859-{part}"
        for last, part in _LATIN_PARTS.items()
        for group in (b"-", b".", b"/")
    },
}
"""ISO 2022 escape sequences of 1:90: UTF-8, and the parts of ISO 8859. Of others guessing makes more."""


def read(block: bytes) -> Metadata:
    """What an IIM block says; what cannot be read is named in ``problems``, nothing is raised."""
    problems: list[str] = []
    sets: dict[tuple[int, int], list[bytes]] = {}
    try:
        for number, data in _data_sets(block):
            sets.setdefault(number, []).append(data)
    except ValueError as error:
        problems.append(error.args[0])
    charset = _charset(sets, problems)
    fields = {
        number: [texts.decode(data, charset) if _is_text(number) else data[:64].hex(" ") for data in values]
        for number, values in sets.items()
    }
    return _metadata(fields, problems)


def _is_text(number: tuple[int, int]) -> bool:
    return number[0] in (1, 2) and number not in _BINARY


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
                raise ValueError(Message("The IPTC block is damaged: a field is longer than the block."))
            size = int.from_bytes(block[at : at + width], "big")
            at += width
        if at + size > len(block):
            raise ValueError(Message("The IPTC block is damaged: a field is longer than the block."))
        yield (record, number), block[at : at + size]
        at += size


def _charset(sets: Mapping[tuple[int, int], list[bytes]], problems: list[str]) -> str:
    """The declared character set where it holds, else one guess for the whole block."""
    declared = _DECLARED.get(sets.get(_CODED_CHARACTER_SET, [b""])[0], "")
    if declared.startswith("iso8859"):
        return declared
    written = [data for number, values in sets.items() if _is_text(number) for data in values]
    if all(texts.guess(data) == "utf-8" for data in written):
        return "utf-8"
    guessed = texts.guess(b"\n".join(written))
    if declared:
        problems.append(
            Message("The IPTC block declares UTF-8, but is not; it was read as %(charset)s.", charset=guessed)
        )
    else:
        problems.append(
            Message("The IPTC block does not say its character set; it was read as %(charset)s.", charset=guessed)
        )
    return guessed


def _metadata(fields: Mapping[tuple[int, int], Sequence[str]], problems: list[str]) -> Metadata:
    record = {number: values for (of, number), values in fields.items() if of == 2}

    def one(number: int) -> str:
        """The value of a field that must not be repeated; where it is, the one that was written last."""
        return texts.line(record.get(number, [""])[-1])

    title, caption = one(5), texts.clean(record.get(120, [""])[-1])
    keeper = Keeper("IPTC")
    return Metadata(
        captured=_captured(one(55), one(60), problems),
        title={"": title} if title else {},
        headline=one(105),
        caption={"": caption} if caption else {},
        keywords=texts.terms(record.get(25, ())),
        creators=texts.terms(record.get(80, ())),
        credit=one(110),
        copyright=one(116),
        location=Location(sublocation=one(92), city=one(90), state=one(95), country=one(101)),
        iptc_properties=keeper.keep(properties.of_iim({n: v for n, v in record.items() if n in BY_IIM or n == 60})),
        tags={"iptc": _tags(fields, keeper)} if fields else {},
        problems=(*problems, *keeper.problems),
    )


def _tags(fields: Mapping[tuple[int, int], Sequence[str]], keeper: Keeper) -> dict[str, Any]:
    shown = {
        _NAMES.get((record, number), f"{record}:{number:03}"): [texts.clean(value) for value in values]
        for (record, number), values in fields.items()
    }
    kept: dict[str, Any] = keeper.keep({name: v[0] if len(v) == 1 else v for name, v in shown.items()})
    return kept


def _captured(date: str, time: str, problems: list[str]) -> CaptureTime | None:
    if not date:
        return None
    try:
        return moments.parse(f"{date}T{time}" if time else date)
    except ValueError as error:
        problems.append(error.args[0])
        return None
