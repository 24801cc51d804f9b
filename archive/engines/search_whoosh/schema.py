"""How an entry lies in a Whoosh index: spaces of terms with places, facets, marks, one row of numbers.

Follows ``query.fields``; analysis is none of its business, entries come analysed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec

from archive.query.entry import Entry, Space
from archive.query.fields import FACETS, FIELDS
from archive.query.plan import weight

NUMBERS = tuple(field.name for field in FIELDS if field.number)
NO_NUMBER = -(2**63)
"""Stands for none: below anything that an entry can hold."""

# Native byte order: an index is made where it is read, and never moved to another kind of machine.
_COLUMNS = ("id", "version", "length", *(f"number_{name}" for name in NUMBERS))
ROW = np.dtype([*((name, "i8") for name in _COLUMNS), ("seal", "i8")])
ROW_FIELD = "row"
MARKS = "mark"

# Any odd numbers will do, if no two are alike.
_FACTORS = np.array([0x9E3779B97F4A7C1 + 2 * n for n in range(len(_COLUMNS))])

Posting = tuple[bytes, int, float, bytes]
"""What Whoosh asks of a field: term, frequency, weight, payload."""


def sealed(rows: NDArray[Any]) -> NDArray[np.int64]:
    """The sum that each row must bear: Whoosh has no checksums, and torn numbers would be believed."""
    numbers = rows.view("i8").reshape(len(rows), -1)[:, :-1]
    # Wraps around, which is what a checksum may do; never zero for a row of zeros.
    sums: NDArray[np.int64] = numbers @ _FACTORS + 1
    return sums


FACET_COLUMN = columns.VarBytesColumn()
"""The values of a facet, each ended by a zero byte. Always filled: Whoosh misplaces what follows gaps."""


def facet_field(name: str) -> str:
    """The Whoosh field that holds a facet's values."""
    return f"facet_{name}"


class Places(formats.Format):  # type: ignore[misc]  # whoosh has no types
    """A payload of any length: the term's positions in the document, four bytes each."""

    posting_size = -1


class PlacedTerms(fields.FieldType):  # type: ignore[misc]
    """Terms with their positions. Weighted here, as BM25F wants it: before anything saturates."""

    def __init__(self) -> None:
        super().__init__(Places(), analyzer=None)

    def index(self, value: Mapping[str, array[int]], **_: Any) -> Iterator[Posting]:
        """Yield the postings of one document."""
        for term, places in value.items():
            yield term.encode(), 1, weight(places), places.tobytes()


class PlainTerms(fields.FieldType):  # type: ignore[misc]
    """Terms that a document has or has not."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), analyzer=None)

    def index(self, value: Iterable[str], **_: Any) -> Iterator[Posting]:
        """Yield the postings of one document."""
        for term in value:
            yield term.encode(), 1, 1.0, b""


def schema() -> Any:
    """The Whoosh schema. Always given when an index is opened, so the pickled one in it is never read."""
    made = fields.Schema()
    made.add(ROW_FIELD, fields.COLUMN(columns.FixedBytesColumn(ROW.itemsize)))
    made.add(MARKS, PlainTerms())
    for space in Space:
        made.add(str(space), PlacedTerms())
    for name in FACETS:
        made.add(facet_field(name), fields.COLUMN(FACET_COLUMN))
    return made


def codec() -> Any:
    """Whoosh's own way of laying files out."""
    made = W3Codec()
    # Lengths are in our rows. Whoosh would look for a file of them once for each posting it writes.
    made.length_stats = False
    return made


def row(entry: Entry) -> dict[str, Any]:
    """An entry as the fields of a Whoosh document."""
    numbers = (NO_NUMBER if (n := entry.numbers[name]) is None else n for name in NUMBERS)
    packed = np.array([(entry.id, entry.version, entry.length, *numbers, 0)], ROW)
    packed["seal"] = sealed(packed)
    return {
        ROW_FIELD: packed.tobytes(),
        MARKS: entry.marks,
        **{str(space): terms for space, terms in entry.spaces.items()},
        **{
            facet_field(name): b"".join(value.encode() + b"\0" for value in values)
            for name, values in entry.facets.items()
        },
    }
