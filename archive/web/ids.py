"""Ids in addresses: numbers that every database can hold. What is no such number names no record."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter

LARGEST_ID = 10**18 - 1


class RecordId(IntegerConverter):
    """``<int:...>`` with one spelling and below 64 bits: any other address is none, and reaches no statement.

    Said by pattern, not by bounds: werkzeug answers 405 instead of 404 where only the bounds fail.
    """

    regex = r"[1-9][0-9]{0,17}"
