"""What bytes are, told by the bytes: a file's name and its claimed type are never asked.

Reads a few hundred bytes, of TIFFs the directories; pixels and metadata are never parsed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Final

from archive.errors import UnsupportedMedia
from archive.media import gif, raw, tiff
from archive.media.source import Readable
from archive.text import Message

MAX_PIXELS: Final = 150_000_000
"""Larger pictures are refused before they are decoded."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken in. ``decoder`` is Pillow's name for it; raw files have none."""

    media_type: str
    extension: str
    name: str
    decoder: str = ""

    @property
    def is_raw(self) -> bool:
        """Whether it is what a camera's sensor saw, shown by a picture found within."""
        return not self.decoder


JPEG = Kind("image/jpeg", "jpg", "JPEG", "JPEG")
PNG = Kind("image/png", "png", "PNG", "PNG")
TIFF = Kind("image/tiff", "tif", "TIFF", "TIFF")
WEBP = Kind("image/webp", "webp", "WebP", "WEBP")
GIF = Kind("image/gif", "gif", "GIF", "GIF")
AVIF = Kind("image/avif", "avif", "AVIF", "AVIF")
HEIC = Kind("image/heic", "heic", "HEIC", "HEIF")
JXL = Kind("image/jxl", "jxl", "JPEG XL", "JXL")

DNG = Kind("image/x-adobe-dng", "dng", "DNG")
CR2 = Kind("image/x-canon-cr2", "cr2", "Canon CR2")
CR3 = Kind("image/x-canon-cr3", "cr3", "Canon CR3")
CRW = Kind("image/x-canon-crw", "crw", "Canon CRW")
RAF = Kind("image/x-fujifilm-raf", "raf", "Fujifilm RAF")
ORF = Kind("image/x-olympus-orf", "orf", "Olympus ORF")
RW2 = Kind("image/x-panasonic-rw2", "rw2", "Panasonic RW2")
X3F = Kind("image/x-sigma-x3f", "x3f", "Sigma X3F")
RAW = Kind("image/x-raw", "raw", "camera raw")

_RAW_BY_MAKE: Final = {
    "NIKON": Kind("image/x-nikon-nef", "nef", "Nikon NEF"),
    "SONY": Kind("image/x-sony-arw", "arw", "Sony ARW"),
    "PENTAX": (PEF := Kind("image/x-pentax-pef", "pef", "Pentax PEF")),
    "RICOH": PEF,
    "KODAK": Kind("image/x-kodak-kdc", "kdc", "Kodak KDC"),
    "SAMSUNG": Kind("image/x-samsung-srw", "srw", "Samsung SRW"),
    "HASSELBLAD": Kind("image/x-hasselblad-3fr", "3fr", "Hasselblad 3FR"),
    "EPSON": Kind("image/x-epson-erf", "erf", "Epson ERF"),
    "LEICA": Kind("image/x-leica-rwl", "rwl", "Leica RWL"),
    "PHASE ONE": Kind("image/x-phaseone-iiq", "iiq", "Phase One IIQ"),
}
"""Raw formats that are TIFF throughout: who made the camera tells them apart."""

KINDS: Final = {
    kind.media_type: kind
    for kind in (
        *(JPEG, PNG, TIFF, WEBP, GIF, AVIF, HEIC, JXL),
        *(DNG, CR2, CR3, CRW, RAF, ORF, RW2, X3F, RAW),
        *_RAW_BY_MAKE.values(),
    )
}
"""Every kind that is taken in, by media type."""

_MAGIC: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),  # BigTIFF
    (b"MM\0+", TIFF),
    (b"\xff\x0a", JXL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", JXL),
    (b"II\x1a\0\0\0HEAPCCDR", CRW),
    (b"FUJIFILMCCD-RAW", RAF),
    (b"FOVb", X3F),
    (b"IIRO", ORF),
    (b"IIRS", ORF),
    (b"MMOR", ORF),
    (b"IIU\0", RW2),
)

# ISO base media files (ISO/IEC 14496-12): the brand in the first box says what they are.
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

_OTHERS: Final = (
    (b"8BPS", Message("a Photoshop document")),
    (b"\0MRM", Message("a Minolta MRW raw file")),
    (b"\0\0\0\x0cjP  ", Message("a JPEG 2000 picture")),
    (b"\xff\x4f\xff\x51", Message("a JPEG 2000 picture")),
    (b"BM", Message("a Windows bitmap")),
    (b"\0\0\1\0", Message("a Windows icon")),
    (b"%PDF", Message("a PDF document")),
    (b"%!PS", Message("a PostScript file")),
    (b"\xc5\xd0\xd3\xc6", Message("a PostScript file")),
    (b"PK\3\4", Message("a ZIP archive")),
    (b"MZ", Message("a Windows program")),
    (b"\x7fELF", Message("a program")),
    (b"#!", Message("a script")),
)

_MARKUP: Final = (
    (b"<svg", Message("an SVG drawing")),
    (b"<html", Message("a web page")),
    (b"<!doctype html", Message("a web page")),
)

_WELCOME: Final = Message("JPEG, PNG, TIFF, WebP, GIF, AVIF, HEIC, JPEG XL or a camera's raw file")
_PHOTOMETRIC, _MAKE = 0x0106, 0x010F


def identify(source: Readable) -> Kind:
    """Tell what a file is from its content. Raises UnsupportedMedia where it is nothing that we take in."""
    with source.open("rb") as stream:
        head = stream.read(512)
        if not head:
            raise UnsupportedMedia(Message("The file is empty."), code="empty")
        kind = _kind(head)
        if kind is TIFF:
            return _raw_in_tiff(source, head) or TIFF
        if kind is GIF:
            _refuse_large_frames(stream)
        return kind


def _kind(head: bytes) -> Kind:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _kind_by_brand(head)
    raise _unknown_refused(_name_of(head))


def _kind_by_brand(head: bytes) -> Kind:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, size, 4)}
    if major == b"crx ":
        return CR3
    if brands & _AVIF_BRANDS:
        return AVIF
    if brands & _HEIC_BRANDS:
        return HEIC
    raise _unknown_refused(Message("a video"))


def _name_of(head: bytes) -> str:
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF":
        return Message("a video or sound")
    text = head.lower()
    return next((name for magic, name in _MARKUP if magic in text), "")


def _raw_in_tiff(source: Readable, head: bytes) -> Kind | None:
    """The raw format that a TIFF turns out to be; None for a plain TIFF."""
    if head[8:10] == b"CR":
        return CR2
    if head[2:4] not in (b"*\0", b"\0*") or len(head) < 8:
        return None
    with tiff.mapped(source) as data:
        found = list(tiff.directories(data))
        if not found:
            return None
        if raw.DNG_VERSION in found[0].entries:
            return DNG
        if not any(directory.number(_PHOTOMETRIC) in raw.SENSOR_DATA for directory in found):
            return None
        make = found[0].text(_MAKE).upper()
    return next((kind for word, kind in _RAW_BY_MAKE.items() if word in make), RAW)


def _refuse_large_frames(stream: BinaryIO) -> None:
    """Refuse a GIF that hides a huge frame behind a small canvas: who shows all frames would unfold it."""
    for width, height in gif.frames(stream):
        if width * height > MAX_PIXELS:
            raise UnsupportedMedia(
                Message(
                    "A frame of this GIF is %(width)s x %(height)s pixels; the limit is %(most)s megapixels.",
                    width=width,
                    height=height,
                    most=MAX_PIXELS // 1_000_000,
                ),
                code="too-large",
            )


def _unknown_refused(name: str) -> UnsupportedMedia:
    sentence = (
        Message("This is %(name)s, not a photo that can be taken in. Send %(kinds)s.", name=name, kinds=_WELCOME)
        if name
        else Message("This is not a photo that can be taken in. Send %(kinds)s.", kinds=_WELCOME)
    )
    return UnsupportedMedia(sentence, code="unknown-format")
