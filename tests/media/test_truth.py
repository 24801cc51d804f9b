"""What we read from real photographs agrees with what exiftool, a reader of quite another descent, reads.

What exiftool says of each block is ranked here by the MWG Guidelines, apart from the code under test.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.errors import UnsupportedMedia
from archive.media.iptc_standard import BY_XMP, Kind
from archive.media.metadata import Metadata
from archive.media.sandbox import Sandbox
from tests import shared
from tests.media.exiftool import spoken, xmp_properties

pytestmark = shared.needed

FOLDERS = ("metadata", "events", "seed-set")

Truth = Mapping[str, Any]

VOCABULARY = "exiftool says None for the term MR-NON"
HEIF = "turned by its own irot box when decoded; its EXIF orientation only repeats that (ISO/IEC 23008-12)"
CHARSET = "exiftool was not told this character set; the manifest's true caption is asserted below"

DIFFERENCES = {
    **{
        ("digicam-CRW_0113.CRW", field): "has no EXIF; what Canon's own record says is compared in test_raw"
        for field in ("captured", "make", "model")
    },
    ("c2pa-adobe-20220124-I.jpg", "captured"): "EXIF gives whole seconds, XMP of the same second gives the fraction",
    ("commonsimg-Oregon_Scientific_DS6639_-_DSC_0307_-_iptc_added_with_irfanview.jpg", "caption"): (
        "one byte, 0x92: the apostrophe of windows-1252, which exiftool's Latin has no letter for"
    ),
    ("digicam-IMG_8564.HEIC", "orientation"): HEIF,
    ("immich-samsung-one-ui-6.heic", "orientation"): HEIF,
    ("photoview-subsec_timezone.heic", "orientation"): HEIF,
    (
        "linku-kimono.rotate90.avif",
        "orientation",
    ): "has an irot box alone, which Pillow tells as an orientation",
    (
        "made-exif_ascii_field_holds_cp1251.jpg",
        "caption",
    ): "exiftool has no guess: every letter is a question mark",
    (
        "made-exif_ascii_field_holds_cp1251.jpg",
        "creators",
    ): "exiftool has no guess: every letter is a question mark",
    **{("made-iptc_cp1251_declared_utf8.jpg", f): CHARSET for f in ("title", "caption", "keywords", "creators")},
    **{("made-iptc_euckr_undeclared_ko.jpg", f): CHARSET for f in ("title", "caption", "keywords")},
    **{("made-iptc_sjis_undeclared_ja.jpg", f): CHARSET for f in ("title", "caption", "keywords")},
    **{
        (
            "pillowheif-L_xmp_latin1.heic",
            field,
        ): "its x:xmpmeta has a wrong namespace, over which exiftool stumbles"
        for field in ("title", "caption", "creators", "copyright")
    },
}
"""Where we differ from exiftool, and why that is right."""

ORIENTATIONS = {
    "Horizontal (normal)": 1,
    "Mirror horizontal": 2,
    "Rotate 180": 3,
    "Mirror vertical": 4,
    "Mirror horizontal and rotate 270 CW": 5,
    "Rotate 90 CW": 6,
    "Mirror horizontal and rotate 90 CW": 7,
    "Rotate 270 CW": 8,
}

CAMERA_WORDS = {
    "DIGITAL CAMERA",
    "MINOLTA DIGITAL CAMERA",
    "OLYMPUS DIGITAL CAMERA",
    "SANYO DIGITAL CAMERA",
    "SONY DSC",
    "default",
}
"""Descriptions that the cameras of this set write by themselves: no captions."""


def ranked(truth: Truth, exif: str, xmp: str, iptc: str, *extras: str) -> Any:
    """The first value there is: EXIF, then XMP and IPTC in the order that the digest demands (MWG 2.0, 5)."""
    kept, current = truth.get("Photoshop:IPTCDigest"), truth.get("File:CurrentIPTCDigest")
    stale = kept not in (None, current, "0" * 32)
    for name in (exif, *((iptc, xmp) if stale else (xmp, iptc)), *extras):
        value = truth.get(name)
        if value not in (None, "", []) and str(value).strip():
            return value
    return None


def plain(value: Any) -> str:
    """A text as both readers can give it: NFC, spaces for whatever controls there are."""
    if isinstance(value, list):
        value = value[0] if value else ""
    text = unicodedata.normalize("NFC", "" if value is None else str(value))
    return re.sub(r"[\s\x00-\x1f.]+", " ", text).strip()


def many(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return list(dict.fromkeys(filter(None, map(plain, values))))


def expected_captured(truth: Truth) -> tuple[datetime, int | None] | None:
    date, time = truth.get("IPTC:DateCreated"), truth.get("IPTC:TimeCreated", "")
    original = truth.get("ExifIFD:DateTimeOriginal")
    fraction = str(truth.get("ExifIFD:SubSecTimeOriginal", "")).strip()
    if original and fraction.isdecimal():
        original = f"{original}.{fraction}"
    if original:
        original += str(truth.get("ExifIFD:OffsetTimeOriginal", "")).strip()
    candidates = {
        "exif": original,
        "xmp": truth.get("XMP-photoshop:DateCreated") or truth.get("XMP-exif:DateTimeOriginal"),
        "iptc": f"{date} {time}".strip() if date else None,
    }
    moments = {f"moment:{source}": moment(text) for source, text in candidates.items()}
    found: tuple[datetime, int | None] | None = ranked({**truth, **moments}, "moment:exif", "moment:xmp", "moment:iptc")
    return found


def moment(text: object) -> tuple[datetime, int | None] | None:
    match = re.fullmatch(
        r"(\d{4}:\d\d:\d\d)(?: (\d\d:\d\d)(:\d\d)?(\.\d+)?)?(Z|[-+]\d\d:\d\d)?", str(text or "").strip()
    )
    if not match:
        return None
    date, minutes, seconds, fraction, zone = match.groups(default="")
    try:
        local = datetime.strptime(f"{date} {minutes or '00:00'}{seconds or ':00'}", "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    local += timedelta(microseconds=int(float("0" + fraction) * 1e6 + 0.5) if fraction else 0)
    if not 1826 <= local.year <= 2100:
        return None
    if not zone:
        return local, None
    offset = 0 if zone == "Z" else int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[4:6]))
    return local, offset


def actual_captured(metadata: Metadata) -> tuple[datetime, int | None] | None:
    captured = metadata.captured
    return (captured.local, captured.offset_minutes) if captured else None


def expected_orientation(truth: Truth) -> int:
    stated = truth.get("IFD0:Orientation", truth.get("XMP-tiff:Orientation"))
    return ORIENTATIONS.get(str(stated), 1)


def expected_position(truth: Truth) -> tuple[float, float] | None:
    def degrees(name: str) -> float | None:
        text = truth.get(f"Composite:{name}") or truth.get(f"XMP-exif:{name}")
        match = re.fullmatch(r"(\d+(?:\.\d+)?) ([NSEW])", str(text or ""))
        return None if not match else float(match[1]) * (-1 if match[2] in "SW" else 1)

    latitude, longitude = degrees("GPSLatitude"), degrees("GPSLongitude")
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return None
    return round(latitude, 4), round(longitude, 4)


def actual_position(metadata: Metadata) -> tuple[float, float] | None:
    position = metadata.position
    return (round(position.latitude, 4), round(position.longitude, 4)) if position else None


def expected_caption(truth: Truth) -> str:
    described = {name: value for name, value in truth.items() if plain(value) not in CAMERA_WORDS}
    return plain(
        ranked(
            described,
            "IFD0:ImageDescription",
            "XMP-dc:Description",
            "IPTC:Caption-Abstract",
            "IFD0:XPComment",
            "IFD0:XPSubject",
            "ExifIFD:UserComment",
        )
    )


def expected_keywords(truth: Truth) -> list[str]:
    edited = ranked(truth, "", "XMP-dc:Subject", "IPTC:Keywords")
    return many(edited) or many(str(truth.get("IFD0:XPKeywords", "")).split(";"))


def expected_creators(truth: Truth) -> list[str]:
    found = ranked(truth, "IFD0:Artist", "XMP-dc:Creator", "IPTC:By-line", "IFD0:XPAuthor")
    if found is not None and found == truth.get("IFD0:Artist"):
        return many(str(found).split(";"))
    return many(found)


def expected_location(truth: Truth) -> list[str]:
    """IPTC Core's four fields; where it has none of them, those of the first location shown."""
    core = [
        plain(ranked(truth, "", f"XMP-{xmp}", f"IPTC:{iptc}"))
        for xmp, iptc in (
            ("iptcCore:Location", "Sub-location"),
            ("photoshop:City", "City"),
            ("photoshop:State", "Province-State"),
            ("photoshop:Country", "Country-PrimaryLocationName"),
        )
    ]
    shown = (truth.get("XMP-iptcExt:LocationShown") or [{}])[0] or {}
    return (
        core
        if any(core)
        else [plain(shown.get(name)) for name in ("Sublocation", "City", "ProvinceState", "CountryName")]
    )


def expected_persons(truth: Truth) -> list[str]:
    def named(source: Truth, list_name: str, details_name: str) -> list[Any]:
        details = source.get(details_name) or []
        return [*many(source.get(list_name)), *(person.get("PersonName") for person in details)]

    regions = (truth.get("XMP-mwg-rs:RegionInfo") or {}).get("RegionList") or []
    faces = [region.get("Name") for region in regions if region.get("Type") == "Face"]
    drawn = [
        name
        for region in truth.get("XMP-iptcExt:ImageRegion") or []
        for name in named(region, "PersonInImage", "PersonInImageWDetails")
    ]
    return many([*named(truth, "XMP-iptcExt:PersonInImage", "XMP-iptcExt:PersonInImageWDetails"), *faces, *drawn])


def expected_altitude(truth: Truth) -> float | None:
    stated = str(truth.get("GPS:GPSAltitude") or truth.get("XMP-exif:GPSAltitude") or "")
    below = "Below" in stated + str(truth.get("GPS:GPSAltitudeRef") or truth.get("XMP-exif:GPSAltitudeRef") or "")
    match = re.match(r"-?\d+(\.\d+)?", stated)
    if not match or expected_position(truth) is None:
        return None
    return round(float(match[0]) * (-1 if below else 1), 1)


def expected_satellites(truth: Truth) -> datetime | None:
    date, time = truth.get("GPS:GPSDateStamp"), truth.get("GPS:GPSTimeStamp")
    try:
        return datetime.fromisoformat(f"{str(date).replace(':', '-')} {str(time)[:8]}") if date and time else None
    except ValueError:
        return None


def measured(value: Any) -> float | None:
    """A number as exiftool writes it: "1/250", "35.0 mm", 2.8; of ISO only a single one."""
    match = re.match(r"(\d+(?:\.\d+)?)(?:/(\d+))?(?![\d,])", str(value or ""))
    return (float(match[1]) / float(match[2] or 1) or None) if match else None


def exiftools_exposure(seconds: float | None) -> float | None:
    """An exposure time as exiftool prints it: rounded to one over a whole number."""
    return seconds and (1 / int(0.5 + 1 / seconds) if seconds < 0.25 else seconds)


def about(value: float | None) -> str:
    return "" if value is None else f"{value:.2g}"


FIELDS: dict[str, tuple[Callable[[Truth], Any], Callable[[Metadata], Any]]] = {
    "captured": (expected_captured, actual_captured),
    "orientation": (expected_orientation, lambda m: m.orientation),
    "make": (lambda t: plain(t.get("IFD0:Make") or t.get("XMP-tiff:Make")), lambda m: plain(m.camera_make)),
    "model": (
        lambda t: plain(t.get("IFD0:Model") or t.get("XMP-tiff:Model")),
        lambda m: plain(m.camera_model),
    ),
    "position": (expected_position, actual_position),
    "title": (
        lambda t: plain(ranked(t, "", "XMP-dc:Title", "IPTC:ObjectName", "IFD0:XPTitle")),
        lambda m: plain(m.title.get("", next(iter(m.title.values()), ""))),
    ),
    "caption": (
        expected_caption,
        lambda m: plain(m.caption.get("", next(iter(m.caption.values()), ""))),
    ),
    "keywords": (expected_keywords, lambda m: many(list(m.keywords))),
    "creators": (expected_creators, lambda m: many(list(m.creators))),
    "credit": (
        lambda t: plain(ranked(t, "", "XMP-photoshop:Credit", "IPTC:Credit")),
        lambda m: plain(m.credit),
    ),
    "copyright": (
        lambda t: plain(ranked(t, "IFD0:Copyright", "XMP-dc:Rights", "IPTC:CopyrightNotice")),
        lambda m: plain(m.copyright),
    ),
    "headline": (
        lambda t: plain(ranked(t, "", "XMP-photoshop:Headline", "IPTC:Headline")),
        lambda m: plain(m.headline),
    ),
    "usage terms": (lambda t: plain(t.get("XMP-xmpRights:UsageTerms")), lambda m: plain(m.usage_terms)),
    "event": (lambda t: plain(t.get("XMP-iptcExt:Event")), lambda m: plain(m.event)),
    "persons": (expected_persons, lambda m: many(list(m.persons_shown))),
    "location": (
        expected_location,
        lambda m: list(map(plain, (m.location.sublocation, m.location.city, m.location.state, m.location.country))),
    ),
    "altitude": (
        expected_altitude,
        lambda m: round(m.position.altitude, 1) if m.position and m.position.altitude is not None else None,
    ),
    "satellites": (
        expected_satellites,
        lambda m: m.positioned_at.replace(microsecond=0) if m.positioned_at else None,
    ),
    "lens": (
        lambda t: plain(t.get("ExifIFD:LensModel") or t.get("XMP-exifEX:LensModel") or t.get("XMP-aux:Lens")),
        lambda m: plain(m.lens),
    ),
    "exposure time": (
        lambda t: about(measured(t.get("ExifIFD:ExposureTime"))),
        lambda m: about(exiftools_exposure(m.exposure.seconds)),
    ),
    "aperture": (lambda t: about(measured(t.get("ExifIFD:FNumber"))), lambda m: about(m.exposure.f_number)),
    "sensitivity": (lambda t: measured(t.get("ExifIFD:ISO")), lambda m: m.exposure.iso),
    "focal length": (lambda t: about(measured(t.get("ExifIFD:FocalLength"))), lambda m: about(m.exposure.focal_length)),
    "focal length on film": (
        lambda t: measured(t.get("ExifIFD:FocalLengthIn35mmFormat")),
        lambda m: m.exposure.focal_length_35mm,
    ),
}

TAKEN_IN = {f"image/{kind}" for kind in ("jpeg", "png", "apng", "tiff", "webp", "gif", "avif", "heic", "heif")}
STUBS = {
    "pillow-ultrahdr.jpg": "ends where the picture would begin",
    "tika-testAVIF.avif": "cut off within its first box",
    "tika-testHEIC_livePhoto.heic": "metadata without a picture",
}
"""Files of the set that hold no picture, and are refused."""

RAW = {
    "c2pars-sample1.jxl",
    "digicam-CRW_0113.CRW",
    "exiv2-Canon-R6-pruned.CR3",
    "photoprism-canon_eos_6d.dng",
    "pigallery-test.dng",
}
"""Those of the set that hold a whole preview, and a JPEG XL."""

FILES = [
    (folder, name)
    for folder in FOLDERS
    for name, truth in shared.truth(folder).items()
    if name in RAW or (truth.get("File:MIMEType") in TAKEN_IN and name not in STUBS)
]


@pytest.fixture(scope="module")
def read(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Metadata]:
    into = tmp_path_factory.mktemp("renditions")
    return cache(lambda path: sandbox.examine(path, into).metadata)


OTHERWISE = {
    ("exiv2-avif_exif_xmp.avif", "modelReleaseStatus"): VOCABULARY,
    ("made-rights_no_publish.jpg", "modelReleaseStatus"): VOCABULARY,
    ("ropensci-c6.jpg", "description"): "what the camera writes by itself is no description",
}


@pytest.mark.parametrize(("folder", "name"), FILES, ids=[name for _, name in FILES])
def test_every_iptc_property_that_exiftool_finds_in_xmp_is_read(
    folder: str, name: str, read: Callable[[Path], Metadata]
) -> None:
    """Whichever record wins: where EXIF or IIM say otherwise, XMP's value is among those that disagree."""
    truth, metadata = shared.truth(folder)[name], read(shared.photo(f"{folder}/{name}"))
    beaten = {each.field for each in metadata.disagreements if "xmp" in each.values}
    for xmp_name, value in xmp_properties(truth):
        each = BY_XMP[xmp_name]
        ours = metadata.iptc_properties.get(each.id)
        if each.id in beaten or (name, each.id) in OTHERWISE or spoken(value) in ("", [""]):
            continue
        if each.shape.kind is Kind.DATE:  # EXIF gives as many digits as it likes
            assert spoken(ours).startswith(spoken(value)[:10]), each.id
        else:
            assert spoken(ours) == spoken(value), each.id


@pytest.mark.parametrize("name", STUBS)
def test_a_file_without_a_picture_is_refused_as_damaged(name: str, read: Callable[[Path], Metadata]) -> None:
    with pytest.raises(UnsupportedMedia) as caught:
        read(shared.photo(f"metadata/{name}"))
    assert caught.value.code == "damaged"


@pytest.mark.parametrize(("folder", "name"), FILES, ids=[name for _, name in FILES])
def test_what_we_read_agrees_with_exiftool(folder: str, name: str, read: Callable[[Path], Metadata]) -> None:
    truth, metadata = shared.truth(folder)[name], read(shared.photo(f"{folder}/{name}"))
    differing = {
        field: (expected(truth), actual(metadata))
        for field, (expected, actual) in FIELDS.items()
        if expected(truth) != actual(metadata)
    }
    assert {field for file, field in DIFFERENCES if file == name} == differing.keys(), differing


TRUE_CAPTIONS = {
    name: entry["iptc_caption_true"]
    for name, entry in shared.manifest("metadata").items()
    if entry.get("iptc_caption_true")
}


@pytest.mark.parametrize("name", TRUE_CAPTIONS)
def test_iptc_captions_are_read_in_whatever_character_set_they_are(name: str, read: Callable[[Path], Metadata]) -> None:
    metadata = read(shared.photo(f"metadata/{name}"))
    assert plain(metadata.caption[""]) == plain(TRUE_CAPTIONS[name])


def test_a_camera_that_writes_cyrillic_into_ascii_fields_is_understood(
    read: Callable[[Path], Metadata],
) -> None:
    metadata = read(shared.photo("metadata/made-exif_ascii_field_holds_cp1251.jpg"))
    assert plain(metadata.caption[""]) == plain(TRUE_CAPTIONS["made-iptc_cp1251_undeclared_ru.jpg"])
    assert metadata.creators == ("Иванов",)


def test_captions_come_in_all_the_languages_of_the_file(read: Callable[[Path], Metadata]) -> None:
    name = "made-xmp_lang_alternatives.jpg"
    truth, metadata = shared.truth("metadata")[name], read(shared.photo(f"metadata/{name}"))
    stated = {
        key.removeprefix("XMP-dc:Description-"): plain(text)
        for key, text in truth.items()
        if key.startswith("XMP-dc:Description-")
    }
    assert {"ru", "ko"} <= stated.keys()
    assert {language: plain(metadata.caption[language]) for language in stated} == stated


def test_persons_come_from_the_list_and_from_face_regions_each_once(read: Callable[[Path], Metadata]) -> None:
    metadata = read(shared.photo("metadata/made-iptc_ext_people_regions.jpg"))
    assert metadata.persons_shown == ("Pak Ivan", "Kim Khing Su", "Ким Хын Су")
    assert metadata.event == "Opening of the book corner"


def test_places_and_rights_of_the_iptc_reference_picture_are_read(read: Callable[[Path], Metadata]) -> None:
    name = "photoprism-iptc-2021.jpg"
    truth, metadata = shared.truth("metadata")[name], read(shared.photo(f"metadata/{name}"))
    assert plain(metadata.location.city) == plain(truth["XMP-photoshop:City"])
    assert plain(metadata.location.sublocation) == plain(truth["XMP-iptcCore:Location"])
    assert plain(metadata.location.country) == plain(truth["XMP-photoshop:Country"])
    assert plain(metadata.headline) == plain(truth["XMP-photoshop:Headline"])
    assert plain(metadata.usage_terms) == plain(truth["XMP-xmpRights:UsageTerms"])
    assert plain(metadata.event) == plain(truth["XMP-iptcExt:Event"])
