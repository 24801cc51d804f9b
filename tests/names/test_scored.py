"""The whole way, file to answer, on the shared set of people: import, find, score."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.shared import NAMES, names_needed

pytestmark = names_needed

TEREZE = [sys.executable, "-m", "archive.cli"]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> str:
    home = tmp_path_factory.mktemp("named")
    people = [str(NAMES / "dev.jsonl"), str(NAMES / "distractors.txt")]
    environment = {"TEREZE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run([*TEREZE, "people", "import", *people], env=environment, check=True, capture_output=True)
    again = subprocess.run(
        [*TEREZE, "people", "import", *people], env=environment, check=True, capture_output=True, text=True
    )
    assert "distractors.txt: 0 new, 0 changed, 3000 unchanged" in again.stdout
    score = [sys.executable, str(NAMES / "score.py"), str(NAMES / "dev.jsonl"), "--"]
    done = subprocess.run(
        [*score, *TEREZE, "people", "find", "--stdin"], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_people_are_found_by_any_form_and_near_namesakes_stay_below(table: str) -> None:
    row = re.search(r"^all but needs_variant +\d+ +([\d.]+) +([\d.]+) +[\d.]+ +\d+ +(\d+)/(\d+)$", table, re.M)
    assert row, table
    at_first, at_tenth, above, guarded = map(float, row.groups())
    assert at_first >= 0.96
    assert at_tenth >= 0.985
    assert above / guarded <= 0.01


def test_slips_and_other_keyboards_are_understood(table: str) -> None:
    for kind in ("typo", "layout", "initials", "inflected"):
        row = re.search(rf"^  {kind} +\d+ +([\d.]+)", table, re.M)
        assert row
        assert float(row.group(1)) >= 0.95
