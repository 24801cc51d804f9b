"""Where the records of one file agree, which of them wins where they do not, and that it is said."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from archive.media import metadata as received
from archive.media import reader
from archive.media.metadata import CaptureTime, Disagreement, Metadata
from tests import photos, shared

DESCRIPTION, ARTIST, COPYRIGHT, TAKEN, OFFSET = 0x010E, 0x013B, 0x8298, 0x9003, 0x9011


def read(data: bytes) -> Metadata:
    with Image.open(BytesIO(data)) as image:
        return reader.read(image, Path("unused"))


def shared_photo(name: str) -> Metadata:
    path = shared.photo(f"metadata/{name}")
    with Image.open(path) as image:
        return reader.read(image, path)


def of(block: dict[int, object] | None = None, iim: bytes = b"", rdf: str = "", digest: bytes = b"") -> Metadata:
    """What is read of a JPEG with these records."""
    options: dict[str, bytes] = {"exif": photos.exif(block)} if block else {}
    if rdf:
        options["xmp"] = photos.xmp(rdf)
    data = photos.jpeg(**options)
    return read(photos.with_iptc(data, iim, digest) if iim else data)


def caption(text: str) -> bytes:
    return photos.iim((1, 90, b"\x1b%G"), (2, 120, text.encode()))


def described(text: str) -> str:
    return f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>'


def created(text: str) -> str:
    return f"<photoshop:DateCreated>{text}</photoshop:DateCreated>"


def keywords(*terms: str) -> str:
    return "<dc:subject><rdf:Bag>" + "".join(f"<rdf:li>{term}</rdf:li>" for term in terms) + "</rdf:Bag></dc:subject>"


def fields(metadata: Metadata) -> dict[str, dict[str, str]]:
    return {each.field: dict(each.values) for each in metadata.disagreements}


@shared.needed
def test_where_three_records_disagree_exif_wins_and_all_three_are_shown() -> None:
    metadata = shared_photo("made-conflict_iptc_xmp_exif.jpg")
    assert metadata.caption == {"": "Caption from EXIF"}
    assert fields(metadata) == {
        "creatorNames": {"exif": "EXIF Artist", "xmp": "XMP Author", "iptc": "IPTC Author"},
        "dateCreated": {"exif": "2020-10-08T11:00:00", "xmp": "2019-01-01T00:00:00Z", "iptc": "2018-05-05"},
        "description": {"exif": "Caption from EXIF", "xmp": "Caption from XMP", "iptc": "Caption from IPTC"},
    }


@shared.needed
def test_the_picture_that_the_working_groups_rules_are_tried_on_says_right_everywhere() -> None:
    metadata = shared_photo("exiftool-MWG.jpg")
    stated = received.to_json(metadata)
    effective = {name: value for name, value in stated.items() if name not in ("tags", "disagreements")}
    assert "RIGHT" in repr(effective)
    assert "WRONG" not in repr(effective)
    assert set(fields(metadata)) == {
        "cityName", "copyrightNotice", "creatorNames", "dateCreated", "description", "keywords"
    }  # fmt: skip


@shared.needed
@pytest.mark.parametrize(
    "name", ["made-all_three_agree_kk.jpg", "photoprism-iptc-2021.jpg", "made-many_keywords_120.jpg"]
)
def test_records_that_agree_do_not_disagree(name: str) -> None:
    assert shared_photo(name).disagreements == ()


def test_xmp_goes_before_iptc_unless_the_digest_tells_that_iptc_was_changed_since() -> None:
    iim = photos.iim((2, 105, b"from IPTC"))
    rdf = "<photoshop:Headline>from XMP</photoshop:Headline>"
    same, other = (hashlib.md5(block, usedforsecurity=False).digest() for block in (iim, b"another"))
    assert [of(iim=iim, rdf=rdf, digest=digest).headline for digest in (b"", same, other)] == [
        "from XMP", "from XMP", "from IPTC"
    ]  # fmt: skip
    changed = of(iim=iim, rdf=rdf, digest=other)
    assert changed.iptc_properties["headline"] == "from IPTC"
    assert changed.disagreements == (Disagreement("headline", {"iptc": "from IPTC", "xmp": "from XMP"}),)
    assert list(changed.disagreements[0].values) == ["iptc", "xmp"], "what is taken stands first"


@pytest.mark.parametrize(
    ("exif", "iim", "rdf"),
    [
        pytest.param({}, caption("A  caption\r"), described("A caption"), id="spaces"),
        pytest.param({}, caption(("word " * 500)[:2000]), described("word " * 500), id="cut by IIM's length"),
        pytest.param({}, caption("Ә" * 1000), described("Ә" * 1200), id="cut between letters"),
        pytest.param({}, caption("caf\u00e9"), described("cafe\u0301"), id="composed and decomposed"),
        pytest.param({DESCRIPTION: "OLYMPUS DIGITAL CAMERA"}, b"", described("A caption"), id="the camera's own words"),
        pytest.param(
            {}, caption("Ашылу"), '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The opening</rdf:li>'
            '<rdf:li xml:lang="kk">Ашылу</rdf:li></rdf:Alt></dc:description>', id="another language of the same",
        ),
        pytest.param({ARTIST: "A; B"}, photos.iim((2, 80, b"B"), (2, 80, b"A")), "", id="creators in one field"),
        pytest.param(
            {}, photos.iim((2, 25, b"x" * 64), (2, 25, b"b")),
            keywords("b", "x" * 80),
            id="a long keyword",
        ),
        pytest.param({}, photos.iim((2, 55, b"20201008")), created("2020-10-08T11:05:31+06:00"), id="a day"),
        pytest.param({}, photos.iim((2, 55, b"20200000")), created("2020-10"), id="a year"),
        pytest.param(
            {}, photos.iim((2, 55, b"20201008"), (2, 60, b"050531+0000")),
            created("2020-10-08T11:05:31.25+06:00"), id="one moment in two zones",
        ),
    ],
)  # fmt: skip
def test_what_only_looks_different_is_no_disagreement(exif: dict[int, object], iim: bytes, rdf: str) -> None:
    assert of(exif, iim, rdf).disagreements == ()


@pytest.mark.parametrize(
    ("iim", "rdf", "field"),
    [
        (caption("Short"), described("Short, and more"), "description"),
        (photos.iim((2, 25, b"a")), keywords("a", "b"), "keywords"),
        (photos.iim((2, 55, b"20201008")), created("2020-10-09"), "dateCreated"),
        (photos.iim((2, 55, b"20210000")), created("2020"), "dateCreated"),
    ],
)  # fmt: skip
def test_what_is_different_is_a_disagreement(iim: bytes, rdf: str, field: str) -> None:
    assert [each.field for each in of(iim=iim, rdf=rdf).disagreements] == [field]


def test_two_positions_far_apart_are_a_disagreement() -> None:
    data = photos.jpeg(
        exif=photos.exif(gps={1: "N", 2: (43.0, 14.0, 25.0), 3: "E", 4: (76.0, 57.0, 17.0)}),
        xmp=photos.xmp("<exif:GPSLatitude>51,8.0N</exif:GPSLatitude><exif:GPSLongitude>71,26.0E</exif:GPSLongitude>"),
    )
    assert fields(read(data)) == {"position": {"exif": "43.24028, 76.95472", "xmp": "51.13333, 71.43333"}}


@pytest.mark.parametrize(
    ("offset", "xmp_date", "expected"),
    [
        ("", "2020-10-08T11:05:31.25+06:00", CaptureTime(datetime(2020, 10, 8, 11, 5, 31, 250_000), 360)),
        ("+05:00", "2020-10-08T11:05:31+06:00", CaptureTime(datetime(2020, 10, 8, 11, 5, 31), 300)),
        ("", "2020-10-08T12:05:31+06:00", CaptureTime(datetime(2020, 10, 8, 11, 5, 31))),
        ("", "2020-10-08T11:05:31Z", CaptureTime(datetime(2020, 10, 8, 11, 5, 31))),
        ("", "2020", CaptureTime(datetime(2020, 10, 8, 11, 5, 31))),
    ],
)
def test_what_exif_leaves_open_of_the_time_xmp_may_fill_in(offset: str, xmp_date: str, expected: CaptureTime) -> None:
    taken: dict[int, object] = {TAKEN: "2020:10:08 11:05:31", **({OFFSET: offset} if offset else {})}
    data = photos.jpeg(exif=photos.exif(photo=taken), xmp=photos.xmp(created(xmp_date)))
    assert read(data).captured == expected


@pytest.mark.parametrize("date", ["2020", "2020-10"])
def test_a_year_alone_is_kept_as_what_it_is_and_makes_no_moment(date: str) -> None:
    metadata = of(rdf=created(date))
    assert metadata.captured is None
    assert metadata.iptc_properties["dateCreated"] == date
    assert metadata.problems == (f"The date of capture is not complete: '{date}'.",)


@shared.needed
def test_a_year_alone_in_iim_is_kept_as_what_it_is() -> None:
    metadata = shared_photo("made-iptc_date_only_year.jpg")
    assert metadata.captured is None
    assert metadata.iptc_properties["dateCreated"] == "2020"


@shared.needed
def test_the_satellites_time_is_kept_beside_the_cameras() -> None:
    metadata = shared_photo("made-gps_almaty.jpg")
    truth = shared.truth("metadata")["made-gps_almaty.jpg"]
    assert metadata.positioned_at
    assert f"{metadata.positioned_at:%Y:%m:%d %H:%M:%S}" == f"{truth['GPS:GPSDateStamp']} {truth['GPS:GPSTimeStamp']}"


def test_all_of_it_survives_the_way_between_processes() -> None:
    metadata = of({ARTIST: "A"}, photos.iim((2, 80, b"B"), (2, 55, b"20200000")), created("2020"))
    assert metadata.disagreements
    assert metadata.problems
    assert received.from_json(received.to_json(metadata)) == metadata
