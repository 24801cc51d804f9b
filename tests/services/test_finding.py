"""A search as a page asks for it: facets, histogram, pages by position, and what one may see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from archive.errors import Invalid
from archive.model import Actor, Status
from archive.query.query import DATE, Bar, Grain, Sort
from archive.services import discovery, indexing, tagging
from archive.services.discovery import Request, Results
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person


def search(archive: Archive, actor: Actor, request: Request | str = "") -> Results:
    indexing.catch_up(archive)
    with archive.reading(actor) as work:
        return discovery.search(work, Request(request) if isinstance(request, str) else request)


def ids(results: Results) -> list[int]:
    return [asset.id for asset in results.assets]


@pytest.fixture
def many(archive: Archive, archivist: Actor) -> list[int]:
    """Seven published photos of one day after the other, oldest first."""
    with archive.begin(archivist) as work:
        return [make_asset(work, publish=True, captured_at=datetime(2020, 10, day, 12)).id for day in range(1, 8)]


def test_pages_by_position_make_up_the_whole_result_both_ways(
    archive: Archive, journalist: Actor, many: list[int]
) -> None:
    request = Request(sort=Sort.OLDEST, size=3)
    forth = [search(archive, journalist, request)]
    while forth[-1].next:
        forth.append(search(archive, journalist, replace(request, after=forth[-1].next)))
    assert [ids(page) for page in forth] == [many[:3], many[3:6], many[6:]]
    assert [(page.first, page.last, page.total) for page in forth] == [(1, 3, 7), (4, 6, 7), (7, 7, 7)]
    back = [forth[-1]]
    while back[-1].previous:
        back.append(search(archive, journalist, replace(request, before=back[-1].previous)))
    assert [ids(page) for page in back] == [many[6:], many[3:6], many[:3]]
    assert forth[0].previous == forth[-1].next == ""


def test_a_page_stays_in_place_while_photos_come(
    archive: Archive, archivist: Actor, journalist: Actor, many: list[int]
) -> None:
    request = Request(sort=Sort.OLDEST, size=3)
    page = search(archive, journalist, request)
    with archive.begin(archivist) as work:
        early = make_asset(work, publish=True, captured_at=datetime(2019, 1, 1)).id
    behind = search(archive, journalist, replace(request, after=page.next))
    assert (ids(behind), behind.first) == (many[3:6], 5)
    # In front of it there are four now: the page before is a full one, and the one before that too.
    front = search(archive, journalist, replace(request, before=behind.previous))
    assert (ids(front), front.first) == (many[:3], 2)
    first = search(archive, journalist, replace(request, before=front.previous))
    assert (ids(first), first.first) == ([early, *many[:2]], 1)


@pytest.mark.parametrize("text", ["nonsense", "W10", "\u00e9"])
def test_what_is_no_position_is_refused(archive: Archive, journalist: Actor, text: str) -> None:
    with pytest.raises(Invalid):
        search(archive, journalist, Request(after=text))


def test_the_page_of_another_order_is_refused(archive: Archive, journalist: Actor, many: list[int]) -> None:
    position = search(archive, journalist, Request(sort=Sort.OLDEST, size=3)).next
    with pytest.raises(Invalid):
        search(archive, journalist, Request(sort=Sort.NEWEST, after=position))


def test_dates_are_counted_as_finely_as_suits(archive: Archive, archivist: Actor, journalist: Actor) -> None:
    with archive.begin(archivist) as work:
        for moment in ("2018-03-01", "2019-05-02", "2020-10-08", "2020-10-09", "2020-11-01"):
            make_asset(work, publish=True, captured_at=datetime.fromisoformat(moment))
        make_asset(work, publish=True)

    def bars(*chosen: str, grain: Grain | None = None, text: str = "") -> tuple[Grain, str, dict[str, int]]:
        histogram = search(archive, journalist, Request(text, {DATE: chosen}, grain=grain)).histogram
        return histogram.grain, histogram.within, {bar.period: bar.count for bar in histogram.bars}

    assert bars() == (Grain.YEAR, "", {"2018": 1, "2019": 1, "2020": 3})
    assert bars(text="2020") == (Grain.MONTH, "", {"2020-10": 2, "2020-11": 1})
    assert bars("2020") == (Grain.MONTH, "2020", {"2020-10": 2, "2020-11": 1})
    assert bars("2020-10") == (Grain.DAY, "2020-10", {"2020-10-08": 1, "2020-10-09": 1})
    assert bars("2020-10-08") == (Grain.DAY, "2020-10", {"2020-10-08": 1, "2020-10-09": 1})
    assert bars("2019", "2020") == (Grain.YEAR, "", {"2018": 1, "2019": 1, "2020": 3})
    assert bars("2020", grain=Grain.YEAR)[2] == {"2018": 1, "2019": 1, "2020": 3}
    assert bars(grain=Grain.DAY)[2] == dict.fromkeys(
        ("2018-03-01", "2019-05-02", "2020-10-08", "2020-10-09", "2020-11-01"), 1
    )


def test_chosen_bars_narrow_the_result(archive: Archive, journalist: Actor, many: list[int]) -> None:
    found = search(archive, journalist, Request(selected={DATE: ("2020-10-01", "2020-10-02")}, sort=Sort.OLDEST))
    assert ids(found) == many[:2]
    assert found.histogram.bars == tuple(Bar(f"2020-10-{day:02}", 1) for day in range(1, 8))


def test_facets_name_records_and_keep_a_choice_that_nothing_has(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work, "Opening day", place="Almaty", series="Corners"), make_person(work)
        asset = make_asset(work)
        change = AssetChange(
            event_id=event.id, add_people=(person.id,), add_keywords=("opening",), texts={"creator": "Kim"},
            status=Status.PUBLISHED,
        )  # fmt: skip
        tagging.edit(work, [asset.id], change)
    found = search(archive, journalist, Request(selected={"keyword": ("opening", "gone")}))
    labels = {name: [(choice.label, choice.count) for choice in choices] for name, choices in found.facets.items()}
    assert labels == {
        "event": [("Opening day", 1)],
        "person": [("Ospanova Bakytzhamal", 1)],
        "keyword": [("opening", 1), ("gone", 0)],
        "place": [("Almaty", 1)],
        "creator": [("Kim", 1)],
        "camera": [],
        "series": [("Corners", 1)],
    }


def test_only_those_who_see_drafts_are_told_of_statuses(
    archive: Archive, archivist: Actor, journalist: Actor, many: list[int]
) -> None:
    with archive.begin(archivist) as work:
        make_asset(work)
    statuses = [(choice.value, choice.count) for choice in search(archive, archivist).facets["status"]]
    assert statuses == [("published", 7), ("draft", 1)]
    assert "status" not in search(archive, journalist).facets
    assert search(archive, journalist, Request(selected={"status": ("draft",)})).total == 0


def test_the_count_of_a_search_is_that_of_its_page(archive: Archive, journalist: Actor, many: list[int]) -> None:
    indexing.catch_up(archive)
    with archive.reading(journalist) as work:
        for request in (Request(), Request("2020-10-02"), Request(selected={DATE: ("2020",)}, page=9), Request("none")):
            assert discovery.count(work, request) == discovery.search(work, request).total


def test_the_neighbours_of_a_photo_are_those_of_its_place(archive: Archive, journalist: Actor, many: list[int]) -> None:
    indexing.catch_up(archive)
    request = Request(sort=Sort.OLDEST)
    with archive.reading(journalist) as work:
        near = discovery.neighbours(work, request, 3, many[2])
        assert near is not None
        assert (near.previous, near.following, near.total) == (many[1], many[3], 7)
        assert discovery.neighbours(work, request, 2, many[2]) == near  # it has moved since
        assert discovery.neighbours(work, Request("nothing"), 3, many[2]) is None
