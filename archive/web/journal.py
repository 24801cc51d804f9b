"""History as people read it: fields by name, values as text. For the pages of photos, events and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, gettext, lazy_gettext

from archive.model import HistoryEntry, NameKind, Status
from archive.services import labels
from archive.web.pages import LANGUAGE_NAMES
from archive.web.session import current_language
from archive.work import Work

VERBS: Mapping[str, Any] = {
    "received": lazy_gettext("took it in"),
    "joined": lazy_gettext("added a file"),
    "created": lazy_gettext("made the record"),
    "changed": lazy_gettext("changed it"),
    "published": lazy_gettext("published it"),
    "withdrawn": lazy_gettext("withdrew it"),
    "restored": lazy_gettext("restored it"),
    "merged": lazy_gettext("merged it"),
    "unmerged": lazy_gettext("took the merge back"),
    "stacked": lazy_gettext("changed its stack"),
    "purged": lazy_gettext("removed it for good"),
    "shifted": lazy_gettext("corrected its time"),
    "unshifted": lazy_gettext("took a correction of its time back"),
}
FIELDS: Mapping[str, Any] = {
    "headline": lazy_gettext("Headline"),
    "caption": lazy_gettext("Caption"),
    "creator": lazy_gettext("Creator"),
    "credit": lazy_gettext("Credit line"),
    "copyright": lazy_gettext("Copyright notice"),
    "usage_terms": lazy_gettext("Terms of use"),
    "event_id": lazy_gettext("Event"),
    "people": lazy_gettext("People"),
    "keywords": lazy_gettext("Keywords"),
    "status": lazy_gettext("Status"),
    "file": lazy_gettext("File"),
    "captured_at": lazy_gettext("Taken"),
    "captured_offset": lazy_gettext("Minutes from UTC"),
    "captured_offset_assumed": lazy_gettext("Minutes from UTC are assumed"),
    "files": lazy_gettext("Files"),
    "withdrawn_because": lazy_gettext("Reason"),
    "merged_into_id": lazy_gettext("Merged into photo"),
    "stack_id": lazy_gettext("Stack"),
    "title": lazy_gettext("Title"),
    "description": lazy_gettext("Description"),
    "starts_on": lazy_gettext("First day"),
    "ends_on": lazy_gettext("Last day"),
    "place": lazy_gettext("Place"),
    "series": lazy_gettext("Series"),
    "name": lazy_gettext("Name"),
    "role": lazy_gettext("Role"),
    "variants": lazy_gettext("Other names"),
}
STATUSES: Mapping[str, Any] = {
    Status.DRAFT: lazy_gettext("draft"),
    Status.PUBLISHED: lazy_gettext("published"),
    Status.WITHDRAWN: lazy_gettext("withdrawn"),
}
KINDS: Mapping[str, Any] = {
    NameKind.PARALLEL: lazy_gettext("preferred in this language"),
    NameKind.OTHER: lazy_gettext("other form"),
    NameKind.FORBIDDEN: lazy_gettext("not this person"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field from what to what; an empty text stands for nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One act: who did what, when, and what it changed."""

    at: datetime
    agent: str
    act: str
    changes: tuple[Change, ...]


def lines(work: Work, entries: Iterable[HistoryEntry]) -> list[Line]:
    """History as the reader reads it; events that it speaks of are named."""
    entries = list(entries)
    events = _events(work, entries)
    return [
        Line(
            entry.at,
            entry.agent,
            str(VERBS.get(entry.verb, entry.verb)),
            tuple(_change(events, name, *pair) for name, pair in entry.changes.items()),
        )
        for entry in entries
    ]


def field_name(name: str) -> str:
    """A field in the reader's words: ``caption.ru`` is "Caption (Русский)"."""
    plain, _, language = name.partition(".")
    named = str(FIELDS.get(plain, plain))
    return f"{named} ({LANGUAGE_NAMES.get(language, language)})" if language else named


def _events(work: Work, entries: list[HistoryEntry]) -> Mapping[int, str]:
    ids = {value for entry in entries for value in entry.changes.get("event_id", ()) if value}
    return labels.of_events(work, ids, current_language())


def _change(events: Mapping[int, str], name: str, before: Any, after: Any) -> Change:
    if isinstance(before, list) and isinstance(after, list):  # of lists, what went and what came
        gone = [item for item in before if item not in after]
        come = [item for item in after if item not in before]
        if gone or come:
            before, after = gone, come
    return Change(field_name(name), _text(name, before, events), _text(name, after, events))


def _text(name: str, value: Any, events: Mapping[int, str]) -> str:
    if not value:
        return ""
    if name == "event_id":
        return events.get(value) or gettext("Event %(number)s", number=value)
    if name == "status":
        return str(STATUSES.get(value, value))
    if name in {"starts_on", "ends_on"}:
        return format_date(date.fromisoformat(value), "long", rebase=False)
    if isinstance(value, list):
        return "; ".join(_item(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(str(text) for text in value.values())
    return str(value)


def _item(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    notes = [LANGUAGE_NAMES.get(item.get("language", ""), ""), str(KINDS.get(item.get("kind", ""), ""))]
    known = ", ".join(note for note in notes if note)
    return f"{item.get('name', '')} ({known})" if known else str(item.get("name", ""))
