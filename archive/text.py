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


def pick(texts: Mapping[str, str], language: str, fallback: str = "") -> str:
    """The text in the reader's language, else in English, Russian, Kazakh, Korean, unstated, any."""
    for code in (language, "en", "ru", "kk", "ko", ""):
        if texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), fallback)
