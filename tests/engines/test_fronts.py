"""The front of an order without the whole of it, held against sorting everything."""

from __future__ import annotations

import numpy as np
import pytest

from archive.engines.search_whoosh import fronts
from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.ordering import Order

SIZE = 50_000


@pytest.mark.parametrize("part", [1, 0.5, 0.1, 0.001, 0])
@pytest.mark.parametrize("count", [1, 60, 3_000, SIZE])
def test_the_first_of_an_order_are_there(part: float, count: int) -> None:
    chance = np.random.default_rng(1)
    order = Order(chance.permutation(SIZE))
    found = DocSet(SIZE, mask=chance.random(SIZE) < part)
    told = fronts.of_order(found, order, count)
    first = [doc for doc in order.docs.tolist() if found.mask[doc]][:count]
    assert sorted(told.tolist(), key=order.ranks.__getitem__)[:count] == first


def test_also_where_all_that_was_found_stands_at_the_end() -> None:
    order = Order(np.arange(SIZE))
    found = DocSet(SIZE, mask=np.arange(SIZE) >= SIZE - 20_000)
    assert fronts.of_order(found, order, 60).min() == SIZE - 20_000


@pytest.mark.parametrize("count", [1, 60, 5_000])
@pytest.mark.parametrize("kinds", [1, 3, 40_000])
def test_the_best_scores_are_there_and_all_that_equal_the_last(count: int, kinds: int) -> None:
    scores = np.random.default_rng(2).integers(0, kinds, 30_000).astype(np.int32)
    told = set(fronts.of_scores(scores, count).tolist())
    least = np.sort(scores)[-count]
    assert {at for at, score in enumerate(scores.tolist()) if score >= least} <= told
