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
class Copy:
    """A smaller copy of a picture, not yet written."""

    spec: str
    size: tuple[int, int]
    data: bytes


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
    role: str
    """``photo``, or ``raw`` for what a camera's sensor saw: it is shown by a picture found within."""
    width: int
    height: int
    metadata: Metadata
    placeholder: str
    likeness: str
    """What the picture looks like, as ``archive.media.likeness`` writes it."""
    frames: int
    """Pages, frames or layers in the file; the first is shown."""
    renditions: tuple[MadeRendition, ...] = ()
    """Empty until they are written."""


def written(copy: Copy, into: Path) -> MadeRendition:
    """Write a copy into a folder. Its name there is never a path that a child process says."""
    target = into / f"{Path(copy.spec).name}.jpg"
    target.write_bytes(copy.data)
    return MadeRendition(copy.spec, target, *copy.size, len(copy.data))


def to_json(examination: Examination) -> dict[str, Any]:
    """An examination as JSON; renditions go another way."""
    return {
        "media_type": examination.media_type,
        "extension": examination.extension,
        "role": examination.role,
        "width": examination.width,
        "height": examination.height,
        "metadata": received.to_json(examination.metadata),
        "placeholder": examination.placeholder,
        "likeness": examination.likeness,
        "frames": examination.frames,
    }


def from_json(values: Mapping[str, Any]) -> Examination:
    """An examination from JSON."""
    return Examination(
        media_type=str(values["media_type"]),
        extension=str(values["extension"]),
        role=str(values["role"]),
        width=int(values["width"]),
        height=int(values["height"]),
        metadata=received.from_json(values["metadata"]),
        placeholder=str(values["placeholder"]),
        likeness=str(values["likeness"]),
        frames=int(values["frames"]),
    )
