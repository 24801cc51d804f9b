"""Good files with seeded damage, thousands of them: each is answered, in time, and the next one is served.

A few hundred in an ordinary run; ``TEREZE_TEST_FUZZ=20000`` for more, ``TEREZE_TEST_FUZZ_SEED`` for others.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from archive.errors import UnsupportedMedia
from archive.media.sandbox import Sandbox
from archive.text import Message
from tests import photos, shared
from tests.media.test_raw import MAKERS

log = logging.getLogger(__name__)

COUNT = int(os.environ.get("TEREZE_TEST_FUZZ", "300"))
SEED = int(os.environ.get("TEREZE_TEST_FUZZ_SEED", "4"))
CHILDREN, SECONDS, LARGEST, MOST_PIXELS = 2, 20, 400_000, 12_000_000
SLOW = 8.0
"""Many times what the slowest whole sample takes, for a busy machine; far less than the limit."""

NUMBERS = (b"\0", b"\xff", b"\x7f\xff", b"\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\1\0")


@dataclass(frozen=True)
class Answer:
    name: str
    number: int
    seconds: float
    outcome: str
    translatable: bool


def samples(folder: Path) -> dict[str, bytes]:
    """One small file of every format with all its metadata, and the small ones of real cameras."""
    folder.mkdir()
    block = photos.exif(
        {0x010F: "NIKON", 0x0112: 6}, gps={1: "N", 2: (43.0, 14.0, 5.0)}, photo={0x9003: "2024:01:02 03:04:05"}
    )
    packet = photos.xmp("<photoshop:Headline>A concert</photoshop:Headline>")
    small, made = photos.picture((96, 64)), {}
    for suffix in ("jpg", "png", "webp", "tif", "avif"):
        made[suffix] = photos.saved(folder / f"a.{suffix}", small, exif=block).read_bytes()
    made["gif"] = photos.saved(folder / "a.gif", small, save_all=True, append_images=[small] * 3).read_bytes()
    made["palette.png"] = photos.saved(folder / "p.png", small.convert("P"), icc_profile=b"broken").read_bytes()
    made["lzw.tif"] = photos.saved(folder / "l.tif", small, compression="tiff_lzw").read_bytes()
    made["progressive.jpg"] = photos.saved(folder / "b.jpg", small, progressive=True, xmp=packet).read_bytes()
    made["iptc.jpg"] = photos.with_iptc(photos.jpeg(exif=block), photos.iim((2, 120, b"Caption"), (2, 25, b"word")))
    if find_spec("pylibjxl"):
        made["jxl"] = photos.jxl(small, exif=block, xmp=packet)
    made |= {maker: build() for maker, build in MAKERS.items()}
    for group in ("metadata", "hostile"):
        for name, entry in shared.manifest(group).items():
            path, pixels = shared.photo(f"{group}/{name}"), (entry["width"] or 0) * (entry["height"] or 0)
            if 0 < path.stat().st_size <= LARGEST and (pixels <= MOST_PIXELS or group == "hostile"):
                made[f"{group}/{name}"] = path.read_bytes()
    return made


def flipped(data: bytearray, chance: random.Random, _: list[bytes]) -> None:
    for _ in range(chance.choice((1, 2, 8, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def overwritten(data: bytearray, chance: random.Random, _: list[bytes]) -> None:
    """Numbers at the edges of what fits, mostly where headers are."""
    for _ in range(chance.choice((1, 1, 3))):
        number, at = chance.choice(NUMBERS), chance.randrange(min(len(data), chance.choice((64, 1024, len(data)))))
        data[at : at + len(number)] = number


def cut(data: bytearray, chance: random.Random, _: list[bytes]) -> None:
    del data[chance.randrange(1, len(data) + 1) :]


def shortened(data: bytearray, chance: random.Random, _: list[bytes]) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 4, 100, 4096))]


def repeated(data: bytearray, chance: random.Random, _: list[bytes]) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.choice((2, 12, 500))] * chance.choice((1, 1, 50))


def spliced(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    other = chance.choice(others)
    at, start = chance.randrange(len(data)), chance.randrange(len(other))
    data[at : at + 64] = other[start : start + chance.choice((16, 300, 5000))]


DAMAGES: tuple[Callable[[bytearray, random.Random, list[bytes]], None], ...] = (
    *(flipped, overwritten, overwritten, cut, shortened, repeated, spliced),
)


def mutant(number: int, made: dict[str, bytes]) -> tuple[str, bytes]:
    """The damaged file of a number: the same one each time."""
    chance = random.Random(f"{SEED}/{number}")
    name = chance.choice(sorted(made))
    data = bytearray(made[name])
    for _ in range(chance.choice((1, 1, 2, 5))):
        if data:
            chance.choice(DAMAGES)(data, chance, list(made.values()))
    return name, bytes(data)


@pytest.mark.slow
def test_damaged_files_are_answered_in_time_and_nothing_is_harmed(tmp_path: Path) -> None:
    made = samples(tmp_path / "samples")

    def examine(number: int) -> Answer:
        name, data = mutant(number, made)
        path, into = tmp_path / f"{number}.bin", tmp_path / f"{number}"
        path.write_bytes(data)
        into.mkdir()
        begun, translatable = time.monotonic(), True
        try:
            outcome = f"taken {sandbox.examine(path, into).media_type}"
        except UnsupportedMedia as refusal:
            outcome = refusal.code + (" died" if "broke down" in refusal.message else "")
            translatable = isinstance(refusal.message, Message)
        seconds = time.monotonic() - begun
        for left in into.iterdir():
            left.unlink()
        into.rmdir()
        path.unlink()
        return Answer(name, number, seconds, outcome, translatable)

    with Sandbox(CHILDREN, seconds=SECONDS) as sandbox, ThreadPoolExecutor(CHILDREN) as pool:
        answers = list(pool.map(examine, range(COUNT)))
        whole = photos.saved(tmp_path / "whole.png", Image.new("RGB", (30, 20)))
        assert sandbox.examine(whole, tmp_path).width == 30
    outcomes = Counter(answer.outcome.split(" image")[0] for answer in answers)
    died = [answer for answer in answers if answer.outcome.endswith("died")]
    log.info("%s; children that died: %s", outcomes, died)
    log.info("The slowest: %s", sorted(answers, key=lambda answer: -answer.seconds)[:5])
    assert not [answer for answer in answers if answer.seconds > SLOW or answer.outcome == "timeout"]
    assert not [answer for answer in answers if not answer.translatable]
    assert len(died) <= COUNT // 1000  # libheif falls over one HEIC in 20,000: that costs the one file
