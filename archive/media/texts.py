"""Text as files hold it: bytes of an often unstated character set, turned into clean Unicode.

Shared by the readers of EXIF, IPTC and XMP; nothing here knows any of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# C0 and C1 but tab and newline: no use in a caption, harm in terminals, headers and XML.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NEWLINES: Final = re.compile(r"\r\n?|[\u2028\u2029]")
_SPACING: Final = re.compile(r" *[\n\t]\s*")
_WORDS: Final = re.compile(r"[^\W\d_]+")

# Undeclared text that is not UTF-8 is one of these, in order of preference where several fit equally well.
# STRK 1048 is the Kazakh standard's variant of windows-1251; Russian text is the same bytes in both.
_CANDIDATES: Final = (
    ("cp1252", ("LATIN",)),
    ("kz1048", ("CYRILLIC",)),
    ("koi8_r", ("CYRILLIC",)),
    ("cp866", ("CYRILLIC",)),
    ("iso8859_5", ("CYRILLIC",)),
    ("mac_cyrillic", ("CYRILLIC",)),
    ("mac_roman", ("LATIN",)),
    ("euc_kr", ("HANGUL",)),
    ("shift_jis", ("HIRAGANA", "KATAKANA", "CJK", "IDEOGRAPHIC")),
    # Any two bytes are a Chinese character to somebody: these come last, the one with the fewest first.
    ("gb2312", ("CJK",)),
    ("euc_jp", ("HIRAGANA", "KATAKANA", "CJK", "IDEOGRAPHIC")),
    ("big5", ("CJK",)),
    ("gb18030", ("CJK",)),
)


def clean(text: str) -> str:
    """Text fit to keep: NFC, newlines as LF, no control characters, no blank ends."""
    text = _NEWLINES.sub("\n", unicodedata.normalize("NFC", text))
    return _CONTROLS.sub("", text).strip()


def line(text: str) -> str:
    """Clean text on one line."""
    return _SPACING.sub(" ", clean(text))


def terms(texts: Iterable[str]) -> tuple[str, ...]:
    """Clean one-line texts, each once, in the order of the file."""
    return tuple(dict.fromkeys(term for text in texts if (term := line(text))))


def decode(data: bytes, charset: str = "") -> str:
    """Text from bytes of a stated character set, else of the likeliest; a cut last character is dropped."""
    charset = charset or guess(data)
    if charset == "utf-8" and (end := _end_of_utf8(data)) is not None:
        data = data[:end]
    return data.decode(charset, "replace")


def guess(data: bytes) -> str:
    """The likeliest character set of bytes whose set is not stated, or stated wrongly.

    UTF-8 where the bytes are valid as such. Else the set in which most of the accented or foreign letters
    stand in words that a person could have written: one script a word, capitals only in front or throughout.
    """
    if _end_of_utf8(data) is not None:
        return "utf-8"
    best, best_score = "cp1252", 0.0
    for charset, scripts in _CANDIDATES:
        score = _plausibility(data, charset, scripts)
        if score > best_score:
            best, best_score = charset, score
    return best


def _end_of_utf8(data: bytes) -> int | None:
    """Where the valid UTF-8 ends; None where these bytes are something else.

    IPTC fields have limits in bytes, and writers cut characters in two. One lone half at the end counts as
    a cut only after whole multi-byte characters: else it is rather the é of a Latin-1 "café".
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and not data[: error.start].isascii()
        return error.start if cut else None
    return len(data)


def _plausibility(data: bytes, charset: str, scripts: tuple[str, ...]) -> float:
    """The share of the non-ASCII letters that stand in plausible words of these scripts."""
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        return 0.0
    foreign = sum(1 for c in text if not c.isascii() and not _is_punctuation(c))
    fitting = sum(_foreign_letters(word) for word in _WORDS.findall(text) if _is_plausible(word, scripts))
    return fitting / foreign if foreign else 1.0  # nothing but curly quotes and dashes


def _foreign_letters(word: str) -> int:
    return sum(1 for c in word if not c.isascii())


def _is_plausible(word: str, scripts: tuple[str, ...]) -> bool:
    if not all(unicodedata.name(c, "").startswith(scripts) for c in word):
        return False
    if scripts == ("LATIN",) and len(word) > 2 and _foreign_letters(word) * 2 > len(word):
        return False  # "Îòêðûòèå" is Latin letters throughout, and no word
    return word.islower() or word.isupper() or word[1:].islower() or word.lower() == word.upper()


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZ"
