"""Which numbers a snapshot gives its documents: a segment keeps its numbers for as long as it lives.

So whatever was worked out over a snapshot goes on holding in the next, but for what came and went.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.segment import Segment

Mask = NDArray[np.bool_]
Docs = NDArray[np.int32]
"""Numbers of documents, ascending."""

TOLERATED = 20_000
"""The numbers of segments that are gone are not given again; so many of them are no harm."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment, the number of its first document, and how many of its documents were deleted."""

    base: int
    segment: Segment
    deleted: int

    @property
    def end(self) -> int:
        """One more than the number of its last document."""
        return self.base + len(self.segment.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """The numbers from 0 to ``size``, who has them, and who of them is alive. Pieces come in order."""

    pieces: tuple[Piece, ...]
    size: int
    alive: Mask
    living: int
    serial: int
    """Which snapshot's they are."""

    @property
    def is_wasteful(self) -> bool:
        """Whether so many numbers are nobody's any more that all should be given anew."""
        wasted = self.size - sum(len(piece.segment.rows) for piece in self.pieces)
        return wasted > max(TOLERATED, self.living // 4)

    def since(self, start: int) -> Iterator[Piece]:
        """The pieces whose numbers were given from ``start`` on."""
        return (piece for piece in self.pieces if piece.base >= start)


NOBODY = Numbering((), 0, np.empty(0, np.bool_), 0, 0)
"""No numbers given yet."""


def numbered(segments: Sequence[Segment], deleted: Sequence[Collection[int]], before: Numbering = NOBODY) -> Numbering:
    """Number the documents of some segments: those that had numbers keep them, what is new comes behind."""
    known = {piece.segment.id: piece for piece in before.pieces}
    size = before.size
    pieces: list[Piece] = []
    for segment, gone in zip(segments, deleted, strict=True):
        piece = known.get(segment.id)
        base = piece.base if piece else size
        size += 0 if piece else len(segment.rows)
        pieces.append(Piece(base, segment, len(gone)))
    alive = np.zeros(size, np.bool_)
    alive[: before.size] = before.alive
    for piece, gone in zip(pieces, deleted, strict=True):
        was = known.pop(piece.segment.id, None)
        if was is None:
            alive[piece.base : piece.end] = True
        if was is None or was.deleted != piece.deleted:
            alive[np.fromiter(gone, np.int64, len(gone)) + piece.base] = False
    for piece in known.values():
        alive[piece.base : piece.end] = False
    pieces.sort(key=lambda piece: piece.base)
    return Numbering(tuple(pieces), size, alive, int(np.count_nonzero(alive)), before.serial + 1)
