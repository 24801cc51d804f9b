"""Suggestions while somebody types: what there are photos of to be seen, and nothing else."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from archive.model import Actor, Status
from archive.services import indexing, suggestions, tagging
from archive.services.suggestions import Suggestion
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_event, make_person


@pytest.fixture
def world(archive: Archive, archivist: Actor) -> dict[str, int]:
    """Two published photos of one person at one event, and a newer draft with things of its own."""
    with archive.begin(archivist) as work:
        event = make_event(
            work,
            "The Window to Korea",
            place="Almaty, National Library",
            series="Book corners",
            starts_on=date(2020, 10, 1),
        )
        person = make_person(work, "Ospanova Bakytzhamal", "Оспанова Бакытжамал")
        old, new = (make_asset(work, f"DSC_062{day}.JPG", captured_at=datetime(2020, 10, day)).id for day in (1, 2))
        draft = make_asset(work, "DSC_0629.JPG", captured_at=datetime(2021, 1, 1)).id
        change = AssetChange(event_id=event.id, add_people=(person.id,), add_keywords=("opening", "books"))
        tagging.edit(work, [old, new], change)
        tagging.edit(work, [old, new], AssetChange(texts={"creator": "Alma Kim"}, status=Status.PUBLISHED))
        secret = make_event(work, "Wedding of the year", place="Alcatraz", series="Hidden series")
        hidden = make_person(work, "Osborne Secret")
        change = AssetChange(
            event_id=secret.id, add_people=(hidden.id,), add_keywords=("opera",), texts={"creator": "Alcuin"}
        )
        tagging.edit(work, [draft], change)
    indexing.catch_up(archive)
    return {"old": old, "new": new, "draft": draft, "event": event.id, "person": person.id, "hidden": hidden.id}


def suggest(archive: Archive, actor: Actor, text: str) -> dict[str, list[Suggestion]]:
    with archive.reading(actor) as work:
        return {group.kind: list(group.items) for group in suggestions.suggest(work, text)}


def labels(archive: Archive, actor: Actor, text: str) -> dict[str, list[str]]:
    return {kind: [item.label for item in items] for kind, items in suggest(archive, actor, text).items()}


def test_every_kind_is_suggested_with_count_and_newest_photo(
    archive: Archive, journalist: Actor, world: dict[str, int]
) -> None:
    for text, kind, label in (
        ("ospa", "person", "Ospanova Bakytzhamal"),
        ("wind", "event", "The Window to Korea"),
        ("book", "series", "Book corners"),
        ("nation", "place", "Almaty, National Library"),
        ("open", "keyword", "opening"),
        ("alma k", "creator", "Alma Kim"),
    ):
        item = suggest(archive, journalist, text)[kind][0]
        assert (item.label, item.count, item.text) == (label, 2, "")
        assert item.cover is not None
        assert item.cover.id == world["new"]


def test_nothing_is_told_that_only_drafts_have(
    archive: Archive, archivist: Actor, journalist: Actor, world: dict[str, int]
) -> None:
    for text in ("osbo", "secret", "wedding", "hidden", "alca", "opera", "alcu", "DSC_0629", "person:osb", "place:alc"):
        assert labels(archive, journalist, text) == {}, text
        assert labels(archive, archivist, text) != {}, text
    for text in ("os", "al", "op", "dsc_06", "place:", "person:"):
        told = str(labels(archive, journalist, text))
        assert not any(word in told for word in ("Osborne", "Alca", "opera", "Alcu", "0629")), text


def test_only_the_last_words_are_completed_and_the_rest_stays(
    archive: Archive, journalist: Actor, world: dict[str, int]
) -> None:
    (person,) = suggest(archive, journalist, "has:date opening bakytzhamal ospan")["person"]
    assert (person.value, person.text) == (str(world["person"]), "has:date opening")
    (event,) = suggest(archive, journalist, "opening window to kor")["event"]
    assert (event.value, event.text, event.detail) == (str(world["event"]), "opening", date(2020, 10, 1))


def test_a_field_that_was_begun_is_filled_from_its_own_values(
    archive: Archive, journalist: Actor, world: dict[str, int]
) -> None:
    assert labels(archive, journalist, "korea place:alm") == {"place": ["Almaty, National Library"]}
    assert labels(archive, journalist, "место:") == {"place": ["Almaty, National Library"]}
    assert labels(archive, journalist, "person:") == {"person": ["Ospanova Bakytzhamal"]}


def test_files_are_photos_to_go_to(archive: Archive, journalist: Actor, world: dict[str, int]) -> None:
    found = suggest(archive, journalist, "korea dsc_06")["file"]
    assert [(item.label, item.value) for item in found] == [
        ("DSC_0621.JPG", str(world["old"])),
        ("DSC_0622.JPG", str(world["new"])),
    ]
    assert "file" not in suggest(archive, journalist, "ds")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("0622", ["DSC_0622.JPG"]),
        ("062", ["DSC_0621.JPG", "DSC_0622.JPG"]),
        ("622", ["DSC_0622.JPG"]),
        ("0630", []),
    ],
)
def test_files_are_known_by_their_figures_alone(
    archive: Archive, journalist: Actor, world: dict[str, int], text: str, names: list[str]
) -> None:
    assert labels(archive, journalist, text).get("file", []) == names


def test_what_is_not_wanted_is_finished_as_text(archive: Archive, journalist: Actor, world: dict[str, int]) -> None:
    for text in ("korea -ospa", "korea \u2212оспа"):
        (person,) = suggest(archive, journalist, text)["person"]
        assert (person.kind, person.label) == ("field", "Ospanova Bakytzhamal")
        assert person.text == 'korea -person:"Ospanova Bakytzhamal"'
    assert "Secret" not in str(labels(archive, journalist, "-secret"))


def test_a_likeness_is_thought_of_only_where_nothing_begins_so(
    archive: Archive, archivist: Actor, journalist: Actor, world: dict[str, int]
) -> None:
    with archive.begin(archivist) as work:
        photo = make_asset(work, publish=True).id
        people = [make_person(work, name).id for name in ("Djulayev Akhat", "So Kheran", "Kan Georgiy")]
        tagging.edit(work, [photo], AssetChange(add_people=people))
    indexing.catch_up(archive)
    for text in ("jc", "кни", "пр", "ISO", "window to", "ispa"):
        assert "person" not in labels(archive, journalist, text), text
    for text in ("jcgfyjdf", "Оспановой", "Ospannova"):
        assert labels(archive, journalist, text) == {"person": ["Ospanova Bakytzhamal"]}, text


def test_the_names_of_fields_are_completed(archive: Archive, journalist: Actor, world: dict[str, int]) -> None:
    fields = suggest(archive, journalist, "korea camer")["field"]
    assert [(item.label, item.text) for item in fields] == [("camera:", "korea camera:")]
    assert [item.label for item in suggest(archive, journalist, "собы")["field"]] == ["событие:"]


@pytest.mark.parametrize("text", ["", " ", "o", "-o", "-", '"korea"', ":", "(", '"', "a:b:c", "\u0301", "%", "😀"])
def test_what_tells_nothing_suggests_nothing(
    archive: Archive, journalist: Actor, world: dict[str, int], text: str
) -> None:
    assert labels(archive, journalist, text) == {}
