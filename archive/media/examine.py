"""One file from bytes to values: what it is, what it says, what it looks like smaller.

Runs in child processes: everything here meets bytes that somebody else made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from archive.errors import Invalid, UnsupportedMedia
from archive.media import likeness, looking, render, sniff, xmp
from archive.media.decoding import Size
from archive.media.metadata import Metadata
from archive.media.render import PREVIEW, THUMB
from archive.media.results import Copy, Examination
from archive.media.sniff import Kind
from archive.media.source import Readable
from archive.text import Message


def examine(source: Readable) -> tuple[Examination, tuple[Copy, ...]]:
    """Examine a file, and make its preview and thumbnail. Raises UnsupportedMedia."""
    kind = sniff.identify(source)
    with _blaming_the_file(kind):
        seen = looking.look(source, kind, PREVIEW.box)
        preview, colour_problems = render.finish(seen.picture, seen.turn, PREVIEW.box)
        thumb = render.shrink(preview, render.fit(seen.upright, THUMB.box))
        examination = Examination(
            media_type=kind.media_type,
            extension=kind.extension,
            role="raw" if kind.is_raw else "photo",
            width=seen.size[0],
            height=seen.size[1],
            metadata=replace(seen.metadata, problems=seen.picture.problems + seen.metadata.problems + colour_problems),
            placeholder=render.placeholder(thumb),
            likeness=likeness.signature(thumb),
            frames=seen.picture.frames,
        )
        copies = ((PREVIEW.name, preview), (THUMB.name, thumb))
        return examination, tuple(Copy(spec, image.size, render.jpeg(image)) for spec, image in copies)


def make(source: Readable, media_type: str, box: Size, embed: Metadata | None) -> Copy:
    """Make one JPEG that fits a box; with metadata inside where it is given."""
    kind = sniff.KINDS[media_type]
    with _blaming_the_file(kind):
        seen = looking.look(source, kind, box)
        image, _ = render.finish(seen.picture, seen.turn, box)
        return Copy(f"{box[0]}x{box[1]}", image.size, _encoded(image, embed))


def sidecar(source: Readable) -> Metadata:
    """What an XMP sidecar says of the photo that it stands beside. Raises UnsupportedMedia."""
    with source.open("rb") as stream:
        data = stream.read(xmp.LARGEST + 1)
    if len(data) > xmp.LARGEST:
        raise UnsupportedMedia(
            Message("The sidecar is larger than %(most)s MB; it is no description of a photo.", most=xmp.LARGEST >> 20),
            code="too-large",
        )
    said = xmp.sidecar(data)
    if said.problems and not said.tags:
        raise UnsupportedMedia(Message("This is no XMP sidecar: %(why)s", why=said.problems[0]), code="damaged")
    return said


@contextmanager
def _blaming_the_file(kind: Kind) -> Iterator[None]:
    """Turn whatever goes wrong between opening a picture and having it into the refusal of the file."""
    try:
        yield
    except Invalid:
        raise
    except MemoryError:
        raise UnsupportedMedia(Message("The picture needs more memory than one may have."), code="too-large") from None
    except UnidentifiedImageError:  # its own message names our path
        raise UnsupportedMedia(
            Message("The picture is damaged: it begins like %(kind)s, and goes on otherwise.", kind=kind.name),
            code="damaged",
        ) from None
    except Exception as error:  # decoders raise anything from IndexError to SyntaxError on damaged bytes
        reason = str(error)[:200].rstrip(".") or type(error).__name__
        raise UnsupportedMedia(Message("The picture is damaged: %(why)s.", why=reason), code="damaged") from error


def _encoded(image: Image.Image, embed: Metadata | None) -> bytes:
    if embed is None:
        return render.jpeg(image)
    from archive.media.embed import encode  # late: examining never needs the writer

    return encode(image, replace(embed, orientation=1), quality=render.QUALITY)
