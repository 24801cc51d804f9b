"""Damage told from refusal: files that make no sense need a rebuild, a disk that says no needs patience."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from archive.errors import IndexUnavailable
from archive.text import Message

DAMAGED = Message("The search index is damaged; it needs a rebuild.")


class Damaged(IndexUnavailable):
    """The index's files are missing or are not what was written: only a rebuild helps."""


@contextmanager
def readable() -> Iterator[None]:
    """Tell the one from the other. Damaged bytes make Whoosh raise anything, even a bare Exception."""
    try:
        yield
    except IndexUnavailable:
        raise
    except FileNotFoundError as error:
        raise Damaged(Message("A file of the search index is missing; it needs a rebuild.")) from error
    except OSError as error:
        raise IndexUnavailable(Message("The search index cannot be read: %(why)s.", why=error.strerror)) from error
    except Exception as error:
        raise Damaged(DAMAGED) from error
