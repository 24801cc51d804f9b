"""What an index holds of an entry: terms with places, marks and facet values as bare terms, one row of numbers.

Follows ``query.fields``; analysis is none of its business, entries come analysed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh import columns, fields

from archive.query.entry import Entry, Space
from archive.query.fields import FACETS, FIELDS, ZONES

NUMBERS = tuple(field.name for field in FIELDS if field.number)
NO_NUMBER = -(2**63)
"""Stands for none: below anything that an entry can hold."""

# Native byte order: an index is made where it is read, and never moved to another kind of machine.
ROW = np.dtype([(name, "i8") for name in ("id", "version", "length", *(f"number_{name}" for name in NUMBERS))])
ROW_FIELD = "row"
MARKS = "mark"

FORMAT = 2
"""Raised whenever the same entries come out as other files."""


def facet_field(name: str) -> str:
    """The Whoosh field whose terms are a facet's values."""
    return f"facet_{name}"


SPACES = tuple(str(space) for space in Space)
"""The fields whose terms have places."""

TERM_FIELDS = (*SPACES, MARKS, *map(facet_field, FACETS))
"""Every field with terms."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the files of a generation are to be read: an older one goes on answering while the next is made."""

    format: int
    columns: tuple[str, ...]
    zones: tuple[str, ...]

    @property
    def is_readable(self) -> bool:
        """Whether this code can make sense of such files."""
        return self.format == FORMAT and {"id", "version", "length"} <= set(self.columns)


LAYOUT = Layout(FORMAT, tuple(ROW.names or ()), tuple(ZONES))


def schema() -> Any:
    """The Whoosh schema, of Whoosh's own field types: its tools open an index without this code."""
    made = fields.Schema()
    made.add(ROW_FIELD, fields.COLUMN(columns.FixedBytesColumn(ROW.itemsize)))
    for name in TERM_FIELDS:
        made.add(name, fields.ID())
    return made


def row(entry: Entry) -> tuple[int, ...]:
    """The numbers of an entry, as a row has them."""
    numbers = (NO_NUMBER if (n := entry.numbers[name]) is None else n for name in NUMBERS)
    return (entry.id, entry.version, entry.length, *numbers)
