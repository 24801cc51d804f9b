"""``tereze serve``: one command that starts web server and worker, keeps them up, and stops them cleanly."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from multiprocessing.sharedctypes import RawArray
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from archive.errors import ArchiveError, EngineError
from archive.services import discovery
from archive.settings import Settings
from archive.work import Archive

log = logging.getLogger(__name__)

PARTS = ("web", "worker")
STOP_SECONDS = 10.0
START_SECONDS = 30.0
PR_SET_PDEATHSIG = 1  # prctl(2)
LONGEST_REQUEST_LINE = 8190
"""What the search box holds always fits: a letter takes six bytes of an address, one of Hangul nine."""
YIELD_SECONDS = 0.03
"""How long a process leaves a new connection to others: until one that is making a page has seen it."""
MOST_PROCESSES = 256
NOBODY = 2**31 - 1
"""More connections than any process has."""


class Supervisor:
    """Keeps one process of each part running until asked to stop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start all parts; returns when pages are served. Raises EngineError where they cannot be."""
        self._check_port()
        for part in PARTS:
            self._running[part] = self._spawn(part)
        self._await_web()

    def keep_up(self) -> None:
        """Replace what dies, until stopped by a signal; then stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self._stopping.wait(0.5):
                for part, process in self._running.items():
                    if process.poll() is not None:
                        log.warning("The %s process ended (%s); starting it again.", part, process.returncode)
                        self._running[part] = self._spawn(part)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask every part to end, then make it."""
        for process in self._running.values():
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping.set()

    def _spawn(self, part: str) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl+C reaches us alone, and we stop the parts in order.
        return subprocess.Popen(
            [sys.executable, "-m", "archive.cli", part],
            start_new_session=True,
            preexec_fn=_die_with_parent(),
            env={"MALLOC_ARENA_MAX": "2"} | os.environ,  # glibc else keeps memory for each thread (mallopt(3))
        )

    def _check_port(self) -> None:
        host, port = self._settings.host, self._settings.port
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise EngineError(
                    f"Port {port} on {host} cannot be used ({error.strerror}). Choose another with TEREZE_PORT."
                ) from error

    def _await_web(self) -> None:
        address = f"{address_of(self._settings)}/healthz"
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._running["web"].poll() is not None:
                break
            try:
                with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (our own address)
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise EngineError("The web server did not start; what it said stands above.")


def address_of(settings: Settings) -> str:
    """Where the pages are, as a person on this machine would type it."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 (compared, not bound)
    return f"http://{host}:{settings.port}"


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux, a part ends when the supervisor is killed, so that the port is free again."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def set_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before we asked
            os._exit(1)

    return set_signal


class Worker(ThreadWorker):  # type: ignore[misc]
    """A process that answers pages, and leaves a new connection to one that has fewer.

    All of them wait at one socket and whoever is first accepts; a browser then stays with its process for as
    long as it keeps the connection. So they see how many each of them has.
    """

    _connections = RawArray("i", [NOBODY] * MOST_PROCESSES)
    """By process, in memory that all of them share: it is there before they are forked."""

    def __init__(self, age: int, *args: Any, **kwargs: Any) -> None:
        self._place = age % MOST_PROCESSES
        super().__init__(age, *args, **kwargs)

    @property
    def nr_conns(self) -> int:
        """How many connections this one has, as gunicorn counts them."""
        return int(self._connections[self._place])

    @nr_conns.setter
    def nr_conns(self, count: int) -> None:
        self._connections[self._place] = count

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, if nobody did meanwhile."""
        until = time.monotonic() + YIELD_SECONDS
        while self.nr_conns > min(self._connections) and time.monotonic() < until:
            time.sleep(YIELD_SECONDS / 10)
        super().accept(listener)

    def forget(self) -> None:
        """It has ended: nothing is left to it any more."""
        self._connections[self._place] = NOBODY


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and nothing from files or its command line."""

    def __init__(self, settings: Settings, load_app: Callable[[], Any]) -> None:
        self._settings = settings
        self._load_app = load_app
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "worker_class": Worker,
            "workers": self._settings.web_processes,
            "threads": self._settings.web_threads,
            "limit_request_line": LONGEST_REQUEST_LINE,
            "keepalive": 5,
            "graceful_timeout": 5,
            "timeout": 120,
            "loglevel": "warning",
            "proc_name": "tereze",
            "control_socket_disable": True,
            "child_exit": lambda arbiter, worker: worker.forget(),
            "forwarded_allow_ips": "",  # whom to believe about the client is the setting trusted_proxies' to say
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        app = self._load_app()
        threading.Thread(target=_warm, args=(app.extensions["archive"],), daemon=True).start()
        return app


def _warm(archive: Archive) -> None:
    """Search once for nothing, so that the first reader does not wait for what is read and counted only once."""
    try:
        with archive.reading() as work:
            discovery.search(work, discovery.Request())
        # What is there now stays: the collector need not walk through it again and again. A page makes
        # tens of thousands of objects and leaves no rings, so it need not look often either.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
    except ArchiveError as error:  # an index that is being made: the first search will say so
        log.info("Not warmed up: %s", error)


def run_web(settings: Settings, load_app: Callable[[], Any]) -> None:
    """Serve pages until stopped. The app is made in the worker processes, never before the fork."""
    _Gunicorn(settings, load_app).run()


def run_worker(archive: Archive, run: Callable[[Archive, threading.Event], None]) -> None:
    """Run the worker's loop until SIGTERM or SIGINT; what it is at is finished first."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    run(archive, stop)
