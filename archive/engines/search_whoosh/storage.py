"""The files of one generation of the index: durable before they count, kept a while after they do not.

Whoosh by itself syncs nothing and removes files that a reader is about to open.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

INDEX_NAME = "MAIN"
_TOC = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_UNFINISHED_TOC = re.compile(rf"_{INDEX_NAME}_\d+\.toc\..+")
_SEGMENT = re.compile(rf"({INDEX_NAME}_[0-9a-z]+)\..+")


class DurableStorage(FileStorage):  # type: ignore[misc]  # whoosh has no types
    """A folder whose new files are on disk before the table of contents that names them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._unsynced: set[str] = set()
        self._opened: list[Any] = []

    def create_file(self, name: str, **kwargs: Any) -> Any:
        """Create a file and remember to sync it."""
        self._unsynced.add(name)
        return super().create_file(name, **kwargs)

    def open_file(self, name: str, **kwargs: Any) -> Any:
        """Open a file for reading."""
        file = super().open_file(name, **kwargs)
        self._opened.append(file)
        return file

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Close what was opened on the way to an error: Whoosh leaves it open."""
        self._opened.clear()
        try:
            yield
        except BaseException:
            for file in self._opened:
                if not file.is_closed:
                    file.close()
            raise
        finally:
            self._opened.clear()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put the table of contents in place. A commit is this rename, so all else goes to disk before it."""
        for name in self._unsynced:
            path = Path(self.folder, name)
            if path.exists():
                sync(path)
        sync(Path(self.folder))
        super().rename_file(oldname, newname, safe)
        sync(Path(self.folder))
        self._unsynced.clear()

    def delete_file(self, name: str) -> None:
        """Leave the file: Whoosh deletes at once what a reader may be opening. ``tidy`` does it later."""


def sync(path: Path) -> None:
    """Have a file, or a folder's names, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def latest(folder: Path) -> int:
    """The number of the newest table of contents, -1 where there is none."""
    return max((int(found.group(1)) for path in folder.iterdir() if (found := _TOC.fullmatch(path.name))), default=-1)


class Broom:
    """Clears a generation's folder of what no reader can want any more. Only for the one writer."""

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._segments: dict[tuple[str, int], frozenset[str]] = {}

    def sweep(self, storage: DurableStorage, schema: Any) -> None:
        """Remove tables of contents replaced longer than the grace period ago, and files in none.

        Files in no table belong to a commit that never was: the caller is the one writer and is
        between commits.
        """
        folder = Path(storage.folder)
        shutil.rmtree(folder / f"{INDEX_NAME}.tmp", ignore_errors=True)
        names = [path.name for path in folder.iterdir()]
        numbers = sorted(int(found.group(1)) for name in names if (found := _TOC.fullmatch(name)))
        kept = numbers[-1:]
        for number, successor in pairwise(numbers):
            replaced = (folder / _toc_name(successor)).stat().st_mtime
            if time.time() - replaced > self._grace:
                (folder / _toc_name(number)).unlink(missing_ok=True)
            else:
                kept.append(number)
        self._segments = {(storage.folder, number): self._named_in(storage, schema, number) for number in kept}
        used = frozenset[str]().union(*self._segments.values())
        for name in names:
            segment = _SEGMENT.fullmatch(name)
            if (segment and segment.group(1) not in used) or _UNFINISHED_TOC.fullmatch(name):
                (folder / name).unlink(missing_ok=True)

    def _named_in(self, storage: DurableStorage, schema: Any, number: int) -> frozenset[str]:
        if known := self._segments.get((storage.folder, number)):
            return known
        toc = TOC.read(storage, INDEX_NAME, gen=number, schema=schema)
        return frozenset(segment.segment_id() for segment in toc.segments)


def _toc_name(number: int) -> str:
    return f"_{INDEX_NAME}_{number}.toc"
