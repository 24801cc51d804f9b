"""Photos as lines of a table: the columns that a bundle's sheet and an exported result share, and how CSV is written.

Shapes only; which photos they are, and who may have them, is decided by whoever asks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping

from archive.model import Asset
from archive.text import pick

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""By which spreadsheets know UTF-8."""

COLUMNS: Mapping[str, Callable[[Asset, str], str]] = {
    "headline": lambda asset, language: asset.headline,
    "caption": lambda asset, language: pick(asset.caption, language),
    "people": lambda asset, language: "; ".join(person.label(language) for person in asset.people),
    "event": lambda asset, language: asset.event.label(language) if asset.event else "",
    "date": lambda asset, language: asset.captured_at.isoformat(" ", "minutes") if asset.captured_at else "",
    "creator": lambda asset, language: asset.creator,
    "credit": lambda asset, language: asset.credit,
    "copyright": lambda asset, language: asset.copyright,
    "usage terms": lambda asset, language: asset.usage_terms,
    "original file name": lambda asset, language: asset.filename,
    "id": lambda asset, language: str(asset.id),
}
"""A photo's own columns, in order."""


def row(asset: Asset, language: str) -> dict[str, str]:
    """A photo by column; texts in the reader's language, or the next best."""
    return {name: read(asset, language) for name, read in COLUMNS.items()}


def csv_line(cells: Iterable[str]) -> bytes:
    """One line of CSV (RFC 4180) in UTF-8, no cell of which a spreadsheet takes for a formula."""
    out = io.StringIO()
    csv.writer(out).writerow([inert(cell) for cell in cells])
    return out.getvalue().encode()


_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[=+\-@＝＋－＠])")


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV Injection).

    Nor a part of it: where the comma is the decimal sign, spreadsheets part cells at the semicolon.
    """
    return _FORMULA.sub(r"\1'", cell)
