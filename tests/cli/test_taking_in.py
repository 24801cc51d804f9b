"""``tereze ingest``, ``watch`` and ``captions``, run as a user runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive import wiring
from archive.model import Accession, Asset, Event
from archive.settings import Settings
from tests import photos
from tests.cli.conftest import Run
from tests.factories import dng, jpeg

TAKEN = "2020:10:08 11:03:20"


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    """A folder of an event: a frame in three files, a copy of one of them, and a file of another kind."""
    folder = tmp_path / "shoot" / "2020-10-08 Окно в Корею"
    folder.mkdir(parents=True)
    picture, other = jpeg(taken=TAKEN, exif={0x010F: "NIKON CORPORATION", 0x0110: "D3300"}), jpeg()
    (folder / "IMG_1.JPG").write_bytes(picture)
    (folder / "IMG_1.DNG").write_bytes(dng(TAKEN))
    (folder / "IMG_1.xmp").write_bytes(photos.xmp("<photoshop:Headline>Guests</photoshop:Headline>"))
    for name in ("IMG_2.JPG", "copy of IMG_2.JPG"):
        (folder / name).write_bytes(other)
    (folder / "notes.txt").write_text("no picture")
    return tmp_path / "shoot"


def told(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def rows(tmp_path: Path, *models: type[Any]) -> list[Any]:
    archive = wiring.open_archive(Settings(home=tmp_path / "archive"))
    with archive.reading() as work:
        found = [work.session.query(model).all() for model in models]
    archive.close()
    return found


def test_a_dry_run_says_what_then_happens_and_writes_nothing(run: Run, frames: Path, tmp_path: Path) -> None:
    rehearsed = run("ingest", str(frames), "--dry-run", "--json")
    assert rehearsed.stderr.splitlines()[-2:] == [
        "6 files: 2 new, 2 joined, 1 held, 1 refused.",
        "Nothing was written.",
    ]
    assert rows(tmp_path, Asset, Accession) == [[], []]
    assert list((tmp_path / "archive" / "uploads" / "originals").iterdir()) == []
    real = run("ingest", str(frames), "--json", "--folders-as-events", "--from", "Kim", "--time-zone", "Asia/Almaty")
    assert real.stderr.splitlines()[-2] == rehearsed.stderr.splitlines()[-2]
    assert {line["reason"] for line in told(rehearsed.stdout) if line["status"] == "refused"} == {
        line["reason"] for line in told(real.stdout) if line["status"] == "refused"
    }
    (assets, (event,), (accession,)) = rows(tmp_path, Asset, Event, Accession)
    asset = next(asset for asset in assets if asset.headline)
    assert (asset.event_id, asset.headline, asset.captured_offset) == (event.id, "Guests", 360)
    assert (event.title, str(event.starts_on)) == ({"ru": "Окно в Корею"}, "2020-10-08")
    assert (accession.origin, accession.time_zone, accession.closed_at is None) == ("Kim", "Asia/Almaty", False)
    again = run("ingest", str(frames), "--dry-run")
    assert "6 files: 5 held, 1 refused." in again.stderr


def test_a_zone_that_is_none_takes_nothing_in(run: Run, frames: Path) -> None:
    refused = run("ingest", str(frames), "--time-zone", "Asia/Nowhere")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: There is no time zone 'Asia/Nowhere'")


def test_a_watched_folder_is_taken_in_once(run: Run, frames: Path, tmp_path: Path) -> None:
    words = ("watch", str(frames), "--once", "--quiet", "0.2", "--done", str(tmp_path / "done"))
    first = run(*words, "--json")
    assert sorted(line["status"] for line in told(first.stdout)) == [
        "held", "joined", "joined", "new", "new", "refused",
    ]  # fmt: skip
    assert [path.name for path in frames.rglob("*.*")] == ["notes.txt"]
    assert len([path for path in (tmp_path / "done").rglob("*") if path.is_file()]) == 5
    second = run(*words)
    assert (second.stdout, "notes.txt: refused earlier." in second.stderr) == ("", True)
    assert run("check", "--digests").returncode == 0


def test_a_watch_ends_in_one_line_when_it_is_interrupted(run: Run, frames: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "archive.cli", "watch", str(frames), "--quiet", "0", "--every", "0.1"],
        env={**os.environ, "TEREZE_HOME": str(tmp_path / "archive"), "TEREZE_DECODERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs inherit "ignored"
    )
    assert process.stdout is not None
    for _ in range(6):
        assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[1].splitlines()[-1] == "Stopped."
    assert process.returncode == 0


def test_a_table_of_captions_is_shown_then_carried_out(run: Run, frames: Path, tmp_path: Path) -> None:
    run("ingest", str(frames))
    table = tmp_path / "captions.csv"
    table.write_text("Файл;Подпись;Люди\nIMG_1;Гости в зале;Nobody Known\n", encoding="cp1251")
    shown = run("captions", str(table), "--dry-run")
    assert shown.stdout == "line 2, IMG_1: caption.ru: Гости в зале\n"
    assert "1 photos would change. Nothing was written." in shown.stderr
    done = run("captions", str(table))
    assert (done.returncode, "Nobody Known" in done.stderr, "1 photos changed." in done.stderr) == (1, True, True)
    (assets,) = rows(tmp_path, Asset)
    assert [asset.caption["ru"] for asset in assets if "ru" in asset.caption] == ["Гости в зале"]
    assert "0 photos changed." in run("captions", str(table)).stderr
