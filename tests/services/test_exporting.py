"""A result as a table: all of it, in its order, as the actor may see it, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest

from archive.errors import Invalid
from archive.model import Actor, Status
from archive.query.query import Sort
from archive.services import exporting, indexing, tagging
from archive.services.discovery import Request
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person


def table(archive: Archive, actor: Actor, request: Request) -> list[dict[str, str]]:
    content = b"".join(exporting.export(archive, actor, request).csv())
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_result_is_written_out_whole_and_in_order(
    archive: Archive, archivist: Actor, journalist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive.begin(archivist) as work:
        published = [make_asset(work, f"DSC_{n}.JPG", publish=True).id for n in (10, 9, 100, 1, 2)]
        draft = make_asset(work, "DSC_5.JPG").id
    indexing.catch_up(archive)
    monkeypatch.setattr(exporting, "BATCH", 2)
    request = Request("dsc", sort=Sort.FILENAME, page=3, size=1)
    names = ["DSC_1.JPG", "DSC_2.JPG", "DSC_9.JPG", "DSC_10.JPG", "DSC_100.JPG"]
    assert [row["original file name"] for row in table(archive, journalist, request)] == names
    told = json.loads(b"".join(exporting.export(archive, journalist, request).json()))
    assert (told["search"], told["total"]) == ("dsc", 5)
    assert [row["original file name"] for row in told["photos"]] == names
    assert {int(row["id"]) for row in told["photos"]} == set(published)
    assert draft in {int(row["id"]) for row in table(archive, archivist, request)}


def test_every_column_is_filled_and_inert(archive: Archive, archivist: Actor, journalist: Actor) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work, place="Almaty"), make_person(work)
        asset = make_asset(work, "DSC_1.JPG", captured_at=datetime(2020, 10, 8, 11, 3))
        change = AssetChange(
            event_id=event.id,
            add_people=(person.id,),
            add_keywords=("opening", "=library"),
            captions={"en": "=HYPERLINK(1)", "ru": "Открытие"},
            texts={
                "headline": 'Opening, "day"\none',
                "creator": "Kim",
                "credit": "Library",
                "copyright": "© L",
                "usage_terms": "Editorial",
            },
            status=Status.PUBLISHED,
        )
        tagging.edit(work, [asset.id], change)
    indexing.catch_up(archive)
    assert table(archive, journalist, Request()) == [
        {
            "headline": 'Opening, "day"\none',
            "caption": "'=HYPERLINK(1)",
            "people": "Ospanova Bakytzhamal",
            "event": "The Window to Korea",
            "date": "2020-10-08 11:03",
            "creator": "Kim",
            "credit": "Library",
            "copyright": "© L",
            "usage terms": "Editorial",
            "original file name": "DSC_1.JPG",
            "id": str(asset.id),
            "keywords": "'=library; opening",
            "place": "Almaty",
        }
    ]
    (row,) = json.loads(b"".join(exporting.export(archive, journalist, Request(), "ru").json()))["photos"]
    assert row["caption"] == "Открытие"


def test_an_empty_result_is_a_table_without_rows(archive: Archive, journalist: Actor) -> None:
    indexing.catch_up(archive)
    assert table(archive, journalist, Request("nothing")) == []
    assert json.loads(b"".join(exporting.export(archive, journalist, Request("nothing")).json()))["photos"] == []


def test_a_result_too_long_for_a_file_is_refused_with_its_length(
    archive: Archive, archivist: Actor, journalist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive.begin(archivist) as work:
        for _ in range(3):
            make_asset(work, publish=True)
    indexing.catch_up(archive)
    monkeypatch.setattr(exporting, "MOST", 2)
    with pytest.raises(Invalid, match="3 photos are too many for one file; 2 is the most"):
        exporting.export(archive, journalist, Request())
