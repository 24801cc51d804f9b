"""Finds the blocks of metadata in an opened picture, has each read, and the readings made into one.

Takes an opened picture, of which only the blocks of metadata are used; pixels are never looked at.
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from archive.media import exif, iptc, reconcile, xmp
from archive.media.exif import Exif
from archive.media.metadata import Metadata, Multilingual
from archive.media.source import Readable
from archive.text import Message

LONGEST_TEXT: Final = 10_000
MOST_TERMS: Final = 500

_IPTC_BLOCK, _IPTC_DIGEST = 0x0404, 0x0425  # Photoshop image resources
_TIFF_WIDTH, _TIFF_HEIGHT, _TIFF_IPTC, _TIFF_PHOTOSHOP = 256, 257, 33723, 34377
_EXTENSION: Final = b"http://ns.adobe.com/xmp/extension/\0"

_NOTHING: Final = Metadata()


def read(
    image: Image.Image, path: Readable, *, within_tiff: bool = False, size: tuple[int, int] | None = None
) -> Metadata:
    """All that a picture says about itself. Nothing is raised; ``problems`` names what could not be read.

    ``within_tiff`` is true of a camera's raw file whose preview the picture is: the EXIF is in the file around it.
    ``size`` is that of the picture as it is stored, where it was opened smaller.
    """
    from_exif = _read_exif(image, path, within_tiff or isinstance(image, TiffImageFile))
    block, digest = _iptc_block(image)
    from_iptc = iptc.read(block) if block else _NOTHING
    from_xmp = _read_xmp(image, from_exif, size or image.size)
    in_step = digest is None or digest == hashlib.md5(block, usedforsecurity=False).digest()
    return _bounded(reconcile.merge(from_exif, from_iptc, from_xmp, in_step=in_step))


def _bounded(metadata: Metadata) -> Metadata:
    """Cut what no caption and no list of keywords needs, and say so."""
    problems = list(metadata.problems)
    if any(len(text) > LONGEST_TEXT for text in metadata.caption.values()):
        problems.append(Message("The caption was cut to %(most)s characters.", most=LONGEST_TEXT))
    if len(metadata.keywords) > MOST_TERMS:
        problems.append(
            Message(
                "Of %(count)s keywords the first %(most)s were kept.", count=len(metadata.keywords), most=MOST_TERMS
            )
        )
    return replace(
        metadata,
        title=_cut(metadata.title),
        caption=_cut(metadata.caption),
        keywords=tuple(term[:LONGEST_TEXT] for term in metadata.keywords[:MOST_TERMS]),
        persons_shown=metadata.persons_shown[:MOST_TERMS],
        creators=metadata.creators[:MOST_TERMS],
        problems=tuple(dict.fromkeys(problems)),
    )


def _cut(texts: Multilingual) -> Multilingual:
    return {language: text[:LONGEST_TEXT] for language, text in list(texts.items())[:MOST_TERMS]}


def _read_exif(image: Image.Image, path: Readable, in_file: bool) -> Exif:
    if in_file:
        with path.open("rb") as stream:
            return exif.read(stream)
    block = image.info.get("exif") or _raw_profile(image.info, "exif")
    return exif.read(BytesIO(block.removeprefix(b"Exif\0\0"))) if block else Exif(_NOTHING, _NOTHING)


def _read_xmp(image: Image.Image, from_exif: Exif, size: tuple[int, int]) -> Metadata:
    packet = image.info.get("xmp")
    if not packet:
        return _NOTHING
    packet = packet.encode() if isinstance(packet, str) else bytes(packet)
    if isinstance(image, TiffImageFile):  # Pillow turns these while decoding
        size = image.tag_v2.get(_TIFF_WIDTH, size[0]), image.tag_v2.get(_TIFF_HEIGHT, size[1])
    stated = from_exif.standard.orientation if reconcile.states_orientation(from_exif.standard) else None
    return xmp.read(packet, _xmp_extension(image, packet), size, stated)


def _xmp_extension(image: Image.Image, packet: bytes) -> bytes:
    """The XMP that did not fit into a JPEG's first segment (ISO 16684-3, 1.1.3.1); empty unless it is whole."""
    segments = [
        data[len(_EXTENSION) :]
        for name, data in getattr(image, "applist", ())
        if name == "APP1" and data.startswith(_EXTENSION)
    ]
    if not segments or not (wanted := xmp.extension_of(packet).encode()):
        return b""
    parts = {int.from_bytes(data[36:40], "big"): data[40:] for data in segments if data[:32].upper() == wanted.upper()}
    whole = b"".join(parts[at] for at in sorted(parts))
    length = next((int.from_bytes(data[32:36], "big") for data in segments if data[:32].upper() == wanted.upper()), 0)
    return whole if len(whole) == length else b""


def _iptc_block(image: Image.Image) -> tuple[bytes, bytes | None]:
    """The IIM block, and the digest that Photoshop kept of it, where there is one."""
    if isinstance(image, TiffImageFile):
        block = _tiff_bytes(image, _TIFF_IPTC)
        resources = _photoshop_resources(_tiff_bytes(image, _TIFF_PHOTOSHOP))
    else:
        block = _raw_profile(image.info, "iptc")
        resources = _photoshop_resources(_photoshop_segments(image))
        # ImageMagick's raw profile is the whole of Photoshop's resources.
        resources = resources or _photoshop_resources(block)
    digest = resources.get(_IPTC_DIGEST)
    return resources.get(_IPTC_BLOCK) or block, digest if digest and any(digest) else None


def _photoshop_segments(image: Image.Image) -> bytes:
    """The APP13 segments of a JPEG, put together: Photoshop cuts its resources where a segment is full."""
    header = b"Photoshop 3.0\0"
    segments = (data for name, data in getattr(image, "applist", ()) if name == "APP13")
    return b"".join(data.removeprefix(header) for data in segments if data.startswith(header))


def _tiff_bytes(image: TiffImageFile, tag: int) -> bytes:
    """A tag's bytes as they lie: Photoshop declares IPTC as 32-bit numbers, which it is not."""
    data: bytes = image.tag.tagdata.get(tag, b"")
    return data


def _photoshop_resources(block: bytes) -> Mapping[int, bytes]:
    """Image resources by number, the first of each (Adobe Photoshop File Formats Specification)."""
    found: dict[int, bytes] = {}
    at = 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        number = int.from_bytes(block[at + 4 : at + 6], "big")
        name = 1 + block[at + 6]
        at += 6 + name + name % 2
        size = int.from_bytes(block[at : at + 4], "big")
        found.setdefault(number, block[at + 4 : at + 4 + size])
        at += 4 + size + size % 2
    return found


def _raw_profile(info: Mapping[Any, Any], name: str) -> bytes:
    """A block that ImageMagick wrote into a PNG as text: name, length and hexadecimal digits."""
    text = info.get(f"Raw profile type {name}")
    if not isinstance(text, str):
        return b""
    digits = "".join(text.split("\n")[3:])
    try:
        return binascii.unhexlify(digits)
    except ValueError:
        return b""
