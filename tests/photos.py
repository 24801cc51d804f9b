"""Photographs made at run time, with the bytes and the metadata that a test asks for."""

from __future__ import annotations

import struct
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from archive.media import examine, results
from archive.media.results import Examination

CORNERS = {"top left": (220, 30, 30), "top right": (30, 200, 30), "bottom left": (30, 30, 220)}
"""The colours of three corners; the fourth is white. No two orientations of it look alike."""


def picture(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """Four coloured quarters."""
    width, height = size
    image = Image.new("RGB", size, "white")
    image.paste(CORNERS["top left"], (0, 0, width // 2, height // 2))
    image.paste(CORNERS["top right"], (width // 2, 0, width, height // 2))
    image.paste(CORNERS["bottom left"], (0, height // 2, width // 2, height))
    return image.convert(mode)


_INVERSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def stored_as(upright: Image.Image, orientation: int) -> Image.Image:
    """An upright picture as a camera stores it that states this EXIF orientation."""
    return upright.transpose(_INVERSE[orientation]) if orientation in _INVERSE else upright


def examined(path: Path, into: Path) -> Examination:
    """What an examination in this very process finds, with the smaller copies written into a folder."""
    examination, copies = examine.examine(path)
    return replace(examination, renditions=tuple(results.written(copy, into) for copy in copies))


def saved(path: Path, image: Image.Image | None = None, **options: Any) -> Path:
    """Write a picture, in the format of the path's suffix."""
    (image or picture()).save(path, **options)
    return path


def exif(tags: dict[int, object] | None = None, *, gps: dict[int, object] | None = None, **groups: Any) -> bytes:
    """An EXIF block of IFD0 tags, of ``photo`` tags (the Exif IFD) and of GPS tags, by number."""
    block = Image.Exif()
    block.update(tags or {})
    block.get_ifd(0x8769).update(groups.get("photo") or {})
    block.get_ifd(0x8825).update(gps or {})
    return block.tobytes()


def iim(*data_sets: tuple[int, int, bytes]) -> bytes:
    """An IPTC-IIM block of (record, number, bytes)."""
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(data)) + data for record, number, data in data_sets)


def xmp(properties: str) -> bytes:
    """An XMP packet around RDF properties; ``dc``, ``photoshop`` and IPTC prefixes are declared."""
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
          xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
          xmlns:exif="http://ns.adobe.com/exif/1.0/"
          xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
          xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
          {properties}
        </rdf:Description>
      </rdf:RDF>
    </x:xmpmeta>""".encode()


def jpeg(**options: Any) -> bytes:
    """A JPEG of the quartered picture."""
    buffer = BytesIO()
    picture().save(buffer, "JPEG", **options)
    return buffer.getvalue()


def jxl(image: Image.Image, **options: Any) -> bytes:
    """A JPEG XL; skips the test where the system has no library for it."""
    encoder = pytest.importorskip("pylibjxl", reason="JPEG XL is not read on this system")
    return bytes(encoder.encode(np.asarray(image), **options))


def with_iptc(data: bytes, block: bytes, digest: bytes = b"") -> bytes:
    """A JPEG with an IPTC block, and with Photoshop's digest of it where one is given."""
    resources = _resource(0x0404, block) + (_resource(0x0425, digest) if digest else b"")
    payload = b"Photoshop 3.0\0" + resources
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload + data[2:]


def _resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HxxI", number, len(data)) + data + bytes(len(data) % 2)


def tiff(
    *directories: dict[int, tuple[str, Any]], order: str = "<", magic: bytes = b"*\0", chained: int | None = None
) -> bytes:
    """A TIFF of directories of (type letter, value) by tag: "H", "I" numbers, "s" text, "b" bytes.

    Tags 0x14A and 0x8769 take places in ``directories``; the first ``chained`` of these follow one another.
    """
    chained = len(directories) if chained is None else chained
    offsets, body = _laid_out(directories, order)
    out = (b"II" if order == "<" else b"MM") + (magic if order == "<" else magic[::-1])
    out += struct.pack(f"{order}I", offsets[0])
    for place, directory in enumerate(directories):
        entries, values = b"", b""
        for tag, (letter, stated) in sorted(directory.items()):
            value = tuple(offsets[index] for index in stated) if tag in POINTERS else stated
            kind, count, data = _encoded(letter, value, order)
            if (place, tag) in body:
                values += data + bytes(len(data) % 2)
                data = struct.pack(f"{order}I", body[place, tag])
            entries += struct.pack(f"{order}HHI", tag, kind, count) + data.ljust(4, b"\0")
        following = offsets[place + 1] if place + 1 < chained else 0
        head = struct.pack(f"{order}H", len(directory)) + entries + struct.pack(f"{order}I", following)
        out = out.ljust(offsets[place], b"\0") + head + values
    return out


POINTERS = {0x014A, 0x8769, 0x8825}
_LETTERS = {"H": 3, "I": 4, "s": 2, "b": 7}


def _encoded(letter: str, value: Any, order: str) -> tuple[int, int, bytes]:
    if letter in "sb":
        data = value.encode() + b"\0" if letter == "s" else value
        return _LETTERS[letter], len(data), data
    values = value if isinstance(value, tuple) else (value,)
    return _LETTERS[letter], len(values), struct.pack(f"{order}{len(values)}{letter}", *values)


def _laid_out(directories: Any, order: str) -> tuple[list[int], dict[tuple[int, int], int]]:
    """Where each directory and each value that does not fit into its entry will lie."""
    at, offsets, body = 16, [], {}
    for place, directory in enumerate(directories):
        offsets.append(at)
        at += 6 + 12 * len(directory)
        for tag, (letter, value) in sorted(directory.items()):
            size = len(_encoded(letter, value, order)[2])
            if size > 4:
                body[place, tag] = at
                at += size + size % 2
    return offsets, body
