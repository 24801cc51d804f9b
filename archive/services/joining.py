"""What a file says becomes what the record says: of a photo's first file, and of each that joins it later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archive.media import metadata as received
from archive.media import reconcile
from archive.media.metadata import Metadata
from archive.model import Asset, FileRole, Original
from archive.services import pairing, records, tagging, times
from archive.text import LANGUAGES
from archive.work import Work

LONGEST_RECEIVED_TEXT = 20_000


def described(metadata: Metadata) -> dict[str, Any]:
    """The fields of a record as a file fills them in."""
    return {
        "headline": _text(metadata.headline) or _text(metadata.title.get("", "")),
        "caption": _caption(metadata),
        "creator": _text(", ".join(metadata.creators)),
        "credit": _text(metadata.credit),
        "copyright": _text(metadata.copyright),
        "usage_terms": _text(metadata.usage_terms),
        "captured_at": metadata.captured.local if metadata.captured else None,
        "captured_offset": metadata.captured.offset_minutes if metadata.captured else None,
        "camera": _camera(metadata),
        "lens": metadata.lens[:200],
        "latitude": metadata.position.latitude if metadata.position else None,
        "longitude": metadata.position.longitude if metadata.position else None,
    }


def metadata_of(original: Original) -> Metadata:
    """What a file that is not shown said when it came."""
    return received.from_json(original.received)


def add(work: Work, asset: Asset, original: Original, metadata: Metadata) -> None:
    """Let a file join a photo without being shown: a RAW, a sidecar.

    The same bytes may be the sidecars of several photos, as programs write them for a whole series: they are kept
    with the first, and said of all.
    """
    said = received.from_json(asset.received)
    together = pairing.filled(said, metadata)
    if original.role == FileRole.SIDECAR:
        clashes = [clash for clash in reconcile.beside(said, metadata) if clash not in said.disagreements]
        together = replace(together, disagreements=(*said.disagreements, *clashes))
    if original.asset_id is not None:
        _say(work, asset, together, {})
        return
    original.shown, original.received = False, received.to_json(metadata)
    _join(work, asset, original, together)


def show(work: Work, asset: Asset, original: Original, metadata: Metadata) -> None:
    """Let a file join a photo and be what is shown of it: the camera's JPEG, after its RAW."""
    before = asset.original
    before.shown, before.received = False, asset.received
    work.session.flush()
    original.shown = True
    _join(work, asset, original, pairing.filled(metadata, received.from_json(asset.received)))


def _join(work: Work, asset: Asset, original: Original, together: Metadata) -> None:
    names = [each.filename for each in asset.originals]
    original.asset_id = asset.id
    work.session.add(original)
    _say(work, asset, together, {"files": (names, [*names, original.filename])})
    work.session.flush()
    work.session.expire(asset, ["original", "originals"])


def _say(work: Work, asset: Asset, together: Metadata, lists: Mapping[str, tuple[Any, Any]]) -> None:
    """Bring a record that nobody has worked on in line with what its files say; keep what they said in any case."""
    asset.received = received.to_json(together)
    values: dict[str, Any] = {}
    if not pairing.is_described(work, asset):
        said = described(together)
        values = {name: value for name, value in said.items() if _is_empty(getattr(asset, name))}
        values["caption"] = {**said["caption"], **asset.caption}
        if asset.captured_at is not None:  # the offset belongs to the time
            values.pop("captured_offset", None)
            if asset.captured_offset_assumed and said["captured_offset"] is not None:
                values |= {"captured_offset": said["captured_offset"], "captured_offset_assumed": False}
        if not asset.keywords and together.keywords:
            asset.keywords = tagging.keywords(work, together.keywords)
            lists = {**lists, "keywords": ([], [keyword.term for keyword in asset.keywords])}
    records.change(work, asset, values, lists=lists, verb="joined")
    times.assume(work, asset)


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == {}


def _text(text: str) -> str:
    return text.strip()[:LONGEST_RECEIVED_TEXT]


def _caption(metadata: Metadata) -> dict[str, str]:
    """The captions in the languages that we keep; "ru-RU" counts as "ru", others as of unstated language."""
    kept: dict[str, str] = {}
    for code, text in metadata.caption.items():
        language = code.split("-")[0].lower()
        kept.setdefault(language if language in LANGUAGES else "", _text(text))
    if kept.get("") in {text for language, text in kept.items() if language}:
        del kept[""]  # XMP repeats one of the languages as its x-default
    return {language: text for language, text in kept.items() if text}


def _camera(metadata: Metadata) -> str:
    """Make and model as one name, the make said once: "NIKON D3300", not "NIKON CORPORATION NIKON D3300"."""
    make, model = metadata.camera_make.strip(), metadata.camera_model.strip()
    first = make.split(" ")[0]
    named = model if first and model.casefold().startswith(first.casefold()) else f"{make} {model}"
    return named.strip()[:200]
