"""Writes the sample event as a folder of JPEG files, as it would come off a camera's card.

Draws and encodes; knows no database. The files are the same on every run.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

from PIL import Image

from archive.media import embed
from archive.sample import pictures
from archive.sample.event import FRAMES, SOCIAL_COPY, SOCIAL_COPY_OF, SampleFrame

_QUALITY = 88
_MOST_PROCESSES = 8
"""Each takes some 400 MB while it draws."""


def write(folder: Path) -> list[Path]:
    """Write every frame into the folder, the copy from a social network last; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    # Spawned, not forked: the caller may hold threads, locks and database connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        paths = list(pool.map(_write_frame, FRAMES, repeat(folder)))
    return [*paths, _write_social_copy(folder)]


def _write_frame(frame: SampleFrame, folder: Path) -> Path:
    path = folder / frame.filename
    path.write_bytes(embed.encode(pictures.draw(path.stem), frame.metadata, quality=_QUALITY))
    return path


def _write_social_copy(folder: Path) -> Path:
    path = folder / SOCIAL_COPY
    with Image.open(folder / SOCIAL_COPY_OF) as original:
        pixels = original.convert("RGB")
    pixels.info.clear()
    pixels.thumbnail((960, 960), Image.Resampling.LANCZOS)
    pixels.save(path, "JPEG", quality=71)
    return path
