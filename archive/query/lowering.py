"""From a tree to a plan: what each word, phrase and range of our language means as look-ups."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from archive.errors import Invalid
from archive.names.keys import keys as name_keys
from archive.names.keys import tells
from archive.query import filenames, korean, tree, words
from archive.query.entry import Space
from archive.query.fields import BY_NAME, ZONES, microseconds
from archive.query.kinds import Kind
from archive.query.plan import (
    All,
    AllOf,
    AnyOf,
    AtLeast,
    Beginning,
    Between,
    Except,
    Lookup,
    Mark,
    Nothing,
    Plan,
    Run,
    Term,
    Value,
    Within,
)
from archive.query.query import DATE, Query, Sort
from archive.text import Message

# A loose form or a name's key counts less than the word itself, which most often matches as well.
_LOOSE = 0.4
_KEY = 0.5
_FILE = 2.0
_PERSON = 4.0
_ALIKE = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """A query made ready for an engine: the plan of its text, the scored look-ups, each facet's choice."""

    query: Query
    plan: Plan
    lookups: tuple[Lookup, ...]
    choices: Mapping[str, Plan]

    @property
    def sort(self) -> Sort:
        """The order, relevance only where there are words to be relevant to."""
        sort = self.query.sort
        return Sort.NEWEST if sort is Sort.RELEVANCE and not self.lookups else sort


def request(query: Query) -> Request:
    """Make a query ready. Raises Invalid where it names no facet, no date, or a place in another order."""
    for name in (*query.selected, *query.facets):
        if name not in BY_NAME or not (BY_NAME[name].is_facet or (name == DATE and name in query.selected)):
            raise Invalid(Message("There is no facet '%(name)s'.", name=name), field=name)
    plan = lower(query.tree)
    choices = {
        name: AnyOf(tuple(_chosen_period(value) if name == DATE else Value(name, value) for value in values))
        for name, values in query.selected.items()
        if values
    }
    ready = Request(query, plan, tuple(dict.fromkeys(_scored(plan))), choices)
    for position in (query.after, query.before):
        if position and position.sort is not ready.sort:
            raise Invalid(Message("That place is in a result of another order."), field="after")
    return ready


def _chosen_period(text: str) -> Plan:
    """A bar of the histogram: ``2020``, ``2020-10`` or ``2020-10-08``."""
    parts = text.split("-")
    try:
        if len(parts) > 3 or not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError
        year, month, day = (*map(int, parts), *(0, 0))[:3]
        low = date(year, month or 1, day or 1)
        high = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        raise Invalid(Message("'%(text)s' is not a year, a month or a day.", text=text), field=DATE) from None
    return _days(DATE, low, high)


def lower(node: tree.Node) -> Plan:
    """The plan of a tree."""
    return _lower(node, None)


def _lower(node: tree.Node, field: str | None, *, alone: bool = True) -> Plan:
    """``alone``: no other word stands beside this one, with which it may be a name."""
    match node:
        case tree.Everything():
            return All()
        case tree.Field(name, inner):
            return _lower(inner, name, alone=alone)
        case tree.And(parts):
            alone &= sum(isinstance(part, tree.Word | tree.Named) for part in parts) < 2
            return AllOf(tuple(_lower(part, field, alone=alone) for part in parts))
        case tree.Or(parts):
            return AnyOf(tuple(_lower(part, field, alone=alone) for part in parts))
        case tree.AtLeast(count, parts):
            return AtLeast(count, tuple(_lower(part, field) for part in parts))
        case tree.Not(inner):
            return Except(_lower(inner, field))
        case tree.Named(inner, people):
            return _any(
                _lower(inner, field, alone=alone), *(Value("person", str(person), _PERSON) for person in people)
            )
        case tree.Word(text):
            return _word(text, field, alone=alone)
        case tree.Phrase() | tree.Prefix() | tree.Dated():
            return _text(node, field)
        case tree.Range() | tree.Frames() | tree.Has() | tree.No() | tree.Near() | tree.Like():
            return _recorded(node)


def _text(node: tree.Phrase | tree.Prefix | tree.Dated, field: str | None) -> Plan:
    match node:
        case tree.Phrase(text):
            return _phrase(text, field)
        case tree.Prefix(text):
            return _prefix(text, field)
        case tree.Dated(text, low, high):
            return AnyOf((_days("date", low, high), _word(text, field)))


def _recorded(node: tree.Range | tree.Frames | tree.Has | tree.No | tree.Near | tree.Like) -> Plan:
    match node:
        case tree.Range(name, low, high):
            return _range(name, low, high)
        case tree.Frames(first, last):
            return _frames(first, last)
        case tree.Has(what):
            return Mark(f"has={what}")
        case tree.No(what):
            return Except(Mark(f"has={what}"))
        case tree.Near(latitude, longitude, metres):
            return Within(latitude, longitude, metres)
        case tree.Like(photo, values):
            alike = tuple(Value(name, value, _ALIKE) for name, value in values)
            return AllOf((_any(*alike), Except(Between("id", photo, photo))))


def _word(text: str, field: str | None, *, alone: bool = True) -> Plan:
    kind = BY_NAME[field].kind if field else None
    zone = ZONES.get(field) if field else None
    if field and kind is Kind.EXACT:
        return Value(field, words.fold(text))
    read = [] if kind is Kind.FILE else [_token(token, zone, kind, alone=alone) for token in words.tokens(text)]
    return _any(*([_all(*read)] if read else []), *(_file(text) if kind in (None, Kind.FILE) else ()))


def _token(token: words.Token, zone: int | None, kind: Kind | None, *, alone: bool = True) -> Plan:
    return _any(
        _pairs(token.pairs, zone) if token.pairs else Term(Space.WORD, token.exact[0], zone),
        *_without_particle(token, zone),
        *(Term(Space.STEM, form, zone, _LOOSE) for form in token.loose),
        *(_key(token, zone, alone) if kind in (None, Kind.NAME) else ()),
    )


def _without_particle(token: words.Token, zone: int | None) -> Iterator[Plan]:
    if token.pairs and (bare := korean.bare(token.raw)) != token.raw:
        yield _run(Space.WORD, token.pairs[: len(bare) - 1], zone, _LOOSE)


def _pairs(pairs: tuple[str, ...], zone: int | None) -> Plan:
    # A lone syllable begins a pair wherever it stands, or ends a run by itself.
    return Beginning(Space.WORD, pairs[0], zone) if len(pairs) == 1 else _run(Space.WORD, pairs[:-1], zone)


def _key(token: words.Token, zone: int | None, alone: bool) -> Iterator[Plan]:
    if (tells(token.raw) or not alone) and (keys := name_keys(token.raw)):
        yield _run(Space.NAME, keys, zone, _KEY)


def _file(text: str) -> Iterator[Plan]:
    """The ways in which a file's name may be meant."""
    parts = filenames.parts(text)
    if not parts.runs:
        return
    *before, last = parts.runs
    yield _run(Space.FILE, parts.runs, boost=_FILE)
    if len(parts.runs) > 1:
        yield Term(Space.FILE, parts.whole, boost=_FILE)
    if last.isdecimal() and len(last) >= filenames.PREFIX_DIGITS:
        rest = (_run(Space.FILE, tuple(before), boost=_FILE),) if before else ()
        yield _all(*rest, Beginning(Space.FILE, last, boost=_FILE))


def _phrase(text: str, field: str | None) -> Plan:
    kind = BY_NAME[field].kind if field else None
    zone = ZONES.get(field) if field else None
    if kind is Kind.EXACT:
        return _word(text, field)
    read = list(words.tokens(text))
    ways: list[Plan] = []
    if read and kind is not Kind.FILE:
        ways.append(_words_in_order(read, zone))
        tell = len(read) > 1 or tells(read[0].raw)
        if kind in (None, Kind.NAME) and tell and (keys := tuple(k for token in read for k in name_keys(token.raw))):
            ways.append(_run(Space.NAME, keys, zone, _KEY))
    if kind in (None, Kind.FILE):
        ways.extend(_file(text))
    return _any(*ways)


def _words_in_order(read: list[words.Token], zone: int | None) -> Plan:
    # The last syllable of a run is a term of its own at the run's end, so runs of syllables join up
    # in a phrase with what follows; at the phrase's very end it is left out, to find longer words too.
    terms = [term for token in read for term in (token.pairs or token.exact[:1])]
    if read[-1].pairs and len(read[-1].pairs) > 1:
        terms.pop()
    elif read[-1].pairs and len(read) == 1:
        return _pairs(read[-1].pairs, zone)
    return _run(Space.WORD, tuple(terms), zone)


def _prefix(text: str, field: str | None) -> Plan:
    kind = BY_NAME[field].kind if field else None
    zone = ZONES.get(field) if field else None
    if kind is Kind.EXACT:
        return _word(text, field)
    ways: list[Plan] = []
    read = list(words.tokens(text))
    if read and kind is not Kind.FILE:
        *before, last = read
        ends: list[Plan] = [
            _pairs(last.pairs, zone) if last.pairs else Beginning(Space.WORD, last.exact[0], zone),
        ]
        if kind in (None, Kind.NAME) and tells(last.raw) and (keys := name_keys(last.raw)):
            ends.append(Beginning(Space.NAME, keys[-1], zone, _KEY))
        ways.append(_all(*(_token(token, zone, kind) for token in before), _any(*ends)))
    if kind in (None, Kind.FILE) and (whole := filenames.parts(text).whole):
        ways.append(Beginning(Space.FILE, whole, boost=_FILE))
    return _any(*ways)


def _range(name: str, low: date | int | None, high: date | int | None) -> Plan:
    if BY_NAME[name].kind is Kind.DATE:
        return _days(name, low if isinstance(low, date) else None, high if isinstance(high, date) else None)
    return Between(name, low if isinstance(low, int) else None, high if isinstance(high, int) else None)


def _frames(first: str, last: str) -> Plan:
    span = filenames.span(first, last)
    if span is None:
        return Nothing()
    stem, low, high = span
    between = Between("frame", low, high)
    return AllOf((Value("stem", stem), between)) if stem else between


def _days(name: str, low: date | None, high: date | None) -> Plan:
    """From the first instant of a day to the last of another."""
    return Between(
        name,
        microseconds(datetime.combine(low, time.min)) if low else None,
        microseconds(datetime.combine(high, time.max)) if high else None,
    )


def _run(space: Space, texts: tuple[str, ...], zone: int | None = None, boost: float = 1.0) -> Plan:
    return Term(space, texts[0], zone, boost) if len(texts) == 1 else Run(space, texts, zone, boost)


def _any(*ways: Plan) -> Plan:
    flat = tuple(dict.fromkeys(part for way in ways for part in (way.parts if isinstance(way, AnyOf) else (way,))))
    return AnyOf(flat) if len(flat) > 1 else flat[0] if flat else Nothing()


def _all(*parts: Plan) -> Plan:
    return AllOf(parts) if len(parts) > 1 else parts[0]


def _scored(plan: Plan) -> Iterator[Lookup]:
    match plan:
        case Value(boost=boost) if not boost:
            pass
        case Term() | Run() | Beginning() | Value():
            yield plan
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _scored(part)
        case _:
            pass
