"""Why a document answers a search: each part that is true of it, the field, the rule, the words.

Knows no database: people and photos come as values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.query import marking, tree
from archive.query.document import Document
from archive.query.entry import Entry, Space
from archive.query.evaluation import holds, places
from archive.query.fields import BY_NAME, FIELDS, FLAG_BY_NAME, ZONES
from archive.query.geography import distance
from archive.query.kinds import Kind, SearchField
from archive.query.lowering import lower
from archive.query.plan import Beginning, Run, Terms
from archive.text import Message, pick


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a search that is true of a photo: in which field, by which rule, with which words of it."""

    part: str
    field: str
    """Its name in the table of fields; empty where no single field is meant."""
    label: Message
    """The field's name for people."""
    rule: Message
    matched: tuple[str, ...] = ()


_WHOLE = Message("Photo")
_EXACT = Message("As it was typed.")
_ORDER = Message("These words in this order.")
_BEGINS = Message("Begins so.")
_FORM = Message("Another form of the word.")
_NAME = Message("The name as another script or language writes it.")
_FILE = Message("File name.")
_STRENGTH = (_EXACT, _ORDER, _BEGINS, _FORM, _NAME, _FILE)
"""A word is explained by the first of these rules that finds it."""


def explain(node: tree.Node, document: Document, entry: Entry, language: str = "en") -> tuple[Reason, ...]:
    """The parts of a search that are true of a document, in the order of the search.

    ``entry`` is the document's own. Parts that are not true of it are left out.
    """
    return tuple(dict.fromkeys(_Reader(document, entry, language).reasons(node, None)))


@dataclass(frozen=True, slots=True)
class _Reader:
    """One document, asked about part after part."""

    document: Document
    entry: Entry
    language: str

    def reasons(self, node: tree.Node, field: str | None) -> Iterator[Reason]:
        """Of one part, perhaps inside a field."""
        match node:
            case tree.And(parts):
                yield from self._all(parts, field)
            case tree.Or(parts) | tree.AtLeast(_, parts):
                yield from self._all([part for part in parts if self._is_true(part, field)], field)
            case tree.Field(name, inner):
                yield from self.reasons(inner, name)
            case tree.Named(inner, people):
                yield from self._named(inner, people, field)
            case tree.Everything():
                pass
            case _ if self._is_true(node, field):
                yield from self._leaf(node, field)

    def _all(self, parts: Iterable[tree.Node], field: str | None) -> Iterator[Reason]:
        for part in parts:
            yield from self.reasons(part, field)

    def _is_true(self, node: tree.Node, field: str | None) -> bool:
        return holds(lower(_inside(node, field)), self.entry)

    def _leaf(self, node: tree.Node, field: str | None) -> Iterator[Reason]:
        part = str(_inside(node, field))
        match node:
            case tree.Word() | tree.Phrase() | tree.Prefix():
                yield from self._worded(node, field)
            case tree.Dated(text, low, high):
                taken = self.document.captured
                if taken and (low or date.min) <= taken.date() <= (high or date.max):
                    yield Reason(part, "date", BY_NAME["date"].label, Message("Taken then."), (f"{taken:%Y-%m-%d}",))
                yield from self._worded(tree.Word(text), field)
            case tree.Frames():
                yield Reason(
                    part, "file", BY_NAME["file"].label, Message("In this range of numbers."), self.document.filenames
                )
            case tree.Range(name, _, _):
                asked = BY_NAME[name]
                yield Reason(part, name, asked.label, Message("Between the bounds asked for."), self._number(asked))
            case tree.Has(what):
                yield Reason(part, "", FLAG_BY_NAME[what].label, Message("This is recorded."))
            case tree.No(what):
                yield Reason(part, "", FLAG_BY_NAME[what].label, Message("This is not recorded."))
            case tree.Not():
                yield Reason(part, "", _WHOLE, Message("Nothing of this photo is so."))
            case tree.Near(latitude, longitude, _):
                far = distance(latitude, longitude, *self.document.position) if self.document.position else 0.0
                rule = Message("Taken %(metres)s m from there.", metres=round(far))
                yield Reason(part, "near", Message("Position"), rule)
            case tree.Like(_, values):
                yield from self._alike(part, values)

    def _worded(self, node: tree.Node, field: str | None) -> Iterator[Reason]:
        """The words of one leaf, field by field."""
        wanted = marking.lookups(_inside(node, field))
        part = str(_inside(node, field))
        if field and BY_NAME[field].kind is Kind.EXACT:
            asked = BY_NAME[field]
            yield Reason(part, field, asked.label, _EXACT, tuple(asked.values(self.document)) if asked.values else ())
        for searched in FIELDS:
            if searched.texts is None or field not in (None, searched.name):
                continue
            texts = [text for text in searched.texts(self.document) if text]
            found = _by_rule(node, texts, [lookup for lookup in wanted if _reads(lookup, searched)])
            if searched.kind is Kind.FILE and self._has_file(wanted):
                found[_FILE] = texts
            for rule in (rule for rule in _STRENGTH if rule in found):
                yield Reason(part, searched.name, searched.label, rule, tuple(dict.fromkeys(found[rule])))

    def _has_file(self, wanted: Iterable[Terms]) -> bool:
        return any(lookup.space is Space.FILE and places(lookup, self.entry) for lookup in wanted)

    def _named(self, inner: tree.Node, people: Sequence[int], field: str | None) -> Iterator[Reason]:
        words = list(self.reasons(inner, field))
        yield from words
        if not any(reason.field == "person" for reason in words):
            part = str(_inside(inner, field))
            for person in self.document.people:
                if person.id in people:
                    rule = Message("%(typed)s is a way to write this name.", typed=str(inner))
                    yield Reason(part, "person", BY_NAME["person"].label, rule, person.names[:1])

    def _number(self, asked: SearchField) -> tuple[str, ...]:
        if asked.kind is Kind.DATE:
            moment = self.document.captured if asked.name == "date" else self.document.added
            return (f"{moment:%Y-%m-%d}",) if moment else ()
        number = asked.number(self.document) if asked.number else None
        return () if number is None else (str(number),)

    def _alike(self, part: str, values: Sequence[tuple[str, str]]) -> Iterator[Reason]:
        shared: dict[str, list[str]] = {}
        for facet, value in values:
            if value in self.entry.facets[facet]:
                shared.setdefault(facet, []).append(self._called(facet, value))
        for facet, names in shared.items():
            yield Reason(part, facet, BY_NAME[facet].label, Message("Both photos have this."), tuple(names))

    def _called(self, facet: str, value: str) -> str:
        if facet == "person":
            return next((p.names[0] for p in self.document.people if str(p.id) == value), value)
        return pick(self.document.event_titles, self.language, value) if facet == "event" else value


def _inside(node: tree.Node, field: str | None) -> tree.Node:
    return tree.Field(field, node) if field else node


def _reads(lookup: Terms, field: SearchField) -> bool:
    """Whether a look-up is for a field at all: names' keys are kept of fields of names alone."""
    if lookup.space is Space.FILE or lookup.zone not in (None, ZONES[field.name]):
        return False
    return lookup.space is not Space.NAME or field.kind is Kind.NAME


def _by_rule(node: tree.Node, texts: Iterable[str], wanted: Sequence[Terms]) -> dict[Message, list[str]]:
    """The words of texts that look-ups find, each once, under the strongest rule that finds it."""
    found: dict[Message, list[str]] = {}
    for text in texts:
        rules: dict[marking.Span, Message] = {}
        for lookup, spans in marking.find(text, wanted):
            rule = _rule(node, lookup)
            for span in spans:
                if span not in rules or _STRENGTH.index(rule) < _STRENGTH.index(rules[span]):
                    rules[span] = rule
        for span, rule in sorted(rules.items(), key=lambda item: item[0].start):
            found.setdefault(rule, []).append(text[span.start : span.end])
    return found


def _rule(node: tree.Node, lookup: Terms) -> Message:
    if lookup.space in (Space.STEM, Space.NAME):
        return _FORM if lookup.space is Space.STEM else _NAME
    if isinstance(node, tree.Prefix) and isinstance(lookup, Beginning):
        return _BEGINS
    return _ORDER if isinstance(node, tree.Phrase) and isinstance(lookup, Run) else _EXACT
