"""Korean names: surnames by their many traditional spellings, and syllables by any of three romanisations.

Revised Romanization (2000), McCune-Reischauer (1939), the Russian systems of Kholodovich and Kontsevich, and the
spellings that Koreans and the Koreans of the former Soviet Union chose for their passports.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# Surname in Hangul: how it is met in Latin and in Cyrillic letters (folded). Passports write few of them by rule.
_SURNAMES: Mapping[str, str] = {
    "김": "kim gim kym ким гим", "이": "lee yi i li rhee rhie ri ree yee ли и ри лигай нигай",
    "박": "park pak bak pack пак бак", "최": "choi choe choy tsoi tsoy zoi tsoj цой чхве чой чхе чхой цхай",
    "정": "jung jeong chung chong cheong joung ten tyong чон джон чжон тен тян дён тён тэн",
    "강": "kang gang кан", "조": "cho jo joe tyo чо чжо джо тё те дё", "윤": "yoon yun youn юн",
    "장": "jang chang tyan чан чжан джан тян дян", "임": "lim im rim yim лим им", "림": "lim im rim yim лим им",
    "한": "han хан", "오": "oh o ohgay о огай", "서": "seo suh so sur со шо шегай", "신": "shin sin син шин",
    "권": "kwon gwon kwun квон квен", "황": "hwang whang khvan hvan хван", "안": "ahn an ан",
    "송": "song сон сонг", "류": "ryu yoo yu ryoo lyu you рю ю лю люгай югай", "유": "yoo yu ryu you ryoo ю рю лю югай",
    "홍": "hong khon хон", "전": "jeon jun chun chon тен чон чжон джон", "고": "ko go koh kogay ко го когай",
    "문": "moon mun мун", "양": "yang ян лян", "량": "yang ryang lyan ян лян рян", "손": "son sohn сон",
    "배": "bae pae bay пэ пе бэ пегай", "백": "baek paek paik baik пэк пяк пек бэк",
    "허": "heo huh hur ho hegay khegay хо хе хегай",
    "남": "nam нам", "심": "shim sim сим шим", "노": "noh no roh ro но ро ногай", "로": "noh no roh ro но ро ногай",
    "하": "ha ха", "곽": "kwak gwak квак", "성": "sung seong song сон", "차": "cha ча чха цха чагай тягай",
    "주": "joo ju chu чжу джу чу дю дюгай", "우": "woo wu u у угай", "구": "koo gu ku goo ку гу кугай", "민": "min мин",
    "진": "jin chin чин чжин джин тин", "지": "ji chi jee чи чжи джи ти тигай дигай", "엄": "eom um om uhm ом эм",
    "채": "chae чхэ чэ цай", "원": "won weon вон", "천": "cheon chun chon чхон чен цен", "방": "bang pang пан бан",
    "공": "kong gong кон", "현": "hyun hyeon hyon хён хен", "함": "ham хам", "변": "byun byeon pyon пён пен бён",
    "염": "yeom yum ём ем", "여": "yeo yuh yo ё", "추": "choo chu чху", "도": "do to то до", "석": "seok suk sok сок",
    "봉": "bong pong пон бон", "길": "gil kil киль", "명": "myung myeong мён мен", "기": "ki gi kee ки",
    "반": "ban pan пан",
    "왕": "wang ван", "옥": "ok ock ок", "맹": "maeng мэн", "표": "pyo пхё", "탁": "tak тхак", "제": "je чже",
    "위": "wi ви", "나": "na ra nah на ра", "라": "na ra rah на ра", "마": "ma magay ма магай", "모": "mo мо",
    "편": "pyun pyeon пхён", "사공": "sagong сагон", "남궁": "namgung намгун", "황보": "hwangbo хванбо",
    "독고": "dokgo токко", "선우": "sunwoo seonu сону", "제갈": "jegal чегаль",
}  # fmt: skip
# BGN/PCGN 1947: passports of the former Soviet Union have the Russian spelling in Latin letters.
_IN_LATIN = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "и": "i", "й": "y", "к": "k",
     "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "х": "kh", "ц": "ts",
     "ч": "ch", "ш": "sh", "ь": "", "э": "e", "ю": "yu", "я": "ya"}
)  # fmt: skip
_BY_SPELLING: dict[str, frozenset[str]] = {}
for _surname, _spellings in _SURNAMES.items():
    for _spelling in (_surname, *_spellings.split(), *_spellings.translate(_IN_LATIN).split()):
        _BY_SPELLING[_spelling] = _BY_SPELLING.get(_spelling, frozenset()) | {_surname}

_APOSTROPHES = re.compile("['\u2019\u02bc\u2018`]")


def surnames(word: str) -> frozenset[str]:
    """The surnames, in Hangul, that a folded word may be a spelling of."""
    return _BY_SPELLING.get(_APOSTROPHES.sub("", _bare(word)), frozenset())


def surname_length(word: str) -> int:
    """How many syllables of a name in Hangul are its surname: two of a few, else one."""
    return 2 if word[:2] in _SURNAMES and len(word) >= 3 else 1


def is_name(word: str) -> bool:
    """Whether a word in Hangul may be a Korean's whole name, not a foreign word in its letters."""
    return 2 <= len(word) <= 4 and word[: surname_length(word)] in _BY_SPELLING


def _rules(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), sound) for pattern, sound in pairs)


# Three-way consonants are one sound each here, glides and the colour of e and o are lost: what the systems differ in.
_LATIN = _rules(
    ("ng(?![aeiou])", "n"), ("sh", "s"), ("ch", "j"), ("(?<=[aeiou])h(?![aeiouyw])", ""), ("[gq]", "k"), ("d", "t"),
    ("b", "p"), ("l", "r"), ("yeo", "o"), ("eo", "o"), ("eu", "u"), ("yae|yai", "e"), ("ae|ai", "e"), ("oe", "e"),
    ("ui|wi", "i"), ("you", "o"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("[yw]", ""), ("(.)\\1+", "\\1"),
)  # fmt: skip
_CYRILLIC = _rules(
    ("нг", "n"), ("чх|чж|дж|ч|ц|ж|дз|цз", "j"), ("кх|к|г", "k"), ("тх|т|д", "t"), ("пх|п|б", "p"), ("хв|х", "h"),
    ("ш|с", "s"), ("л|р", "r"), ("н", "n"), ("м", "m"), ("ви|ый|ыи", "i"), ("вэ|ве", "e"), ("ва", "a"), ("во", "o"),
    ("[вьъ]", ""), ("я|а", "a"),
    ("э|е", "e"), ("ё|о", "o"), ("ю|у|ы", "u"), ("и|й", "i"), ("[^a-z]", ""), ("(.)\\1+", "\\1"),
)  # fmt: skip
_INITIALS = "k k n t t r m p p s s - j j j k t p h".split()
_VOWELS = "a e a e o e o e o a e e o u o e i u u i i".split()
_FINALS = "- k k k n n n t r k m p r r p r m p p t t n t t k t p -".split()


def sound(word: str) -> str:
    """The syllables of a Korean given name in any spelling, as all systems tell them; empty where there are none."""
    first = word[:1]
    if "\uac00" <= first <= "\ud7a3":
        return re.sub(r"(.)\1+", r"\1", "".join(map(_syllable, word)).replace("-", ""))
    text = _APOSTROPHES.sub("", word)
    if "\u0400" <= first <= "\u052f":
        rules = _CYRILLIC
    else:
        # McCune-Reischauer: the breve tells ŏ and ŭ, which are o and u of another colour.
        text = unicodedata.normalize("NFD", text)
        text, rules = "".join(c for c in text if not unicodedata.combining(c)), _LATIN
    for pattern, letters in rules:
        text = pattern.sub(letters, text)
    return text if text.isascii() else ""


def _syllable(character: str) -> str:
    at = ord(character) - 0xAC00
    if not 0 <= at < 11_172:
        return ""
    return _INITIALS[at // 588] + _VOWELS[at // 28 % 21] + _FINALS[at % 28]


def _bare(word: str) -> str:
    if "\uac00" <= word[:1] <= "\ud7a3":
        return word
    decomposed = unicodedata.normalize("NFD", word)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) or c in "\u0306\u0308")
    # Only й and ё are letters of their own with a mark.
    return unicodedata.normalize("NFC", re.sub("(?<![и\u0435])[\u0306\u0308]", "", plain))
