"""Words typed on the wrong keyboard layout, read as they were meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

# The same keys, row by row: US English, Russian (ЙЦУКЕН), Kazakh (RST 903-90: digits are letters).
_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю."
_ENGLISH_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'
_RUSSIAN_SHIFTED = "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"
_KAZAKH = {"8": "ү", "9": "ұ", "0": "қ", "-": "ө", "=": "һ", "*": "Ү", "(": "Ұ", ")": "Қ", "_": "Ө", "+": "Һ",
                "2": "ә", "3": "і", "4": "ң", "5": "ғ", "@": "Ә", "#": "І", "$": "Ң", "%": "Ғ"}  # fmt: skip

_TO_RUSSIAN: Mapping[str, str] = dict(zip(_ENGLISH + _ENGLISH_SHIFTED, _RUSSIAN + _RUSSIAN_SHIFTED, strict=True))
_TO_ENGLISH: Mapping[str, str] = {letter: key for key, letter in _TO_RUSSIAN.items() if letter.isalpha()}

# Two-set (KS X 5002): consonants left, vowels right; shifted keys are the doubled ones.
_JAMO: Mapping[str, str] = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_PAIRS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
          "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ",
          "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ"}  # fmt: skip


def meant(text: str) -> tuple[str, ...]:
    """What else a text may have been meant to be; none of them is the text itself. Without letters, nothing."""
    if not any(c.isalpha() for c in text):
        return ()
    found = []
    if any("\u0400" <= c <= "\u04ff" for c in text):
        # Kazakh letters are on no key of an English word.
        if all(c in _TO_ENGLISH or not c.isalpha() for c in text):
            found.append("".join(_TO_ENGLISH.get(c, c) for c in text))
    else:
        found.append("".join(_TO_RUSSIAN.get(c, c) for c in text))
        if any(c in _KAZAKH for c in text):
            found.append("".join(_KAZAKH.get(c) or _TO_RUSSIAN.get(c, c) for c in text))
        if (korean := _korean(text)) is not None:
            found.append(korean)
    return tuple(dict.fromkeys(other for other in found if other != text))


def _korean(text: str) -> str | None:
    """Latin letters as two-set keys; None where they make no whole syllables."""
    words = [_syllables([_JAMO.get(c) or _JAMO.get(c.lower(), "") for c in word]) for word in text.split()]
    return " ".join(word for word in words if word) if words and all(words) else None


def _syllables(jamo: list[str]) -> str | None:
    made, at = [], 0
    while at < len(jamo):
        if jamo[at] not in _INITIALS or not jamo[at] or at + 1 >= len(jamo) or jamo[at + 1] not in _VOWELS:
            return None
        initial, vowel = jamo[at], jamo[at + 1]
        at += 2
        if at < len(jamo) and (joined := _PAIRS.get(vowel + jamo[at])) and joined in _VOWELS:
            vowel = joined
            at += 1
        final, taken = _final(jamo, at)
        at += taken
        made.append(chr(0xAC00 + (_INITIALS.index(initial) * 21 + _VOWELS.index(vowel)) * 28 + _FINALS.index(final)))
    return unicodedata.normalize("NFC", "".join(made))


def _final(jamo: list[str], at: int) -> tuple[str, int]:
    """The consonants that close a syllable: all up to the one that opens the next."""
    coming = []
    for letter in jamo[at : at + 3]:
        if letter in _VOWELS:
            break
        coming.append(letter)
    opens_next = len(coming) < len(jamo[at : at + 3])
    closing = coming[:-1] if opens_next else coming
    for taken in (2, 1):
        joined = "".join(closing[:taken])
        final = _PAIRS.get(joined, joined if taken == 1 else "")
        if len(closing) >= taken and final and final in _FINALS and (taken == len(closing) or taken == 2 or opens_next):
            return final, taken
    return " ", 0
