"""Colours: whatever a file's numbers mean, brought to sRGB or grey on white, as every screen shows it."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

from archive.text import Message

_LARGEST_PROFILE: Final = 4 << 20


def scalable(image: Image.Image) -> Image.Image:
    """The image in a mode that can be scaled: L, RGB, CMYK, LAB, or RGBA where it has transparency."""
    if image.mode in ("L", "RGB", "CMYK", "LAB") and "transparency" not in image.info:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("I", "F"):
        return _stretched(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, tuple[str, ...]]:
    """A scalable image in sRGB, without transparency; and what hindered its colours, in sentences."""
    problems: tuple[str, ...] = ()
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    if image.mode == "LAB":  # has no other meaning than its own
        return _lab().apply(image), ()
    if profile is None:  # Pillow's word for a profile in parts of which some are missing
        problems = (Message("The colour profile is not complete, and was not used."),)
    elif profile:
        try:
            if transform := _transform(profile, image.mode):
                image = transform.apply(image)
        except (ImageCms.PyCMSError, ValueError, OSError) as error:
            problems = (Message("The colour profile cannot be used: %(why)s.", why=str(error).rstrip(".")[:200]),)
    return image if image.mode in ("L", "RGB") else image.convert("RGB"), problems


def _stretched(image: Image.Image) -> Image.Image:
    """Numbers of unstated range as grey, from the least to the most there is."""
    low, high = image.getextrema()
    scale = 255 / (high - low) if high > low else 0  # type: ignore[operator]
    return image.point(lambda value: value * scale - low * scale).convert("L")  # type: ignore[operator]


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way from a profile to sRGB; None where there is nothing to do. Cameras repeat theirs."""
    if len(profile) > _LARGEST_PROFILE:
        raise ValueError(f"it is larger than {_LARGEST_PROFILE >> 20} MB")
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    if mode == "RGB" and "sRGB" in (source.profile.profile_description or ""):
        return None
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")


@lru_cache(maxsize=1)
def _lab() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
