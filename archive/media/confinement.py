"""What a decoding child forbids itself, for good: network, processes, writing, and files that are none of its business.

Two locks of the Linux kernel, either of which may be missing: seccomp forbids calls, Landlock forbids paths.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import archive
from archive.media import syscalls

_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2

# Landlock (linux/landlock.h): rights over files by version of its interface; those of 4 and above over the network.
_FILE_RIGHTS: Final = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
_NETWORK_RIGHTS, _SCOPES = 0x3, 0x3  # TCP bind and connect; abstract sockets and signals
_READ_FILE, _READ_FOLDER, _BENEATH = 0x4, 0x8, 1
_SYSTEM: Final = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/dev/urandom", "/dev/null")


def confine() -> tuple[str, ...]:
    """Forbid all that decoding has no need of. Gives the names of the locks that are in place."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return ()
    return tuple(name for name, lock in (("landlock", _lock_paths), ("seccomp", _lock_calls)) if lock(libc))


def _lock_calls(libc: ctypes.CDLL) -> bool:
    """Forbid system calls, with EPERM: a library that only tries lives on."""
    table = syscalls.TABLES.get(platform.machine())
    if table is None or sys.maxsize < 1 << 32:
        return False
    program = syscalls.program(table, os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    return int(libc.prctl(_SET_SECCOMP, _FILTER, described, 0, 0)) == 0


def _lock_paths(libc: ctypes.CDLL) -> bool:
    """Forbid every file but those of Python, our code and the system's libraries, which may be read."""

    def call(name: str, *values: object) -> int:
        return int(libc.syscall(syscalls.LANDLOCK[name], *values))

    version = call("create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    rights = (_FILE_RIGHTS[min(version, 5)], _NETWORK_RIGHTS if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    attributes = struct.pack("QQQ", *rights)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = call("create_ruleset", attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for path in _readable():
            _allow_reading(libc, rules, path)
        return call("restrict_self", ctypes.c_int(rules), ctypes.c_uint32(0)) == 0
    finally:
        os.close(rules)


def _allow_reading(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ_FILE | _READ_FOLDER if path.is_dir() else _READ_FILE
        rule = struct.pack("=Qi", rights, handle)
        number = syscalls.LANDLOCK["add_rule"]
        if libc.syscall(number, ctypes.c_int(rules), ctypes.c_int(_BENEATH), rule, ctypes.c_uint32(0)):
            raise OSError(ctypes.get_errno() or errno.EPERM, "Landlock", str(path))
    finally:
        os.close(handle)


def _readable() -> Iterable[Path]:
    """Where code and its data lie; modules are still loaded when the first picture needs them."""
    ours: tuple[str | Path, ...] = (
        *sysconfig.get_paths().values(),
        sys.prefix,
        sys.base_prefix,
        Path(archive.__file__).parent,
    )
    paths = {Path(path) for path in (*ours, *_SYSTEM)}
    return sorted(path for path in paths if path.exists())
