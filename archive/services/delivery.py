"""Handing out: renditions for the eye, originals and web pictures for use, many as one ZIP; all of it recorded."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from archive.errors import Invalid, NotFound
from archive.media.metadata import CaptureTime, Metadata, to_json
from archive.media.render import PREVIEW, THUMB, WEB
from archive.model import Actor, Asset, DeliveryEntry, Original, Role
from archive.services import discovery, sheets
from archive.text import Message
from archive.work import Archive, Work

Use = Literal["original", "web"]
VIEWS = {spec.name: spec for spec in (THUMB, PREVIEW)}
"""The renditions that pages show. Looking at them is not a delivery."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file to hand out: where it lies, what to call it, what it is."""

    path: Path
    filename: str
    media_type: str
    sha256: str


def view(archive: Archive, actor: Actor, asset_id: int, spec: str) -> Delivery:
    """A rendition for the eye, made anew where it is missing. Raises NotFound."""
    if spec not in VIEWS:
        raise NotFound(Message("There is no such picture."))
    with archive.reading(actor) as work:
        original = work.session.scalar(
            select(Original)
            .join(Asset, Asset.id == Original.asset_id)
            .where(Asset.id == asset_id, Original.shown, Asset.status.in_(work.reachable))
        )
    if original is None:
        raise NotFound(Message("There is no such photo."))
    try:
        path = archive.storage.rendition(original.sha256, spec)
    except NotFound:
        path = _render(archive, original, spec, None)
    return Delivery(path, f"{spec}.jpg", "image/jpeg", original.sha256)


def prepare(archive: Archive, actor: Actor, asset_id: int, use: Use, file_id: int | None = None) -> Delivery:
    """What ``deliver`` would hand out, for whoever only asks. Raises NotSignedIn or Denied for visitors, NotFound."""
    with archive.reading(actor) as work:
        work.require(Role.JOURNALIST)
        asset = discovery.photo(work, asset_id)
    return _prepare(archive, asset, use) if file_id is None else _original(archive, asset, _file(asset, file_id))


def deliver(archive: Archive, actor: Actor, asset_id: int, use: Use, file_id: int | None = None) -> Delivery:
    """One photo for use, recorded; ``file_id`` is which of its originals, where it has several.

    Raises NotSignedIn or Denied for visitors, NotFound.
    """
    delivery = prepare(archive, actor, asset_id, use, file_id)
    with archive.begin(actor) as work:
        _record(work, [asset_id], use, "")
    return delivery


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several photos as one ZIP: its name, its members, and the sheet that goes with them."""

    filename: str
    members: tuple[Delivery, ...]
    sheet: bytes


def bundle(archive: Archive, actor: Actor, ids: Sequence[int], use: Use, language: str = "en") -> Bundle:
    """Several photos for use, recorded as one act: all of them or none. Raises Invalid, NotFound, Denied."""
    wanted = list(dict.fromkeys(ids))
    most = archive.settings.max_bundle
    if not wanted:
        raise Invalid(Message("Choose at least one photo."), field="ids")
    if len(wanted) > most:
        raise Invalid(
            Message("%(count)s photos are too many for one ZIP; %(most)s is the most.", count=len(wanted), most=most),
            field="ids",
        )
    with archive.reading(actor) as work:
        work.require(Role.JOURNALIST)
        assets = [discovery.photo(work, asset_id) for asset_id in wanted]
    members = _unique([_prepare(archive, asset, use) for asset in assets])
    with archive.begin(actor) as work:
        _record(work, wanted, use, secrets.token_hex(8))
    return Bundle(_bundle_name(assets), members, caption_sheet(assets, members, language))


def caption_sheet(assets: Sequence[Asset], members: Sequence[Delivery], language: str) -> bytes:
    """A CSV with a line a photo, in UTF-8 with the mark by which spreadsheets know it."""
    lines = [sheets.csv_line(("file", *sheets.COLUMNS))]
    for asset, member in zip(assets, members, strict=True):
        lines.append(sheets.csv_line((member.filename, *sheets.row(asset, language).values())))
    return sheets.BYTE_ORDER_MARK + b"".join(lines)


def deliveries(work: Work, *, offset: int = 0, limit: int = 100) -> list[DeliveryEntry]:
    """Who downloaded what, latest first. For administrators."""
    work.require(Role.ADMINISTRATOR)
    query = select(DeliveryEntry).options(selectinload(DeliveryEntry.asset).selectinload(Asset.original))
    return list(work.session.scalars(query.order_by(DeliveryEntry.id.desc()).offset(offset).limit(limit)))


def _prepare(archive: Archive, asset: Asset, use: Use) -> Delivery:
    original = asset.original
    if use == "original":
        return _original(archive, asset, original)
    embedded = _embedded(asset)
    # Named by what it says of itself, so that a changed caption or event title makes a new one.
    spec = f"web-{hashlib.sha256(json.dumps(to_json(embedded), sort_keys=True).encode()).hexdigest()[:16]}"
    try:
        path = archive.storage.rendition(original.sha256, spec)
    except NotFound:
        path = _render(archive, original, spec, embedded)
    return Delivery(path, _name(asset, "jpg", "web"), "image/jpeg", original.sha256)


def _file(asset: Asset, file_id: int) -> Original:
    for original in asset.originals:
        if original.id == file_id:
            return original
    raise NotFound(Message("This photo has no such file."))


def _original(archive: Archive, asset: Asset, original: Original) -> Delivery:
    path = archive.storage.original(original.sha256, original.extension)
    return Delivery(path, _name(asset, original.extension), original.media_type, original.sha256)


def _render(archive: Archive, original: Original, spec: str, embed: Metadata | None) -> Path:
    source = archive.storage.original(original.sha256, original.extension)
    box = VIEWS.get(spec, WEB).box
    with archive.storage.scratch() as folder:
        made = archive.sandbox.render(source, original.media_type, box, folder, embed)
        archive.storage.keep_rendition(original.sha256, spec, made.path)
    return archive.storage.rendition(original.sha256, spec)


def _embedded(asset: Asset) -> Metadata:
    """What a delivered picture says of itself: the caption, who is in it, and whom to credit."""
    return Metadata(
        captured=_captured(asset),
        headline=asset.headline,
        caption=asset.caption,
        keywords=tuple(keyword.term for keyword in asset.keywords),
        creators=(asset.creator,) if asset.creator else (),
        credit=asset.credit,
        copyright=asset.copyright,
        usage_terms=asset.usage_terms,
        persons_shown=tuple(person.label() for person in asset.people),
        event=asset.event.label() if asset.event else "",
        iptc_properties=_handed_on(asset),
    )


_HANDED_ON = (
    "webstatementRights dataMining otherConstraints licensors copyrightOwners imageCreators suppliers "
    "imageSupplierImageId instructions source captionWriter jobtitle creatorContactInfo contributors "
    "digitalSourceType digitalImageGuid aiSystemUsed aiSystemVersionUsed aiPromptInformation aiPromptWriterName "
    "modelReleaseStatus propertyReleaseStatus minorModelAgeDisclosure linkedEncRightsExprs embdEncRightsExprs "
    "altTextAccessibility extDescrAccessibility sceneCodes subjectCodes genres intellectualGenre "
    "sublocationName cityName provinceState countryName countryCode"
).split()
"""Of what the file itself says, what goes along: rights first. The rest is the record's to say."""
_MOST_HANDED_ON = 20_000  # characters; a JPEG holds 64 kB of XMP, and the captions go before


def _handed_on(asset: Asset) -> dict[str, Any]:
    stated = asset.received.get("iptc_properties", {})
    chosen: dict[str, Any] = {}
    left = _MOST_HANDED_ON
    for name in _HANDED_ON:
        if name in stated and (size := len(json.dumps(stated[name], ensure_ascii=False))) <= left:
            chosen[name] = stated[name]
            left -= size
    return chosen


def _captured(asset: Asset) -> CaptureTime | None:
    """The moment of capture; an offset that the archive only assumes is not handed on as a fact."""
    offset = None if asset.captured_offset_assumed else asset.captured_offset
    return CaptureTime(asset.captured_at, offset) if asset.captured_at else None


_UNPORTABLE = re.compile(r'[<>:"|?*]|^[.-]|^(?=(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))', re.IGNORECASE)
"""What a file name cannot hold, or begin with, on every system: Windows would not unpack the ZIP."""


def _name(asset: Asset, extension: str, kind: str = "") -> str:
    """``2020-10-08_the-window-to-korea_DSC_0622_web.jpg``: when, what, the name that the camera gave, which kind."""
    stem = _UNPORTABLE.sub("_", asset.filename.rsplit(".", 1)[0] or asset.filename)
    parts = [
        asset.captured_at.date().isoformat() if asset.captured_at else "",
        asset.event.slug[:40].rstrip("-") if asset.event else "",
        stem[:100],
        kind,
    ]
    return "_".join(part for part in parts if part) + f".{extension}"


def _unique(deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """The same with names that differ also where case is not told apart: ``name-2.jpg``."""
    taken: set[str] = set()
    result = []
    for one in deliveries:
        stem, _, extension = one.filename.rpartition(".")
        name, number = one.filename, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}.{extension}"
        taken.add(name.casefold())
        result.append(Delivery(one.path, name, one.media_type, one.sha256))
    return tuple(result)


def _bundle_name(assets: Sequence[Asset]) -> str:
    events = {asset.event_id: asset.event for asset in assets}
    only = next(iter(events.values())) if len(events) == 1 else None
    return f"{only.slug if only and only.slug else 'photos'}-{len(assets)}.zip"


def _record(work: Work, ids: Sequence[int], use: Use, bundle: str) -> None:
    work.session.add_all(
        DeliveryEntry(
            at=work.now,
            account_id=work.actor.account_id,
            agent=work.actor.name,
            asset_id=asset_id,
            use=use,
            bundle=bundle,
        )
        for asset_id in ids
    )
