"""Camera raw files: kept as they are, shown by the largest JPEG that the camera put beside the sensor's data.

Finds that picture and the camera's record of the shot; the sensor's data are never decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from archive.media import ciff, tiff
from archive.media.boxes import boxes
from archive.media.tiff import Bytes, Directory

Size = tuple[int, int]

SENSOR_DATA: Final = frozenset({32803, 34892})
"""PhotometricInterpretation of CFA (TIFF/EP) and LinearRaw (DNG)."""

DNG_VERSION: Final = 0xC612

_KIND, _WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC = 0x00FE, 0x0100, 0x0101, 0x0103, 0x0106
_STRIPS, _STRIP_SIZES, _ORIENTATION = 0x0111, 0x0117, 0x0112
_JPEG, _JPEG_SIZE, _PANASONIC_JPEG = 0x0201, 0x0202, 0x002E
_XMP, _IPTC, _PHOTOSHOP, _EXIF, _GPS = 0x02BC, 0x83BB, 0x8649, 0x8769, 0x8825
_MAKE, _MODEL, _CAPTURED = 0x010F, 0x0110, 0x9003
_EXIF_WIDTH, _EXIF_HEIGHT, _CROP = 0xA002, 0xA003, 0xC620
_PANASONIC_BORDERS: Final = (4, 5, 6, 7)  # top, left, bottom, right of what the sensor sees

_JPEG_COMPRESSION: Final = frozenset({6, 7})
_PICTURES: Final = frozenset({None, 0, 1, 2, 6})  # grey, RGB, YCbCr; no masks, no depths, no sensor data
_SHOWN: Final = frozenset({None, 0, 1, 0x10001})  # NewSubfileType: the picture, or a preview (DNG)

_MOST_JPEGS, _MOST_SEGMENTS = 2000, 1000  # a hostile file may hold millions
_LONGEST_PREVIEW: Final = 64 << 20
_LONGEST_BLOCK: Final = 4 << 20
_CANON: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_CANON_XMP: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_RAF_CROPPED: Final = 0x0111


@dataclass(frozen=True, slots=True)
class Raw:
    """What a raw file holds beside the sensor's data. Blocks that it does not hold are empty."""

    preview: bytes
    """A JPEG; empty where there is none, or none that is whole."""
    size: Size | None
    """Of the picture that the camera took, as stored; None where only the preview can tell."""
    orientation: int | None
    exif: bytes | None = None
    """The EXIF block; empty where the file as a whole is one, None where the preview carries it."""
    xmp: bytes = b""
    photoshop: bytes = b""
    """Image resources, with IPTC in them."""


def read(data: Bytes) -> Raw:
    """Find the preview and the camera's record in a raw file."""
    if data[4:8] == b"ftyp":
        return _cr3(data)
    if data[:8] == b"FUJIFILM":
        return Raw(_largest(data, _raf_preview(data)), _raf_size(data), None)
    if data[:2] in (b"II", b"MM") and data[6:10] != b"HEAP":
        return _tiff(data)
    return _crw(data) if data[6:10] == b"HEAP" else Raw(_largest(data, _scan(data)), None, None)


def jpeg_size(data: Bytes, at: int) -> Size | None:
    """The size of the JPEG that begins here; None where none does, or one that no browser shows.

    Sensor data is packed as lossless JPEG as well (SOF3), or with more than eight bits.
    """
    if data[at : at + 3] != b"\xff\xd8\xff":
        return None
    at += 2
    for _ in range(_MOST_SEGMENTS):
        head = data[at : at + 10]
        if len(head) < 10 or head[0] != 0xFF:
            return None
        marker, length = head[1], int.from_bytes(head[2:4], "big")
        if marker in (0xC0, 0xC1, 0xC2):
            bits, height, width, colours = struct.unpack(">BHHB", head[4:])
            return (width, height) if bits == 8 and colours in (1, 3) and width and height else None
        if marker == 0xFF:  # padding
            at += 1
            continue
        if length < 2 or marker < 0xC0 or marker in (0xC3, *range(0xD0, 0xDB)):
            return None
        at += 2 + length
    return None


def _scan(data: Bytes, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where JPEGs begin, whatever the file is; three bytes turn up by chance, a whole header does not."""
    end = len(data) if end is None else end
    at = -3
    for _ in range(_MOST_JPEGS):
        at = data.find(b"\xff\xd8\xff", at + 3, end)
        if at < 0:
            return
        yield at, len(data) - at


def _largest(data: Bytes, places: Iterator[tuple[int, int]]) -> bytes:
    """The JPEG of most pixels that lies within the file as a whole."""
    sized = [
        (size[0] * size[1], at, length)
        for at, length in places
        if 0 < length <= len(data) - at and (size := jpeg_size(data, at))
    ]
    if not sized:
        return b""
    _, at, length = max(sized)
    return bytes(data[at : at + min(length, _LONGEST_PREVIEW)])


def _tiff(data: Bytes) -> Raw:
    found = list(tiff.directories(data))
    if not found:
        return Raw(b"", None, None)
    first = found[0]
    preview = _largest(data, (place for directory in found for place in _previews(directory)))
    if not preview and DNG_VERSION not in first.entries:
        # Olympus keeps its preview in a maker note. In a DNG a lone JPEG may be a tile of sensor data.
        preview = _largest(data, _scan(data))
    shot = tiff.beneath(first, _EXIF)
    iptc = first.bytes(_IPTC)
    return Raw(
        preview,
        _size(found, shot),
        first.number(_ORIENTATION),
        b"",
        first.bytes(_XMP)[:_LONGEST_BLOCK],
        first.bytes(_PHOTOSHOP) or (_resource(iptc) if iptc else b""),
    )


def _previews(directory: Directory) -> Iterator[tuple[int, int]]:
    if directory.number(_PHOTOMETRIC) not in _PICTURES or directory.number(_KIND) not in _SHOWN:
        return
    if directory.numbers(_JPEG) and (length := directory.number(_JPEG_SIZE)):
        yield directory.numbers(_JPEG)[0], length
    strips, sizes = directory.numbers(_STRIPS), directory.numbers(_STRIP_SIZES)
    if directory.number(_COMPRESSION) in _JPEG_COMPRESSION and len(strips) == len(sizes) == 1:
        yield strips[0], sizes[0]
    if entry := directory.entries.get(_PANASONIC_JPEG):
        yield entry.at, entry.size


def _size(found: list[Directory], shot: Directory | None) -> Size | None:
    """The size of the picture as the camera means it: without the margins of the sensor."""
    for directory in found:
        crop = directory.numbers(_CROP)
        if len(crop) == 2 and all(crop):
            return crop[0], crop[1]
    borders = [found[0].number(tag) for tag in _PANASONIC_BORDERS]
    if _PANASONIC_JPEG in found[0].entries and None not in borders:
        top, left, bottom, right = (int(edge or 0) for edge in borders)
        if bottom > top and right > left:
            return right - left, bottom - top
    stated = [_pair(shot, _EXIF_WIDTH, _EXIF_HEIGHT)] if shot else []
    stored = [_pair(directory, _WIDTH, _HEIGHT) for directory in found]
    return max(filter(None, stated), default=None) or max(filter(None, stored), default=None)


def _pair(directory: Directory, width: int, height: int) -> Size | None:
    sides = directory.number(width), directory.number(height)
    return (sides[0], sides[1]) if sides[0] and sides[1] else None


def _resource(iptc: bytes) -> bytes:
    """An IPTC block as an image resource, the way a JPEG carries it."""
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + bytes(len(iptc) % 2)


def _cr3(data: Bytes) -> Raw:
    """Canon's file of boxes: CMT1, CMT2 and CMT4 are the first, the EXIF and the GPS directory, each a TIFF."""
    top = {kind: (begin, end) for kind, begin, end in boxes(data)}
    movie = {kind: (begin, end) for kind, begin, end in boxes(data, *top.get(b"moov", (0, 0)))}
    canon = {kind: bytes(data[begin:end]) for kind, begin, end in boxes(data, *movie.get(_CANON, (0, 0)))}
    parts = {
        pointer: directory
        for name, pointer in ((b"CMT1", None), (b"CMT2", _EXIF), (b"CMT4", _GPS))
        if (directory := next(tiff.directories(canon.get(name, b"")), None))
    }
    begin, _ = top.get(b"mdat", (len(data), 0))
    preview = _largest(data, chain(_scan(data, begin), _tracks(data, *top.get(b"moov", (0, 0)))))
    if None not in parts:
        return Raw(preview, None, None)
    begin, end = top.get(_CANON_XMP, (0, 0))
    return Raw(
        preview,
        _size([parts[None]], parts.get(_EXIF)),
        parts[None].number(_ORIENTATION),
        tiff.packed(parts),
        bytes(data[begin : min(end, begin + _LONGEST_BLOCK)]).rstrip(b"\0"),
    )


def _tracks(data: Bytes, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Place and length of the first sample of each track (ISO/IEC 14496-12, 8.7): one is the full-size JPEG."""
    for kind, *track in boxes(data, begin, end):
        inner = dict.fromkeys((b"stsz", b"co64", b"stco"), 0)
        places = [tuple(track)] if kind == b"trak" else []
        while places:
            for name, start, stop in boxes(data, *places.pop()):
                if name in (b"mdia", b"minf", b"stbl"):
                    places.append((start, stop))
                inner |= {name: start} if name in inner else {}
        at = inner[b"co64"] or inner[b"stco"]
        if at and inner[b"stsz"]:
            width = 8 if inner[b"co64"] else 4
            place = int.from_bytes(data[at + 8 : at + 8 + width], "big")
            same, first = struct.unpack(">I4xI", bytes(data[inner[b"stsz"] + 4 : inner[b"stsz"] + 16]).ljust(12, b"\0"))
            yield place, same or first


def _crw(data: Bytes) -> Raw:
    shot = ciff.read(data)
    texts = {_MAKE: shot.make, _MODEL: shot.model, _CAPTURED: shot.captured}
    values = {tag: (2, len(text) + 1, text.encode("latin-1") + b"\0") for tag, text in texts.items() if text}
    exif = {_CAPTURED: values.pop(_CAPTURED)} if shot.captured else {}
    return Raw(_largest(data, _scan(data)), shot.size, shot.orientation, tiff.block({None: values, _EXIF: exif}))


def _raf_preview(data: Bytes) -> Iterator[tuple[int, int]]:
    head = bytes(data[84:92])
    if len(head) == 8:
        at, length = struct.unpack(">II", head)
        yield at, length


def _raf_size(data: Bytes) -> Size | None:
    """The cropped size in Fujifilm's own directory: numbers, lengths and values, one after the other."""
    at = int.from_bytes(data[92:96], "big")
    (count,) = struct.unpack(">I", bytes(data[at : at + 4]).ljust(4, b"\0"))
    at += 4
    for _ in range(min(count, 256)):
        tag, length = struct.unpack(">HH", bytes(data[at : at + 4]).ljust(4, b"\0"))
        if tag == _RAF_CROPPED and length == 4:
            height, width = struct.unpack(">HH", bytes(data[at + 4 : at + 8]).ljust(4, b"\0"))
            return (width, height) if width and height else None
        at += 4 + length
    return None
