from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query import entry
from archive.query.entry import ZONE_BITS, Space, describe, signature
from archive.query.fields import FIELDS, FLAGS, ZONES, microseconds
from tests.engines.corpus import KIM, document, generated


def test_every_word_stands_in_the_zone_of_its_field() -> None:
    made = describe(document(1, captions={"en": "corner"}, keywords=("corner",), people=(KIM,)))
    zones = {place >> ZONE_BITS for place in made.spaces[Space.WORD]["corner"]}
    assert zones == {ZONES["caption"], ZONES["keyword"]}
    assert {place >> ZONE_BITS for places in made.spaces[Space.NAME].values() for place in places} == {ZONES["person"]}


@given(st.integers(0, 10_000))
def test_places_ascend(number: int) -> None:
    for terms in describe(generated(number)).spaces.values():
        for places in terms.values():
            assert list(places) == sorted(set(places))


def test_very_long_caption_stays_in_its_zone() -> None:
    made = describe(document(1, captions={"": "слово " * 20_000}))
    assert {place >> ZONE_BITS for place in made.spaces[Space.WORD]["слово"]} == {ZONES["caption"]}


def test_facets_hold_each_value_once_and_none_that_is_empty() -> None:
    made = describe(document(1, keywords=("a", "a", " ", "b\0c"), camera=" "))
    assert made.facets["keyword"] == ("a", "b c")
    assert made.facets["camera"] == ()


def test_signature_follows_the_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signature()
    assert before == signature()
    heavier = (replace(FIELDS[0], weight=9.0), *FIELDS[1:])
    monkeypatch.setattr(entry, "FIELDS", heavier)
    assert signature() != before
    monkeypatch.setattr(entry, "FIELDS", FIELDS)
    monkeypatch.setattr(entry, "FLAGS", FLAGS[1:])
    assert signature() != before


def test_moments_compare_as_numbers_whatever_their_zone() -> None:
    almaty = timezone(timedelta(hours=5))
    assert microseconds(datetime(2020, 10, 8, 11, tzinfo=almaty)) == microseconds(datetime(2020, 10, 8, 6, tzinfo=UTC))
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999_999)) == -1
    assert microseconds(datetime(9999, 12, 31, 23, 59, 59)) < 2**62


def test_flags_are_what_a_document_lacks_or_has() -> None:
    bare = describe(document(1))
    assert bare.marks == frozenset()
    full = describe(
        document(
            1, people=(KIM,), event=1, captured=datetime(2020, 1, 1), captions={"": "a"}, keywords=("a",),
            creator="a", credit="a", copyright="a", position=(0.0, 0.0),
        )
    )  # fmt: skip
    assert full.marks == {f"has={flag.name}" for flag in FLAGS}
