"""The folder of the index: its generations, the pointer to the one that answers, the writer's lock.

::

    index/CURRENT         which generation answers, and how its entries were made
    index/000007/         a generation: one Whoosh index
    index/writer.lock     held by the one process that writes
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.engines.search_whoosh.storage import sync
from archive.errors import IndexUnavailable


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole index, and the signature of the analysis that made its entries."""

    folder: Path
    signature: str


class Home:
    """The index's folder. Safe from any thread and from any process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "CURRENT"
        self._writer = threading.RLock()
        self._depth = 0
        self._lock = -1

    def current(self) -> Generation | None:
        """The generation that answers; None where there is no index yet."""
        try:
            pointer = json.loads(self._pointer.read_text())
            return Generation(self.root / str(pointer["generation"]), str(pointer["signature"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            # The pointer is only ever renamed into place; what is no pointer points nowhere.
            return None
        except OSError as error:
            raise IndexUnavailable(f"The search index cannot be read: {error.strerror}.") from error

    def begin(self) -> Path:
        """An empty folder for a new generation."""
        numbers = [int(path.name) for path in self._generations()]
        folder = self.root / f"{max(numbers, default=0) + 1:06}"
        folder.mkdir(parents=True)
        return folder

    def switch(self, generation: Generation) -> None:
        """Let a finished generation answer from now on: one rename."""
        unfinished = self._pointer.with_suffix(".new")
        unfinished.write_text(
            json.dumps({"generation": generation.folder.name, "signature": generation.signature}) + "\n"
        )
        sync(unfinished)
        sync(self.root)
        unfinished.replace(self._pointer)
        sync(self.root)

    def sweep(self, grace: float) -> None:
        """Remove generations that never came to answer, and those replaced before the grace period."""
        current = self.current()
        if current is None:
            return
        age = time.time() - self._pointer.stat().st_mtime
        for path in self._generations():
            if path.name > current.folder.name or (path.name < current.folder.name and age > grace):
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
            raise IndexUnavailable(f"The search index cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def _generations(self) -> list[Path]:
        return sorted(path for path in self.root.iterdir() if path.name.isdigit() and path.is_dir())
