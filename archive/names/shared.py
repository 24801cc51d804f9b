"""One finder of names for all threads of a process, and how far in the archive's history it has read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from archive.names.finder import NameFinder


@dataclass
class SharedNames:
    """Whoever looks something up brings it up to date first, one at a time."""

    finder: NameFinder = field(default_factory=NameFinder)
    position: int = -1
    """The last line of history that it knows of; -1 before everything was read once."""
    reading: threading.Lock = field(default_factory=threading.Lock)
