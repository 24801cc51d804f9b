"""A real ``tereze serve`` in a process of its own, for journeys."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


@dataclass
class Server:
    """A running archive."""

    address: str
    process: subprocess.Popen[str]

    def parts(self) -> list[int]:
        """The process ids of web server and worker."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_part(self, pid: int) -> None:
        """Kill one part and all its children, without warning."""
        with suppress(ProcessLookupError):  # it had just ended
            os.killpg(pid, signal.SIGKILL)

    def await_ready(self) -> None:
        """Wait until pages are served."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError("the server did not get ready")


@contextmanager
def serving(home: Path, *options: str, **environment: str) -> Iterator[Server]:
    """Serve the archive in a folder on a free port, and stop it as Ctrl+C would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "archive.cli", "serve", *options],
        env={**os.environ, "TEREZE_HOME": str(home), "TEREZE_PORT": str(port), **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        server.await_ready()
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise AssertionError("the server did not stop within 20 seconds") from None
