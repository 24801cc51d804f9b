"""A file that was handed over open: read as often as need be, without a name and without the right to open others."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol


class Readable(Protocol):
    """Whatever opens for reading: a path, or a file handed over."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """The file from its beginning."""


class Source:
    """A file by its descriptor, which stays its giver's to close."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """The file from its beginning; several of these do not disturb each other."""
        return io.BufferedReader(_Reading(self._descriptor))


@dataclass(frozen=True, slots=True)
class Held:
    """A file that lies within another, or nowhere but in memory."""

    data: bytes

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """The file from its beginning."""
        return io.BytesIO(self.data)


class _Reading(io.RawIOBase):
    """Reads at a place of its own: a descriptor has only one, which all its copies share."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def readinto(self, buffer: object, /) -> int:
        count = os.preadv(self._descriptor, [buffer], self._at)  # type: ignore[list-item]
        self._at += count
        return count

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence)
        self._at = offset + (os.fstat(self._descriptor).st_size if base is None else base)
        if self._at < 0:
            self._at = 0
            raise ValueError("a place before the beginning")
        return self._at

    def tell(self) -> int:
        return self._at
