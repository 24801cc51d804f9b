"""The embedded engine answers as the reference does: any search, any visibility, whatever was written before."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from archive.engines.search_memory import MemorySearch
from archive.engines.search_whoosh import WhooshSearch, numbering
from archive.engines.search_whoosh.carried import Carried
from archive.engines.search_whoosh.finding import find
from archive.ports import SearchEngine
from archive.query.query import DATE, Grain, Hits, Query, Sort
from archive.query.tree import Everything, Like, Named, Word, all_of
from tests.engines.corpus import STATUSES, generated
from tests.engines.search_contract import EVERYONE, FACETS, order
from tests.query.searches import trees, words

_values = st.sampled_from(
    (("person", "1"), ("person", "2"), ("event", "1"), ("keyword", "library"), ("place", "Almaty"), ("keyword", "none"))
)
_likes = st.builds(Like, st.integers(1, 99), st.lists(_values, unique=True, max_size=4).map(tuple))
_named = st.builds(Named, words.map(Word), st.lists(st.integers(1, 6), max_size=2).map(tuple))
_asked = trees | _likes | _named | st.lists(_likes | _named | trees, min_size=2, max_size=2).map(all_of)
_chosen = st.dictionaries(
    st.sampled_from(("event", "person", "year", "keyword", "camera", "status", "place", DATE)),
    st.lists(st.sampled_from(("1", "2", "2020", "2019", "2004", "0001")), max_size=2).map(tuple),
    max_size=2,
) | st.sampled_from(
    (
        {"keyword": ("library", "none", "книги"), "status": ("draft",)},
        {DATE: ("2020-10", "2021-01-02", "2019")},
        {"camera": ("NIKON D750",), DATE: ("2020",)},
    )
)
queries = st.builds(
    Query,
    st.frozensets(st.sampled_from((*STATUSES, "lost"))),
    _asked,
    _chosen,
    st.just(FACETS),
    st.sampled_from((1, 3, 100)),
    st.sampled_from(Sort),
    st.sampled_from((None, *Grain)),
    limit=st.just(1_000),
)
"""Searches that ask for everything there is to be told."""


def assert_agreement(ours: SearchEngine, reference: SearchEngine, query: Query) -> None:
    found, expected = ours.find(query), reference.find(query)
    assert found.total == expected.total
    assert found.facets == expected.facets
    assert found.histogram == expected.histogram
    assert found.before == expected.before
    if any(hit.score for hit in expected.hits):
        # Scores are rounded: one in a thousand may fall to the other side.
        scores = {hit.id: hit.score for hit in expected.hits}
        assert {hit.id: hit.score for hit in found.hits} == pytest.approx(scores, abs=0.0021)
        assert list(found.hits) == sorted(found.hits, key=lambda hit: hit.position.precedence if hit.position else ())
    else:
        assert order(found) == order(expected)
        assert [hit.position for hit in found.hits] == [hit.position for hit in expected.hits]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshSearch, MemorySearch]:
    """The two engines after the same history of puts and drops: many segments, many deletions, searched all along."""
    ours, reference = WhooshSearch(tmp_path_factory.mktemp("index")), MemorySearch()
    for engine in (ours, reference):
        engine.rebuild(generated(n, seed=2) for n in range(1, 150))
    chance = random.Random(5)
    for seed in range(3, 8):
        for sort in Sort:
            ours.find(Query(EVERYONE, Word("library"), facets=FACETS, sort=sort, histogram=Grain.MONTH))
        put = [generated(chance.randint(1, 300), seed) for _ in range(25)]
        drop = chance.sample(range(1, 300), 9)
        for engine in (ours, reference):
            engine.write(put, drop)
    assert ours.versions() == reference.versions()
    return ours, reference


_shared = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(query=queries)
@settings(_shared, max_examples=250)
def test_every_search_is_answered_as_by_the_reference(both: tuple[WhooshSearch, MemorySearch], query: Query) -> None:
    assert_agreement(*both, query)


@given(query=queries, size=st.integers(1, 40), offset=st.integers(0, 400))
@settings(_shared, max_examples=100)
def test_pages_join_up_to_the_whole_by_offset_and_by_position_both_ways(
    both: tuple[WhooshSearch, MemorySearch], query: Query, size: int, offset: int
) -> None:
    query = replace(query, facets=(), histogram=None, selected={})
    for engine in both:
        whole = order(engine.find(query))
        assert order(engine.find(replace(query, offset=offset, limit=size))) == whole[offset : offset + size]
        assert [hit for page in _forth(engine, replace(query, limit=size)) for hit in order(page)] == whole
        behind_all = engine.find(replace(query, offset=max(0, len(whole) - size), limit=size))
        back = [behind_all, *_back(engine, replace(query, limit=size), behind_all)]
        assert [hit for page in reversed(back) for hit in order(page)] == whole


def _forth(engine: SearchEngine, query: Query) -> Iterator[Hits]:
    page, told = engine.find(query), 0
    while page.hits:
        assert page.before == told
        yield page
        told += len(page.hits)
        page = engine.find(replace(query, after=page.hits[-1].position))


def _back(engine: SearchEngine, query: Query, page: Hits) -> Iterator[Hits]:
    while page.hits:
        before = page.before
        page = engine.find(replace(query, before=page.hits[0].position))
        assert page.before == before - len(page.hits)
        yield page


@given(
    facet=st.sampled_from(FACETS),
    statuses=st.frozensets(st.sampled_from((*STATUSES, "lost"))),
    beginning=st.sampled_from(("", "a", "A", "алм", "nik", "canon e", "EOS", "1", "2020", "кіт", "zz", "book c")),
    limit=st.integers(0, 9),
)
@settings(_shared, max_examples=100)
def test_values_and_counts_are_told_as_by_the_reference(
    both: tuple[WhooshSearch, MemorySearch], facet: str, statuses: frozenset[str], beginning: str, limit: int
) -> None:
    ours, expected = (list(one.values(facet, statuses, beginning, limit)) for one in both)
    assert ours == expected
    texts = [value.value for value in both[1].values(facet, EVERYONE, beginning, limit)] + ["none"]
    counts, expected_counts = (one.counts(facet, statuses, texts) for one in both)
    assert counts == expected_counts


@given(word=st.text(st.sampled_from("librayоткыие"), max_size=9) | st.sampled_from(("libary", "Открытие", "openning")))
@settings(_shared, max_examples=100)
def test_slips_are_taken_for_the_words_that_the_reference_takes_them_for(
    both: tuple[WhooshSearch, MemorySearch], word: str
) -> None:
    ours, expected = (list(one.similar_words(word, 3)) for one in both)
    assert ours == expected


class Histories(RuleBasedStateMachine):
    """Writes, merges and searches in any order; what one search worked out, the next carries on."""

    @initialize(count=st.integers(0, 60), tolerated=st.sampled_from((5, numbering.TOLERATED)))
    def begin(self, count: int, tolerated: int) -> None:
        numbering.TOLERATED = tolerated
        self.folder = TemporaryDirectory()
        self.ours, self.reference = WhooshSearch(Path(self.folder.name) / "index"), MemorySearch()
        for engine in (self.ours, self.reference):
            engine.rebuild(generated(n) for n in range(1, count + 1))

    @rule(put=st.lists(st.integers(1, 80), max_size=20), seed=st.integers(1, 99), drop=st.sets(st.integers(1, 80)))
    def write(self, put: list[int], seed: int, drop: set[int]) -> None:
        for engine in (self.ours, self.reference):
            engine.write([generated(n, seed) for n in put], sorted(drop))

    @rule()
    def merge(self) -> None:
        while self.ours.tidy():
            pass

    @rule(sort=st.sampled_from(Sort), grain=st.sampled_from(Grain))
    def search_all(self, sort: Sort, grain: Grain) -> None:
        query = Query(EVERYONE, Everything(), {}, FACETS, 100, sort, grain, limit=1_000)
        assert_agreement(self.ours, self.reference, query)

    @rule(query=queries)
    def search(self, query: Query) -> None:
        assert_agreement(self.ours, self.reference, query)

    @rule(word=st.sampled_from(("libary", "openning", "Кореа", "терезэ")))
    def correct(self, word: str) -> None:
        assert list(self.ours.similar_words(word, 3)) == list(self.reference.similar_words(word, 3))

    def teardown(self) -> None:
        numbering.TOLERATED = 20_000
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestHistories = Histories.TestCase
TestHistories.settings = settings(_shared, max_examples=20, stateful_step_count=12)


def test_numbers_of_documents_that_are_gone_are_given_anew_while_searches_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "TOLERATED", 20)
    engine = WhooshSearch(tmp_path)
    engine.rebuild([])
    for seed in range(30):
        engine.write([generated(n, seed) for n in range(5)], [])
        assert engine.find(Query(EVERYONE)).total == 5
    until = time.monotonic() + 10
    while engine._snapshot().numbering.is_wasteful:
        assert time.monotonic() < until
        engine.write([generated(1)], [])
    assert engine.find(Query(EVERYONE)).total == 5


@pytest.mark.parametrize("moment", range(6))
def test_what_is_worked_out_while_the_next_snapshot_is_made_is_carried_on_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    ours, reference = WhooshSearch(tmp_path), MemorySearch()
    ours.rebuild([])
    for numbers, seed in ((range(200), 1), (range(190, 205), 2)):
        for engine in (ours, reference):
            engine.write([generated(n, seed) for n in numbers], [])
        ours.find(Query(EVERYONE))
    before = ours._snapshot()
    known, moments = Carried.known, itertools.count()

    def known_and_then_more(carried: Carried[object, object]) -> dict[object, object]:
        found = known(carried)
        if next(moments) == moment:  # as another thread may, which goes on asking the one before
            for sort in Sort:
                find(before, Query(EVERYONE, facets=FACETS, sort=sort, histogram=Grain.MONTH))
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Carried, "known", known_and_then_more)
        for engine in (ours, reference):
            engine.write([generated(n, seed=3) for n in range(190, 205)], [])  # of the second segment nothing is left
        ours.find(Query(EVERYONE))
    for sort in Sort:
        assert_agreement(ours, reference, Query(EVERYONE, facets=FACETS, sort=sort, histogram=Grain.MONTH, limit=999))
