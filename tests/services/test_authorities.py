"""Events and people: valid, versioned, shown to those who may see a photo of theirs."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select

from archive.errors import Denied, Invalid, NotFound, StaleEdit
from archive.model import Actor, Event, IndexQueue, NameKind, Status
from archive.services import authorities, tagging
from archive.services.authorities import EventDraft, Name, PersonDraft
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person


def test_a_person_is_named_in_the_readers_language(archive: Archive, archivist: Actor) -> None:
    draft = PersonDraft(
        name="Kim Khing Su",
        variants=(
            Name("김흥수", "ko", NameKind.PARALLEL),
            Name("Ким Хын Су", "ru", NameKind.PARALLEL),
            Name("Kim Heung-su", "en", NameKind.OTHER),
        ),
    )
    with archive.begin(archivist) as work:
        person = authorities.create_person(work, draft)
    assert [person.label(language) for language in ("ko", "ru", "en", "kk")] == [
        "김흥수",
        "Ким Хын Су",
        "Kim Khing Su",
        "Kim Khing Su",
    ]
    assert person.names == ("Kim Khing Su", "김흥수", "Ким Хын Су", "Kim Heung-su")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (EventDraft(title={}), "title"),
        (EventDraft(title={"en": "   "}), "title"),
        (EventDraft(title={"xx": "Titel"}), "title"),
        (EventDraft(title={"en": "A"}, starts_on=date(2020, 2, 2), ends_on=date(2020, 2, 1)), "ends_on"),
        (EventDraft(title={"en": "A"}, ends_on=date(2020, 2, 1)), "starts_on"),
        (EventDraft(title={"en": "A"}, starts_on=date(1700, 1, 1)), "starts_on"),
        (EventDraft(title={"en": "A" * 301}), "title.en"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_field(
    archive: Archive, archivist: Actor, draft: EventDraft, field: str
) -> None:
    with pytest.raises(Invalid) as refused, archive.begin(archivist) as work:
        authorities.create_event(work, draft)
    assert refused.value.field == field
    with archive.reading() as work:
        assert work.session.scalars(select(Event)).all() == []


def test_renaming_an_event_or_person_queues_their_photos(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
        of_event, of_person, other = (make_asset(work).id for _ in range(3))
        tagging.edit(work, [of_event], AssetChange(event_id=event.id))
        tagging.edit(work, [of_person], AssetChange(add_people=(person.id,)))
        work.session.execute(delete(IndexQueue))
    with archive.begin(archivist) as work:
        authorities.edit_event(work, event.id, EventDraft(title={"en": "Renamed"}), event.version)
        authorities.edit_person(work, person.id, PersonDraft(name="Renamed"), person.version)
    with archive.reading() as work:
        queued = set(work.session.scalars(select(IndexQueue.asset_id)))
    assert queued == {of_event, of_person}
    assert other not in queued


def test_the_second_editor_of_a_person_is_told(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        person = make_person(work)
        seen = person.version
    with archive.begin(archivist) as work:
        authorities.edit_person(work, person.id, PersonDraft(name="First", variants=(Name("Один"),)), seen)
    with pytest.raises(StaleEdit), archive.begin(archivist) as work:
        authorities.edit_person(work, person.id, PersonDraft(name="Second"), seen)
    with archive.reading(archivist) as work:
        assert authorities.person(work, person.id).names == ("First", "Один")


def test_others_see_an_event_once_it_has_a_published_photo(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
        draft, shown = make_asset(work), make_asset(work)
        tagging.edit(work, [draft.id, shown.id], AssetChange(event_id=event.id, add_people=(person.id,)))

    def seen_by(actor: Actor) -> tuple[list[int], list[int], list[int]]:
        with archive.reading(actor) as work:
            events, _ = authorities.list_events(work)
            people, _ = authorities.list_people(work)
            found = authorities.find_people(work, "ospan")
            return [e.photos for e in events], [p.photos for p in people], [p.id for p in found]

    assert seen_by(archivist) == ([2], [2], [person.id])
    assert seen_by(journalist) == ([], [], [])
    with archive.reading(journalist) as work, pytest.raises(NotFound):
        authorities.event(work, event.id)
    with archive.begin(archivist) as work:
        tagging.edit(work, [shown.id], AssetChange(status=Status.PUBLISHED))
    assert seen_by(journalist) == ([1], [1], [person.id])


def test_pickers_find_by_any_recorded_name_and_take_wildcards_literally(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        person = make_person(work, "Ospanova Bakytzhamal", "Оспанова Бақытжамал")
        event = make_event(work, "The Window to Korea")
    with archive.reading(archivist) as work:
        assert [p.id for p in authorities.find_people(work, "Оспан")] == [person.id]
        assert authorities.find_people(work, "%") == []
        assert [e.id for e in authorities.find_events(work, "window")] == [event.id]
        assert authorities.find_events(work, "_") == []


def test_journalists_make_no_records(archive: Archive, journalist: Actor) -> None:
    with archive.begin(journalist) as work:
        with pytest.raises(Denied):
            make_event(work)
        with pytest.raises(Denied):
            make_person(work)


def test_an_event_knows_its_neighbours_in_the_series(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        years = [
            make_event(work, f"Book corner {year}", starts_on=date(year, 5, 1), series="Book corners")
            for year in (2004, 2012, 2020)
        ]
        make_event(work, "Something else", starts_on=date(2010, 1, 1))
    with archive.reading(archivist) as work:
        before, after = authorities.series_neighbours(work, years[1])
    assert (before and before.id, after and after.id) == (years[0].id, years[2].id)


def test_events_of_one_day_in_a_series_stand_one_after_the_other(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        day = date(2020, 10, 8)
        first, second, third = (
            make_event(work, title, starts_on=day, series="Corners") for title in ("Morning", "Noon", "Evening")
        )
    with archive.reading(archivist) as work:
        ways = [authorities.series_neighbours(work, event) for event in (first, second, third)]
    ids = [(before and before.id, after and after.id) for before, after in ways]
    assert ids == [(None, second.id), (first.id, third.id), (second.id, None)]


def test_a_person_is_found_by_one_whole_name_only(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        kim = make_person(work, "Kim Khing Su", "김흥수")
        make_person(work, "Kim Khing Suk")
        make_person(work, "Оспанова Бакытжамал")
        make_person(work, "ОСПАНОВА Бакытжамал")
    with archive.reading(archivist) as work:
        for name in ("kim  khing su", "김흥수"):
            assert authorities.find_person_by_name(work, name).id == kim.id
        with pytest.raises(NotFound, match="no person called Kim;"):
            authorities.find_person_by_name(work, "Kim")
        with pytest.raises(Invalid, match="2 people are called"):
            authorities.find_person_by_name(work, "Оспанова Бакытжамал")


def test_company_is_counted_on_the_photos_that_one_may_see(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        kim, often, once = (make_person(work, name) for name in ("Kim", "Ospanova", "Pak"))
        shown = [make_asset(work, publish=True).id for _ in range(2)]
        draft = make_asset(work).id
        tagging.edit(work, [*shown, draft], AssetChange(add_people=(kim.id, often.id)))
        tagging.edit(work, [draft], AssetChange(add_people=(once.id,)))
    for actor, expected in ((archivist, [("Ospanova", 3), ("Pak", 1)]), (journalist, [("Ospanova", 2)])):
        with archive.reading(actor) as work:
            found = [(person.name, count) for person, count in authorities.companions(work, kim.id)]
        assert found == expected
