"""Regions of IPTC and of the Metadata Working Group come out as frames in fractions of the upright picture."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageOps

from archive.media import metadata as received
from archive.media import reader, regions, xmp
from archive.media.metadata import Metadata, Region
from tests import photos, shared

STORED = (400, 300)


def mwg(area: dict[str, str], drawn_on: tuple[int, int] | None = STORED, **region: str) -> dict[str, Any]:
    info: dict[str, Any] = {
        "mwg-rs:RegionList": [
            {"mwg-rs:Area": {f"stArea:{name}": value for name, value in area.items()}}
            | {f"mwg-rs:{name}": value for name, value in region.items()}
        ]
    }
    if drawn_on:
        info["mwg-rs:AppliedToDimensions"] = {"stDim:w": str(drawn_on[0]), "stDim:h": str(drawn_on[1])}
    return {"mwg-rs:Regions": info}


def iptc(**boundary: Any) -> dict[str, Any]:
    return {"Iptc4xmpExt:ImageRegion": [{"Iptc4xmpExt:RegionBoundary": named(boundary)}]}


def named(values: dict[str, Any]) -> dict[str, Any]:
    return {f"Iptc4xmpExt:{name}": value for name, value in values.items()}


def frame(region: Region) -> tuple[float, float, float, float]:
    return region.x, region.y, region.width, region.height


def only(found: dict[str, Any], orientation: int = 1, size: tuple[int, int] | None = STORED) -> Region:
    (region,) = regions.read(found, size, orientation)
    return region


TRIANGLE = [named({"rbX": x, "rbY": y}) for x, y in (("0.05", "0.713"), ("0.148", "0.041"), ("0.375", "0.863"))]
FACE = {"x": "0.3", "y": "0.4", "w": "0.2", "h": "0.1", "unit": "normalized"}
FACE_FRAME = (0.2, 0.35, 0.2, 0.1)


def test_an_area_of_mwg_is_stated_by_its_centre() -> None:
    region = only(mwg(FACE, Name="Kim", Type="Face"))
    assert frame(region) == pytest.approx(FACE_FRAME)
    assert (region.name, region.kind, region.persons) == ("Kim", "Face", ("Kim",))


@pytest.mark.parametrize("kind", ["Pet", "Focus", "BarCode", ""])
def test_only_a_face_is_a_person(kind: str) -> None:
    assert only(mwg(FACE, Name="Rex", Type=kind)).persons == ()


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, (0.2, 0.35, 0.2, 0.1)),
        (2, (0.6, 0.35, 0.2, 0.1)),
        (3, (0.6, 0.55, 0.2, 0.1)),
        (4, (0.2, 0.55, 0.2, 0.1)),
        (5, (0.35, 0.2, 0.1, 0.2)),
        (6, (0.55, 0.2, 0.1, 0.2)),
        (7, (0.55, 0.6, 0.1, 0.2)),
        (8, (0.35, 0.6, 0.1, 0.2)),
    ],
)
def test_regions_turn_with_their_picture(orientation: int, expected: tuple[float, ...]) -> None:
    """The same turns as Pillow makes of the pixels: see the next test."""
    assert frame(only(mwg(FACE), orientation)) == pytest.approx(expected)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_frame_lies_where_the_turned_pixels_lie(orientation: int) -> None:
    image = Image.new("L", STORED)
    left, top, width, height = (round(part * side) for part, side in zip(FACE_FRAME, STORED * 2, strict=True))
    image.paste(255, (left, top, left + width, top + height))
    image.getexif()[0x0112] = orientation
    upright = ImageOps.exif_transpose(image)
    box = upright.getbbox()
    assert box
    region = only(mwg(FACE), orientation)
    wide, high = upright.size
    corners = (region.x * wide, region.y * high, (region.x + region.width) * wide, (region.y + region.height) * high)
    assert corners == pytest.approx(box, abs=0.01)


def test_a_region_drawn_on_the_upright_picture_is_not_turned_again() -> None:
    assert frame(only(mwg(FACE, drawn_on=(300, 400)), 6)) == pytest.approx(FACE_FRAME)


def test_a_region_drawn_on_a_smaller_copy_is_placed() -> None:
    assert only(mwg(FACE, drawn_on=(200, 150))).is_placed


def test_a_region_drawn_on_a_picture_that_was_cut_since_has_no_place_but_its_name() -> None:
    region = only(mwg(FACE, drawn_on=(400, 400), Name="Kim", Type="Face"))
    assert not region.is_placed
    assert region.persons == ("Kim",)


def test_an_area_in_pixels_counts_on_the_picture_that_it_was_drawn_on() -> None:
    area = {"x": "60", "y": "60", "w": "40", "h": "15", "unit": "pixel"}
    assert frame(only(mwg(area, drawn_on=(200, 150)))) == pytest.approx((0.2, 0.35, 0.2, 0.1))


@pytest.mark.parametrize(
    ("boundary", "shape", "expected"),
    [
        ({"rbShape": "rectangle", "rbUnit": "relative", "rbX": "0.31", "rbY": "0.18", "rbW": "0.127", "rbH": "0.385"},
         "rectangle", (0.31, 0.18, 0.127, 0.385)),
        ({"rbShape": "rectangle", "rbUnit": "pixel", "rbX": "40", "rbY": "30", "rbW": "200", "rbH": "150"},
         "rectangle", (0.1, 0.1, 0.5, 0.5)),
        ({"rbShape": "circle", "rbUnit": "relative", "rbX": "0.5", "rbY": "0.5", "rbRx": "0.15"},
         "circle", (0.35, 0.3, 0.3, 0.4)),
        ({"rbShape": "circle", "rbUnit": "pixel", "rbX": "200", "rbY": "150", "rbRx": "60"},
         "circle", (0.35, 0.3, 0.3, 0.4)),
        ({"rbShape": "polygon", "rbUnit": "relative", "rbVertices": TRIANGLE},
         "polygon", (0.05, 0.041, 0.325, 0.822)),
    ],
)  # fmt: skip
def test_boundaries_of_iptc_are_placed(boundary: dict[str, Any], shape: str, expected: tuple[float, ...]) -> None:
    region = only(iptc(**boundary))
    assert region.shape == shape
    assert frame(region) == pytest.approx(expected)


@pytest.mark.parametrize(
    "boundary",
    [
        {},
        {"rbShape": "star"},
        {"rbShape": "rectangle", "rbX": "1.5", "rbY": "0", "rbW": "1", "rbH": "1"},
        {"rbShape": "rectangle", "rbX": "0", "rbY": "0", "rbW": "-1", "rbH": "1"},
        {"rbShape": "rectangle", "rbX": "nan", "rbY": "0", "rbW": "1e99", "rbH": "1"},
        {"rbShape": "rectangle", "rbX": "0", "rbY": "0", "rbW": "900", "rbH": "900"},
        {"rbShape": "circle", "rbX": "0.5", "rbY": "0.5"},
        {"rbShape": "polygon", "rbVertices": "none"},
        {"rbShape": "polygon", "rbVertices": [named({"rbX": "0.1", "rbY": "0.1"})] * 2},
    ],
)
def test_a_boundary_that_makes_no_sense_has_no_place(boundary: dict[str, Any]) -> None:
    assert not only(iptc(**boundary)).is_placed


def test_pixels_of_an_unknown_picture_have_no_place() -> None:
    boundary = {"rbShape": "rectangle", "rbUnit": "pixel", "rbX": "40", "rbY": "30", "rbW": "20", "rbH": "10"}
    assert not only(iptc(**boundary), size=None).is_placed


def test_regions_without_end_are_not_all_kept() -> None:
    info = mwg(FACE)
    info["mwg-rs:Regions"]["mwg-rs:RegionList"] *= 5000
    assert len(regions.read(info, STORED, 1)) == regions.MOST


def read(name: str) -> Metadata:
    path = shared.photo(f"metadata/{name}")
    with Image.open(path) as image:
        return reader.read(image, path)


@shared.needed
def test_the_regions_of_the_iptc_reference_picture_are_read_as_exiftool_reads_them() -> None:
    stated = shared.truth("metadata")["photoprism-iptc-2021.jpg"]["XMP-iptcExt:ImageRegion"]
    found = read("photoprism-iptc-2021.jpg").regions
    assert [region.name for region in found] == [each["Name"] for each in stated]
    assert [region.shape for region in found] == [each["RegionBoundary"]["RbShape"].lower() for each in stated]
    assert [list(region.persons) for region in found] == [each["PersonInImage"] for each in stated]
    rectangle, circle, polygon = (each["RegionBoundary"] for each in stated)
    assert frame(found[0]) == tuple(rectangle[name] for name in ("RbX", "RbY", "RbW", "RbH"))
    assert found[1].x + found[1].width / 2 == pytest.approx(circle["RbX"])
    assert found[1].width / 2 == pytest.approx(circle["RbRx"])
    assert list(found[2].vertices) == [(point["RbX"], point["RbY"]) for point in polygon["RbVertices"]]


@shared.needed
def test_faces_drawn_on_other_proportions_name_people_without_a_place() -> None:
    metadata = read("made-iptc_ext_people_regions.jpg")
    assert [(region.persons, region.is_placed) for region in metadata.regions] == [
        (("Pak Ivan",), False),
        (("Ким Хын Су",), False),
    ]
    assert metadata.persons_shown == ("Pak Ivan", "Kim Khing Su", "Ким Хын Су")


def test_regions_survive_the_way_between_processes() -> None:
    corners = "".join(
        f"<rdf:li rdf:parseType='Resource'><Iptc4xmpExt:rbX>{x}</Iptc4xmpExt:rbX>"
        f"<Iptc4xmpExt:rbY>{y}</Iptc4xmpExt:rbY></rdf:li>"
        for x, y in ((0.1, 0.1), (0.5, 0.1), (0.5, 0.9))
    )
    packet = photos.xmp(
        f"""<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li rdf:parseType="Resource">
        <Iptc4xmpExt:RegionBoundary rdf:parseType="Resource"><Iptc4xmpExt:rbShape>polygon</Iptc4xmpExt:rbShape>
        <Iptc4xmpExt:rbVertices><rdf:Seq>{corners}</rdf:Seq></Iptc4xmpExt:rbVertices></Iptc4xmpExt:RegionBoundary>
        <Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Kim</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
        </rdf:li></rdf:Bag></Iptc4xmpExt:ImageRegion>"""
    )
    metadata = xmp.read(packet)
    assert metadata.regions[0].vertices == ((0.1, 0.1), (0.5, 0.1), (0.5, 0.9))
    assert received.from_json(received.to_json(metadata)) == metadata
