"""Searches of any shape for property tests: trees by our grammar, and text by people who know none."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from archive.query.fields import FIELDS, FLAGS, Kind
from archive.query.tree import (
    Dated,
    Field,
    Has,
    No,
    Node,
    Phrase,
    Prefix,
    Range,
    Word,
    all_of,
    any_of,
    negate,
)

TODAY = date(2026, 11, 22)

_WORDS = (
    "library",
    "opening",
    "korea",
    "Открытие",
    "книжного",
    "кітап",
    "көрме",
    "도서관",
    "관",
    "Оспанова",
    "kim",
)
_FILES = (
    "DSC_0622.JPG",
    "dsc0041",
    "622",
    "0041",
    "IMG_20201008",
    "327225861",
    "n",
    "e-mail",
    "O'Connor",
    "café",
)
words = st.sampled_from((*_WORDS, *_FILES, "a.b", "x:y", "&c", "2020-13"))
phrases = st.sampled_from(
    ("book corner", "книжного уголка", "국립 도서관", "DSC 0622", "Window to Korea", "or", "-a (b)")
)
beginnings = st.sampled_from(("kor", "о", "кіт", "도", "DSC_0", "iska", "or"))
days = st.dates(date(2003, 12, 30), date(2021, 2, 2)) | st.sampled_from((date(2020, 1, 1), date(2020, 12, 31)))
numbers = st.integers(0, 7_000)

_TEXT = [f.name for f in FIELDS if f.kind in (Kind.TEXT, Kind.NAME, Kind.FILE)]
_leaves = words.map(Word) | phrases.map(Phrase) | beginnings.map(Prefix)


def _combined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3)
    return several.map(all_of) | several.map(any_of) | inner.map(negate)


def _ordered(name: str, ends: tuple[date, date] | tuple[int, int]) -> Node:
    return Range(name, *sorted(ends))


def _open(name: str, end: date | int, low: bool) -> Node:
    return Range(name, end, None) if low else Range(name, None, end)


def _ranges() -> st.SearchStrategy[Node]:
    dates = st.sampled_from([f.name for f in FIELDS if f.kind is Kind.DATE])
    counted = st.sampled_from([f.name for f in FIELDS if f.kind is Kind.NUMBER])
    return (
        st.builds(_ordered, dates, st.tuples(days, days))
        | st.builds(_ordered, counted, st.tuples(numbers, numbers))
        | st.builds(_open, dates, days, st.booleans())
        | st.builds(_open, counted, numbers, st.booleans())
    )


_flags = st.sampled_from([flag.name for flag in FLAGS])
_dated = st.sampled_from(
    (
        Dated("2020", date(2020, 1, 1), date(2020, 12, 31)),
        Dated("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        Dated("08.10.2020", date(2020, 10, 8), date(2020, 10, 8)),
    )
)

trees: st.SearchStrategy[Node] = st.recursive(
    _leaves
    | _dated
    | _ranges()
    | _flags.map(Has)
    | _flags.map(No)
    | st.builds(Field, st.sampled_from(_TEXT), st.recursive(_leaves, _combined, max_leaves=3))
    | st.sampled_from(("draft", "published")).map(lambda status: Field("status", Word(status))),
    _combined,
    max_leaves=6,
)
"""Trees in the one form that the parser gives them."""

_pieces = st.sampled_from(
    (
        *"()\"-*: .&'«»",
        "or",
        "OR",
        "and",
        "NOT",
        "..",
        "has:",
        "no:",
        "before:",
        "date:",
        "person:",
        "foo:",
        "iso:",
        "a",
    )
) | st.sampled_from(("2020", "2020-13", "today", "file", "1..", "gps", "(" * 30, "\ud800", "\u200d", "é", "관"))
texts = st.lists(_pieces | st.text(max_size=4), max_size=12).map("".join)
"""What somebody may type, or paste by accident."""
