"""One file from bytes to values: what it is, what it says, what it looks like smaller.

Runs in child processes: everything here meets bytes that somebody else made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from archive.errors import Invalid, UnsupportedMedia
from archive.media import reader, render, results, sniff
from archive.media.metadata import Metadata
from archive.media.render import PREVIEW, THUMB, Size
from archive.media.results import Examination, MadeRendition
from archive.media.sniff import Kind


def examine(path: Path, into: Path) -> Examination:
    """Examine a file, and write its preview and thumbnail into a folder. Raises UnsupportedMedia."""
    kind = sniff.identify(path)
    with _blaming_the_file(kind):
        picture = render.decode(path, kind, PREVIEW.box)
        metadata = reader.read(picture.image, path)
        orientation = _remaining_orientation(kind, metadata)
        preview, colour_problems = render.finish(picture, orientation, PREVIEW.box)
        width, height = picture.size[::-1] if orientation >= 5 else picture.size
        thumb = render.shrink(preview, render.fit((width, height), THUMB.box))
        placeholder = render.placeholder(thumb)
        encoded = [(spec, image.size, render.jpeg(image)) for spec, image in ((PREVIEW, preview), (THUMB, thumb))]
    return Examination(
        media_type=kind.media_type,
        extension=kind.extension,
        width=width,
        height=height,
        metadata=replace(metadata, problems=picture.problems + metadata.problems + colour_problems),
        placeholder=placeholder,
        renditions=tuple(_write(into, spec.name, data, size) for spec, size, data in encoded),
    )


def make(path: Path, media_type: str, box: Size, into: Path, embed: Metadata | None) -> MadeRendition:
    """Make one JPEG that fits a box, and write it into a folder; with metadata inside where it is given."""
    kind = sniff.KINDS[media_type]
    with _blaming_the_file(kind):
        picture = render.decode(path, kind, box)
        orientation = _remaining_orientation(kind, reader.read(picture.image, path))
        image, _ = render.finish(picture, orientation, box)
        data = _encoded(image, embed)
    return _write(into, f"{box[0]}x{box[1]}", data, image.size)


@contextmanager
def _blaming_the_file(kind: Kind) -> Iterator[None]:
    """Turn whatever goes wrong between opening a picture and having it into the refusal of the file."""
    try:
        yield
    except Invalid:
        raise
    except MemoryError:
        raise UnsupportedMedia("The picture needs more memory than one may have.", code="too-large") from None
    except UnidentifiedImageError:  # its own message names our path
        raise UnsupportedMedia(
            f"The picture is damaged: it begins like {kind.media_type}, and goes on otherwise.",
            code="damaged",
        ) from None
    except Exception as error:  # decoders raise anything from IndexError to SyntaxError on damaged bytes
        reason = str(error)[:200].rstrip(".") or type(error).__name__
        raise UnsupportedMedia(f"The picture is damaged: {reason}.", code="damaged") from error


def _remaining_orientation(kind: Kind, metadata: Metadata) -> int:
    """How the decoded picture has yet to be turned: Pillow turns TIFF by itself."""
    return 1 if kind is sniff.TIFF else metadata.orientation


def _encoded(image: Image.Image, embed: Metadata | None) -> bytes:
    if embed is None:
        return render.jpeg(image)
    from archive.media.embed import encode  # late: examining never needs the writer

    return encode(image, replace(embed, orientation=1), quality=render.QUALITY)


def _write(into: Path, spec: str, data: bytes, size: Size) -> MadeRendition:
    target = results.place(into, spec)
    target.write_bytes(data)
    return MadeRendition(spec, target, *size, len(data))
