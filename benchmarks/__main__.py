"""Run the benchmarks: ``python -m benchmarks [NAME...]``."""

from __future__ import annotations

import sys

from benchmarks import engines, freshness, indexing, ingest, names, search, served

PARTS = {
    "ingest": ingest.run,
    "indexing": indexing.run,
    "search": search.run,
    "engines": engines.run,
    "served": served.run,
    "freshness": freshness.run,
    "names": names.run,
}

for name in sys.argv[1:] or PARTS:
    PARTS[name]()
