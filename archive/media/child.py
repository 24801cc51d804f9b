"""The child process of the sandbox: reads requests as lines of JSON, answers with lines of JSON.

It trusts neither the files nor itself: it limits its own memory, time and files before it meets the first.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from archive.errors import Invalid, UnsupportedMedia
from archive.media import examine, results
from archive.media.metadata import from_json

_NICENESS: Final = 10  # searches go before decoding
_LARGEST_FILE: Final = 512 << 20
_MOST_FILES: Final = 64


def main() -> None:
    """Serve until the parent closes our input. Arguments: bytes of memory, seconds of processor a file."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    answers = _own_output()
    os.nice(_NICENESS)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    _limit(resource.RLIMIT_NOFILE, _MOST_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    _send(answers, {"ready": True})
    for line in sys.stdin.buffer:
        _allow_processor(seconds)
        _send(answers, _answer(json.loads(line)))


def _own_output() -> IO[bytes]:
    """The way back to the parent, out of reach of libraries that print."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _send(answers: IO[bytes], value: Mapping[str, Any]) -> None:
    answers.write(json.dumps(value).encode() + b"\n")
    answers.flush()


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _allow_processor(seconds: float) -> None:
    """Give ourselves time for one file. The parent's clock is stricter; this one outlives the parent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"done": _do(request)}
    except UnsupportedMedia as error:
        return {"refused": str(error), "code": error.code}
    except Invalid as error:  # texts that are too long to be embedded
        return {"invalid": str(error), "field": error.field}
    except OSError as error:  # of our own disk: those of the file are refusals by now
        return {"failed": error.strerror or str(error)}


def _do(request: Mapping[str, Any]) -> dict[str, Any]:
    path, into = Path(request["path"]), Path(request["into"])
    if request["do"] == "examine":
        return results.to_json(examine.examine(path, into))
    width, height = request["box"]
    embed = from_json(request["embed"]) if request["embed"] else None
    return results.rendition_to_json(examine.make(path, request["media_type"], (width, height), into, embed))


if __name__ == "__main__":
    main()
