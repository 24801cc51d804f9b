"""The killed one of ``test_crash``: takes in, tags and rebuilds for ever, and says what it was told is saved.

Run as ``python -m tests.journeys.crash FOLDER``; prints a JSON line after each answer.
"""

from __future__ import annotations

import io
import json
import random
import sys
import threading
from typing import Any

from archive import wiring, worker
from archive.model import Status
from archive.model.account import COMMAND_LINE
from archive.services import indexing, ingest, tagging
from archive.services.tagging import AssetChange
from archive.settings import from_environment
from archive.work import Archive
from tests.factories import seeded_jpeg


def say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main(seed: int) -> None:
    """Until killed."""
    chance = random.Random(seed)
    archive = wiring.open_archive(from_environment(decoders=1))
    threading.Thread(target=worker.run, args=(archive, threading.Event()), daemon=True).start()
    with archive.begin(COMMAND_LINE) as work:
        accession_id = ingest.open_accession(work, "web").id
    say(ready=True)
    known: list[int] = []
    for number in range(10_000):
        content = seeded_jpeg(seed * 10_000 + number)
        receipt = ingest.receive(
            archive, COMMAND_LINE, io.BytesIO(content), f"DSC_{number:04}.JPG", accession_id=accession_id
        )
        assert receipt.asset_id is not None, receipt
        known.append(receipt.asset_id)
        say(received=receipt.asset_id, sha256=receipt.sha256)
        tag(archive, chance.choice(known), f"tag{seed}x{number}")
        if chance.random() < 0.1:
            indexing.rebuild(archive)


def tag(archive: Archive, asset_id: int, term: str) -> None:
    with archive.begin(COMMAND_LINE) as work:
        tagging.edit(work, [asset_id], AssetChange(add_keywords=(term,), status=Status.PUBLISHED))
    say(tagged=asset_id, term=term)


if __name__ == "__main__":
    main(int(sys.argv[1]))
