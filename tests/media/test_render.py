from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from archive.errors import UnsupportedMedia
from archive.media import decoding, examine, results, sniff
from archive.media.metadata import Metadata
from archive.media.render import PREVIEW, THUMB
from archive.media.results import Examination
from tests import photos, shared

RGB = tuple[int, int, int]


@pytest.fixture
def examined(tmp_path: Path) -> Examination:
    path = photos.saved(
        tmp_path / "a.jpg",
        photos.picture((3000, 2000)),
        exif=photos.exif({0x010F: "NIKON"}),
        comment=b"<?php",
    )
    return photos.examined(path, tmp_path)


def rendition(examination: Examination, spec: str = "preview") -> Image.Image:
    (made,) = (made for made in examination.renditions if made.spec == spec)
    image = Image.open(made.path)
    image.load()
    assert (made.width, made.height, made.bytes) == (*image.size, made.path.stat().st_size)
    return image


def corner(image: Image.Image, x: float, y: float) -> RGB:
    value = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(value, tuple)
    return value[0], value[1], value[2]


def assert_near(actual: RGB, wanted: RGB, by: int = 12) -> None:
    assert all(abs(a - b) <= by for a, b in zip(actual, wanted, strict=True)), (actual, wanted)


def test_preview_and_thumbnail_fit_their_boxes_and_keep_the_proportions(examined: Examination) -> None:
    assert (examined.width, examined.height) == (3000, 2000)
    assert rendition(examined, PREVIEW.name).size == (2048, 1365)
    assert rendition(examined, THUMB.name).size == (640, 427)


def test_renditions_carry_no_metadata_and_no_profile(examined: Examination) -> None:
    for spec in (PREVIEW.name, THUMB.name):
        image = rendition(examined, spec)
        assert image.format == "JPEG"
        assert not {"exif", "xmp", "photoshop", "icc_profile", "comment"} & image.info.keys()


@pytest.mark.parametrize("size", [(300, 200), (640, 640), (1, 1)])
def test_a_small_picture_is_never_enlarged(tmp_path: Path, size: tuple[int, int]) -> None:
    examined = photos.examined(photos.saved(tmp_path / "a.png", photos.picture(size)), tmp_path)
    assert {(made.width, made.height) for made in examined.renditions} == {size}


def test_a_line_of_pixels_has_a_rendition_one_pixel_high(tmp_path: Path) -> None:
    examined = photos.examined(photos.saved(tmp_path / "a.png", Image.new("L", (60_000, 1))), tmp_path)
    assert [(made.width, made.height) for made in examined.renditions] == [(2048, 1), (640, 1)]


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(tmp_path: Path, orientation: int, suffix: str) -> None:
    stored = photos.stored_as(photos.picture((400, 300)), orientation)
    path = photos.saved(tmp_path / f"a.{suffix}", stored, exif=photos.exif({0x0112: orientation}))
    examined = photos.examined(path, tmp_path)
    assert (examined.width, examined.height) == (400, 300)
    image = rendition(examined)
    assert image.size == (400, 300)
    assert_near(corner(image, 0.25, 0.25), photos.CORNERS["top left"])
    assert_near(corner(image, 0.75, 0.25), photos.CORNERS["top right"])
    assert_near(corner(image, 0.25, 0.75), photos.CORNERS["bottom left"])


@shared.needed
@pytest.mark.parametrize("orientation", range(2, 9))
def test_real_pictures_of_all_orientations_look_the_same(tmp_path: Path, orientation: int) -> None:
    def preview(number: int) -> Image.Image:
        into = tmp_path / str(number)
        into.mkdir()
        return rendition(photos.examined(shared.photo(f"metadata/orient-Landscape_{number}.jpg"), into))

    difference = ImageStat.Stat(ImageChops.difference(preview(1), preview(orientation)))
    assert max(difference.mean) < 6  # each was turned, then compressed anew; a wrong turn differs by 60


def test_wide_colours_are_brought_into_srgb(tmp_path: Path) -> None:
    """Green is greener in Adobe RGB, so the same numbers mean less red and more green; grey stays grey."""
    profile = _adobe_rgb()
    image = Image.new("RGB", (64, 32), (128, 128, 128))
    image.paste((120, 220, 120), (0, 0, 32, 32))
    path = photos.saved(tmp_path / "a.png", image, icc_profile=profile)
    shown = rendition(photos.examined(path, tmp_path))
    assert_near(corner(shown, 0.75, 0.5), (128, 128, 128), by=4)
    red, green, _ = corner(shown, 0.25, 0.5)
    assert red < 105
    assert green > 218


def _adobe_rgb() -> bytes:
    """A profile with the primaries and gamma of Adobe RGB (1998), built as an ICC v2 matrix profile."""
    import struct

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + fixed(*values)

    text = b"wide\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78),
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": xyz(0.14919, 0.06322, 0.74457),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv\0\0\0\0\0\0\0\1\x02\x33\0\0"),
    }
    directory, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        directory += name + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(data))
        body += padded
    header = bytearray(128)
    struct.pack_into(
        ">I4sI4s4s4s",
        header,
        0,
        132 + 12 * len(tags) + len(body),
        b"none",
        0x02100000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
    )
    header[36:40] = b"acsp"
    header[68:80] = fixed(0.9642, 1.0, 0.8249)
    return bytes(header) + directory + body


def test_pictures_that_are_srgb_already_keep_their_very_colours(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = photos.saved(tmp_path / "a.png", Image.new("RGB", (8, 8), (10, 200, 90)), icc_profile=profile)
    assert_near(corner(rendition(photos.examined(path, tmp_path)), 0.5, 0.5), (10, 200, 90), by=3)


def test_a_broken_profile_is_named_and_the_picture_shown_without(tmp_path: Path) -> None:
    path = photos.saved(tmp_path / "a.png", icc_profile=b"no profile at all")
    examined = photos.examined(path, tmp_path)
    assert "colour profile" in examined.metadata.problems[-1]
    assert_near(corner(rendition(examined), 0.25, 0.25), photos.CORNERS["top left"])


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "RGBA", "LA", "I;16", "F"])
def test_every_kind_of_pixel_becomes_a_picture_for_the_screen(tmp_path: Path, mode: str) -> None:
    image = photos.picture().convert("L")
    if mode == "I;16":
        image = image.convert("I").point(lambda value: value * 256).convert("I;16")
    path = photos.saved(tmp_path / "a.tif", image.convert(mode))
    shown = rendition(photos.examined(path, tmp_path))
    assert shown.mode in {"L", "RGB"}
    light, dark = corner(shown, 0.75, 0.75)[0], corner(shown, 0.25, 0.75)[0]
    assert light > 240
    assert dark < 100


def test_transparency_is_shown_on_white(tmp_path: Path) -> None:
    path = photos.saved(tmp_path / "a.png", Image.new("RGBA", (20, 20), (255, 0, 0, 0)))
    assert_near(corner(rendition(photos.examined(path, tmp_path)), 0.5, 0.5), (255, 255, 255), by=2)


def test_of_an_animation_the_first_frame_is_shown(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("blue", "red")]
    path = photos.saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    assert_near(corner(rendition(photos.examined(path, tmp_path)), 0.5, 0.5), (0, 0, 255))


def test_a_picture_that_lacks_only_its_end_marker_is_taken_in_and_named(tmp_path: Path) -> None:
    for name, data in {"last byte": photos.jpeg()[:-1], "both": photos.jpeg()[:-2]}.items():
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(data)
        assert "breaks off" in photos.examined(path, tmp_path).metadata.problems[0]


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("kept", [0.5, 0.8, 0.97, 0.995])
def test_a_picture_that_lacks_a_part_is_refused(tmp_path: Path, kept: float, progressive: bool) -> None:
    noise = Image.effect_noise((400, 300), 60).convert("RGB")
    whole = BytesIO()
    noise.save(whole, "JPEG", quality=90, progressive=progressive)
    path = tmp_path / "cut.jpg"
    path.write_bytes(whole.getvalue()[: int(len(whole.getvalue()) * kept)])
    with pytest.raises(UnsupportedMedia) as caught:
        photos.examined(path, tmp_path)
    assert caught.value.code == "damaged"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = photos.saved(tmp_path / "a.png", Image.new("1", (13_000, 13_000)))
    with pytest.raises(UnsupportedMedia, match="150 megapixels") as caught:
        decoding.decode(path, sniff.PNG, PREVIEW.box)
    assert caught.value.code == "too-large"


def test_a_placeholder_is_what_the_thumbhash_library_of_the_browser_expects(tmp_path: Path) -> None:
    """The first three bytes hold the mean colour, opaque (thumbhash's reference description)."""
    examined = photos.examined(photos.saved(tmp_path / "a.png", Image.new("RGB", (90, 60), "white")), tmp_path)
    header = int.from_bytes(base64.b64decode(examined.placeholder)[:3], "little")
    lightness, has_alpha = header & 63, header >> 23
    assert (lightness, has_alpha) == (63, 0)


def test_one_jpeg_of_any_box_can_be_made_with_the_metadata_inside(tmp_path: Path) -> None:
    path = photos.saved(tmp_path / "a.jpg", photos.picture((300, 400)), exif=photos.exif({0x0112: 6}))
    made = results.written(
        examine.make(path, "image/jpeg", (200, 200), Metadata(credit="National Library", orientation=6)), tmp_path
    )
    with Image.open(made.path) as image:
        assert image.size == (200, 150)
        assert b"National Library" in image.info["xmp"]
        assert image.getexif().get(0x0112, 1) == 1
        assert_near(corner(image, 0.75, 0.25), photos.CORNERS["top left"])
