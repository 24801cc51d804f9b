"""Where a search is unfinished: the words that may go on, the field that they stand in, what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query.unfinished import endings


def read(text: str) -> list[tuple[str, str, str]]:
    return [(e.before, e.field.name if e.field else "", e.words) for e in endings(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("o", []),
        ("os", [("", "", "os")]),
        ("오", [("", "", "오")]),
        ("korea айгуль осп", [("", "", "korea айгуль осп"), ("korea", "", "айгуль осп"), ("korea айгуль", "", "осп")]),
        ("a b c d ee", [("a", "", "b c d ee"), ("a b", "", "c d ee"), ("a b c", "", "d ee"), ("a b c d", "", "ee")]),
        ("has:date осп", [("has:date", "", "осп")]),
        ("(korea осп", [("(korea", "", "осп")]),
        ("korea -осп", [("korea", "", "осп")]),
        ("korea -о", []),
        ("korea person:осп", [("korea", "person", "осп")]),
        ("человек:осп", [("", "person", "осп")]),
        ("place:", [("", "place", "")]),
        ("nothing:осп", []),
        ('event:"window to', [("", "event", "window to")]),
        ('event:"window: to', [("", "event", "window: to")]),
        ('korea "window to', [("korea ", "", "window to")]),
        ('"window to korea"', []),
        ("dsc_06", [("", "", "dsc_06")]),
        ("книг*", []),
    ],
)  # fmt: skip
def test_the_end_of_a_search_is_what_goes_on(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(text) == expected


def test_what_takes_the_place_of_the_words_stands_where_they_stood() -> None:
    assert [ending.finished("person:") for ending in endings("korea per")] == ["person:", "korea person:"]
    assert endings("korea person:осп")[0].finished("") == "korea"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for ending in endings(text):
        assert ending.words in text or " ".join(text.split()).endswith(ending.words)
