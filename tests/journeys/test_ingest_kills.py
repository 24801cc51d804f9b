"""Taking in, killed at any instant between the first byte and the answer, and several takers at once.

Every file is there once, whole, in the photo of its frame; what was answered is so; nothing else is left behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from archive import wiring
from archive.model import AccessionItem, Asset, FileRole, Original
from archive.model.account import COMMAND_LINE
from archive.services import accounts, indexing, preservation
from archive.services.watching import Watch, Watcher
from archive.settings import Settings
from archive.work import Archive
from tests import photos
from tests.factories import dng, jpeg
from tests.serving import serving

KILLS = int(os.environ.get("TEREZE_TEST_KILLS", "6"))
"""A few in every run; a hundred by ``TEREZE_TEST_KILLS=100 make test ARGS="tests/journeys/test_ingest_kills.py"``."""

ROOT = Path(__file__).parents[2]
NIKON = {0x010F: "NIKON CORPORATION", 0x0110: "D3300"}


def fill(folder: Path, frames: int) -> None:
    """A card of frames, each a JPEG, a RAW and a sidecar; and files that are refused."""
    for number in range(frames):
        taken = f"2020:10:08 {9 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
        place = folder / f"{100 + number // 50}NIKON"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"DSC_{number:04}.JPG").write_bytes(jpeg(300, 200, taken=taken, exif=NIKON))
        (place / f"DSC_{number:04}.DNG").write_bytes(dng(taken))
        (place / f"DSC_{number:04}.xmp").write_bytes(
            photos.xmp(f"<photoshop:Headline>Frame {number}</photoshop:Headline>")
        )
        if number % 10 == 0:
            (place / f"notes{number}.txt").write_text(f"no picture {number}")


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def run_and_kill(home: Path, folder: Path, seed: int, after: float) -> list[dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.crash_ingest", str(seed), str(folder)],
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
    return [json.loads(line) for line in said.decode().split("\n")[:-1]]


def assert_whole(archive: Archive, folder: Path, frames: int) -> None:
    """The archive holds what the folder holds, each file once, and nothing besides."""
    preservation.recover(archive)
    indexing.settle(archive, seconds=60)
    assert preservation.check(archive, digests=True) == []
    uploads = archive.settings.uploads
    assert list((uploads / "incoming").iterdir()) == []
    wanted = {name: digest for name, digest in digests(folder).items() if not name.endswith(".txt")}
    with archive.reading() as work:
        kept = {row.filename: row.sha256 for row in work.session.scalars(select(Original))}
        assets = work.session.scalars(select(Asset).options(selectinload(Asset.originals))).all()
        items = work.session.execute(select(AccessionItem.filename, AccessionItem.outcome)).all()
        assert kept == wanted
        assert len(assets) == frames
        for asset in assets:
            assert [original.role for original in asset.originals] == list(FileRole)
            assert len({original.filename.split(".")[0] for original in asset.originals}) == 1
            assert asset.original.role == FileRole.PHOTO
            assert asset.headline == f"Frame {int(asset.filename[4:8])}"
    taken = Counter(name for name, outcome in items if outcome in ("new", "joined"))
    assert taken == Counter(wanted.keys())
    assert {name for name, outcome in items if outcome == "refused"} == {n for n in digests(folder) if ".txt" in n}


@pytest.mark.slow
def test_a_folder_is_taken_in_whole_however_often_the_taker_is_killed(tmp_path: Path) -> None:
    chance = random.Random(20201008)
    home, card = tmp_path / "home", tmp_path / "card"
    frames = 4 * KILLS
    fill(card, frames)
    before = digests(card)
    answered: dict[str, dict[str, Any]] = {}
    for kill in range(KILLS):
        for line in run_and_kill(home, card, kill, chance.uniform(0.0, 1.2)):
            if line["outcome"] in ("new", "joined"):
                assert line["file"] not in answered, "taken in twice"
                answered[line["file"]] = line
    assert answered

    archive = wiring.open_archive(Settings(home=home, decoders=2))
    watcher = Watcher(archive, COMMAND_LINE, Watch(card, quiet=0.0))
    for _ in range(3):
        list(watcher.look())
    assert_whole(archive, card, frames)
    with archive.reading() as work:
        there = {row.sha256: row.asset_id for row in work.session.scalars(select(Original))}
    assert {line["sha256"]: line["id"] for line in answered.values()}.items() <= there.items()
    assert digests(card) == before
    archive.close()


@pytest.mark.slow
def test_two_programs_and_a_command_line_take_in_one_folder_at_once(blank: Path, tmp_path: Path) -> None:
    home, card = tmp_path / "home", tmp_path / "card"
    shutil.copytree(blank, home)
    fill(card, FRAMES)
    archive = wiring.open_archive(Settings(home=home, decoders=1))
    with archive.begin() as work:
        tokens = [accounts.add_token(work, accounts.find(work, name).id) for name in ("archivist", "administrator")]
    told: list[list[dict[str, Any]]] = [[], []]
    with serving(home, TEREZE_DECODERS="1", TEREZE_WEB_PROCESSES="1") as server:
        clients = [
            threading.Thread(target=send_all, args=(server.address, token, card, seed, told[seed]))
            for seed, token in enumerate(tokens)
        ]
        for client in clients:
            client.start()
        line = subprocess.run(
            [sys.executable, "-m", "archive.cli", "ingest", str(card), "--json"],
            env={**os.environ, "TEREZE_HOME": str(home), "TEREZE_DECODERS": "1"},
            capture_output=True,
            text=True,
        )
        for client in clients:
            client.join()
    told.append([json.loads(each) for each in line.stdout.splitlines()])
    assert [len(answers) for answers in told] == [len(digests(card))] * 3, line.stderr
    assert all(answer["status"] for answers in told for answer in answers)
    assert_whole(archive, card, FRAMES)
    archive.close()


FRAMES = 12


def send_all(address: str, token: str, folder: Path, seed: int, told: list[dict[str, Any]]) -> None:
    """Send a folder as a program does: in an order of its own, one file after the other."""
    head = {"Authorization": f"Bearer {token}"}
    begun = urllib.request.Request(f"{address}/api/v1/accessions", method="POST", headers=head)
    with urllib.request.urlopen(begun) as answer:
        accession = json.load(answer)["id"]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    random.Random(seed).shuffle(files)
    for path in files:
        asked = urllib.request.Request(
            f"{address}/api/v1/photos?accession={accession}",
            data=path.read_bytes(),
            headers={**head, "X-File-Name": path.name, "Content-Type": "application/octet-stream"},
        )
        try:
            with urllib.request.urlopen(asked) as answer:
                told.append(json.load(answer))
        except urllib.error.HTTPError as refusal:
            told.append(json.load(refusal))
