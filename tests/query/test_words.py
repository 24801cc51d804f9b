from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names.keys import keys
from archive.query import words
from archive.query.filenames import NameParts, parts


@given(st.text())
def test_composition_makes_no_difference(text: str) -> None:
    nfc, nfd = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert words.fold(nfc) == words.fold(nfd)
    assert words.tokens(nfc) == words.tokens(nfd)
    assert parts(nfc) == parts(nfd)


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_of_two_texts_are_those_of_both(first: str, second: str) -> None:
    together = [token.raw for token in words.tokens(f"{first} . {second}")]
    assert together == [token.raw for text in (first, second) for token in words.tokens(text)]


@given(st.text())
def test_every_token_can_be_found_by_something(text: str) -> None:
    for token in words.tokens(text):
        assert token.exact or token.pairs
        assert all(0 < len(form) <= words.LONGEST for form in (*token.exact, *token.loose, *token.pairs))
    assert words.has_words(text) == bool(words.tokens(text))


def test_syllables_are_pairs_with_the_last_alone() -> None:
    (token,) = words.tokens("도서관")
    assert token.pairs == ("도서", "서관", "관")
    assert [(token.place, token.raw) for token in words.tokens("LG전자 20년")] == [
        (0, "lg"), (1, "전자"), (3, "20"), (4, "년"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ёлка", "елка"),
        ("Юбилей", "юбилей"),
        ("Қазақстан", "қазақстан"),
        ("ﬁlm ＡＢＣ", "film abc"),
        ("Łódź İstanbul Straße Ærø", "lodz istanbul strasse aero"),
        ("が", "が"),
    ],
)
def test_folding_takes_away_only_what_tells_no_words_apart(text: str, folded: str) -> None:
    assert words.fold(text) == folded


def test_kazakh_place_names_keep_their_own_endings() -> None:
    forms = {words.loose(word)[-1] for word in ("алматы", "алматыда", "алматыға", "алматыдан", "алматының")}
    assert forms == {"алматы"}


@pytest.mark.parametrize(
    "forms",
    [
        "Ospanova Оспанова Оспановой Оспанову Оспанов Оспановым Оспановых",
        "Iskakov Искаков Искакову Искаковым",
        "Djulayev Джулаев Dzhulaev Джулаева",
        "Tokayev Токаев Toqaev Tokaev",
        "Georgiy Георгий Георгия Георгию Георгием Georgy Georgii",
        "Erlan Ерлан Ерлану Ерланом",
        "Zhakupov Жакупов Jakupov",
        "Khan Хан Han",
        "Dostoevsky Достоевский Достоевская Dostoyevskiy Достоевского",
        "Timofeyevich Тимофеевич Тимофеевича",
    ],
)
def test_forms_of_a_name_have_one_key(forms: str) -> None:
    assert len({keys(words.fold(form)) for form in forms.split()}) == 1


def test_names_apart_have_keys_apart() -> None:
    apart = "Искаков Исаков Пак Ким Кан Хан Ли Иванов Оспанов Ерлан Ернар Георгий Григорий Валентин".split()
    assert len({keys(words.fold(name)) for name in apart}) == len(apart)


def test_hangul_name_has_a_key_a_syllable() -> None:
    assert keys("김흥수") == keys("gim") + keys("heung") + keys("su")


@pytest.mark.parametrize(
    ("name", "taken_apart"),
    [
        ("DSC_0622.JPG", NameParts(("dsc", "622"), "dsc0622", "", "jpg")),
        (
            "IMG_20201008_000012.HEIC",
            NameParts(("img", "20201008", "12"), "img20201008000012", "20201008000012", "heic"),
        ),
        ("0000", NameParts(("0",), "0000", "", "")),
        ("v1.2", NameParts(("v", "1", "2"), "v12", "12", "")),
        ("...", NameParts((), "", "", "")),
    ],
)
def test_file_name_is_taken_apart(name: str, taken_apart: NameParts) -> None:
    assert parts(name) == taken_apart
