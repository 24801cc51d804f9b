"""The child process of the sandbox: takes requests as lines of JSON, each with an open file, and answers in kind.

It trusts neither the files nor itself: before it meets the first it limits its memory, and forbids itself the rest.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final

from archive.errors import Invalid, UnsupportedMedia
from archive.media import confinement, examine, results
from archive.media.metadata import from_json, to_json
from archive.media.results import Copy
from archive.media.source import Readable, Source
from archive.text import message_to_json

_NICENESS: Final = 10  # searches go before decoding
_MOST_FILES: Final = 64


def main() -> None:
    """Serve until the parent closes our input. Arguments: bytes of memory, seconds of processor a file."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    requests, answers = socket.socket(fileno=0), _own_output()
    _send(answers, {"ready": True, "locks": restrict(memory)})
    while asked := _next(requests):
        request, descriptor = asked
        _allow_processor(seconds)
        try:
            answer, copies = _answer(request, Source(descriptor))
        finally:
            os.close(descriptor)
        _send(answers, answer, copies)


def restrict(memory: int) -> Sequence[str]:
    """Give up for good whatever decoding does not need. Gives the names of the kernel's locks that are in place."""
    os.nice(_NICENESS)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _MOST_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    return confinement.confine()


def _own_output() -> IO[bytes]:
    """The way back to the parent, out of reach of libraries that print."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _next(requests: socket.socket) -> tuple[Mapping[str, Any], int] | None:
    """The next request and its file; None where there will be no more."""
    line, descriptors = bytearray(), list[int]()
    while not line.endswith(b"\n"):
        chunk, sent, _, _ = socket.recv_fds(requests, 1 << 16, 1)
        if not chunk:
            return None
        line += chunk
        descriptors += sent
    return json.loads(line), descriptors[0]


def _send(answers: IO[bytes], value: Mapping[str, Any], copies: Sequence[Copy] = ()) -> None:
    described = [{"spec": copy.spec, "size": copy.size, "bytes": len(copy.data)} for copy in copies]
    answers.write(json.dumps({**value, "copies": described}).encode() + b"\n")
    for copy in copies:
        answers.write(copy.data)
    answers.flush()


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _allow_processor(seconds: float) -> None:
    """Give ourselves time for one file. The parent's clock is stricter; this one outlives the parent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _answer(request: Mapping[str, Any], source: Readable) -> tuple[dict[str, Any], Sequence[Copy]]:
    try:
        done, copies = _do(request, source)
    except UnsupportedMedia as error:
        return {"refused": message_to_json(error.message), "code": error.code}, ()
    except Invalid as error:  # texts that are too long to be embedded
        return {"invalid": message_to_json(error.message), "field": error.field}, ()
    except OSError as error:  # of our own disk: those of the file are refusals by now
        return {"failed": error.strerror or str(error)}, ()
    return {"done": done}, copies


def _do(request: Mapping[str, Any], source: Readable) -> tuple[dict[str, Any], Sequence[Copy]]:
    if request["do"] == "sidecar":
        return to_json(examine.sidecar(source)), ()
    if request["do"] == "examine":
        examination, copies = examine.examine(source)
        return results.to_json(examination), copies
    width, height = request["box"]
    embed = from_json(request["embed"]) if request["embed"] else None
    return {}, (examine.make(source, request["media_type"], (width, height), embed),)


if __name__ == "__main__":
    main()
