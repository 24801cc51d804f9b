"""Every property of the IPTC standard is read, as exiftool, a reader of quite another descent, reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from archive.media import properties, reader, xmp
from archive.media.iptc_standard import BY_IIM, BY_XMP, CORE, EXTENSION, PROPERTIES, STRUCTURES, Kind, Shape
from archive.media.metadata import Metadata
from tests import photos, shared
from tests.media.exiftool import spoken, xmp_properties

REFERENCE = [name for name in shared.truth("metadata") if re.fullmatch(r"photoprism-iptc-20\d\d\.jpg", name)]
"""The IPTC's own reference pictures, in which every property of their year has a value."""

NOT_OF_THE_STANDARD = {"XMP-x:XMPToolkit", "XMP-plus:ImageCreatorImageID"}
IIM_NAMES = {
    "ObjectAttributeReference": 4, "ObjectName": 5, "SubjectReference": 12, "Keywords": 25, "SpecialInstructions": 40,
    "By-line": 80, "By-lineTitle": 85, "City": 90, "Sub-location": 92, "Province-State": 95,
    "Country-PrimaryLocationCode": 100, "Country-PrimaryLocationName": 101, "OriginalTransmissionReference": 103,
    "Headline": 105, "Credit": 110, "Source": 115, "CopyrightNotice": 116, "Caption-Abstract": 120,
    "Writer-Editor": 122,
}  # fmt: skip


def read(name: str) -> Metadata:
    path = shared.photo(f"metadata/{name}")
    with Image.open(path) as image:
        return reader.read(image, path)


def test_the_table_has_all_properties_of_the_standard() -> None:
    """25 of IPTC Core 1.5 and 41 of IPTC Extension 1.9, as the standard counts them; 20 stand in IIM as well."""
    assert (len(CORE), len(EXTENSION), len(PROPERTIES), len(BY_XMP)) == (25, 41, 66, 66)
    assert len(BY_IIM) == 20
    newest = {"aiPromptInformation", "aiPromptWriterName", "aiSystemUsed", "aiSystemVersionUsed"}
    assert newest | {"dataMining", "contributors", "otherConstraints"} <= PROPERTIES.keys()


@shared.needed
@pytest.mark.parametrize("name", REFERENCE)
def test_every_property_of_the_reference_pictures_is_read_from_xmp(name: str) -> None:
    truth = shared.truth("metadata")[name]
    stated = dict(xmp_properties(truth))
    assert len(stated) >= 55
    assert len(stated) == sum(tag.startswith("XMP-") for tag in truth) - len(NOT_OF_THE_STANDARD & truth.keys())
    ours = read(name).iptc_properties
    differing = {
        xmp_name: (spoken(value), spoken(ours.get(BY_XMP[xmp_name].id)))
        for xmp_name, value in stated.items()
        if spoken(ours.get(BY_XMP[xmp_name].id)) != spoken(value)
    }
    # EXIF has room for one creator alone in the picture of 2017, and EXIF goes first (MWG 2.0, 5.6).
    if name == "photoprism-iptc-2017.jpg":
        assert differing.pop("dc:creator")[1] == ["creator1 (ref2017.1)"]
    assert differing == {}


@shared.needed
@pytest.mark.parametrize("name", REFERENCE)
def test_every_property_of_the_reference_pictures_is_read_from_iim(name: str) -> None:
    truth = shared.truth("metadata")[name]
    with Image.open(shared.photo(f"metadata/{name}")) as image:
        image.info.pop("xmp")
        image.info.pop("exif")
        ours = reader.read(image, Path(name)).iptc_properties
    for tag, number in IIM_NAMES.items():
        expected = spoken(truth[f"IPTC:{tag}"])
        if number == 12:
            expected = [code.removeprefix("iptc:") for code in expected]
        value = spoken(ours[BY_IIM[number].id])
        assert value == (expected if isinstance(expected, list) == isinstance(value, list) else [expected]), tag
    assert spoken(ours["dateCreated"]) == spoken(f"{truth['IPTC:DateCreated']} {truth['IPTC:TimeCreated']}")


@shared.needed
@pytest.mark.parametrize("name", REFERENCE)
def test_all_blocks_of_the_reference_pictures_are_kept_as_received(name: str) -> None:
    truth, metadata = shared.truth("metadata")[name], read(name)
    assert metadata.problems == ()
    said = repr(metadata.tags)
    for tag, value in truth.items():
        group = tag.partition(":")[0]
        if group.startswith(("XMP-", "IPTC", "IFD0")):
            for text in texts_in(value):
                if "ref20" in text and not re.match(r"\d{4}:", text):
                    assert re.sub(r"\s+", " ", text) in re.sub(r"\s+", " ", said.replace("\\'", "'")), tag


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts_in(member)


NAMESPACES = """xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" """


def sample(shape: Shape, xmp_name: str, depth: int = 0) -> tuple[str, Any]:
    """RDF of a value of that shape, and what is to be read from it."""
    one = Shape(shape.kind, structure=shape.structure)
    if shape.container:
        parts = [sample(one, f"{xmp_name} {number}", depth) for number in (1, 2)]
        attribute = ' rdf:parseType="Resource"' if shape.kind is Kind.STRUCTURE else ""
        listed = "".join(f"<rdf:li{attribute}>{rdf}</rdf:li>" for rdf, _ in parts)
        return f"<rdf:{shape.container}>{listed}</rdf:{shape.container}>", [value for _, value in parts]
    if shape.kind is Kind.LANGUAGES:
        pairs = {"x-default": f"{xmp_name} text", "kk": "мәтін"}
        rdf = "".join(f'<rdf:li xml:lang="{code}">{text}</rdf:li>' for code, text in pairs.items())
        return f"<rdf:Alt>{rdf}</rdf:Alt>", {"": f"{xmp_name} text", "kk": "мәтін"}
    if shape.kind is Kind.STRUCTURE:
        members = {name: sample(member, name, depth + 1) for name, member in STRUCTURES[shape.structure].items()}
        rdf = "".join(element(name, STRUCTURES[shape.structure][name], body) for name, (body, _) in members.items())
        return rdf, {name.partition(":")[2]: value for name, (_, value) in members.items()}
    return {
        Kind.TEXT: (f"{xmp_name} text", f"{xmp_name} text"),
        Kind.DATE: ("2021-10-20", "2021-10-20"),
        Kind.INTEGER: ("21", 21),
        Kind.NUMBER: ("5/4", 1.25),
        Kind.COORDINATE: ("48,16.5S", -48.275),
    }[shape.kind]


def element(name: str, shape: Shape, body: str) -> str:
    attribute = ' rdf:parseType="Resource"' if shape.kind is Kind.STRUCTURE and not shape.container else ""
    return f"<{name}{attribute}>{body}</{name}>"


@pytest.mark.parametrize("each", PROPERTIES.values(), ids=PROPERTIES)
def test_each_property_is_read_in_the_form_that_the_table_gives_it(each: Any) -> None:
    rdf, expected = sample(each.shape, each.xmp)
    packet = photos.xmp(element(each.xmp, each.shape, rdf)).replace(
        b'rdf:about=""', f'rdf:about="" {NAMESPACES}'.encode(), 1
    )
    metadata = xmp.read(packet)
    assert metadata.problems == ()
    assert metadata.iptc_properties == {each.id: expected}


@pytest.mark.parametrize(
    ("properties_of", "expected"),
    [
        ({12: ["IPTC:15054000:Sport::"]}, {"subjectCodes": ["15054000"]}),
        ({4: ["001:Current"]}, {"intellectualGenre": "Current"}),
        ({55: ["20200000"], 60: ["110000+0600"]}, {"dateCreated": "2020"}),
        ({55: ["20201000"]}, {"dateCreated": "2020-10"}),
        ({55: ["20201008"], 60: ["110531+0600"]}, {"dateCreated": "2020-10-08T11:05:31+06:00"}),
        ({120: ["one", "two"], 25: ["a", "a", "b"]}, {"description": {"": "two"}, "keywords": ["a", "b"]}),
        ({120: [" "], 90: [""]}, {}),
    ],
)  # fmt: skip
def test_iim_writes_some_values_in_ways_of_its_own(properties_of: dict[int, list[str]], expected: Any) -> None:
    assert properties.of_iim(properties_of) == expected


@pytest.mark.parametrize(
    "rdf",
    [
        "<dc:title rdf:parseType='Resource'><dc:creator>x</dc:creator></dc:title>",
        "<Iptc4xmpExt:LocationShown>a city</Iptc4xmpExt:LocationShown>",
        "<Iptc4xmpExt:MaxAvailWidth>9999999999999999999999/0</Iptc4xmpExt:MaxAvailWidth>",
        "<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li>none</rdf:li><rdf:li/></rdf:Bag></Iptc4xmpExt:ImageRegion>",
        "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType='Resource'><exif:GPSLatitude>north"
        "</exif:GPSLatitude><exif:GPSAltitude>1/0</exif:GPSAltitude></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>",
    ],
)
def test_a_value_of_another_form_than_the_standards_does_no_harm(rdf: str) -> None:
    assert xmp.read(photos.xmp(rdf)).problems == ()
