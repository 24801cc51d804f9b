"""What there is to see in a file, and what it says: one way for pictures, another for cameras' raw files.

Runs in child processes. Ends where a decoded picture, its metadata and its turn are known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PIL import Image
from PIL.ExifTags import Base

from archive.errors import UnsupportedMedia
from archive.media import profiles, raw, reader, sniff, tiff
from archive.media.decoding import Picture, Size, decode, decode_jpeg
from archive.media.metadata import Metadata
from archive.media.raw import Raw
from archive.media.sniff import Kind
from archive.media.source import Held, Readable
from archive.text import Message

_TURNED_BY_DECODER: Final = frozenset({sniff.TIFF, sniff.HEIC, sniff.JXL})
"""Pillow turns TIFFs; HEIF and JPEG XL are turned by what the container says, and their EXIF only repeats that."""

_INTEROPERABILITY: Final = "Interoperability InteroperabilityIndex"
_LONGEST_SIDE: Final = 100_000
_LEAST_PREVIEW, _MODEST_PREVIEW = 100, 640  # pixels on the longer side


@dataclass(frozen=True, slots=True)
class Sight:
    """A file looked into."""

    picture: Picture
    metadata: Metadata
    turn: int
    """The EXIF orientation by which the picture has yet to be turned."""
    upright: Size
    """The size of the decoded picture, turned; of a scaled one that of the whole."""
    size: Size
    """The size of the photo, turned: of a raw file what the camera took, however small the preview."""


def look(source: Readable, kind: Kind, box: Size) -> Sight:
    """Decode what a file shows, at least large enough to fill a box, and read what it says."""
    if kind.is_raw:
        return _look_into_raw(source, kind, box)
    picture = decode(source, kind, box)
    metadata = reader.read(picture.image, source, size=picture.size)
    turn = _turn(picture.image, kind, metadata)
    upright = _turned(picture.size, turn)
    return Sight(_with_profile(picture, metadata), metadata, turn, upright, upright)


def _with_profile(picture: Picture, metadata: Metadata) -> Picture:
    """The picture with the profile that it names: cameras state Adobe RGB by a number alone (DCF 2.0)."""
    stated = metadata.tags.get("exif", {})
    named = stated.get(_INTEROPERABILITY) == "R03" and stated.get("EXIF ColorSpace") != "sRGB"
    if named and picture.image.mode == "RGB" and "icc_profile" not in picture.image.info:
        picture.image.info["icc_profile"] = profiles.adobe_rgb()
    return picture


def _turn(image: Image.Image, kind: Kind, metadata: Metadata) -> int:
    if kind in _TURNED_BY_DECODER:
        return 1
    if kind is sniff.AVIF:  # Pillow tells the turn that the container asks for as that of EXIF; XMP has no say
        stated = image.getexif().get(Base.Orientation, 1)
        return stated if stated in range(1, 9) else 1
    return metadata.orientation


def _turned(size: Size, orientation: int) -> Size:
    return size[::-1] if orientation >= 5 else size


def _look_into_raw(source: Readable, kind: Kind, box: Size) -> Sight:
    with tiff.mapped(source) as data:
        found = raw.read(data)
    if not found.preview or max(raw.jpeg_size(found.preview, 0) or (0, 0)) < _LEAST_PREVIEW:
        raise UnsupportedMedia(
            Message(
                "%(kind)s raw file: it holds no whole preview that could be shown. Send a JPEG of it.", kind=kind.name
            ),
            code="raw",
        )
    picture = decode_jpeg(Held(found.preview), box)
    image = _with_blocks(picture.image, found)
    metadata = reader.read(image, source, within_tiff=found.exif == b"", size=picture.size)
    if max(picture.size) < _MODEST_PREVIEW:
        small = Message(
            "The raw file holds only a small preview: %(width)s x %(height)s pixels are what is shown.",
            width=picture.size[0],
            height=picture.size[1],
        )
        picture = replace(picture, problems=(*picture.problems, small))
    return _raw_sight(picture, metadata, found)


def _with_blocks(image: Image.Image, found: Raw) -> Image.Image:
    """The preview with the raw file's metadata in place of its own; its colours stay its own."""
    if found.exif is None:
        return image
    blocks = {"exif": found.exif, "xmp": found.xmp, "icc_profile": image.info.get("icc_profile", b"")}
    image.info = {name: block for name, block in blocks.items() if block != b""}
    image.applist = [("APP13", b"Photoshop 3.0\0" + found.photoshop)]  # type: ignore[attr-defined]
    return image


def _raw_sight(picture: Picture, metadata: Metadata, found: Raw) -> Sight:
    stated = found.orientation or 0
    orientation = stated if stated in range(1, 9) else metadata.orientation
    stored = found.size or picture.size
    turn = orientation
    if orientation >= 5 and (stored[0] > stored[1]) != (picture.size[0] > picture.size[1]):
        turn = 1  # some cameras store the preview as it is to be seen
    upright, size = _turned(picture.size, turn), _turned(stored, orientation)
    if not 0.9 < size[0] * upright[1] / (size[1] * upright[0]) < 1.1 or max(size) > _LONGEST_SIDE:
        size = upright  # the sensor's own layout, or a number that is damaged
    return Sight(_with_profile(picture, metadata), replace(metadata, orientation=orientation), turn, upright, size)
