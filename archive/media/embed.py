"""Writes what the archive says about a photo into a JPEG: EXIF, IPTC-IIM and XMP, each telling the same.

Text in, bytes out. Nothing here reads metadata, knows a database or touches a file on disk.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from PIL import Image, TiffTags
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from archive.errors import Invalid
from archive.media import embed_xmp, moments
from archive.media.embed_xmp import clean
from archive.media.iptc_standard import BY_IIM, Kind, Property
from archive.media.metadata import CaptureTime, Metadata, Position
from archive.text import Message, pick

_SEGMENT_LIMIT: Final = 65533
"""A JPEG segment states its length, the two length bytes included, in 16 bits (ITU T.81 B.1.1.4)."""

_XMP_HEADER: Final = b"http://ns.adobe.com/xap/1.0/\0"


def encode(image: Image.Image, metadata: Metadata, *, quality: int = 82) -> bytes:
    """The picture as a JPEG that carries its metadata. A colour profile in ``image.info`` goes along.

    The pixels are written as they lie, so ``metadata.orientation`` must describe this very image.
    Raises Invalid where the texts are longer than a JPEG can hold.
    """
    if image.mode not in {"L", "RGB", "CMYK"}:
        image = image.convert("RGB")
    properties = _properties(metadata)
    exif = _checked(_exif(image, metadata).tobytes(), "EXIF")
    xmp = _checked(_XMP_HEADER + embed_xmp.packet(properties), "XMP")
    photoshop = _checked(_photoshop(properties, metadata.captured), "IPTC")

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
        raise Invalid(
            Message("The descriptions are too long: the %(block)s block of a JPEG holds at most 64 kB.", block=block)
        )
    return payload


def _insert_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    """Put a segment behind SOI, JFIF (APP0) and Exif and XMP (APP1), which readers expect first."""
    position = 2
    while jpeg[position : position + 2] in {b"\xff\xe0", b"\xff\xe1"}:
        position += 2 + int.from_bytes(jpeg[position + 2 : position + 4])
    segment = bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2) + payload
    return jpeg[:position] + segment + jpeg[position:]


def _properties(metadata: Metadata) -> dict[str, Any]:
    """All that is known, by the standard's ids: what stands in fields of its own goes before what a file said."""
    location = metadata.location
    known = {
        "title": metadata.title,
        "description": metadata.caption,
        "keywords": list(metadata.keywords),
        "creatorNames": list(metadata.creators),
        "copyrightNotice": metadata.copyright,
        "headline": metadata.headline,
        "creditLine": metadata.credit,
        "dateCreated": moments.written(metadata.captured) if metadata.captured else "",
        "usageTerms": metadata.usage_terms,
        "personInImageNames": list(metadata.persons_shown),
        "eventName": metadata.event,
        "sublocationName": location.sublocation,
        "cityName": location.city,
        "provinceState": location.state,
        "countryName": location.country,
    }
    return {**metadata.iptc_properties, **{name: value for name, value in known.items() if value}}


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
        if cleaned := clean(text):
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
    if lens := clean(metadata.lens):
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

_CAPTION: Final = 120


def _photoshop(properties: Mapping[str, Any], captured: CaptureTime | None) -> bytes:
    """The IIM block with its digest, by which a reader sees it unchanged since the XMP was written.

    Such a reader prefers XMP, which has no length limits (MWG guidelines 2.0, 3.3.2).
    """
    iim = b"".join(_iim(properties, captured))
    digest = hashlib.md5(iim, usedforsecurity=False).digest()
    return b"Photoshop 3.0\0" + _resource(0x0404, iim) + _resource(0x0425, digest)


def _resource(identifier: int, data: bytes) -> bytes:
    unnamed = b"\0\0"
    head = b"8BIM" + identifier.to_bytes(2) + unnamed + len(data).to_bytes(4)
    return head + data + b"\0" * (len(data) % 2)


def _iim(properties: Mapping[str, Any], captured: CaptureTime | None) -> Iterator[bytes]:
    yield _dataset(1, 0, (4).to_bytes(2))
    yield _dataset(1, 90, b"\x1b%G")  # ISO 2022 for UTF-8
    yield _dataset(2, 0, (4).to_bytes(2))
    for number, each in sorted(BY_IIM.items()):
        if each.id == "dateCreated":
            yield from _iim_time(captured) if captured else _iim_date(str(properties.get(each.id, "")))
        elif each.id in properties:
            for text in _texts(each, properties[each.id]):
                yield from _text(number, each.longest, text)


def _texts(each: Property, value: Any) -> list[str]:
    """What of a property IIM can say: one language, plain text."""
    if each.shape.kind is Kind.LANGUAGES:
        return [pick(value, "") if isinstance(value, Mapping) else str(value)]
    texts = [str(item) for item in (value if isinstance(value, list) else [value])]
    # IIM 2:12 has five parts; the names, which nobody may leave out without the colons, are optional.
    return [f"IPTC:{text.removeprefix('IPTC:')}:::" for text in texts] if each.id == "subjectCodes" else texts


def _iim_date(date: str) -> Iterator[bytes]:
    """A date without a moment: what is not known of it is zero."""
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", date):
        yield _dataset(2, 55, "".join(part or "00" for part in match.groups()).encode())


def _iim_time(captured: CaptureTime) -> Iterator[bytes]:
    yield _dataset(2, 55, captured.local.date().isoformat().replace("-", "").encode())
    # 2:60 must name its zone. Where the camera does not say, leaving it out beats making one up.
    if captured.offset_minutes is not None:
        time = f"{captured.local:%H%M%S}{_offset(captured.offset_minutes, '')}"
        yield _dataset(2, 60, time.encode())


def _text(number: int, limit: int, text: str) -> Iterator[bytes]:
    """An application record dataset; of all of these only the caption may have line ends."""
    cleaned = clean(text) if number == _CAPTION else " ".join(clean(text).split())
    if cleaned:
        yield _dataset(2, number, _cut(cleaned, limit))


def _cut(text: str, limit: int) -> bytes:
    """At most ``limit`` bytes of UTF-8, ending with a whole character."""
    return text.encode()[:limit].decode(errors="ignore").rstrip().encode()


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(value).to_bytes(2) + value
