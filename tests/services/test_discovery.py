"""Albums of events and people, and what happened to a record since somebody looked."""

from __future__ import annotations

from datetime import datetime

from archive.model import Actor, Status
from archive.services import discovery, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person

MOMENTS = (datetime(2020, 10, 8, 12), None, datetime(2020, 10, 8, 11))


def test_an_album_has_its_order_its_pages_and_what_one_may_see(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
        late, undated, early = (make_asset(work, captured_at=moment).id for moment in MOMENTS)
        make_asset(work, captured_at=MOMENTS[0])  # of no event, without the person
        change = AssetChange(event_id=event.id, add_people=(person.id,))
        tagging.edit(work, [late, undated, early], change)
        tagging.edit(work, [late], AssetChange(status=Status.PUBLISHED))
    with archive.reading(archivist) as work:
        album = discovery.album_of_event(work, event.id)
        assert ([asset.id for asset in album.assets], album.total, album.drafts) == ([early, late, undated], 3, 2)
        page = discovery.album_of_event(work, event.id, offset=1, limit=1)
        assert ([asset.id for asset in page.assets], page.total) == ([late], 3)
        assert [asset.id for asset in discovery.album_of_person(work, person.id).assets] == [late, early, undated]
        assert discovery.ids_of_event(work, event.id, Status.DRAFT) == [undated, early]
    with archive.reading(journalist) as work:
        for album in (discovery.album_of_event(work, event.id), discovery.album_of_person(work, person.id)):
            assert ([asset.id for asset in album.assets], album.total, album.drafts) == ([late], 1, 0)
        assert discovery.ids_of_event(work, event.id) == [late]
        assert discovery.ids_of_event(work, event.id, Status.DRAFT) == []


def test_what_happened_since_a_version_is_told_and_nothing_before(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        asset = make_asset(work)
        tagging.edit(work, [asset.id], AssetChange(texts={"headline": "First"}))
        seen = asset.version
        tagging.edit(work, [asset.id], AssetChange(texts={"headline": "Second"}, status=Status.PUBLISHED))
    with archive.reading(archivist) as work:
        photo = discovery.photo(work, asset.id)
        since = discovery.changes_since(work, photo, seen)
        assert [(entry.verb, entry.changes.get("headline")) for entry in since] == [
            ("published", None),
            ("changed", ["First", "Second"]),
        ]
        assert discovery.changes_since(work, photo, photo.version) == []
