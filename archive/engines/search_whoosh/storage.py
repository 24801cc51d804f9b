"""The files of one generation of the index: durable before they count, with a sum, kept a while after they do not.

Whoosh by itself syncs nothing, has no checksums, and removes files that a reader is about to open.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from archive.engines.search_whoosh.damage import DAMAGED, Damaged

INDEX_NAME = "MAIN"
_TOC = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_UNFINISHED_TOC = re.compile(rf"_{INDEX_NAME}_\d+\.toc\..+")
_SEGMENT = re.compile(rf"({INDEX_NAME}_[0-9a-z]+)\..+")
_PIECE = 1 << 20


Sum = tuple[int, int]
"""What a file must be like: its length in bytes, and their CRC-32. Bare numbers, for stock Whoosh to load."""


class DurableStorage(FileStorage):  # type: ignore[misc]  # whoosh has no types
    """A folder whose files are on disk before the table of contents that names them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.path = folder

    def write(self, name: str, pieces: Iterable[bytes]) -> Sum:
        """Write a file, on disk when this returns (its name is once the folder is synced)."""
        size = crc = 0
        with (self.path / name).open("wb", _PIECE) as file:
            for piece in pieces:
                file.write(piece)
                size += len(piece)
                crc = crc32(piece, crc)
            file.flush()
            os.fsync(file.fileno())
        return size, crc

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put the table of contents in place, sealed with its own sum. A commit is this rename."""
        unfinished = self.path / oldname
        with unfinished.open("ab") as file:
            # Behind what Whoosh reads of it.
            file.write(crc32(unfinished.read_bytes()).to_bytes(4, "big"))
            file.flush()
            os.fsync(file.fileno())
        sync(self.path)
        super().rename_file(oldname, newname, safe)
        sync(self.path)


def sync(path: Path) -> None:
    """Have a file, or a folder's names, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def verified(path: Path, expected: Sum) -> bytes:
    """The content of a file. Raises Damaged where it is not what was written."""
    content = path.read_bytes()
    if (len(content), crc32(content)) != expected:
        raise Damaged(DAMAGED)
    return content


def check(path: Path, expected: Sum) -> None:
    """The same for a file that is too large to be held."""
    size = crc = 0
    with path.open("rb", 0) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            crc = crc32(piece, crc)
    if (size, crc) != expected:
        raise Damaged(DAMAGED)


def latest(folder: Path) -> int:
    """The number of the newest table of contents, -1 where there is none."""
    return max((int(found.group(1)) for path in folder.iterdir() if (found := _TOC.fullmatch(path.name))), default=-1)


def write_sealed(path: Path, values: Mapping[str, Any]) -> None:
    """Put a small file in place by one rename, with its sum in the second line."""
    unfinished = path.with_name(f"{path.name}.new")
    text = json.dumps(values)
    unfinished.write_text(f"{text}\n{crc32(text.encode())}\n")
    sync(unfinished)
    sync(path.parent)
    unfinished.replace(path)
    sync(path.parent)


def read_sealed(path: Path) -> Mapping[str, Any] | None:
    """What was written; None where there is no such file, or none that is whole."""
    try:
        text, seal, _ = path.read_text().split("\n")
    except (FileNotFoundError, ValueError):
        return None
    return json.loads(text) if str(crc32(text.encode())) == seal else None


def read_contents(storage: DurableStorage, number: int, schema: Any) -> Sequence[Any]:
    """The segments that a table of contents names. Raises Damaged where its seal is broken."""
    content = (storage.path / toc_name(number)).read_bytes()
    if crc32(content[:-4]).to_bytes(4, "big") != content[-4:]:
        raise Damaged(DAMAGED)
    segments: Sequence[Any] = TOC.read(storage, INDEX_NAME, gen=number, schema=schema).segments
    return segments


def commit_contents(storage: DurableStorage, number: int, schema: Any, segments: Sequence[Any]) -> None:
    """Write the table of contents that names these segments: from here on they are the index."""
    TOC(schema, list(segments), number).write(storage, INDEX_NAME)


def toc_name(number: int) -> str:
    """The file of a table of contents."""
    return f"_{INDEX_NAME}_{number}.toc"


class Broom:
    """Clears a generation's folder of what no reader can want any more. Only for the one writer."""

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._segments: dict[tuple[Path, int], frozenset[str]] = {}

    def sweep(self, storage: DurableStorage, schema: Any) -> None:
        """Remove tables of contents replaced longer than the grace period ago, and files in none.

        Files in no table belong to a commit that never was: the caller is the one writer and is
        between commits.
        """
        folder = storage.path
        names = [path.name for path in folder.iterdir()]
        numbers = sorted(int(found.group(1)) for name in names if (found := _TOC.fullmatch(name)))
        kept = numbers[-1:]
        for number, successor in pairwise(numbers):
            replaced = (folder / toc_name(successor)).stat().st_mtime
            if time.time() - replaced > self._grace:
                (folder / toc_name(number)).unlink(missing_ok=True)
            else:
                kept.append(number)
        self._segments = {(folder, number): self._named_in(storage, schema, number) for number in kept}
        used = frozenset[str]().union(*self._segments.values())
        for name in names:
            segment = _SEGMENT.fullmatch(name)
            if (segment and segment.group(1) not in used) or _UNFINISHED_TOC.fullmatch(name):
                (folder / name).unlink(missing_ok=True)

    def _named_in(self, storage: DurableStorage, schema: Any, number: int) -> frozenset[str]:
        if (known := self._segments.get((storage.path, number))) is not None:
            return known
        return frozenset(segment.segment_id() for segment in read_contents(storage, number, schema))
