"""Why a photo is in a result: the field, the rule and the words, of photos that one may see."""

from __future__ import annotations

from datetime import datetime

import pytest

from archive.errors import NotFound
from archive.model import Actor, Status
from archive.services import discovery, explanation, indexing, tagging
from archive.services.discovery import Request
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person


@pytest.fixture
def photo(archive: Archive, archivist: Actor) -> int:
    """A photo of which much is known, and one like it."""
    with archive.begin(archivist) as work:
        event = make_event(work, "The Window to Korea", place="Almaty")
        person = make_person(work, "Ospanova Bakytzhamal")
        asset = make_asset(work, "DSC_0622.JPG", captured_at=datetime(2020, 10, 8, 11))
        other = make_asset(work, "DSC_0700.JPG", publish=True)
        asset.latitude, asset.longitude = 43.24, 76.95
        captions = {"en": "Visitors of the libraries", "ru": "Открытие книжного уголка", "ko": "국립도서관에서"}
        change = AssetChange(event_id=event.id, add_people=(person.id,), captions=captions, add_keywords=("opening",))
        tagging.edit(work, [asset.id], change)
        tagging.edit(work, [asset.id], AssetChange(status=Status.PUBLISHED))
        tagging.edit(work, [other.id], AssetChange(add_people=(person.id,), add_keywords=("opening",)))
    indexing.catch_up(archive)
    return asset.id


def reasons(archive: Archive, actor: Actor, photo: int, text: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    with archive.reading(actor) as work:
        return [(r.part, r.field, str(r.rule), r.matched) for r in explanation.why(work, photo, text)]


EXACT, FORM = "As it was typed.", "Another form of the word."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("opening", [("opening", "keyword", EXACT, ("opening",))]),
        ("library", [("library", "caption", FORM, ("libraries",))]),
        ("книжный", [("книжный", "caption", FORM, ("книжного",))]),
        ("도서관", [("도서관", "caption", EXACT, ("도서관",))]),
        ("caption:visitors", [("caption:visitors", "caption", EXACT, ("Visitors",))]),
        ('"window to"', [('"window to"', "event", "These words in this order.", ("Window", "to"))]),
        ("visit*", [("visit*", "caption", "Begins so.", ("Visitors",))]),
        (
            "person:оспанова",
            [("person:оспанова", "person", "The name as another script or language writes it.", ("Ospanova",))],
        ),
        ("dsc622", [("dsc622", "file", "File name.", ("DSC_0622.JPG",))]),
        ("DSC_0620..0640", [("file:DSC_0620..0640", "file", "In this range of numbers.", ("DSC_0622.JPG",))]),
        ("2020-10", [("2020-10", "date", "Taken then.", ("2020-10-08",))]),
        ("date:2019..2021", [("date:2019..2021", "date", "Between the bounds asked for.", ("2020-10-08",))]),
        ("people:1", [("people:1", "people", "Between the bounds asked for.", ("1",))]),
        ("has:position", [("has:position", "", "This is recorded.", ())]),
        ("no:creator", [("no:creator", "", "This is not recorded.", ())]),
        ("-draft", [("-draft", "", "Nothing of this photo is so.", ())]),
        ("status:published", [("status:published", "status", EXACT, ("published",))]),
        ("near:43.24,76.96~2km", [("near:43.24,76.96~2km", "near", "Taken 810 m from there.", ())]),
        (
            "almaty or moscow",
            [("almaty", "place", EXACT, ("Almaty",))],
        ),
        (
            "2 of (almaty, moscow, korea)",
            [("almaty", "place", EXACT, ("Almaty",)), ("korea", "event", EXACT, ("Korea",))],
        ),
    ],
)  # fmt: skip
def test_each_part_is_explained_by_field_rule_and_words(
    archive: Archive, journalist: Actor, photo: int, text: str, expected: list[tuple[str, str, str, tuple[str, ...]]]
) -> None:
    with archive.reading(journalist) as work:
        assert photo in {asset.id for asset in discovery.search(work, Request(text)).assets}
    assert reasons(archive, journalist, photo, text) == expected


def test_a_likeness_is_explained_by_what_both_have(archive: Archive, journalist: Actor, photo: int) -> None:
    shared = "Both photos have this."
    assert reasons(archive, journalist, photo, f"like:{photo + 1}") == [
        (f"like:{photo + 1}", "person", shared, ("Ospanova Bakytzhamal",)),
        (f"like:{photo + 1}", "keyword", shared, ("opening",)),
    ]


def test_what_is_not_true_of_a_photo_is_no_reason(archive: Archive, journalist: Actor, photo: int) -> None:
    assert reasons(archive, journalist, photo, "moscow") == []
    assert [part for part, *_ in reasons(archive, journalist, photo, "almaty moscow")] == ["almaty"]


def test_a_draft_is_explained_to_nobody_who_may_not_see_it(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        draft = make_asset(work, "DSC_0001.JPG").id
    indexing.catch_up(archive)
    assert reasons(archive, archivist, draft, "dsc_0001") != []
    with pytest.raises(NotFound):
        reasons(archive, journalist, draft, "dsc_0001")


def test_nothing_is_like_a_draft_to_those_who_may_not_see_it(
    archive: Archive, archivist: Actor, journalist: Actor, photo: int
) -> None:
    with archive.begin(archivist) as work:
        draft = make_asset(work).id
        tagging.edit(work, [draft], AssetChange(add_keywords=("opening",)))
    indexing.catch_up(archive)
    totals = {}
    for actor in (archivist, journalist):
        with archive.reading(actor) as work:
            found = discovery.search(work, Request(f"like:{draft}"))
            totals[actor.name] = (found.total, len(found.reading.problems))
    assert totals == {"archivist": (2, 0), "journalist": (0, 1)}
