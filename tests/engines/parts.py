"""Documents in parts, as a rebuild by several processes reads them; each part tells a folder that it was read."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.query.document import Document
from tests.engines.corpus import generated


@dataclass(frozen=True)
class Part:
    """Some generated documents, read as slowly as is asked."""

    numbers: range
    seed: int
    told: Path
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """Which it is."""
        return f"{self.numbers.start}-{self.numbers.stop}"

    def __iter__(self) -> Iterator[Document]:
        """Read them."""
        (self.told / f"{self.name}.{os.getpid()}").touch()
        for number in self.numbers:
            time.sleep(self.seconds / len(self.numbers))
            yield generated(number, self.seed)


@dataclass(frozen=True)
class Parts:
    """Generated documents, in parts of twenty."""

    count: int
    told: Path
    seed: int = 0
    seconds: Sequence[float] = ()
    """How long each part takes, from the first on."""

    def parts(self) -> Sequence[Part]:
        """The parts."""
        starts = range(0, self.count, 20)
        seconds = [*self.seconds, *(0.0 for _ in starts)]
        return [
            Part(range(start, min(start + 20, self.count)), self.seed, self.told, slow)
            for start, slow in zip(starts, seconds, strict=False)
        ]

    def __iter__(self) -> Iterator[Document]:
        """All of them."""
        for part in self.parts():
            yield from part
