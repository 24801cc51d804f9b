from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from archive.query.parse import parse
from archive.query.tree import Everything, Or, all_of, any_of
from archive.text import Message
from tests.query.searches import TODAY, texts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("library", ["The word “library” in any of its forms"]),
        ('"book corner"', ["The words “book corner” side by side"]),
        ("open*", ["Words beginning with “open”"]),
        ("8 октября 2020", ["Taken on 2020-10-08"]),
        ("октябрь 2020", ["Taken in October 2020"]),
        ("2020-02", ["Taken in February 2020"]),
        ("2020-10-01..2020-11-30", ["Taken from 2020-10-01 to 2020-11-30"]),
        ("до 2004", ["Taken on 2003-12-31 or earlier"]),
        ("DSC_0622", ["The file \u201cDSC_0622\u201d, or a text with this name"]),
        (
            "kim (iso:>400 or до:2004)",
            [
                "The word \u201ckim\u201d in any of its forms",
                "Any of: ISO speed: from 401, Taken on 2003-12-31 or earlier",
            ],
        ),
        ("2020", ["Taken in 2020"]),
        ("before:2004", ["Taken on 2003-12-31 or earlier"]),
        ("place:Almaty", ["Place: Almaty"]),
        ("человек:(ким or пак)", ["Person: ким or пак"]),
        ("status:draft", ["Status: Draft"]),
        ("iso:>1600", ["ISO speed: from 1601"]),
        ("people:2..5", ["People in the picture: 2 to 5"]),
        ("added:2020-10-08", ["Added: 2020-10-08"]),
        ("has:gps -no:caption", ["With: a position on the map", "Not: Without: a caption"]),
        ("DSC_0620..0640", ["Files DSC_0620 to 0640"]),
        ("near:43.24,76.95~5km", ["At most 5km from 43.24, 76.95"]),
        ("like:1204", ["Like photo 1204"]),
        ("2 of (a, b, c)", ["At least 2 of: a, b, c"]),
        ("-draft", ["Not: The word “draft” in any of its forms"]),
        ("kim or pak", ["The word “kim” in any of its forms", "Or: The word “pak” in any of its forms"]),
        ("a (b or c)", ["The word “a” in any of its forms", "Any of: b, c"]),
    ],
)
def test_each_part_says_how_it_was_read(text: str, said: list[str]) -> None:
    parts = parse(text, TODAY).parts
    assert [str(part.explanation) for part in parts] == said
    assert all(isinstance(part.explanation, Message) for part in parts)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("korea -kim", ["korea", "without kim"]),
        ('"book corner" osp*', ["\u201cbook corner\u201d", "osp\u2026"]),
        ("до:2004 korea", ["Taken on 2003-12-31 or earlier", "korea"]),
        ("автор:Национальная 2020", ["Photographer: Национальная", "2020"]),
        ("near:43,24~1km", ["At most 1km from 43, 24"]),
        ("a (b or iso:400)", ["a", "b or ISO speed: 400"]),
    ],
)
def test_a_chip_says_a_part_in_words(text: str, labels: list[str]) -> None:
    assert [part.label for part in parse(text, TODAY).parts] == labels


def test_days_and_numbers_are_told_as_values_for_the_page_to_write() -> None:
    (part,) = parse("8 октября 2020", TODAY).parts
    assert part.explanation.values == {"day": date(2020, 10, 8)}
    (part,) = parse("iso:1600", TODAY).parts
    assert part.explanation.values["value"].values == {"only": 1600}


def test_a_part_can_be_taken_away() -> None:
    reading = parse("korea 8 октября 2020 -draft", TODAY)
    assert [(part.text, part.without) for part in reading.parts] == [
        ("korea", "8 октября 2020 -draft"),
        ("8 октября 2020", "korea -draft"),
        ("-draft", "korea 8 октября 2020"),
    ]
    assert [part.without for part in parse("kim or pak or han", TODAY).parts] == [
        "pak or han",
        "kim or han",
        "kim or pak",
    ]


@given(texts)
@settings(max_examples=200, deadline=None)
def test_parts_make_the_whole_and_leave_the_rest(text: str) -> None:
    reading = parse(text, TODAY)
    nodes = [part.node for part in reading.parts]
    if not isinstance(reading.tree, Everything):
        joined = any_of if isinstance(reading.tree, Or) else all_of
        assert joined(nodes) == reading.tree
        for n, part in enumerate(reading.parts):
            assert parse(part.without, TODAY).tree == parse(str(joined(nodes[:n] + nodes[n + 1 :])), TODAY).tree
