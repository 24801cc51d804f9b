"""Every word that pages show has its translation, with the same gaps to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "Message": None}
GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CATALOGUES = sorted((ROOT / "archive" / "translations").glob("*/LC_MESSAGES/messages.po"))


def shown() -> Iterator[str]:
    """The texts in code and templates, as ``make messages`` finds them."""
    for folder, pattern, method in (("archive", "**.py", "python"), ("templates", "**.html", "jinja2")):
        for _, _, text, _, _ in extract_from_dir(ROOT / folder, [(pattern, method)], keywords=KEYWORDS):
            yield text[0] if isinstance(text, tuple) else text


def catalogue(language: str) -> Catalog:
    (path,) = [path for path in CATALOGUES if path.parts[-3] == language]
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("language", ["ko", "ru"])
def test_every_text_is_translated(language: str) -> None:
    translated = catalogue(language)
    known = {t for t in shown() if t in translated and all(forms(translated[t])) and not translated[t].fuzzy}
    assert set(shown()) - known == set(), "run make messages, then translate"


def test_every_catalogue_knows_every_text() -> None:
    for path in CATALOGUES:
        known = catalogue(path.parts[-3])
        assert {text for text in shown() if text not in known} == set(), "run make messages"


@pytest.mark.parametrize("language", ["ko", "ru"])
def test_translations_have_the_gaps_of_their_texts(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            gaps = {frozenset(GAP.findall(text)) for text in texts}
            assert {frozenset(GAP.findall(text)) for text in forms(message)} <= gaps, message.id
