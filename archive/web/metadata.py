"""What the files of a photo say, as its page shows it: regions, the IPTC properties, and where records disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from flask_babel import gettext, lazy_gettext

from archive.media.iptc_standard import PROPERTIES
from archive.media.metadata import Metadata, Region
from archive.model import Asset, Role
from archive.services import times
from archive.web.pages import LANGUAGE_NAMES, translate
from archive.work import Work

SOURCES: Mapping[str, Any] = {"exif": "EXIF", "xmp": "XMP", "iptc": lazy_gettext("IPTC (IIM)")} | {
    "file": lazy_gettext("The photo"),
    "sidecar": lazy_gettext("Sidecar"),
}
_NO_SUBJECTS = frozenset({"Focus", "BarCode"})
"""Kinds of region by which cameras tell where they measured (MWG Guidelines 2.0, 5.9)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region in the pixels of the preview, with what is written at it."""

    shape: str
    x: float
    y: float
    width: float
    height: float
    points: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A property and its values, one a line."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field and what each record says of it: the record's name, then its text."""

    label: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a photo tells of its metadata."""

    regions: tuple[Drawn, ...]
    rows: tuple[Row, ...] = ()
    clashes: tuple[Clash, ...] = ()
    shift: times.Shift | None = None


def panel(work: Work, asset: Asset, received: Metadata, picture: tuple[int, int]) -> Panel:
    """All of it for archivists; for others what is seen in the picture. ``picture`` is the preview's size."""
    drawn = tuple(_drawn(region, picture) for region in received.regions if region.is_placed and _label(region))
    if not work.actor.may(Role.ARCHIVIST):
        return Panel(drawn)
    return Panel(
        drawn,
        tuple(_rows(received)),
        tuple(_clashes(received)),
        times.standing(work, asset),
    )


def _label(region: Region) -> str:
    return "" if region.kind in _NO_SUBJECTS else ", ".join(region.persons) or region.name


def _drawn(region: Region, picture: tuple[int, int]) -> Drawn:
    width, height = picture
    return Drawn(
        region.shape,
        round(region.x * width, 1),
        round(region.y * height, 1),
        round(region.width * width, 1),
        round(region.height * height, 1),
        " ".join(f"{x * width:.1f},{y * height:.1f}" for x, y in region.vertices),
        _label(region),
    )


def _rows(received: Metadata) -> Iterator[Row]:
    for name, value in received.iptc_properties.items():
        if name in PROPERTIES and (lines := tuple(_lines(value))):
            yield Row(translate(PROPERTIES[name].label), lines)


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield "; ".join(_lines(item))
    elif isinstance(value, Mapping):
        for name, member in value.items():
            said = ", ".join(_lines(member))
            label = LANGUAGE_NAMES.get(name, name)
            yield f"{label}: {said}" if label else said
    else:
        yield str(value)


def _clashes(received: Metadata) -> Iterator[Clash]:
    for clash in received.disagreements:
        label = translate(PROPERTIES[clash.field].label) if clash.field in PROPERTIES else gettext("Position")
        yield Clash(label, tuple((str(SOURCES.get(source, source)), text) for source, text in clash.values.items()))


def satellite_time(received: Metadata) -> str:
    """When the camera's receiver saw the satellites, by their clock; empty where it did not."""
    seen = received.positioned_at
    return f"{seen.replace(tzinfo=UTC):%Y-%m-%d %H:%M:%S} UTC" if seen else ""
