"""The one path by which a record changes: compared, versioned, written to history. Below all other services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from archive.errors import Invalid, StaleEdit
from archive.model import Asset, Event, Person, Subject
from archive.text import LANGUAGES, Message
from archive.work import Work

LONGEST_TEXT = 20_000

Record = Asset | Event | Person
SUBJECTS: Mapping[type[Record], Subject] = {
    Asset: Subject.ASSET,
    Event: Subject.EVENT,
    Person: Subject.PERSON,
}


def check_version(record: Record, version: int | None) -> None:
    """Raise StaleEdit unless the record still is what the editor saw; None takes it as it is."""
    if version is not None and record.version != version:
        raise StaleEdit(
            Message(
                "Somebody else changed this since you opened it; nothing of yours was saved. Look at what is there now."
            ),
            ids=(record.id,),
        )


def change(
    work: Work,
    record: Record,
    values: Mapping[str, Any],
    *,
    lists: Mapping[str, tuple[Any, Any]] | None = None,
    verb: str = "changed",
) -> bool:
    """Set fields of a record, raise its version and write its history; True where anything changed.

    ``values`` maps a field to its new value. ``lists`` tells of changes that the caller has made to
    the record's lists already: field to (before, after), as history shall show them.
    """
    changes: dict[str, Any] = {}
    for name, after in values.items():
        before = getattr(record, name)
        if before != after:
            changes |= _difference(name, before, after)
            setattr(record, name, after)
    changes |= {name: [before, after] for name, (before, after) in (lists or {}).items() if before != after}
    if changes:
        record.version += 1
        work.note(SUBJECTS[type(record)], record.id, verb, changes)
    return bool(changes)


def _difference(name: str, before: Any, after: Any) -> dict[str, Any]:
    if isinstance(after, Mapping):
        languages = sorted({*(before or {}), *after})
        pairs = {language: (before or {}).get(language, "") for language in languages}
        return {
            f"{name}.{language}" if language else name: [old, after.get(language, "")]
            for language, old in pairs.items()
            if old != after.get(language, "")
        }
    return {name: [_plain(before), _plain(after)]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def clean_text(value: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """A text as it is kept: trimmed, line ends unified, no NUL or other control characters. Raises Invalid."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or ord(c) >= 32).strip()
    if len(text) > longest:
        raise Invalid(
            Message(
                "This text has %(size)s characters; %(most)s is the most that is kept.", size=len(text), most=longest
            ),
            field=field,
        )
    return text


def clean_multilingual(values: Mapping[str, str], field: str, longest: int = LONGEST_TEXT) -> dict[str, str]:
    """Texts by language, cleaned, the empty ones left out. Raises Invalid for a language we do not keep.

    The empty code holds text of unstated language, as files bring it.
    """
    unknown = set(values) - {*LANGUAGES, ""}
    if unknown:
        raise Invalid(
            Message(
                "Texts are kept in %(kept)s, not in %(others)s.",
                kept=", ".join(LANGUAGES),
                others=", ".join(sorted(unknown)),
            ),
            field=field,
        )
    cleaned = {language: clean_text(text, f"{field}.{language}", longest) for language, text in values.items()}
    return {language: text for language, text in cleaned.items() if text}
