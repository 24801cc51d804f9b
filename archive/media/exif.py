"""EXIF: the camera's own record, read by exifread, by Pillow where exifread fails or finds nothing.

Takes the bare EXIF block (a TIFF structure), whatever container it came in; knows no files.
"""

from __future__ import annotations

import logging
import math
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Final

import exifread
from PIL import ExifTags, Image

from archive.media import moments, texts
from archive.media.keeping import Keeper
from archive.media.metadata import CaptureTime, Exposure, Metadata, Position
from archive.text import Message

SECONDS: Final = 1.0
"""exifread loops for minutes on some damaged blocks (its issues 182, 249); good ones take milliseconds."""

_MISREAD_NOTE: Final = b"OLYMPUS\0"
"""Olympus's maker notes since 2007: exifread takes them for older ones, and reads thousands of fields of nothing."""

_MOST_NUMBERS: Final = 32
"""Longer lists are tables of the camera's own: thumbnails, curves, maker notes."""

_WORD: Final = re.compile(r"[^\W\d_]{2}")  # cameras leave version numbers and serial numbers in UserComment
_OFFSET: Final = re.compile(r"[-+]\d\d:\d\d")

Values = Mapping[str, object]
"""Raw values by exifread's names ("EXIF LensModel"): text, bytes, or a sequence of numbers."""

# It warns about each odd tag; our problems say once what matters.
logging.getLogger("exifread").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Exif:
    """What an EXIF block says: by the standard, and in fields that count only where all else is silent.

    ``extras`` holds UserComment and the fields of Windows Explorer (XPTitle ...), which no guideline ranks.
    """

    standard: Metadata
    extras: Metadata


def read(block: BinaryIO) -> Exif:
    """Read an EXIF block; what cannot be read is named in ``problems``, nothing is raised."""
    problems: list[str] = []
    try:
        with _deadline(SECONDS):
            values, tags = _by_exifread(block, problems)
    except Exception as error:  # noqa: BLE001 - on damaged blocks it raises what it likes, IndexError to EOFError
        problems.append(Message("The EXIF block is damaged: %(why)s.", why=_reason(error)))
        values, tags = {}, {}
    if not values:
        try:
            values, tags = _by_pillow(block)
        except Exception as error:  # noqa: BLE001 - as above, and the bytes are damaged already
            problems.append(Message("The EXIF block cannot be read: %(why)s.", why=_reason(error)))
    return Exif(_standard(values, tags, problems), _extras(values))


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the midst of what is going on. For the main thread only (POSIX signals)."""

    def expire(*_: object) -> None:
        raise TimeoutError("reading took too long")

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _reason(error: Exception) -> str:
    return texts.line(str(error))[:200].rstrip(".") or type(error).__name__


def _by_exifread(block: BinaryIO, problems: list[str]) -> tuple[Values, Mapping[str, str]]:
    with_maker_note = _MISREAD_NOTE not in block.read(1 << 16)
    block.seek(0)
    found = exifread.process_file(block, details=with_maker_note, extract_thumbnail=False)
    problems += _damage(found, block)
    values = {name: tag.values for name, tag in found.items() if hasattr(tag, "values")}
    tags = {name: _shown(tag.values, str(tag.printable)) for name, tag in found.items() if name in values}
    return values, tags


def _damage(found: Mapping[str, Any], block: BinaryIO) -> Iterator[str]:
    """What exifread passes over in silence. Maker notes count from places of their own: not judged."""
    size = block.seek(0, 2)
    for name, tag in found.items():
        if name.startswith(("Image ", "EXIF ", "GPS ")) and tag.field_offset + tag.field_length > size:
            yield Message("The EXIF block is damaged: the field %(name)s lies outside of it.", name=name)
    if "EXIF ExifOffset" in found or "GPS GPSInfo" in found:
        yield Message("The EXIF block is damaged: its parts point at each other.")


def _by_pillow(block: BinaryIO) -> tuple[Values, Mapping[str, str]]:
    block.seek(0)
    exif = Image.Exif()
    exif.load(b"Exif\0\0" + block.read(1 << 20))
    groups = (
        ("Image", ExifTags.TAGS, dict(exif)),
        ("EXIF", ExifTags.TAGS, exif.get_ifd(ExifTags.IFD.Exif)),
        ("GPS", ExifTags.GPSTAGS, exif.get_ifd(ExifTags.IFD.GPSInfo)),
    )
    values = {
        f"{group} {names.get(tag, f'Tag 0x{tag:04X}')}": _as_exifread(value)
        for group, names, entries in groups
        for tag, value in entries.items()
    }
    return values, {name: _shown(value, str(value)) for name, value in values.items()}


def _as_exifread(value: Any) -> object:
    """A value of Pillow's in the form of exifread's."""
    if isinstance(value, str):
        return value.encode("latin-1", "replace")  # Pillow takes any text for Latin-1; `_text` guesses better
    return value if isinstance(value, bytes | tuple) else (value,)


def _shown(values: object, printable: str) -> str:
    """A tag as one short text, for the full list."""
    if isinstance(values, str | bytes):
        return texts.line(_as_text(values))
    if isinstance(values, Sequence) and len(values) > _MOST_NUMBERS:
        return f"({len(values)} values)"
    return texts.line(printable)


def _standard(values: Values, tags: Mapping[str, str], problems: list[str]) -> Metadata:
    captured = _captured(values, problems)
    caption = _unstated(_text(values, "Image ImageDescription"))
    # Several creators stand in one field, parted by semicolons (EXIF 3.0, 4.6.5; MWG 2.0, 5.6).
    creators = texts.terms(_text(values, "Image Artist").split(";"))
    notice = texts.line(_text(values, "Image Copyright"))
    keeper = Keeper("EXIF")
    shared = {
        "dateCreated": moments.written(captured) if captured else "",
        "description": caption,
        "creatorNames": list(creators),
        "copyrightNotice": _unstated(notice),
    }
    kept = keeper.keep(dict(tags))
    return Metadata(
        captured=captured,
        camera_make=texts.line(_text(values, "Image Make")),
        camera_model=texts.line(_text(values, "Image Model")),
        lens=texts.line(_text(values, "EXIF LensModel")),
        orientation=_orientation(values),
        exposure=_exposure(values),
        position=_position(values, problems),
        positioned_at=_positioned_at(values),
        caption=caption,
        creators=creators,
        copyright=notice,
        iptc_properties={name: value for name, value in shared.items() if value},
        tags={"exif": kept} if kept else {},
        problems=(*problems, *keeper.problems),
    )


def _extras(values: Values) -> Metadata:
    comment = _windows_text(values, "Image XPComment") or _windows_text(values, "Image XPSubject")
    return Metadata(
        title=_unstated(_windows_text(values, "Image XPTitle")),
        caption=_unstated(comment or _user_comment(_bytes(values.get("EXIF UserComment")))),
        keywords=texts.terms(_windows_text(values, "Image XPKeywords").split(";")),
        creators=texts.terms(_windows_text(values, "Image XPAuthor").split(";")),
    )


def _text(values: Values, name: str) -> str:
    """A text field; empty where there is none."""
    value = values.get(name)
    return texts.clean(_as_text(value)) if isinstance(value, str | bytes) else ""


def _as_text(value: str | bytes) -> str:
    return texts.decode(value.split(b"\0")[0]) if isinstance(value, bytes) else value


def _windows_text(values: Values, name: str) -> str:
    """A field of Windows Explorer: UTF-16 in a list of bytes."""
    return texts.clean(_bytes(values.get(name)).decode("utf-16-le", "replace"))


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, Sequence):
        return bytes(number for number in value if isinstance(number, int) and 0 <= number < 256)
    return b""


def _unstated(text: str) -> Mapping[str, str]:
    return {"": text} if text else {}


def _user_comment(data: bytes) -> str:
    """UserComment names its own character set in its first eight bytes (EXIF 3.0, 4.6.6)."""
    charset, data = data[:8], data[8:]
    comment = ""
    if charset == b"UNICODE\0":
        # The byte order is stated nowhere: the high bytes of text are the small numbers.
        order = "be" if sum(data[0::2]) < sum(data[1::2]) else "le"
        comment = texts.clean(data.decode(f"utf-16-{order}", "replace"))
    elif charset in (b"ASCII\0\0\0", bytes(8)):
        comment = texts.clean(_as_text(data))
    return comment if _WORD.search(comment) else ""


def _captured(values: Values, problems: list[str]) -> CaptureTime | None:
    """DateTimeOriginal alone: DateTimeDigitized is the moment of scanning, DateTime that of saving."""
    original = _text(values, "EXIF DateTimeOriginal")
    fraction = _text(values, "EXIF SubSecTimeOriginal")
    offset = _text(values, "EXIF OffsetTimeOriginal")
    if original and fraction.isdecimal() and fraction.isascii():
        original += "." + fraction
    if original and _OFFSET.fullmatch(offset):
        original += offset
    try:
        return moments.parse(original)
    except ValueError as error:
        problems.append(error.args[0])
        return None


def _orientation(values: Values) -> int:
    number = _number(values, "Image Orientation")
    return int(number) if number is not None and number in range(1, 9) else 1


def _exposure(values: Values) -> Exposure:
    iso = _number(values, "EXIF ISOSpeedRatings")
    return Exposure(
        seconds=_positive(values, "EXIF ExposureTime"),
        f_number=_positive(values, "EXIF FNumber"),
        iso=int(iso) if iso and iso > 0 else None,
        focal_length=_positive(values, "EXIF FocalLength"),
        focal_length_35mm=_positive(values, "EXIF FocalLengthIn35mmFilm"),
    )


def _position(values: Values, problems: list[str]) -> Position | None:
    if "GPS GPSLatitude" not in values or "GPS GPSLongitude" not in values:
        return None
    latitude = _degrees(values, "GPS GPSLatitude", "S")
    longitude = _degrees(values, "GPS GPSLongitude", "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        problems.append(Message("The GPS position cannot be understood."))
        return None
    if latitude == 0 and longitude == 0:
        problems.append(Message("The GPS position is 0, 0: the camera had no fix."))
        return None
    altitude = _number(values, "GPS GPSAltitude")
    if altitude is not None and _number(values, "GPS GPSAltitudeRef") == 1:
        altitude = -altitude
    return Position(latitude, longitude, altitude)


def _positioned_at(values: Values) -> datetime | None:
    """GPSDateStamp and GPSTimeStamp: the satellites' time, which is UTC (EXIF 3.0, 4.6.7)."""
    date = _text(values, "GPS GPSDate") or _text(values, "GPS GPSDateStamp")
    clock = [_number(values, "GPS GPSTimeStamp", at) for at in range(3)]
    hour, minute, second = (0.0 if part is None else part for part in clock)
    if clock[0] is None or not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    try:
        day = moments.parse(date)
    except ValueError:
        return None
    return day.local + timedelta(hours=hour, minutes=minute, seconds=round(second, 3)) if day else None


def _degrees(values: Values, name: str, negative: str) -> float | None:
    """Degrees, minutes and seconds as one number. The hemisphere is in the field's companion."""
    parts = [_number(values, name, at) for at in range(3)]
    if parts[0] is None or None in parts[:2]:
        return None
    degrees = sum((part or 0.0) / float(60**power) for power, part in enumerate(parts))
    reference = values.get(name + "Ref")
    side = _as_text(reference).strip().upper() if isinstance(reference, str | bytes) else ""
    return -degrees if side.startswith(negative) else degrees


def _positive(values: Values, name: str) -> float | None:
    number = _number(values, name)
    return number if number and number > 0 else None


def _number(values: Values, name: str, at: int = 0) -> float | None:
    """A number of a field; None where there is none, or none with a value (n/0)."""
    field = values.get(name)
    if not isinstance(field, Sequence) or isinstance(field, str) or len(field) <= at:
        return None
    try:
        number = float(field[at])
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None
