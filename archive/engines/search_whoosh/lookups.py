"""What look-ups find in all segments: documents, weights, scores; kept for those that are asked again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from archive.engines.search_whoosh import docset
from archive.engines.search_whoosh.columns import Columns
from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.numbering import Numbering
from archive.engines.search_whoosh.phrases import Weights, look_up
from archive.query import plan as plans
from archive.query.plan import AnyOf, Lookup, Mark

BUDGET, BUDGET_PER_DOCUMENT = 64 * 1024 * 1024, 320
"""Bytes that the look-ups of a snapshot may occupy, the larger of both: room for the most frequent words, at any size.

Most of them are shared with those of the snapshot before.
"""

Asked = Lookup | Mark | AnyOf
"""An AnyOf is one of look-ups alone: the ways in which a word may be meant are asked together, again and again."""


class Found:
    """What is found in one snapshot. Dead documents may be in it."""

    __slots__ = ("docs", "scores", "serial", "weights")

    def __init__(self, docs: DocSet, weights: Weights, serial: int) -> None:
        self.docs = docs
        self.weights = weights
        self.scores: Weights | None = None
        # Of which snapshot, not the snapshot itself: what is never asked again must not keep it.
        self.serial = serial

    @property
    def nbytes(self) -> int:
        """What it occupies, about, with what is worked out of it."""
        return 600 + 16 * len(self.docs)


class Lookups:
    """The look-ups of a snapshot. What was asked of the one before is only looked up in what is new."""

    def __init__(self, numbering: Numbering, columns: Columns, before: Lookups | None = None) -> None:
        self._numbering = numbering
        self._columns = columns
        self._lock = threading.Lock()
        self._kept, self._size = before.kept() if before else (OrderedDict[Asked, Found](), 0)
        self._budget = max(BUDGET, BUDGET_PER_DOCUMENT * numbering.size)
        self._mean: float | None = None

    def kept(self) -> tuple[OrderedDict[Asked, Found], int]:
        """What is kept, and how large it is."""
        with self._lock:
            return self._kept.copy(), self._size

    def __getitem__(self, asked: Asked) -> DocSet:
        return self._found(asked).docs

    def living(self, asked: Asked) -> int:
        """How many living documents it finds."""
        return int(np.count_nonzero(self._numbering.alive.take(self[asked].docs)))

    def scores(self, docs: DocSet, asked: Iterable[Lookup | AnyOf]) -> NDArray[np.float64]:
        """What it tells of each of some documents that it is found by these: BM25F."""
        if docs.is_small:
            scores = np.zeros(len(docs))
            for matching, told in map(self._scored, asked):
                there, at = docset.among(matching.docs, docs.docs)
                scores[there] += told.take(at)
            return scores
        everything = list(map(self._scored, asked))
        if len(everything) == 1 and np.array_equal(everything[0][0].docs, docs.docs):
            return everything[0][1].astype(np.float64)
        all_scores = np.zeros(self._numbering.size)
        for matching, told in everything:
            all_scores[matching.docs] += told
        return all_scores.take(docs.docs)

    def _scored(self, asked: Lookup | AnyOf) -> tuple[DocSet, Weights]:
        found = self._found(asked)
        if found.scores is None:
            found.scores = self._told(asked, found).astype(np.float32)
        return found.docs, found.scores

    def _told(self, asked: Lookup | AnyOf, found: Found) -> NDArray[np.float64]:
        if isinstance(asked, AnyOf):
            return self.scores(found.docs, asked.parts)  # type: ignore[arg-type]  # which are look-ups alone
        rarity = plans.rarity(self.living(asked), self._numbering.living) * asked.boost
        if isinstance(asked, plans.Value):
            return np.full(len(found.docs), rarity)
        lengths = self._columns["length"].take(found.docs.docs)
        told: NDArray[np.float64] = rarity * plans.saturation(found.weights, lengths, self._mean_length())
        return told

    def _mean_length(self) -> float:
        if self._mean is None:
            lengths = self._columns["length"][self._numbering.alive]
            self._mean = float(lengths.mean()) if len(lengths) else 0.0
        return self._mean

    def _found(self, asked: Asked) -> Found:
        with self._lock:
            known = self._kept.get(asked)
            if known is not None:
                self._kept.move_to_end(asked)
        if known is not None and known.serial == self._numbering.serial:
            return known
        if isinstance(asked, AnyOf):
            docs = docset.union([self[part] for part in asked.parts])  # type: ignore[index]  # which are look-ups alone
            found = Found(docs, np.empty(0, np.float32), self._numbering.serial)
        else:
            found = self._looked_up(asked, known)
        self._keep(asked, found)
        return found

    def _looked_up(self, asked: Lookup | Mark, known: Found | None) -> Found:
        docs = [known.docs.docs if known else np.empty(0, np.int32)]
        weights = [known.weights if known else np.empty(0, np.float32)]
        for piece in self._numbering.since(known.docs.size if known else 0):
            there, weigh = look_up(asked, piece.segment)
            if len(there):
                docs.append(there + np.int32(piece.base))
                weights.append(weigh)
        is_more = len(docs) > 1
        return Found(
            DocSet(self._numbering.size, np.concatenate(docs) if is_more else docs[0]),
            np.concatenate(weights) if is_more else weights[0],
            self._numbering.serial,
        )

    def _keep(self, asked: Asked, found: Found) -> None:
        with self._lock:
            before = self._kept.pop(asked, None)
            self._kept[asked] = found
            self._size += found.nbytes - (before.nbytes if before else 0)
            while self._size > self._budget and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1].nbytes
