"""What taking in would come to, told beforehand. Reads the files and the archive, writes neither."""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from pathlib import Path

from sqlalchemy import select

from archive.errors import UnsupportedMedia
from archive.model import Actor, FileRole, Original, Outcome, Role
from archive.services import pairing
from archive.services.accessions import Receipt
from archive.services.folders import Found, Source
from archive.text import Message, filename
from archive.work import Archive


class Rehearsal:
    """Remembers what it has told, as the archive would: the same bytes again are held, a RAW joins its JPEG.

    Told one file after the other; what a sidecar would join must come before it.
    """

    def __init__(self, archive: Archive, actor: Actor) -> None:
        self._archive = archive
        self._actor = actor
        self._seen: dict[str, str] = {}
        self._frames: dict[tuple[str, str], set[FileRole]] = defaultdict(set)

    def tell(self, found: Found) -> Receipt:
        """What would become of a file. Raises Denied."""
        name = filename(found.path.name)
        try:
            with Source(found.path, follow=True) as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except UnsupportedMedia as refusal:
            return Receipt(name, Outcome.REFUSED, reason=refusal.message, code=refusal.code)
        frame = self._frames[found.folder, pairing.frame_of(name)]
        with self._archive.reading(self._actor) as work:
            work.require(Role.ARCHIVIST)
            held = work.session.scalar(select(Original).where(Original.sha256 == sha256))
        if held is not None or sha256 in self._seen:
            as_name = held.filename if held else self._seen[sha256]
            frame |= {FileRole(held.role)} if held else set()
            reason = Message("Already held, as %(file)s", file=as_name)
            return Receipt(name, Outcome.HELD, held.asset_id if held else None, sha256, reason)
        try:
            role = self._role(found.path, name)
        except UnsupportedMedia as refusal:
            return Receipt(name, Outcome.REFUSED, sha256=sha256, reason=refusal.message, code=refusal.code)
        self._seen[sha256] = name
        outcome = _outcome(role, frame)
        frame.add(role)
        return Receipt(name, outcome, sha256=sha256)

    def _role(self, path: Path, name: str) -> FileRole:
        if path.stat().st_size > self._archive.settings.max_upload_mb * 1_000_000:
            raise UnsupportedMedia(Message("The file is larger than this archive takes in."), code="too-large")
        if pairing.is_sidecar(name):
            self._archive.sandbox.examine_sidecar(path)
            return FileRole.SIDECAR
        with tempfile.TemporaryDirectory() as folder:
            return FileRole(self._archive.sandbox.examine(path, Path(folder)).role)


def sidecars_last(found: list[Found]) -> list[Found]:
    """The files in an order in which each sidecar follows what it may join."""
    return sorted(found, key=lambda each: pairing.is_sidecar(each.path.name))


def _outcome(role: FileRole, frame: set[FileRole]) -> Outcome:
    pictures = frame & {FileRole.PHOTO, FileRole.RAW}
    if role == FileRole.SIDECAR:
        return Outcome.JOINED if pictures else Outcome.WAITING
    return Outcome.JOINED if pictures and role not in frame else Outcome.NEW
