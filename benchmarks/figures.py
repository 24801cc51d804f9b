"""Small statistics, printed alike everywhere."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Timing:
    """Times of one thing done many times, in milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, times: Iterable[float]) -> Self:
        """The median and the 95th percentile of some times."""
        ordered = sorted(times)
        return cls(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])

    def __str__(self) -> str:
        return f"{self.p50:7.2f} / {self.p95:7.2f}"


def timed(calls: Iterable[Callable[[], object]]) -> Timing:
    """Do each once; the median and the 95th percentile of the times."""
    times = []
    for call in calls:
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1000)
    return Timing.of(times)
