"""Smaller copies: a decoded picture made to fit a box, upright, in sRGB and free of metadata.

Runs in child processes; knows no files.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image
from thumbhash import rgba_to_thumb_hash

from archive.media import colours
from archive.media.decoding import Picture, Size

QUALITY: Final = 82


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

_PLACEHOLDER_BOX: Final = (20, 20)  # a thumbhash keeps 7 x 7 waves: more pixels cost time and change nothing


def fit(size: Size, box: Size) -> Size:
    """The size that fills the box, never larger than ``size``, at least one pixel each way."""
    scale = min(box[0] / size[0], box[1] / size[1], 1.0)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def finish(picture: Picture, orientation: int, box: Size) -> tuple[Image.Image, tuple[str, ...]]:
    """The picture made to fit the box, upright, in sRGB (or grey) on white; and problems of its colours."""
    turned = orientation >= 5
    small = shrink(colours.scalable(picture.image), fit(picture.size, box[::-1] if turned else box))
    coloured, problems = colours.to_srgb(small, picture.image.info.get("icc_profile", b""))
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
