"""File names as people write them: ``DSC_0622.JPG`` is also ``DSC 0622``, ``dsc0622``, ``0622`` and ``622``.

Only rules about names; what is done with the parts is ``entry``'s and ``plan``'s affair.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.query.words import LONGEST, fold

PREFIX_DIGITS = 6
"""From so many digits on, the beginning of a number is enough: it cannot be meant for another one."""

_EXTENSION = re.compile(
    r"\.(?:jpe?g|jfif|png|tiff?|gif|webp|heic|heif|avif|jxl|bmp|dng|nef|cr[23]|arw|raf|orf|rw2|kdc|mov|mp4)$"
)
_DIGITS = re.compile(r"\d+")
_SIZE = re.compile(r"(?<!\d)\d{2,5}x\d{2,5}(?!\d)")
"""Width by height, as web pages add it to a name."""
_COUNTER_DIGITS = 3
"""Cameras and scanners count with at least so many digits; what copies and edits add has fewer."""
_MOST_DIGITS = 18
"""Of a number that is counted by; longer ones name, and fit no eight bytes."""
_SEPARATOR = re.compile(r"[/\\]")
_BEHIND_ADDRESS = re.compile(r"[?#].*")
_DASHED = re.compile(r"(?P<first>.*[^\W\d].*?(?P<low>\d{3,}))[-\u2013\u2014](?P<last>(?:.*\D)?(?P<high>\d{3,}))")
_MOST_FRAMES = 1_000
"""Of a range typed with a dash."""
_CAMERA = re.compile(r"[a-z0-9_-]{3,4}\d{4}|(?:img|vid|pxl|dsc|dscn|dscf)[_-]\d{4,8}(?:[_-]\d{4,9})?")
"""Four characters and four figures (JEITA CP-3461, DCF), and what telephones write."""
_RUNS = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A file name taken apart.

    ``runs`` are its letter runs and digit runs in order, the numbers without leading zeros;
    ``whole`` is all of them in one, zeros kept; ``number`` joins digit runs, where there are several.
    """

    runs: tuple[str, ...]
    whole: str
    number: str
    extension: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What a camera counts by: the letters and digits before the number ("-" for none), and the number."""

    stem: str
    number: int | None


def frame(name: str) -> Frame:
    """The frame of a file name: ``DSC_0622.JPG`` is 622 of ``dsc``, and so is its copy ``dsc0622 (1).jpg``."""
    stem = _stem(fold(name.strip()))[0]
    numbers = list(_DIGITS.finditer(_SIZE.sub(lambda size: "x" * len(size.group()), stem)))
    counter = next((n for n in reversed(numbers) if len(n.group()) >= _COUNTER_DIGITS), None)
    found = counter or (numbers[-1] if numbers else None)
    before = "".join(_RUNS.findall(stem[: found.start()] if found else stem))[:LONGEST]
    return Frame(before or "-", int(found.group()) if found and len(found.group()) <= _MOST_DIGITS else None)


def span(first: str, last: str) -> tuple[str, int | None, int | None] | None:
    """The stem and the ends of a range of frames as typed, "" leaving an end open; None where it is none.

    ``DSC_0620..DSC_0640`` may be ``DSC_0620..0640`` or ``DSC_0620..40``. Without letters the stem is "".
    """
    ends = [frame(text) for text in (first, last) if text]
    numbers = [end.number for end in ends if end.number is not None]
    if not ends or len(numbers) < len(ends) or ends[-1].stem not in ("-", ends[0].stem):
        return None
    stem = "" if ends[0].stem == "-" else ends[0].stem
    if len(ends) == 1:
        return stem, numbers[0] if first else None, numbers[0] if last else None
    low, high = numbers
    if ends[1].stem == "-" and high < low:
        unsaid = 10 ** len(_DIGITS.findall(last)[-1])
        high += low // unsaid * unsaid
    return stem, min(low, high), max(low, high)


def around(name: str, count: int) -> tuple[str, str] | None:
    """The ends of the range that reaches so many frames to either side of a name that ends in its number."""
    digits = _DIGITS.findall(name)[-1]
    number, before = frame(name).number, name[: -len(digits)]
    if number is None or number != int(digits):
        return None
    first, last = (f"{before}{n:0{len(digits)}}" for n in (max(number - count, 0), number + count))
    return first, last


def dashed(text: str) -> tuple[str, str] | None:
    """The ends of a range typed with a dash: ``DSC_0620-0640``.

    Letters before it tell it from dates; so many figures on both sides, and so few frames between, from a name.
    """
    found = _DASHED.fullmatch(text)
    if not found or len(found["low"]) != len(found["high"]):
        return None
    low, high = int(found["low"]), int(found["high"])
    is_range = low < high <= low + _MOST_FRAMES and span(found["first"], found["last"])
    return (found["first"], found["last"]) if is_range else None


def is_whole(text: str) -> bool:
    """Whether a text is a whole file's name: with its extension, or as cameras make them."""
    name = fold(text.strip())
    return all(_stem(name)) or (_CAMERA.fullmatch(name) is not None and not name.isdecimal())


def at_path(text: str) -> str:
    """The file's name at the end of a path or an address; "" where a text is none."""
    last = _SEPARATOR.split(_BEHIND_ADDRESS.sub("", text) if "://" in text else text)[-1].strip()
    return last if last != text and all(_stem(fold(last))) else ""


def natural_key(name: str) -> str:
    """What file names are ordered by, as people count: DSC_9 before DSC_10. At most 200 characters."""
    return _DIGITS.sub(_counted, fold(name.strip()))[:200] or "-"


def _counted(digits: re.Match[str]) -> str:
    """A number whose length comes before it, so that texts order as numbers do."""
    number = digits.group().lstrip("0") or "0"
    return f"{min(len(number), 99):02}{number}"


def parts(name: str) -> NameParts:
    """A file name, or what somebody typed of it, taken apart. NFC and NFD come out the same."""
    stem, extension = _stem(fold(name.strip()))
    found = [run[:LONGEST] for run in _RUNS.findall(stem)]
    digits = [run for run in found if run[0].isdecimal()]
    return NameParts(
        runs=tuple(run.lstrip("0") or "0" if run[0].isdecimal() else run for run in found),
        whole="".join(found)[: 2 * LONGEST],
        number="".join(digits)[: 2 * LONGEST] if len(digits) > 1 else "",
        extension=extension,
    )


def _stem(folded: str) -> tuple[str, str]:
    """A folded name without its extension, and the extension."""
    ending = _EXTENSION.search(folded)
    return (folded[: ending.start()], ending.group()[1:]) if ending else (folded, "")
