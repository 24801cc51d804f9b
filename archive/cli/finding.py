"""``tereze search``: the same search as the pages', for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

import click

from archive.cli import main, opened
from archive.model import Actor, Role
from archive.query.query import Sort
from archive.services import discovery, exporting, indexing
from archive.services.discovery import Request, Results

DEFAULT_LIMIT = 60


@main.command("search")
@click.argument("query")
@click.option(
    "--as", "role", type=click.Choice([str(role) for role in Role]), default=str(Role.ARCHIVIST), show_default=True,
    help="Search with the eyes of this role.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, discovery.LARGEST_PAGE), default=DEFAULT_LIMIT, show_default=True)
@click.option(
    "--sort", type=click.Choice([str(sort) for sort in Sort]),
    help="The order. Left out: by relevance where words are asked for, else newest first.",
)  # fmt: skip
@click.option("--after", default="", metavar="POSITION", help="Go on behind the page whose `next` this is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a hit, and one about them all.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the whole result as CSV, whatever the limit.")
def search_command(
    query: str, role: str, limit: int, sort: str | None, after: str, as_json: bool, as_csv: bool
) -> None:
    """Find photos. The query language is described in docs/query-language.md."""
    request = Request(query, sort=Sort(sort) if sort else None, size=limit, after=after)
    actor = Actor(Role(role), "command line")
    with opened() as archive:
        indexing.settle(archive)
        if as_csv:
            _print_bytes(exporting.export(archive, actor, request).csv())
            return
        with archive.reading(actor) as work:
            results = discovery.search(work, request)
    if as_json:
        _print_json(results)
    else:
        _print_text(results)


def _print_bytes(pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


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
    reading = {
        "text": results.reading.text,
        "parts": [{"text": part.text, "explanation": part.explanation} for part in results.reading.parts],
        "problems": list(results.reading.problems),
    }
    about = {
        "total": results.total,
        "sort": results.sort,
        "next": results.next,
        "reading": reading,
        "found_as": [
            {"person": note.person_id, "label": note.label, "typed": note.typed, "form": note.form, "sure": note.sure}
            for note in results.found_as
        ],
        "facets": facets,
        "dates": {bar.period: bar.count for bar in results.histogram.bars},
    }
    click.echo(json.dumps(about, ensure_ascii=False))


def _print_text(results: Results) -> None:
    for found in results.found:
        click.echo(f"{found.asset.id}\t{found.asset.filename}\t{found.asset.label()}")
    for problem in results.reading.problems:
        click.echo(problem, err=True)
    for note in results.found_as:
        click.echo(f"{note.typed}: found as {note.form} ({note.label})", err=True)
    for part in results.reading.parts:
        click.echo(f"{part.text}: {part.explanation}", err=True)
    click.echo(f"{results.total} photos; read as: {results.reading.text or 'everything'}", err=True)
    if results.next:
        click.echo(f"more: --after {results.next}", err=True)
