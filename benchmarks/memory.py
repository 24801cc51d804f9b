"""Memory while ten thousand small files are taken in: of the process that takes in, and of its decoders.

What grows with every file shows as a slope; the first thousand are left out, in which caches fill.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from archive import wiring
from archive.cli.taking_in import receive_all
from archive.model.account import COMMAND_LINE
from archive.services import ingest
from archive.services.folders import Found
from archive.settings import Settings
from tests.factories import seeded_jpeg

FILES = int(os.environ.get("BENCH_SMALL_FILES", "10000"))
STEP = FILES // 10


def files(folder: Path) -> Iterator[Found]:
    """Small pictures, each drawn when it is asked for, a thousand to a folder as cameras do it."""
    for number in range(FILES):
        place = folder / f"{100 + number // 1000}CARD"
        place.mkdir(exist_ok=True)
        path = place / f"DSC_{number % 10_000:04}.JPG"
        second = f"2020:10:08 {number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
        path.write_bytes(seeded_jpeg(number, taken=second))
        yield Found(path, place.name)


def megabytes() -> tuple[float, float]:
    """Resident memory of this process, and of its children."""
    children = [
        child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return _resident("self"), sum(map(_resident, children))


def _resident(process: str) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def run() -> None:
    """Print memory and speed after each tenth of the files."""
    print(f"Memory over {FILES} small files: ours MB, decoders MB, files/s")
    with tempfile.TemporaryDirectory() as folder:
        home, card = Path(folder, "home"), Path(folder, "card")
        home.mkdir()
        card.mkdir()
        archive = wiring.open_archive(Settings(home=home))
        with archive.begin(COMMAND_LINE) as work:
            accession_id = ingest.open_accession(work, "command line").id
        taken, begun = [], time.perf_counter()
        for number, receipt in enumerate(receive_all(archive, files(card), accession_id, lambda _: None, False), 1):
            assert receipt.outcome == ingest.Outcome.NEW, receipt
            if number % STEP == 0:
                ours, theirs = megabytes()
                taken.append(ours + theirs)
                rate = STEP / (time.perf_counter() - begun)
                print(f"  {number:>6}: {ours:6.1f} {theirs:6.1f} {rate:6.1f}", flush=True)
                begun = time.perf_counter()
        archive.close()
    print(f"  from the first tenth to the last: {taken[-1] / taken[0]:.2f} times")
