from __future__ import annotations

import pytest

from archive.media import texts

RUSSIAN = "Открытие книжного уголка «Окно в Корею» в библиотеке"
GERMAN = "Eröffnung der Bücherecke, größte Straße"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("plain words", "ascii"),
        ("Алматы қаласында кітап бұрышы", "utf-8"),
        (RUSSIAN, "cp1251"),
        ("Открытие книжного уголка в библиотеке", "koi8_r"),
        (GERMAN, "latin-1"),
        (GERMAN, "mac_roman"),
        ("It’s the mayor’s house", "cp1252"),
        ("국립중앙도서관 개관식", "euc_kr"),
        ("図書館での開館式、東京から来た出席者", "shift_jis"),
    ],
)
def test_text_is_read_though_its_character_set_is_not_stated(text: str, charset: str) -> None:
    assert texts.decode(text.encode(charset)) == text


def test_kazakh_letters_of_the_national_standard_are_read() -> None:
    assert texts.decode("Бақытжамал Оспанова, Алматы қаласы".encode("kz1048")) == "Бақытжамал Оспанова, Алматы қаласы"


def test_a_character_cut_in_two_is_dropped_and_the_rest_stays() -> None:
    assert texts.decode("Ашылу салтанаты".encode()[:-1]) == "Ашылу салтанат"


def test_a_lone_accent_at_the_end_is_no_cut_character() -> None:
    assert texts.decode("Café".encode("latin-1")) == "Café"


def test_clean_text_is_composed_and_carries_no_control_characters() -> None:
    assert texts.clean("Å\x00ngstro\u0308m\x1b[31m\r\nnext\x07") == "Ångström[31m\nnext"


def test_terms_are_kept_once_in_the_order_of_the_file() -> None:
    assert texts.terms(["Корея", " book\n corner ", "", "Корея"]) == ("Корея", "book corner")
