"""``tereze check``, ``rebuild``, ``settings``: the administrator's."""

from __future__ import annotations

import sys

import click

from archive import settings as settings_module
from archive.cli import main, opened
from archive.services import indexing, preservation


@main.command("check")
@click.option("--digests", is_flag=True, help="Read every original again and compare its SHA-256.")
def check_command(digests: bool) -> None:
    """Compare database, files and index. Exits with 1, and a list, where anything is wrong."""
    with opened() as archive:
        preservation.recover(archive)
        indexing.settle(archive)
        faults = preservation.check(archive, digests=digests)
    for fault in faults:
        click.echo(f"{fault.code}: {fault.message}")
    if faults:
        click.echo(f"{len(faults)} faults.", err=True)
        sys.exit(1)
    click.echo("No fault found.", err=True)


@main.command("rebuild")
def rebuild_command() -> None:
    """Make the search index anew from the database; the old one answers meanwhile."""
    with opened() as archive, archive.search.writing() as ours:
        if not ours:
            raise click.ClickException("The worker is writing the index; stop the archive first.")
        count = indexing.rebuild(archive)
    click.echo(f"{count} photos indexed.")


@main.command("settings")
def settings_command() -> None:
    """Print every setting: its variable, its default, what it does."""
    for variable, default, meaning in settings_module.table():
        click.echo(f"{variable} [{default or 'empty'}]\n    {meaning}")
