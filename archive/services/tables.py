"""Tables as people send them, CSV of any make and XLSX: a header, and rows of text. What they say, others know."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive.errors import Invalid
from archive.text import Message

LARGEST = 20 << 20
LARGEST_UNPACKED = 200 << 20
MOST_ROWS = 50_000
_DELIMITERS = ",;\t|"
_ZIP = b"PK\x03\x04"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row and where it stands: the number that the spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it; empty rows are left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(data: bytes, knows: Callable[[str], bool]) -> Table:
    """Read a table; ``knows`` tells a header's words, by which CSV's delimiter is chosen. Raises Invalid."""
    if len(data) > LARGEST:
        raise Invalid(Message("The table is larger than %(most)s MB.", most=LARGEST >> 20), field="file")
    rows = _xlsx(data) if data.startswith(_ZIP) else _csv(_decoded(data), knows)
    numbered = [Row(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
    if len(numbered) > MOST_ROWS:
        raise Invalid(Message("The table has more than %(most)s rows.", most=MOST_ROWS), field="file")
    if not numbered:
        raise Invalid(Message("The table is empty."), field="file")
    return Table(numbered[0].cells, tuple(numbered[1:]))


def _decoded(data: bytes) -> str:
    """Text in UTF-8 or UTF-16, by its mark or by trying; else in Windows-1251, what spreadsheets here save."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:1000]:
        encodings = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(Message("The table's text cannot be read; save it as UTF-8."), field="file")


def _csv(text: str, knows: Callable[[str], bool]) -> list[tuple[str, ...]]:
    """Rows by the delimiter with which most of the header is understood."""
    first = text[:20_000]
    best = max(_DELIMITERS, key=lambda delimiter: _understood(first, delimiter, knows))
    try:
        return [_cleaned(cells) for cells in csv.reader(io.StringIO(text, newline=""), delimiter=best)]
    except csv.Error as error:
        raise Invalid(Message("The table cannot be read: %(why)s.", why=str(error)), field="file") from None


def _understood(text: str, delimiter: str, knows: Callable[[str], bool]) -> tuple[int, int]:
    try:
        header = next(iter(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), [])
    except csv.Error:
        return 0, 0
    return sum(map(knows, header)), len(header)


def _xlsx(data: bytes) -> list[tuple[str, ...]]:
    """The rows of the first sheet."""
    from python_calamine import CalamineWorkbook  # late: only tables of this kind need its weight

    _refuse_what_swells(data)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [_cleaned(map(_told, row)) for row in sheet.to_python(skip_empty_area=False)]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust is no Exception, and a damaged file may cause one
        raise Invalid(Message("The table cannot be read; save it as CSV in UTF-8."), field="file") from error


def _refuse_what_swells(data: bytes) -> None:
    """A few kilobytes can unpack to all of the memory: unpack piece by piece first, and count."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                with packed.open(name) as member:
                    while piece := member.read(_CHUNK):
                        unpacked += len(piece)
                        if unpacked > LARGEST_UNPACKED:
                            raise Invalid(
                                Message("The table unpacks to more than %(most)s MB.", most=LARGEST_UNPACKED >> 20),
                                field="file",
                            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Invalid(Message("The table is damaged; save it again."), field="file") from error


def _told(cell: Any) -> str:
    """A cell as its spreadsheet shows it: whole numbers without a point, days without midnight."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell == datetime(cell.year, cell.month, cell.day) else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _cleaned(cells: Iterable[str]) -> tuple[str, ...]:
    return _trimmed([cell.strip() for cell in cells])


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])
