"""The one process that writes the search index and tidies up. Everything it does may be done twice."""

from __future__ import annotations

import logging
import threading
import time

from archive.errors import EngineError
from archive.services import indexing, preservation
from archive.work import Archive

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
TIDY_SECONDS = 60.0
PRUNE_SECONDS = 24 * 3600.0
LONGEST_BACK_OFF = 30.0


def run(archive: Archive, stop: threading.Event) -> None:
    """Work until told to stop. A fault of an engine is logged and tried again, ever more slowly."""
    back_off = POLL_SECONDS
    tidied = pruned = float("-inf")
    while not stop.is_set():
        try:
            indexing.catch_up(archive)
            if time.monotonic() - tidied > TIDY_SECONDS:
                preservation.recover(archive)
                tidied = time.monotonic()
            if time.monotonic() - pruned > PRUNE_SECONDS:
                preservation.prune_deliverables(archive)
                pruned = time.monotonic()
            back_off = POLL_SECONDS
        except EngineError as error:
            log.error("%s Trying again in %.0f s.", error, back_off)
            back_off = min(back_off * 2, LONGEST_BACK_OFF)
        stop.wait(back_off)
