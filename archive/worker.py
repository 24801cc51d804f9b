"""The one process that writes the search index and tidies up. Everything it does may be done twice."""

from __future__ import annotations

import logging
import threading
import time

from archive.errors import EngineError
from archive.services import duplicates, indexing, preservation, uploads
from archive.work import Archive

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
REST_SECONDS = 20.0
"""How long nothing must have changed before the index is put in order."""
RECOVER_SECONDS = 60.0
PRUNE_SECONDS = 24 * 3600.0
LONGEST_BACK_OFF = 30.0


def run(archive: Archive, stop: threading.Event) -> None:
    """Work until told to stop. A fault of an engine is logged and tried again, ever more slowly."""
    back_off = POLL_SECONDS
    recovered = pruned = float("-inf")
    changed = time.monotonic()
    orderly = False
    while not stop.is_set():
        try:
            if indexing.catch_up(archive):
                changed, orderly = time.monotonic(), False
            elif not orderly and time.monotonic() - changed > REST_SECONDS:
                indexing.tidy(archive)
                orderly = True
            duplicates.catch_up(archive)
            if time.monotonic() - recovered > RECOVER_SECONDS:
                preservation.recover(archive)
                uploads.tidy(archive)
                recovered = time.monotonic()
            if time.monotonic() - pruned > PRUNE_SECONDS:
                preservation.prune_deliverables(archive)
                pruned = time.monotonic()
            back_off = POLL_SECONDS
        except EngineError as error:
            log.error("%s Trying again in %.0f s.", error, back_off)
            back_off = min(back_off * 2, LONGEST_BACK_OFF)
        stop.wait(back_off)
