"""Many threads search while one writes and merges: no error, and no answer that was never true.

``TEREZE_TEST_SOAK=300`` keeps it up for five minutes.
"""

from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from archive.engines.search_memory import MemorySearch
from archive.engines.search_whoosh import WhooshSearch
from archive.query.query import DATE, FacetValue, Grain, Hits, Query, Sort
from archive.query.tree import Everything, Node, Not, Phrase, Prefix, Range, Word, all_of, any_of
from tests.engines.corpus import generated
from tests.engines.search_contract import EVERYONE, FACETS

SECONDS = float(os.environ.get("TEREZE_TEST_SOAK", "4"))
THREADS = 8
PHOTOS = 400
REMEMBERED = 200
"""Commits; no search takes as long."""

PUBLISHED = frozenset({"published"})


def _asks(tree: Node, sort: Sort, statuses: frozenset[str] = PUBLISHED, **selected: tuple[str, ...]) -> Query:
    return Query(statuses, tree, selected, FACETS, 100, sort, Grain.MONTH, limit=1_000)


QUERIES = (
    _asks(Everything(), Sort.NEWEST),
    _asks(Everything(), Sort.FILENAME, EVERYONE),
    _asks(Word("library"), Sort.RELEVANCE),
    _asks(all_of((Word("opening"), Not(Word("книги")))), Sort.OLDEST, EVERYONE),
    _asks(any_of((Phrase("book corner"), Prefix("DSC_0"))), Sort.ADDED),
    _asks(Range("iso", 100, 6_400), Sort.NEWEST, EVERYONE, keyword=("library", "кітап"), year=("2020",)),
    _asks(Word("ospanova"), Sort.RELEVANCE, EVERYONE, **{DATE: ("2020", "2019-05")}),
)


def told(hits: Hits, query: Query) -> object:
    """All that an answer says, but for scores, which differ in the last digit."""
    ids = [hit.id for hit in hits.hits]
    return hits.total, hits.facets, hits.histogram, sorted(ids) if query.sort is Sort.RELEVANCE else ids


@dataclass
class Truth:
    """What each query has to answer after each commit: from when it begins, and surely from its end."""

    answers: list[list[object]] = field(default_factory=list)
    committed: int = 0

    def add(self, reference: MemorySearch) -> None:
        self.answers.append([told(reference.find(query), query) for query in QUERIES])
        self.answers[:-REMEMBERED] = [[]] * max(0, len(self.answers) - REMEMBERED)


@pytest.mark.slow
def test_threads_that_search_during_commits_see_no_error_and_no_wrong_count(tmp_path: Path) -> None:
    ours, reference, truth = WhooshSearch(tmp_path / "index", grace=1), MemorySearch(), Truth()
    for engine in (ours, reference):
        engine.rebuild(generated(n) for n in range(PHOTOS))
    truth.add(reference)
    done, wrong, searches = threading.Event(), list[str](), [0] * THREADS

    def search(number: int) -> None:
        chance = random.Random(number)
        try:
            while not done.is_set():
                which = chance.randrange(len(QUERIES))
                earliest = truth.committed
                answer = told(ours.find(QUERIES[which]), QUERIES[which])
                if answer not in [answers[which] for answers in truth.answers[earliest:]]:
                    wrong.append(f"query {which} at commit {earliest}: {answer}")
                places = ours.values("place", PUBLISHED, "алм", 5)
                assert all(isinstance(value, FacetValue) and value.count > 0 for value in places)
                searches[number] += 1
        except BaseException as error:  # noqa: BLE001  # whatever it is, the main thread tells it
            wrong.append(repr(error))

    threads = [threading.Thread(target=search, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    chance, until = random.Random(0), time.monotonic() + SECONDS
    while time.monotonic() < until and not wrong:
        put = [generated(chance.randrange(PHOTOS), chance.randrange(50)) for _ in range(chance.randint(0, 20))]
        drop = chance.sample(range(PHOTOS), chance.randint(0, 5))
        reference.write(put, drop)
        truth.add(reference)
        ours.write(put, drop)
        truth.committed = len(truth.answers) - 1
        if chance.random() < 0.2:
            ours.tidy()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert min(searches) > 0
    assert truth.committed > 0
    print(f"{sum(searches)} searches by {THREADS} threads during {truth.committed} commits")  # noqa: T201  # for -s
