"""``tereze captions``: what a table says of photos becomes what their records say."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive.cli import main, opened
from archive.model.account import COMMAND_LINE
from archive.services import captions, indexing
from archive.services.captions import Plan
from archive.services.matching import Terms


@main.command("captions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--accession", "accession_id", type=int, help="The upload that the files came with, by its id.")
@click.option("--event", "event_id", type=int, help="The event that the photos are of, by its number.")
@click.option("--dry-run", is_flag=True, help="Only say what would change; nothing is written.")
def captions_command(file: Path, accession_id: int | None, event_id: int | None, dry_run: bool) -> None:
    """Describe photos by a caption table: CSV or XLSX, a line a photo, the first row with the columns' names.

    Columns: file, caption (also "caption ru"), headline, people (parted by ";"), event, keywords, creator, credit,
    copyright, usage terms, date; in English or Russian. An empty cell changes nothing. Doing it again changes
    nothing. Exits with 1 where a line has a problem.
    """
    with opened() as archive:
        plan = captions.plan(archive, COMMAND_LINE, captions.read(file.read_bytes()), Terms(accession_id, event_id))
        _tell(plan)
        if not dry_run:
            changed = captions.carry_out(archive, COMMAND_LINE, plan)
            indexing.settle(archive)
            click.echo(f"{changed} photos changed.", err=True)
        else:
            click.echo(f"{len(plan.changing)} photos would change. Nothing was written.", err=True)
    if plan.problems:
        click.echo(f"{len(plan.problems)} lines have problems.", err=True)
        sys.exit(1)


def _tell(plan: Plan) -> None:
    for line in plan.lines:
        for difference in line.differences:
            before = f" (was: {difference.before})" if difference.before else ""
            click.echo(f"line {line.number}, {line.file}: {difference.field}: {difference.after}{before}")
        for problem in line.problems:
            click.echo(f"line {line.number}, {line.file}: {problem}", err=True)
    if plan.ignored:
        click.echo(f"Columns left out: {', '.join(plan.ignored)}.", err=True)
