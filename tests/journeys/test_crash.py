"""Killed at any instant: what was answered "saved" is present, intact and findable, and nothing else is left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive import wiring
from archive.model import Actor, Role
from archive.services import discovery, indexing, preservation
from archive.services.discovery import Request
from archive.settings import Settings

KILLS = int(os.environ.get("TEREZE_TEST_KILLS", "6"))
"""A few in every run; CI asks for all fifty."""

ROOT = Path(__file__).parents[2]


def run_and_kill(home: Path, seed: int, after: float) -> list[dict[str, object]]:
    """Let it work for a while after it is ready, kill it with all its children, and give back what it said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.crash", str(seed)],
        cwd=ROOT,
        env={**os.environ, "TEREZE_HOME": str(home)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert b"ready" in process.stdout.readline()
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    said, _ = process.communicate()
    lines = said.decode().split("\n")[:-1]  # the last one may be cut
    return [json.loads(line) for line in lines]


@pytest.mark.slow
def test_nothing_that_was_told_is_saved_is_lost(tmp_path: Path) -> None:
    chance = random.Random(20201008)
    received: dict[int, str] = {}
    tagged: dict[str, int] = {}
    for kill in range(KILLS):
        for line in run_and_kill(tmp_path, kill, chance.uniform(0.0, 0.6)):
            if "received" in line:
                received[int(str(line["received"]))] = str(line["sha256"])
            else:
                tagged[str(line["term"])] = int(str(line["tagged"]))
    assert received
    assert tagged

    archive = wiring.open_archive(Settings(home=tmp_path, decoders=1))
    preservation.recover(archive)
    indexing.settle(archive)
    assert preservation.check(archive, digests=True) == []
    assert list((tmp_path / "uploads" / "incoming").iterdir()) == []
    with archive.reading(Actor(Role.JOURNALIST, "test")) as work:
        for term, asset_id in tagged.items():
            results = discovery.search(work, Request(f"keyword:{term}"))
            assert [asset.id for asset in results.assets] == [asset_id]
    with archive.reading() as work:
        for asset_id, sha256 in received.items():
            assert discovery.photo(work, asset_id).original.sha256 == sha256
    archive.close()
