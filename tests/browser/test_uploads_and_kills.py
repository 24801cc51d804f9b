"""The upload page in a real browser, before a real server that is killed again and again while files travel."""

from __future__ import annotations

import hashlib
import os
import random
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from archive import wiring
from archive.model import Role
from archive.services import accounts, indexing, preservation, uploads
from archive.settings import Settings
from tests.browser.conftest import Reader
from tests.conftest import PASSWORD
from tests.factories import seeded_jpeg
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KILLS = int(os.environ.get("TEREZE_TEST_KILLS", "4"))
FILES = 12


def test_every_file_arrives_whatever_happens_to_the_server(chromium: Browser, tmp_path: Path) -> None:
    home, card = tmp_path / "home", tmp_path / "card"
    archive = wiring.open_archive(Settings(home=home, decoders=1))
    with archive.begin() as work:
        accounts.add(work, "archivist", Role.ARCHIVIST, PASSWORD)
    archive.close()
    card.mkdir()
    chance = random.Random(20201008)
    files = [card / f"DSC_{number:04}.JPG" for number in range(FILES)]
    for number, path in enumerate(files):
        path.write_bytes(seeded_jpeg(number) + chance.randbytes(chance.choice((0, 2_000_000, 40_000_000))))
    wanted = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    with serving(home, TEREZE_DECODERS="1") as server:
        person = Reader(chromium.new_context().new_page(), server.address)
        person.sign_in(Role.ARCHIVIST)
        person.open("/upload")
        person.page.set_input_files("input[name=file]", files)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.3, 1.5))
            server.kill_part(chance.choice(server.parts()))
            server.await_ready()
        expect(person.page.locator("[data-done]")).to_have_text(f"Done: new {FILES}.", timeout=120_000)
        person.page.context.close()
    archive = wiring.open_archive(Settings(home=home, decoders=1))
    preservation.recover(archive)
    uploads.tidy(archive)
    indexing.settle(archive)
    assert preservation.check(archive, digests=True) == []
    assert {sha256 for sha256, _ in archive.storage.originals()} == wanted
    assert list(archive.storage.parts()) == []
    archive.close()
