"""What the columns of a caption table mean, in the words that newsrooms use: English, Russian, the search's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from archive.query.fields import BY_NAME

_SPELLINGS: Mapping[str, str] = {
    "id": "id|photo id|номер фото",
    "file": "original file name|file name|file names|filename|file|image|image name|photo|имя файла|название файла|"
    "файл|файлы|фото|снимок|номер снимка",
    "caption": "caption|captions|caption abstract|description|text|подпись|подписи|описание|текст|подпись к фото",
    "headline": "headline|title|заголовок|название",
    "people": "people|persons|person|persons shown|person shown|persons in image|names|who|люди|персоны|персона|кто|"
    "кто на фото|кто на снимке|имена|на снимке|на фото",
    "event": "event|event name|event title|событие|мероприятие|название события|название мероприятия",
    "keywords": "keywords|keyword|tags|subject|ключевые слова|ключи|теги|тема",
    "creator": "creator|photographer|author|by line|byline|by|автор|фотограф|автор съемки|автор фото",
    "credit": "credit|credit line|source|источник|кредит|указание источника",
    "copyright": "copyright|copyright notice|авторские права|авторское право|копирайт|права",
    "usage_terms": "usage terms|rights usage terms|terms|terms of use|условия|условия использования",
    "date": "date|date taken|date created|taken|дата|дата съемки|снято",
    "place": "place|location|venue|city|место|место съемки|город",
}
_MEANING = {spelling: field for field, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}
_OF_THE_SEARCH = {"person": "people", "keyword": "keywords"} | {
    name: name for name in ("file", "caption", "headline", "event", "creator", "credit", "date", "place", "id")
}
_LANGUAGES = {
    "en": "en|eng|english|англ|английский|на английском",
    "ru": "ru|rus|russian|рус|русский|на русском",
    "kk": "kk|kz|kaz|kazakh|каз|казахский|на казахском|қаз|қазақша",
    "ko": "ko|kr|kor|korean|кор|корейский|на корейском|한국어",
}
_LANGUAGE = {spelling: code for code, spellings in _LANGUAGES.items() for spelling in spellings.split("|")}
_ENDING = re.compile(r"^(.+?) (на \w+|\w+)$")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says of a photo; ``language`` is "" where the header names none."""

    field: str
    language: str = ""


def column(header: str) -> Column | None:
    """What a column's header means; None where it means nothing to us."""
    words = _words(header)
    if field := _field(words):
        return Column(field)
    ending = _ENDING.match(words)
    if ending and ending.group(2) in _LANGUAGE and (field := _field(ending.group(1))):
        return Column(field, _LANGUAGE[ending.group(2)])
    return None


def _field(words: str) -> str | None:
    if words in _MEANING:
        return _MEANING[words]
    named = BY_NAME.get(words)
    return _OF_THE_SEARCH.get(named.name) if named else None


def _words(header: str) -> str:
    """A header without its capitals, signs and double spaces; ё is е."""
    folded = unicodedata.normalize("NFC", header).casefold().replace("ё", "е")
    return " ".join(re.findall(r"\w+", folded.replace("_", " ")))
