"""Describing: all or none, nothing overwritten unseen, every change attributable."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from archive.errors import Denied, Invalid, NotFound, StaleEdit
from archive.model import Actor, Asset, HistoryEntry, IndexQueue, Status, Subject
from archive.services import discovery, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person


@pytest.fixture
def ids(archive: Archive, archivist: Actor) -> list[int]:
    with archive.begin(archivist) as work:
        return [make_asset(work).id for _ in range(3)]


def edit(archive: Archive, actor: Actor, ids: list[int], change: AssetChange, **more: object) -> tagging.Edited:
    with archive.begin(actor) as work:
        return tagging.edit(work, ids, change, **more)  # type: ignore[arg-type]


def photo(archive: Archive, actor: Actor, asset_id: int) -> Asset:
    with archive.reading(actor) as work:
        return discovery.photo(work, asset_id)


def history(archive: Archive, asset_id: int) -> list[HistoryEntry]:
    with archive.reading() as work:
        query = select(HistoryEntry).where(HistoryEntry.subject == Subject.ASSET, HistoryEntry.subject_id == asset_id)
        return list(work.session.scalars(query.order_by(HistoryEntry.id)))


def test_one_step_describes_a_whole_selection(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
    change = AssetChange(
        texts={"credit": "National Library"},
        captions={"en": "The opening", "ru": "Открытие"},
        event_id=event.id,
        add_people=(person.id,),
        add_keywords=("opening", "Korea"),
    )
    edited = edit(archive, archivist, ids, change)
    assert set(edited.changed) == set(ids)
    for asset_id in ids:
        asset = photo(archive, archivist, asset_id)
        assert asset.credit == "National Library"
        assert asset.caption == {"en": "The opening", "ru": "Открытие"}
        assert asset.event_id == event.id
        assert [p.id for p in asset.people] == [person.id]
        assert [k.term for k in asset.keywords] == ["Korea", "opening"]


def test_history_says_who_when_from_what_to_what(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    edit(archive, archivist, ids[:1], AssetChange(captions={"ru": "Было"}))
    edit(archive, archivist, ids[:1], AssetChange(captions={"ru": "Стало"}, add_keywords=("Korea",)))
    first, last = history(archive, ids[0])
    assert first.changes == {"caption.ru": ["", "Было"]}
    assert last.changes == {"caption.ru": ["Было", "Стало"], "keywords": [[], ["Korea"]]}
    assert (last.agent, last.account_id, last.verb) == ("archivist", archivist.account_id, "changed")
    assert last.at.tzinfo is not None


def test_an_edit_that_changes_nothing_leaves_no_trace(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    edit(archive, archivist, ids, AssetChange(add_keywords=("Korea",)))
    before = photo(archive, archivist, ids[0]).version
    again = edit(archive, archivist, ids, AssetChange(add_keywords=("KOREA ",)))
    assert again.changed == {}
    assert set(again.unchanged) == set(ids)
    assert photo(archive, archivist, ids[0]).version == before
    assert len(history(archive, ids[0])) == 1


def test_the_second_editor_is_told_and_nothing_is_overwritten(
    archive: Archive, archivist: Actor, ids: list[int]
) -> None:
    seen = {asset_id: photo(archive, archivist, asset_id).version for asset_id in ids}
    edit(archive, archivist, ids[:1], AssetChange(texts={"headline": "First"}), versions=seen)
    with pytest.raises(StaleEdit) as told:
        edit(archive, archivist, ids, AssetChange(texts={"headline": "Second"}), versions=seen)
    assert told.value.ids == (ids[0],)
    assert [photo(archive, archivist, asset_id).headline for asset_id in ids] == ["First", "", ""]


def test_two_who_write_at_the_same_time_cannot_both_win(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    with archive.reading(archivist) as work:
        stale = discovery.photo(work, ids[0])
    edit(archive, archivist, ids[:1], AssetChange(texts={"headline": "First"}))

    def write_what_was_read_before() -> None:
        with archive.begin(archivist) as work:
            work.session.add(stale)
            stale.headline, stale.version = "Second", stale.version + 1

    with pytest.raises(StaleEdit):
        write_what_was_read_before()
    assert photo(archive, archivist, ids[0]).headline == "First"


def test_people_and_keywords_are_taken_away_again(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    with archive.begin(archivist) as work:
        one, two = make_person(work, "One"), make_person(work, "Two")
    edit(archive, archivist, ids, AssetChange(add_people=(one.id, two.id), add_keywords=("a", "b")))
    edit(archive, archivist, ids[:1], AssetChange(remove_people=(one.id,), remove_keywords=("A",)))
    first, second = photo(archive, archivist, ids[0]), photo(archive, archivist, ids[1])
    assert ([p.name for p in first.people], [k.term for k in first.keywords]) == (["Two"], ["b"])
    assert ([p.name for p in second.people], [k.term for k in second.keywords]) == (["One", "Two"], ["a", "b"])


def test_an_event_can_be_taken_off(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    with archive.begin(archivist) as work:
        event_id = make_event(work).id
    edit(archive, archivist, ids, AssetChange(event_id=event_id))
    edit(archive, archivist, ids[:1], AssetChange(event_id=None))
    assert photo(archive, archivist, ids[0]).event_id is None
    assert photo(archive, archivist, ids[1]).event_id == event_id


def test_publishing_and_withdrawing_are_in_the_history(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    edit(archive, archivist, ids[:1], AssetChange(status=Status.PUBLISHED))
    assert photo(archive, archivist, ids[0]).published_at is not None
    edit(archive, archivist, ids[:1], AssetChange(status=Status.DRAFT))
    assert photo(archive, archivist, ids[0]).published_at is None
    assert [entry.verb for entry in history(archive, ids[0])] == ["published", "withdrawn"]


def test_every_change_is_queued_for_the_index_in_the_same_transaction(
    archive: Archive, archivist: Actor, ids: list[int]
) -> None:
    with archive.reading() as work:
        before = len(work.session.scalars(select(IndexQueue.seq)).all())
    edit(archive, archivist, ids, AssetChange(texts={"headline": "New"}))
    with archive.reading() as work:
        queued = work.session.scalars(select(IndexQueue.asset_id).order_by(IndexQueue.seq)).all()
    assert queued[before:] == ids


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (AssetChange(event_id=99), NotFound, "event"),
        (AssetChange(add_people=(99,)), NotFound, "person 99"),
        (AssetChange(texts={"sha256": "0"}), Invalid, "sha256"),
        (AssetChange(captions={"fr": "Bonjour"}), Invalid, "fr"),
        (AssetChange(captions={"en": "x" * 20_001}), Invalid, "20001 characters"),
    ],
)
def test_a_bad_change_changes_nothing_at_all(
    archive: Archive, archivist: Actor, ids: list[int], change: AssetChange, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        edit(archive, archivist, ids, change)
    assert all(history(archive, asset_id) == [] for asset_id in ids)


def test_a_missing_photo_in_the_selection_changes_none(archive: Archive, archivist: Actor, ids: list[int]) -> None:
    with pytest.raises(NotFound, match="no photo 9999"):
        edit(archive, archivist, [*ids, 9999], AssetChange(texts={"headline": "x"}))
    assert photo(archive, archivist, ids[0]).headline == ""


def test_journalists_and_an_empty_selection_are_turned_away(
    archive: Archive, archivist: Actor, journalist: Actor, ids: list[int]
) -> None:
    with pytest.raises(Denied):
        edit(archive, journalist, ids, AssetChange(texts={"headline": "x"}))
    with pytest.raises(Invalid):
        edit(archive, archivist, [], AssetChange(texts={"headline": "x"}))


def test_hundreds_are_described_in_one_step_with_a_history_each(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        many = [make_asset(work).id for _ in range(600)]
    edited = edit(archive, archivist, many, AssetChange(add_keywords=("many",), status=Status.PUBLISHED))
    assert len(edited.changed) == 600
    assert [entry.verb for entry in history(archive, many[-1])] == ["changed", "published"]


def test_a_selection_is_given_in_shooting_order_the_undated_last(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        undated, late, early = (
            make_asset(work, captured_at=moment).id
            for moment in (None, datetime(2020, 10, 8, 12), datetime(2020, 10, 8, 11))
        )
    with archive.reading(archivist) as work:
        assert [asset.id for asset in tagging.selected(work, [late, undated, early])] == [early, late, undated]


def test_keywords_that_begin_with_the_text_are_offered_first(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        tagging.keywords(work, ["Book library", "Library", "Библиотека", "100%"])
    with archive.reading(archivist) as work:
        assert tagging.find_keywords(work, "LIB") == ["Library", "Book library"]
        assert tagging.find_keywords(work, "библ") == ["Библиотека"]
        assert tagging.find_keywords(work, "%") == ["100%"]
    with archive.reading(journalist) as work, pytest.raises(Denied):
        tagging.find_keywords(work, "lib")
