"""Writes the tables of docs/query-language.md anew, from the tables that the parser itself follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.query.fields import FIELDS, FLAGS, OPERATORS
from archive.query.guide import WAYS
from archive.query.kinds import Nameable

PAGE = Path(__file__).parents[1] / "docs" / "query-language.md"

_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_LANGUAGES = ("ru", "kk", "ko")


def written(page: str) -> str:
    """The page with its tables as they are to be."""
    return _TABLE.sub(lambda found: f"{found[1]}{''.join(TABLES[found[2]]())}{found[3]}", page)


def _ways() -> Iterator[str]:
    yield from _head("you write", "you get")
    for way in WAYS:
        yield _row(", ".join(map(_code, way.examples)), way.meaning)


def _fields() -> Iterator[str]:
    yield from _head("field", "what it searches", "for example", "in Russian, Kazakh, Korean")
    for field in FIELDS:
        if not field.hidden:
            yield _row(_typed(field, ":"), field.help, _code(field.example), _elsewhere(field, ":"))


def _operators() -> Iterator[str]:
    yield from _head("you write", "you get", "for example", "in Russian, Kazakh, Korean")
    for operator in OPERATORS:
        yield _row(_typed(operator, ":"), operator.help, _code(operator.example), _elsewhere(operator, ":"))


def _flags() -> Iterator[str]:
    yield from _head("after `has:` and `no:`", "what is recorded", "in Russian, Kazakh, Korean")
    named = {field.name: field for field in FIELDS}
    for flag in FLAGS:
        own = _elsewhere(flag)
        yield _row(_typed(flag), flag.label, own or _elsewhere(named[flag.name]))


TABLES = {"ways": _ways, "fields": _fields, "operators": _operators, "flags": _flags}


def _typed(thing: Nameable, colon: str = "") -> str:
    others = ", ".join(_code(name + colon) for name in thing.names.get("en", ()))
    return _code(thing.name + colon) + (f" ({others})" if others else "")


def _elsewhere(thing: Nameable, colon: str = "") -> str:
    names = (name for language in _LANGUAGES for name in thing.names.get(language, ()))
    return ", ".join(_code(name + colon) for name in dict.fromkeys(names))


def _head(*titles: str) -> Iterable[str]:
    return _row(*titles), _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _code(text: str) -> str:
    return f"`{text}`"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
