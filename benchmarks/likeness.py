"""How many changed copies of the shared photographs are known again, how many others are joined, and how fast.

Every file of events/, metadata/ and seed-set/ that can become a photo is
kept; then each is changed in every way and looked for among all of them, as a new photo is.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from archive.errors import ArchiveError
from archive.likeness import comparing, squares
from archive.likeness.index import CodeFile, Near
from archive.likeness.squares import Square
from archive.media import likeness, render
from archive.media.sandbox import Sandbox

PHOTOS = Path(os.environ.get("TEREZE_SHARED", "../shared")) / "photos"
SIZE = int(os.environ.get("BENCH_CODES", "1000000"))
FOLDERS = ("events", "metadata", "seed-set")
Change = Callable[[Image.Image], Image.Image]
TURN = Image.Transpose

SAME = (
    # What is one picture by its making: home-made files, the same scene with another number or year written on it,
    # one file in two formats. The events say it in their manifest, the seed set by copy_of.
    ("metadata/made-", "events/18f-microfilm"),
    ("metadata/orient-Landscape_",),
    ("metadata/photoprism-iptc-",),
    ("metadata/c2pa-adobe-20220124-CA.", "metadata/c2pa-adobe-20220124-XCA."),
    ("metadata/exiv2-Reagan",),
    ("metadata/pillow-g4_orientation_",),
    ("metadata/pillow-iss634",),
)


def saved(image: Image.Image, quality: int) -> Image.Image:
    """The picture after a JPEG of that quality."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


def cropped(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """The picture without these parts of its width and height."""
    w, h = image.size
    return image.crop((round(w * left), round(h * top), w - round(w * right), h - round(h * bottom)))


def fitted(image: Image.Image, side: int) -> Image.Image:
    """The picture, its longer side no longer than that."""
    copy = image.copy()
    copy.thumbnail((side, side))
    return copy


CHANGES: Mapping[str, Change] = {
    **{f"JPEG quality {q}": lambda image, q=q: saved(image, q) for q in (30, 50, 75, 95)},
    "resized to 960": lambda image: saved(fitted(image, 960), 85),
    "resized to 960, quality 30": lambda image: saved(fitted(image, 960), 30),
    "stripped": lambda image: saved(image, 90),
    "cropped 3 % left": lambda image: saved(cropped(image, 0.03, 0, 0, 0), 85),
    "cropped 3 % top": lambda image: saved(cropped(image, 0, 0.03, 0, 0), 85),
    "cropped 3 % right": lambda image: saved(cropped(image, 0, 0, 0.03, 0), 85),
    "cropped 3 % bottom": lambda image: saved(cropped(image, 0, 0, 0, 0.03), 85),
    "cropped 3 % all round": lambda image: saved(cropped(image, 0.03, 0.03, 0.03, 0.03), 85),
    "turned 90": lambda image: saved(image.transpose(TURN.ROTATE_90), 85),
    "turned 180": lambda image: saved(image.transpose(TURN.ROTATE_180), 85),
    "turned 270": lambda image: saved(image.transpose(TURN.ROTATE_270), 85),
    "all of it": lambda image: saved(fitted(cropped(image.transpose(TURN.ROTATE_90), 0.03, 0.03, 0.03, 0.03), 960), 50),
}


def run() -> None:
    """Print recall for each change, false joins, and the time of a query."""
    with tempfile.TemporaryDirectory() as folder:
        _recall(PHOTOS, Path(folder))
        _speed(Path(folder), SIZE)


def _recall(photos: Path, folder: Path) -> None:
    names, kept, pictures = [], {}, {}
    for name, path, square in _kept(photos, folder):
        names.append(name)
        pictures[name] = path
        if squares.is_telling(square):
            kept[len(names) - 1] = square
    group = _groups(photos, names)
    codes = CodeFile(folder / "likeness.codes")
    codes.append((number, squares.code(square)) for number, square in kept.items())
    print(f"{len(names)} pictures, {len(names) - len(kept)} of them too plain to be known again")
    false: set[tuple[str, str]] = set()
    nearest_false = 0.0
    for change, act in {"as it is": lambda image: image, **CHANGES}.items():
        found = 0
        for number in kept:
            with Image.open(pictures[names[number]]) as image:
                text = likeness.signature(render.shrink(act(image), render.fit(image.size, render.THUMB.box)))
            asked = squares.from_text(text)
            assert asked is not None
            fits = _looked(asked, codes.near(asked), kept)
            found += fits.get(number, 0.0) >= comparing.SAME
            for other, fit in fits.items():
                if group[names[other]] != group[names[number]]:
                    nearest_false = max(nearest_false, fit)
                    if fit >= comparing.SAME:
                        false.add((names[number], names[other]))
        print(f"{change:<28} {found / len(kept):.4f}  ({found} of {len(kept)})")
    print(f"false joins: {len(false)}; the likeness nearest to one: {nearest_false:.3f}, of {comparing.SAME} needed")
    for pair in sorted(false):
        print("   ", *pair)


def _looked(asked: Square, near: list[Near], kept: Mapping[int, Square]) -> dict[int, float]:
    turned = squares.turns(asked)
    return {each.id: comparing.likeness(kept[each.id], np.ascontiguousarray(turned[each.turn])) for each in near}


def _kept(photos: Path, folder: Path) -> Iterator[tuple[str, Path, Square]]:
    """Each file that becomes a photo: its name, its preview as PNG, its square. Taken in as any other."""
    with Sandbox(1, seconds=60) as sandbox:
        for place in FOLDERS:
            for path in sorted((photos / place).iterdir()):
                if path.suffix in {".json", ".jsonl", ".xmp"}:
                    continue
                into = folder / place / path.name
                into.mkdir(parents=True)
                try:
                    examined = sandbox.examine(path, into)
                except ArchiveError:
                    continue
                square = squares.from_text(examined.likeness)
                if square is not None:
                    yield f"{place}/{path.name}", into / "preview.jpg", square


def _groups(photos: Path, names: list[str]) -> dict[str, str]:
    """Which picture each file shows."""
    group = {name: name for name in names}
    for place in FOLDERS:
        for line in (photos / place / "manifest.jsonl").read_text().splitlines():
            row = json.loads(line)
            name = f"{place}/{row['file']}"
            if row.get("near_duplicate_group"):
                group[name] = row["near_duplicate_group"]
            if row.get("copy_of"):
                group[name] = group.get(f"events/{Path(row['copy_of']).name}", name)
    for at, beginnings in enumerate(SAME):
        group |= {name: f"same {at}" for name in names if name.startswith(beginnings)}
    return group


def _speed(folder: Path, size: int) -> None:
    rng = np.random.default_rng(7)
    codes = CodeFile(folder / "many.codes")
    for start in range(0, size, 100_000):
        count = min(100_000, size - start)
        codes.append((start + n, code) for n, code in enumerate(rng.integers(0, 1 << 56, (count, 2), dtype=np.uint64)))
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(50):
        square = rng.integers(0, 256, (squares.SIDE, squares.SIDE), dtype=np.uint8)
        begun, worked = time.perf_counter(), time.process_time()
        codes.near(square)
        times["a query"].append((time.perf_counter() - begun) * 1000)
        times["of it at work"].append((time.process_time() - worked) * 1000)
    for name, values in times.items():
        values.sort()
        print(f"{name} among {size:,}: median {values[len(values) // 2]:.1f} ms, p95 {values[-3]:.1f} ms")
