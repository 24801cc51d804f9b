"""The command line, run as a user runs it: its output, its exit codes, its errors in one line."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path


def test_pipes_and_links_in_a_folder_are_passed_by(run, card: Path) -> None:  # type: ignore[no-untyped-def]
    """A pipe would be waited for without end."""
    os.mkfifo(card / "pipe.jpg")
    (card / "link.jpg").symlink_to("/etc/hostname")
    told = lines(run("ingest", str(card), "--json").stdout)
    assert {line["file"] for line in told} == {"DSC_0622.JPG", "DSC_0623.JPG", "notes.txt"}


def lines(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_folder_is_taken_in_and_found_and_taking_it_in_again_adds_nothing(run, card: Path) -> None:  # type: ignore[no-untyped-def]
    first = run("ingest", str(card), "--publish", "--json")
    assert first.returncode == 1  # the text file was refused
    told = {line["file"]: line for line in lines(first.stdout)}
    assert {name: line["status"] for name, line in told.items()} == {
        "DSC_0622.JPG": "new",
        "DSC_0623.JPG": "new",
        "notes.txt": "refused",
    }
    assert told["notes.txt"]["reason"]
    assert set(told["DSC_0622.JPG"]) >= {"file", "status", "id", "sha256", "reason"}

    second = lines(run("ingest", str(card / "100NIKON" / "DSC_0622.JPG"), "--json").stdout)
    assert [(line["status"], line["id"]) for line in second] == [("held", told["DSC_0622.JPG"]["id"])]

    found = run("search", "dsc 622", "--as", "journalist", "--json")
    hit, summary = lines(found.stdout)
    assert (hit["file"], hit["id"]) == ("DSC_0622.JPG", told["DSC_0622.JPG"]["id"])
    assert set(hit) == {"id", "file", "title", "score"}
    assert summary["total"] == 1
    assert set(summary) == {"total", "sort", "next", "reading", "found_as", "facets", "dates"}
    assert run("check", "--digests").returncode == 0


def test_a_missing_path_is_refused_and_the_rest_go_on(run, card: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("ingest", str(card / "missing.jpg"), str(card / "100NIKON" / "DSC_0622.JPG"), "--json")
    assert told.returncode == 1
    assert [line["status"] for line in lines(told.stdout)] == ["refused", "new"]


def test_drafts_are_found_by_archivists_alone(run, card: Path) -> None:  # type: ignore[no-untyped-def]
    run("ingest", str(card))
    totals = {
        role: lines(run("search", "0622", "--as", role, "--json").stdout)[-1]["total"]
        for role in ("visitor", "journalist", "archivist")
    }
    assert totals == {"visitor": 0, "journalist": 0, "archivist": 1}


def test_a_search_is_read_out_paged_and_tabulated(run, card: Path) -> None:  # type: ignore[no-untyped-def]
    run("ingest", str(card))
    table = run("search", "file:dsc", "--sort", "filename", "--csv", "--limit", "1").stdout
    names = [row["original file name"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))]
    assert names == sorted(names)
    first = run("search", "file:dsc", "--sort", "filename", "--limit", "1")
    assert first.stdout.split("\t")[1] == names[0]
    assert "file:dsc: " in first.stderr
    behind = first.stderr.rsplit("--after ", 1)[1].strip()
    following = run("search", "file:dsc", "--sort", "filename", "--limit", "1", "--after", behind)
    assert following.stdout.split("\t")[1] == names[1]
    refused = run("search", "file:dsc", "--after", "nowhere")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)


def test_accounts_and_tokens(run) -> None:  # type: ignore[no-untyped-def]
    added = run("user", "add", "Aigul", "--role", "journalist", "--password-stdin", stdin="a long password\n")
    assert (added.returncode, added.stdout) == (0, "Account Aigul, journalist.\n")
    assert run("token", "add", "Aigul").stdout.startswith("tereze_")
    assert "Aigul\tjournalist\tactive" in run("user", "list").stdout
    again = run("user", "add", "aigul", "--role", "journalist", "--password-stdin", stdin="a long password\n")
    assert again.returncode == 1
    assert again.stderr == "Error: There is an account aigul already.\n"


def test_a_setting_that_cannot_be_used_is_named(run) -> None:  # type: ignore[no-untyped-def]
    told = run("check", TEREZE_PORT="eighty")
    assert told.returncode == 1
    assert "TEREZE_PORT" in told.stderr
    assert "Traceback" not in told.stderr


def test_settings_are_printed_without_an_archive(run) -> None:  # type: ignore[no-untyped-def]
    assert "TEREZE_HOME" in run("settings").stdout
