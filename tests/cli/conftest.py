"""What the tests of commands share: a way to run them, and a card to take in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import jpeg

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(blank: Path, tmp_path: Path) -> Run:
    """Runs ``tereze`` on an archive of the test's own."""
    home = tmp_path / "archive"

    def tereze(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "archive.cli", *words],
            env={**os.environ, "TEREZE_HOME": str(home), "TEREZE_DECODERS": "1", **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )

    home.mkdir()
    return tereze


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A camera's card with two photos, a text file and a hidden file."""
    folder = tmp_path / "card" / "100NIKON"
    folder.mkdir(parents=True)
    (folder / "DSC_0622.JPG").write_bytes(jpeg(taken="2020:10:08 11:03:20"))
    (folder / "DSC_0623.JPG").write_bytes(jpeg(taken="2020:10:08 11:04:20"))
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden").write_text("not looked at")
    return tmp_path / "card"
