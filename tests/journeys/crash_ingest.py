"""The killed one of ``test_ingest_kills``: takes in a folder, by one way or another, and says what it was answered.

Run as ``python -m tests.journeys.crash_ingest SEED FOLDER``; prints a JSON line after each answer.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable
from pathlib import Path

from archive import wiring
from archive.cli.taking_in import receive_all
from archive.model.account import COMMAND_LINE
from archive.services import folders, ingest
from archive.services.ingest import Receipt
from archive.services.watching import Watch, Watcher
from archive.settings import from_environment
from archive.work import Archive

SOME = 12


def main(seed: int, folder: Path) -> None:
    """Until killed, or until nothing is left."""
    archive = wiring.open_archive(from_environment(decoders=2))
    receipts = taken_in(archive, folder, random.Random(seed)) if seed % 2 else watched(archive, folder)
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201 (it is what the test reads)
    for receipt in receipts:
        line = {"file": receipt.file, "outcome": receipt.outcome, "id": receipt.asset_id, "sha256": receipt.sha256}
        print(json.dumps(line), flush=True)  # noqa: T201 (as above)
    archive.close()


def taken_in(archive: Archive, folder: Path, chance: random.Random) -> Iterable[Receipt]:
    """As ``tereze ingest`` does, some files in any order."""
    with archive.begin(COMMAND_LINE) as work:
        accession_id = ingest.open_accession(work, "command line").id
    files = list(folders.files([folder]))
    chosen = chance.sample(files, min(SOME, len(files)))
    return receive_all(archive, chosen, accession_id, lambda _: None, False)


def watched(archive: Archive, folder: Path) -> Iterable[Receipt]:
    """As ``tereze watch --once`` does."""
    watcher = Watcher(archive, COMMAND_LINE, Watch(folder, quiet=0.0))
    for _ in range(2):
        yield from watcher.look()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
