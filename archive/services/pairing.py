"""Which files are of one frame: the RAW beside its JPEG, the sidecar beside both, in any order of arrival."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from archive.media import metadata as received
from archive.media.metadata import CaptureTime, Metadata
from archive.model import AccessionItem, Asset, FileRole, HistoryEntry, Original, Outcome, Status, Subject
from archive.work import Work

SIDECAR = ".xmp"
_PICTURES = frozenset(
    ".3fr .arw .avif .cr2 .cr3 .crw .dcr .dng .erf .gif .heic .heif .iiq .jpe .jpeg .jpg .jxl .kdc .mef .mos .mrw "
    ".nef .nrw .orf .pef .png .raf .raw .rw2 .rwl .sr2 .srf .srw .tif .tiff .webp .x3f".split()
)
_SAME_MOMENT = timedelta(seconds=1)
"""How far the times in two files of one frame may lie apart: one of them may leave out the fraction."""
_OF_ONE_FILE = ("orientation", "tags", "problems", "disagreements")
"""What metadata says of a file's own bytes: not of the photo."""
_NOT_BY_HAND = ("received", "joined", "published", "withdrawn", "restored")
"""What happens to a record without anybody describing it."""


def is_sidecar(name: str) -> bool:
    """Whether a file's name says that it describes another one."""
    return name.casefold().endswith(SIDECAR)


def frame_of(name: str) -> str:
    """What the names of one frame's files have in common: ``img_1`` of IMG_1.CR3, IMG_1.xmp and IMG_1.CR3.xmp."""
    path = PurePosixPath(unicodedata.normalize("NFC", name).casefold())
    if path.suffix == SIDECAR:
        path = path.with_suffix("")
        return (path.stem if path.suffix in _PICTURES else path.name)[:255]
    return path.stem[:255]


def is_frame_of(name: str, asset: Asset) -> bool:
    """Whether a file is called like those of a photo."""
    return frame_of(name) in {frame_of(original.filename) for original in asset.originals}


def mate(
    work: Work, name: str, folder: str, accession_id: int, event_id: int | None, role: FileRole, metadata: Metadata
) -> Asset | None:
    """The photo of the same frame that such a file belongs to, where there is one.

    In the same accession, the same folder and name are enough, unless time or camera speak against it: two cameras
    count alike. From another one, time and event must be the same as well: two may take in one card at once.
    """
    frame = frame_of(name)
    beside = (
        select(Asset)
        .join(AccessionItem, AccessionItem.asset_id == Asset.id)
        .where(
            AccessionItem.accession_id == accession_id,
            AccessionItem.folder == folder,
            AccessionItem.frame == frame,
        )
    )
    candidates = list(work.session.scalars(beside.order_by(Asset.id).options(selectinload(Asset.originals))))
    if metadata.captured is not None:
        moment = metadata.captured.local.replace(microsecond=0)
        elsewhere = select(Asset).where(
            Asset.id.in_(select(AccessionItem.asset_id).where(AccessionItem.frame == frame)),
            Asset.captured_at >= moment,
            Asset.captured_at < moment + _SAME_MOMENT,
        )
        candidates += [
            asset
            for asset in work.session.scalars(elsewhere.order_by(Asset.id).options(selectinload(Asset.originals)))
            if asset.event_id == event_id or None in (asset.event_id, event_id)
        ]
    return next((asset for asset in candidates if _has_room(asset, role) and _agrees(asset, metadata)), None)


def waiting(work: Work, name: str, folder: str, accession_id: int) -> list[Original]:
    """The sidecars of a frame that came before it."""
    query = (
        select(Original)
        .join(AccessionItem, AccessionItem.sha256 == Original.sha256)
        .where(
            AccessionItem.accession_id == accession_id,
            AccessionItem.folder == folder,
            AccessionItem.frame == frame_of(name),
            AccessionItem.outcome == Outcome.WAITING,
        )
    )
    return list(work.session.scalars(query.order_by(Original.id)))


def is_described(work: Work, asset: Asset) -> bool:
    """Whether somebody has worked on the record: what files say no longer changes it then."""
    query = select(HistoryEntry.id).where(
        HistoryEntry.subject == Subject.ASSET,
        HistoryEntry.subject_id == asset.id,
        HistoryEntry.verb.not_in(_NOT_BY_HAND),
    )
    return work.session.scalar(query.limit(1)) is not None


def filled(first: Metadata, second: Metadata) -> Metadata:
    """What two files of one frame say together: the first, and the second where the first is silent."""
    empty = Metadata()
    values: dict[str, Any] = {}
    for item in fields(Metadata):
        ours, theirs = getattr(first, item.name), getattr(second, item.name)
        if item.name in _OF_ONE_FILE:
            continue
        if isinstance(ours, Mapping):
            values[item.name] = {**theirs, **ours}
        elif ours == getattr(empty, item.name):
            values[item.name] = theirs
    return replace(first, **values)


def _has_room(asset: Asset, role: FileRole) -> bool:
    """Whether a photo may have one more file of a role: one picture and one RAW, and any number of sidecars.

    One that was withdrawn takes none: what comes now is to be seen.
    """
    if asset.status == Status.WITHDRAWN:
        return False
    return role == FileRole.SIDECAR or role not in {original.role for original in asset.originals}


def _agrees(asset: Asset, metadata: Metadata) -> bool:
    """Whether neither time nor camera says that these are two frames. As received: clocks are corrected later."""
    said = received.from_json(asset.received)
    return _same_time(said.captured, metadata.captured) and _same(said.camera_model, metadata.camera_model)


def _same_time(first: CaptureTime | None, second: CaptureTime | None) -> bool:
    return first is None or second is None or abs(first.local - second.local) <= _SAME_MOMENT


def _same(first: str, second: str) -> bool:
    return not first or not second or first.strip().casefold() == second.strip().casefold()
