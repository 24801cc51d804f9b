"""Records with plain defaults, for tests that need many and do not care how they came."""

from __future__ import annotations

import hashlib
import io
import itertools
import struct
from collections.abc import Sequence
from datetime import datetime

from PIL import Image

from archive.model import Actor, Asset, Event, Original, Person, Status
from archive.services import authorities, ingest
from archive.services.authorities import EventDraft, Name, PersonDraft
from archive.services.ingest import Receipt
from archive.work import Archive, Work

_counter = itertools.count(1)


def jpeg(width: int = 90, height: int = 60, *, taken: str = "", exif: dict[int, object] | None = None) -> bytes:
    """A small JPEG unlike any other made in this run; ``taken`` as EXIF writes it, "2020:10:08 11:03:20"."""
    return seeded_jpeg(next(_counter), width, height, taken=taken, exif=exif)


def seeded_jpeg(
    number: int, width: int = 90, height: int = 60, *, taken: str = "", exif: dict[int, object] | None = None
) -> bytes:
    """The same JPEG for the same number, unlike that of any other."""
    colour = (number * 37 % 256, number * 91 % 256, number // 256 % 256)
    image = Image.new("RGB", (width, height), colour)
    tags = Image.Exif()
    tags[0x010E] = f"picture {number}"
    for tag, value in (exif or {}).items():
        tags[tag] = value
    if taken:
        tags.get_ifd(0x8769)[0x9003] = taken
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, exif=tags)
    return out.getvalue()


def dng(taken: str = "2020:10:08 11:03:20", camera: str = "D3300") -> bytes:
    """A camera raw unlike any other made in this run: a TIFF of a preview, with a sensor's marks (DNG 1.4)."""
    shown = jpeg(300, 200)
    shot = _directory(((0x9003, 2, taken.encode() + b"\0"),), 0)
    tags = [
        (0x00FE, 4, 1), (0x0100, 4, 300), (0x0101, 4, 200), (0x0102, 3, 8), (0x0103, 3, 7), (0x0106, 3, 6),
        (0x010F, 2, b"NIKON CORPORATION\0"), (0x0110, 2, camera.encode() + b"\0"), (0x0111, 4, 0), (0x0115, 3, 3),
        (0x0116, 4, 200), (0x0117, 4, len(shown)), (0x8769, 4, 0), (0xC612, 1, bytes((1, 4, 0, 0))),
    ]  # fmt: skip
    length = len(_directory(tags, 8))
    places = {0x8769: 8 + length, 0x0111: 8 + length + len(shot)}
    shot = _directory(((0x9003, 2, taken.encode() + b"\0"),), 8 + length)
    first = _directory([(tag, kind, places.get(tag, value)) for tag, kind, value in tags], 8)
    return struct.pack("<2sHI", b"II", 42, 8) + first + shot + shown


def _directory(tags: Sequence[tuple[int, int, int | bytes]], at: int) -> bytes:
    """A TIFF directory that stands at this place, with what does not fit its entries behind it."""
    entries, behind = b"", b""
    end = at + 2 + 12 * len(tags) + 4
    for tag, kind, value in tags:
        if isinstance(value, int):
            packed, count = struct.pack("<I" if kind == 4 else "<Hxx", value), 1
        else:
            packed, count = value.ljust(4, b"\0"), len(value)
            if len(packed) > 4:
                packed, behind = struct.pack("<I", end + len(behind)), behind + packed + bytes(len(packed) % 2)
        entries += struct.pack("<HHI", tag, kind, count) + packed
    return struct.pack("<H", len(tags)) + entries + bytes(4) + behind


def take_in(
    archive: Archive,
    actor: Actor,
    content: bytes | None = None,
    name: str = "DSC_0001.JPG",
    *,
    event_id: int | None = None,
    publish: bool = False,
) -> Receipt:
    """Take in one file by the real way."""
    with archive.begin(actor) as work:
        accession_id = ingest.open_accession(work, "web").id
    stream = io.BytesIO(jpeg() if content is None else content)
    return ingest.receive(archive, actor, stream, name, accession_id=accession_id, event_id=event_id, publish=publish)


def make_asset(work: Work, name: str = "", *, publish: bool = False, captured_at: datetime | None = None) -> Asset:
    """A photo's record without files, for tests of records."""
    number = next(_counter)
    accession = ingest.open_accession(work, "web")
    asset = Asset(
        created_at=work.now,
        status=Status.PUBLISHED if publish else Status.DRAFT,
        accession_id=accession.id,
        captured_at=captured_at,
        width=1500,
        height=1000,
        received={},
        original=Original(
            sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            size=number,
            media_type="image/jpeg",
            extension="jpg",
            filename=name or f"DSC_{number:04}.JPG",
        ),
    )
    work.session.add(asset)
    work.session.flush()
    work.queue_index([asset.id])
    return asset


def make_event(work: Work, title: str = "The Window to Korea", **fields: object) -> Event:
    """An event."""
    return authorities.create_event(work, EventDraft(title={"en": title}, **fields))  # type: ignore[arg-type]


def make_person(work: Work, name: str = "Ospanova Bakytzhamal", *variants: str) -> Person:
    """A person, with other forms of the name."""
    return authorities.create_person(work, PersonDraft(name=name, variants=tuple(Name(form) for form in variants)))
