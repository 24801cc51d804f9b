"""What is written is Whoosh's own format, and what is packed comes back as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.index import open_dir
from whoosh.query import Term

from archive.engines.search_whoosh import WhooshSearch, dictionary
from archive.engines.search_whoosh.blocks import PostingLists, pack, unpack, unpack_all
from archive.engines.search_whoosh.damage import Damaged
from archive.engines.search_whoosh.schema import ROW, TERM_FIELDS, facet_field
from archive.engines.search_whoosh.storage import INDEX_NAME
from archive.query.entry import Entry, Space, describe
from archive.query.plan import weight
from tests.engines.corpus import generated
from tests.engines.reading_back import assert_whole


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments, of new and of merged documents, some deleted."""
    root = tmp_path_factory.mktemp("files") / "index"
    engine = WhooshSearch(root)
    engine.rebuild(generated(n) for n in range(300))
    for n in range(0, 60, 10):
        engine.write([generated(n + at) for at in range(10)], [200 + n])
    return root


def terms_of(entry: Entry) -> set[tuple[str, str]]:
    spaces = {(str(space), term) for space, terms in entry.spaces.items() for term in terms}
    facets = {(facet_field(name), value) for name, values in entry.facets.items() for value in values}
    return spaces | facets | {("mark", mark) for mark in entry.marks}


def test_stock_whoosh_reads_every_term_weight_and_column(written: Path) -> None:
    """By nothing but its own code, its own pickled schema and its own readers."""
    folder = max(path for path in written.iterdir() if path.is_dir())
    with open_dir(str(folder), INDEX_NAME).reader() as reader:
        rows = reader.column_reader("row")
        ids = {n: int(np.frombuffer(rows[n], ROW)["id"][0]) for n in reader.all_doc_ids()}
        entries = {number: describe(generated(number)) for number in ids.values()}
        assert entries.keys() == {*range(300)} - {*range(200, 260, 10)}
        expected: dict[tuple[str, str], dict[int, float]] = {}
        for number, entry in entries.items():
            for field, term in terms_of(entry):
                places = entry.spaces[Space(field)][term] if field in list(Space) else ()
                expected.setdefault((field, term), {})[number] = weight(places) if places else 1.0
        found = {}
        for field, term in reader.all_terms():
            matcher = reader.postings(field, term)
            postings = {}
            while matcher.is_active():
                postings[ids[matcher.id()]] = matcher.weight()
                matcher.next()
            if postings:
                found[field, term.decode()] = pytest.approx(postings)
        assert expected.keys() == found.keys()
        assert expected == found


def test_stock_whoosh_searches_it_and_shows_hits(written: Path) -> None:
    folder = max(path for path in written.iterdir() if path.is_dir())
    with open_dir(str(folder), INDEX_NAME).searcher() as searcher:
        hits = searcher.search(Term("word", "library"), limit=None)
        alive = set(WhooshSearch(written).versions())
        assert len(hits) == sum("library" in describe(generated(n)).spaces[Space.WORD] for n in alive)
        assert hits[0].fields() == {}


def test_all_that_is_written_is_read_back(written: Path) -> None:
    assert assert_whole(written, lambda number, _: generated(number)).keys() == {*range(300)} - {*range(200, 260, 10)}


@st.composite
def posting_lists(draw: st.DrawFn) -> PostingLists:
    terms = sorted(
        draw(st.sets(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), max_size=8))
    )
    placed = draw(st.booleans())
    docs, sizes, counts, places = [], [], [], []
    for _ in terms:
        found = sorted(draw(st.sets(st.integers(0, 2**31 - 1), min_size=1, max_size=40)))
        sizes.append(len(found))
        docs += found
        for _ in found if placed else ():
            own = sorted(draw(st.sets(st.integers(0, 2**27), min_size=1, max_size=3)))
            counts.append(len(own))
            places += own
    return PostingLists(
        terms,
        np.array(sizes, np.int64),
        np.array(docs, np.int32),
        np.array(counts, np.uint32),
        np.array(places, np.uint32),
    )


@given(lists=posting_lists())
def test_packed_lists_come_back_as_they_were(lists: PostingLists) -> None:
    blocks = pack(lists).blocks
    together = unpack_all(lists.terms, blocks)
    assert list(together.terms) == list(lists.terms)
    for name in ("sizes", "docs", "counts", "places"):
        assert getattr(together, name).tolist() == getattr(lists, name).tolist()
    alone = [unpack(block) for block in blocks]
    assert [doc for postings in alone for doc in postings.docs.tolist()] == lists.docs.tolist()
    assert [place for postings in alone for place in postings.places.tolist()] == lists.places.tolist()
    counts = [count for postings in alone for count in np.diff(postings.starts).tolist()]
    assert counts == (lists.counts.tolist() if len(lists.counts) else [0] * len(lists.docs))
    weighed = [one for postings in alone for one in postings.weights.tolist()]
    assert weighed == pytest.approx(lists.weights().tolist(), rel=1e-6)


@given(lists=posting_lists(), at=st.integers(0), bit=st.integers(0, 7))
def test_a_flipped_bit_of_a_block_is_never_believed(lists: PostingLists, at: int, bit: int) -> None:
    for block in pack(lists).blocks:
        harmed = bytearray(block)
        harmed[at % len(block)] ^= 1 << bit
        with pytest.raises(Damaged):
            unpack(bytes(harmed))


@given(lists=posting_lists())
def test_dictionary_comes_back_and_finds_every_term_and_beginning(lists: PostingLists) -> None:
    packed = pack(lists)
    content = dictionary.dictionary({"word": packed, TERM_FIELDS[-1]: packed})
    for terms in dictionary.read(content).values():
        assert list(terms.texts) == list(lists.terms)
        assert terms.sizes.tolist() == lists.sizes.tolist()
        assert terms.lengths.tolist() == [len(block) for block in packed.blocks]
        for number, text in enumerate(lists.terms):
            assert terms.at(text) == number
            begun = {other for other in lists.terms if other.startswith(text[:1])}
            assert {lists.terms[n] for n in terms.beginning(text[:1])} == begun
        assert terms.at("no such term, surely") is None
