"""The index follows the database: whatever one photo's record is like, and whatever became of a rebuild."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from archive.engines.search_whoosh import building
from archive.model import Actor, Asset
from archive.services import indexing, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset


@pytest.fixture
def photos(archive: Archive, archivist: Actor) -> list[int]:
    """Five photos, indexed."""
    with archive.begin(archivist) as work:
        ids = [make_asset(work).id for _ in range(5)]
    indexing.settle(archive)
    return ids


def retitle(archive: Archive, actor: Actor, asset_id: int, title: str) -> None:
    with archive.begin(actor) as work:
        tagging.edit(work, [asset_id], AssetChange(texts={"headline": title}))


def unanalysable(archive: Archive, asset_id: int) -> None:
    """A record that no analysis can make sense of, by a way past all rules."""
    with archive.begin() as work:
        work.session.execute(update(Asset).where(Asset.id == asset_id).values(caption={"en": 5}))
        work.queue_index([asset_id])


def test_photo_that_cannot_be_analysed_costs_itself_only(
    archive: Archive, archivist: Actor, photos: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    unanalysable(archive, photos[2])
    retitle(archive, archivist, photos[3], "After it")
    indexing.catch_up(archive)
    assert not indexing.pending(archive)
    assert archive.search.versions().keys() == {*photos} - {photos[2]}
    assert archive.search.versions()[photos[3]] == 2
    assert f"Photo {photos[2]} cannot be indexed" in caplog.text
    indexing.rebuild(archive)
    assert archive.search.versions().keys() == {*photos} - {photos[2]}


def test_rebuild_reads_every_part(archive: Archive, photos: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """By processes of its own, each with a connection of its own."""
    monkeypatch.setattr(indexing, "SMALLEST_PART", 2)
    before = archive.search.versions()
    assert indexing.rebuild(archive) == len(photos)
    assert archive.search.versions() == before
    assert not indexing.pending(archive)


def test_changes_between_two_attempts_of_a_rebuild_are_caught_up_with(
    archive: Archive, archivist: Actor, photos: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SMALLEST_PART", 2)
    monkeypatch.setattr(building, "_PROCESSES", 1)
    retitle(archive, archivist, photos[4], "Before the first attempt")
    with monkeypatch.context() as interrupted:
        interrupted.setattr(building, "_segment", _failing_after(2, building._segment))
        with pytest.raises(KeyboardInterrupt):
            indexing.rebuild(archive)
    assert archive.search.needs_rebuild()
    retitle(archive, archivist, photos[0], "Between")
    indexing.catch_up(archive)
    assert indexing.pending(archive), "what changed since the first attempt waits, its part may be older"
    indexing.catch_up(archive)
    assert not indexing.pending(archive)
    with archive.reading() as work:
        assert archive.search.versions() == {n: work.session.get_one(Asset, n).version for n in photos}


def _failing_after(calls: int, real: Callable[..., Any]) -> Callable[..., Any]:
    left = iter(range(calls))

    def act(*given: Any) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return real(*given)

    return act
