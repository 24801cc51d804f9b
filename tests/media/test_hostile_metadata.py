"""Metadata made up to do harm: each file has a reason or is read, in time, in bounds, in our own words."""

from __future__ import annotations

import json
import struct
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from archive.errors import UnsupportedMedia
from archive.media import iptc, keeping, metadata, reader, xmp
from archive.media.metadata import Metadata
from archive.media.sandbox import Sandbox
from archive.text import Message
from tests import photos, shared

HOSTILE = [name for name in shared.manifest("hostile") if not name.endswith((".json", ".jsonl"))]

LARGEST = 4 << 20
"""Bytes of JSON that a record may take in the database, however much a file says."""


def read(data: bytes) -> Metadata:
    with Image.open(BytesIO(data)) as image:
        return reader.read(image, Path("unused"))


@shared.needed
@pytest.mark.parametrize("name", HOSTILE)
def test_every_hostile_file_is_refused_with_a_reason_or_read_with_problems_named(
    name: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    try:
        found = sandbox.examine(shared.photo(f"hostile/{name}"), tmp_path).metadata
    except UnsupportedMedia as refusal:
        said, found = (refusal.message,), Metadata()
    else:
        said = found.problems
    assert all(isinstance(sentence, Message) and sentence.endswith(".") for sentence in said), said
    assert len(json.dumps(metadata.to_json(found))) < LARGEST


def test_a_block_of_text_without_end_is_cut_and_it_is_said() -> None:
    terms = "".join(f"<rdf:li>term {number} {'x' * 90}</rdf:li>" for number in range(20_000))
    packet = photos.xmp(f"<dc:subject><rdf:Bag>{terms}</rdf:Bag></dc:subject>")
    found = xmp.read(packet)
    assert len(found.tags["xmp"]["dc:subject"]) == keeping.MOST
    assert len(json.dumps(found.iptc_properties)) < 2 * keeping.MOST_OF_ALL
    assert found.problems[-1].endswith("the file itself has it all.")


def test_data_sets_without_end_take_bounded_room() -> None:
    block = photos.iim(*((2, number, b"word " * 400) for number in (20, 25, 118) for _ in range(2000)))
    found = iptc.read(block)
    assert len(json.dumps(metadata.to_json(found))) < 8 * LARGEST
    assert found.problems[-1].endswith("the file itself has it all.")


def deep(levels: int) -> bytes:
    return photos.xmp("<dc:x rdf:parseType='Resource'>" * levels + "</dc:x>" * levels)


@pytest.mark.parametrize(
    "packet",
    [
        deep(200),
        photos.xmp("<dc:x/>" * (xmp.MOST_ELEMENTS + 1)),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        b"<x:xmpmeta",
        b"\xff\xfe<\0",
        b"\xef\xbb\xbf",
        bytes(range(256)) * 40,
        photos.xmp('<dc:title><rdf:Alt><rdf:li xml:lang="x-default">' + "\x00" * 10 + "</rdf:li></rdf:Alt></dc:title>"),
    ],
    ids=["deep", "wide", "entities", "cut off", "half a letter", "a mark alone", "noise", "control characters"],
)
def test_a_packet_that_is_no_record_is_left_aside_with_a_sentence(packet: bytes) -> None:
    begun = time.monotonic()
    found = xmp.read(packet)
    assert time.monotonic() - begun < 1
    assert found.tags == {}
    assert all(isinstance(problem, Message) for problem in found.problems)
    assert len(found.problems) == 1


def extended(packet: bytes, parts: list[tuple[bytes, int, int, bytes]]) -> bytes:
    """A JPEG with XMP and the segments of its extension: (id, whole length, offset, data)."""
    data = photos.jpeg(xmp=packet)
    head = b"http://ns.adobe.com/xmp/extension/\0"
    segments = b""
    for name, length, offset, part in parts:
        payload = head + name + struct.pack(">II", length, offset) + part
        segments += b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload
    return data[:2] + segments + data[2:]


NAME = b"0123456789ABCDEF0123456789ABCDEF"
POINTER = '<xmpNote:HasExtendedXMP xmlns:xmpNote="http://ns.adobe.com/xmp/note/">%s</xmpNote:HasExtendedXMP>'
EXTENSION = photos.xmp("<photoshop:Headline>from the extension</photoshop:Headline>")
HALF = len(EXTENSION) // 2
WHOLE = [(NAME, len(EXTENSION), 0, EXTENSION[:HALF]), (NAME, len(EXTENSION), HALF, EXTENSION[HALF:])]


@pytest.mark.parametrize("parts", [WHOLE, WHOLE[::-1]], ids=["in order", "in disorder"])
def test_xmp_that_did_not_fit_into_one_segment_is_read_whole(parts: list[tuple[bytes, int, int, bytes]]) -> None:
    packet = photos.xmp("<photoshop:Credit>the desk</photoshop:Credit>" + POINTER % NAME.decode())
    found = read(extended(packet, parts))
    assert (found.credit, found.headline) == ("the desk", "from the extension")
    assert found.problems == ()


@pytest.mark.parametrize(
    "parts",
    [
        WHOLE[:1],
        [(b"F" * 32, *part[1:]) for part in WHOLE],
        [(NAME, 4_000_000_000, 0, EXTENSION)],
        [(NAME, len(EXTENSION), 7, EXTENSION[:HALF])],
        [(NAME[:10], 0, 0, b"")],
    ],
    ids=["a part missing", "of another file", "a length that lies", "from the middle", "cut off"],
)
def test_an_extension_that_is_not_whole_is_left_out(parts: list[tuple[bytes, int, int, bytes]]) -> None:
    packet = photos.xmp("<photoshop:Credit>the desk</photoshop:Credit>" + POINTER % NAME.decode())
    found = read(extended(packet, parts))
    assert (found.credit, found.headline) == ("the desk", "")


@shared.needed
def test_a_sidecar_is_read_like_a_packet() -> None:
    name = "pigallery-20240107_110258.jpg.xmp"
    truth = shared.truth("metadata")[name]
    found = xmp.sidecar(shared.photo(f"metadata/{name}").read_bytes())
    assert found.problems == ()
    assert found.iptc_properties["imageRating"] == truth["XMP-xmp:Rating"]


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n" + bytes(100), b" " * (xmp.LARGEST + 1)])
def test_a_sidecar_that_is_none_says_so(data: bytes) -> None:
    found = xmp.sidecar(data)
    assert found.tags == {}
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("escape", "charset", "text"),
    [
        (b"\x1b%G", "utf-8", "Ақылбек"),
        (b"\x1b%/I", "utf-8", "Ақылбек"),
        (b"\x1b-A", "iso8859-1", "Größe"),
        (b"\x1b.B", "iso8859-2", "Kraków"),
        (b"\x1b-L", "iso8859-5", "Открытие"),
        (b"\x1b-F", "iso8859-7", "Αθήνα"),
        (b"\x1b-M", "iso8859-9", "İstanbul"),
    ],
)
def test_a_declared_character_set_is_followed(escape: bytes, charset: str, text: str) -> None:
    found = iptc.read(photos.iim((1, 90, escape), (2, 105, text.encode(charset))))
    assert found.headline == text
    assert found.problems == ()


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("koi8_r", "Открытие книжного уголка"),
        ("cp866", "Открытие книжного уголка"),
        ("iso8859_5", "Открытие книжного уголка"),
        ("kz1048", "Ғалым Қазақстан әні"),
        ("euc_jp", "図書館での開館式、東京から来た出席者"),
        ("gb2312", "图书馆开馆仪式，阿拉木图来宾"),
        ("gb18030", "图书馆开馆仪式，囍镕"),
        ("big5", "圖書館開館儀式，阿拉木圖來賓"),
    ],
)
def test_an_undeclared_character_set_is_guessed_and_named(charset: str, text: str) -> None:
    found = iptc.read(photos.iim((2, 105, text.encode(charset)), (2, 202, bytes(range(256)))))
    assert found.headline == text
    assert len(found.problems) == 1
