from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names.keys import keys
from archive.query import korean, words
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


@pytest.mark.parametrize(
    "forms",
    [
        # Declension, plural and possession as in the grammar tables of Wiktionary's entries for these words.
        "кітап кітаптың кітапқа кітапты кітапта кітаптан кітаппен кітаптар кітаптарға кітабы кітабында кітабының",
        "қала қаланың қалаға қаланы қалада қаладан қаламен қалалар қалалардың қаласы қаласында қаласына қаласын",
        "мектеп мектептің мектепке мектептен мектеппен мектептерде мектебі мектебінде мектебінің",
        "Қазақстан Қазақстанның Қазақстанға Қазақстанда Қазақстаннан Қазақстандағы",
        "Алматы Алматының Алматыға Алматыны Алматыда Алматыдан Алматымен Алматыдағы",
        "көрме көрменің көрмеге көрмеде көрмелер көрмесі көрмесінде көрмесіне көрмесін",
        "облыс облысы облысының облысына облысында облыста",
        "кітапхана кітапханасы кітапханасына кітапханасынан кітапханалары кітапханаларында кітапханамыз",
        "ашылу ашылуы ашылуына ашылуында ашылды ашылған",
        "бала балалар балаларға балалары баласы балаға",
        "басшы басшысы басшылар басшысының басшылары",
        "күн күнде күнге күндер күндері күні",
        # Russian with a vowel that comes and goes, English with another consonant
        "уголок уголка уголку уголком уголки уголков",
        "дворец дворца дворцом дворцы дворцов",
        "посол посла послу послом послы послов",
        "выставка выставки выставку выставок выставками",
        "открытка открыток открытки открытку",
        "shelf shelves",
        "leaf leaves",
        # Kazakh on a Russian keyboard
        "китапхана китапханада китапхананын китапханалар китапханасы",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    first, *others = (set(words.loose(words.fold(form))) for form in forms.split())
    assert [other & first for other in others if not other & first] == []


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("картина", "карта"), ("Пушкин", "пушка"), ("победа", "побег"), ("машина", "маша"), ("Корея", "корешок"),
        ("көрме", "көл"), ("қала", "қалам"), ("бала", "балық"), ("ауыл", "аула"), ("library", "liberal"),
    ],
)  # fmt: skip
def test_words_apart_share_no_stem(word: str, other: str) -> None:
    assert not set(words.loose(words.fold(word))) & set(words.loose(words.fold(other)))


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("도서관에서", "도서관"), ("도서관은", "도서관"), ("도서관을", "도서관"), ("전시회는", "전시회"),
        ("전시회에", "전시회"), ("카자흐스탄으로", "카자흐스탄"), ("작가와", "작가"), ("대사의", "대사"),
        # Ends like a particle, but is none: too short, or not the form that would stand there
        ("회의", "회의"), ("예술가", "예술가"), ("한국", "한국"), ("나는", "나는"), ("서울", "서울"),
    ],
)  # fmt: skip
def test_korean_word_is_left_without_its_particle(word: str, left: str) -> None:
    assert korean.bare(word) == left


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


def test_a_number_is_found_without_what_it_counts() -> None:
    assert [token.exact for token in words.tokens("18-140mm f/2.8G D750")] == [
        ("18",), ("140mm", "140"), ("f",), ("2",), ("8g", "8"), ("d750",),
    ]  # fmt: skip
