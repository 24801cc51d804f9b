"""When segments are merged: often enough that there are few, never so much that a change waits long.

Merging costs one to three milliseconds a document, during which nothing else can be written; readers do not notice.
So a commit merges small segments alone, and the larger ones wait until nothing happens.
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


IN_PASSING = (Tier(below=500, crowd=8, budget=1_000),)
AT_REST = (Tier(below=2_000, crowd=4, budget=5_000), Tier(below=10_000, crowd=8, budget=25_000))


def in_passing(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's ``mergetype`` for a commit: move some segments into the one being written, return those that stay."""
    return _merge(writer, segments, IN_PASSING)


def at_rest(writer: Any, segments: list[Any]) -> list[Any]:
    """The same for a commit of nothing new, while nobody waits."""
    return _merge(writer, segments, AT_REST)


def is_worthwhile(segments: list[Any]) -> bool:
    """Whether ``at_rest`` would merge anything."""
    return bool(_chosen([segment for segment in segments if _size(segment)], AT_REST))


def _merge(writer: Any, segments: list[Any], tiers: tuple[Tier, ...]) -> list[Any]:
    living = [segment for segment in segments if _size(segment)]
    chosen = _chosen(living, tiers)
    for segment in chosen:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in living if segment not in chosen]


def _chosen(segments: list[Any], tiers: tuple[Tier, ...]) -> list[Any]:
    for tier in tiers:
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
