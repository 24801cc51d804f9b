"""Folders of this machine as sources: which files they hold, how one is read, the event that a folder names."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.errors import UnsupportedMedia
from archive.services import authorities
from archive.services.authorities import EventDraft
from archive.text import Message, guess_language
from archive.work import Work

MOST_EVENTS = 1_000
_DAY = re.compile(r"(\d{4})[-_.](\d{2})[-_.](\d{2})(?:[\s_.,-]+|$)")
"""How photographers begin a folder's name, so that folders stand in order."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to take in, and the folder that is told with it: from the folder that was named, downwards."""

    path: Path
    folder: str = ""


def files(paths: Iterable[Path]) -> Iterator[Found]:
    """Files as named, and those in folders, folder by folder; hidden ones, links, pipes and devices left out."""
    for path in paths:
        if not path.is_dir():
            yield Found(path, path.absolute().parent.name)
            continue
        top = path.resolve()
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            told = "/".join((top.name, *Path(folder).relative_to(top).parts))
            for name in sorted(names):
                file = Path(folder, name)
                if not name.startswith(".") and file.is_file() and not file.is_symlink():
                    yield Found(file, told)


def told(path: Path) -> str:
    """A path as it can be shown and kept: file systems allow bytes that are no text."""
    return os.fsencode(path).decode("utf-8", "replace")


class Source(io.RawIOBase):
    """A file as a stream that is opened when it is first read, and that blames itself where it cannot be read.

    Raises UnsupportedMedia then, as for any file that cannot be taken in: the archive is not at fault. A pipe is not
    waited for, and a link not followed unless the file was named by somebody.
    """

    def __init__(self, path: Path, *, follow: bool = False) -> None:
        self._path = path
        self._flags = os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
        self._file: io.FileIO | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes."""
        try:
            if self._file is None:
                self._file = io.FileIO(os.open(self._path, self._flags), "rb")
                if not stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
                    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            return self._file.readinto(buffer)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise UnsupportedMedia(Message("It cannot be read: %(why)s.", why=why), code="unreadable") from error

    def status(self) -> os.stat_result | None:
        """Of the file that is being read; None before the first byte."""
        return os.fstat(self._file.fileno()) if self._file else None

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
        super().close()


def event_of(work: Work, folder: str) -> int | None:
    """The event that the last part of a folder's name names, made where there is none; None for no folder.

    "2020-10-08 The Window to Korea" is the event "The Window to Korea" of that day.
    """
    name = " ".join(unicodedata.normalize("NFC", folder).rsplit("/", 1)[-1].split())
    day, title = _dated(name)
    if not title:
        return None
    for event in authorities.find_events(work, title, limit=MOST_EVENTS):
        same_day = day is None or event.starts_on in (None, day)
        if same_day and title.casefold() in {text.casefold() for text in event.title.values()}:
            return event.id
    return authorities.create_event(work, EventDraft(title={guess_language(title): title}, starts_on=day)).id


def _dated(name: str) -> tuple[date | None, str]:
    found = _DAY.match(name)
    if not found:
        return None, name
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None, name
    return day, name[found.end() :] or name
