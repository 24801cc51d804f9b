"""Raw files laid out as each maker does it, with real previews inside; and the real ones there are."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from archive.errors import UnsupportedMedia
from archive.media import examine, raw, results
from archive.media.results import Examination
from tests import photos, shared

MAKE, MODEL, ORIENTATION, SUB, EXIF = 0x010F, 0x0110, 0x0112, 0x014A, 0x8769
KIND, WIDTH, HEIGHT, COMPRESSION, PHOTOMETRIC, STRIPS, STRIP_SIZES = 0xFE, 0x100, 0x101, 0x103, 0x106, 0x111, 0x117
JPEG, JPEG_SIZE, CFA = 0x201, 0x202, 32803
TAKEN = {0x9003: ("s", "2024:05:06 07:08:09"), 0xA002: ("I", 6000), 0xA003: ("I", 4000)}


def preview(size: tuple[int, int] = (1620, 1080), **options: object) -> bytes:
    out = BytesIO()
    photos.picture(size).save(out, "JPEG", **options)
    return out.getvalue()


def behind(build: object, *pictures: bytes) -> bytes:
    """A file whose pictures lie behind its directories; ``build`` is given their places."""
    places = [0] * len(pictures)
    for _ in range(2):
        head = build(*places)  # type: ignore[operator]
        at, places = len(head), []
        for data in pictures:
            places.append(at)
            at += len(data)
    return head + b"".join(pictures)


def sensor(**more: tuple[str, object]) -> dict[int, tuple[str, object]]:
    return {KIND: ("I", 0), WIDTH: ("I", 6040), HEIGHT: ("I", 4030), COMPRESSION: ("H", 1), PHOTOMETRIC: ("H", CFA)}


def first(make: str, **tags: object) -> dict[int, tuple[str, object]]:
    return {MAKE: ("s", make), MODEL: ("s", "X1"), ORIENTATION: ("H", tags.pop("orientation", 1)), EXIF: ("I", (1,))}


def nef(orientation: int = 1, shown: bytes = b"") -> bytes:
    """Nikon: a small RGB picture first; beneath it the full-size JPEG and the sensor's data."""
    shown = shown or preview()
    small = preview((160, 120))
    return behind(
        lambda at, small_at: photos.tiff(
            first("NIKON CORPORATION", orientation=orientation) | {KIND: ("I", 1), SUB: ("I", (2, 3))},
            TAKEN,
            {KIND: ("I", 1), COMPRESSION: ("H", 6), JPEG: ("I", at), JPEG_SIZE: ("I", len(shown))},
            sensor() | {JPEG: ("I", small_at), JPEG_SIZE: ("I", len(small))},
            chained=1,
            order=">",
        ),
        shown,
        small,
    )


def cr2() -> bytes:
    """Canon before 2018: the preview as the only strip of the first directory, lossless sensor data in a later one."""
    shown, lossless = preview(), b"\xff\xd8\xff\xc3\0\x0e\x0e\x0f\xa0\x17\x70\2" + bytes(60)
    data = behind(
        lambda at, sensor_at: photos.tiff(
            first("Canon")
            | {COMPRESSION: ("H", 6), STRIPS: ("I", at), STRIP_SIZES: ("I", len(shown)), EXIF: ("I", (2,))},
            {COMPRESSION: ("H", 6), STRIPS: ("I", sensor_at), STRIP_SIZES: ("I", len(lossless))},
            TAKEN,
            chained=2,
        ),
        shown,
        lossless,
    )
    return data[:8] + b"CR\2\0" + data[12:]


def arw() -> bytes:
    """Sony: the preview beside the first directory's tags, the sensor's data beneath."""
    shown = preview()
    return behind(
        lambda at: photos.tiff(
            first("SONY") | {JPEG: ("I", at), JPEG_SIZE: ("I", len(shown)), SUB: ("I", (2,))},
            TAKEN,
            sensor(),
            chained=1,
        ),
        shown,
    )


def dng() -> bytes:
    """Adobe: previews beneath; a lossy tile of sensor data that is a JPEG as well, larger than the preview."""
    shown, tile = preview((1024, 683)), preview((4000, 3000))
    jpeg = {COMPRESSION: ("H", 7), KIND: ("I", 1), PHOTOMETRIC: ("H", 6)}
    return behind(
        lambda at, tile_at: photos.tiff(
            first("Google") | {0xC612: ("b", b"\1\4\0\0"), SUB: ("I", (2, 3))},
            TAKEN,
            jpeg | {STRIPS: ("I", at), STRIP_SIZES: ("I", len(shown))},
            {
                KIND: ("I", 0),
                PHOTOMETRIC: ("H", 34892),
                COMPRESSION: ("H", 34892),
                WIDTH: ("I", 4000),
                HEIGHT: ("I", 3000),
                STRIPS: ("I", tile_at),
                STRIP_SIZES: ("I", len(tile)),
                0xC620: ("I", (3990, 2660)),
            },
            chained=1,
        ),
        shown,
        tile,
    )


def orf() -> bytes:
    """Olympus: a magic of its own, the preview out of sight in a maker note."""
    return photos.tiff(
        first("OLYMPUS"), TAKEN | {0x927C: ("b", b"OLYMPUS\0II\3\0" + preview())}, chained=1, magic=b"RO"
    )


def rw2() -> bytes:
    """Panasonic: a magic of its own, the preview as the value of a tag, the size as the sensor's borders."""
    borders = {4: ("H", 2), 5: ("H", 4), 6: ("H", 4002), 7: ("H", 6004)}
    return photos.tiff(first("Panasonic") | borders | {0x2E: ("b", preview())}, TAKEN, chained=1, magic=b"U\0")


def raf() -> bytes:
    """Fujifilm: a header that leads to a whole JPEG, EXIF and all, and to a directory of its own."""
    shown = preview(exif=photos.exif({MAKE: "FUJIFILM", ORIENTATION: 1}, photo={0x9003: "2024:05:06 07:08:09"}))
    own = struct.pack(">IHHHH", 1, 0x0111, 4, 4000, 6000)
    head = b"FUJIFILMCCD-RAW 0201".ljust(84, b"\0") + struct.pack(">IIII", 100, len(shown), 100 + len(shown), len(own))
    return head + shown + own + bytes(5000)


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I", 8 + len(data)) + kind + data


def cr3() -> bytes:
    """Canon since 2018: boxes; the directories apart, each a TIFF, the full-size JPEG in the media data."""
    main = photos.tiff({MAKE: ("s", "Canon"), MODEL: ("s", "X1"), ORIENTATION: ("H", 1)})
    own = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    packet = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + photos.xmp(
        "<photoshop:Headline>Boxed</photoshop:Headline>"
    )
    thumbnail, shown = preview((160, 120)), preview()

    def head(at: int) -> bytes:
        sizes = box(b"stsz", struct.pack(">IIII", 0, 0, 1, len(shown)))
        table = box(b"stbl", sizes, box(b"co64", struct.pack(">IIQ", 0, 1, at)))
        track = box(b"trak", box(b"mdia", box(b"minf", table)))
        blocks = box(b"CMT1", main), box(b"CMT2", photos.tiff(TAKEN)), box(b"THMB", bytes(16), thumbnail)
        movie = box(b"moov", box(b"uuid", own, *blocks), track)
        return box(b"ftyp", b"crx \0\0\0\1crx isom") + movie + box(b"uuid", packet)

    return head(len(head(0)) + 8) + box(b"mdat", shown, b"\xff\xd8\xff" * 1000)


MAKERS = {"nef": nef, "cr2": cr2, "arw": arw, "dng": dng, "orf": orf, "rw2": rw2, "raf": raf, "cr3": cr3}


def examined(tmp_path: Path, data: bytes) -> Examination:
    path = tmp_path / "a.raw"
    path.write_bytes(data)
    return photos.examined(path, tmp_path)


@pytest.mark.parametrize("maker", MAKERS)
def test_each_makers_file_is_shown_by_its_largest_preview_and_known_by_its_own_record(
    tmp_path: Path, maker: str
) -> None:
    found = examined(tmp_path, MAKERS[maker]())
    assert (found.role, found.extension) == ("raw", maker)
    assert (found.width, found.height) == ((3990, 2660) if maker == "dng" else (6000, 4000))
    assert (found.renditions[0].width, found.renditions[0].height) == ((1024, 683) if maker == "dng" else (1620, 1080))
    assert found.metadata.problems == ()
    assert found.metadata.camera_make
    assert found.metadata.captured
    assert found.metadata.captured.local.isoformat() == "2024-05-06T07:08:09"
    with Image.open(found.renditions[0].path) as image:
        red = image.getpixel((20, 20))
        assert isinstance(red, tuple)
        assert red[0] > 200 > 60 > red[1]


def test_the_metadata_of_a_file_of_boxes_is_put_together(tmp_path: Path) -> None:
    metadata = examined(tmp_path, cr3()).metadata
    assert (metadata.camera_make, metadata.camera_model, metadata.headline) == ("Canon", "X1", "Boxed")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_preview_is_turned_as_the_raw_file_says(tmp_path: Path, orientation: int) -> None:
    upright = (1080, 1620) if orientation >= 5 else (1620, 1080)
    stored = photos.stored_as(photos.picture(upright), orientation)
    out = BytesIO()
    stored.save(out, "JPEG")
    found = examined(tmp_path, nef(orientation, out.getvalue()))
    assert (found.width, found.height) == ((4000, 6000) if orientation >= 5 else (6000, 4000))
    _assert_upright(found, upright)


def test_a_preview_that_is_upright_already_is_not_turned_again(tmp_path: Path) -> None:
    found = examined(tmp_path, nef(6, preview((1080, 1620))))
    assert (found.width, found.height) == (4000, 6000)
    _assert_upright(found, (1080, 1620))


def _assert_upright(found: Examination, size: tuple[int, int]) -> None:
    with Image.open(found.renditions[0].path) as image:
        assert image.size == size
        for place, (x, y) in {"top left": (0.1, 0.1), "top right": (0.9, 0.1), "bottom left": (0.1, 0.9)}.items():
            seen = image.getpixel((int(size[0] * x), int(size[1] * y)))
            assert isinstance(seen, tuple)
            assert all(abs(a - b) < 16 for a, b in zip(seen, photos.CORNERS[place], strict=True)), place


def test_a_small_preview_is_shown_and_said_to_be_small(tmp_path: Path) -> None:
    found = examined(tmp_path, nef(1, preview((320, 213))))
    assert "320 x 213" in found.metadata.problems[-1]


@pytest.mark.parametrize("size", [(60, 40), None])
def test_a_raw_file_without_a_usable_preview_is_refused_by_name(tmp_path: Path, size: tuple[int, int] | None) -> None:
    path = tmp_path / "a.nef"
    shown = preview(size) if size else b"no jpeg"
    path.write_bytes(nef(1, shown).replace(preview((160, 120)), b""))
    with pytest.raises(UnsupportedMedia, match="Nikon NEF raw file") as caught:
        photos.examined(path, tmp_path)
    assert caught.value.code == "raw"


def test_a_raw_file_that_is_cut_off_within_its_preview_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.arw"
    path.write_bytes(arw()[:-500])
    with pytest.raises(UnsupportedMedia):
        photos.examined(path, tmp_path)


def test_sensor_data_packed_as_a_jpeg_is_never_taken_for_a_preview() -> None:
    lossless = b"\xff\xd8\xff\xc3\0\x11\x08\x0f\xa0\x17\x70\1" + bytes(60)
    twelve_bits = b"\xff\xd8\xff\xc1\0\x11\x0c\x0f\xa0\x17\x70\3" + bytes(60)
    assert raw.jpeg_size(lossless, 0) is raw.jpeg_size(twelve_bits, 0) is None
    assert raw.jpeg_size(b"..." + preview((320, 200)), 3) == (320, 200)


def test_a_rendition_of_a_raw_file_is_made_from_its_preview(tmp_path: Path) -> None:
    path = tmp_path / "a.cr3"
    path.write_bytes(cr3())
    made = results.written(examine.make(path, "image/x-canon-cr3", (400, 400), None), tmp_path)
    assert (made.width, made.height) == (400, 267)


REAL = {
    "digicam-CRW_0113.CRW": ((2272, 1704), (640, 480)),
    "exiv2-Canon-R6-pruned.CR3": ((3408, 2272), (1620, 1080)),
    "photoprism-canon_eos_6d.dng": ((1224, 816), (1024, 683)),
    "pigallery-test.dng": ((366, 494), (382, 510)),
}
"""Size of the photo as exiftool tells it (DefaultCropSize, ExifImageWidth), turned; and of the largest preview."""


@shared.needed
@pytest.mark.parametrize("name", REAL)
def test_real_raw_files_are_shown_with_what_the_camera_wrote(tmp_path: Path, name: str) -> None:
    found = photos.examined(shared.photo(f"metadata/{name}"), tmp_path)
    assert ((found.width, found.height), (found.renditions[0].width, found.renditions[0].height)) == REAL[name]


@shared.needed
def test_what_a_crw_says_of_the_shot_is_read(tmp_path: Path) -> None:
    truth = shared.truth("metadata")["digicam-CRW_0113.CRW"]
    metadata = photos.examined(shared.photo("metadata/digicam-CRW_0113.CRW"), tmp_path).metadata
    assert f"{metadata.camera_make} {metadata.camera_model}" == "Canon Canon PowerShot S40"
    assert metadata.captured
    assert f"{metadata.captured.local:%Y:%m:%d %H:%M:%S}" == truth["CanonRaw:DateTimeOriginal"]


STUBS = {
    name
    for name, entry in shared.manifest("metadata").items()
    if "stub" in entry.get("tags", ()) and entry["format"] in {"CR2", "CR3", "DNG", "RAF", "X3F", "PEF"}
}


@shared.needed
@pytest.mark.parametrize("name", sorted(STUBS))
def test_raw_files_cut_down_to_their_metadata_are_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsupportedMedia, match="raw file: it holds no whole preview"):
        photos.examined(shared.photo(f"metadata/{name}"), tmp_path)
