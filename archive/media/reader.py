"""One Metadata from the three records that a photo may carry, by the rules of the Metadata Working Group.

Takes an opened picture, of which only the blocks of metadata are used; pixels are never looked at.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from archive.media import exif, iptc, xmp
from archive.media.exif import Exif
from archive.media.metadata import Location, Metadata, Multilingual

LONGEST_TEXT: Final = 10_000
MOST_TERMS: Final = 500

# What cameras write as a description by themselves; a caption that says nothing hides a real one.
_BOILERPLATE: Final = re.compile(
    r"(?:(?:OLYMPUS|(?:KONICA )?MINOLTA|PENTAX|SAMSUNG|KODAK|SANYO|RICOH|VIVITAR)? ?DIGITAL (?:STILL )?CAMERA"
    r"|SONY DSC|Exif_JPEG_PICTURE|EXIF_JPEG_T\d+|My beautiful picture|DCIM\\.*|default|untitled)",
    re.IGNORECASE,
)
_IPTC_BLOCK, _IPTC_DIGEST = 0x0404, 0x0425  # Photoshop image resources
_TIFF_IPTC, _TIFF_PHOTOSHOP = 33723, 34377

_NOTHING: Final = Metadata()


def read(image: Image.Image, path: Path) -> Metadata:
    """All that a picture says about itself. Nothing is raised; ``problems`` names what could not be read."""
    from_exif = _read_exif(image, path)
    block, digest = _iptc_block(image)
    from_iptc = iptc.read(block) if block else _NOTHING
    packet = image.info.get("xmp")
    from_xmp = xmp.read(packet.encode() if isinstance(packet, str) else packet) if packet else _NOTHING
    in_step = digest is None or digest == hashlib.md5(block, usedforsecurity=False).digest()
    return _bounded(merge(from_exif, from_iptc, from_xmp, in_step=in_step))


def merge(from_exif: Exif, from_iptc: Metadata, from_xmp: Metadata, *, in_step: bool = True) -> Metadata:
    """One value of three, field by field (MWG Guidelines 2.0, chapter 5).

    EXIF goes first wherever it has a field. Of the other two XMP is preferred, unless IPTC was changed
    since both were written: ``in_step`` says whether the digest kept beside the IPTC block fits it.
    """
    edited = (from_xmp, from_iptc) if in_step else (from_iptc, from_xmp)
    camera = from_exif.standard
    sources = (camera, *edited, from_exif.extras)

    def first(name: str) -> Any:
        found = (value for source in sources if (value := getattr(source, name)))
        return next(found, getattr(_NOTHING, name))

    return Metadata(
        captured=first("captured"),
        camera_make=first("camera_make"),
        camera_model=first("camera_model"),
        lens=first("lens"),
        orientation=(camera if _states_orientation(camera) else from_xmp).orientation,
        exposure=camera.exposure,
        position=first("position"),
        title=_languages(sources, "title"),
        headline=first("headline"),
        caption=_languages(sources, "caption"),
        keywords=first("keywords"),
        creators=first("creators"),
        credit=first("credit"),
        copyright=first("copyright"),
        usage_terms=first("usage_terms"),
        persons_shown=first("persons_shown"),
        event=first("event"),
        location=_location(edited),
        tags={**camera.tags, **from_iptc.tags, **from_xmp.tags},
        problems=camera.problems + from_iptc.problems + from_xmp.problems,
    )


def _states_orientation(camera: Metadata) -> bool:
    return "Image Orientation" in camera.tags.get("exif", {})


def _languages(sources: Sequence[Metadata], name: str) -> Multilingual:
    """The default text of the first source that has one, and every language, which only XMP can hold."""
    texts: dict[str, str] = {}
    for source in sources:
        for language, text in getattr(source, name).items():
            if not _BOILERPLATE.fullmatch(text):
                texts.setdefault(language, text)
    return texts


def _location(edited: Sequence[Metadata]) -> Location:
    def first(name: str) -> str:
        return next((value for source in edited if (value := getattr(source.location, name))), "")

    return Location(first("sublocation"), first("city"), first("state"), first("country"))


def _bounded(metadata: Metadata) -> Metadata:
    """Cut what no caption and no list of keywords needs, and say so."""
    problems = list(metadata.problems)
    if any(len(text) > LONGEST_TEXT for text in metadata.caption.values()):
        problems.append(f"The caption was cut to {LONGEST_TEXT} characters.")
    if len(metadata.keywords) > MOST_TERMS:
        problems.append(f"Of {len(metadata.keywords)} keywords the first {MOST_TERMS} were kept.")
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


def _read_exif(image: Image.Image, path: Path) -> Exif:
    if isinstance(image, TiffImageFile):
        with path.open("rb") as stream:
            return exif.read(stream)
    block = image.info.get("exif") or _raw_profile(image.info, "exif")
    return exif.read(BytesIO(block.removeprefix(b"Exif\0\0"))) if block else Exif(_NOTHING, _NOTHING)


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
