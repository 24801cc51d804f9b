from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given, settings

from archive.query.fields import BY_NAME, FIELDS, FLAG_BY_NAME
from archive.query.lowering import lower
from archive.query.parse import LONGEST, parse
from archive.query.tree import (
    Dated,
    Everything,
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
from tests.query.searches import TODAY, texts, trees

A, B, C = Word("a"), Word("b"), Word("c")
OCTOBER = (date(2020, 10, 1), date(2020, 10, 31))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        (" \t\n ", Everything()),
        ("a", A),
        ("a b", all_of([A, B])),
        ("a and b", all_of([A, B])),
        ("a or b", any_of([A, B])),
        ("a OR b c", any_of([A, all_of([B, C])])),
        ("a (b or c)", all_of([A, any_of([B, C])])),
        ("(a b) or c", any_of([all_of([A, B]), C])),
        ("a -b", all_of([A, negate(B)])),
        ("a NOT b", all_of([A, negate(B)])),
        ("-(a or b)", negate(any_of([A, B]))),
        ("--a", A),
        ("a - b", all_of([A, B])),
        ("NOT -a", A),
        ("a & b", all_of([A, B])),
        ('"Book  corner"', Phrase("Book corner")),
        ("«Окно в Корею»", Phrase("Окно в Корею")),
        ("\u201cThe Window\u201d", Phrase("The Window")),
        ("osp*", Prefix("osp")),
        ("DSC_0622.JPG", Word("DSC_0622.JPG")),
        ("김흥수 оспанова", all_of([Word("김흥수"), Word("оспанова")])),
        ("person:ospanova", Field("person", Word("ospanova"))),
        ("person: ospanova", Field("person", Word("ospanova"))),
        ("Who:ospanova", Field("person", Word("ospanova"))),
        ('person:"Kim Khing Su"', Field("person", Phrase("Kim Khing Su"))),
        ("keyword:(a or -b)", Field("keyword", any_of([A, negate(B)]))),
        ("caption:2020", Field("caption", Word("2020"))),
        ("file:DSC_06*", Field("file", Prefix("DSC_06"))),
        ("status:draft", Field("status", Word("draft"))),
        ("has:gps", Has("position")),
        ("no:caption", No("caption")),
        ("-has:event", negate(Has("event"))),
        ("iso:100..400", Range("iso", 100, 400)),
        ("iso:400..100", Range("iso", 100, 400)),
        ("iso:1600..", Range("iso", 1600, None)),
        ("year:2020", Range("year", 2020, 2020)),
        ("id:(1 or 2)", any_of([Range("id", 1, 1), Range("id", 2, 2)])),
        ("2020-10", Dated("2020-10", *OCTOBER)),
        ("2020", Dated("2020", date(2020, 1, 1), date(2020, 12, 31))),
        ("8.10.2020", Dated("8.10.2020", date(2020, 10, 8), date(2020, 10, 8))),
        ("2020-13", Word("2020-13")),
        ("0622", Word("0622")),
        ("2019..2021", Range("date", date(2019, 1, 1), date(2021, 12, 31))),
        ("date:2020-10", Range("date", *OCTOBER)),
        ("date:2020-02", Range("date", date(2020, 2, 1), date(2020, 2, 29))),
        ("date:2020-10-01..2020-10-09", Range("date", date(2020, 10, 1), date(2020, 10, 9))),
        ("date:..2004", Range("date", None, date(2004, 12, 31))),
        ("before:2004", Range("date", None, date(2003, 12, 31))),
        ("after:2019", Range("date", date(2020, 1, 1), None)),
        ("added:today", Range("added", TODAY, TODAY)),
        ("added:yesterday..today", Range("added", date(2026, 11, 21), TODAY)),
    ],
)
def test_search_is_read(text: str, tree: Node) -> None:
    reading = parse(text, TODAY)
    assert reading.tree == tree
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("text", "tree", "problem"),
    [
        ("(a b", all_of([A, B]), "A bracket is not closed; searched as words."),
        ("a) b", all_of([A, B]), "A bracket was never opened; searched as words."),
        ('a "b c', all_of([A, B, C]), "A quotation mark is not closed; searched as words."),
        ("foo:bar", Word("foo:bar"), "There is no field 'foo'; searched as words."),
        ("date:2020-13", Word("2020-13"), "'2020-13' is not a date; searched as words."),
        ("date:someday", Word("someday"), "'someday' is not a date; searched as words."),
        ("before:0000", Word("0000"), "'0000' is not a date; searched as words."),
        (
            "after:9999",
            Word("9999"),
            "There are no days after '9999'; searched as words.",
        ),
        ("iso:many", Word("many"), "'many' is not a number; searched as words."),
        ("has:hats", Word("hats"), "Nothing is known of 'hats' after 'has:'; searched as words."),
        ("???", Word("???"), "There is nothing to search for in '???'."),
    ],
)
def test_what_cannot_be_read_is_searched_as_words_and_said(text: str, tree: Node, problem: str) -> None:
    reading = parse(text, TODAY)
    assert reading.tree == tree
    assert reading.problems == (problem,)


@pytest.mark.parametrize(
    "text", ["or", "and or NOT", "()", '""', "-", "*", "( or )", "person:&", "&& ||", "(", "\ud800."]
)
def test_text_without_sense_is_not_everything(text: str) -> None:
    assert not isinstance(parse(text, TODAY).tree, Everything)


@given(trees)
@settings(max_examples=250, deadline=None)
def test_text_of_a_tree_is_read_as_that_tree(tree: Node) -> None:
    reading = parse(str(tree), TODAY)
    assert reading.tree == tree
    assert reading.text == str(tree)


@given(texts)
@example("has:*")
@example("NOT person:&")
@example('iso:"(2020"')
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_its_canonical_form_means_the_same(text: str) -> None:
    reading = parse(text, TODAY)
    again = parse(reading.text, TODAY)
    assert again.tree == reading.tree
    assert again.text == reading.text
    assert isinstance(reading.tree, Everything) == (not parse(reading.text, TODAY).text)
    lower(reading.tree)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "-" * 50_000,
        "NOT " * 9_000,
        "-NOT " * 9_000 + "a",
        '"' * 50_001,
        "a " * 50_000,
        "((a) " * 9_000,
        "or " * 9_000,
        "é" * 10**6,
    ],
)
def test_hostile_text_costs_nothing(text: str) -> None:
    started = time.perf_counter()
    reading = parse(text, TODAY)
    lower(reading.tree)
    assert time.perf_counter() - started < 0.5
    assert len(reading.text) <= LONGEST
    assert parse(reading.text, TODAY).tree == reading.tree


def test_deep_brackets_are_left_out_and_that_is_said() -> None:
    reading = parse("(" * 30 + "a" + ")" * 30, TODAY)
    assert reading.tree == A
    assert "nest deeper" in reading.problems[0]


def test_every_field_is_explained_by_an_example_that_works() -> None:
    for field in FIELDS:
        reading = parse(field.example, TODAY)
        assert reading.problems == (), field.name
        assert reading.tree.name == field.name  # type: ignore[union-attr]
        assert field.help.endswith("."), field.name


def test_no_two_fields_answer_to_one_name() -> None:
    names = [name for field in FIELDS for name in (field.name, *field.aliases)]
    assert len(names) == len(set(names)) == len(BY_NAME)
    assert all(name == name.casefold() and name.isalpha() for name in (*BY_NAME, *FLAG_BY_NAME))
