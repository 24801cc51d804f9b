from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given, settings

from archive.query.fields import BY_NAME, FIELDS, FLAG_BY_NAME, OPERATOR_BY_NAME, OPERATORS
from archive.query.lowering import lower
from archive.query.parse import parse
from archive.query.tree import (
    AtLeast,
    Dated,
    Everything,
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
    negate,
)
from archive.query.typed import LONGEST
from archive.query.words import fold
from tests.query.searches import TODAY, texts, trees

A, B, C = Word("a"), Word("b"), Word("c")
OCTOBER = (date(2020, 10, 1), date(2020, 10, 31))
NO_PLACE = (
    "After 'near:' stand a latitude, a longitude and how far away at most: near:43.24,76.95~5km. "
    "'%s' is searched as words; places by name are asked for as place:almaty."
)
YEAR = Dated("2020", date(2020, 1, 1), date(2020, 12, 31))


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
        ("оспанова, ким", all_of([Word("оспанова"), Word("ким")])),
        ("a или b", any_of([A, B])),
        ("a или b немесе c", any_of([A, B, C])),
        ("김 또는 박", any_of([Word("김"), Word("박")])),
        ("Ким и Пак", all_of([Word("Ким"), Word("Пак")])),
        ("a НЕ b", all_of([A, negate(B)])),
        ("человек:оспанова", Field("person", Word("оспанова"))),
        ("Адам:Оспанова", Field("person", Word("Оспанова"))),
        ("사람:김흥수", Field("person", Word("김흥수"))),
        ("место:алматы", Field("place", Word("алматы"))),
        ("файл:DSC_0622", Field("file", Word("DSC_0622"))),
        ("дата:2020-10", Range("date", *OCTOBER)),
        ("до:2004", Range("date", None, date(2003, 12, 31))),
        ("есть:событие", Has("event")),
        ("нет:подпись", No("caption")),
        ("без:подписи -без:событий", all_of([No("caption"), negate(No("event"))])),
        ("бар:фотограф", Has("creator")),
        ("status:черновик", Field("status", Word("draft"))),
        ("iso:>1600", Range("iso", 1601, None)),
        ("iso:>=1600", Range("iso", 1600, None)),
        ("iso:<=400", Range("iso", None, 400)),
        ("iso: < 400", Range("iso", None, 399)),
        ("date:>2019", Range("date", date(2020, 1, 1), None)),
        ("added:<2020-05", Range("added", None, date(2020, 4, 30))),
        ("people:2..5", Range("people", 2, 5)),
        ("people:3", Range("people", 3, 3)),
        ("people:>4", Range("people", 5, None)),
        ("people:ospanova", Field("person", Word("ospanova"))),
        ('people:"Kim Khing Su"', Field("person", Phrase("Kim Khing Su"))),
        ("near:43.24,76.95~5km", Near(43.24, 76.95, 5_000.0)),
        ("near:43.24,76.95", Near(43.24, 76.95, 1_000.0)),
        ("near:-33.9249, 18.4241~500m a", all_of([Near(-33.9249, 18.4241, 500.0), A])),
        ("рядом:43.24,76.95~1.5км", Near(43.24, 76.95, 1_500.0)),
        ("like:1204", Like(1204)),
        ("2 of (a, b, c)", AtLeast(2, (A, B, C))),
        ("2 из (a, b or c, 2020)", AtLeast(2, (A, any_of([B, C]), YEAR))),
        ("1 of (a, b)", any_of([A, B])),
        ("2 of (a, b)", all_of([A, B])),
        ("keyword:2 of (a, b, c)", Field("keyword", AtLeast(2, (A, B, C)))),
        ("2 of (a b)", all_of([Word("2"), Word("of"), A, B])),
        ("DSC_0620..0640", Field("file", Frames("DSC_0620", "0640"))),
        ("DSC_0620..DSC_0640", Field("file", Frames("DSC_0620", "DSC_0640"))),
        ("0620..0640", Field("file", Frames("0620", "0640"))),
        ("file:0620..0640", Field("file", Frames("0620", "0640"))),
        ("file:0620..", Field("file", Frames("0620", ""))),
        ("file:DSC_0622~5", Field("file", Frames("DSC_0617", "DSC_0627"))),
        ('file:"Юбилей 5..9"', Field("file", Frames("Юбилей 5", "9"))),
        ("DSC_0620..IMG_0640", Word("DSC_0620..IMG_0640")),
        ("1990..2000", Range("date", date(1990, 1, 1), date(2000, 12, 31))),
        ("8 октября 2020", Dated("8 октября 2020", *2 * (date(2020, 10, 8),))),
        ("октябрь (2020)", Dated("октябрь 2020", *OCTOBER)),
        ("korea 8 Oct 2020 kim", all_of([Word("korea"), Dated("8 Oct 2020", *2 * (date(2020, 10, 8),)), Word("kim")])),
        ("2020 открытие", all_of([YEAR, Word("открытие")])),
        ("8 октября", all_of([Word("8"), Word("октября")])),
        ("2019 - 2021", Dated("2019 - 2021", date(2019, 1, 1), date(2021, 12, 31))),
        ("-(last week)", negate(Dated("last week", date(2026, 11, 9), date(2026, 11, 15)))),
        ("date:last week a", all_of([Range("date", date(2026, 11, 9), date(2026, 11, 15)), A])),
        ("дата:8 октября 2020 a", all_of([Range("date", *2 * (date(2020, 10, 8),)), A])),
        ('date:"8 қазан 2020"', Range("date", *2 * (date(2020, 10, 8),))),
        # Minus, en dash, em dash, as word processors and phones write a minus; between spaces they are dashes.
        ("a \u2212b", all_of([A, negate(B)])),
        ("a \u2013b", all_of([A, negate(B)])),
        ("a \u2014b", all_of([A, negate(B)])),
        ("a \u2014 b", all_of([A, B])),
        ("near:\u221233.9,18.4", Near(-33.9, 18.4, 1_000.0)),
        ("iso>1600", Range("iso", 1601, None)),
        ("iso < 400", Range("iso", None, 399)),
        ("ISO>=400 a", all_of([Range("iso", 400, None), A])),
        ("iso 400", Range("iso", 400, 400)),
        ("a iso 400 b", all_of([A, Range("iso", 400, 400), B])),
        ("iso a", all_of([Word("iso"), A])),
        ("люди>2", Range("people", 3, None)),
        ("люди 2", all_of([Word("люди"), Word("2")])),
        ("date>2019", Range("date", date(2020, 1, 1), None)),
        ("place=almaty", Field("place", Word("almaty"))),
        ("a=b", Word("a=b")),
        ("iso=", Word("iso=")),
        ("8.10.20", Dated("8.10.20", *2 * (date(2020, 10, 8),))),
        ("10.2020", Dated("10.2020", *OCTOBER)),
        ("a до 2004", all_of([A, Dated("до 2004", None, date(2003, 12, 31))])),
        ("-(after 2019)", negate(Dated("after 2019", date(2020, 1, 1), None))),
        ("DSC_0620-0640", Field("file", Frames("DSC_0620", "0640"))),
        ("DSC_0620\u20130640", Field("file", Frames("DSC_0620", "0640"))),
        ("DSC_0622-1500x1000", Word("DSC_0622-1500x1000")),
        ("AB1234-9876", Word("AB1234-9876")),
        ("DSC_0622 DSC_0625", any_of([Word("DSC_0622"), Word("DSC_0625")])),
        ("a DSC_0622 dsc_0625.jpg", all_of([A, any_of([Word("DSC_0622"), Word("dsc_0625.jpg")])])),
        ("C:\\photos\\DSC_0622.JPG", Word("DSC_0622.JPG")),
        ("C:\\My photos\\DSC_0622.JPG", Word("DSC_0622.JPG")),
        ("a /home/x/DSC_0622.JPG", all_of([A, Word("DSC_0622.JPG")])),
        ("https://x.example/DSC_0622.JPG?w=640", Word("DSC_0622.JPG")),
        ("file:photos/DSC_0622.JPG", Field("file", Word("DSC_0622.JPG"))),
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
        ("status:lost", Word("lost"), "'lost' is none of: draft, published, withdrawn; searched as words."),
        ("near:almaty", Word("almaty"), NO_PLACE % "almaty"),
        ("near:95,3", Phrase("95,3"), NO_PLACE % "95,3"),
        ("like:kim", Word("kim"), "'kim' is no photo's number; searched as words."),
        ("32.13.2020", Word("32.13.2020"), "No calendar has a day '32.13.2020'; searched as it was typed."),
        ("30.02.20", Word("30.02.20"), "No calendar has a day '30.02.20'; searched as it was typed."),
        ("3 of (a, b)", all_of([A, B]), "There are only 2 to choose from; all are needed."),
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
@example("8 - октябрь 2020")
@example("8 8 -NOT or ")
@example("2 (of) (a, b)")
@example("near:-1,-2~3")
@example("1990-е.. 8 8")
@example("1..2020~2020")
@example("iso (>400) 8")
@example("iso (400 8) - октябрь 2020")
@example("has:iso>400")
@example("до 2004 после")
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
        "2 of (" * 5_000,
        "a, " * 5_000,
        "2 of (" * 150 + "a, b" + ")" * 150,
        "8 - " * 5_000,
        "октябрь - " * 5_000,
    ],
)
def test_hostile_text_costs_nothing(text: str) -> None:
    started = time.thread_time()
    reading = parse(text, TODAY)
    lower(reading.tree)
    assert time.thread_time() - started < 0.5
    assert len(reading.text) <= LONGEST
    assert parse(reading.text, TODAY).tree == reading.tree


def test_deep_brackets_are_left_out_and_that_is_said() -> None:
    reading = parse("(" * 30 + "a" + ")" * 30, TODAY)
    assert reading.tree == A
    assert "nest deeper" in reading.problems[0]


def test_every_field_is_explained_by_an_example_that_works() -> None:
    for field in FIELDS:
        if not field.hidden:
            reading = parse(field.example, TODAY)
            assert reading.problems == (), field.name
            assert reading.tree.name == field.name  # type: ignore[union-attr]
            assert field.help.endswith("."), field.name


def test_every_operator_is_explained_by_an_example_that_works() -> None:
    for operator in OPERATORS:
        reading = parse(operator.example, TODAY)
        assert reading.problems == (), operator.name
        assert not isinstance(reading.tree, Word | Phrase | Field), operator.name
        assert operator.help.endswith("."), operator.name


def test_no_two_fields_answer_to_one_name() -> None:
    asked = [*(field for field in FIELDS if not field.hidden), *OPERATORS]
    names = [name for one in asked for name in one.spellings]
    assert len(names) == len(set(names)) == len(BY_NAME) + len(OPERATOR_BY_NAME)
    typed = (*BY_NAME, *OPERATOR_BY_NAME, *FLAG_BY_NAME)
    assert all(name == fold(name) and name.isalpha() for name in typed)
