"""The way in for foreign bytes: child processes that parse them, and that may die of it.

The parent never parses a picture. It hands an open file over, waits as long as is fair, believes plain JSON only,
and writes the smaller copies itself: a child can write nowhere.
"""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from archive.errors import Invalid, StorageUnavailable, UnsupportedMedia
from archive.media import metadata as received
from archive.media import results
from archive.media.metadata import Metadata
from archive.media.process import Answer, Child, Killed
from archive.media.results import Examination, MadeRendition
from archive.text import Message, message_from_json

__all__ = ["DEFAULT_MEMORY", "Examination", "MadeRendition", "Sandbox"]

DEFAULT_MEMORY: Final = 1536 << 20
"""Bytes of address space for one child: room for 150 megapixels of 24-bit colour, and to scale them."""

LOCKS: Final = ("landlock", "seccomp")
"""Those of the Linux kernel that children put on; where one is missing the log says so, once."""

log = logging.getLogger(__name__)


class Sandbox:
    """A fixed number of child processes that examine and render, each one file at a time. Thread-safe."""

    def __init__(self, children: int, seconds: float = 30.0, memory: int = DEFAULT_MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        # The warmest first; None for a child that is not there yet: it is started when a file needs it.
        self._children: queue.LifoQueue[Child | None] = queue.LifoQueue()
        self._count = children
        self._locks: tuple[str, ...] | None = None
        for _ in range(children):
            self._children.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def locks(self) -> tuple[str, ...] | None:
        """Which of ``LOCKS`` hold the children; None before the first of them has started."""
        return self._locks

    def examine(self, path: Path, into: Path) -> Examination:
        """Examine a file, and write its preview and thumbnail into a folder. Raises UnsupportedMedia."""
        answer = self._ask(path, {"do": "examine"})
        return replace(results.from_json(answer.value["done"]), renditions=_written(answer, into))

    def render(
        self, path: Path, media_type: str, box: tuple[int, int], into: Path, embed: Metadata | None = None
    ) -> MadeRendition:
        """Make one JPEG that fits a box, with metadata inside where it is given. Raises UnsupportedMedia."""
        request = {"do": "render", "media_type": media_type, "box": box, "embed": embed and received.to_json(embed)}
        (made,) = _written(self._ask(path, request), into)
        return made

    def examine_sidecar(self, path: Path) -> Metadata:
        """What an XMP sidecar says of the photo that it stands beside. Raises UnsupportedMedia."""
        return received.from_json(self._ask(path, {"do": "sidecar"}).value["done"])

    def close(self) -> None:
        """Wait for what is under way, and end every child."""
        for _ in range(self._count):
            child = self._children.get()
            if child is not None:
                child.end()
        self._count = 0

    def _ask(self, path: Path, request: Mapping[str, Any]) -> Answer:
        descriptor = _opened(path)
        try:
            try:
                answer = self._answer(request, descriptor)
            except Killed:  # once more: who stops the whole archive by force does not damage its photos
                os.lseek(descriptor, 0, os.SEEK_SET)
                answer = self._answer(request, descriptor)
        finally:
            os.close(descriptor)
        value = answer.value
        if "refused" in value:
            raise UnsupportedMedia(message_from_json(value["refused"]), code=str(value["code"]))
        if "invalid" in value:
            raise Invalid(message_from_json(value["invalid"]), field=value["field"])
        if "failed" in value:
            raise StorageUnavailable(Message("The picture cannot be read: %(why)s.", why=str(value["failed"])))
        return answer

    def _answer(self, request: Mapping[str, Any], descriptor: int) -> Answer:
        with self._borrowed() as child:
            answer = child.ask(request, descriptor, self._seconds)
            self._note_locks(child)
        return answer

    def _note_locks(self, child: Child) -> None:
        if self._locks is None:
            self._locks = child.locks
            for lock in LOCKS:
                if lock not in child.locks:
                    log.warning("This system has no %s: the children that decode pictures are held less firmly.", lock)

    @contextmanager
    def _borrowed(self) -> Iterator[Child]:
        """An idle child, or a fresh one where that is dead, has served its time, or was not there yet."""
        child = self._children.get()
        try:
            if child is not None and not child.is_alive:  # killed from outside while idle, which is no file's fault
                child.end()
                child = None
            if child is None:
                child = Child(self._memory, self._seconds)
            yield child
        finally:
            if child is not None and child.is_spent:
                child.end()
                child = None
            self._children.put(child)


def _opened(path: Path) -> int:
    """A file to hand over. Raises FileNotFoundError, and StorageUnavailable for what else the disk may say."""
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageUnavailable(
            Message("The picture cannot be read: %(why)s.", why=error.strerror or str(error))
        ) from error


def _written(answer: Answer, into: Path) -> tuple[MadeRendition, ...]:
    """The copies in the folder, under the names that are ours to give."""
    try:
        return tuple(results.written(copy, into) for copy in answer.copies)
    except OSError as error:
        raise StorageUnavailable(
            Message("A smaller copy of the picture cannot be written: %(why)s.", why=error.strerror or str(error))
        ) from error
