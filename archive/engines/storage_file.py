"""Originals and renditions as files under one folder.

``incoming/``       bytes on their way in
``unfinished/``     files that arrive in pieces, over hours perhaps
``originals/ab/cd/<sha256>.<ext>``   write-once
``renditions/ab/cd/<sha256>/<spec>.jpg``

An original gets its place by ``link``, which never overwrites, while its name in ``incoming/``
stays until the receipt is committed or given up. So an interrupted receipt always leaves a name in
``incoming/`` to tell of it, and clean-up need not search the whole store.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Self

from archive.errors import Busy, Invalid, NotFound, StorageFull, StorageUnavailable
from archive.ports import Part, Staged
from archive.text import Message

CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_PART = re.compile(r"[0-9a-f]{32}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_ROOM = Message(
    "The archive's disk is full: nothing more is taken in until an administrator makes room. What is here is safe."
)


class FileStorage:
    """The embedded storage engine."""

    def __init__(self, root: Path, *, minimum_free: int = 0) -> None:
        self.root = root
        self._minimum_free = minimum_free
        self._incoming = root / "incoming"
        self._unfinished = root / "unfinished"
        self._originals = root / "originals"
        self._renditions = root / "renditions"
        for folder in (self._incoming, self._unfinished, self._originals, self._renditions):
            folder.mkdir(parents=True, exist_ok=True)
        self._gate = root / "incoming.lock"

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Hold the gate together with other receivers."""
        with self._gate.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    @contextmanager
    def _cleaning(self) -> Iterator[bool]:
        """Hold the gate alone, if nobody is receiving."""
        with self._gate.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def stage(self, stream: BinaryIO, *, limit: int) -> Staged:
        """See ``ports.Storage.stage``. The bytes are on the disk, fsynced, when this returns."""
        path = self._incoming / f"{secrets.token_hex(16)}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("xb") as file:
                while chunk := stream.read(CHUNK):
                    self.require_room(len(chunk))
                    size += len(chunk)
                    if size > limit:
                        raise Invalid(
                            f"The file is larger than the {limit // 1_000_000} MB that this archive takes in.",
                            field="file",
                        )
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            named = path.with_name(f"{digest.hexdigest()}.{path.stem}")
            path.rename(named)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise _unavailable(error) from error
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Staged(named, digest.hexdigest(), size)

    def require_room(self, size: int) -> None:
        """See ``ports.Storage.require_room``."""
        disk = os.statvfs(self.root)
        if disk.f_bavail * disk.f_frsize - size < self._minimum_free:
            raise StorageFull(NO_ROOM)

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """See ``ports.Storage.part``."""
        path = self._part(name)
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unavailable(error) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(Message("Another request is sending this file just now; try again in a moment.")) from None
            with _FilePart(path, self) as part:
                yield part
        finally:
            os.close(handle)

    def part_size(self, name: str) -> int:
        """See ``ports.Storage.part_size``."""
        path = self._part(name)
        return path.stat().st_size if path.is_file() else 0

    def adopt(self, name: str) -> Staged:
        """See ``ports.Storage.adopt``. By link: a receipt that fails leaves the bytes where they are."""
        path = self._part(name)
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
            staged = self._incoming / f"{digest}.{secrets.token_hex(16)}"
            os.link(path, staged)
        except OSError as error:
            raise _unavailable(error) from error
        return Staged(staged, digest, size)

    def drop_part(self, name: str) -> None:
        """See ``ports.Storage.drop_part``."""
        self._part(name).unlink(missing_ok=True)

    def parts(self) -> Iterator[str]:
        """See ``ports.Storage.parts``."""
        for path in self._unfinished.iterdir():
            yield path.name

    def _part(self, name: str) -> Path:
        if not _PART.fullmatch(name):
            raise NotFound("There is no such file.")
        return self._unfinished / name

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """See ``ports.Storage.scratch``."""
        folder = self._incoming / f"{secrets.token_hex(16)}.scratch"
        try:
            folder.mkdir()
        except OSError as error:
            raise _unavailable(error) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, staged: Staged, extension: str) -> None:
        """See ``ports.Storage.keep``."""
        place = self._place(self._originals, staged.sha256) / f"{staged.sha256}.{_checked(extension)}"
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            staged.path.chmod(0o444)
            with suppress(FileExistsError):  # the same bytes, kept before
                os.link(staged.path, place)
            _sync_folder(place.parent)
        except OSError as error:
            raise _unavailable(error) from error

    def remove_original(self, sha256: str) -> None:
        """See ``ports.Storage.remove_original``."""
        folder = self._place(self._originals, sha256)
        for path in folder.glob(f"{sha256}.*"):
            path.unlink()
            _sync_folder(folder)
        shutil.rmtree(self._place(self._renditions, sha256) / sha256, ignore_errors=True)

    def keep_rendition(self, sha256: str, spec: str, source: Path) -> None:
        """See ``ports.Storage.keep_rendition``. Not synced: what a power cut takes is made anew."""
        place = self._place(self._renditions, sha256) / sha256 / f"{_checked(spec)}.jpg"
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            source.replace(place)
        except OSError as error:
            raise _unavailable(error) from error

    def discard(self, staged: Staged) -> None:
        """See ``ports.Storage.discard``."""
        staged.path.unlink(missing_ok=True)

    def original(self, sha256: str, extension: str) -> Path:
        """See ``ports.Storage.original``."""
        return _existing(self._place(self._originals, sha256) / f"{sha256}.{_checked(extension)}")

    def rendition(self, sha256: str, spec: str) -> Path:
        """See ``ports.Storage.rendition``."""
        return _existing(self._place(self._renditions, sha256) / sha256 / f"{_checked(spec)}.jpg")

    def originals(self) -> Iterator[tuple[str, Path]]:
        """See ``ports.Storage.originals``."""
        for path in self._originals.glob("??/??/*"):
            yield path.stem, path

    def renditions(self) -> Iterator[tuple[str, str, Path]]:
        """See ``ports.Storage.renditions``."""
        for path in self._renditions.glob("??/??/*/*"):
            yield path.parent.name, path.stem, path

    @contextmanager
    def clearing(self) -> Iterator[dict[str, list[Path]] | None]:
        """See ``ports.Storage.clearing``."""
        with self._cleaning() as alone:
            if not alone:
                yield None
                return
            left: dict[str, list[Path]] = {}
            for path in self._incoming.iterdir():
                digest = path.name.split(".")[0]
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                elif _SHA256.fullmatch(digest):
                    left.setdefault(digest, []).append(path)
                else:
                    path.unlink(missing_ok=True)
            yield left

    def forget_unacknowledged(self, sha256: str) -> None:
        """See ``ports.Storage.forget_unacknowledged``."""
        arrived = list(self._incoming.glob(f"{sha256}.*"))
        for path in self._place(self._originals, sha256).glob(f"{sha256}.*"):
            if not any(path.samefile(name) for name in arrived):
                return  # an earlier receipt put it there, and whoever sent it was told that it is kept
            path.unlink()
        shutil.rmtree(self._place(self._renditions, sha256) / sha256, ignore_errors=True)

    def _place(self, root: Path, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotFound("There is no such file.")
        return root / sha256[:2] / sha256[2:4]


class _FilePart:
    """See ``ports.Part``. Opened for writing by the first change only: a whole file may be an original already."""

    def __init__(self, path: Path, storage: FileStorage) -> None:
        self._path = path
        self._storage = storage
        self._file: FileIO | None = None
        self._is_new = path.stat().st_size == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._file:
            self._file.close()

    @property
    def size(self) -> int:
        """See ``ports.Part.size``."""
        return self._path.stat().st_size

    def cut(self, size: int) -> None:
        """See ``ports.Part.cut``."""
        try:
            self._open().truncate(size)
        except OSError as error:
            raise _unavailable(error) from error

    def append(self, data: bytes) -> None:
        """See ``ports.Part.append``."""
        self._storage.require_room(len(data))
        rest = memoryview(data)
        try:
            while rest:  # an unbuffered file may take less than it is given (write(2))
                rest = rest[self._open().write(rest) :]
        except OSError as error:
            raise _unavailable(error) from error

    def sync(self) -> None:
        """See ``ports.Part.sync``."""
        try:
            os.fsync(self._open().fileno())
            if self._is_new:
                _sync_folder(self._path.parent)
                self._is_new = False
        except OSError as error:
            raise _unavailable(error) from error

    def _open(self) -> FileIO:
        if self._file is None:
            self._file = FileIO(self._path, "ab")
        return self._file


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise NotFound("There is no such file.")
    return name


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise NotFound("The file is missing from the store.")
    return path


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unavailable(error: OSError) -> StorageUnavailable:
    if error.errno in _FULL:
        return StorageFull(NO_ROOM)
    return StorageUnavailable(f"The archive's store cannot be written just now ({error.strerror}); nothing was kept.")
