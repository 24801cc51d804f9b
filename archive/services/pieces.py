"""Adding a piece of bytes to a file: streamed, made durable, and cut off again where nobody can vouch for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from archive.errors import ChecksumMismatch, EngineError, TooLarge
from archive.ports import Part
from archive.text import Message

ALGORITHMS = ("sha256", "sha1")
"""Of checksums over one piece."""
READ = 1 << 17
KEEP_EVERY = 32 << 20
"""Bytes of a long piece after which those before are made durable: no more is lost when the server is killed."""
TOO_MUCH = Message("These are more bytes than the file was said to have.")


@dataclass(frozen=True, slots=True)
class Body:
    """A piece as it comes: its size where it is known beforehand, and what its digest should be."""

    stream: BinaryIO
    size: int | None = None
    algorithm: str = ""
    digest: bytes = b""


def add(part: Part, start: int, length: int, body: Body, keep: Callable[[int], None]) -> None:
    """Write a piece from ``start`` on, into a file of that length; ``keep`` is told how far it is durable.

    Raises ChecksumMismatch, TooLarge, StorageFull; and OSError where the connection is lost: what came until then is
    kept, unless it was to be compared.
    """
    if body.size is not None and body.size > length - start:
        raise TooLarge(TOO_MUCH)
    if part.size > start:  # of a request that was killed before it could say so
        part.cut(start)
    kept = start

    def make_durable(written: int) -> None:
        nonlocal kept
        part.sync()
        keep(written)
        kept = written

    digest = hashlib.new(body.algorithm, usedforsecurity=False) if body.algorithm else None
    written = start
    try:
        while written < length and (data := body.stream.read(min(READ, length - written))):
            part.append(data)
            written += len(data)
            if digest:
                digest.update(data)
            elif written - kept >= KEEP_EVERY:
                make_durable(written)
        if body.stream.read(1):
            raise TooLarge(TOO_MUCH)
        if digest and digest.digest() != body.digest:
            raise ChecksumMismatch(Message("A piece of the file arrived damaged; send it again."))
    except OSError:  # the connection is lost
        if digest:
            part.cut(kept)
        else:
            make_durable(written)
        raise
    except (EngineError, TooLarge, ChecksumMismatch):
        part.cut(kept)
        raise
    make_durable(written)
