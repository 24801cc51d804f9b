"""Where the shared test photographs and names lie, and what their makers say about them.

They are kept beside the repository, never in it: most ask for credit, and the people in them are real.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("TEREZE_SHARED") or Path(__file__).parents[2] / "shared") / "photos"

needed = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the shared photographs are not on this machine (TEREZE_SHARED)"
)


NAMES = FOLDER.parent / "names"
names_needed = pytest.mark.skipif(
    not NAMES.is_dir(), reason="the shared people's names are not on this machine (TEREZE_SHARED)"
)


def photo(name: str) -> Path:
    """A shared photograph, by folder and name: ``metadata/exiftool-MWG.jpg``."""
    return FOLDER / name


@cache
def manifest(folder: str) -> dict[str, dict[str, Any]]:
    """What the makers of the set say of each file of a folder, by file name; empty without the set."""
    path = FOLDER / folder / "manifest.jsonl"
    if not path.is_file():
        return {}
    entries = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {entry["file"]: entry for entry in entries}


@cache
def truth(folder: str) -> dict[str, dict[str, Any]]:
    """What exiftool reads from each file of a folder, by file name; empty without the set."""
    path = FOLDER / folder / "truth.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["files"]) if path.is_file() else {}
