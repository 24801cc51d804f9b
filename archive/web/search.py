"""The front page: one search box, filters, results; and without a question, what is newest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from archive.model import Role
from archive.query.fields import BY_NAME, FIELDS, FLAGS, OPERATORS
from archive.query.guide import WAYS
from archive.query.marking import Marker, Piece
from archive.query.parse import parse
from archive.query.query import DATE, Sort
from archive.services import authorities, discovery, loosening
from archive.services.discovery import Choice, Results
from archive.web import address, timeline
from archive.web.access import allow
from archive.web.address import Address
from archive.web.pages import translate
from archive.web.session import current_actor, current_archive, current_language
from archive.web.turns import Turns, taking_turns

blueprint = Blueprint("search", __name__)

SEARCHES = Turns(1)
"""At once in one process: one is made while another waits for the database, or takes long."""
COVERS = 6
SHOWN_CHOICES = 8
SPARED_CHOICES = 2
"""So many more are shown too, where there are no others: a link to them would take as much room."""
FEW = 5
"""Hits up to which one may have wanted more: other ways to write what was asked for are looked up."""
LONGEST_LEAD = 12
"""Characters of a tile's line in front of the first word that was found."""
SORT_NAMES = {
    Sort.RELEVANCE: lazy_gettext("Best match"),
    Sort.NEWEST: lazy_gettext("Newest first"),
    Sort.OLDEST: lazy_gettext("Oldest first"),
    Sort.ADDED: lazy_gettext("Recently added"),
    Sort.FILENAME: lazy_gettext("File name"),
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet as it stands on the page: the chosen values first, then the most frequent."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    is_cut: bool
    """Whether there are more values than these."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the address without it."""

    title: str
    label: str
    url: str


@blueprint.get("/")
@allow(Role.VISITOR)
@taking_turns(SEARCHES)
def results() -> str | BaseResponse:
    """Search, and home."""
    asked = address.read(request.args)
    archive = current_archive()
    language = current_language()
    size, facet_size = archive.settings.page_size, SHOWN_CHOICES + SPARED_CHOICES + 1
    wanted = replace(asked.request(size), facet_size=facet_size)
    with archive.reading(current_actor()) as work:
        today = work.now.date()
        span = address.read_span(request.args, today)
        if span.words:
            return redirect(asked.adding(span.words, parse(asked.text, today).tree))
        found = discovery.search(work, wanted, language)
        covers = authorities.list_events(work, limit=COVERS)[0] if asked.asks_nothing else []
        ways_out = None if found.total or asked.asks_nothing else loosening.nothing_found(work, wanted, language)
        is_little = asked.text and 0 < found.total <= FEW
        others = loosening.in_other_scripts(work, wanted, language) if is_little else ()
    if found.total and not found.found:  # beyond the end
        return redirect(asked.at_page(found.pages))
    chips = _chips(found, asked)
    return render_template(
        "search/results.html",
        address=asked,
        results=found,
        covers=[cover for cover in covers if cover.cover],
        timeline=timeline.draw(found.histogram, found.total, asked, found.reading.tree),
        span=span,
        facets=_facets(found),
        chosen=chips,
        said=_said(asked, chips),
        marked=_marked(found),
        ways_out=ways_out,
        others=others,
        sorts=[sort for sort in Sort if asked.text or sort != Sort.RELEVANCE],
        sort_names=SORT_NAMES,
        facet_name=facet_name,
        period_label=timeline.label,
    )


@blueprint.get("/search/values/<facet>")
@allow(Role.VISITOR)
def values(facet: str) -> str:
    """All values of one facet of a search, in the order of the alphabet."""
    asked = address.read(request.args)
    with current_archive().reading(current_actor()) as work:
        found = discovery.choices(work, asked.request(1), facet, current_language())
    choices = sorted(found, key=lambda choice: choice.label.casefold())
    return render_template("search/values.html", address=asked, name=facet, title=facet_name(facet), choices=choices)


@blueprint.get("/search/language")
@allow(Role.VISITOR)
def language() -> str:
    """What one can ask for, and how; every example is a link."""
    return render_template(
        "search/language.html",
        ways=WAYS,
        fields=[field for field in FIELDS if not field.hidden],
        flags=FLAGS,
        operators=OPERATORS,
    )


def _facets(results: Results) -> list[Facet]:
    facets = []
    for name, values in results.facets.items():
        choices = sorted(values, key=lambda choice: not choice.chosen)
        cut = max(SHOWN_CHOICES, sum(choice.chosen for choice in choices))
        if len(choices) <= cut + SPARED_CHOICES:
            cut = len(choices)
        if choices:
            facets.append(Facet(name, facet_name(name), tuple(choices[:cut]), cut < len(choices)))
    return facets


def facet_name(facet: str) -> str:
    """A facet's name, for its heading and its chips."""
    return translate(BY_NAME[facet].label)


def _chips(results: Results, asked: Address) -> list[Chip]:
    dates = [
        Chip(facet_name(DATE), timeline.label(period), asked.toggled(DATE, period))
        for period in asked.selected.get(DATE, ())
    ]
    return dates + [
        Chip(facet_name(name), translate(choice.label), asked.toggled(name, choice.value))
        for name, choices in results.facets.items()
        for choice in choices
        if choice.chosen
    ]


def _said(asked: Address, chips: list[Chip]) -> str:
    """The search in one line, to be recognised by: its words and its filters."""
    return " · ".join(([asked.text] if asked.text else []) + [chip.label for chip in chips])


def _marked(results: Results) -> Callable[[str], tuple[Piece, ...]] | None:
    """Marks the words that were found in the line on a photo."""
    if not results.request.text.strip():
        return None
    marker = Marker(results.tree)
    return lambda text: _from_first_mark(marker(text))


def _from_first_mark(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A tile has room for one line: it begins shortly before what was found."""
    first = next((at for at, piece in enumerate(pieces) if piece.marked), 0)
    before = "".join(piece.text for piece in pieces[:first])
    if len(before) <= LONGEST_LEAD:
        return pieces
    lead = before[-LONGEST_LEAD:].partition(" ")
    return (Piece(f"… {lead[2]}" if lead[1] else "…"), *pieces[first:])
