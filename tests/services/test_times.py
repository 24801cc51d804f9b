"""Times of photos: the zone where files are silent, and wrong clocks corrected, looked at first, undone."""

from __future__ import annotations

import io
import itertools
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from archive.errors import Denied, Invalid, NotFound, StaleEdit
from archive.model import Actor, Asset, IndexQueue, Subject
from archive.services import accessions, discovery, ingest, tagging, times
from archive.services.delivery import deliver
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests import photos
from tests.factories import make_asset

TAKEN = datetime(2020, 10, 8, 11, 3, 20)
HOUR = timedelta(hours=1)

_count = itertools.count(1)


def take_in(
    archive: Archive, actor: Actor, zone: str = "", taken: str = "2020:10:08 11:03:20", offset: str = ""
) -> int:
    """A photo of an accession of that time zone; its number."""
    tags: dict[int, object] = {0x9003: taken} if taken else {}
    if offset:
        tags[0x9011] = offset
    data = photos.jpeg(exif=photos.exif({0x010E: f"photo {next(_count)}"}, photo=tags))
    with archive.begin(actor) as work:
        accession_id = accessions.open_accession(work, "web", time_zone=zone).id
    receipt = ingest.receive(archive, actor, io.BytesIO(data), "DSC_0001.JPG", accession_id=accession_id)
    assert receipt.asset_id, receipt.reason
    return receipt.asset_id


def photo(archive: Archive, actor: Actor, asset_id: int) -> Asset:
    with archive.reading(actor) as work:
        return discovery.photo(work, asset_id)


def make(archive: Archive, actor: Actor, *captured: datetime | None) -> list[int]:
    with archive.begin(actor) as work:
        return [make_asset(work, f"{n}.jpg", captured_at=moment).id for n, moment in enumerate(captured)]


def captured(archive: Archive, actor: Actor, ids: list[int]) -> list[datetime | None]:
    return [photo(archive, actor, asset_id).captured_at for asset_id in ids]


# --- the zone -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "local", "minutes"),
    [
        # Kazakhstan went over to one time, UTC+5, on 1 March 2024.
        ("Asia/Almaty", TAKEN, 360),
        ("Asia/Almaty", datetime(2024, 6, 1, 12), 300),
        ("Europe/Berlin", datetime(2020, 7, 1), 120),
        ("Europe/Berlin", datetime(2020, 12, 1), 60),
        ("America/St_Johns", datetime(2020, 12, 1), -210),
        ("UTC", TAKEN, 0),
    ],
)
def test_the_clocks_of_a_zone_stood_where_the_law_had_them(zone: str, local: datetime, minutes: int) -> None:
    assert times.offset_at(zone, local) == minutes


def test_where_the_file_states_no_offset_that_of_the_accession_is_assumed(archive: Archive, archivist: Actor) -> None:
    asset = photo(archive, archivist, take_in(archive, archivist, "Asia/Almaty"))
    assert (asset.captured_at, asset.captured_offset, asset.captured_offset_assumed) == (TAKEN, 360, True)


def test_an_offset_that_the_file_states_is_never_replaced(archive: Archive, archivist: Actor) -> None:
    asset = photo(archive, archivist, take_in(archive, archivist, "Asia/Almaty", offset="+09:00"))
    assert (asset.captured_at, asset.captured_offset, asset.captured_offset_assumed) == (TAKEN, 540, False)


def test_a_photo_without_a_time_has_no_offset_either(archive: Archive, archivist: Actor) -> None:
    asset = photo(archive, archivist, take_in(archive, archivist, "Asia/Almaty", taken=""))
    assert (asset.captured_at, asset.captured_offset, asset.captured_offset_assumed) == (None, None, False)


def test_what_is_assumed_is_not_handed_out_as_a_fact(archive: Archive, archivist: Actor) -> None:
    assumed, stated = take_in(archive, archivist, "Asia/Almaty"), take_in(archive, archivist, offset="+06:00")
    paths = [deliver(archive, archivist, asset_id, "web").path for asset_id in (assumed, stated)]
    written = [path.read_bytes() for path in paths]
    assert [b"+06:00" in data for data in written] == [False, True]


# --- a wrong clock --------------------------------------------------------------------------------


def test_all_times_of_a_selection_move_alike(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN, TAKEN + HOUR, None)
    with archive.begin(archivist) as work:
        shift = times.shift(work, ids, -timedelta(days=1, seconds=20))
    assert captured(archive, archivist, ids) == [datetime(2020, 10, 7, 11, 3), datetime(2020, 10, 7, 12, 3), None]
    assert shift
    assert shift.ids == tuple(ids[:2])
    with archive.reading(archivist) as work:
        lines = discovery.history(work, Subject.ASSET, ids[0])
        assert lines[0].verb == "shifted"
        assert lines[0].changes == {"captured_at": ["2020-10-08T11:03:20", "2020-10-07T11:03:00"]}
        queued = set(work.session.scalars(select(IndexQueue.asset_id)))
        assert set(ids[:2]) <= queued


def test_a_plan_changes_nothing(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN, None)
    with archive.begin(archivist) as work:
        planned = times.plan(work, ids, HOUR)
    assert [(move.before, move.after) for move in planned.moves] == [(TAKEN, TAKEN + HOUR)]
    assert [asset.id for asset in planned.timeless] == ids[1:]
    assert captured(archive, archivist, ids) == [TAKEN, None]


def test_one_photo_whose_time_is_known_tells_how_wrong_the_clock_was(archive: Archive, archivist: Actor) -> None:
    (asset_id,) = make(archive, archivist, TAKEN.replace(microsecond=250_000))
    with archive.begin(archivist) as work:
        by = times.difference(work, asset_id, datetime(2021, 10, 8, 11, 3, 20))
        assert by == timedelta(days=365)
        times.shift(work, [asset_id], by)
    assert captured(archive, archivist, [asset_id]) == [datetime(2021, 10, 8, 11, 3, 20, 250_000)]


def test_a_photo_without_a_time_tells_nothing(archive: Archive, archivist: Actor) -> None:
    (asset_id,) = make(archive, archivist, None)
    with archive.begin(archivist) as work, pytest.raises(Invalid) as caught:
        times.difference(work, asset_id, TAKEN)
    assert caught.value.field == "really"


def test_an_assumed_offset_goes_with_the_season(archive: Archive, archivist: Actor) -> None:
    summer = take_in(archive, archivist, "Europe/Berlin", taken="2020:07:01 12:00:00")
    stated = take_in(archive, archivist, "Europe/Berlin", taken="2020:07:01 12:00:00", offset="+02:00")
    with archive.begin(archivist) as work:
        times.shift(work, [summer, stated], timedelta(days=180))
    assert [photo(archive, archivist, asset_id).captured_offset for asset_id in (summer, stated)] == [60, 120]


def test_undo_gives_every_photo_its_time_again(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN, TAKEN + HOUR)
    summer = take_in(archive, archivist, "Europe/Berlin", taken="2020:07:01 12:00:00")
    with archive.begin(archivist) as work:
        shift = times.shift(work, [*ids, summer], timedelta(days=180))
        assert shift
    with archive.reading(archivist) as work:
        standing = times.standing(work, discovery.photo(work, ids[0]))
        assert standing
        assert standing.ids == shift.ids
    with archive.begin(archivist) as work:
        assert set(times.undo(work, shift.entry_id)) == {*ids, summer}
    assert captured(archive, archivist, ids) == [TAKEN, TAKEN + HOUR]
    assert photo(archive, archivist, summer).captured_offset == 120
    with archive.reading(archivist) as work:
        assert times.standing(work, discovery.photo(work, ids[0])) is None
        assert discovery.history(work, Subject.ASSET, ids[0])[0].verb == "unshifted"


def test_the_last_of_two_shifts_is_undone_first(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN, TAKEN + HOUR)
    shifts = []
    for _ in range(2):
        with archive.begin(archivist) as work:
            shifts.append(times.shift(work, ids, HOUR))
    first, second = (shift.entry_id for shift in shifts if shift)
    with archive.begin(archivist) as work, pytest.raises(StaleEdit) as caught:
        times.undo(work, first)
    assert set(caught.value.ids) == set(ids)
    for entry_id in (second, first):
        with archive.begin(archivist) as work:
            times.undo(work, entry_id)
    assert captured(archive, archivist, ids) == [TAKEN, TAKEN + HOUR]


def test_undo_twice_is_refused(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN)
    with archive.begin(archivist) as work:
        shift = times.shift(work, ids, HOUR)
        assert shift
    with archive.begin(archivist) as work:
        times.undo(work, shift.entry_id)
    with archive.begin(archivist) as work, pytest.raises(StaleEdit):
        times.undo(work, shift.entry_id)
    assert captured(archive, archivist, ids) == [TAKEN]


def test_other_changes_meanwhile_do_not_hinder_undo(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN)
    with archive.begin(archivist) as work:
        shift = times.shift(work, ids, HOUR)
        assert shift
    with archive.begin(archivist) as work:
        tagging.edit(work, ids, AssetChange(texts={"headline": "The opening"}))
    with archive.begin(archivist) as work:
        times.undo(work, shift.entry_id)
    asset = photo(archive, archivist, ids[0])
    assert (asset.captured_at, asset.headline) == (TAKEN, "The opening")


@pytest.mark.parametrize(
    "by", [timedelta(), timedelta(days=40_000), timedelta(days=36_000), -timedelta(days=36_500 * 2)]
)
def test_a_shift_that_makes_no_sense_is_refused(archive: Archive, archivist: Actor, by: timedelta) -> None:
    ids = make(archive, archivist, TAKEN)
    with archive.begin(archivist) as work, pytest.raises(Invalid) as caught:
        times.shift(work, ids, by)
    assert caught.value.field == "by"
    assert captured(archive, archivist, ids) == [TAKEN]


def test_photos_that_somebody_changed_meanwhile_are_not_shifted(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN, TAKEN)
    with archive.begin(archivist) as work:
        tagging.edit(work, ids[1:], AssetChange(texts={"headline": "New"}))
    with archive.begin(archivist) as work, pytest.raises(StaleEdit):
        times.shift(work, ids, HOUR, dict.fromkeys(ids, 1))
    assert captured(archive, archivist, ids) == [TAKEN, TAKEN]


def test_times_are_for_archivists(archive: Archive, archivist: Actor, journalist: Actor) -> None:
    ids = make(archive, archivist, TAKEN)
    with archive.begin(archivist) as work:
        shift = times.shift(work, ids, HOUR)
        assert shift
    with archive.begin(journalist) as work:
        for act in (
            lambda: times.plan(work, ids, HOUR),
            lambda: times.shift(work, ids, HOUR),
            lambda: times.undo(work, shift.entry_id),
            lambda: times.told(work, shift.entry_id),
            lambda: times.difference(work, ids[0], TAKEN),
        ):
            with pytest.raises(Denied):
                act()


def test_a_line_of_history_that_is_no_shift_cannot_be_undone(archive: Archive, archivist: Actor) -> None:
    ids = make(archive, archivist, TAKEN)
    with archive.begin(archivist) as work:
        tagging.edit(work, ids, AssetChange(texts={"headline": "New"}))
        entry_id = discovery.history(work, Subject.ASSET, ids[0])[0].id
    with archive.begin(archivist) as work:
        for unknown in (entry_id, 10**9):
            with pytest.raises(NotFound):
                times.undo(work, unknown)
