"""Marked words: those that the search means and no others, in a text that stays as it is."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query.marking import mark
from archive.query.parse import parse
from archive.query.tree import Node
from tests.query import searches

TODAY = date(2021, 3, 7)


def marked(search: str, text: str) -> str:
    pieces = mark(text, parse(search, TODAY).tree)
    assert "".join(piece.text for piece in pieces) == text
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("library", "The [Library] and the [libraries], a librarian"),
        ("библиотека", "В [библиотеке] и у [библиотеки], библиограф"),
        ("кітапхана", "[Кітапханада] және [кітапханаға] кітап"),
        ("ospanova", "[Оспанова] с [Оспановой], Ospan"),
        ("оспанова", "[Ospanova] and [OSPANOVA] friend"),
        ("ёлка", "[Елка], [ЁЛКА] и [ёлки]"),
        ("서울", "[서울]에서 국립[서울]도서관, 울"),
        ("관", "도서[관]에서 [관]"),
        ("국립도서관", "[국립도서관]에서, 도서관"),
        ('"new book"', "A [new] [book]; new bookshop, book new, [New] — [Book]"),
        ("книг*", "[книга], книжка, кни; [книги]"),
        ("cafe", "[café], [cafe\u0301]!"),
        ("find", "[ﬁnd]"),
        ("o'connor", "[O’Connor], Connor"),
        ("almaty or astana", "[Almaty], then [Astana]"),
        ("almaty -astana", "[Almaty], then Astana"),
        ("caption:almaty has:date iso:>100", "[Almaty] 100"),
        ("2 of (red, green, blue)", "[red] and [green]"),
        ("октябрь 2020", "[октябрь] 2021, 10 [октября] [2020]"),
        ("", "Everything"),
    ],
)
def test_the_words_meant_are_marked(search: str, text: str) -> None:
    assert marked(search, text.replace("[", "").replace("]", "")) == text


def test_letters_are_never_parted_from_their_marks() -> None:
    # A tone mark behind a Hangul syllable, and a Hangul word in jamo (NFD).
    for text in ("서\u302e울", unicodedata.normalize("NFD", "국립서울도서관")):
        for piece in mark(text, parse("서울", TODAY).tree):
            assert not unicodedata.category(piece.text[0]).startswith("M")
            assert unicodedata.normalize("NFC", piece.text) == unicodedata.normalize("NFC", piece.text).strip()
    assert marked("family", "👨‍👩‍👧 [family] 🇰🇿".replace("[", "").replace("]", "")) == "👨‍👩‍👧 [family] 🇰🇿"


@given(st.text(), searches.trees)
def test_whatever_is_marked_the_text_stays(text: str, tree: Node) -> None:
    pieces = mark(text, tree)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
