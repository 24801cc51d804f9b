"""``tereze people``: lists brought in, names answered, each line that cannot be used named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def run(blank: Path, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Runs ``tereze people`` on an archive of the test's own."""
    home = tmp_path / "archive"
    home.mkdir()

    def people(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "archive.cli", "people", *words],
            env={**os.environ, "TEREZE_HOME": str(home)},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return people


@pytest.fixture
def lists(tmp_path: Path) -> list[str]:
    """A list of records, and one of plain names."""
    records = tmp_path / "people.jsonl"
    kim = {"id": "kim", "preferred": "Kim Yuna", "recorded_variants": ["김연아"], "more": 1}
    records.write_text(f"{json.dumps({'id': 'ospanova', 'preferred': 'Ospanova Bakytzhamal'})}\n\n{json.dumps(kim)}\n")
    names = tmp_path / "guests.txt"
    names.write_text("Chingiz Aitmatov\n\nАскар Айтматов\n")
    return [str(records), str(names)]


def test_lists_are_brought_in_once_and_answered_by_their_ids(run, lists: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert run("import", *lists).stdout.splitlines() == [
        "people.jsonl: 2 new, 0 changed, 0 unchanged.",
        "guests.txt: 2 new, 0 changed, 0 unchanged.",
    ]
    assert "0 new, 0 changed, 2 unchanged" in run("import", *lists).stdout
    asked = ["Оспановой Бакытжамал", "김연아", "Аскару Айтматову", "nobody at all", ""]
    answered = run("find", "--stdin", stdin="".join(f"{json.dumps(text)}\n" for text in asked)).stdout
    first = [ids[:1] for ids in map(json.loads, answered.splitlines())]
    assert first == [["ospanova"], ["kim"], ["guest-3"], [], []]


def test_a_name_is_answered_with_its_reason(run, lists: list[str]) -> None:  # type: ignore[no-untyped-def]
    run("import", *lists)
    assert "found as Оспановой = Ospanova" in run("find", "Оспановой").stdout
    assert "found as" not in run("find", "김연아").stdout
    assert run("find", "Zzzzz").stderr == "Nobody by that name.\n"


def test_lines_that_cannot_be_used_are_named_and_the_others_kept(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a"}\n{"id": "b", "preferred": "Pak Ivan"}\n{nonsense\n{"id": "c", "preferred": ""}\n')
    done = run("import", str(bad))
    assert done.returncode == 1
    assert "1 new" in done.stdout
    told = done.stderr.splitlines()
    assert [line.split(":")[0] for line in told[:3]] == ["bad.jsonl, line 1", "bad.jsonl, line 3", "bad.jsonl, line 4"]
    assert told[3] == "Error: 3 lines could not be used; all others are kept."


def test_an_input_that_is_no_json_string_ends_with_a_sentence(run, lists: list[str]) -> None:  # type: ignore[no-untyped-def]
    done = run("find", "--stdin", stdin='{"q": 1}\n')
    assert done.returncode == 1
    assert done.stderr == 'Error: Not a JSON string: {"q": 1}\n'
