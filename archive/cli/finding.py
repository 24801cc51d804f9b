"""``tereze search``: the same search as the pages', for scripts."""

from __future__ import annotations

import json

import click

from archive.cli import main, opened
from archive.model import Actor, Role
from archive.services import discovery, indexing
from archive.services.discovery import Request, Results

DEFAULT_LIMIT = 60


@main.command("search")
@click.argument("query")
@click.option(
    "--as", "role", type=click.Choice([str(role) for role in Role]), default=str(Role.ARCHIVIST), show_default=True,
    help="Search with the eyes of this role.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, discovery.LARGEST_PAGE), default=DEFAULT_LIMIT, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a hit, and one about them all.")
def search_command(query: str, role: str, limit: int, as_json: bool) -> None:
    """Find photos. The query language is described in docs/query-language.md."""
    with opened() as archive:
        indexing.settle(archive)
        with archive.reading(Actor(Role(role), "command line")) as work:
            results = discovery.search(work, Request(query, size=limit))
    if as_json:
        _print_json(results)
    else:
        _print_text(results)


def _print_json(results: Results) -> None:
    for found in results.found:
        hit = {
            "id": found.asset.id,
            "file": found.asset.filename,
            "title": found.asset.label(),
            "score": round(found.score, 4),
        }
        click.echo(json.dumps(hit, ensure_ascii=False))
    facets = {
        name: [{"value": choice.value, "label": choice.label, "count": choice.count} for choice in choices]
        for name, choices in results.facets.items()
    }
    reading = {"text": results.reading.text, "problems": list(results.reading.problems)}
    click.echo(json.dumps({"total": results.total, "reading": reading, "facets": facets}, ensure_ascii=False))


def _print_text(results: Results) -> None:
    for found in results.found:
        click.echo(f"{found.asset.id}\t{found.asset.filename}\t{found.asset.label()}")
    for problem in results.reading.problems:
        click.echo(problem, err=True)
    click.echo(f"{results.total} photos; read as: {results.reading.text or 'everything'}", err=True)
