"""What a photo says about itself, as plain values: the one shape that readers fill and writers take.

Field names follow the IPTC Photo Metadata Standard 2025.1. Texts that may be in several languages
are mappings from a BCP 47 language code to text; the empty key holds text of unstated language
(XMP's ``x-default``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from archive.text import message_from_json, message_to_json

Multilingual = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CaptureTime:
    """When the shutter opened, on the camera's own clock.

    ``local`` is naive; ``offset_minutes`` is the distance of that clock from UTC where the file
    says so (EXIF 2.31 ``OffsetTimeOriginal``), else None.
    """

    local: datetime
    offset_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Exposure:
    """How the picture was exposed. Seconds, f-number, ISO speed, millimetres."""

    seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length: float | None = None
    focal_length_35mm: float | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A place on Earth, WGS 84: degrees, north and east positive; metres above the sea."""

    latitude: float
    longitude: float
    altitude: float | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """The place shown, in words, from small to large."""

    sublocation: str = ""
    city: str = ""
    state: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture, and who or what is in it.

    The frame around it in fractions of the upright picture, from its upper left corner; a polygon has its
    ``vertices`` likewise. One without a place has a frame of no size: what it names counts all the same.
    """

    shape: str
    """``rectangle``, ``circle`` or ``polygon``."""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    vertices: tuple[tuple[float, float], ...] = ()
    name: str = ""
    kind: str = ""
    """``Face``, ``Pet``, ... as the file says."""
    persons: tuple[str, ...] = ()
    """Who is in it, where the file says that this is a person."""

    @property
    def is_placed(self) -> bool:
        """Whether it is known where in the picture the region lies."""
        return self.width > 0 and self.height > 0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field in which the records of one file say different things: ``exif``, ``xmp``, ``iptc`` to its text."""

    field: str
    """A property of the IPTC standard by its id, or ``position``."""
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that was read from a file. Missing texts are empty, missing values None."""

    captured: CaptureTime | None = None
    camera_make: str = ""
    camera_model: str = ""
    lens: str = ""
    orientation: int = 1
    exposure: Exposure = Exposure()
    position: Position | None = None
    positioned_at: datetime | None = None
    """When the satellites were seen: the receiver's own clock, in UTC."""

    title: Multilingual = field(default_factory=dict)
    headline: str = ""
    caption: Multilingual = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    persons_shown: tuple[str, ...] = ()
    event: str = ""
    location: Location = Location()
    regions: tuple[Region, ...] = ()
    iptc_properties: Mapping[str, Any] = field(default_factory=dict)
    """Every property of the IPTC standard that the file states, by id, as ``media.properties`` shapes it."""
    disagreements: tuple[Disagreement, ...] = ()

    tags: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The full list as received: ``{"exif": {...}, "iptc": {...}, "xmp": {...}}``, JSON values."""
    problems: tuple[str, ...] = ()
    """What could not be read, in sentences: "The EXIF block is damaged: ..."."""


def to_json(metadata: Metadata) -> dict[str, Any]:
    """The value as JSON: as the database keeps it (``received``), and as child processes send it."""
    values = {item.name: getattr(metadata, item.name) for item in fields(metadata)}
    return values | {
        "captured": metadata.captured and _captured_to_json(metadata.captured),
        "positioned_at": metadata.positioned_at and metadata.positioned_at.isoformat(),
        "exposure": asdict(metadata.exposure),
        "position": metadata.position and asdict(metadata.position),
        "location": asdict(metadata.location),
        "regions": [asdict(region) for region in metadata.regions],
        "disagreements": [asdict(each) for each in metadata.disagreements],
        "problems": [message_to_json(problem) for problem in metadata.problems],
        **{name: list(getattr(metadata, name)) for name in _TUPLES},
    }


def _captured_to_json(captured: CaptureTime) -> dict[str, Any]:
    return {"local": captured.local.isoformat(), "offset_minutes": captured.offset_minutes}


def from_json(values: Mapping[str, Any]) -> Metadata:
    """The value again; fields that were not known when it was written have their defaults."""
    known = {item.name: values[item.name] for item in fields(Metadata) if item.name in values}
    captured, position, seen = known.get("captured"), known.get("position"), known.get("positioned_at")
    return Metadata(
        **known
        | {
            "captured": captured and CaptureTime(datetime.fromisoformat(captured["local"]), captured["offset_minutes"]),
            "exposure": Exposure(**known.get("exposure", {})),
            "position": position and Position(**position),
            "positioned_at": datetime.fromisoformat(seen) if seen else None,
            "location": Location(**known.get("location", {})),
            "regions": tuple(_region_from_json(region) for region in known.get("regions", ())),
            "disagreements": tuple(Disagreement(**each) for each in known.get("disagreements", ())),
            "problems": tuple(message_from_json(problem) for problem in known.get("problems", ())),
            **{name: tuple(known.get(name, ())) for name in _TUPLES},
        }
    )


def _region_from_json(values: Mapping[str, Any]) -> Region:
    vertices = tuple((float(x), float(y)) for x, y in values["vertices"])
    return Region(**{**values, "vertices": vertices, "persons": tuple(values["persons"])})


_TUPLES = ("keywords", "creators", "persons_shown")
