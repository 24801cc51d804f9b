"""The front page: one search box, facets, results; and without a question, what is newest."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from archive.model import Role
from archive.query.query import Sort
from archive.services import authorities, discovery
from archive.services.discovery import FACETS, Choice, Results
from archive.web import address
from archive.web.access import allow
from archive.web.session import current_actor, current_archive, current_language

blueprint = Blueprint("search", __name__)

COVERS = 6
SHOWN_CHOICES = 8
FACET_NAMES = {
    "event": lazy_gettext("Event"),
    "person": lazy_gettext("Person"),
    "year": lazy_gettext("Year"),
    "camera": lazy_gettext("Camera"),
    "keyword": lazy_gettext("Keyword"),
}
SORT_NAMES = {
    Sort.RELEVANCE: lazy_gettext("Best match"),
    Sort.NEWEST: lazy_gettext("Newest first"),
    Sort.OLDEST: lazy_gettext("Oldest first"),
    Sort.ADDED: lazy_gettext("Recently added"),
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet as it stands on the page: the chosen values first, a few more, the rest folded away."""

    name: str
    title: str
    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]


@blueprint.get("/")
@allow(Role.VISITOR)
def results() -> str | BaseResponse:
    """Search, and home."""
    asked = address.read(request.args)
    archive = current_archive()
    language = current_language()
    with archive.reading(current_actor()) as work:
        found = discovery.search(work, asked.request(archive.settings.page_size), language)
        covers = authorities.list_events(work, limit=COVERS)[0] if asked.asks_nothing else []
    if found.total and asked.page > found.pages:
        return redirect(asked.at_page(found.pages))
    return render_template(
        "search/results.html",
        address=asked,
        results=found,
        covers=[cover for cover in covers if cover.cover],
        facets=_facets(found),
        chosen=_chosen(found),
        facet_names=FACET_NAMES,
        sorts=[sort for sort in Sort if asked.text or sort != Sort.RELEVANCE],
        sort_names=SORT_NAMES,
        first=(asked.page - 1) * found.request.size + 1,
    )


def _facets(results: Results) -> list[Facet]:
    facets = []
    for name in FACETS:
        choices = list(results.facets.get(name, ()))
        if name == "year":
            choices.sort(key=lambda choice: choice.value, reverse=True)
        choices.sort(key=lambda choice: not choice.chosen)
        cut = max(SHOWN_CHOICES, sum(choice.chosen for choice in choices))
        if len(choices) <= cut + 2:  # not worth a fold
            cut = len(choices)
        if choices:
            facets.append(Facet(name, FACET_NAMES[name], tuple(choices[:cut]), tuple(choices[cut:])))
    return facets


def _chosen(results: Results) -> list[tuple[str, Choice]]:
    return [(name, choice) for name in FACETS for choice in results.facets.get(name, ()) if choice.chosen]
