"""Taking in 24-megapixel JPEGs on all cores, beside a bare Pillow loop and vipsthumbnail making the same renditions.

The loop does what no ingest can do without: open with draft mode, resize to the preview, resize that to the thumbnail,
save both. Neither hashes, keeps or reads metadata. All three take turns, so that what else the machine does hits each.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from archive import wiring
from archive.media.render import PREVIEW, QUALITY, THUMB, fit
from archive.model.account import COMMAND_LINE
from archive.services import ingest
from archive.settings import Settings

PHOTOS = int(os.environ.get("BENCH_PHOTOS", "24"))
ROUNDS = 3
SIZE = (6000, 4000)


def photograph(seed: int) -> Image.Image:
    """24 megapixels with the detail of a photograph: soft shapes, edges and grain, about 8 MB as a JPEG."""
    random = np.random.default_rng(seed)
    layers = [
        np.asarray(
            Image.fromarray(random.integers(0, 255, (h, h * 3 // 2, 3), dtype=np.uint8)).resize(
                SIZE, Image.Resampling.BICUBIC
            ),
            dtype=np.float32,
        )
        for h in (8, 40, 200, 1000)
    ]
    grain = random.normal(0, 5, (SIZE[1], SIZE[0], 1)).astype(np.float32)
    mixed = layers[0] * 0.5 + layers[1] * 0.25 + layers[2] * 0.15 + layers[3] * 0.1 + grain
    return Image.fromarray(mixed.clip(0, 255).astype(np.uint8))


def write_photographs(folder: Path) -> list[Path]:
    """Different files of the same kind; a few are drawn, the others differ in their EXIF."""
    drawn = []
    for seed in range(4):
        out = io.BytesIO()
        photograph(seed).save(out, "JPEG", quality=92)
        drawn.append(out.getvalue())
    paths = []
    for number in range(PHOTOS):
        comment = f"photo {number}".encode()
        content = drawn[number % len(drawn)]
        segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        path = folder / f"DSC_{number:04}.JPG"
        path.write_bytes(content[:2] + segment + content[2:])
        paths.append(path)
    return paths


def bare(path: Path) -> int:
    """The yardstick: what must be done at least, in the quickest way that Pillow has for it."""
    with Image.open(path) as image:
        size = fit(image.size, PREVIEW.box)
        image.draft("RGB", size)
        preview = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    thumb = preview.resize(fit(size, THUMB.box), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = 0
    for made in (preview, thumb):
        out = io.BytesIO()
        made.save(out, "JPEG", quality=QUALITY)
        written += len(out.getvalue())
    return written


def by_vips(paths: list[Path], into: Path) -> None:
    """A process for these files and each size: it starts once, and shrinks as it loads."""
    for spec in (PREVIEW, THUMB):
        subprocess.run(
            [
                *("vipsthumbnail", "--size", f"{spec.box[0]}x{spec.box[1]}"),
                *("--output", f"{into}/%s-{spec.name}.jpg[Q={QUALITY},strip]", *map(str, paths)),
            ],
            env=os.environ | {"VIPS_CONCURRENCY": "1"},
            check=True,
        )


def rate_of_vips(paths: list[Path], into: Path) -> float:
    """Photos a second of vipsthumbnail, a process a core; not a number where it is not installed."""
    if not shutil.which("vipsthumbnail"):
        return float("nan")
    cores = os.cpu_count() or 1
    into.mkdir(exist_ok=True)
    with ThreadPoolExecutor(cores) as pool:
        begun = time.perf_counter()
        list(pool.map(by_vips, [paths[core::cores] for core in range(cores)], [into] * cores))
        return len(paths) / (time.perf_counter() - begun)


def ours(paths: list[Path], home: Path) -> float:
    """Photos a second through the real ingest."""
    archive = wiring.open_archive(Settings(home=home))
    with archive.begin(COMMAND_LINE) as work:
        accession_id = ingest.open_accession(work, "command line").id

    def receive(path: Path) -> ingest.Outcome:
        with path.open("rb") as stream:
            return ingest.receive(archive, COMMAND_LINE, stream, path.name, accession_id=accession_id).outcome

    with ThreadPoolExecutor(archive.settings.decoders + 1) as pool:
        children = archive.settings.decoders  # are started before, like the processes of the bare loop
        list(pool.map(archive.sandbox.examine, paths[:children], [home] * children))
        begun = time.perf_counter()
        outcomes = set(pool.map(receive, paths))
        rate = len(paths) / (time.perf_counter() - begun)
    archive.close()
    assert outcomes == {ingest.Outcome.NEW}, outcomes
    return rate


def run() -> None:
    """Print photos a second of all three, round by round, and the medians of our ratios to the others."""
    print(f"Ingest of {PHOTOS} JPEGs of 24 megapixels on {os.cpu_count()} cores, photos/s (ours, bare Pillow, vips)")
    rounds = []
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        paths = write_photographs(folder)
        megabytes = sum(path.stat().st_size for path in paths) / len(paths) / 1e6
        list(pool.map(bare, paths[:2]))  # the pool's processes are started
        for number in range(ROUNDS):
            begun = time.perf_counter()
            list(pool.map(bare, paths))
            yardstick = len(paths) / (time.perf_counter() - begun)
            rate = ours(paths, folder / f"home{number}")
            vips = rate_of_vips(paths, folder / "vips")
            rounds.append((rate / yardstick, rate / vips))
            print(f"  {rate:6.2f}  {yardstick:6.2f}  {vips:6.2f}")
    to_bare, to_vips = (round(statistics.median(ratios), 3) for ratios in zip(*rounds, strict=True))
    print(json.dumps({"ingest_ratio": to_bare, "ingest_ratio_vips": to_vips, "file_mb": round(megabytes, 1)}))
