"""When segments are merged: often enough that there are few, never so much that a commit takes long.

Merging costs about a millisecond a document, during which nothing else can be written; readers do not notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whoosh.reading import SegmentReader


@dataclass(frozen=True, slots=True)
class Tier:
    """Segments below a size are merged when there are so many of them, up to a budget of documents."""

    below: int
    crowd: int
    budget: int


TIERS = (Tier(below=2_000, crowd=6, budget=5_000), Tier(below=10_000, crowd=16, budget=25_000))


def bounded(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's ``mergetype``: move some segments into the one being written, return those that stay."""
    living = [segment for segment in segments if _size(segment)]
    chosen = _chosen(living)
    for segment in chosen:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in living if segment not in chosen]


def _chosen(segments: list[Any]) -> list[Any]:
    for tier in TIERS:
        small = sorted((s for s in segments if _size(s) < tier.below), key=_size)
        wasteful = [s for s in small if s.deleted_count() > _size(s)]
        candidates = small if len(small) >= tier.crowd else wasteful
        chosen: list[Any] = []
        left = tier.budget
        for segment in candidates:
            left -= _size(segment)
            if left >= 0:
                chosen.append(segment)
        if chosen:
            return chosen
    return []


def _size(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())
