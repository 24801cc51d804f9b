"""The way in for foreign bytes: child processes that parse them, and that may die of it.

The parent never opens a picture. It sends a path, waits as long as is fair, and believes plain JSON only.
"""

from __future__ import annotations

import json
import os
import queue
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import archive
from archive.errors import EngineError, Invalid, StorageUnavailable, UnsupportedMedia
from archive.media import metadata as received
from archive.media import results
from archive.media.metadata import Metadata
from archive.media.results import Examination, MadeRendition

__all__ = ["DEFAULT_MEMORY", "Examination", "MadeRendition", "Sandbox"]

DEFAULT_MEMORY: Final = 1536 << 20
"""Bytes of address space for one child: room for 150 megapixels of 24-bit colour, and to scale them."""

_FILES_PER_CHILD: Final = 500  # then a fresh one, so that no leak and no damage lasts
_LONGEST_ANSWER: Final = 16 << 20
_SECONDS_TO_START: Final = 60.0  # on a machine that has just booted and is busy


class Sandbox:
    """A fixed number of child processes that examine and render, each one file at a time. Thread-safe."""

    def __init__(self, children: int, seconds: float = 30.0, memory: int = DEFAULT_MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        # The warmest first; None for a child that is not there yet: it is started when a file needs it.
        self._children: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._count = children
        for _ in range(children):
            self._children.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def examine(self, path: Path, into: Path) -> Examination:
        """Examine a file, and write its preview and thumbnail into a folder. Raises UnsupportedMedia."""
        answer = self._ask({"do": "examine", "path": _sent(path), "into": _sent(into)})
        return results.from_json(answer, into)

    def render(
        self, path: Path, media_type: str, box: tuple[int, int], into: Path, embed: Metadata | None = None
    ) -> MadeRendition:
        """Make one JPEG that fits a box, with metadata inside where it is given. Raises UnsupportedMedia."""
        answer = self._ask(
            {
                "do": "render",
                "path": _sent(path),
                "into": _sent(into),
                "media_type": media_type,
                "box": box,
                "embed": embed and received.to_json(embed),
            }
        )
        return results.rendition_from_json(answer, into)

    def close(self) -> None:
        """Wait for what is under way, and end every child."""
        for _ in range(self._count):
            child = self._children.get()
            if child is not None:
                child.end()
        self._count = 0

    def _spawn(self) -> _Child:
        return _Child(self._memory, self._seconds)

    def _ask(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._borrowed() as child:
            answer = child.ask(request, self._seconds)
        if "refused" in answer:
            raise UnsupportedMedia(str(answer["refused"]), code=str(answer["code"]))
        if "invalid" in answer:
            raise Invalid(str(answer["invalid"]), field=answer["field"])
        if "failed" in answer:
            raise StorageUnavailable(f"The picture cannot be read or its preview not written: {answer['failed']}.")
        done: Mapping[str, Any] = answer["done"]
        return done

    @contextmanager
    def _borrowed(self) -> Iterator[_Child]:
        """An idle child, or a fresh one where that is dead, has served its time, or was not there yet."""
        child = self._children.get()
        try:
            if child is not None and not child.is_alive:  # killed from outside while idle, which is no file's fault
                child.end()
                child = None
            if child is None:
                child = self._spawn()
            yield child
        finally:
            if child is not None and child.is_spent:
                child.end()
                child = None
            self._children.put(child)


class _Child:
    """One child process, and the two pipes to it."""

    def __init__(self, memory: int, seconds: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "archive.media.child", str(memory), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
            bufsize=0,
        )
        self._asked = 0
        self._ready = False
        self._lost = False

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def is_spent(self) -> bool:
        """Whether this child must not be asked again."""
        return self._lost or self._asked >= _FILES_PER_CHILD

    def ask(self, request: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        """Send a request and wait for the answer. Raises UnsupportedMedia where none comes."""
        self._asked += 1
        self._lost = True  # until it has answered in full
        self._await_ready()
        try:
            self._send(request)
            answer = self._receive(time.monotonic() + seconds)
        except TimeoutError:
            raise UnsupportedMedia(
                f"The picture took longer than {seconds:g} seconds to decode.", code="timeout"
            ) from None
        except (OSError, ValueError):
            raise UnsupportedMedia("The picture is damaged: the decoder broke down over it.", code="damaged") from None
        self._lost = False
        return answer

    def _await_ready(self) -> None:
        """Raises EngineError where the child cannot even start: then no file is to blame."""
        if self._ready:
            return
        try:
            self._receive(time.monotonic() + _SECONDS_TO_START)
        except (OSError, ValueError) as error:
            raise EngineError("The picture decoder does not start. Tell the administrator.") from error
        self._ready = True

    def _send(self, request: Mapping[str, Any]) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps(request).encode() + b"\n")

    def _receive(self, until: float) -> Mapping[str, Any]:
        """Raises TimeoutError, OSError where the child is gone, ValueError where it talks nonsense."""
        stdout = self._process.stdout
        assert stdout is not None
        poll = select.poll()
        poll.register(stdout, select.POLLIN)
        line = bytearray()
        while not line.endswith(b"\n"):
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError
            chunk = os.read(stdout.fileno(), 1 << 16)
            if not chunk or len(line) > _LONGEST_ANSWER:
                raise ConnectionError
            line += chunk
        answer = json.loads(line)
        if not isinstance(answer, dict):
            raise ValueError("not an answer")
        return answer

    def end(self) -> None:
        """End the process, at once where it is lost, and forget its pipes."""
        if self._lost:
            self._process.kill()
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]


def _environment() -> dict[str, str]:
    """Only what Python needs to find us: no passwords, no keys, no settings."""
    return {"PYTHONPATH": str(Path(archive.__file__).parents[1]), "LANG": "C.UTF-8"}


def _sent(path: Path) -> str:
    """A path as the child can open it. Raises FileNotFoundError: a file that is not there is not damaged."""
    return str(path.resolve(strict=True))
