"""The numbers of all documents, a column each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh.carried import Carried
from archive.engines.search_whoosh.numbering import Numbering
from archive.engines.search_whoosh.schema import NO_NUMBER

Column = NDArray[np.int64]


class Columns:
    """The columns of a snapshot, by name."""

    def __init__(self, numbering: Numbering, before: Columns | None = None) -> None:
        self._numbering = numbering
        self._columns: Carried[str, Column] = Carried(before.known() if before else None)

    def __getitem__(self, name: str) -> Column:
        return self._columns.get(name, self._read)

    def known(self) -> dict[str, Column]:
        """What was read until now."""
        return self._columns.known()

    def _read(self, name: str, known: Column | None) -> Column:
        start = 0 if known is None else len(known)
        new = np.full(self._numbering.size - start, NO_NUMBER)
        for piece in self._numbering.since(start):
            new[piece.base - start : piece.end - start] = piece.segment.rows[name]
        return new if known is None else np.concatenate((known, new))
