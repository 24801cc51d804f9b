"""Searches of any shape for property tests: trees by our grammar, and text by people who know none."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import strategies as st

from archive.query.fields import FIELDS, FLAGS
from archive.query.filenames import is_whole
from archive.query.kinds import Kind
from archive.query.tree import (
    And,
    Dated,
    Field,
    Frames,
    Has,
    Like,
    Near,
    No,
    Node,
    Phrase,
    Prefix,
    Range,
    Word,
    all_of,
    any_of,
    at_least,
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

_FIELDS = [field for field in FIELDS if not field.hidden]
_TEXT = [f.name for f in _FIELDS if f.kind in (Kind.TEXT, Kind.NAME, Kind.FILE)]
_leaves = words.map(Word) | phrases.map(Phrase) | beginnings.map(Prefix)


def _is_apart(parts: list[Node]) -> bool:
    """Whether no two whole names of files stand side by side: those are alternatives."""
    ends = [(part.parts[0], part.parts[-1]) if isinstance(part, And) else (part, part) for part in parts]
    return not any(is_file_name(one[1]) and is_file_name(other[0]) for one, other in pairwise(ends))


def is_file_name(node: Node) -> bool:
    return isinstance(node, Word) and is_whole(node.text)


def _combined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).filter(_is_apart)
    counted = st.builds(at_least, st.integers(1, 3), several)
    return several.map(all_of) | several.map(any_of) | inner.map(negate) | counted


def _ordered(name: str, ends: tuple[date, date] | tuple[int, int]) -> Node:
    return Range(name, *sorted(ends))


def _open(name: str, end: date | int, low: bool) -> Node:
    return Range(name, end, None) if low else Range(name, None, end)


def _ranges() -> st.SearchStrategy[Node]:
    dates = st.sampled_from([f.name for f in _FIELDS if f.kind is Kind.DATE])
    counted = st.sampled_from([f.name for f in _FIELDS if f.kind is Kind.NUMBER])
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
        Dated("after 2019", date(2020, 1, 1), None),
        Dated("до октября 2020", None, date(2020, 9, 30)),
        Dated("2020년 10월 8일", date(2020, 10, 8), date(2020, 10, 8)),
        Dated("last 30 days", date(2026, 10, 24), TODAY),
        Dated("1990-е", date(1990, 1, 1), date(1999, 12, 31)),
    )
)
_frames = st.sampled_from((("DSC_0600", "0640"), ("0", "300"), ("IMG_20201008_000012", ""), ("", "DSC_99")))
_places = st.builds(
    Near,
    st.sampled_from((43.2, -89.999999, 0.0)),
    st.sampled_from((76.9, 180.0, -0.5)),
    st.sampled_from((1.0, 1_500.0, 5_000.0, 12_345_678.0)),
)

trees: st.SearchStrategy[Node] = st.recursive(
    _leaves
    | _dated
    | _ranges()
    | _flags.map(Has)
    | _flags.map(No)
    | _places
    | st.integers(1, 120).map(Like)
    | _frames.map(lambda ends: Field("file", Frames(*ends)))
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
        "near:",
        "like:",
        "people:",
        "дата:",
        "2 of (",
        "iso ",
        "iso>",
        "до ",
        "DSC_0622 ",
        "\u2014",
        ", ",
        " - ",
        ">",
        "~",
        "a",
    )
) | st.sampled_from(
    (
        "2020",
        "8",
        "октября",
        "last ",
        "week",
        "и",
        "DSC_1",
        "43.2",
        "2020-13",
        "today",
        "file",
        "1..",
        "gps",
        "(" * 30,
        "\ud800",
        "\u200d",
        "é",
        "관",
    )
)
_more = st.sampled_from(("8 ", "октября ", "last ", "week", " и ", "DSC_1", "43.2", "-"))
texts = st.lists(_pieces | _more | st.text(max_size=4), max_size=12).map("".join)
"""What somebody may type, or paste by accident."""
