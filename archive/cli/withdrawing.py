"""``tereze purge``: the one command that removes originals."""

from __future__ import annotations

import click

from archive.cli import main, opened
from archive.services import withdrawal


@main.command("purge")
@click.option("--yes", "acts", is_flag=True, help="Remove them. Without it, they are only listed.")
def purge_command(acts: bool) -> None:
    """Remove for good the photos that were withdrawn longer ago than TEREZE_PURGE_AFTER_DAYS."""
    with opened() as archive:
        if acts:
            purged = withdrawal.purge(archive)
        else:
            with archive.reading() as work:
                purged = withdrawal.due(work, archive.settings.purge_after_days)
    for each in purged:
        click.echo(f"{each.asset_id}\t{each.size}\t{', '.join(each.files)}\t{each.withdrawn_because}")
    if acts:
        click.echo(f"{len(purged)} photos removed for good.", err=True)
    else:
        click.echo(f'{len(purged)} photos would be removed for good; "tereze purge --yes" does it.', err=True)
