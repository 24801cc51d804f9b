"""The lock files: whole, hashed, and free of any one mirror's address."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ENTRY = re.compile(r"[\w.-]+==[^:/]+?(\s+--hash=sha256:[0-9a-f]{64})+")
NAME = re.compile(r"[A-Za-z0-9._-]+")


def locked(path: Path) -> dict[str, str]:
    """The requirements of a lock file, by name; of a package locked for several Pythons, the last."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    entries = "\n".join(lines).replace("\\\n", " ").splitlines()
    return {entry.split("==")[0]: entry for entry in entries}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_locked_requirement_has_a_hash_and_no_address(path: Path) -> None:
    for requirement in locked(path).values():
        assert ENTRY.fullmatch(requirement), requirement


@pytest.mark.parametrize(("lock", "group"), [("run", ""), ("dev", ""), ("dev", "dev"), ("build", "build")])
def test_what_the_project_asks_for_is_locked(lock: str, group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    names = {match.group().lower() for match in map(NAME.match, asked) if match}
    assert names <= locked(ROOT / "requirements" / f"{lock}.txt").keys()


def test_tests_run_with_the_versions_that_are_installed() -> None:
    run, dev = (locked(ROOT / "requirements" / f"{name}.txt") for name in ("run", "dev"))
    assert run.items() <= dev.items()


def test_every_front_end_library_is_pinned_by_its_content_and_no_address() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    libraries = {name: entry for name, entry in packages.items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in libraries.values())
    assert not any("resolved" in entry for entry in libraries.values())


@pytest.mark.parametrize("platform", ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"])
def test_the_bundler_is_locked_for_each_platform(platform: str) -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert f"node_modules/@esbuild/{platform}" in packages
