"""Positions in addresses, words from which values are suggested, slips: what engines share."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import Invalid
from archive.query.beginnings import begins, tails
from archive.query.query import Position, Sort
from archive.query.similar import Vocabulary

_ints, _names = st.integers(-(2**62), 2**62), st.text(max_size=200)
_keys = {
    Sort.RELEVANCE: st.tuples(_ints, _ints, _ints, _ints),
    Sort.NEWEST: st.tuples(_ints, _ints, _ints),
    Sort.OLDEST: st.tuples(_ints, _ints, _ints),
    Sort.ADDED: st.tuples(_ints, _ints),
    Sort.FILENAME: st.tuples(_names.filter(lambda text: text.isprintable()), _ints),
}
_positions = st.sampled_from(Sort).flatmap(lambda sort: st.builds(Position, st.just(sort), _keys[sort]))


@given(_positions)
def test_position_comes_back_from_an_address(position: Position) -> None:
    text = str(position)
    assert Position.parse(text) == position
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "é", "=", "[1]", "A" * 10_000, "\ud800"),
        *map(_encoded, (["added", 2**63, 1], ["newest", 0, -(2**70), 1])),
        *map(_encoded, ([], {}, 7, None, "newest", ["newest"], ["newest", 0, 1], ["newest", 0, 1, 2, 3])),
        *map(_encoded, (["newest", 0, 1, "2"], ["newest", 0, 1.5, 2], ["added", True, 1], ["filename", 1, 1])),
        *map(_encoded, (["shuffled", 1, 2], [["newest"], 0, 1, 2], ["added", None, 1], ["added", float("nan"), 1])),
        base64.urlsafe_b64encode(b"[" * 1_400).decode(),
    ],
)
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no place in a result"):
        Position.parse(text)


def test_value_is_begun_at_any_of_its_words() -> None:
    assert tails("Big Almaty-Lake") == ("big almaty-lake", "almaty-lake", "lake")
    assert tails("हिन्दी साहित्य") == ("हिन्दी साहित्य", "साहित्य")
    assert tails("«Ёлка» (2020)") == ("елка» (2020)", "2020)")
    assert tails(" ") == ()
    assert begins("Big Almaty Lake", "ALMATY l")
    assert begins("anything", "")
    assert not begins("Palma", "alma")


def test_more_frequent_word_is_meant_rather() -> None:
    counts = {"library": 5, "librarу": 90, "libraries": 40, "liberty": 300, "ливрея": 7}
    told = Vocabulary(counts).likeliest("libary", counts.__getitem__, 9)
    assert told == ("library",), "one slip goes before two; a Cyrillic letter makes another word"
    assert Vocabulary(counts).likeliest("librarries", counts.__getitem__, 9) == ("libraries",)
    assert Vocabulary(counts).likeliest("libertyyy", counts.__getitem__, 9) == ("liberty",)
    assert Vocabulary(counts).likeliest("li", counts.__getitem__, 9) == ()
