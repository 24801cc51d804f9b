"""Small rules about text that every layer shares: slugs, file names, the languages of the archive."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Self

from anyascii import anyascii

LANGUAGES = ("kk", "ru", "en", "ko")
"""Languages in which captions, titles and names are kept (BCP 47)."""

_PATH_SEPARATORS = re.compile(r"[/\\]")
_PLACEHOLDER = re.compile(r"%(?:%|\((\w+)\)s)")


class Message(str):
    """A sentence for people: the English text, which still knows its template and values.

    The layers below the web write sentences without knowing who will read them; the web looks the
    template up in the reader's language. ``Message("There is no field '%(name)s'.", name="colour")``.
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        """Fill a template in; without values it is taken as it stands, but for ``%%``."""
        message = super().__new__(cls, template % values)
        message.template, message.values = template, values
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        """A message survives a copy between processes."""
        return _message, (self.template, dict(self.values))


def _message(template: str, values: Mapping[str, Any]) -> Message:
    return Message(template, **values)


def message_to_json(text: str) -> str | dict[str, Any]:
    """A sentence as JSON, as the database and the pipe of a child process carry it; plain text stays text."""
    if not isinstance(text, Message):
        return str(text)
    return {"text": text.template, "values": {name: _value_to_json(value) for name, value in text.values.items()}}


def message_from_json(value: object) -> str:
    """The sentence again. Whatever cannot be one is shown as it is: who wrote it may be no friend of ours."""
    if not isinstance(value, Mapping):
        return str(value)
    template, values = value.get("text"), value.get("values")
    if not isinstance(template, str) or not isinstance(values, Mapping):
        return str(dict(value))
    filled = {str(name): _value_from_json(each) for name, each in values.items()}
    # "%(name)s" alone: a width such as "%(name)999999999s" would have us fill the memory.
    names = _PLACEHOLDER.findall(template)
    if not template or "%" in _PLACEHOLDER.sub("", template) or not filled.keys() >= set(filter(None, names)):
        return template
    return Message(template, **filled)


def _value_to_json(value: object) -> Any:
    if isinstance(value, str):
        return message_to_json(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _value_from_json(value: object) -> Any:
    return message_from_json(value) if isinstance(value, str | Mapping) else value


def slug(text: str, longest: int = 60) -> str:
    """An address part in lower-case ASCII, of any script; empty where nothing can be read."""
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower())
    result = "-".join(words)
    return result[:longest].rsplit("-", 1)[0] if len(result) > longest else result


def filename(text: str) -> str:
    """A client's file name as a harmless label: last path part, NFC, nothing unprintable, at most 255 characters.

    It never becomes a path of ours: files are named by their digest.
    """
    name = unicodedata.normalize("NFC", _PATH_SEPARATORS.split(text)[-1])
    # Cc: control (NUL, CR, LF); Cf: format, among them the direction overrides that disguise "gpj.exe".
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip()
    return name[:255] or "unnamed"


def guess_language(text: str) -> str:
    """The likeliest of our languages by the script alone, for a text of which nobody said."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()}
    if "HANGUL" in scripts:
        return "ko"
    if "CYRILLIC" in scripts:
        return "kk" if set(text.casefold()) & set("әғқңөұүһі") else "ru"
    return "en"


def pick(texts: Mapping[str, str], language: str, fallback: str = "") -> str:
    """The text in the reader's language, else in English, Russian, Kazakh, Korean, unstated, any."""
    for code in (language, "en", "ru", "kk", "ko", ""):
        if texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), fallback)
