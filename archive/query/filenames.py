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


def natural_key(name: str) -> str:
    """What file names are ordered by, as people count: DSC_9 before DSC_10. At most 200 characters."""
    return _DIGITS.sub(_counted, fold(name.strip()))[:200] or "-"


def _counted(digits: re.Match[str]) -> str:
    """A number whose length comes before it, so that texts order as numbers do."""
    number = digits.group().lstrip("0") or "0"
    return f"{min(len(number), 99):02}{number}"


def parts(name: str) -> NameParts:
    """A file name, or what somebody typed of it, taken apart. NFC and NFD come out the same."""
    folded = fold(name.strip())
    ending = _EXTENSION.search(folded)
    stem = folded[: ending.start()] if ending else folded
    found = [run[:LONGEST] for run in _RUNS.findall(stem)]
    digits = [run for run in found if run[0].isdecimal()]
    return NameParts(
        runs=tuple(run.lstrip("0") or "0" if run[0].isdecimal() else run for run in found),
        whole="".join(found)[: 2 * LONGEST],
        number="".join(digits)[: 2 * LONGEST] if len(digits) > 1 else "",
        extension=ending.group()[1:] if ending else "",
    )
