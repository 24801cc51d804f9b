"""System calls that a decoder has no need of, by their numbers, and the seccomp filter that forbids them.

A list of what is forbidden: what is allowed changes with every version of the C library, these do not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

LANDLOCK: Final = {"create_ruleset": 444, "add_rule": 445, "restrict_self": 446}
"""From 424 on every architecture has the same numbers."""

# What is forbidden by name; the numbers are those of arch/x86/entry/syscalls/syscall_64.tbl and of
# include/uapi/asm-generic/unistd.h, which AArch64 follows. None: the architecture never had that call.
# fmt: off
_CALLS: Final[Mapping[str, tuple[int | None, int | None]]] = {
    # network
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "sendto": (44, 206), "sendmsg": (46, 211),
    "bind": (49, 200), "listen": (50, 201), "socketpair": (53, 199), "accept4": (288, 242), "sendmmsg": (307, 269),
    # processes
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "unshare": (272, 97),
    "setns": (308, 268), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "tkill": (200, 130), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    # names and files
    "creat": (85, None), "truncate": (76, 45), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None),
    "mknodat": (259, 33), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "setxattr": (188, 5),

        "lsetxattr": (189, 6),
        "fsetxattr": (190, 7),
        "utimensat": (280, 88),
        "utime": (132, None),
        "utimes": (235, None)
    ,
    "futimesat": (261, None), "open_by_handle_at": (304, 265), "openat2": (437, 437),
    # the system
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsmount": (432, 432), "mount_setattr": (442, 442), "init_module": (175, 105), "finit_module": (313, 273),
    "kexec_load": (246, 104), "reboot": (169, 142), "swapon": (167, 224), "syslog": (103, 116), "acct": (163, 89),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "sethostname": (170, 161), "quotactl": (179, 60),
}
# fmt: on

_CLONE3: Final = 435
_THREAD: Final = 0x10000  # CLONE_THREAD
_WRITING: Final = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of one architecture. Those below ``forbidden`` are allowed with harmless arguments."""

    architecture: int
    """As the kernel names it (linux/audit.h)."""
    forbidden: tuple[int, ...]
    open: int | None
    openat: int
    clone: int
    kill: tuple[int, ...]
    """kill and tgkill: a library may abort itself, and nobody else."""


def _forbidden(column: int) -> tuple[int, ...]:
    return tuple(sorted(number for numbers in _CALLS.values() if (number := numbers[column]) is not None))


TABLES: Final = {
    "x86_64": Table(0xC000003E, _forbidden(0), open=2, openat=257, clone=56, kill=(62, 234)),
    "aarch64": Table(0xC00000B7, _forbidden(1), open=None, openat=56, clone=220, kill=(129, 131)),
}

# The filter's language: classic BPF (linux/filter.h) over struct seccomp_data (linux/seccomp.h).
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _REFUSE, _ABSENT = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026  # EPERM; ENOSYS
_X32: Final = 0x40000000  # a second set of numbers on x86_64, on which no rule of ours would fall


def program(table: Table, process: int) -> bytes:
    """The filter of one architecture, for this process and its threads."""
    return b"".join(
        struct.pack("HBBI", code, then, otherwise, value) for code, then, otherwise, value in _steps(table, process)
    )


def _steps(table: Table, process: int) -> Iterator[tuple[int, int, int, int]]:
    yield _LOAD, 0, 0, _ARCHITECTURE
    yield _EQUAL, 1, 0, table.architecture
    yield _RETURN, 0, 0, _KILL
    yield _LOAD, 0, 0, _NUMBER
    yield _AT_LEAST, 0, 1, _X32
    yield _RETURN, 0, 0, _KILL
    for number in table.forbidden:
        yield _EQUAL, 0, 1, number
        yield _RETURN, 0, 0, _REFUSE
    yield _EQUAL, 0, 1, _CLONE3  # its flags lie in memory, out of sight; the C library falls back to clone
    yield _RETURN, 0, 0, _ABSENT
    # Thus far the number is loaded; each of these four steps looks at one argument, or leaves it loaded.
    yield from _guard(table.openat, 2, _ANY_BIT, _WRITING, refused=True)
    if table.open is not None:
        yield from _guard(table.open, 1, _ANY_BIT, _WRITING, refused=True)
    yield from _guard(table.clone, 0, _ANY_BIT, _THREAD, refused=False)
    for number in table.kill:
        yield from _guard(number, 0, _EQUAL, process, refused=False)
    yield _RETURN, 0, 0, _ALLOW


def _guard(number: int, argument: int, test: int, value: int, *, refused: bool) -> Iterator[tuple[int, int, int, int]]:
    """Refuse a call where the test of its argument holds, or where it does not hold."""
    yield _EQUAL, 0, 4, number
    yield _LOAD, 0, 0, _FIRST_ARGUMENT + 8 * argument
    yield test, *((0, 1) if refused else (1, 0)), value
    yield _RETURN, 0, 0, _REFUSE
    yield _RETURN, 0, 0, _ALLOW
