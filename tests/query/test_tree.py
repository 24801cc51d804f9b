from __future__ import annotations

from datetime import date

import pytest

from archive.query.tree import (
    And,
    Everything,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Range,
    Word,
    all_of,
    any_of,
    negate,
)

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Everything(), ""),
        (all_of([A, any_of([B, C])]), "a (b or c)"),
        (any_of([all_of([A, B]), C]), "a b or c"),
        (negate(all_of([A, B])), "-(a b)"),
        (negate(Field("person", Phrase("Kim Khing Su"))), '-person:"Kim Khing Su"'),
        (Field("keyword", any_of([A, B])), "keyword:(a or b)"),
        (Range("date", date(2020, 1, 1), date(2020, 12, 31)), "date:2020"),
        (Range("date", date(2020, 2, 1), date(2020, 2, 29)), "date:2020-02"),
        (Range("date", date(2020, 2, 3), date(2020, 2, 3)), "date:2020-02-03"),
        (Range("date", date(2019, 1, 1), date(2020, 2, 29)), "date:2019..2020-02"),
        (Range("date", date(2019, 1, 2), None), "date:2019-01-02.."),
        (Range("iso", None, 400), "iso:..400"),
        (Range("iso", 400, 400), "iso:400"),
    ],
)
def test_tree_says_itself_as_briefly_as_it_can(node: Node, text: str) -> None:
    assert str(node) == text


def test_trees_that_mean_the_same_are_the_same() -> None:
    assert all_of([all_of([A, B]), C]) == all_of([A, all_of([B, C])]) == And((A, B, C))
    assert any_of([A, any_of([B, C])]) == Or((A, B, C))
    assert all_of([A]) == any_of([A]) == A
    assert all_of([]) == Everything()
    assert negate(negate(A)) == A
    assert negate(A) == Not(A)
