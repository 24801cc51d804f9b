"""The docs are held to the code: what exists is described, what is described exists."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
from apiflask import APIFlask

from archive import settings
from archive.cli import main
from archive.query.fields import FIELDS, OPERATORS
from archive.query.guide import WAYS
from archive.query.parse import parse

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def commands(group: click.Group, words: tuple[str, ...] = ("tereze",)) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


def test_every_setting_is_described_with_its_default_and_meaning() -> None:
    page = (DOCS / "settings.md").read_text()
    for variable, default, meaning in settings.table():
        assert f"| `{variable}` | {f'`{default}`' if default else ''} | {meaning} |" in page


def test_no_setting_is_described_that_does_not_exist() -> None:
    known = {variable for variable, _, _ in settings.table()}
    for page in PAGES:
        named = set(re.findall(r"\bTEREZE_[A-Z_]+\b", page.read_text())) - {"TEREZE_SHARED", "TEREZE_CHROMIUM"}
        assert named <= known, page


@pytest.mark.parametrize(("name", "command"), list(commands(main)), ids=str)
def test_every_command_is_described_and_has_help(name: str, command: click.Command) -> None:
    assert command.help
    assert any(name in page.read_text() for page in PAGES)


def test_every_option_of_a_documented_command_exists() -> None:
    known = {option for _, command in commands(main) for p in command.params for option in p.opts}
    for page in PAGES:
        for line in re.findall(r"tereze [a-z].*", page.read_text()):
            assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", line.split("`")[0].split("#")[0])) <= known, (page, line)


def test_the_query_language_is_described_as_the_parser_has_it() -> None:
    page = (DOCS / "query-language.md").read_text()
    assert runpy.run_path(str(ROOT / "scripts" / "query_language.py"))["written"](page) == page


def test_every_search_in_the_docs_is_understood() -> None:
    examples = [example for way in WAYS for example in way.examples]
    examples += [asked.example for asked in (*FIELDS, *OPERATORS) if asked.example]
    assert [text for text in examples if parse(text, date(2026, 11, 22)).problems] == []


def test_every_api_route_is_described(app: APIFlask) -> None:
    page = (DOCS / "api.md").read_text()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                assert f"{method} {path}" in page or f"`{method} {path.removeprefix('/api/v1')}`" in page, (
                    f"{method} {path}"
                )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_within_the_docs_is_dead(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target
