"""A search that found nothing: which part is at fault, and ways on whose numbers are true."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from archive.model import Actor, Role, Status
from archive.query.query import DATE
from archive.services import discovery, indexing, loosening, tagging
from archive.services.discovery import Request
from archive.services.loosening import NothingFound
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event


@pytest.fixture(autouse=True)
def photos(archive: Archive, archivist: Actor) -> None:
    """Three published photos with a library, two of them of 2020 and of the opening; a draft of a palace."""
    with archive.begin(archivist) as work:
        event = make_event(work, "Opening of the library")
        assets = [make_asset(work, publish=True, captured_at=datetime(year, 5, 1)).id for year in (2019, 2020, 2020)]
        tagging.edit(work, assets, AssetChange(captions={"en": "In the library", "ru": "В библиотеке Алматы"}))
        tagging.edit(work, assets[1:], AssetChange(event_id=event.id, add_keywords=("opening",)))
        draft = make_asset(work)
        tagging.edit(work, [draft.id], AssetChange(captions={"en": "A palace"}, status=Status.DRAFT))
    indexing.catch_up(archive)


def nothing(archive: Archive, actor: Actor, request: Request | str) -> NothingFound:
    request = Request(request) if isinstance(request, str) else request
    with archive.reading(actor) as work:
        assert discovery.search(work, request).total == 0
        ways = loosening.nothing_found(work, request)
        for part in ways.parts:
            assert discovery.count(work, replace(request, text=part.without)) == part.count
        for spelling in (*ways.spellings, *filter(None, (ways.layout,))):
            assert discovery.count(work, replace(request, text=spelling.query)) == spelling.count > 0
        return ways


def test_the_word_at_fault_is_told(archive: Archive, journalist: Actor) -> None:
    ways = nothing(archive, journalist, "library elephant 2020")
    assert [(part.text, part.alone, part.count, part.at_fault) for part in ways.parts] == [
        ("library", 3, 0, False),
        ("elephant", 0, 2, True),
        ("2020", 2, 0, False),
    ]
    assert ways.parts[1].without == "library 2020"


def test_words_that_are_there_but_never_together_are_told(archive: Archive, journalist: Actor) -> None:
    ways = nothing(archive, journalist, "opening 2019")
    assert [(part.text, part.alone, part.count) for part in ways.parts] == [("opening", 2, 1), ("2019", 1, 2)]


@pytest.mark.parametrize(
    ("text", "typed", "proposal", "query", "count"),
    [
        ("libary opening", "libary", "library", "library opening", 2),
        ("caption:libary 2020", "libary", "library", "caption:library 2020", 2),
        ("бибилотеке", "бибилотеке", "библиотеке", "библиотеке", 3),
        ("libary opennig", "libary opennig", "library opening", "library opening", 2),
    ],
)
def test_a_spelling_is_proposed_in_its_own_script(
    archive: Archive, journalist: Actor, text: str, typed: str, proposal: str, query: str, count: int
) -> None:
    first = nothing(archive, journalist, text).spellings[0]
    assert (first.typed, first.proposal, first.query, first.count) == (typed, proposal, query, count)


def test_another_keyboard_layout_is_thought_of(archive: Archive, journalist: Actor) -> None:
    # The keys of "алматы" on an English keyboard.
    layout = nothing(archive, journalist, "fkvfns").layout
    assert layout is not None
    assert (layout.typed, layout.proposal, layout.count) == ("fkvfns", "алматы", 3)
    assert nothing(archive, journalist, "elephant").layout is None


def test_no_spelling_tells_of_a_draft(archive: Archive, archivist: Actor, journalist: Actor) -> None:
    assert nothing(archive, archivist, "palase").spellings[0].proposal == "palace"
    assert nothing(archive, journalist, "palase").spellings == ()
    assert nothing(archive, journalist, "palace").parts[0].at_fault


def test_a_filter_in_the_way_is_told_with_what_is_found_without_it(archive: Archive, journalist: Actor) -> None:
    request = Request("library", {"keyword": ("opening",), DATE: ("2019",)})
    ways = nothing(archive, journalist, request)
    assert [(f.facet, f.value, f.label, f.count) for f in ways.filters] == [
        (DATE, "2019", "2019", 2),
        ("keyword", "opening", "opening", 1),
    ]
    assert ways.without_filters == 3
    assert ways.parts[0].count == 0


def chips(ways: NothingFound) -> list[tuple[str, str, int]]:
    return [(spelling.query, str(spelling.label), spelling.count) for spelling in ways.spellings]


def test_a_place_is_proposed_in_the_script_that_it_is_recorded_in(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        places = ("National Library, Almaty, Kazakhstan", "Алматы", "Secretville")
        events = [make_event(work, f"Opening {n}", place=place) for n, place in enumerate(places)]
        photos = [make_asset(work, publish=n < 3).id for n in range(4)]
        for photo, event in zip(photos, (events[0], events[0], events[1], events[2]), strict=True):
            tagging.edit(work, [photo], AssetChange(event_id=event.id))
    indexing.catch_up(archive)
    assert chips(nothing(archive, journalist, "place:Казахстан")) == [("place:Kazakhstan", "Place: Kazakhstan", 2)]
    assert chips(nothing(archive, journalist, "Казахстан")) == [("Kazakhstan", "Kazakhstan", 2)]
    assert chips(nothing(archive, journalist, "place:Секретвилл")) == []
    with archive.reading(journalist) as work:
        (more,) = loosening.in_other_scripts(work, Request("place:Алматы"))
        assert (more.query, more.count) == ("place:(Алматы or Almaty)", 3)
        assert loosening.in_other_scripts(work, Request("library")) == ()


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("date:2015", [("date:2019", "Taken in 2019", 1)]),
        ("до 2004", [("date:2019", "Taken in 2019", 1)]),
        ("2020-07", [("date:2020-05", "Taken in May 2020", 2)]),
        ("library year:2030", [("library year:2020", "library, Year: 2020", 2)]),
        ("year:>2020", [("year:2020", "Year: 2020", 2)]),
        ("year:<2019", [("year:2019", "Year: 2019", 1)]),
    ],
)
def test_days_and_numbers_that_no_photo_has_lead_to_the_nearest(
    archive: Archive, journalist: Actor, text: str, ways: list[tuple[str, str, int]]
) -> None:
    assert chips(nothing(archive, journalist, text)) == ways


@pytest.mark.parametrize("text", ["32.13.2020", "8.10.1820", "99.99", "%", "(", '"', "-"])
def test_what_has_no_letters_is_neither_misspelt_nor_on_another_keyboard(
    archive: Archive, journalist: Actor, text: str
) -> None:
    ways = nothing(archive, journalist, text)
    assert ways.layout is None
    assert [chip for chip in chips(ways) if not chip[0].startswith("date:")] == []


@pytest.mark.parametrize(
    "text", ["palase", "(librery openinq) or palase", "2 of (librery, openinq, palase)", "caption:palase"]
)
def test_a_word_that_only_drafts_have_is_proposed_to_nobody_else(
    archive: Archive, actors: dict[Role, Actor], text: str
) -> None:
    told = {}
    for role in (Role.ARCHIVIST, Role.JOURNALIST):
        with archive.reading(actors[role]) as work:
            told[role] = str(loosening.nothing_found(work, Request(text)))
    assert "palace" in told[Role.ARCHIVIST]
    assert "palace" not in told[Role.JOURNALIST]
