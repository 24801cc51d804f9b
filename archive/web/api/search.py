"""Searching: results, suggestions, reasons, and whole results to take along."""

from __future__ import annotations

from flask import Response

from archive.model import Role
from archive.services import discovery, explanation, exporting, suggestions
from archive.services.exporting import Export
from archive.web import export
from archive.web.access import allow
from archive.web.api.routing import about, blueprint, sends
from archive.web.schemas import search as schemas
from archive.web.schemas.suggestions import Suggestions, SuggestionsAsked
from archive.web.session import current_actor, current_archive


@blueprint.get("/search")
@allow(Role.VISITOR)
@blueprint.input(schemas.SearchAsked, location="query", arg_name="asked")
@blueprint.output(schemas.Results, description="A page of results.")
@about("Search", "search", 422)
def search(asked: schemas.SearchAsked) -> schemas.Results:
    """Find photos.

    The same search as on the pages: words in any script, fields, facets.
    """
    with current_archive().reading(current_actor()) as work:
        return schemas.Results.of(discovery.search(work, asked.to_request(), asked.language))


@blueprint.get("/suggestions")
@allow(Role.VISITOR)
@blueprint.input(SuggestionsAsked, location="query", arg_name="asked")
@blueprint.output(Suggestions, description="The suggestions.")
@about("Search", "suggest", 422)
def suggest(asked: SuggestionsAsked) -> Suggestions:
    """Complete a search that is being typed.

    People by any form of their names, events, places and the rest: what there are photos of that you may see.
    """
    with current_archive().reading(current_actor()) as work:
        return Suggestions.of(suggestions.suggest(work, asked.q, asked.language, asked.limit))


@blueprint.get("/export.csv")
@allow(Role.VISITOR)
@blueprint.input(schemas.ResultAsked, location="query", arg_name="asked")
@sends("text/csv", "The photos as CSV in UTF-8, one a line.")
@about("Search", "exportCsv", 422)
def export_csv(asked: schemas.ResultAsked) -> Response:
    """Have a whole result as a table.

    All its photos, in its order; 100,000 at most.
    """
    return export.as_csv(_export(asked))


@blueprint.get("/export.json")
@allow(Role.VISITOR)
@blueprint.input(schemas.ResultAsked, location="query", arg_name="asked")
@blueprint.output(schemas.Exported, description="The photos, by the columns of the CSV.")
@about("Search", "exportJson", 422)
def export_json(asked: schemas.ResultAsked) -> Response:
    """Have a whole result as JSON.

    All its photos, in its order; 100,000 at most.
    """
    return export.as_json(_export(asked))


@blueprint.get("/photos/<int:photo_id>/reasons")
@allow(Role.VISITOR)
@blueprint.input(schemas.ReasonsAsked, location="query", arg_name="asked")
@blueprint.output(schemas.Reasons, description="The reasons.")
@about("Search", "explain", 404, 422)
def reasons(photo_id: int, asked: schemas.ReasonsAsked) -> schemas.Reasons:
    """Learn why a search finds a photo: the fields and rules that matched, and the words."""
    with current_archive().reading(current_actor()) as work:
        return schemas.Reasons.of(explanation.why(work, photo_id, asked.q, asked.language))


def _export(asked: schemas.ResultAsked) -> Export:
    request, addresses = asked.to_request(), export.photo_addresses()
    return exporting.export(current_archive(), current_actor(), request, asked.language, addresses)
