"""Pixels: decode a picture safely, and make it smaller, upright, sRGB and free of metadata.

Runs in child processes; reads the file it is given and never writes one.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms
from thumbhash import rgba_to_thumb_hash

from archive.errors import UnsupportedMedia
from archive.media import sniff
from archive.media.sniff import Kind

QUALITY: Final = 82

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RenditionSpec:
    """A kind of smaller copy: it fits into ``box``, and is never larger than the original."""

    name: str
    box: Size


WEB: Final = RenditionSpec("web", (1600, 1600))
PREVIEW: Final = RenditionSpec("preview", (2048, 2048))
THUMB: Final = RenditionSpec("thumb", (640, 640))

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture of each EXIF orientation upright (EXIF 3.0, 4.6.5)."""

_LARGEST_PROFILE: Final = 4 << 20
_PLACEHOLDER_BOX: Final = (32, 32)  # a thumbhash keeps 7 x 7 waves: more pixels cost time and change nothing

# Pillow warns above its limit, and raises above twice its limit.
Image.MAX_IMAGE_PIXELS = sniff.MAX_PIXELS // 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture. ``image`` may be smaller than ``size``, the stored one: JPEGs are decoded scaled."""

    image: Image.Image
    size: Size
    problems: tuple[str, ...] = ()


def decode(path: Path, kind: Kind, box: Size) -> Picture:
    """Decode a picture, at least as large as it needs to be to fill ``box``.

    Raises UnsupportedMedia for what is too large, and whatever the decoder raises for what is damaged.
    """
    if kind is sniff.HEIC:
        _register_heif()
    try:
        image: Image.Image = Image.open(path, formats=[kind.decoder])
    except Image.DecompressionBombError:
        raise UnsupportedMedia(
            f"The picture has more than {sniff.MAX_PIXELS // 1_000_000} megapixels, which is the limit.",
            code="too-large",
        ) from None
    except ValueError as error:
        if "Decompressed data too large" not in str(error):
            raise
        raise UnsupportedMedia(
            "A part of the file unpacks to far more than a photo needs: it may be an attack.",
            code="too-large",
        ) from None
    with image:
        size = image.size
        _draft(image, box)
        try:
            image.load()
        except OSError as error:
            if kind is not sniff.JPEG or "truncated" not in str(error):
                raise
            image = _decode_endless(path, box)
            return Picture(image, size, ("The file breaks off just after the picture; the picture is whole.",))
        return Picture(image, size)


def fit(size: Size, box: Size) -> Size:
    """The size that fills the box, never larger than ``size``, at least one pixel each way."""
    scale = min(box[0] / size[0], box[1] / size[1], 1.0)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def finish(picture: Picture, orientation: int, box: Size) -> tuple[Image.Image, tuple[str, ...]]:
    """The picture made to fit the box, upright, in sRGB (or grey) on white; and problems of its colours."""
    turned = orientation >= 5
    small = shrink(_plain(picture.image), fit(picture.size, box[::-1] if turned else box))
    coloured, problems = _srgb(small, picture.image.info.get("icc_profile", b""))
    upright = coloured.transpose(_TURNS[orientation]) if orientation in _TURNS else coloured
    upright.info = {}  # Pillow would write the comment into the JPEG
    return upright, problems


def shrink(image: Image.Image, size: Size) -> Image.Image:
    """The image at this size. ``reducing_gap`` halves in whole steps first, fast and unseen."""
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def jpeg(image: Image.Image) -> bytes:
    """The image as a plain JPEG, without metadata."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def placeholder(image: Image.Image) -> str:
    """A thumbhash in base64: some 20 bytes that a page can paint before the picture is there."""
    small = shrink(image, fit(image.size, _PLACEHOLDER_BOX)).convert("RGBA")
    values: Sequence[int] = rgba_to_thumb_hash(*small.size, list(small.tobytes()))
    return base64.b64encode(bytes(values)).decode("ascii")


def _register_heif() -> None:
    # Late: most archives hold few HEICs, and this costs a child 20 ms.
    import pi_heif

    pi_heif.register_heif_opener()


def _draft(image: Image.Image, box: Size) -> None:
    """Let the JPEG decoder scale by 1/2, 1/4 or 1/8, down to the wanted size at most."""
    if image.format in ("JPEG", "MPO"):
        side = max(box)
        image.draft(None, fit(image.size, (side, side)))


def _decode_endless(path: Path, box: Size) -> Image.Image:
    """Decode a JPEG that lacks its end marker, if that is all it lacks. Raises UnsupportedMedia otherwise.

    The proof: bytes added behind the last block of a whole picture are ignored, whereas a picture that is cut
    off takes them for picture data, and looks different.
    """
    data = path.read_bytes().rstrip(b"\xff")
    image, other = (_decode_bytes(data + tail + b"\xff\xd9", box) for tail in (b"", b"\x5a\x96\xc3" * 100))
    if image.tobytes() != other.tobytes():
        raise UnsupportedMedia("The file is cut off: part of the picture is missing.", code="damaged")
    return image


def _decode_bytes(data: bytes, box: Size) -> Image.Image:
    image = Image.open(BytesIO(data), formats=["JPEG"])
    _draft(image, box)
    image.load()
    return image


def _plain(image: Image.Image) -> Image.Image:
    """The image in a mode that can be scaled: L, RGB, CMYK, or RGBA where it has transparency."""
    if image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("I", "F"):
        return _stretched(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """Numbers of unstated range as grey, from the least to the most there is."""
    low, high = image.getextrema()
    scale = 255 / (high - low) if high > low else 0  # type: ignore[operator]
    return image.point(lambda value: value * scale - low * scale).convert("L")  # type: ignore[operator]


def _srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, tuple[str, ...]]:
    """The image in sRGB, without transparency."""
    problems: tuple[str, ...] = ()
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    if profile is None:  # Pillow's word for a profile in parts of which some are missing
        problems = ("The colour profile is not complete, and was not used.",)
    elif profile:
        try:
            image = _by_profile(image, profile)
        except (ImageCms.PyCMSError, ValueError, OSError) as error:
            problems = (f"The colour profile cannot be used: {str(error).rstrip('.')[:200]}.",)
    return image if image.mode in ("L", "RGB") else image.convert("RGB"), problems


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    transform = _transform(profile, image.mode)
    return transform.apply(image) if transform else image


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way from a profile to sRGB; None where there is nothing to do. Cameras repeat theirs."""
    if len(profile) > _LARGEST_PROFILE:
        raise ValueError(f"it is larger than {_LARGEST_PROFILE >> 20} MB")
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    if mode == "RGB" and "sRGB" in (source.profile.profile_description or ""):
        return None
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
