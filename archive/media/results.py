"""What an examination finds, as plain values that cross the border between processes as JSON.

Imports no decoder, so that the server can hold these values without ever loading one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.media import metadata as received
from archive.media.metadata import Metadata


@dataclass(frozen=True, slots=True)
class MadeRendition:
    """A smaller copy on disk: a JPEG, upright, in sRGB, without metadata unless it was asked for."""

    spec: str
    path: Path
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Examination:
    """A file that can become a photo. ``width`` and ``height`` are those of the upright picture."""

    media_type: str
    extension: str
    width: int
    height: int
    metadata: Metadata
    placeholder: str
    renditions: tuple[MadeRendition, ...]


def place(into: Path, spec: str) -> Path:
    """Where a rendition is written. Never from what a child process says."""
    return into / f"{spec}.jpg"


def rendition_to_json(made: MadeRendition) -> dict[str, Any]:
    """A rendition as JSON, without its place."""
    return {"spec": made.spec, "width": made.width, "height": made.height, "bytes": made.bytes}


def rendition_from_json(values: Mapping[str, Any], into: Path) -> MadeRendition:
    """A rendition from JSON, in the place where it belongs."""
    spec = str(values["spec"])
    return MadeRendition(
        spec, place(into, Path(spec).name), int(values["width"]), int(values["height"]), int(values["bytes"])
    )


def to_json(examination: Examination) -> dict[str, Any]:
    """An examination as JSON."""
    return {
        "media_type": examination.media_type,
        "extension": examination.extension,
        "width": examination.width,
        "height": examination.height,
        "metadata": received.to_json(examination.metadata),
        "placeholder": examination.placeholder,
        "renditions": [rendition_to_json(made) for made in examination.renditions],
    }


def from_json(values: Mapping[str, Any], into: Path) -> Examination:
    """An examination from JSON."""
    return Examination(
        media_type=str(values["media_type"]),
        extension=str(values["extension"]),
        width=int(values["width"]),
        height=int(values["height"]),
        metadata=received.from_json(values["metadata"]),
        placeholder=str(values["placeholder"]),
        renditions=tuple(rendition_from_json(made, into) for made in values["renditions"]),
    )
