"""``tereze ingest``: files and folders from this machine."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.cli import main, opened
from archive.model import Accession
from archive.model.account import COMMAND_LINE
from archive.services import accessions, folders, indexing, ingest, parallel, rehearsal
from archive.services.accessions import LONGEST_ORIGIN
from archive.services.folders import Found, Source
from archive.services.ingest import Outcome, Receipt
from archive.services.rehearsal import Rehearsal
from archive.work import Archive


@main.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--event", "event_id", type=int, help="The event that the photos are of, by its number.")
@click.option(
    "--folders-as-events", is_flag=True, help="Each folder is an event of its name, made where there is none."
)
@click.option("--publish", is_flag=True, help="Publish them at once; otherwise they are drafts.")
@click.option("--from", "origin", default="", help="From whom they come, for the accession. Default: the paths.")
@click.option("--time-zone", default="", help="Where the cameras' clocks were set to, as in Asia/Almaty.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each file; nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def ingest_command(
    paths: Sequence[Path],
    event_id: int | None,
    folders_as_events: bool,
    publish: bool,
    origin: str,
    time_zone: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take in photographs: files, and folders with all that is in them.

    Sources are only read. May be interrupted and repeated: what is here already is held. Exits with 1 when anything
    was refused.
    """
    if event_id is not None and folders_as_events:
        raise click.UsageError("Give --event or --folders-as-events, not both.")
    counts: Counter[Outcome] = Counter()
    with opened() as archive, progress() as bars:
        files = list(folders.files(paths))
        bar = bars.add_task("Looking" if dry_run else "Taking in", total=len(files))
        accession = None if dry_run else _begin(archive, origin or ", ".join(map(folders.told, paths)), time_zone)
        if accession is None:
            rehearsed = Rehearsal(archive, COMMAND_LINE)
            receipts: Iterator[Receipt] = map(rehearsed.tell, rehearsal.sidecars_last(files))
        else:
            event_of = _event_by_folder(archive) if folders_as_events else lambda _: event_id
            receipts = receive_all(archive, files, accession.id, event_of, publish)
        for receipt in receipts:
            counts[receipt.outcome] += 1
            report(receipt, as_json)
            bars.advance(bar)
        if accession is not None:
            with archive.begin(COMMAND_LINE) as work:
                accessions.close(work, accession.id)
            bars.update(bar, description="Indexing")
            indexing.settle(archive, seconds=60)
    summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if outcome in counts)
    click.echo(f"{len(files)} files: {summary or 'nothing to do'}.", err=True)
    click.echo(f"Accession {accession.number}." if accession else "Nothing was written.", err=True)
    if counts[Outcome.REFUSED]:
        sys.exit(1)


def _begin(archive: Archive, origin: str, time_zone: str) -> Accession:
    with archive.begin(COMMAND_LINE) as work:
        return ingest.open_accession(work, "command line", origin=origin[:LONGEST_ORIGIN], time_zone=time_zone)


def receive_all(
    archive: Archive,
    files: Iterable[Found],
    accession_id: int,
    event_of: Callable[[str], int | None],
    publish: bool,
) -> Iterator[Receipt]:
    """Take in files, some at once; the answers in the files' order, and never more than a few under way."""

    def receive(found: Found) -> Receipt:
        with Source(found.path, follow=True) as stream:
            return ingest.receive(
                archive,
                COMMAND_LINE,
                cast(BinaryIO, stream),
                found.path.name,
                accession_id=accession_id,
                event_id=event_of(found.folder),
                publish=publish,
                folder=found.folder,
            )

    # One thread more than decoders: while they decode, one hashes and writes.
    yield from parallel.each(receive, files, archive.settings.decoders + 1)


def _event_by_folder(archive: Archive) -> Callable[[str], int | None]:
    """Finds or makes each folder's event once."""
    known: dict[str, int | None] = {}

    def event_of(folder: str) -> int | None:
        if folder not in known:
            with archive.begin(COMMAND_LINE) as work:
                known[folder] = folders.event_of(work, folder)
        return known[folder]

    return event_of


def report(receipt: Receipt, as_json: bool) -> None:
    """Print a file's answer."""
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


def progress() -> Progress:
    """A bar on the terminal, and nothing where there is none."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
