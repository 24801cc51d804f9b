"""What a decoding child has forbidden itself, tried from inside a process that did exactly what a child does."""

from __future__ import annotations

import json
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.media.sandbox import LOCKS, Sandbox
from tests import photos
from tests.media.test_sandbox import children, started

ATTEMPTS = """
import ctypes, io, json, os, signal, socket, subprocess, sys, threading
from archive.media import child
taken, codes = open(sys.argv[1], "rb"), json.load(sys.stdin)
if set(child.restrict(1 << 30)) != {"landlock", "seccomp"}:
    sys.exit(77)
results = {}
for code in codes:
    try:
        exec(code, globals())
    except (OSError, MemoryError) as error:
        results[code] = type(error).__name__
    else:
        results[code] = "done"
print(json.dumps(results))
"""

FORBIDDEN = [
    "socket.socket()",
    "socket.socket(socket.AF_UNIX)",
    "socket.socketpair()",
    "socket.create_connection(('127.0.0.1', 1))",
    "os.fork()",
    "subprocess.run(['/bin/true'])",
    "os.posix_spawn('/bin/true', ['true'], dict())",
    "os.execv('/bin/true', ['true'])",
    "open('{folder}/new', 'w')",
    "open('{folder}/open.txt', 'r+')",
    "os.open('{folder}', os.O_TMPFILE | os.O_WRONLY)",
    "os.mkdir('{folder}/new')",
    "os.symlink('a', '{folder}/new')",
    "os.link('{folder}/open.txt', '{folder}/new')",
    "os.rename('{folder}/open.txt', '{folder}/new')",
    "os.unlink('{folder}/open.txt')",
    "os.truncate('{folder}/open.txt', 0)",
    "os.chmod('{folder}/open.txt', 0o777)",
    "os.fchmod(taken.fileno(), 0o777)",
    "os.setxattr(taken.fileno(), 'user.a', b'b')",
    "open('{folder}/open.txt')",
    "open('/etc/passwd')",
    "open('/proc/1/environ')",
    "os.listdir('/home')",
    "os.kill(os.getppid(), signal.SIGTERM)",
    "os.pidfd_open(os.getppid())",
    "bytearray(2 << 30)",
]
NEEDED = [
    "taken.read()",
    "threading.Thread(target=len, args=('a',)).start()",
    "import pi_heif, exifread, PIL.TiffImagePlugin",
    "os.kill(os.getpid(), 0)",
]


def attempt(codes: list[str], file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ATTEMPTS, str(file)],
        input=json.dumps(codes),
        capture_output=True,
        text=True,
        cwd="/",
        timeout=30,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "open.txt").write_text("handed over")
    return folder


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> dict[str, str]:
    """What comes of each piece of code inside the confinement; ``taken`` is a file that was open before."""
    ended = attempt([code.format(folder=folder) for code in FORBIDDEN + NEEDED], folder / "open.txt")
    if ended.returncode == 77:
        pytest.skip("this kernel lacks Landlock or seccomp")
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


@pytest.mark.parametrize("code", FORBIDDEN)
def test_a_child_can_neither_talk_nor_spawn_nor_write_nor_pry(
    code: str, outcomes: dict[str, str], folder: Path
) -> None:
    assert outcomes[code.format(folder=folder)] in {"PermissionError", "MemoryError"}
    assert [path.name for path in folder.iterdir()] == ["open.txt"]
    assert (folder / "open.txt").read_text() == "handed over"
    assert (folder / "open.txt").stat().st_mode & 0o777 != 0o777


@pytest.mark.parametrize("code", NEEDED)
def test_a_child_can_do_what_decoding_needs(code: str, outcomes: dict[str, str]) -> None:
    assert outcomes[code] == "done"


def test_the_children_of_the_sandbox_wear_these_locks_and_the_parent_knows(tmp_path: Path) -> None:
    others = children()
    with Sandbox(1) as sandbox:
        assert sandbox.locks is None
        sandbox.examine(photos.saved(tmp_path / "a.png"), tmp_path)
        (child,) = started(others, 1)
        status = dict(
            line.split(":\t") for line in Path(f"/proc/{child}/status").read_text().splitlines() if ":\t" in line
        )
        assert status["NoNewPrivs"] == "1"
        assert sandbox.locks is not None
        assert status["Seccomp"] == ("2" if "seccomp" in sandbox.locks else "0")
        assert set(sandbox.locks) <= set(LOCKS)


def test_where_the_kernel_lacks_a_lock_the_log_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("archive.media.sandbox.LOCKS", (*LOCKS, "a lock of tomorrow"))
    with Sandbox(1) as sandbox:
        for name in ("a", "b"):
            sandbox.examine(photos.saved(tmp_path / f"{name}.png"), tmp_path)
    assert caplog.text.count("a lock of tomorrow") == 1


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has a second set of numbers")
def test_a_system_call_by_other_numbers_ends_the_process(folder: Path) -> None:
    """They would lead past every rule."""
    ended = attempt(["ctypes.CDLL(None).syscall(0x40000000 | 41, 1, 1, 0)"], folder / "open.txt")
    assert ended.returncode in {77, -signal.SIGSYS}
