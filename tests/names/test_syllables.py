"""Korean syllables agree across the systems that write them, and differ where the names do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names.keys import keys
from archive.names.korean import surnames
from archive.names.syllables import agreement, readings

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=4)


# Revised Romanization (proclamation 2000-8), McCune-Reischauer, Kontsevich and the bearers' own spelling of presidents.
@pytest.mark.parametrize(
    "spellings",
    [
        "재인 jaein jae-in чжэ-ин джэин",
        "근혜 geunhye kŭnhye кын-хе geun-hye",
        "명박 myeongbak myŏngbak мён-бак myung-bak",
        "무현 muhyeon muhyŏn му-хён moo-hyun",
        "대중 daejung taejung дэ-чжун dae-jung",
        "영삼 yeongsam yŏngsam ён-сам young-sam",
        "태우 taeu t'aeu тхэ-у tae-woo",
        "두환 duhwan tuhwan ту-хван doo-hwan",
        "정희 jeonghui chŏnghŭi чон-хи chung-hee",
        "보선 boseon posŏn бо-сон po-sun",
    ],
)
def test_spellings_of_a_given_name_agree(spellings: str) -> None:
    native, *others = (readings(spelling.split("-")) for spelling in spellings.split())
    for other in others:
        assert agreement(native, other) == (1.0, True), (spellings, other)


@pytest.mark.parametrize("pair", ["정은 준영", "jong-un joon-young", "ji-sung hui-jeong", "민호 minsu", "чон-хи 종수"])
def test_other_given_names_agree_less(pair: str) -> None:
    one, other = (readings(spelling.split("-")) for spelling in pair.split())
    agreed = agreement(one, other)
    assert agreed is not None
    assert agreed[0] < 0.85
    assert not agreed[1]


@pytest.mark.parametrize("word", ["viktor", "оспанова", "park", "ш", "abcdefgh"])
def test_what_cannot_be_cut_into_syllables_is_no_korean(word: str) -> None:
    assert readings([word]) == ()


@given(SYLLABLES)
def test_hangul_agrees_with_itself(word: str) -> None:
    assert agreement(readings([word]), readings(list(word))) == (1.0, True)


# Tradition rather than rule: presidents, chess players and singers by their own spelling.
@pytest.mark.parametrize(
    ("hangul", "spellings"),
    [
        ("이", "Lee Yi Rhee Ли"),
        ("박", "Park Pak Пак"),
        ("최", "Choi Choe Ch'oe Tsoi Tsoy Цой Чхве"),
        ("정", "Jung Chung Jeong Чон Тен Ten"),
        ("허", "Heo Huh Хегай Khegay"),
        ("유", "Yoo Yu Югай Yugay"),
        ("강", "Kang Кан Kan"),
        ("노", "Roh Noh Но"),
    ],
)
def test_a_surname_is_known_by_its_traditional_spellings(hangul: str, spellings: str) -> None:
    for spelling in spellings.split():
        assert hangul in surnames(spelling.casefold())


@pytest.mark.parametrize("forms", ["김 kim gim ким", "정 jeong chong чон", "홍 hong хон", "박 pak bak пак", "수 su су"])
def test_a_syllable_has_one_key_in_every_script(forms: str) -> None:
    assert len({keys(form) for form in forms.split()}) == 1
