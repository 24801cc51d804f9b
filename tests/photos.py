"""Photographs made at run time, with the bytes and the metadata that a test asks for."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

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


def with_iptc(data: bytes, block: bytes, digest: bytes = b"") -> bytes:
    """A JPEG with an IPTC block, and with Photoshop's digest of it where one is given."""
    resources = _resource(0x0404, block) + (_resource(0x0425, digest) if digest else b"")
    payload = b"Photoshop 3.0\0" + resources
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload + data[2:]


def _resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HxxI", number, len(data)) + data + bytes(len(data) % 2)
