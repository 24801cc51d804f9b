"""Proving that the archive is whole, and tidying up what interrupted work left behind."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from archive.errors import NotFound
from archive.model import Asset, IndexQueue, Original, Rendition
from archive.ports import Staged
from archive.work import Archive

CHUNK = 1 << 20
KEEP_WEB_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be: a stable code, and a sentence."""

    code: str
    message: str


def check(archive: Archive, *, digests: bool = False) -> list[Fault]:
    """Compare database, files and index; an empty list is health. ``digests`` reads every original again."""
    return [*_check_originals(archive, digests), *_check_renditions(archive), *_check_index(archive)]


def recover(archive: Archive) -> int:
    """Clear up after interrupted receipts, unless files are being taken in just now; how many there were.

    A receipt that was committed keeps its original; one that was not was never acknowledged, and
    its bytes go.
    """
    with archive.storage.clearing() as left:
        if left is None:
            return 0
        for sha256, paths in left.items():
            with archive.reading() as work:
                known = work.session.scalar(select(Original.id).where(Original.sha256 == sha256))
            if known is None:
                archive.storage.forget_unacknowledged(sha256)
            for path in paths:
                archive.storage.discard(Staged(path, sha256, 0))
        return len(left)


def prune_deliverables(archive: Archive) -> int:
    """Remove web pictures that have lain unused for a week; they are made anew when asked for."""
    before = time.time() - KEEP_WEB_SECONDS
    old = [path for _, spec, path in archive.storage.renditions() if spec.startswith("web-") if _older(path, before)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _older(path: Path, moment: float) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return max(status.st_atime, status.st_mtime) < moment


def _check_originals(archive: Archive, digests: bool) -> Iterator[Fault]:
    # Files first: a file whose record comes while we look is then not called an orphan.
    files = dict(archive.storage.originals())
    with archive.reading() as work:
        rows = {row.sha256: row for row in work.session.scalars(select(Original))}
        shown = func.count(Original.id)
        query = select(Asset.id).outerjoin(Original, (Original.asset_id == Asset.id) & Original.shown)
        torn = work.session.scalars(query.group_by(Asset.id).having(shown != 1)).all()
    for asset_id in torn:
        yield Fault("not-one-original", f"Photo {asset_id} is not shown by exactly one of its files.")
    for sha256, path in files.items():
        if sha256 not in rows and path.exists():
            yield Fault("orphan-original", f"{path.name} is in the store, but no photo has it as its original.")
    for sha256, row in rows.items():
        name = f"photo {row.asset_id or 'to come'} ({row.filename})"
        try:
            path = files.get(sha256) or archive.storage.original(sha256, row.extension)
        except NotFound:
            yield Fault("missing-original", f"The original of {name} is missing: {sha256}.")
            continue
        if path.stat().st_size != row.size:
            yield Fault("wrong-size", f"The original of {name} has {path.stat().st_size} bytes, not {row.size}.")
        elif digests and _digest(path) != sha256:
            yield Fault("altered-original", f"The original of {name} is not what was received: its SHA-256 differs.")


def _check_renditions(archive: Archive) -> Iterator[Fault]:
    files = {(sha256, spec) for sha256, spec, _ in archive.storage.renditions()}
    with archive.reading() as work:
        digests = set(work.session.scalars(select(Original.sha256)))
        made = work.session.execute(
            select(Original.sha256, Original.asset_id, Rendition.spec)
            .join(Rendition, Rendition.asset_id == Original.asset_id)
            .where(Original.shown)
        ).all()
    for sha256 in sorted({sha256 for sha256, _ in files} - digests):
        yield Fault("orphan-rendition", f"There are renditions of {sha256}, which is no photo's original.")
    for row in made:
        if (row.sha256, row.spec) not in files:
            yield Fault("missing-rendition", f"The {row.spec} picture of photo {row.asset_id} is missing.")


def _check_index(archive: Archive) -> Iterator[Fault]:
    if archive.search.needs_rebuild():
        yield Fault("index-unusable", "The search index is missing or of another version; the worker rebuilds it.")
        return
    with archive.reading() as work:
        waiting = set(work.session.scalars(select(IndexQueue.asset_id)))
        indexed = archive.search.versions()
        truth = {row.id: row.version for row in work.session.execute(select(Asset.id, Asset.version))}
    for asset_id in sorted(truth.keys() - indexed.keys() - waiting):
        yield Fault("not-indexed", f"Photo {asset_id} is not in the search index.")
    for asset_id in sorted(indexed.keys() - truth.keys() - waiting):
        yield Fault("index-orphan", f"The search index knows photo {asset_id}, which does not exist.")
    for asset_id, version in truth.items():
        if asset_id not in waiting and indexed.get(asset_id, version) != version:
            yield Fault("stale-entry", f"The search index knows photo {asset_id} as it was before its last change.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
