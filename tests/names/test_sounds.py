"""Spellings of one name in different systems come out as one sound."""

from __future__ import annotations

import pytest

from archive.names import korean
from archive.names.layouts import meant
from archive.names.sounds import readings


# BGN/PCGN, ISO 9 and Duden, as published for each name.
@pytest.mark.parametrize(
    "spellings",
    [
        "Токаев Tokayev Tokaev Toqaev Toqajew",
        "Жомарт Zhomart Jomart",
        "Людмила Lyudmila Ludmila Ljudmila",
        "Шостакович Shostakovich Schostakowitsch Chostakovitch",
        "Хрущёв Khrushchyov Khrushchev",
        "Сулейменов Suleimenov Suleymenov Süleimenov Suleimenow",
        "Шәкәрім Shakarim Şäkärım",
        "Ильяс Ilyas Ілияс",
        "Цой Tsoi Tsoy Zoi",
        "Чайковский Tchaikovsky Chaikovskii Tschaikowski",
    ],
)
def test_spellings_of_a_name_share_a_sound(spellings: str) -> None:
    native, *others = (set(readings(word.casefold())) for word in spellings.split())
    for other in others:
        assert native & other


# Examples of the Revised Romanization's own proclamation, and presidents as McCune-Reischauer and Kontsevich have them.
@pytest.mark.parametrize(
    "spellings",
    ["민용하 minyongha", "홍빛나 hongbitna", "문재인 munjaein мунчжэин", "대중 daejung taejung дэчжун",
     "근혜 geunhye kŭnhye кынхе"]
)  # fmt: skip
def test_korean_syllables_sound_alike_in_each_system(spellings: str) -> None:
    native, *others = map(korean.sound, spellings.split())
    assert set(others) == {native}


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("Njrftd", "Токаев"),
        ("Yehceknfy", "Нурсултан"),
        ("Vf5;fy :9vf,ftd", "Мағжан Жұмабаев"),
        ("answodls", "문재인"),
        ("qkrrmsgP", "박근혜"),
        ("rkskek", "가나다"),
        ("dkssudgktpdy", "안녕하세요"),
        ("Вфкшпф", "Dariga"),
    ],
)
def test_what_was_typed_on_another_keyboard_is_read_as_meant(typed: str, right: str) -> None:
    assert right in meant(typed)
