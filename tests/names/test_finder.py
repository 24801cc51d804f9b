"""People are found by names in any script, spelling and case, and not taken for others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names.finder import Ground, Match, Named, NameFinder, found_as
from tests.names.published import PUBLISHED

EVERYBODY = list(PUBLISHED)
TYPED = [(name, form) for name, forms in PUBLISHED.items() for form in forms.split(" | ")]


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    return NameFinder(Named(number, (name,)) for number, name in enumerate(EVERYBODY))


def named(*forms: str) -> NameFinder:
    return NameFinder(Named(number, tuple(form.split(" | "))) for number, form in enumerate(forms, 1))


def first(found: list[Match]) -> int | None:
    return found[0].id if found else None


@pytest.mark.parametrize(("name", "form"), TYPED)
def test_a_published_form_finds_its_person_first(finder: NameFinder, name: str, form: str) -> None:
    found = finder.find(form)
    assert found, form
    assert EVERYBODY[found[0].id] == name


@pytest.mark.parametrize(
    "word", ["library", "opening", "Алматы", "выставка", "музей", "көрме", "도서관", "2020", "!?", ""]
)
def test_an_ordinary_word_is_nobodys_name(finder: NameFinder, word: str) -> None:
    assert finder.mentions([word]) == []


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("Олжас Сулейменов", 1),
        ("Сулейменова Элеонора", 3),
        ("Сулейменову Тимуру", 2),
        ("Э.Д. Сулейменова", 3),
        ("О. Сулейменов", 1),
        ("С. Ахметов", 5),
        ("Ахметов С.К.", 6),
        ("Ахметов С.Н.", 5),
        ("Иванов Сергей Борисович", 7),
        ("Игорь Сергеевич Иванов", 8),
    ],
)
def test_namesakes_are_told_apart(query: str, right: int) -> None:
    found = named(
        "Olzhas Suleimenov", "Timur Suleimenov", "Eleonora Suleimenova", "Daniyal Akhmetov", "Serik Akhmetov",
        "Sapar Akhmetov | Сапар Қайратұлы Ахметов", "Sergei Ivanov", "Ivanov Igor Sergeyevich",
    ).find(query)  # fmt: skip
    assert first(found) == right


def test_a_recorded_form_comes_before_a_rule_and_a_rule_before_a_likeness() -> None:
    found = named("Оспанова", "Ospanova", "Ospannova Ospana").find("Оспанова")
    assert [(match.id, match.ground) for match in found[:2]] == [(1, Ground.RECORDED), (2, Ground.RULE)]
    assert found[0].score > found[1].score > found[2].score


def test_it_says_as_what_somebody_was_found() -> None:
    [match] = named("Bakytzhamal Ospanova").find("Оспанова")
    assert found_as(match, "Оспанова") == ("Оспанова", "Ospanova")
    [match] = named("Bakytzhamal Ospanova").find("ospanova bakytzhamal")
    assert found_as(match, "ospanova bakytzhamal") is None


def test_another_keyboard_is_a_ground_of_its_own() -> None:
    [match] = named("Тимур Сулейменов").find("Nbveh Cektqvtyjd")
    assert match.ground is Ground.LAYOUT


def test_a_forbidden_form_leads_to_nobody_and_the_others_stay() -> None:
    finder = NameFinder([Named(1, ("Nursultan Nazarbayev",), ("Назарбаев Султан",)), Named(2, ("Sultan Nazarbayev",))])
    assert [match.id for match in finder.find("Назарбаев Султан")] == [2]
    assert first(finder.find("Назарбаев Нурсултан")) == 1


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("осп", 1),
        ("Осп", 1),
        ("osp", 1),
        ("bakytzhamal osp", 1),
        ("김", 2),
        ("ким", 2),
        ("kim kh", 2),
        ("Тока", 3),
        ("토카", 3),
    ],
)
def test_a_name_is_completed_in_any_script(typed: str, right: int) -> None:
    finder = named("Bakytzhamal Ospanova", "Kim Khing Su", "Kassym-Jomart Tokayev")
    assert first(finder.complete(typed)) == right


@pytest.mark.parametrize("typed", ["", "o", "я", "-", "."])
def test_a_lone_letter_completes_nothing(typed: str) -> None:
    assert named("Bakytzhamal Ospanova", "Olzhas Suleimenov").complete(typed) == []


def test_mentions_are_the_words_that_name_people() -> None:
    finder = named("Bakytzhamal Ospanova", "Kim Khing Su", "Olzhas Suleimenov")
    found = finder.mentions("opening Оспанова Бакытжамал library Сулейменовым".split())
    assert [(mention.start, mention.end, mention.matches[0].id) for mention in found] == [(1, 3, 1), (4, 5, 3)]


people = st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=8, unique=True)


@given(people, st.sampled_from(EVERYBODY), st.sampled_from([form for _, form in TYPED]))
def test_who_was_forgotten_is_not_found_and_who_was_put_is_as_if_always_there(
    held: list[str], changed: str, query: str
) -> None:
    built = NameFinder(Named(n, (name,)) for n, name in enumerate(held))
    built.put(Named(99, (changed,)))
    built.drop(99)
    assert 99 not in {match.id for match in built.find(query)}
    fresh = NameFinder(Named(n, (name,)) for n, name in enumerate(held))
    assert built.find(query) == fresh.find(query)


@given(st.text(max_size=300))
def test_any_text_is_answered(finder: NameFinder, text: str) -> None:
    for found in (finder.find(text), finder.complete(text)):
        assert all(0 < match.score <= 1 for match in found)
    finder.mentions(text.split())
