"""The folder of the index: its generations, the pointer to the one that answers, the writer's lock.

::

    index/CURRENT         which generation answers, and how its entries were made
    index/000007/         a generation: one Whoosh index
    index/000008/         one that is being built, with BUILDING in it if it can be gone on with
    index/writer.lock     held by the one process that writes
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.engines.search_whoosh.damage import readable
from archive.engines.search_whoosh.schema import LAYOUT, Layout
from archive.engines.search_whoosh.storage import read_sealed, write_sealed
from archive.errors import IndexUnavailable
from archive.text import Message

_BUILDING = "BUILDING"


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole index, the signature of the analysis that made its entries, and how its files are laid out."""

    folder: Path
    signature: str
    layout: Layout = LAYOUT


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A generation in the making, and the mark that was given when it was begun."""

    folder: Path
    mark: int


class Home:
    """The index's folder. Safe from any thread and from any process."""

    def __init__(self, root: Path, signature: str) -> None:
        self.root = root
        self._signature = signature
        self._pointer = root / "CURRENT"
        self._writer = threading.RLock()
        self._depth = 0
        self._lock = -1

    def current(self) -> Generation | None:
        """The generation that answers; None where there is no index yet, or no telling which it is."""
        with readable():
            pointer = read_sealed(self._pointer)
        if pointer is None:
            return None
        layout = pointer["layout"]
        return Generation(
            self.root / pointer["generation"],
            pointer["signature"],
            Layout(layout["format"], tuple(layout["columns"]), tuple(layout["zones"])),
        )

    def is_ours(self, generation: Generation) -> bool:
        """Whether the analysis that made it is the one in use."""
        return generation.signature == self._signature

    def unfinished(self) -> Unfinished | None:
        """The generation that was being built with the analysis in use, if a rebuild was interrupted."""
        current = self.current()
        for folder in reversed(self._generations()):
            if current and folder.name <= current.folder.name:
                break
            building = read_sealed(folder / _BUILDING)
            if building and building["signature"] == self._signature:
                return Unfinished(folder, building["mark"])
        return None

    def begin(self, mark: int, *, resumable: bool) -> Unfinished:
        """An empty folder for a new generation."""
        numbers = [int(path.name) for path in self._generations()]
        folder = self.root / f"{max(numbers, default=0) + 1:06}"
        folder.mkdir(parents=True)
        if resumable:
            write_sealed(folder / _BUILDING, {"signature": self._signature, "mark": mark})
        return Unfinished(folder, mark)

    def switch(self, folder: Path) -> None:
        """Let a finished generation answer from now on: one rename."""
        write_sealed(self._pointer, {"generation": folder.name, "signature": self._signature, "layout": asdict(LAYOUT)})
        (folder / _BUILDING).unlink(missing_ok=True)

    def sweep(self, grace: float) -> None:
        """Remove generations that will never answer, and those replaced before the grace period."""
        current = self.current()
        if current is None:
            return
        unfinished = self.unfinished()
        age = time.time() - self._pointer.stat().st_mtime
        for path in self._generations():
            is_next = path.name > current.folder.name and not (unfinished and unfinished.folder == path)
            if is_next or (path.name < current.folder.name and age > grace):
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Try to be the one writer of all threads and processes; the thread that is may ask again."""
        ours = self._acquire()
        try:
            yield ours
        finally:
            if ours:
                self._release()

    def _acquire(self) -> bool:
        if not self._writer.acquire(blocking=False):
            return False
        if self._depth == 0 and not self._take_lock():
            self._writer.release()
            return False
        self._depth += 1
        return True

    def _release(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            # Unlocked by name, not by closing: a forked child would hold a mere duplicate locked.
            fcntl.flock(self._lock, fcntl.LOCK_UN)
            os.close(self._lock)
        self._writer.release()

    def _take_lock(self) -> bool:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.root / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise IndexUnavailable(
                Message("The search index cannot be written: %(why)s.", why=error.strerror)
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def _generations(self) -> list[Path]:
        try:
            return sorted(path for path in self.root.iterdir() if path.name.isdigit() and path.is_dir())
        except FileNotFoundError:
            return []
