"""``tereze people``: records brought in from another list, and people found by any form of their names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from archive.cli import main, opened
from archive.errors import Invalid
from archive.names.finder import Ground, found_as
from archive.services import naming
from archive.services.naming import Brought, External
from archive.work import Archive

BATCH = 500
MOST_ANSWERS = 100


@main.group("people")
def people_group() -> None:
    """Authority records of people."""


@people_group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_people(files: tuple[Path, ...]) -> None:
    """Bring in people from FILES: JSON Lines with "id", "preferred" and "recorded_variants", or a name a line.

    A plain name's id is what the file is of and the line's number (guest-12 in guests.txt). Doing it again changes
    only what has changed. A line that cannot be used is named, and the others are kept.
    """
    failed = 0
    with opened() as archive:
        for path in files:
            counts = dict.fromkeys(Brought, 0)
            for batch in _batches(_lines(path)):
                failed += _bring_in(archive, path, batch, counts)
            told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
            click.echo(f"{path.name}: {told}.")
    if failed:
        raise click.ClickException(f"{failed} lines could not be used; all others are kept.")


@people_group.command("find")
@click.argument("name", required=False)
@click.option(
    "--stdin", "from_stdin", is_flag=True, help="Answer one JSON string a line with one JSON list of ids a line."
)
@click.option("--limit", type=click.IntRange(1, MOST_ANSWERS), default=10, show_default=True)
def find_people(name: str | None, from_stdin: bool, limit: int) -> None:
    """Find people by any form of NAME: another script, another spelling, a case, initials, a slip."""
    if (name is None) != from_stdin:
        raise click.UsageError("Give a NAME, or --stdin.")
    with opened() as archive:
        if from_stdin:
            _answer_lines(archive)
        else:
            _tell(archive, str(name), limit)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.strip()


def _batches(lines: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    for line in lines:
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _bring_in(archive: Archive, path: Path, lines: list[tuple[int, str]], counts: dict[Brought, int]) -> int:
    """Keep a batch of lines in one transaction; how many of them could not be used."""
    failed = 0
    with archive.begin() as work:
        for number, line in lines:
            try:
                counts[naming.bring_in(work, _external(path, number, line))] += 1
            except Invalid as error:
                failed += 1
                click.echo(f"{path.name}, line {number}: {error}", err=True)
    return failed


def _external(path: Path, number: int, line: str) -> External:
    """A line as a person. Raises Invalid."""
    if not line.startswith("{"):
        return External(f"{path.stem.removesuffix('s')}-{number}", line)
    try:
        record: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise Invalid(f"This is no JSON: {error}.") from None
    name, variants = record.get("preferred", ""), record.get("recorded_variants") or []
    if not isinstance(name, str) or not isinstance(variants, list) or not all(isinstance(v, str) for v in variants):
        raise Invalid("A name is a text, and the recorded variants are a list of texts.")
    return External(str(record.get("id", "")), name, tuple(variants))


def _answer_lines(archive: Archive) -> None:
    with archive.reading() as work:
        finder, ids = naming.finder(work), naming.external_ids(work)
    for line in sys.stdin:
        try:
            asked = json.loads(line)
        except ValueError:
            asked = None
        if not isinstance(asked, str):
            raise click.ClickException(f"Not a JSON string: {line.strip()[:100]}")
        matches = finder.find(asked, MOST_ANSWERS)
        click.echo(json.dumps([ids.get(match.id, str(match.id)) for match in matches], ensure_ascii=False))
        sys.stdout.flush()


def _tell(archive: Archive, name: str, limit: int) -> None:
    with archive.reading() as work:
        found = naming.find(work, name, limit)
    for person, match in found:
        pair = found_as(match, name)
        note = f"  (found as {pair[0]} = {pair[1]})" if pair else ""
        ground = "" if match.ground is Ground.RECORDED else f"  {match.ground}"
        click.echo(f"{person.id}\t{person.name}\t{match.score:.2f}{ground}{note}")
    if not found:
        click.echo("Nobody by that name.", err=True)
