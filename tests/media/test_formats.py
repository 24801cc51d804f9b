"""Every format shows what it holds: the right size, the right way up, in the right colours, or says why not."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from archive.errors import UnsupportedMedia
from archive.media.results import Examination
from archive.media.sandbox import Sandbox
from tests import photos, shared

TURNED = {
    "Rotate 90 CW",
    "Rotate 270 CW",
    "Mirror horizontal and rotate 270 CW",
    "Mirror horizontal and rotate 90 CW",
}
OTHERWISE = {
    "c2pars-sample1.jxl": ((896, 1080), "exiftool reads no size from it"),
    "linku-kimono.rotate90.avif": ((722, 1024), "turned by its irot box alone"),
    "photoprism-canon_eos_6d.dng": ((1224, 816), "DefaultCropSize; exiftool names the first preview"),
    "pigallery-test.dng": ((366, 494), "DefaultCropSize, turned; exiftool names the first preview"),
    "sigal-outdoor.heic": ((462, 347), "its clean aperture is a line less"),
}
"""Sizes that differ from what exiftool calls ImageWidth and ImageHeight, and why that is right."""

REFUSED = {
    "exiftool-JXL.jxl": "damaged",
    "exiftool-Jpeg2000.jp2": "unknown-format",
    "exiftool-Photoshop.psd": "unknown-format",
    "tika-testPSD_xmp.psd": "unknown-format",
    "pigallery-20240107_110258.jpg.xmp": "unknown-format",
    "pillow-ultrahdr.jpg": "damaged",
    "tika-testAVIF.avif": "damaged",
    "tika-testHEIC_livePhoto.heic": "damaged",
    "digicam-P003913.KDC": "raw",
    "exiv2-IMG_1361.dng": "raw",
    **{f"exiftool-{name}": "raw" for name in ("CanonRaw.cr2", "CanonRaw.cr3", "DNG.dng", "FujiFilm.raf", "Sigma.x3f")},
    "tika-testPEF.pef": "raw",
}
"""No pictures, cut off before the picture, or raw files without a preview."""

FILES = [(folder, name) for folder in ("metadata", "events", "seed-set") for name in shared.truth(folder)]


@shared.needed
@pytest.mark.parametrize(("folder", "name"), FILES, ids=[name for _, name in FILES])
def test_every_real_file_is_shown_in_its_size_and_the_right_way_up(
    folder: str, name: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    if name.endswith(".jxl"):
        pytest.importorskip("pylibjxl", reason="JPEG XL is not read on this system")
    path, truth = shared.photo(f"{folder}/{name}"), shared.truth(folder)[name]
    if name in REFUSED:
        with pytest.raises(UnsupportedMedia) as caught:
            sandbox.examine(path, tmp_path)
        assert caught.value.code == REFUSED[name]
        return
    found = sandbox.examine(path, tmp_path)
    assert (found.width, found.height) == (OTHERWISE[name][0] if name in OTHERWISE else _upright(truth))


def _upright(truth: dict[str, Any]) -> tuple[int, int]:
    groups = ("File", "CanonRaw", "PNG", "RIFF", "GIF", "IFD0", "ExifIFD")
    width, height = (
        next(truth[f"{group}:{name}"] for group in groups if f"{group}:{name}" in truth)
        for name in ("ImageWidth", "ImageHeight")
    )
    return (
        (height, width)
        if truth.get("IFD0:Orientation", truth.get("XMP-tiff:Orientation")) in TURNED
        else (width, height)
    )


def shown(found: Examination, x: float = 0.25, y: float = 0.25) -> tuple[int, int, int]:
    with Image.open(found.renditions[0].path) as image:
        value = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(value, tuple)
    return value[0], value[1], value[2]


def near(actual: tuple[int, ...], wanted: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(actual, wanted, strict=True))


def examined(tmp_path: Path, data: bytes) -> Examination:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    return photos.examined(path, tmp_path)


# TIFF: what scanners and retouchers write, laid out by hand, for Pillow writes few of these.


def scan(pixels: npt.NDArray[Any], photometric: int, *, form: int = 1, planes: bool = False) -> bytes:
    """An uncompressed TIFF of these samples."""
    height, width, count = pixels.shape
    strips = [pixels[:, :, plane].tobytes() for plane in range(count)] if planes else [pixels.tobytes()]
    tags: dict[int, tuple[str, Any]] = {
        0x100: ("I", width),
        0x101: ("I", height),
        0x103: ("H", 1),
        0x106: ("H", photometric),
        0x116: ("I", height),
        0x102: ("H", (pixels.dtype.itemsize * 8,) * count),
        0x115: ("H", count),
        0x11C: ("H", 2 if planes else 1),
        0x117: ("I", tuple(map(len, strips))),
        0x111: ("I", (0,) * len(strips)),
        0x153: ("H", (form,) * count),
    }
    at = len(photos.tiff(tags))
    tags[0x111] = ("I", tuple(at + sum(map(len, strips[:number])) for number in range(len(strips))))
    return photos.tiff(tags) + b"".join(strips)


def flat(*values: int, kind: str = "<u1") -> npt.NDArray[Any]:
    return np.tile(np.array(values, kind), (20, 30, 1))


RED = (220, 25, 25)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(scan(flat(*RED), 2), id="8 bits"),
        pytest.param(scan(flat(*(value * 257 for value in RED), kind="<u2"), 2), id="16 bits"),
        pytest.param(scan(flat(*(value * 257 for value in RED), kind="<u2"), 2, planes=True), id="16 bits in planes"),
        pytest.param(scan(flat(35, 230, 230, 0), 5), id="CMYK"),
        pytest.param(scan(flat(*(value * 257 for value in (35, 230, 230, 0)), kind="<u2"), 5), id="CMYK of 16 bits"),
        pytest.param(scan(flat(122, 68, 52), 8), id="CIELAB"),
    ],
)
def test_scans_of_every_usual_kind_are_shown_in_their_colours(tmp_path: Path, data: bytes) -> None:
    found = examined(tmp_path, data)
    assert near(shown(found), RED, by=20), shown(found)
    assert found.metadata.problems == ()


@pytest.mark.parametrize(
    "data",
    [
        scan(flat(1, 0, 0, kind="<f4"), 2, form=3),
        scan(flat(1, 0, 0, kind="<u4"), 2),
        scan(flat(1, kind="<f8"), 1, form=3),
    ],
)
def test_numbers_that_are_no_picture_for_a_screen_are_refused_by_their_kind(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnsupportedMedia, match="bits a colour") as caught:
        examined(tmp_path, data)
    assert caught.value.code == "unsupported-tiff"


def test_of_many_pages_the_first_is_shown_and_the_others_are_counted(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    for suffix, options in {"tif": {}, "gif": {}, "webp": {"lossless": True}, "png": {}}.items():
        path = photos.saved(tmp_path / f"a.{suffix}", pages[0], save_all=True, append_images=pages[1:], **options)
        found = photos.examined(path, tmp_path)
        assert (found.frames, near(shown(found), (255, 0, 0), by=4)) == (3, True), suffix


def test_a_smaller_copy_inside_a_tiff_is_no_page() -> None:
    from archive.media import tiff

    picture, copy = {0xFE: ("I", 0), 0x14A: ("I", (1,))}, {0xFE: ("I", 1)}
    assert tiff.pages(photos.tiff(picture, copy, chained=1)) == 1


# JPEG: more pictures in one file.


def test_a_gain_map_behind_the_picture_is_neither_shown_nor_counted(tmp_path: Path) -> None:
    """Ultra HDR and Apple's HDR: a second, grey JPEG, announced by an index of multiple pictures (CIPA DC-007)."""
    out = BytesIO()
    photos.picture().save(out, "MPO", save_all=True, append_images=[Image.new("L", (100, 75), 40)])
    found = examined(tmp_path, out.getvalue())
    assert (found.media_type, found.frames, found.width, found.height) == ("image/jpeg", 1, 400, 300)
    assert near(shown(found), photos.CORNERS["top left"])


def test_the_film_behind_a_motion_photo_does_no_harm(tmp_path: Path) -> None:
    film = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(5000)
    found = examined(tmp_path, photos.jpeg() + film)
    assert (found.width, found.metadata.problems) == (400, ())


# HEIF, AVIF and JPEG XL: the container turns the picture, and what EXIF says only repeats that.


def test_an_avif_whose_exif_alone_is_turned_is_not_turned(tmp_path: Path) -> None:
    """ISO/IEC 23000-22 (MIAF): of orientations only irot and imir count."""
    block = photos.exif({0x0112: 6})
    data = photos.saved(tmp_path / "a.avif", exif=photos.exif({0x0112: 1})).read_bytes()
    turned = photos.saved(tmp_path / "b.avif", exif=block).read_bytes()
    assert len(data) != len(turned)  # Pillow writes an irot box for the second
    stated = data.replace(photos.exif({0x0112: 1})[6:], block[6:])
    found = examined(tmp_path, stated)
    assert (found.width, found.height) == (400, 300)


def test_a_jpeg_xl_is_shown_with_its_metadata_and_turned_by_itself_alone(tmp_path: Path) -> None:
    packet = photos.xmp("<photoshop:Headline>A</photoshop:Headline>")
    data = photos.jxl(photos.picture(), exif=photos.exif({0x010F: "NIKON", 0x0112: 6}), xmp=packet)
    found = examined(tmp_path, data)
    assert (found.media_type, found.width, found.height) == ("image/jxl", 400, 300)
    assert (found.metadata.camera_make, found.metadata.headline) == ("NIKON", "A")
    assert near(shown(found), photos.CORNERS["top left"])


def test_where_there_is_no_decoder_for_jpeg_xl_that_is_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = photos.jxl(photos.picture())
    monkeypatch.setitem(sys.modules, "pylibjxl", None)
    with pytest.raises(UnsupportedMedia, match="on this system"):
        examined(tmp_path, data)


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_jpeg_xl_that_lacks_a_part_is_refused(tmp_path: Path, kept: float) -> None:
    data = photos.jxl(Image.effect_noise((300, 200), 60).convert("RGB"))
    with pytest.raises(UnsupportedMedia) as caught:
        examined(tmp_path, data[: int(len(data) * kept)])
    assert caught.value.code == "damaged"


# Adobe RGB: most cameras name it in EXIF and embed no profile.


@pytest.mark.parametrize(("index", "space", "converted"), [("R03", 65535, True), ("R03", 1, False), ("R98", 1, False)])
def test_adobe_rgb_is_brought_to_srgb_where_the_camera_only_names_it(
    tmp_path: Path, index: str, space: int, converted: bool
) -> None:
    """Adobe RGB (180, 120, 90) is (199, 121, 88) in sRGB, by the matrices of both standards."""
    block = Image.Exif()
    block.get_ifd(0x8769).update({0xA001: space, 0xA005: {1: index, 2: b"0100"}})
    path = photos.saved(
        tmp_path / "a.jpg", Image.new("RGB", (64, 64), (180, 120, 90)), exif=block.tobytes(), quality=95
    )
    found = photos.examined(path, tmp_path)
    assert near(shown(found), (199, 121, 88) if converted else (180, 120, 90), by=4), shown(found)


@shared.needed
@pytest.mark.parametrize(("angle", "turn"), [(0, None), (1, "ROTATE_90"), (2, "ROTATE_180"), (3, "ROTATE_270")])
def test_a_heic_is_turned_once_as_its_container_says(tmp_path: Path, angle: int, turn: str | None) -> None:
    """A telephone's picture whose irot box (ISO/IEC 23008-12, 6.5.10) is given each angle; its EXIF says otherwise."""
    data = bytearray(shared.photo("metadata/digicam-IMG_8564.HEIC").read_bytes())
    data[data.index(b"irot") + 4] = 0
    straight = _thumb(examined(tmp_path, bytes(data)))
    data[data.index(b"irot") + 4] = angle
    turned = _thumb(examined(tmp_path, bytes(data)))
    wanted = straight.transpose(Image.Transpose[turn]) if turn else straight
    assert wanted.size == turned.size
    assert np.abs(np.asarray(wanted, np.int16) - np.asarray(turned, np.int16)).mean() < 3


def _thumb(found: Examination) -> Image.Image:
    with Image.open(found.renditions[1].path) as image:
        return image.convert("RGB")
