"""Photos that look the same: found when they come, and kept apart or merged. And "find this picture"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from sqlalchemy import ColumnElement, delete, func, or_, select, true, update
from sqlalchemy.orm import selectinload

from archive.errors import NotFound
from archive.likeness import comparing, squares
from archive.likeness.index import CodeFile, Near
from archive.likeness.squares import Square
from archive.model import Actor, Asset, Depiction, Resemblance, ResemblanceState, Role, Signature
from archive.services import stacks
from archive.text import Message
from archive.work import Archive, Work

BATCH = 50
PAGE = 20
MOST_COMPARED = 200
"""Of the photos whose codes are near, how many are looked at closer: the nearest ones."""
FOUND_FROM = 0.8
"""Likeness from which "find this picture" shows a photo: less than what makes two photos the same."""


@dataclass(frozen=True, slots=True)
class Match:
    """A photo that looks like the one asked for."""

    asset: Asset
    likeness: float

    @property
    def is_same(self) -> bool:
        """Whether it is the same picture, as far as one can tell by looking."""
        return self.likeness >= comparing.SAME


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos that look the same, the one that came first first."""

    first: Asset
    second: Asset
    likeness: float


def remember(work: Work, asset_id: int, likeness: str) -> None:
    """Keep what a photo looks like; its like is looked for soon after. Plain walls are not kept: all are alike."""
    work.session.execute(delete(Signature).where(Signature.asset_id == asset_id))
    square = squares.from_text(likeness)
    if square is not None and squares.is_telling(square):
        work.session.add(Signature(asset_id=asset_id, square=square.tobytes()))


def catch_up(archive: Archive) -> int:
    """Look for the like of photos that are new, one batch, if nobody else is at it; how many were looked at.

    A photo counts as looked at in the transaction that keeps what was found: a crash repeats work and loses none.
    """
    if not _waiting(archive):
        return 0
    with archive.search.writing() as ours:
        if not ours:
            return 0
        codes = _codes(archive)
        _complete(archive, codes)
        batch = _waiting(archive)
        codes.append((asset_id, squares.code(square)) for asset_id, square in batch.items())
        found = {asset_id: _alike(archive, codes, asset_id, square) for asset_id, square in batch.items()}
        with archive.begin() as work:
            for asset_id, likenesses in found.items():
                _keep(work, asset_id, likenesses)
                stacks.join(work, asset_id, batch[asset_id])
            work.session.execute(update(Signature).where(Signature.asset_id.in_(batch)).values(compared=True))
    return len(batch)


def find(archive: Archive, actor: Actor, stream: BinaryIO) -> list[Match]:
    """The photos that look like a picture, among those that the actor may see, the most alike first.

    The picture is examined as any other and not kept. Raises UnsupportedMedia, Invalid.
    """
    with archive.storage.receiving():
        staged = archive.storage.stage(stream, limit=archive.settings.max_upload_mb * 1_000_000)
        try:
            with archive.storage.scratch() as folder:
                text = archive.sandbox.examine(staged.path, folder).likeness
        finally:
            archive.storage.discard(staged)
    square = squares.from_text(text)
    if square is None or not squares.is_telling(square):
        return []
    with archive.reading(actor) as work:
        likenesses = _likenesses(work, square, _codes(archive).near(square), FOUND_FROM)
        query = select(Asset).where(Asset.id.in_(likenesses), Asset.status.in_(work.visible))
        assets = work.session.scalars(query.options(selectinload(Asset.original)))
        matches = [Match(asset, likenesses[asset.id]) for asset in assets]
    return sorted(matches, key=lambda match: (-match.likeness, match.asset.id))


def like(work: Work, asset_id: int) -> list[Match]:
    """The photos found to look the same as one, merged and dismissed ones left out. For archivists."""
    work.require(Role.ARCHIVIST)
    pairs = _pairs(work, or_(Resemblance.low_id == asset_id, Resemblance.high_id == asset_id), 0, PAGE)
    return [Match(p.second if p.first.id == asset_id else p.first, p.likeness) for p in pairs]


def pairs(work: Work, offset: int = 0, limit: int = PAGE, accession_id: int | None = None) -> list[Pair]:
    """Pairs that nobody has decided on, the newest first; perhaps only those of an accession. For archivists."""
    work.require(Role.ARCHIVIST)
    return _pairs(work, _of_accession(accession_id), offset, limit)


def count(work: Work, accession_id: int | None = None) -> int:
    """How many pairs nobody has decided on."""
    query = select(func.count()).select_from(Resemblance).where(*_open(work), _of_accession(accession_id))
    return work.session.scalar(query) or 0


def dismiss(work: Work, first_id: int, second_id: int) -> None:
    """Keep both: they are not offered again, and nothing of either changes. Raises NotFound."""
    work.require(Role.ARCHIVIST)
    settle(work, first_id, second_id, ResemblanceState.DISMISSED)


def settle(work: Work, first_id: int, second_id: int, state: ResemblanceState) -> None:
    """Say what became of a pair. Raises NotFound where it was not found to look the same."""
    found = work.session.get(Resemblance, (min(first_id, second_id), max(first_id, second_id)))
    if found is None:
        raise NotFound(Message("These two photos were not found to look the same."))
    found.state = state


def _open(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Undecided pairs of which both may be seen."""
    shown = select(Asset.id).where(Asset.status.in_(work.visible))
    return (
        Resemblance.state == ResemblanceState.FOUND,
        Resemblance.low_id.in_(shown),
        Resemblance.high_id.in_(shown),
    )


def _of_accession(accession_id: int | None) -> ColumnElement[bool]:
    if accession_id is None:
        return true()
    brought = select(Asset.id).where(Asset.accession_id == accession_id)
    return or_(Resemblance.low_id.in_(brought), Resemblance.high_id.in_(brought))


def _pairs(work: Work, which: ColumnElement[bool], offset: int, limit: int) -> list[Pair]:
    query = select(Resemblance).where(*_open(work), which)
    order = (Resemblance.found_at.desc(), Resemblance.low_id, Resemblance.high_id)
    rows = work.session.scalars(query.order_by(*order).offset(offset).limit(limit)).all()
    ids = {number for row in rows for number in (row.low_id, row.high_id)}
    whole = (
        selectinload(Asset.original),
        selectinload(Asset.event),
        selectinload(Asset.accession),
        selectinload(Asset.keywords),
        selectinload(Asset.depictions).selectinload(Depiction.person),
    )
    assets = {asset.id: asset for asset in work.session.scalars(select(Asset).where(Asset.id.in_(ids)).options(*whole))}
    return [Pair(assets[row.low_id], assets[row.high_id], row.likeness) for row in rows]


def _codes(archive: Archive) -> CodeFile:
    return CodeFile(Path(archive.settings.index) / "likeness.codes")


def _waiting(archive: Archive) -> dict[int, Square]:
    with archive.reading() as work:
        query = select(Signature.asset_id, Signature.square).where(Signature.compared.is_(False))
        rows = work.session.execute(query.order_by(Signature.asset_id).limit(BATCH)).all()
    return {row.asset_id: squares.from_bytes(row.square) for row in rows}


def _complete(archive: Archive, codes: CodeFile) -> None:
    """Make the index of codes anew where it has fewer than were put there: it may be deleted at any time."""
    with archive.reading() as work:
        query = select(func.count()).select_from(Signature).where(Signature.compared)
        known = work.session.scalar(query) or 0
    if len(codes) < known:
        codes.replace(_all_codes(archive))


def _all_codes(archive: Archive) -> Iterator[list[tuple[int, squares.Code]]]:
    last = 0
    while True:
        with archive.reading() as work:
            query = select(Signature.asset_id, Signature.square).where(Signature.asset_id > last, Signature.compared)
            rows = work.session.execute(query.order_by(Signature.asset_id).limit(1000)).all()
        if not rows:
            return
        yield [(row.asset_id, squares.code(squares.from_bytes(row.square))) for row in rows]
        last = rows[-1].asset_id


def _alike(archive: Archive, codes: CodeFile, asset_id: int, square: Square) -> dict[int, float]:
    near = [each for each in codes.near(square) if each.id != asset_id]
    with archive.reading() as work:
        return _likenesses(work, square, near, comparing.SAME)


def _likenesses(work: Work, square: Square, near: Sequence[Near], least: float) -> dict[int, float]:
    """How alike the nearest photos are on a closer look, of those that are enough so."""
    near = near[:MOST_COMPARED]
    query = select(Signature.asset_id, Signature.square).where(Signature.asset_id.in_([each.id for each in near]))
    kept = {row.asset_id: squares.from_bytes(row.square) for row in work.session.execute(query)}
    turned = squares.turns(square)
    found = {
        each.id: comparing.likeness(kept[each.id], np.ascontiguousarray(turned[each.turn]))
        for each in near
        if each.id in kept
    }
    return {asset_id: likeness for asset_id, likeness in found.items() if likeness >= least}


def _keep(work: Work, asset_id: int, likenesses: Mapping[int, float]) -> None:
    for other_id, likeness in likenesses.items():
        low, high = min(asset_id, other_id), max(asset_id, other_id)
        if work.session.get(Resemblance, (low, high)) is None:
            work.session.add(Resemblance(low_id=low, high_id=high, likeness=likeness, found_at=work.now))
            work.session.flush()
