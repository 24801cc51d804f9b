"""Words that name people: found by rules always, by likeness only where nothing else is, and said in any case."""

from __future__ import annotations

import pytest

from archive.model import Actor, Status
from archive.services import discovery, indexing, tagging
from archive.services.discovery import Request
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import make_asset, make_person


@pytest.fixture
def photos(archive: Archive, archivist: Actor) -> dict[str, int]:
    """One photo of each of three people; one that only speaks of the first; a draft of a fourth person."""
    with archive.begin(archivist) as work:
        ids = {}
        for name in ("Ospanova Bakytzhamal", "Kim Heungsu", "Petrov Ivan"):
            ids[name] = make_asset(work).id
            tagging.edit(work, [ids[name]], AssetChange(add_people=(make_person(work, name).id,)))
        ids["caption"] = make_asset(work).id
        tagging.edit(work, [ids["caption"]], AssetChange(captions={"ru": "Речь: Оспанова, открытие"}))
        tagging.edit(work, list(ids.values()), AssetChange(status=Status.PUBLISHED))
        draft = make_asset(work).id
        tagging.edit(work, [draft], AssetChange(add_people=(make_person(work, "Zhumabaev Daulet").id,)))
        ids["draft"] = draft
    indexing.catch_up(archive)
    return ids


def found(archive: Archive, actor: Actor, text: str) -> tuple[set[int], list[tuple[str, str, bool]]]:
    with archive.reading(actor) as work:
        results = discovery.search(work, Request(text))
        assert discovery.count(work, Request(text)) == results.total == len(results.found)
        notes = [(note.typed, note.form, note.sure) for note in results.found_as]
        return {asset.id for asset in results.assets}, notes


def test_a_name_as_recorded_needs_no_note(archive: Archive, journalist: Actor, photos: dict[str, int]) -> None:
    assert found(archive, journalist, "ospanova bakytzhamal") == ({photos["Ospanova Bakytzhamal"]}, [])
    assert found(archive, journalist, "PETROV") == ({photos["Petrov Ivan"]}, [])


def test_a_name_in_another_script_is_found_and_said(
    archive: Archive, journalist: Actor, photos: dict[str, int]
) -> None:
    ids, notes = found(archive, journalist, "Оспанова")
    assert ids == {photos["Ospanova Bakytzhamal"], photos["caption"]}
    assert notes == [("Оспанова", "Ospanova", True)]
    ids, notes = found(archive, journalist, "김흥수")
    assert ids == {photos["Kim Heungsu"]}
    assert notes == [("김흥수", "Kim Heungsu", True)]


def test_a_slip_is_mended_where_nothing_else_is_found(
    archive: Archive, journalist: Actor, photos: dict[str, int]
) -> None:
    assert found(archive, journalist, "Osanova") == (
        {photos["Ospanova Bakytzhamal"]},
        [("Osanova", "Ospanova Bakytzhamal", False)],
    )
    assert found(archive, journalist, "Osanova or речь") == ({photos["caption"]}, [])


def test_another_keyboard_is_understood_where_nothing_else_is_found(
    archive: Archive, journalist: Actor, photos: dict[str, int]
) -> None:
    ids, notes = found(archive, journalist, "jcgfyjdf")  # "оспанова" on an English keyboard
    assert photos["Ospanova Bakytzhamal"] in ids
    assert notes[0][2] is False


def test_what_was_typed_and_found_is_not_widened(archive: Archive, archivist: Actor, journalist: Actor) -> None:
    with archive.begin(archivist) as work:
        person, near = make_person(work, "Petrova Anna"), make_person(work, "Petrovna Anna")
        photos = [make_asset(work, publish=True).id for _ in range(2)]
        tagging.edit(work, photos[:1], AssetChange(add_people=(person.id,)))
        tagging.edit(work, photos[1:], AssetChange(add_people=(near.id,)))
    indexing.catch_up(archive)
    assert found(archive, journalist, "Petrovna Anna")[0] == {photos[1]}


def test_a_name_beside_other_words_narrows_as_a_word_does(
    archive: Archive, journalist: Actor, photos: dict[str, int]
) -> None:
    assert found(archive, journalist, "Оспанова открытие")[0] == {photos["caption"]}
    assert found(archive, journalist, "person:Оспановой")[0] == {photos["Ospanova Bakytzhamal"]}
    everybody = {photos[name] for name in ("Kim Heungsu", "Petrov Ivan")}
    assert found(archive, journalist, "-Оспанова")[0] == everybody


def test_nobody_is_named_whom_only_drafts_show(
    archive: Archive, archivist: Actor, journalist: Actor, photos: dict[str, int]
) -> None:
    for text in ("Жумабаев", "Zhumabajevv", ";evf,ftd"):
        assert found(archive, journalist, text) == (set(), []), text
    assert found(archive, archivist, "Жумабаев")[0] == {photos["draft"]}
    assert found(archive, archivist, "Жумабаев")[1] == [("Жумабаев", "Zhumabaev", True)]


def test_the_same_search_means_the_same_whatever_is_chosen(
    archive: Archive, journalist: Actor, photos: dict[str, int]
) -> None:
    with archive.reading(journalist) as work:
        results = discovery.search(work, Request("открытие Оспановва", {"camera": ("none",)}))
        assert (results.total, results.found_as) == (0, discovery.search(work, Request("открытие Оспановва")).found_as)


def test_a_short_word_is_known_by_its_letters_not_by_its_sound(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        named = {}
        for name, variant in (("Kim Khing Su", "Ким Хын Су"), ("So Kheran", "Suh Hye-ran"), ("Yerlan", "Е. Искаков")):
            named[name] = make_asset(work, publish=True).id
            tagging.edit(work, [named[name]], AssetChange(add_people=(make_person(work, name, variant).id,)))
    indexing.catch_up(archive)
    assert found(archive, journalist, "су") == ({named["Kim Khing Su"]}, [])
    for text in ("ту", "эээээ"):
        assert found(archive, journalist, text) == (set(), [])


def test_a_name_found_as_a_whole_says_nothing_of_its_parts(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        named = {}
        for name in ("Kim Khing Su", "So Kheran", "Kan Georgiy"):
            named[name] = make_asset(work, publish=True).id
            variants = {"So Kheran": ["Suh Hye-ran"]}.get(name, [])
            tagging.edit(work, [named[name]], AssetChange(add_people=(make_person(work, name, *variants).id,)))
    indexing.catch_up(archive)
    ids, notes = found(archive, journalist, "Ким Кхинг Су")
    assert ids == {named["Kim Khing Su"]}
    assert {form for _, form, _ in notes} == {"Kim Khing Su"}
