"""Originals and renditions as files under one folder.

``incoming/``       bytes on their way in
``originals/ab/cd/<sha256>.<ext>``   write-once
``renditions/ab/cd/<sha256>/<spec>.jpg``

An original gets its place by ``link``, which never overwrites, while its name in ``incoming/``
stays until the receipt is committed or given up. So an interrupted receipt always leaves a name in
``incoming/`` to tell of it, and clean-up need not search the whole store.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.errors import Invalid, NotFound, StorageUnavailable
from archive.ports import Staged

CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class FileStorage:
    """The embedded storage engine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"
        self._originals = root / "originals"
        self._renditions = root / "renditions"
        for folder in (self._incoming, self._originals, self._renditions):
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
    return StorageUnavailable(f"The archive's store cannot be written just now ({error.strerror}); nothing was kept.")
