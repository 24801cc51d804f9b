"""The command line: each command reads its arguments, calls one service, prints. No rules live here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from archive import wiring
from archive.errors import ArchiveError
from archive.settings import from_environment
from archive.work import Archive


class _Commands(click.Group):
    """A group whose expected errors end in one line and exit code 1, never in a trace."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except ArchiveError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tereze")
def main() -> None:
    """Tereze, a photo archive. Settings come from the environment: see "tereze settings"."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)


@contextmanager
def opened() -> Iterator[Archive]:
    """The archive that the environment names, closed afterwards."""
    archive = wiring.open_archive(from_environment())
    try:
        yield archive
    finally:
        archive.close()


from archive.cli import accounts, captioning, finding, people, running, taking_in, upkeep, watching, withdrawing  # noqa: E402 (they hang their commands on main)

__all__ = [
    "accounts",
    "captioning",
    "finding",
    "main",
    "opened",
    "people",
    "running",
    "taking_in",
    "upkeep",
    "watching",
    "withdrawing",
]
