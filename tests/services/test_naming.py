"""The finder follows the records, whoever changes them; records come in from another list once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.errors import Denied, Invalid
from archive.model import Actor, NameKind
from archive.names.finder import Ground, found_as
from archive.services import authorities, naming
from archive.services.authorities import Name, PersonDraft
from archive.services.naming import Brought, External
from archive.work import Archive
from tests.factories import make_person


def found(archive: Archive, actor: Actor, text: str) -> list[str]:
    with archive.reading(actor) as work:
        return [person.name for person, _ in naming.find(work, text)]


def test_a_person_is_found_as_soon_as_the_record_is_there(archive: Archive, archivist: Actor) -> None:
    assert found(archive, archivist, "Оспанова") == []
    with archive.begin(archivist) as work:
        person_id = make_person(work, "Ospanova Bakytzhamal").id
    assert found(archive, archivist, "Оспанова") == ["Ospanova Bakytzhamal"]
    with archive.begin(archivist) as work:
        authorities.edit_person(work, person_id, PersonDraft("Iskakova Bakytzhamal"))
    assert found(archive, archivist, "Оспанова") == []
    assert found(archive, archivist, "Искакова") == ["Iskakova Bakytzhamal"]


def test_a_change_by_another_process_is_noticed(make_archive: Callable[..., Archive], archivist: Actor) -> None:
    here, there = make_archive(), make_archive()
    assert found(here, archivist, "Токаев") == []
    with there.begin(archivist) as work:
        make_person(work, "Kassym-Jomart Tokayev")
    assert found(here, archivist, "Токаев") == ["Kassym-Jomart Tokayev"]


def test_many_changes_at_once_are_all_noticed(
    archive: Archive, archivist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "MOST_READ", 2)
    assert found(archive, archivist, "Токаев") == []
    with archive.begin(archivist) as work:
        for name in ("Kassym-Jomart Tokayev", "Dariga Nazarbayeva", "Olzhas Suleimenov"):
            make_person(work, name)
    assert found(archive, archivist, "Сулейменову Олжасу") == ["Olzhas Suleimenov"]


def test_who_has_no_photo_to_be_seen_is_not_told_to_readers(
    archive: Archive, archivist: Actor, journalist: Actor
) -> None:
    with archive.begin(archivist) as work:
        make_person(work, "Ospanova Bakytzhamal")
    assert found(archive, journalist, "Ospanova Bakytzhamal") == []


def test_a_forbidden_form_leads_elsewhere_and_its_cases_too(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        forbidden = (Name("Тен Мон Гу", kind=NameKind.FORBIDDEN),)
        authorities.create_person(work, PersonDraft("Chung Mong-koo", variants=forbidden))
    assert found(archive, archivist, "Чон Мон Гу") == ["Chung Mong-koo"]
    assert found(archive, archivist, "Тен Мон Гу") == []
    with archive.reading(archivist) as work:
        person = authorities.person(work, 1)
        assert person.names == ("Chung Mong-koo",)
        assert person.forbidden_names == ("Тен Мон Гу",)
        assert naming.lead(work, person, "Тен Мон Гу") is None


def test_it_is_told_which_words_were_taken_for_which(archive: Archive, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        make_person(work, "OSPANOVA Bakytzhamal Kayirbekovna")
    with archive.reading(archivist) as work:
        [(_, match)] = naming.find(work, "Оспановой")
        assert (match.ground, found_as(match, "Оспановой")) == (Ground.RULE, ("Оспановой", "OSPANOVA"))
        [(_, match)] = naming.find(work, "ospanova")
        assert (match.ground, found_as(match, "ospanova")) == (Ground.RECORDED, None)


def test_examples_are_forms_that_lead_to_the_person(archive: Archive, archivist: Actor) -> None:
    for name in ("Ospanova Bakytzhamal", "Kim Khing Su", "Пак Иван Тимофеевич", "김흥수", "Мағжан Жұмабаев"):
        with archive.begin(archivist) as work:
            make_person(work, name)
    with archive.reading(archivist) as work:
        for person in authorities.people_by_id(work, range(1, 6)).values():
            examples = naming.examples(person)
            assert examples
            for form in examples:
                lead = naming.lead(work, person, form)
                assert lead is not None, form


def test_a_list_is_brought_in_once_and_brought_up_to_date(archive: Archive, archivist: Actor) -> None:
    external = External("tokayev", "Kassym-Jomart Tokayev", ("Токаев",))
    for record, outcome in (
        (external, Brought.NEW),
        (external, Brought.UNCHANGED),
        (External("tokayev", "Tokayev Kassym-Jomart", ("Тоқаев",)), Brought.CHANGED),
    ):
        with archive.begin(archivist) as work:
            assert naming.bring_in(work, record) is outcome
    with archive.reading(archivist) as work:
        assert authorities.person(work, 1).names == ("Tokayev Kassym-Jomart", "Токаев", "Тоқаев")
        assert naming.external_ids(work) == {1: "tokayev"}


@pytest.mark.parametrize("external", [External(" ", "Kim"), External("x" * 201, "Kim"), External("kim", " ")])
def test_a_record_without_id_or_name_is_refused(archive: Archive, archivist: Actor, external: External) -> None:
    with archive.begin(archivist) as work, pytest.raises(Invalid):
        naming.bring_in(work, external)


def test_only_archivists_bring_lists_in(archive: Archive, journalist: Actor) -> None:
    with archive.begin(journalist) as work, pytest.raises(Denied):
        naming.bring_in(work, External("kim", "Kim"))
