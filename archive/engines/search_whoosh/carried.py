"""What is worked out on first use, and in the snapshots that follow carried on instead of worked out again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Carried(Generic[Key, Made]):
    """Things by key, begun with those of an earlier snapshot. Safe from any thread; what is made waits for nothing."""

    def __init__(self, known: Mapping[Key, Made] | None = None) -> None:
        self._making = threading.Lock()
        self._made: dict[Key, Made] = {}
        self._known = dict(known or {})

    def get(self, key: Key, make: Callable[[Key, Made | None], Made]) -> Made:
        """What was made, else made now; of what an earlier snapshot made, if one did, however long ago."""
        made = self._made.get(key)
        if made is None:
            with self._making:
                made = self._made.get(key)
                if made is None:
                    made = self._made[key] = make(key, self._known.get(key))
                    self._known.pop(key, None)
        return made

    def known(self) -> dict[Key, Made]:
        """The newest that there is of each."""
        with self._making:
            return self._known | self._made
