"""What bytes are, told by the bytes: a file's name and its claimed type are never asked.

Reads a few hundred bytes with ``struct`` only; pixels and metadata are never parsed here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from archive.errors import UnsupportedMedia

MAX_PIXELS: Final = 150_000_000
"""Larger pictures are refused before they are decoded."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture that is taken in. ``decoder`` is Pillow's name for it."""

    media_type: str
    extension: str
    decoder: str


JPEG = Kind("image/jpeg", "jpg", "JPEG")
PNG = Kind("image/png", "png", "PNG")
TIFF = Kind("image/tiff", "tif", "TIFF")
WEBP = Kind("image/webp", "webp", "WEBP")
GIF = Kind("image/gif", "gif", "GIF")
AVIF = Kind("image/avif", "avif", "AVIF")
HEIC = Kind("image/heic", "heic", "HEIF")

KINDS: Final = {kind.media_type: kind for kind in (JPEG, PNG, TIFF, WEBP, GIF, AVIF, HEIC)}
"""Every kind that is taken in, by media type."""

_PICTURES: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),  # BigTIFF
    (b"MM\0+", TIFF),
)

# ISO base media files (ISO/IEC 14496-12): the brand in the first box says what they are.
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

_RAW: Final = (
    (b"II\x1a\0\0\0HEAPCCDR", "Canon CRW"),
    (b"FUJIFILMCCD-RAW", "Fujifilm RAF"),
    (b"FOVb", "Sigma X3F"),
    (b"IIRO", "Olympus ORF"),
    (b"IIRS", "Olympus ORF"),
    (b"MMOR", "Olympus ORF"),
    (b"IIU\0", "Panasonic RW2"),
    (b"\0MRM", "Minolta MRW"),
)

_RAW_BY_MAKE: Final = (
    ("NIKON", "Nikon NEF"),
    ("SONY", "Sony ARW"),
    ("PENTAX", "Pentax PEF"),
    ("RICOH", "Pentax PEF"),
    ("KODAK", "Kodak KDC"),
    ("SAMSUNG", "Samsung SRW"),
    ("HASSELBLAD", "Hasselblad 3FR"),
    ("LEICA", "Leica RWL"),
    ("PHASE ONE", "Phase One IIQ"),
)

_OTHERS: Final = (
    (b"8BPS", "a Photoshop document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"BM", "a Windows bitmap"),
    (b"\0\0\1\0", "a Windows icon"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"PK\3\4", "a ZIP archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
)

_MARKUP: Final = ((b"<svg", "an SVG drawing"), (b"<html", "a web page"), (b"<!doctype html", "a web page"))

_DNG_VERSION, _PHOTOMETRIC, _SUB_IFDS, _MAKE = 0xC612, 0x0106, 0x014A, 0x010F
_SENSOR_DATA: Final = frozenset({32803, 34892})
"""PhotometricInterpretation of CFA (TIFF/EP) and LinearRaw (DNG 1.7)."""


def identify(path: Path) -> Kind:
    """Tell what a file is from its content. Raises UnsupportedMedia where it is nothing that we take in."""
    with path.open("rb") as stream:
        head = stream.read(512)
        if not head:
            raise UnsupportedMedia("The file is empty.", code="empty")
        kind = _kind(head)
        if kind is TIFF and (raw := _raw_in_tiff(stream, head)):
            raise _raw_refused(raw)
        if kind is GIF:
            _refuse_large_frames(stream)
        return kind


def _kind(head: bytes) -> Kind:
    for magic, kind in _PICTURES:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _kind_by_brand(head)
    for magic, raw in _RAW:
        if head.startswith(magic):
            raise _raw_refused(raw)
    raise _unknown_refused(_name_of(head))


def _kind_by_brand(head: bytes) -> Kind:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, size, 4)}
    if major == b"crx ":
        raise _raw_refused("Canon CR3")
    if brands & _AVIF_BRANDS:
        return AVIF
    if brands & _HEIC_BRANDS:
        return HEIC
    raise _unknown_refused("a JPEG XL picture" if major == b"jxl " else "a video")


def _name_of(head: bytes) -> str:
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF":
        return "a video or sound"
    text = head.lower()
    return next((name for magic, name in _MARKUP if magic in text), "")


def _raw_in_tiff(stream: BinaryIO, head: bytes) -> str:
    """The name of the raw format that a TIFF turns out to be; empty for a plain TIFF."""
    if head[8:10] == b"CR":
        return "Canon CR2"
    order = "<" if head[:2] == b"II" else ">"
    if head[2:4] not in (b"*\0", b"\0*"):
        return ""
    first = _directory(stream, order, struct.unpack_from(order + "I", head.ljust(8, b"\0"), 4)[0])
    if _DNG_VERSION in first:
        return "Adobe DNG"
    directories = [first]
    directories += [_directory(stream, order, at) for at in _sub_directories(stream, order, first)]
    if not any(_short(order, entries.get(_PHOTOMETRIC)) in _SENSOR_DATA for entries in directories):
        return ""
    make = _text(stream, order, first.get(_MAKE)).upper()
    return next((name for word, name in _RAW_BY_MAKE if word in make), "Camera")


_Entry = tuple[int, bytes]  # how many values, and the four bytes that hold them or say where they are
_Directory = Mapping[int, _Entry]


def _directory(stream: BinaryIO, order: str, offset: int) -> _Directory:
    """The entries of a TIFF image file directory (TIFF 6.0, section 2); what is missing is left out."""
    stream.seek(offset)
    (count,) = struct.unpack(order + "H", stream.read(2).ljust(2, b"\0"))
    block = stream.read(12 * min(count, 512))
    entries = (struct.unpack_from(order + "HHI4s", block, at) for at in range(0, len(block) - 11, 12))
    return {tag: (number, value) for tag, _, number, value in entries}


def _sub_directories(stream: BinaryIO, order: str, entries: _Directory) -> tuple[int, ...]:
    number, value = entries.get(_SUB_IFDS, (0, b""))
    if number <= 1:
        return struct.unpack(order + "I", value)[:number] if number else ()
    stream.seek(struct.unpack(order + "I", value)[0])
    block = stream.read(4 * min(number, 8))
    return struct.unpack(f"{order}{len(block) // 4}I", block[: len(block) // 4 * 4])


def _short(order: str, entry: _Entry | None) -> int | None:
    return int(struct.unpack_from(order + "H", entry[1])[0]) if entry else None


def _text(stream: BinaryIO, order: str, entry: _Entry | None) -> str:
    if entry is None:
        return ""
    number, value = entry
    if number > 4:
        stream.seek(struct.unpack(order + "I", value)[0])
        value = stream.read(min(number, 64))
    return value.decode("latin-1")


def _refuse_large_frames(stream: BinaryIO) -> None:
    """Refuse a GIF that hides a huge frame behind a small canvas: who shows all frames would unfold it."""
    for width, height in _gif_frames(stream):
        if width * height > MAX_PIXELS:
            raise UnsupportedMedia(
                f"A frame of this GIF is {width} x {height} pixels; "
                f"at most {MAX_PIXELS // 1_000_000} megapixels can be taken in.",
                code="too-large",
            )


def _gif_frames(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """The right and lower edge of each frame, without decoding any (GIF89a, section 20)."""
    stream.seek(10)
    _skip_colours(stream, stream.read(1))
    stream.seek(2, 1)
    while introducer := stream.read(1):
        if introducer == b"\x2c":
            block = stream.read(9)
            if len(block) < 9:
                return
            left, top, width, height = struct.unpack_from("<4H", block)
            yield left + width, top + height
            _skip_colours(stream, block[8:])
            stream.seek(1, 1)
        elif introducer == b"\x21":
            stream.seek(1, 1)
        else:
            return
        while size := stream.read(1)[:1].strip(b"\0"):
            stream.seek(size[0], 1)


def _skip_colours(stream: BinaryIO, flags: bytes) -> None:
    if flags and flags[0] & 0x80:
        stream.seek(3 << ((flags[0] & 7) + 1), 1)


def _raw_refused(name: str) -> UnsupportedMedia:
    return UnsupportedMedia(f"{name} raw file: raw files cannot be taken in yet; send the camera's JPEG.", code="raw")


def _unknown_refused(name: str) -> UnsupportedMedia:
    what = f"This is {name}, not a photo" if name else "This is not a photo"
    return UnsupportedMedia(
        f"{what} that can be taken in. Send JPEG, PNG, TIFF, WebP, GIF, AVIF or HEIC.", code="unknown-format"
    )
