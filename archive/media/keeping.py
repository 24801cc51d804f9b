"""Keeps what was read as JSON of a bounded size: long texts and lists without end are cut, and that is said."""

from __future__ import annotations

from typing import Any, Final

from archive.text import Message

LONGEST: Final = 100_000
"""Characters of one text."""
MOST: Final = 2_000
"""Members of one list or structure."""
MOST_OF_ALL: Final = 500_000
"""Characters of a whole block."""


class Keeper:
    """Keeps the values of one block of metadata, called ``name``, counting what it keeps."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MOST_OF_ALL
        self._cut = False

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence where something was cut."""
        if not self._cut:
            return ()
        return (
            Message("The %(block)s block is longer than what is listed; the file itself has it all.", block=self._name),
        )

    def keep(self, value: Any) -> Any:
        """A value of text, numbers, lists and structures, as much of it as is kept."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {self._text(name): self.keep(member) for name, member in self._first(list(value.items()))}
        if isinstance(value, list):
            return [self.keep(item) for item in self._first(value)]
        self._left -= 8
        return value

    def _text(self, text: str) -> str:
        kept = text[: max(0, min(LONGEST, self._left))]
        self._left -= len(kept) + 4
        self._cut = self._cut or len(kept) < len(text)
        return kept

    def _first(self, members: list[Any]) -> list[Any]:
        most = MOST if self._left > 0 else 0
        self._cut = self._cut or len(members) > most
        return members[:most]
