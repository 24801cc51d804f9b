"""Kazakh words without their endings, in letters of a Russian keyboard; there is no Snowball stemmer for Kazakh.

Endings of nouns, and of verbs where they look the same. What else may be found is ``words``' affair.
"""

from __future__ import annotations

import re

PLAIN = str.maketrans("әғқңөұүһіў", "агкноуухиу")
"""What is typed for Kazakh letters on a Russian keyboard."""

_VOWELS = "аеёиоуыэюя"
_VOWEL, _CONSONANT, _NASAL = f"[{_VOWELS}]", f"[^{_VOWELS}]", "[мн]"
_VOICELESS, _VOICED = "[пфктсшщхцчбвгд]", "[^пфктсшщхцчбвгд]"
_LAST_VOWEL = re.compile(f"{_VOWEL}(?={_CONSONANT}*$)")
_WITHOUT_HARMONY = ("мен", "бен", "пен")

# Which form an ending has depends on the sound before it: sound, endings.
_ENDINGS = (
    # Case, and the place made an adjective
    (_VOICED, "да де дан ден дагы деги га ге мен"),
    (_VOICELESS, "та те тан тен тагы теги тын тин ты ти ка ке пен"),
    ("[жзйлр]", "дын дин ды ди"),
    (_NASAL, "нан нен нын нин ды ди"),
    (_VOWEL, "нын нин ны ни нда нде нан нен ндагы ндеги"),
    ("[зж]", "бен"),
    ("ы", "на"),
    # Possession. Облысы is облыс and ы, басшысы басшы and сы
    ("[аеоэя]", "сы си"),
    ("ш[ыи]", "сы си"),
    (f"(?:{_CONSONANT}|у)", "ы и"),
    # Plural
    ("[аеёиоуыэюярй]", "лар лер"),
    ("[мнлзж]", "дар дер"),
    (_VOICELESS, "тар тер"),
    # Action and participle, besides the past in -ды, which is above
    (_CONSONANT, "у"),
    (_VOICED, "ган ген"),
    (_VOICELESS, "кан кен"),
)
# These are taken away from words only that have Kazakh letters: they look like other Russian words.
_RISKY = (
    ("и", "не"),
    ("[ыи]", "н"),
    (_VOWEL, "сын син мыз миз ныз низ"),
    (_CONSONANT, "ын ин ымыз имиз ыныз иниз"),
)


def _compiled(endings: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Any of the endings, where two letters and the sound stand before it."""
    return re.compile("|".join(f"(?<=..{sound})(?:{'|'.join(forms.split())})$" for sound, forms in endings))


_LIKELY = _compiled(_ENDINGS)
_SURE = _compiled(_ENDINGS + _RISKY)


def stem(word: str) -> str:
    """What the forms of a folded Cyrillic word share, whether it is Kazakh or only looks so.

    Endings are taken away one after another until none is left, so that a word and the same word
    with one more ending come out the same.
    """
    plain = word.translate(PLAIN)
    endings = _LIKELY if plain == word else _SURE
    while (ending := endings.search(plain)) and _in_harmony(plain[: ending.start()], ending.group()):
        plain = plain[: ending.start()]
    # кітап, кітабы: a voiceless sound is voiced between vowels.
    return plain[:-1] + {"б": "п", "г": "к"}.get(plain[-1], plain[-1])


def _in_harmony(before: str, ending: str) -> bool:
    """Whether the vowels go together: front with front, back with back, as far as plain letters tell."""
    vowel = _LAST_VOWEL.search(before)
    if vowel is None or ending in _WITHOUT_HARMONY:
        return True
    own = ending[0] if ending[0] in _VOWELS else ending[1:2]
    return not (own in ("а", "ы") and vowel.group() in "еэ") and not (own in ("е", "и") and vowel.group() == "ы")
