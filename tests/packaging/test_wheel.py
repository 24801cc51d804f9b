"""A wheel holds all that an archive needs, and works where there is no checkout."""

from __future__ import annotations

import gettext
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "ko", "ru")

PROGRAM = """
from archive import app
print(app.__file__)
print(app.create_app().test_client().get("/sign-in").status_code)
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked: for a pure one, that is how it is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder / "dist"],
        cwd=ROOT,
        check=True,
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as members:
        members.extractall(folder / "site")
    return folder / "site"


def files(folder: Path, suffixes: tuple[str, ...] = ("",)) -> set[str]:
    """What lies in a folder, as paths from it, without what Python leaves behind."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name.endswith(suffixes) and "__pycache__" not in path.parts
    }


def test_it_carries_every_module_and_template_and_migration(unpacked: Path) -> None:
    modules = (".py", ".mako")
    assert files(unpacked / "archive", modules) == files(ROOT / "archive", modules)
    assert files(unpacked / "archive" / "templates") == files(ROOT / "templates")
    assert (unpacked / "archive" / "migrations" / "env.py").is_file()


def test_it_carries_the_bundles_that_the_pages_name(unpacked: Path) -> None:
    bundles = unpacked / "archive" / "static" / "dist"
    manifest = json.loads((bundles / "manifest.json").read_text())
    assert {"app.css", "app.js"} <= manifest.keys()
    for name in manifest.values():
        assert (bundles / name).stat().st_size


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_carries_each_translation_compiled(unpacked: Path, language: str) -> None:
    folder = unpacked / "archive" / "translations"
    assert gettext.translation("messages", folder, [language]).info()["language"] == language


def test_it_carries_nothing_that_only_the_build_needs(unpacked: Path) -> None:
    assert {path.name.split("-")[0] for path in unpacked.iterdir()} == {"archive", "tereze"}
    assert not files(unpacked, (".po", ".pot", ".sha256"))


def test_it_serves_a_page_without_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(unpacked), "TEREZE_HOME": str(tmp_path)}
    told = subprocess.check_output([sys.executable, "-c", PROGRAM], cwd=tmp_path, env=environment, text=True)
    assert told.split() == [str(unpacked / "archive" / "app.py"), "200"]
