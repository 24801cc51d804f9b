"""The whole answer, query to HTML, of a running archive: ``wrk`` asks ``tereze serve`` as one and as 20 readers."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from archive import wiring
from archive.model import Asset, Event, Person
from archive.model.account import COMMAND_LINE
from archive.services import indexing
from archive.settings import Settings
from benchmarks import corpus

PHOTOS = int(os.environ.get("BENCH_DOCUMENTS", "100000"))
HOME = os.environ.get("BENCH_HOME", "")
"""An archive that was made by an earlier run, to be asked again; else one is made, and removed."""
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
WRK = shutil.which("wrk") or ""
READERS = ((1, 0), (20, 0), (20, 1_000))
"""How many ask at once, and for how many milliseconds each looks at a page on average before asking for the next."""
SAMPLED = 2_000

_SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local at = 0
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
local pause = tonumber(os.getenv("BENCH_PAUSE"))
if pause > 0 then delay = function() return math.random(pause / 2, pause * 3 / 2) end end
done = function(summary, latency, requests)
  local wrong = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.stderr:write(string.format("%.2f %.2f %.2f %d %d", latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    latency:percentile(99) / 1000, summary.requests, wrong))
end
"""


def run() -> None:
    """Print p50, p95, p99 and the rate for each number of readers, and what the web process weighs."""
    if not WRK:
        print("served: wrk is not installed (Debian: apt install wrk); left out", file=sys.stderr)
        return
    with _home() as home:
        paths = _made(home)
        port = _free_port()
        with _serving(home, port) as server:
            address = f"http://127.0.0.1:{port}"
            _await(address)
            figures: dict[str, object] = {"photos": PHOTOS}
            print(f"The search page of a served archive of {PHOTOS} photos, in ms")
            _ask(address, paths, readers=20, pause=0)  # so that each process has answered before
            for readers, pause in READERS:
                time.sleep(1)  # until the server has seen that the last readers went
                p50, p95, p99, rate, wrong = _ask(address, paths, readers, pause)
                who = f"{readers:3} readers{f', {pause} ms between pages' if pause else ''}"
                print(f"  {who}: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}; {rate:.0f}/s, {wrong} failed")
                told = {"p50": p50, "p95": p95, "p99": p99, "rate": round(rate), "failed": wrong}
                figures[f"{readers}{' reading' if pause else ''}"] = told
            figures["web_mb"] = weight = [round(mb) for mb in _weights(server.pid)]
            print(f"  resident memory of the processes behind the pages, in MB: {weight}")
    print(json.dumps({"served": figures}))


@contextmanager
def _home() -> Iterator[Path]:
    if HOME:
        Path(HOME).mkdir(parents=True, exist_ok=True)
        yield Path(HOME)
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _made(home: Path) -> Path:
    """An archive to ask, and a file of addresses to ask for."""
    archive = wiring.open_archive(Settings(home=home))
    with archive.reading(COMMAND_LINE) as work:
        is_new = work.session.scalar(select(Asset.id).limit(1)) is None
    if is_new:
        corpus.fill(archive, PHOTOS)
        begun = time.perf_counter()
        indexing.catch_up(archive)
        print(f"  made, and indexed at {PHOTOS / (time.perf_counter() - begun):.0f} photos/s")
    paths = home / "paths.txt"
    paths.write_text("\n".join(_addresses(archive)) + "\n")
    archive.close()
    return paths


def _addresses(archive: wiring.Archive) -> list[str]:
    """Searches as readers make them: words, two words, names, dates, filters, further pages, everything."""
    chance = random.Random(1)
    with archive.reading(COMMAND_LINE) as work:
        captions = work.session.scalars(select(Asset.caption).order_by(Asset.id.desc()).limit(SAMPLED)).all()
        people = work.session.scalars(select(Person.name)).all()
        events = work.session.scalars(select(Event.id)).all()
    words = [word for caption in captions for text in caption.values() for word in text.split()]
    kinds = {
        "word": lambda: {"q": chance.choice(words)},
        "two": lambda: {"q": f"{chance.choice(words)} {chance.choice(words)}"},
        "person": lambda: {"q": chance.choice(people)},
        "year": lambda: {"q": f"{chance.choice(words)} {chance.randint(2005, 2022)}"},
        "event": lambda: {"event": str(chance.choice(events))},
        "prefix": lambda: {"q": f"{chance.choice(words)[:4]}*"},
        "sorted": lambda: {"q": chance.choice(words), "sort": "newest"},
        "all": lambda: {"sort": "newest"},
    }
    picked = chance.choices(list(kinds), weights=[8, 4, 4, 2, 3, 1, 2, 2], k=SAMPLED)
    return [f"/?{urllib.parse.urlencode(kinds[kind]())}" for kind in picked]


@contextmanager
def _serving(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"TEREZE_HOME": str(home), "TEREZE_PORT": str(port), "TEREZE_VISITORS": "true"}
    server = subprocess.Popen(
        [sys.executable, "-m", "archive.cli", "serve"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _await(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 (our own address)
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The archive did not come up.")


def _ask(address: str, paths: Path, readers: int, pause: int) -> tuple[float, float, float, float, int]:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT)
        script.flush()
        done = subprocess.run(
            [WRK, "-t1", f"-c{readers}", f"-d{SECONDS}s", "--timeout", "30s", "-s", script.name, address],
            env=os.environ | {"BENCH_PATHS": str(paths), "BENCH_PAUSE": str(pause)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
    p50, p95, p99, requests, wrong = done.stderr.split()
    return float(p50), float(p95), float(p99), int(requests) / SECONDS, int(wrong)


def _weights(supervisor: int) -> list[float]:
    """The resident megabytes of each process that answers pages: gunicorn's and its workers."""
    parents: dict[int, int] = {}
    found: dict[int, float] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(lines["Pid"])] = int(lines["PPid"])
        if b"\0web\0" in command and "VmRSS" in lines:
            found[int(lines["Pid"])] = int(lines["VmRSS"].split()[0]) / 1024

    def is_ours(pid: int) -> bool:
        return pid == supervisor or (pid in parents and is_ours(parents[pid]))

    return [weight for pid, weight in found.items() if is_ours(pid)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
