"""One decoding child as its parent sees it: started, asked, waited for, ended.

Believes nothing that a child says: lengths are bounded, clocks are kept, nonsense is a damaged file.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import archive
from archive.errors import EngineError, UnsupportedMedia
from archive.media.results import Copy
from archive.text import Message

_FILES_PER_CHILD: Final = 500  # then a fresh one, so that no leak and no damage lasts
_LONGEST_ANSWER: Final = 16 << 20
_LARGEST_COPY: Final = 256 << 20
_MOST_COPIES: Final = 4
_CHUNK: Final = 1 << 20
_SECONDS_TO_START: Final = 60.0  # on a machine that has just booted and is busy


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child says, and the copies that it made."""

    value: Mapping[str, Any]
    copies: tuple[Copy, ...]


class Killed(UnsupportedMedia):
    """The child was killed from outside, or for want of the machine's memory: no file is to blame yet."""


class Child:
    """One child process, and the way to it and back."""

    def __init__(self, memory: int, seconds: float) -> None:
        self._requests, input_of_child = socket.socketpair()
        with input_of_child:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "archive.media.child", str(memory), str(seconds)],
                stdin=input_of_child.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                bufsize=0,
            )
        assert self._process.stdout is not None
        self._answers = self._process.stdout
        self.locks: tuple[str, ...] = ()
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

    def ask(self, request: Mapping[str, Any], descriptor: int, seconds: float) -> Answer:
        """Send a request with an open file, and wait for the answer. Raises UnsupportedMedia where none comes."""
        self._asked += 1
        self._lost = True  # until it has answered in full
        self._await_ready()
        try:
            self._send(request, descriptor, seconds)
            answer = self._receive(time.monotonic() + seconds)
        except TimeoutError:
            raise UnsupportedMedia(
                Message("The picture took longer than %(seconds)s seconds to decode.", seconds=f"{seconds:g}"),
                code="timeout",
            ) from None
        except (OSError, ValueError, LookupError, TypeError):
            fault = Killed if self._was_killed() else UnsupportedMedia
            raise fault(Message("The picture is damaged: the decoder broke down over it."), code="damaged") from None
        self._lost = False
        return answer

    def _was_killed(self) -> bool:
        """Whether it is gone by a signal that no decoder raises by itself."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=1) == -signal.SIGKILL
        return False

    def _await_ready(self) -> None:
        """Raises EngineError where the child cannot even start: then no file is to blame."""
        if self._ready:
            return
        try:
            self.locks = tuple(map(str, self._receive(time.monotonic() + _SECONDS_TO_START).value["locks"]))
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise EngineError(Message("The picture decoder does not start. Tell the administrator.")) from error
        self._ready = True

    def _send(self, request: Mapping[str, Any], descriptor: int, seconds: float) -> None:
        line = json.dumps(request).encode() + b"\n"
        self._requests.settimeout(seconds)
        sent = socket.send_fds(self._requests, [line[:1024]], [descriptor])
        self._requests.sendall(line[sent:])

    def _receive(self, until: float) -> Answer:
        """Raises TimeoutError, OSError where the child is gone, other errors where it talks nonsense."""
        line, end, tail = bytearray(), b"", b""
        while not end:
            head, end, tail = self._read(until).partition(b"\n")
            line += head
            if len(line) > _LONGEST_ANSWER:
                raise ValueError("too long an answer")
        value = json.loads(line)
        copies, left = [], bytearray(tail)
        for described in value["copies"][:_MOST_COPIES]:
            length = int(described["bytes"])
            if not 0 <= length <= _LARGEST_COPY:
                raise ValueError("too large a copy")
            while len(left) < length:
                left += self._read(until)
            width, height = described["size"]
            copies.append(Copy(str(described["spec"]), (int(width), int(height)), bytes(left[:length])))
            del left[:length]
        return Answer(value, tuple(copies))

    def _read(self, until: float) -> bytes:
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise TimeoutError
        chunk = os.read(self._answers.fileno(), _CHUNK)
        if not chunk:
            raise ConnectionError
        return chunk

    def end(self) -> None:
        """End the process, at once where it is lost, and forget the ways to it."""
        if self._lost:
            self._process.kill()
        with suppress(OSError):
            self._requests.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()


def _environment() -> dict[str, str]:
    """Only what Python needs to find us: no passwords, no keys, no settings."""
    return {"PYTHONPATH": str(Path(archive.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
