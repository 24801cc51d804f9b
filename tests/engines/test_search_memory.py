"""The reference engine keeps the contract."""

from __future__ import annotations

from pathlib import Path

from archive.engines.search_memory import MemorySearch
from tests.engines.search_contract import SearchContract


class TestMemorySearch(SearchContract):
    @classmethod
    def make(cls, folder: Path) -> MemorySearch:
        return MemorySearch()
