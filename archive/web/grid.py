"""The photos of a grid, each with what its tile shows: words and addresses, put together once for all tiles.

A page of results has dozens of them, and is asked for more than any other page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext

from archive.model import Status
from archive.query.marking import Piece
from archive.web.pages import Photo, alt, photo_urls, ratio, thumb_urls
from archive.web.session import current_language

EAGER = 8
"""Tiles whose pictures are fetched at once: those that are in sight on most screens."""


class Tile(NamedTuple):
    """One photo of a grid."""

    id: int
    href: str
    picture: str
    width: int
    height: int
    shape: str
    """The style sheet's class for the ratio of the sides."""
    placeholder: str
    text: str
    pieces: tuple[Piece, ...]
    """The text, with the words that a search found marked."""
    is_draft: bool
    is_eager: bool
    select_label: str
    """What the box to choose it by is called; empty where it has none."""


def install(app: Flask) -> None:
    """Teach the templates to make tiles."""
    app.jinja_env.globals.update(tiles=tiles)


def tiles(
    assets: Iterable[Photo],
    href: Callable[[Photo, int], str] | None = None,
    selectable: bool = False,
    marked: Callable[[str], tuple[Piece, ...]] | None = None,
) -> list[Tile]:
    """The tiles of a grid, in order.

    ``href`` gives each photo's address from its place in the grid, from 0; by default it is the bare page.
    ``marked`` gives a text in pieces, those that a search found marked.
    """
    language = current_language()
    photo_url, thumb_url = photo_urls(), thumb_urls()
    select_label = gettext("Select: %(photo)s") if selectable else ""
    shown = []
    for place, asset in enumerate(assets):
        text = alt(asset, language)
        shown.append(
            Tile(
                id=asset.id,
                href=href(asset, place) if href else photo_url(asset),
                picture=thumb_url(asset),
                width=asset.width,
                height=asset.height,
                shape=ratio(asset),
                placeholder=asset.placeholder,
                text=text,
                pieces=marked(text) if marked else (Piece(text),),
                is_draft=asset.status == Status.DRAFT,
                is_eager=place < EAGER,
                select_label=select_label % {"photo": text} if selectable else "",
            )
        )
    return shown
