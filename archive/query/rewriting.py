"""Trees made from trees: one word put in another's place, people put beside the words that name them.

What is put there comes from outside; nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from archive.query.tree import (
    And,
    AtLeast,
    Field,
    Named,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    all_of,
    any_of,
    at_least,
    negate,
)

Mentions = Callable[[Sequence[str]], Iterable[tuple[int, int, tuple[int, ...]]]]
"""Which runs of words name people: first word, the one behind the last, the people; no two overlap."""


def leaves(node: Node, field: str | None = None) -> Iterator[tuple[Node, str | None]]:
    """What a search wants to be there, each with the field that it stands in; nothing of what it wants absent."""
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part, field)
        case Field(name, inner):
            yield from leaves(inner, name)
        case Named(inner):
            yield from leaves(inner, field)
        case Not():
            pass
        case _:
            yield node, field


def replaced(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same tree with each leaf changed; a tree that is in its one form stays so."""
    match node:
        case And(parts):
            return all_of(replaced(part, change) for part in parts)
        case Or(parts):
            return any_of(replaced(part, change) for part in parts)
        case AtLeast(count, parts):
            return at_least(count, (replaced(part, change) for part in parts))
        case Not(inner):
            return negate(replaced(inner, change))
        case Field(name, inner):
            return Field(name, replaced(inner, change))
        case Named(inner, people):
            return Named(replaced(inner, change), people)
        case _:
            return change(node)


def with_people(node: Node, mentions: Mentions) -> Node:
    """The same tree with words that name people ``Named``: outside of fields, and in that of people."""
    match node:
        case And(parts):
            runs = groupby(parts, key=lambda part: isinstance(part, Word))
            return all_of(
                one
                for words, run in runs
                for one in (_named(list(run), mentions) if words else (with_people(part, mentions) for part in run))
            )
        case Or(parts):
            return any_of(with_people(part, mentions) for part in parts)
        case AtLeast(count, parts):
            return at_least(count, (with_people(part, mentions) for part in parts))
        case Not(inner):
            return negate(with_people(inner, mentions))
        case Field("person", inner):
            return Field("person", with_people(inner, mentions))
        case Word():
            return all_of(_named([node], mentions))
        case Phrase(text):
            words = text.split()
            whole = [people for start, end, people in mentions(words) if end - start == len(words)]
            return Named(node, whole[0]) if whole else node
        case _:
            return node


def _named(words: list[Node], mentions: Mentions) -> list[Node]:
    """Words side by side, those together that name somebody."""
    found = sorted(mentions([str(word) for word in words]))
    nodes: list[Node] = []
    at = 0
    for start, end, people in found:
        nodes += (*words[at:start], Named(all_of(words[start:end]), people))
        at = end
    return [*nodes, *words[at:]]
