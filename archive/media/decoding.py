"""Pixels out of bytes: opens a picture of any kind within limits, and decodes it no larger than is asked for.

Runs in child processes; reads the file it is given and never writes one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from PIL import Image, UnidentifiedImageError

from archive.errors import UnsupportedMedia
from archive.media import gif, sniff, tiff
from archive.media.sniff import Kind
from archive.media.source import Readable
from archive.text import Message

Size = tuple[int, int]

_FRAMES_BY_PILLOW: Final = frozenset({sniff.PNG, sniff.WEBP, sniff.AVIF, sniff.HEIC})
"""Where it knows their number without unpacking them. More JPEGs in a JPEG are gain maps and the like."""

_BITS, _SAMPLE_FORMAT = 0x0102, 0x0153
_JXL_BLOCKS: Final = {"icc": "icc_profile", "exif": "exif", "xmp": "xmp"}

# Pillow warns above its limit, and raises above twice its limit.
Image.MAX_IMAGE_PIXELS = sniff.MAX_PIXELS // 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture. ``image`` may be smaller than ``size``, the stored one: JPEGs are decoded scaled."""

    image: Image.Image
    size: Size
    problems: tuple[str, ...] = ()
    frames: int = 1


def decode(source: Readable, kind: Kind, box: Size) -> Picture:
    """Decode a picture, at least as large as it needs to be to fill ``box``.

    Raises UnsupportedMedia for what is too large, and whatever the decoder raises for what is damaged.
    """
    if kind is sniff.JXL:
        with source.open("rb") as stream:
            return _decode_jxl(stream.read())
    if kind is sniff.JPEG:
        return decode_jpeg(source, box)
    if kind is sniff.HEIC:
        _register_heif()
    with _opened(source, kind) as image:
        frames = _frames(image, source, kind)
        image.load()  # may turn it, or find another size than the file states
        return Picture(image, image.size, frames=frames)


def decode_jpeg(source: Readable, box: Size) -> Picture:
    """Decode a JPEG, scaled by its decoder to 1/2, 1/4 or 1/8 where that still fills the box."""
    with _opened(source, sniff.JPEG) as image:
        size = image.size
        _draft(image, box)
        try:
            image.load()
        except OSError as error:
            if "truncated" not in str(error):
                raise
            with source.open("rb") as stream:
                data = stream.read()
            problem = Message("The file breaks off just after the picture; the picture is whole.")
            return Picture(_decode_endless(data, box), size, (problem,))
        return Picture(image, size)


@contextmanager
def _opened(source: Readable, kind: Kind) -> Iterator[Image.Image]:
    """A picture whose size has been read and is within limits. Raises UnsupportedMedia."""
    with source.open("rb") as stream, _open(stream, source, kind) as image:
        yield image


def _open(stream: BinaryIO, source: Readable, kind: Kind) -> Image.Image:
    try:
        return Image.open(stream, formats=[kind.decoder])
    except Image.DecompressionBombError:
        raise _too_large() from None
    except UnidentifiedImageError:
        if kind is sniff.TIFF:
            _refuse_rare_samples(source)
        raise
    except ValueError as error:
        if "Decompressed data too large" not in str(error):
            raise
        raise UnsupportedMedia(
            Message("A part of the file unpacks to far more than a photo needs: it may be an attack."),
            code="too-large",
        ) from None


def _too_large() -> UnsupportedMedia:
    return UnsupportedMedia(
        Message(
            "The picture has more than %(most)s megapixels, which is the limit.", most=sniff.MAX_PIXELS // 1_000_000
        ),
        code="too-large",
    )


def _refuse_rare_samples(source: Readable) -> None:
    """Say so where a TIFF is sound, but of a kind that scientific instruments write: no decoder of ours reads it."""
    with tiff.mapped(source) as data:
        first = next(tiff.directories(data), None)
        bits, form = (first.number(_BITS) or 1, first.number(_SAMPLE_FORMAT) or 1) if first else (1, 1)
    if bits > 16 or form != 1:
        raise UnsupportedMedia(
            Message(
                "This is a TIFF of %(bits)s bits a colour, which cannot be shown. Save it with 8 or 16 bits.", bits=bits
            ),
            code="unsupported-tiff",
        )


def _register_heif() -> None:
    # Late: most archives hold few HEICs, and this costs a child 20 ms.
    import pi_heif

    pi_heif.register_heif_opener()


def _draft(image: Image.Image, box: Size) -> None:
    side = max(box)  # the picture may yet be turned
    scale = min(1.0, side / image.width, side / image.height)
    image.draft(None, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))


def _decode_endless(data: bytes, box: Size) -> Image.Image:
    """Decode a JPEG that lacks its end marker, if that is all it lacks. Raises UnsupportedMedia otherwise.

    The proof: bytes added behind the last block of a whole picture are ignored, whereas a picture that is cut
    off takes them for picture data, and looks different.
    """
    data = data.rstrip(b"\xff")
    image, other = (_decode_bytes(data + tail + b"\xff\xd9", box) for tail in (b"", b"\x5a\x96\xc3" * 100))
    if image.tobytes() != other.tobytes():
        raise UnsupportedMedia(Message("The file is cut off: part of the picture is missing."), code="damaged")
    return image


def _decode_bytes(data: bytes, box: Size) -> Image.Image:
    image = Image.open(BytesIO(data), formats=["JPEG"])
    _draft(image, box)
    image.load()
    return image


def _decode_jxl(data: bytes) -> Picture:
    # Late, like HEIF. Not its Pillow plug-in, which copies the pixels twice.
    try:
        import pylibjxl
    except ImportError:
        raise UnsupportedMedia(
            Message("JPEG XL cannot be read on this system. Send a JPEG of it."), code="unknown-format"
        ) from None
    about = pylibjxl.probe(data)
    if about["width"] * about["height"] > sniff.MAX_PIXELS:
        raise _too_large()
    pixels, blocks = pylibjxl.decode(data, metadata=True)
    image = Image.fromarray(pixels)
    image.info |= {name: blocks[block] for block, name in _JXL_BLOCKS.items() if blocks.get(block)}
    return Picture(image, image.size)


def _frames(image: Image.Image, source: Readable, kind: Kind) -> int:
    """Pages, frames or layers; all but the first are kept in the original alone."""
    if kind is sniff.GIF:
        with source.open("rb") as stream:
            return max(1, sum(1 for _ in gif.frames(stream)))
    if kind is sniff.TIFF:
        with tiff.mapped(source) as data:
            return max(1, tiff.pages(data))
    return int(getattr(image, "n_frames", 1)) if kind in _FRAMES_BY_PILLOW else 1
