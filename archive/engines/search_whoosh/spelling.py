"""The words of all segments that there were, for telling what a word may be a slip for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from archive.engines.search_whoosh.segment import Segment
from archive.query.entry import Space
from archive.query.similar import Vocabulary


class Lexicon:
    """One for all snapshots of an index: words that are gone have no frequency. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._vocabulary = Vocabulary()
        self._taken_in: set[str] = set()

    def likeliest(
        self, segments: Iterable[Segment], word: str, frequency: Callable[[str], int], limit: int
    ) -> tuple[str, ...]:
        """What a word may be a slip for; segments that are new are taken in first."""
        with self._lock:
            for segment in segments:
                if segment.id not in self._taken_in:
                    self._vocabulary.add(segment.lexicon(Space.WORD).texts)
                    self._taken_in.add(segment.id)
            return self._vocabulary.likeliest(word, frequency, limit)
