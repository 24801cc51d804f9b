"""Run the benchmarks: ``python -m benchmarks [NAME...]``."""

from __future__ import annotations

import sys

from benchmarks import freshness, ingest, search, served

PARTS = {"ingest": ingest.run, "search": search.run, "served": served.run, "freshness": freshness.run}

for name in sys.argv[1:] or PARTS:
    PARTS[name]()
