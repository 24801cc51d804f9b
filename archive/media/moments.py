"""Moments as EXIF, IPTC and XMP write them, turned into one value or a sentence saying why not."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from archive.media.metadata import CaptureTime
from archive.text import Message

FIRST_YEAR: Final = 1826
"""Of the oldest photograph that is left; an earlier date is a mistake."""
LAST_YEAR: Final = 2100
"""Later dates come from broken clocks, and would stretch every time line."""

# EXIF writes "2020:10:08 11:05:31", IPTC "20201008" and "110531+0600", XMP "2020-10-08T11:05:31.25+06:00".
_MOMENT: Final = re.compile(
    r"(?P<year>\d{4})[-:/.]?(?P<month>\d\d)[-:/.]?(?P<day>\d\d)"
    r"(?:[T ]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>Z|[-+]\d\d:?\d\d)?"
)
_PART: Final = re.compile(r"\d{4}(?:-\d\d)?")  # a year or a month alone (ISO 16684-1, 8.2.1.1)
_UNKNOWN: Final = re.compile(r"[\s:\-.TZ]*")  # EXIF 3.0, 4.6.5: blanks with the colons left in mean "unknown"


def parse(text: str) -> CaptureTime | None:
    """A moment, or None where the text says that it is unknown. Raises ValueError with a sentence."""
    text = text.strip("\0 \n\r\t")
    if _UNKNOWN.fullmatch(text):
        return None
    match = _MOMENT.fullmatch(text)
    if match is None and not _PART.fullmatch(text):
        raise ValueError(Message("The date of capture cannot be understood: '%(text)s'.", text=text[:40]))
    if match is None or "00" in (match["month"], match["day"]):
        raise ValueError(Message("The date of capture is not complete: '%(text)s'.", text=text[:40]))
    parts = match.groupdict(default="0")
    numbers = (int(parts[name]) for name in ("year", "month", "day", "hour", "minute", "second"))
    year, month, day, hour, minute, second = numbers
    try:
        local = datetime(year, month, day, hour, minute, second, int(parts["fraction"][:6].ljust(6, "0")))
    except ValueError:
        raise ValueError(Message("There is no such date of capture: '%(text)s'.", text=text[:40])) from None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise ValueError(Message("The year of capture cannot be right: %(year)s.", year=local.year))
    return CaptureTime(local, _offset_minutes(match["zone"]))


def _offset_minutes(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    # The clocks of the world lie between -12:00 and +14:00; anything else is no time zone.
    return (minutes if zone[0] == "+" else -minutes) if minutes <= 14 * 60 else None


def written(moment: CaptureTime) -> str:
    """A moment as XMP writes it: "2020-10-08T11:05:31.25+06:00"."""
    text = moment.local.isoformat()
    if moment.local.microsecond:
        text = text.rstrip("0")
    if moment.offset_minutes is None:
        return text
    hours, minutes = divmod(abs(moment.offset_minutes), 60)
    return f"{text}{'-' if moment.offset_minutes < 0 else '+'}{hours:02d}:{minutes:02d}"
