"""Which snapshot answers: that of the newest commit, made from the one before it where there is one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from archive.engines.search_whoosh.segment import Segment
from archive.engines.search_whoosh.snapshot import Snapshot
from archive.errors import IndexUnavailable


class Commit(Protocol):
    """What a table of contents says."""

    @property
    def folder(self) -> Path:
        """The generation that it is of."""

    @property
    def segments(self) -> Sequence[Segment]:
        """All segments."""

    @property
    def deleted(self) -> Sequence[Collection[int]]:
        """The numbers of the deleted documents of each."""


class Answering:
    """Makes snapshots, for any threads."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._made: tuple[Commit, Snapshot] | None = None
        self._renewing: Snapshot | None = None

    def snapshot(self, newest: Callable[[], Commit]) -> Snapshot:
        """The snapshot of the newest commit."""
        commit, made = newest(), self._made
        if made is None or made[0] is not commit:
            with self._making:
                # Another thread may have made a newer one by now, and there is no way back.
                commit, made = newest(), self._made
                if made is None or made[0] is not commit:
                    before = made[1] if made and made[0].folder == commit.folder else None
                    self._made = made = (commit, Snapshot(commit.segments, commit.deleted, before))
                    self._renew_if_wasteful(*made)
        return made[1]

    def _renew_if_wasteful(self, commit: Commit, snapshot: Snapshot) -> None:
        if snapshot.numbering.is_wasteful and self._renewing is None:
            self._renewing = snapshot
            threading.Thread(
                target=self._renew, args=(commit, snapshot), name="numbering the index anew", daemon=True
            ).start()

    def _renew(self, commit: Commit, snapshot: Snapshot) -> None:
        """Have a snapshot that begins anew ready before it takes over: searches do not wait for it."""
        with suppress(IndexUnavailable):  # whoever searches is told
            renewed = Snapshot(commit.segments, commit.deleted)
            renewed.work_out_like(snapshot)
            with self._making:
                if self._made and self._made[0].folder == commit.folder:
                    now = self._made[0]
                    self._made = (now, Snapshot(now.segments, now.deleted, renewed))
        self._renewing = None
