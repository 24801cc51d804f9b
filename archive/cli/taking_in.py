"""``tereze ingest``: files and folders from this machine."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.cli import main, opened
from archive.model.account import COMMAND_LINE
from archive.services import indexing, ingest
from archive.services.ingest import Outcome, Receipt
from archive.work import Archive


@main.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--event", "event_id", type=int, help="The event that the photos are of, by its number.")
@click.option("--publish", is_flag=True, help="Publish them at once; otherwise they are drafts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def ingest_command(paths: Sequence[Path], event_id: int | None, publish: bool, as_json: bool) -> None:
    """Take in photographs: files, and folders with all that is in them.

    Sources are only read. Exits with 1 when anything was refused.
    """
    counts: Counter[Outcome] = Counter()
    with opened() as archive, _progress() as progress:
        files = list(_files(paths))
        bar = progress.add_task("Taking in", total=len(files))
        for receipt in _receive_all(archive, files, event_id, publish):
            counts[receipt.outcome] += 1
            _report(receipt, as_json)
            progress.advance(bar)
        progress.update(bar, description="Indexing")
        indexing.settle(archive, seconds=60)
    summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
    click.echo(f"{len(files)} files: {summary}.", err=True)
    if counts[Outcome.REFUSED]:
        sys.exit(1)


def _receive_all(archive: Archive, files: Sequence[Path], event_id: int | None, publish: bool) -> Iterator[Receipt]:
    with archive.begin(COMMAND_LINE) as work:
        accession_id = ingest.open_accession(work, "command line").id

    def receive(path: Path) -> Receipt:
        try:
            with path.open("rb") as stream:
                return ingest.receive(
                    archive,
                    COMMAND_LINE,
                    stream,
                    path.name,
                    accession_id=accession_id,
                    event_id=event_id,
                    publish=publish,
                )
        except OSError as error:
            return Receipt(path.name, Outcome.REFUSED, reason=f"It cannot be read: {error.strerror}.")

    # One thread more than decoders: while they decode, one hashes and writes.
    with ThreadPoolExecutor(archive.settings.decoders + 1) as pool:
        yield from pool.map(receive, files)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as named, and those in folders, folder by folder; hidden ones, links, pipes and devices left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = Path(folder, name)
                if not name.startswith(".") and file.is_file() and not file.is_symlink():
                    yield file


def _report(receipt: Receipt, as_json: bool) -> None:
    if as_json:
        line = {
            "file": receipt.file,
            "status": receipt.outcome,
            "id": receipt.asset_id,
            "sha256": receipt.sha256,
            "reason": receipt.reason or None,
            "notes": list(receipt.notes),
        }
        click.echo(json.dumps(line, ensure_ascii=False))
        return
    said = " ".join(filter(None, (receipt.reason, *receipt.notes)))
    number = f" as photo {receipt.asset_id}" if receipt.asset_id else ""
    click.echo(f"{receipt.file}: {receipt.outcome}{number}. {said}".rstrip())


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
