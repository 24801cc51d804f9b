"""A whole result as a table: every photo that a search finds and the actor may see, in the order of the pages.

Made piece by piece: no more than a batch of photos is ever in memory, however long the result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from archive.errors import Invalid
from archive.model import Actor, Asset, Depiction
from archive.services import discovery, sheets
from archive.services.discovery import Request
from archive.services.interpretation import Interpretation, interpret
from archive.text import Message
from archive.work import Archive, Work

MOST = 100_000
"""Photos in one file: what spreadsheets still open, and what does not hold a server up."""
BATCH = 500
COLUMNS: Mapping[str, Callable[[Asset, str], str]] = {
    **sheets.COLUMNS,
    "keywords": lambda asset, language: "; ".join(keyword.term for keyword in asset.keywords),
    "place": lambda asset, language: asset.event.place if asset.event else "",
}
"""What is told of a photo: what a bundle's sheet tells, and by what it is found."""
ADDRESS = "address"
"""One more, where pages are served."""


@dataclass(frozen=True, slots=True)
class Export:
    """A result ready to be written out. ``total`` is how many photos it had when it was asked for."""

    archive: Archive
    actor: Actor
    request: Request
    meant: Interpretation
    """The text as it was read at the beginning: what is written out is one result."""
    language: str
    total: int
    address: Callable[[int], str] | None = None
    """Gives the page of a photo by its id."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what is told of each photo, in order."""
        return (*COLUMNS, ADDRESS) if self.address else tuple(COLUMNS)

    def csv(self, headings: Callable[[str], str] = str) -> Iterator[bytes]:
        """CSV (RFC 4180), with the mark by which spreadsheets know UTF-8; perhaps with other words over the columns."""
        yield sheets.BYTE_ORDER_MARK + sheets.csv_line([headings(name) for name in self.columns])
        for rows in self._batches():
            yield b"".join(sheets.csv_line(row.values()) for row in rows)

    def json(self) -> Iterator[bytes]:
        """One JSON object: the search, how many photos it finds, and these by column."""
        head = {"search": self.request.text, "total": self.total}
        yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "photos": ['
        separator = "\n"
        for rows in self._batches():
            lines = (json.dumps(row, ensure_ascii=False) for row in rows)
            yield (separator + ",\n".join(lines)).encode()
            separator = ",\n"
        yield b"\n]}\n"

    def _batches(self) -> Iterator[list[dict[str, str]]]:
        """The rows, each batch in a transaction of its own: a reader may take an hour over a slow line.

        From position to position, so that no photo comes twice or is left out while others come and go.
        """
        position = ""
        written = 0
        while True:
            with self.archive.reading(self.actor) as work:
                request = replace(self.request, after=position, before="", page=1, size=BATCH)
                hits = work.search.find(discovery.query(work, request, self.meant))
                assets = _whole(work, [hit.id for hit in hits.hits])
                found = [assets[hit.id] for hit in hits.hits if hit.id in assets]
                rows = [self._row(asset) for asset in found[: MOST - written]]
            if rows:
                yield rows
            written += len(rows)
            last = hits.hits[-1].position if hits.hits else None
            if last is None or written >= MOST:
                return
            position = str(last)

    def _row(self, asset: Asset) -> dict[str, str]:
        row = {name: read(asset, self.language) for name, read in COLUMNS.items()}
        return {**row, ADDRESS: self.address(asset.id)} if self.address else row


def export(
    archive: Archive,
    actor: Actor,
    request: Request,
    language: str = "en",
    address: Callable[[int], str] | None = None,
) -> Export:
    """Make a result ready to be written out, from its first photo on. Raises Invalid where it is too long."""
    with archive.reading(actor) as work:
        meant = interpret(work, request.text, language)
        total = discovery.count(work, request, meant)
    if total > MOST:
        raise Invalid(
            Message(
                "%(total)s photos are too many for one file; %(most)s is the most. Narrow the search, by year perhaps.",
                total=total,
                most=MOST,
            ),
            field="q",
        )
    return Export(archive, actor, request, meant, language, total, address)


def _whole(work: Work, ids: list[int]) -> dict[int, Asset]:
    """Photos by id with all that a row says; those that the actor may not see are not among them."""
    query = select(Asset).where(Asset.id.in_(ids), Asset.status.in_(work.visible))
    query = query.options(
        selectinload(Asset.original),
        selectinload(Asset.event),
        selectinload(Asset.keywords),
        selectinload(Asset.depictions).selectinload(Depiction.person),
    )
    return {asset.id: asset for asset in work.session.scalars(query)}
