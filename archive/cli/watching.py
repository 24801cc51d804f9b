"""``tereze watch``: a folder from which files are taken in as they come."""

from __future__ import annotations

import time
from pathlib import Path

import click

from archive.cli import main, opened
from archive.cli.taking_in import report
from archive.errors import EngineError
from archive.model.account import COMMAND_LINE
from archive.services import indexing
from archive.services.watching import Watch, Watcher


@main.command("watch")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--done", type=click.Path(path_type=Path), help="Move what the archive holds here. Default: it stays.")
@click.option("--quiet", type=click.FloatRange(min=0), default=5.0, show_default=True,
              help="Seconds for which a file must not have changed.")  # fmt: skip
@click.option("--every", type=click.FloatRange(min=0.1), default=2.0, show_default=True,
              help="Seconds between two looks.")  # fmt: skip
@click.option("--event", "event_id", type=int, help="The event that the photos are of, by its number.")
@click.option("--folders-as-events", is_flag=True, help="Each folder within is an event of its name.")
@click.option("--publish", is_flag=True, help="Publish them at once; otherwise they are drafts.")
@click.option("--from", "origin", default="", help="From whom they come, for the accession. Default: the folder.")
@click.option("--time-zone", default="", help="Where the cameras' clocks were set to, as in Asia/Almaty.")
@click.option("--once", is_flag=True, help="Take in what is there, then end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def watch_command(
    folder: Path,
    done: Path | None,
    quiet: float,
    every: float,
    event_id: int | None,
    folders_as_events: bool,
    publish: bool,
    origin: str,
    time_zone: str,
    once: bool,
    as_json: bool,
) -> None:
    """Take in what comes into FOLDER, until Ctrl+C.

    A file is taken in when it has stopped changing. Nothing is ever deleted; refused files stay where they are and
    are named again at the next start. May be stopped at any time, and started again.
    """
    terms = Watch(folder, done, quiet, event_id, folders_as_events, publish, origin, time_zone)
    with opened() as archive:
        watcher = Watcher(archive, COMMAND_LINE, terms)
        for path, reason in watcher.refused():
            click.echo(f"{path}: refused earlier. {reason}", err=True)
        try:
            while True:
                try:
                    for receipt in watcher.look():
                        report(receipt, as_json)
                except EngineError as error:  # a full disk, a busy database: the files are still there
                    click.echo(f"{error} Trying again.", err=True)
                if once and not watcher.is_waiting:
                    break
                time.sleep(min(every, quiet) if once else every)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
        indexing.settle(archive, seconds=60 if once else 5)
