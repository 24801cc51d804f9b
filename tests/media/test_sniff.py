from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PIL import Image

from archive.errors import UnsupportedMedia
from archive.media import sniff
from tests import photos, shared


def refusal(path: Path) -> UnsupportedMedia:
    with pytest.raises(UnsupportedMedia) as caught:
        sniff.identify(path)
    return caught.value


@pytest.mark.parametrize(
    ("suffix", "media_type", "extension"),
    [
        ("jpg", "image/jpeg", "jpg"),
        ("png", "image/png", "png"),
        ("tiff", "image/tiff", "tif"),
        ("webp", "image/webp", "webp"),
        ("gif", "image/gif", "gif"),
        ("avif", "image/avif", "avif"),
    ],
)
def test_pictures_are_known_by_content_whatever_their_name(
    tmp_path: Path, suffix: str, media_type: str, extension: str
) -> None:
    disguised = photos.saved(tmp_path / f"photo.{suffix}").rename(tmp_path / "report.pdf")
    kind = sniff.identify(disguised)
    assert (kind.media_type, kind.extension) == (media_type, extension)


@pytest.mark.parametrize(
    ("head", "code", "named"),
    [
        (b"", "empty", "empty"),
        (b"x", "unknown-format", "not a photo"),
        (b"8BPS\0\1", "unknown-format", "Photoshop"),
        (b"\0MRM", "unknown-format", "Minolta"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "unknown-format", "JPEG 2000"),
        (b"BM" + bytes(60), "unknown-format", "bitmap"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "unknown-format", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "unknown-format", "web page"),
        (b"MZ" + bytes(60), "unknown-format", "program"),
        (b"\x7fELF", "unknown-format", "program"),
        (b"%PDF-1.7", "unknown-format", "PDF"),
        (b"RIFF\0\0\0\0AVI LIST", "unknown-format", "video"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "unknown-format", "video"),
    ],
)
def test_what_is_no_photo_is_refused_by_its_name(tmp_path: Path, head: bytes, code: str, named: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(head)
    error = refusal(path)
    assert error.code == code
    assert named in str(error)


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "image/x-canon-cr3"),
        (b"FUJIFILMCCD-RAW 0201", "image/x-fujifilm-raf"),
        (b"IIRO\x08\0\0\0", "image/x-olympus-orf"),
        (b"IIU\0\x18\0\0\0", "image/x-panasonic-rw2"),
        (b"II*\0\x10\0\0\0CR\2\0", "image/x-canon-cr2"),
        (b"II\x1a\0\0\0HEAPCCDR", "image/x-canon-crw"),
        (b"FOVb\2\0\2\0", "image/x-sigma-x3f"),
        (b"\xff\x0a\xfa\x7f", "image/jxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    ],
)
def test_formats_are_known_by_how_they_begin(tmp_path: Path, head: bytes, media_type: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(head)
    assert sniff.identify(path).media_type == media_type


def test_every_kind_has_a_media_type_and_an_ending_of_its_own() -> None:
    assert len({kind.extension for kind in sniff.KINDS.values()}) == len(sniff.KINDS)


def test_a_raw_file_is_told_from_a_tiff_by_the_directory_that_holds_the_sensor_data(tmp_path: Path) -> None:
    """A NEF as Nikon lays it out: a small RGB picture first, the sensor's data in a directory beneath it."""

    def directory(*entries: tuple[int, int, int, int]) -> bytes:
        packed = (struct.pack("<HHII", *entry) for entry in entries)
        return struct.pack("<H", len(entries)) + b"".join(packed) + bytes(4)

    make, photometric, sub_directories = 0x010F, 0x0106, 0x014A
    first = directory((photometric, 3, 1, 2), (make, 2, 6, 200), (sub_directories, 4, 1, 100))
    data = b"II*\0" + struct.pack("<I", 8) + first
    data = data.ljust(100, b"\0") + directory((photometric, 3, 1, 32803))
    data = data.ljust(200, b"\0") + b"NIKON\0"
    path = tmp_path / "scan.tif"
    path.write_bytes(data)
    assert sniff.identify(path).name == "Nikon NEF"


def test_a_plain_tiff_named_like_a_raw_file_is_a_tiff(tmp_path: Path) -> None:
    path = photos.saved(tmp_path / "scan.tif").rename(tmp_path / "DSC_0622.NEF")
    assert sniff.identify(path) is sniff.TIFF


def test_a_gif_with_a_huge_frame_behind_a_small_canvas_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "small.gif"
    Image.new("P", (8, 8)).save(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"\x2c")
    struct.pack_into("<4H", data, at + 1, 0, 0, 65535, 65535)
    path.write_bytes(data)
    assert refusal(path).code == "too-large"


OTHER_NAMES = {"image/heif": "image/heic", "image/apng": "image/png"}


@shared.needed
def test_every_file_of_the_set_has_the_type_that_exiftool_sees() -> None:
    """JPEG 2000, PSD and XMP side files are refused; all the others are taken for what they are."""
    for name, truth in shared.truth("metadata").items():
        stated = truth.get("File:MIMEType", "")
        try:
            seen = sniff.identify(shared.photo(f"metadata/{name}")).media_type
        except UnsupportedMedia:
            assert stated in {"image/jp2", "application/vnd.adobe.photoshop", "application/rdf+xml"}
        else:
            assert seen == OTHER_NAMES.get(stated, stated), name
