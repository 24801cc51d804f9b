"""Writes what the archive says about a photo into a JPEG: EXIF, IPTC-IIM and XMP, each telling the same.

Text in, bytes out. Nothing here reads metadata, knows a database or touches a file on disk.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final
from xml.etree import ElementTree

from PIL import Image, TiffTags
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from archive.errors import Invalid
from archive.media.metadata import CaptureTime, Metadata, Multilingual, Position
from archive.text import pick

_SEGMENT_LIMIT: Final = 65533
"""A JPEG segment states its length, the two length bytes included, in 16 bits (ITU T.81 B.1.1.4)."""

# XML 1.0 section 2.2, production [2]. It shuts out NUL, which would also end an EXIF text early.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def encode(image: Image.Image, metadata: Metadata, *, quality: int = 82) -> bytes:
    """The picture as a JPEG that carries its metadata. A colour profile in ``image.info`` goes along.

    The pixels are written as they lie, so ``metadata.orientation`` must describe this very image.
    Raises Invalid where the texts are longer than a JPEG can hold.
    """
    if image.mode not in {"L", "RGB", "CMYK"}:
        image = image.convert("RGB")
    exif = _checked(_exif(image, metadata).tobytes(), "EXIF")
    xmp = _checked(_XMP_HEADER + _xmp(metadata), "XMP")
    photoshop = _checked(_photoshop(metadata), "IPTC")

    buffer = io.BytesIO()
    image.save(
        buffer,
        "JPEG",
        quality=quality,
        exif=exif,
        xmp=xmp.removeprefix(_XMP_HEADER),
        icc_profile=image.info.get("icc_profile"),
    )
    return _insert_segment(buffer.getvalue(), 0xED, photoshop)


def _checked(payload: bytes, block: str) -> bytes:
    if len(payload) > _SEGMENT_LIMIT:
        raise Invalid(f"The descriptions are too long: the {block} block of a JPEG holds at most 64 kB.")
    return payload


def _insert_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    """Put a segment behind SOI, JFIF (APP0) and Exif and XMP (APP1), which readers expect first."""
    position = 2
    while jpeg[position : position + 2] in {b"\xff\xe0", b"\xff\xe1"}:
        position += 2 + int.from_bytes(jpeg[position + 2 : position + 4])
    segment = bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2) + payload
    return jpeg[:position] + segment + jpeg[position:]


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text).strip()


# --- EXIF (CIPA DC-008) -------------------------------------------------------------------------

# Pillow does not know this tag's type and would write BYTE where the standard has UNDEFINED (table 7).
TiffTags.TAGS_V2_GROUPS[IFD.Exif].setdefault(
    Base.ComponentsConfiguration, TiffTags.TagInfo(0x9101, "ComponentsConfiguration", TiffTags.UNDEFINED, 4)
)


def _exif(image: Image.Image, metadata: Metadata) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Orientation] = metadata.orientation
    # Mandatory with every JPEG (tables 17 and 18 of the standard), so stated though they tell little.
    exif[Base.XResolution] = exif[Base.YResolution] = IFDRational(72)
    exif[Base.ResolutionUnit] = 2
    exif[Base.YCbCrPositioning] = 1
    for tag, text in {
        Base.ImageDescription: pick(metadata.caption, ""),
        Base.Make: metadata.camera_make,
        Base.Model: metadata.camera_model,
        Base.Artist: "; ".join(metadata.creators),
        Base.Copyright: metadata.copyright,
    }.items():
        if cleaned := _clean(text):
            # The type is ASCII; readers take UTF-8 in it, as the MWG guidelines (2.0, 4.3) advise.
            exif[tag] = cleaned.encode()
    exif.get_ifd(IFD.Exif).update(_camera_tags(image, metadata))
    if metadata.position:
        exif.get_ifd(IFD.GPSInfo).update(_gps_tags(metadata.position))
    return exif


def _camera_tags(image: Image.Image, metadata: Metadata) -> dict[int, object]:
    exposure = metadata.exposure
    tags: dict[int, object] = {
        Base.ExifVersion: b"0232",
        Base.FlashPixVersion: b"0100",
        Base.ComponentsConfiguration: b"\x01\x02\x03\x00",
        Base.ColorSpace: 0xFFFF if image.info.get("icc_profile") else 1,
        Base.ExifImageWidth: image.width,
        Base.ExifImageHeight: image.height,
    }
    if metadata.captured:
        tags |= _time_tags(metadata.captured)
    if lens := _clean(metadata.lens):
        tags[Base.LensModel] = lens
    if exposure.iso and exposure.iso > 0:
        # The tag has 16 bits; 65535 stands for "that or more" (4.6.6.7 PhotographicSensitivity).
        tags[Base.ISOSpeedRatings] = min(exposure.iso, 0xFFFF)
    for tag, value in {
        Base.ExposureTime: exposure.seconds,
        Base.FNumber: exposure.f_number,
        Base.FocalLength: exposure.focal_length,
    }.items():
        if value is not None and 0 < value < _LARGEST_RATIONAL:
            tags[tag] = _rational(value)
    equivalent = exposure.focal_length_35mm
    if equivalent is not None and 0 < equivalent < 0xFFFF:
        tags[Base.FocalLengthIn35mmFilm] = round(equivalent)
    return tags


def _time_tags(captured: CaptureTime) -> dict[int, object]:
    tags: dict[int, object] = {Base.DateTimeOriginal: _exif_time(captured)}
    if captured.local.microsecond:
        tags[Base.SubsecTimeOriginal] = f"{captured.local.microsecond:06d}".rstrip("0")
    if captured.offset_minutes is not None:
        tags[Base.OffsetTimeOriginal] = _offset(captured.offset_minutes, ":")
    return tags


def _exif_time(captured: CaptureTime) -> str:
    return captured.local.isoformat(" ", "seconds").replace("-", ":")


def _offset(minutes: int, separator: str) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}{separator}{rest:02d}"


def _gps_tags(position: Position) -> dict[int, object]:
    tags: dict[int, object] = {
        GPS.GPSVersionID: b"\x02\x03\x00\x00",
        GPS.GPSLatitudeRef: "S" if position.latitude < 0 else "N",
        GPS.GPSLatitude: _sexagesimal(position.latitude),
        GPS.GPSLongitudeRef: "W" if position.longitude < 0 else "E",
        GPS.GPSLongitude: _sexagesimal(position.longitude),
        GPS.GPSMapDatum: "WGS-84",
    }
    if position.altitude is not None and abs(position.altitude) < _LARGEST_RATIONAL:
        tags[GPS.GPSAltitudeRef] = b"\x01" if position.altitude < 0 else b"\x00"
        tags[GPS.GPSAltitude] = _rational(abs(position.altitude))
    return tags


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes, seconds; a ten-thousandth of a second is 3 mm on the ground."""
    minutes, units = divmod(round(abs(degrees) * 36_000_000), 600_000)
    return IFDRational(minutes // 60), IFDRational(minutes % 60), IFDRational(units, 10_000)


_LARGEST_RATIONAL: Final = 4_000_000
"""Times a denominator of 1000, it still fits the 32 bits of a numerator."""


def _rational(value: float) -> IFDRational:
    """The plain fraction that is meant: 0.008 s is 1/125, not 0.008000000000000000167."""
    fraction = Fraction(value).limit_denominator(1_000_000 if value < 1 else 1000)
    return IFDRational(fraction.numerator, fraction.denominator)


# --- IPTC-IIM 4.2 in Photoshop image resources ---------------------------------------------------


def _photoshop(metadata: Metadata) -> bytes:
    """The IIM block with its digest, by which a reader sees it unchanged since the XMP was written.

    Such a reader prefers XMP, which has no length limits (MWG guidelines 2.0, 3.3.2).
    """
    iim = b"".join(_iim(metadata))
    digest = hashlib.md5(iim, usedforsecurity=False).digest()
    return b"Photoshop 3.0\0" + _resource(0x0404, iim) + _resource(0x0425, digest)


def _resource(identifier: int, data: bytes) -> bytes:
    unnamed = b"\0\0"
    head = b"8BIM" + identifier.to_bytes(2) + unnamed + len(data).to_bytes(4)
    return head + data + b"\0" * (len(data) % 2)


def _iim(metadata: Metadata) -> Iterator[bytes]:
    location = metadata.location
    yield _dataset(1, 0, (4).to_bytes(2))
    yield _dataset(1, 90, b"\x1b%G")  # ISO 2022 for UTF-8
    yield _dataset(2, 0, (4).to_bytes(2))
    yield from _line(5, 64, pick(metadata.title, ""))
    for keyword in metadata.keywords:
        yield from _line(25, 64, keyword)
    if metadata.captured:
        yield from _iim_time(metadata.captured)
    for creator in metadata.creators:
        yield from _line(80, 32, creator)
    yield from _line(90, 32, location.city)
    yield from _line(92, 32, location.sublocation)
    yield from _line(95, 32, location.state)
    yield from _line(101, 64, location.country)
    yield from _line(105, 256, metadata.headline)
    yield from _line(110, 32, metadata.credit)
    yield from _line(116, 128, metadata.copyright)
    if caption := _clean(pick(metadata.caption, "")):
        yield _dataset(2, 120, _cut(caption, 2000))


def _iim_time(captured: CaptureTime) -> Iterator[bytes]:
    yield _dataset(2, 55, captured.local.date().isoformat().replace("-", "").encode())
    # 2:60 must name its zone. Where the camera does not say, leaving it out beats making one up.
    if captured.offset_minutes is not None:
        time = f"{captured.local:%H%M%S}{_offset(captured.offset_minutes, '')}"
        yield _dataset(2, 60, time.encode())


def _line(number: int, limit: int, text: str) -> Iterator[bytes]:
    """An application record dataset of one line; of all of these only the caption may have line ends."""
    if line := " ".join(_clean(text).split()):
        yield _dataset(2, number, _cut(line, limit))


def _cut(text: str, limit: int) -> bytes:
    """At most ``limit`` bytes of UTF-8, ending with a whole character."""
    return text.encode()[:limit].decode(errors="ignore").rstrip().encode()


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(value).to_bytes(2) + value


# --- XMP (ISO 16684-1) ---------------------------------------------------------------------------

_XMP_HEADER: Final = b"http://ns.adobe.com/xap/1.0/\0"
_NAMESPACES: Final = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
for _prefix, _uri in _NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _uri)


def _name(qualified: str) -> str:
    """``dc:title`` as ElementTree spells it."""
    prefix, local = qualified.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _xmp(metadata: Metadata) -> bytes:
    root = ElementTree.Element(_name("x:xmpmeta"))
    rdf = ElementTree.SubElement(root, _name("rdf:RDF"))
    description = ElementTree.SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})
    location = metadata.location

    _alternatives(description, "dc:title", metadata.title)
    _alternatives(description, "dc:description", metadata.caption)
    _items(description, "dc:subject", "rdf:Bag", metadata.keywords)
    _items(description, "dc:creator", "rdf:Seq", metadata.creators)
    _alternatives(description, "dc:rights", {"": metadata.copyright})
    _text(description, "photoshop:Headline", metadata.headline)
    _text(description, "photoshop:Credit", metadata.credit)
    _text(description, "photoshop:City", location.city)
    _text(description, "photoshop:State", location.state)
    _text(description, "photoshop:Country", location.country)
    if metadata.captured:
        _text(description, "photoshop:DateCreated", _xmp_time(metadata.captured))
    _alternatives(description, "xmpRights:UsageTerms", {"": metadata.usage_terms})
    _text(description, "Iptc4xmpCore:Location", location.sublocation)
    _items(description, "Iptc4xmpExt:PersonInImage", "rdf:Bag", metadata.persons_shown)
    _alternatives(description, "Iptc4xmpExt:Event", {"": metadata.event})

    packet = ElementTree.tostring(root, encoding="unicode")
    # 7.3.2 of the standard: the packet wrapper with its fixed id.
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{packet}\n<?xpacket end="w"?>'.encode()


def _xmp_time(captured: CaptureTime) -> str:
    moment = captured.local.isoformat()
    return moment if captured.offset_minutes is None else moment + _offset(captured.offset_minutes, ":")


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    if cleaned := _clean(text):
        ElementTree.SubElement(parent, _name(name)).text = cleaned


def _items(parent: ElementTree.Element, name: str, container: str, texts: Iterable[str]) -> None:
    if cleaned := [text for text in map(_clean, texts) if text]:
        array = ElementTree.SubElement(ElementTree.SubElement(parent, _name(name)), _name(container))
        for text in cleaned:
            _text(array, "rdf:li", text)


def _alternatives(parent: ElementTree.Element, name: str, texts: Multilingual) -> None:
    """A language alternative: ``x-default`` first, as 8.2.2.4 of the standard asks, then each language."""
    cleaned = {code: text for code, text in ((c, _clean(t)) for c, t in texts.items()) if text}
    if not cleaned:
        return
    choices: Mapping[str, str] = {"x-default": pick(cleaned, "")} | {c: t for c, t in cleaned.items() if c}
    array = ElementTree.SubElement(ElementTree.SubElement(parent, _name(name)), _name("rdf:Alt"))
    for code, text in choices.items():
        ElementTree.SubElement(array, _name("rdf:li"), {_name("xml:lang"): code}).text = text
