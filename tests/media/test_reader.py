from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from archive.media import exif, reader, xmp
from archive.media.metadata import CaptureTime, Exposure, Metadata, Position
from tests import photos

MAKE, MODEL, DESCRIPTION, ARTIST, ORIENTATION = 0x010F, 0x0110, 0x010E, 0x013B, 0x0112
TAKEN, OFFSET, FRACTION, DIGITIZED, COMMENT, TIME, ISO = (
    0x9003,
    0x9011,
    0x9291,
    0x9004,
    0x9286,
    0x829A,
    0x8827,
)

CAPTION = (2, 120)


def read(data: bytes) -> Metadata:
    with Image.open(BytesIO(data)) as image:
        image.load()
        return reader.read(image, Path("unused"))


def test_the_cameras_own_record_is_read() -> None:
    block = photos.exif(
        {MAKE: "NIKON CORPORATION ", MODEL: "NIKON D750", ORIENTATION: 6},
        photo={
            TAKEN: "2020:10:08 11:05:31",
            FRACTION: "25",
            OFFSET: "+06:00",
            TIME: IFDRational(1, 250),
            ISO: 800,
        },
        gps={1: "S", 2: (33.0, 26.0, 56.0), 3: "W", 4: (70.0, 40.0, 9.5), 5: b"\1", 6: 12.5},
    )
    metadata = read(photos.jpeg(exif=block))
    assert metadata.captured == CaptureTime(datetime(2020, 10, 8, 11, 5, 31, 250_000), 360)
    assert (metadata.camera_make, metadata.camera_model) == ("NIKON CORPORATION", "NIKON D750")
    assert metadata.orientation == 6
    assert metadata.exposure == Exposure(seconds=0.004, iso=800)
    assert metadata.position is not None
    assert metadata.position.latitude == pytest.approx(-33.44889, abs=1e-5)
    assert metadata.position.longitude == pytest.approx(-70.66931, abs=1e-5)
    assert metadata.position.altitude == -12.5
    assert metadata.tags["exif"]["Image Model"] == "NIKON D750"
    assert metadata.problems == ()


def test_the_day_of_scanning_or_saving_is_not_taken_for_the_day_of_capture() -> None:
    block = photos.exif({0x0132: "2024:01:01 10:00:00"}, photo={DIGITIZED: "2024:01:01 10:00:00"})
    assert read(photos.jpeg(exif=block)).captured is None


@pytest.mark.parametrize(("latitude", "longitude"), [((0, 0, 0), (0, 0, 0)), ((91, 0, 0), (10, 0, 0))])
def test_a_position_that_no_satellite_gave_is_left_out_and_named(
    latitude: tuple[float, ...], longitude: tuple[float, ...]
) -> None:
    metadata = read(photos.jpeg(exif=photos.exif(gps={1: "N", 2: latitude, 3: "E", 4: longitude})))
    assert metadata.position is None
    assert "GPS" in metadata.problems[0]


def test_exif_goes_first_then_xmp_then_iptc() -> None:
    """The order that the MWG Guidelines give to creator and description."""
    packet = photos.xmp(
        "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>from XMP</rdf:li>"
        "<rdf:li xml:lang='ru'>из XMP</rdf:li></rdf:Alt></dc:description>"
        "<photoshop:Credit>XMP desk</photoshop:Credit>"
    )
    iptc = photos.iim((*CAPTION, b"from IPTC"), (2, 110, b"IPTC desk"), (2, 90, b"Almaty"))
    with_exif = photos.jpeg(xmp=packet, exif=photos.exif({DESCRIPTION: "from EXIF", ARTIST: "A. One; B. Two"}))
    metadata = read(photos.with_iptc(with_exif, iptc))
    assert metadata.caption == {"": "from EXIF", "ru": "из XMP"}
    assert metadata.creators == ("A. One", "B. Two")
    assert metadata.credit == "XMP desk"
    assert metadata.location.city == "Almaty"


@pytest.mark.parametrize(("changed", "caption"), [(False, "from XMP"), (True, "from IPTC")])
def test_iptc_that_was_changed_after_xmp_goes_before_it(changed: bool, caption: str) -> None:
    packet = photos.xmp(
        "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>from XMP</rdf:li></rdf:Alt></dc:description>"
    )
    iptc = photos.iim((*CAPTION, b"from IPTC"))
    digest = hashlib.md5(b"as it was" if changed else iptc, usedforsecurity=False).digest()
    assert read(photos.with_iptc(photos.jpeg(xmp=packet), iptc, digest)).caption == {"": caption}


def test_words_that_cameras_write_by_themselves_do_not_hide_a_caption() -> None:
    jpeg = photos.jpeg(exif=photos.exif({DESCRIPTION: "OLYMPUS DIGITAL CAMERA"}))
    assert read(jpeg).caption == {}
    assert read(photos.with_iptc(jpeg, photos.iim((*CAPTION, b"The opening")))).caption == {"": "The opening"}


def test_a_caption_and_keywords_without_end_are_cut_and_it_is_said() -> None:
    block = photos.exif({DESCRIPTION: "word " * 10_000})
    iptc = photos.iim(*((2, 25, f"term {n}".encode()) for n in range(900)))
    metadata = read(photos.with_iptc(photos.jpeg(exif=block), iptc))
    assert len(metadata.caption[""]) == reader.LONGEST_TEXT
    assert len(metadata.keywords) == reader.MOST_TERMS
    assert [problem.split()[-1] for problem in metadata.problems] == ["characters.", "kept."]


def test_the_place_shown_the_event_and_the_persons_are_read_from_xmp() -> None:
    metadata = xmp.read(
        photos.xmp(
            "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType='Resource'>"
            "<Iptc4xmpExt:Sublocation>Hall of World Literature</Iptc4xmpExt:Sublocation>"
            "<Iptc4xmpExt:City>Almaty</Iptc4xmpExt:City></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>"
            "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Kim Khing Su</rdf:li></rdf:Bag>"
            "</Iptc4xmpExt:PersonInImage>"
            "<Iptc4xmpExt:Event><rdf:Alt><rdf:li xml:lang='x-default'>The opening</rdf:li></rdf:Alt>"
            "</Iptc4xmpExt:Event>"
            "<exif:GPSLatitude>43,14.25N</exif:GPSLatitude><exif:GPSLongitude>76,57,0E</exif:GPSLongitude>"
        )
    )
    assert (metadata.location.sublocation, metadata.location.city) == ("Hall of World Literature", "Almaty")
    assert metadata.persons_shown == ("Kim Khing Su",)
    assert metadata.event == "The opening"
    assert metadata.position == Position(43.2375, 76.95)


@pytest.mark.parametrize(
    "packet",
    [
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        b"<a>" * 100 + b"</a>" * 100,
        b"not xml",
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>",
        b" " * (xmp.LARGEST + 1),
    ],
    ids=["entities", "deep", "no XML", "cut", "huge"],
)
def test_a_hostile_or_damaged_xmp_packet_costs_only_itself(packet: bytes) -> None:
    metadata = xmp.read(packet)
    assert metadata == Metadata(problems=metadata.problems)
    assert metadata.problems[0].startswith("The XMP block")


def test_utf_16_packets_are_read() -> None:
    packet = photos.xmp("<photoshop:Credit>Ұлттық кітапхана</photoshop:Credit>").decode()
    for encoding in ("utf-16-be", "utf-16-le", "utf-16"):
        assert xmp.read(packet.encode(encoding)).credit == "Ұлттық кітапхана"


def test_an_exif_block_that_hangs_the_reader_is_given_up_after_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """65,535 maker notes, each of which claims 65,000 values: exifread reads for minutes."""
    entry = b"\x92\x7c\0\1\0\0\xfd\xe8\0\0\0\0"  # MakerNote, bytes, 65,000 of them
    block = b"MM\0*\0\0\0\x08" + b"\xff\xff" + entry * 65_535
    monkeypatch.setattr(exif, "SECONDS", 0.2)
    found = exif.read(BytesIO(block))
    assert "too long" in found.standard.problems[0]


def test_an_exif_block_that_breaks_one_reader_is_read_by_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    block = BytesIO(photos.exif({MAKE: "NIKON"}, photo={TAKEN: "2020:10:08 11:05:31"}).removeprefix(b"Exif\0\0"))
    monkeypatch.setattr(exif, "SECONDS", 1e-6)  # time enough for nothing
    found = exif.read(block).standard
    assert found.camera_make == "NIKON"
    assert found.captured == CaptureTime(datetime(2020, 10, 8, 11, 5, 31))
