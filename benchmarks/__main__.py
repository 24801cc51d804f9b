"""Run the benchmarks: ``python -m benchmarks [ingest] [search]``."""

from __future__ import annotations

import sys

from benchmarks import ingest, search

PARTS = {"ingest": ingest.run, "search": search.run}

for name in sys.argv[1:] or PARTS:
    PARTS[name]()
