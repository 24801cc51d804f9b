"""What ``embed`` writes, as others read it: ExifTool where it is installed, and Pillow's own readers."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, IptcImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from archive.errors import Invalid
from archive.media import reader
from archive.media.embed import encode
from archive.media.metadata import CaptureTime, Exposure, Location, Metadata, Position
from tests import shared
from tests.media.exiftool import spoken, xmp_properties

needs_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")

FULL = Metadata(
    captured=CaptureTime(datetime(2020, 10, 8, 11, 2, 13, 450_000), offset_minutes=360),
    camera_make="NIKON CORPORATION",
    camera_model="NIKON D750",
    lens="AF-S NIKKOR 24-70mm f/2.8G ED",
    orientation=6,
    exposure=Exposure(seconds=0.008, f_number=2.8, iso=1600, focal_length=35.0, focal_length_35mm=35.0),
    position=Position(43.2402, -76.9548, -12.5),
    title={"en": "The opening", "kk": "Ашылу"},
    headline="A window opens",
    caption={"en": "Guests & <readers> arrive", "ru": "Гости собираются", "ko": "손님들이 도착한다"},
    keywords=("opening", "кітап", "책"),
    creators=("Пресс-служба", "Second Author"),
    credit="National Library",
    copyright="© 2020 Ұлттық кітапхана",
    usage_terms="Editorial use with credit",
    persons_shown=("Ospanova B. K.", "김흥수"),
    event="The Window to Korea",
    location=Location("Hall of World Literature", "Almaty", "Almaty City", "Kazakhstan"),
)


def picture(mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((96, 64)).convert(mode)


def exiftool(jpeg: bytes, folder: Path, *options: str) -> dict[str, Any]:
    path = folder / "photo.jpg"
    path.write_bytes(jpeg)
    command = ["exiftool", "-json", "-G1", "-a", "-struct", "-charset", "filename=utf8", *options, str(path)]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert isinstance(answer[0], dict)
    return answer[0]


def iim(jpeg: bytes) -> dict[tuple[int, int], Any]:
    return IptcImagePlugin.getiptcinfo(Image.open(io.BytesIO(jpeg))) or {}


def xmp(jpeg: bytes) -> dict[str, Any]:
    description = Image.open(io.BytesIO(jpeg)).getxmp()["xmpmeta"]["RDF"]["Description"]
    assert isinstance(description, dict)
    return description


@needs_exiftool
def test_exiftool_reads_every_field(tmp_path: Path) -> None:
    read = exiftool(encode(picture(), FULL), tmp_path, "-n")
    expected = {
        "IFD0:Make": "NIKON CORPORATION",
        "IFD0:Model": "NIKON D750",
        "IFD0:Orientation": 6,
        "IFD0:ImageDescription": "Guests & <readers> arrive",
        "IFD0:Artist": "Пресс-служба; Second Author",
        "IFD0:Copyright": "© 2020 Ұлттық кітапхана",
        "ExifIFD:LensModel": "AF-S NIKKOR 24-70mm f/2.8G ED",
        "ExifIFD:DateTimeOriginal": "2020:10:08 11:02:13",
        "ExifIFD:SubSecTimeOriginal": 45,
        "ExifIFD:OffsetTimeOriginal": "+06:00",
        "ExifIFD:ExposureTime": 0.008,
        "ExifIFD:FNumber": 2.8,
        "ExifIFD:ISO": 1600,
        "ExifIFD:FocalLength": 35,
        "ExifIFD:FocalLengthIn35mmFormat": 35,
        "GPS:GPSAltitudeRef": 1,
        "GPS:GPSAltitude": 12.5,
        "IPTC:ObjectName": "The opening",
        "IPTC:Headline": "A window opens",
        "IPTC:Caption-Abstract": "Guests & <readers> arrive",
        "IPTC:Keywords": ["opening", "кітап", "책"],
        "IPTC:By-line": ["Пресс-служба", "Second Author"],
        "IPTC:Credit": "National Library",
        "IPTC:CopyrightNotice": "© 2020 Ұлттық кітапхана",
        "IPTC:DateCreated": "2020:10:08",
        "IPTC:TimeCreated": "11:02:13+06:00",
        "IPTC:Sub-location": "Hall of World Literature",
        "IPTC:City": "Almaty",
        "IPTC:Province-State": "Almaty City",
        "IPTC:Country-PrimaryLocationName": "Kazakhstan",
        "XMP-dc:Title": "The opening",
        "XMP-dc:Title-kk": "Ашылу",
        "XMP-dc:Description": "Guests & <readers> arrive",
        "XMP-dc:Description-en": "Guests & <readers> arrive",
        "XMP-dc:Description-ru": "Гости собираются",
        "XMP-dc:Description-ko": "손님들이 도착한다",
        "XMP-dc:Subject": ["opening", "кітап", "책"],
        "XMP-dc:Creator": ["Пресс-служба", "Second Author"],
        "XMP-dc:Rights": "© 2020 Ұлттық кітапхана",
        "XMP-photoshop:Headline": "A window opens",
        "XMP-photoshop:Credit": "National Library",
        "XMP-photoshop:City": "Almaty",
        "XMP-photoshop:State": "Almaty City",
        "XMP-photoshop:Country": "Kazakhstan",
        "XMP-photoshop:DateCreated": "2020:10:08 11:02:13.45+06:00",
        "XMP-xmpRights:UsageTerms": "Editorial use with credit",
        "XMP-iptcCore:Location": "Hall of World Literature",
        "XMP-iptcExt:PersonInImage": ["Ospanova B. K.", "김흥수"],
        "XMP-iptcExt:Event": "The Window to Korea",
    }
    assert {name: read.get(name) for name in expected} == expected
    assert read["Composite:GPSLatitude"] == pytest.approx(43.2402, abs=1e-7)
    assert read["Composite:GPSLongitude"] == pytest.approx(-76.9548, abs=1e-7)


@needs_exiftool
@pytest.mark.parametrize("metadata", [FULL, Metadata()], ids=["full", "empty"])
def test_exiftool_finds_nothing_to_warn_about(metadata: Metadata, tmp_path: Path) -> None:
    read = exiftool(encode(picture(), metadata), tmp_path, "-validate", "-warning", "-error")
    assert read["ExifTool:Validate"] == "OK"


@needs_exiftool
def test_the_digest_says_that_iptc_and_xmp_agree(tmp_path: Path) -> None:
    read = exiftool(encode(picture(), FULL), tmp_path)
    assert read["Photoshop:IPTCDigest"] == read["File:CurrentIPTCDigest"]


REFERENCE = [f"photoprism-iptc-{year}.jpg" for year in (2017, 2019, 2021)]


def reread(jpeg: bytes) -> Metadata:
    with Image.open(io.BytesIO(jpeg)) as image:
        return reader.read(image, Path("unused"))


def reference(name: str) -> Metadata:
    """What one of the IPTC's reference pictures says."""
    path = shared.photo(f"metadata/{name}")
    with Image.open(path) as image:
        return reader.read(image, path)


def without_default(value: Any) -> Any:
    """Without the default language where it only repeats one of the others, as XMP has it."""
    if isinstance(value, dict):
        others = [member for name, member in value.items() if name]
        return {name: without_default(member) for name, member in value.items() if name or member not in others}
    return [without_default(item) for item in value] if isinstance(value, list) else value


@shared.needed
@needs_exiftool
@pytest.mark.parametrize("name", REFERENCE)
def test_every_property_of_the_iptc_reference_pictures_goes_out_as_it_came_in(name: str, tmp_path: Path) -> None:
    # Without our own list of persons, which adds those whom regions name.
    again = exiftool(encode(picture(), replace(reference(name), persons_shown=())), tmp_path, "-c", "%.6f")
    truth = shared.truth("metadata")[name]
    stated, given = dict(xmp_properties(truth)), dict(xmp_properties(again))
    if name == REFERENCE[0]:  # EXIF has room for the first creator alone, and goes before XMP
        assert stated.pop("dc:creator")[:1] == given["dc:creator"]
    assert {each: spoken(given.get(each)) for each in stated} == {each: spoken(value) for each, value in stated.items()}
    for tag, value in truth.items():
        # IPTC's own way to write a subject code has colons behind it (IIM 2:12).
        if tag.startswith("IPTC:") and tag not in ("IPTC:SubjectReference", "IPTC:ApplicationRecordVersion"):
            assert spoken(again.get(tag)) == spoken(value), tag
    assert again["Photoshop:IPTCDigest"] == again["File:CurrentIPTCDigest"]


@shared.needed
@pytest.mark.parametrize("name", REFERENCE)
def test_every_property_of_the_iptc_reference_pictures_is_read_back_by_ourselves(name: str) -> None:
    received = reference(name)
    again = reread(encode(picture(), replace(received, persons_shown=())))
    assert without_default(again.iptc_properties) == without_default(received.iptc_properties)
    assert [region.persons for region in again.regions] == [region.persons for region in received.regions]
    assert again.disagreements == ()
    assert again.problems == ()


def test_what_an_archivist_wrote_is_read_back_by_ourselves() -> None:
    again = reread(encode(picture(), FULL))
    same = (
        "captured camera_make camera_model lens orientation exposure headline keywords creators credit copyright "
        "usage_terms persons_shown event location"
    )
    for field in same.split():
        assert getattr(again, field) == getattr(FULL, field), field
    assert without_default(again.caption) == FULL.caption
    assert without_default(again.title) == FULL.title
    assert again.position
    assert again.position.latitude == pytest.approx(43.2402, abs=1e-7)
    assert again.disagreements == ()
    assert again.problems == ()


def test_a_year_alone_is_written_as_one() -> None:
    jpeg = encode(picture(), Metadata(iptc_properties={"dateCreated": "2020"}))
    assert iim(jpeg)[2, 55] == b"20200000"
    assert xmp(jpeg)["DateCreated"] == "2020"


def test_values_of_another_form_than_the_standards_are_left_out() -> None:
    odd = {"title": {"": ""}, "locationsShown": ["a city", {"x:nonsense": "y"}], "modelAges": [], "licensors": 7}
    assert set(xmp(encode(picture(), Metadata(iptc_properties=odd)))) == {"about"}


def test_pillow_reads_all_three_blocks() -> None:
    jpeg = encode(picture(), FULL)
    exif = Image.open(io.BytesIO(jpeg)).getexif()
    assert exif[Base.Model] == "NIKON D750"
    assert exif.get_ifd(IFD.Exif)[Base.ExposureTime] == pytest.approx(1 / 125)
    assert exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] == "+06:00"
    latitude = exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude]
    assert [float(part) for part in latitude] == pytest.approx([43, 14, 24.72])
    assert iim(jpeg)[2, 25] == [b"opening", "кітап".encode(), "책".encode()]
    assert iim(jpeg)[1, 90] == b"\x1b%G"
    assert xmp(jpeg)["PersonInImage"]["Bag"]["li"] == ["Ospanova B. K.", "김흥수"]


def test_without_metadata_no_field_is_written() -> None:
    jpeg = encode(picture(), Metadata())
    assert set(iim(jpeg)) == {(1, 0), (1, 90), (2, 0)}
    assert set(xmp(jpeg)) == {"about"}
    assert Base.Artist not in Image.open(io.BytesIO(jpeg)).getexif()


def test_iptc_limits_are_kept_in_whole_characters_and_xmp_keeps_all() -> None:
    long = "Ә" * 1500  # two bytes each
    location = Location(sublocation=long, city=long, state=long, country=long)
    jpeg = encode(
        picture(),
        Metadata(
            title={"": "a" + long},
            headline=long,
            caption={"kk": "a" + long},
            keywords=("a" + long,),
            creators=(long,),
            credit=long,
            copyright=long,
            location=location,
        ),
    )
    # IIM 4.2, chapter 6: the most octets that each dataset may have.
    limits = {5: 64, 25: 64, 80: 32, 90: 32, 92: 32, 95: 32, 101: 64, 105: 256, 110: 32, 116: 128, 120: 2000}
    for number, limit in limits.items():
        written = iim(jpeg)[2, number]
        assert limit - 1 <= len(written) <= limit
        assert set(written.decode()) <= {"a", "Ә"}
    assert xmp(jpeg)["description"]["Alt"]["li"][0]["text"] == "a" + long
    assert xmp(jpeg)["Headline"] == long


def test_characters_that_xml_forbids_are_dropped() -> None:
    dirty = replace(FULL, headline="A\x00 win\x0bdow\ud800", caption={"en": "One\nTwo\x1b\ufffe"})
    jpeg = encode(picture(), dirty)
    assert xmp(jpeg)["Headline"] == "A window"
    assert iim(jpeg)[2, 105] == b"A window"
    assert iim(jpeg)[2, 120] == b"One\nTwo"
    assert Image.open(io.BytesIO(jpeg)).getexif()[Base.ImageDescription] == "One\nTwo"


def test_a_clock_of_unknown_zone_is_not_given_one() -> None:
    jpeg = encode(picture(), replace(FULL, captured=CaptureTime(datetime(1998, 5, 1, 9, 0))))
    exif = Image.open(io.BytesIO(jpeg)).getexif().get_ifd(IFD.Exif)
    assert exif[Base.DateTimeOriginal] == "1998:05:01 09:00:00"
    assert Base.OffsetTimeOriginal not in exif
    assert iim(jpeg)[2, 55] == b"19980501"
    assert (2, 60) not in iim(jpeg)
    assert xmp(jpeg)["DateCreated"] == "1998-05-01T09:00:00"


def test_a_clock_west_of_utc_keeps_its_sign() -> None:
    captured = CaptureTime(datetime(2020, 10, 8, 11), offset_minutes=-210)
    jpeg = encode(picture(), replace(FULL, captured=captured))
    assert iim(jpeg)[2, 60] == b"110000-0330"
    assert xmp(jpeg)["DateCreated"] == "2020-10-08T11:00:00-03:30"


def test_pixels_and_colour_profile_are_those_of_the_picture() -> None:
    image = picture()
    image.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = io.BytesIO()
    image.save(plain, "JPEG", quality=90)
    with Image.open(io.BytesIO(encode(image, FULL, quality=90))) as written, Image.open(plain) as expected:
        assert written.tobytes() == expected.tobytes()
        assert written.info["icc_profile"] == image.info["icc_profile"]


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_pictures_of_every_mode_become_a_jpeg(mode: str) -> None:
    with Image.open(io.BytesIO(encode(picture(mode), FULL))) as written:
        assert (written.format, written.size) == ("JPEG", (96, 64))


@pytest.mark.parametrize("length", [66_000, 200_000])
def test_texts_longer_than_a_segment_are_refused_in_words(length: int) -> None:
    with pytest.raises(Invalid, match="descriptions are too long"):
        encode(picture(), replace(FULL, caption={"en": "x" * length}))
