"""Run the benchmarks: ``python -m benchmarks [NAME...]``."""

from __future__ import annotations

import sys

from benchmarks import engines, freshness, indexing, ingest, likeness, memory, names, search, served, uploads

PARTS = {
    "ingest": ingest.run,
    "likeness": likeness.run,
    "memory": memory.run,
    "indexing": indexing.run,
    "search": search.run,
    "engines": engines.run,
    "served": served.run,
    "freshness": freshness.run,
    "names": names.run,
    "uploads": uploads.run,
}

for name in sys.argv[1:] or PARTS:
    PARTS[name]()
