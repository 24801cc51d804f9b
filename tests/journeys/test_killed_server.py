"""Web server and worker killed at random instants while an archivist uploads and tags over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from archive import wiring
from archive.model import Role
from archive.services import accounts, preservation
from archive.settings import Settings
from tests.factories import seeded_jpeg
from tests.serving import Server, serving

KILLS = int(os.environ.get("TEREZE_TEST_KILLS", "4"))


class Desk:
    """An archivist's program: goes on whatever happens to the server, and remembers only what it was told."""

    def __init__(self, address: str, token: str) -> None:
        self._address, self._token = address, token
        self.received: dict[int, str] = {}
        self.tagged: dict[str, int] = {}

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
        """The decoded answer; None where the server died over it."""
        request = urllib.request.Request(f"{self._address}/api/v1{path}", body or None, method=method)
        for name, value in {"Authorization": f"Bearer {self._token}", **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read()[:300]!r}") from None
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return None

    def work(self, stop: threading.Event) -> None:
        """Upload and tag until told to stop."""
        chance = random.Random(7)
        number = 0
        while not stop.is_set():
            number += 1
            told = self.call("POST", "/photos", seeded_jpeg(number), X_File_Name=f"DSC_{number:04}.JPG")
            if told is None:
                time.sleep(0.05)
                continue
            self.received[told["id"]] = told["sha256"]
            asset_id, term = chance.choice(list(self.received)), f"term{number}"
            change = json.dumps({"ids": [asset_id], "change": {"add_keywords": [term]}}).encode()
            if self.call("POST", "/photos/bulk", change, Content_Type="application/json"):
                self.tagged[term] = asset_id


@pytest.mark.slow
def test_what_the_server_said_is_saved_survives_its_death(tmp_path: Path) -> None:
    archive = wiring.open_archive(Settings(home=tmp_path, decoders=1))
    with archive.begin() as work:
        account = accounts.add(work, "archivist", Role.ARCHIVIST, accounts.generate_password())
        token = accounts.add_token(work, account.id)
    archive.close()
    chance = random.Random(20201008)
    with serving(tmp_path, TEREZE_DECODERS="1") as server:
        desk = Desk(server.address, token)
        stop = threading.Event()
        working = threading.Thread(target=desk.work, args=(stop,))
        working.start()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.2, 1.2))
            server.kill_part(chance.choice(server.parts()))
            server.await_ready()
        stop.set()
        working.join()
        assert desk.received
        assert desk.tagged
        _find_everything(server, desk)
    with_faults = wiring.open_archive(Settings(home=tmp_path, decoders=1))
    preservation.recover(with_faults)
    assert preservation.check(with_faults, digests=True) == []
    originals = {sha256 for sha256, _ in with_faults.storage.originals()}
    assert set(desk.received.values()) <= originals
    with_faults.close()


def _find_everything(server: Server, desk: Desk) -> None:
    """Each photo by its digest's record, each tag by search, within two seconds of the server being well again."""
    server.await_ready()
    time.sleep(2)
    for asset_id, sha256 in desk.received.items():
        assert desk.call("GET", f"/photos/{asset_id}")["sha256"] == sha256
    for term, asset_id in desk.tagged.items():
        found = desk.call("GET", f"/search?q=keyword:{term}")
        assert [photo["id"] for photo in found["photos"]] == [asset_id], term
