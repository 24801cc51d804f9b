"""The embedded search engine: Whoosh keeps the terms on disk, numpy counts, orders and intersects.

The only home of whoosh. Nothing outside imports anything but ``WhooshSearch`` from here.
"""

from archive.engines.search_whoosh.engine import WhooshSearch

__all__ = ["WhooshSearch"]
