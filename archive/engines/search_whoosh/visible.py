"""What somebody may see, and how often it has each value of each facet: known before anybody asks for more."""

from __future__ import annotations

import numpy as np

from archive.engines.search_whoosh.carried import Carried
from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.facets import Counts, Facet

Counted = tuple[DocSet, Counts]
"""Some documents, and how many of them have each value."""


class Visible:
    """The living documents of some statuses, in one snapshot."""

    def __init__(
        self, statuses: frozenset[str], docs: DocSet, counted: Carried[tuple[frozenset[str], str], Counted]
    ) -> None:
        self.docs = docs
        self.total = len(docs)
        self._statuses = statuses
        self._counted = counted

    def counts(self, name: str, facet: Facet) -> Counts:
        """How many of them have each value of a facet."""
        key = (self._statuses, name)
        return self._counted.get(key, lambda _, known: (self.docs, self._count(facet, known)))[1]

    def counts_among(self, found: DocSet, name: str, facet: Facet) -> Counts:
        """How many of some of them have each value; of most of them, told by the ones that are left out."""
        if found is self.docs:
            return self.counts(name, facet)
        if not found.is_small and 2 * len(found) > self.total:
            others = DocSet(found.size, mask=self.docs.mask & ~found.mask)
            return self.counts(name, facet) - facet.counts(others)
        return facet.counts(found)

    def _count(self, facet: Facet, known: Counted | None) -> Counts:
        if known is None:
            return facet.counts(self.docs)
        before, counted = known
        was = np.zeros(self.docs.size, np.bool_)
        was[: before.size] = before.mask
        came, gone = (DocSet(self.docs.size, mask=mask) for mask in (self.docs.mask & ~was, was & ~self.docs.mask))
        counts = facet.counts(came) - facet.counts(gone)
        counts[: len(counted)] += counted
        return counts
