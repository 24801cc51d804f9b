"""Describing photos: events, people, keywords, texts and publication, one photo or hundreds in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from archive.errors import Invalid, NotFound, StaleEdit
from archive.model import Asset, Depiction, Event, Keyword, Person, Role, Status
from archive.services import records
from archive.text import Message
from archive.work import Work

MOST_AT_ONCE = 10_000
LONGEST_KEYWORD = 200
TEXT_FIELDS = ("headline", "creator", "credit", "copyright", "usage_terms")


class Keep(Enum):
    """Stands for "leave this as it is" where None means "none"."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True)
class AssetChange:
    """What shall change of each photo of a selection. What is not named stays as it is.

    ``texts`` may set headline, creator, credit, copyright and usage_terms; ``captions`` sets the
    caption by language, an empty text removes it. People are given by id, keywords as terms.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)
    event_id: int | Keep | None = KEEP
    add_people: tuple[int, ...] = ()
    remove_people: tuple[int, ...] = ()
    add_keywords: tuple[str, ...] = ()
    remove_keywords: tuple[str, ...] = ()
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did: the photos it changed with their new versions, and those that already were so."""

    changed: Mapping[int, int]
    unchanged: tuple[int, ...]


def edit(work: Work, ids: Sequence[int], change: AssetChange, versions: Mapping[int, int] | None = None) -> Edited:
    """Change one photo or many, all or none.

    ``versions`` says which version of each photo the editor saw; a photo named there that has
    changed since raises StaleEdit, listing all such. Raises NotFound and Invalid likewise before
    anything is written.
    """
    work.require(Role.ARCHIVIST)
    assets = _load(work, ids)
    _check_versions(assets, versions or {})
    texts = _checked_texts(change.texts)
    captions = {
        language: text and records.clean_multilingual({language: text}, "caption").get(language, "")
        for language, text in change.captions.items()
    }
    records.clean_multilingual(dict.fromkeys(captions, ""), "caption")  # names a language we do not keep
    event_id = _checked_event(work, change.event_id)
    added = _people(work, change.add_people)
    add_terms = keywords(work, change.add_keywords)
    drop_terms = {folded(term) for term in change.remove_keywords}

    changed: dict[int, int] = {}
    for asset in assets:
        values: dict[str, Any] = dict(texts)
        if captions:
            merged = {**asset.caption, **captions}
            values["caption"] = {language: text for language, text in merged.items() if text}
        if event_id is not KEEP:
            values["event_id"] = event_id
        lists = {
            "people": _retag_people(asset, added, set(change.remove_people)),
            "keywords": _retag_keywords(asset, add_terms, drop_terms),
        }
        changes = records.change(work, asset, values, lists=lists)
        if _set_status(work, asset, change.status) or changes:
            changed[asset.id] = asset.version
    work.session.flush()
    work.queue_index(changed)
    return Edited(changed, tuple(asset.id for asset in assets if asset.id not in changed))


def selected(work: Work, ids: Sequence[int]) -> list[Asset]:
    """The photos of a selection in shooting order, as somebody needs them to describe them.

    Raises Invalid and NotFound as ``edit`` would.
    """
    work.require(Role.ARCHIVIST)
    return sorted(_load(work, ids), key=_shooting_order)


def find_keywords(work: Work, text: str, limit: int = 10) -> list[str]:
    """Terms in use that contain the text, those that begin with it first, for pickers. For archivists."""
    work.require(Role.ARCHIVIST)
    wanted = folded(text)
    contains = Keyword.folded.contains(wanted, autoescape=True)
    begins = Keyword.folded.startswith(wanted, autoescape=True)
    query = select(Keyword.term).where(contains).order_by(begins.desc(), Keyword.folded).limit(limit)
    return list(work.session.scalars(query))


def keywords(work: Work, terms: Iterable[str]) -> list[Keyword]:
    """The keywords of these terms, new ones made; each once, in the order given. Raises Invalid."""
    wanted: dict[str, str] = {}
    for term in terms:
        cleaned = " ".join(records.clean_text(term, "keywords").split())[:LONGEST_KEYWORD]
        if cleaned:
            wanted.setdefault(folded(cleaned), cleaned)
    found: dict[str, Keyword] = {}
    names = list(wanted)
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        for keyword in work.session.scalars(select(Keyword).where(Keyword.folded.in_(part))):
            found[keyword.folded] = keyword
    for name, term in wanted.items():
        if name not in found:
            found[name] = Keyword(term=term, folded=name)
            work.session.add(found[name])
    return [found[name] for name in wanted]


def folded(term: str) -> str:
    """The form in which two spellings of a keyword are the same."""
    return " ".join(term.split()).casefold()[:LONGEST_KEYWORD]


def _load(work: Work, ids: Sequence[int]) -> list[Asset]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid(Message("Choose at least one photo."), field="ids")
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid(
            Message(
                "%(count)s photos at once are too many; %(most)s is the most.", count=len(wanted), most=MOST_AT_ONCE
            ),
            field="ids",
        )
    found: dict[int, Asset] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        query = select(Asset).where(Asset.id.in_(part), Asset.status.in_(work.visible))
        query = query.options(
            selectinload(Asset.depictions).selectinload(Depiction.person),
            selectinload(Asset.keywords),
            selectinload(Asset.original),
            selectinload(Asset.event),
        )
        found |= {asset.id: asset for asset in work.session.scalars(query)}
    missing = [str(asset_id) for asset_id in wanted if asset_id not in found]
    if missing:
        raise NotFound(Message("There is no photo %(ids)s; nothing was changed.", ids=", ".join(missing[:10])))
    return [found[asset_id] for asset_id in wanted]


def _shooting_order(asset: Asset) -> tuple[bool, str, int]:
    taken = asset.captured_at
    return taken is None, taken.isoformat() if taken else "", asset.id


def _check_versions(assets: Sequence[Asset], versions: Mapping[int, int]) -> None:
    stale = tuple(asset.id for asset in assets if versions.get(asset.id, asset.version) != asset.version)
    if stale:
        raise StaleEdit(
            Message("Somebody else changed this photo since you opened the page; nothing of yours was saved.")
            if len(assets) == 1
            else Message(
                "Somebody else changed %(stale)s of these %(count)s photos since you opened the page; "
                "nothing of yours was saved.",
                stale=len(stale),
                count=len(assets),
            ),
            ids=stale,
        )


def _checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    unknown = set(texts) - set(TEXT_FIELDS)
    if unknown:
        raise Invalid(
            Message("A photo has no field %(names)s.", names=", ".join(sorted(unknown))), field=sorted(unknown)[0]
        )
    return {name: records.clean_text(text, name) for name, text in texts.items()}


def _checked_event(work: Work, event_id: int | Keep | None) -> int | Keep | None:
    if isinstance(event_id, int) and work.session.get(Event, event_id) is None:
        raise NotFound(Message("There is no such event; nothing was changed."))
    return event_id


def _people(work: Work, ids: Sequence[int]) -> list[Person]:
    people = {person.id: person for person in work.session.scalars(select(Person).where(Person.id.in_(ids)))}
    missing = [str(person_id) for person_id in ids if person_id not in people]
    if missing:
        raise NotFound(Message("There is no person %(ids)s; nothing was changed.", ids=", ".join(missing)))
    return [people[person_id] for person_id in dict.fromkeys(ids)]


def _retag_people(asset: Asset, added: Sequence[Person], removed: set[int]) -> tuple[Any, Any]:
    before = [{"id": person.id, "name": person.name} for person in asset.people]
    kept = [depiction for depiction in asset.depictions if depiction.person_id not in removed]
    present = {depiction.person_id for depiction in kept}
    kept += [
        Depiction(asset_id=asset.id, person_id=person.id, person=person) for person in added if person.id not in present
    ]
    for position, depiction in enumerate(kept):
        depiction.position = position
    if [d.person_id for d in kept] != [d.person_id for d in asset.depictions]:
        asset.depictions = kept
    return before, [{"id": d.person.id, "name": d.person.name} for d in kept]


def _retag_keywords(asset: Asset, added: Sequence[Keyword], removed: set[str]) -> tuple[Any, Any]:
    before = [keyword.term for keyword in asset.keywords]
    kept = [keyword for keyword in asset.keywords if keyword.folded not in removed]
    present = {keyword.folded for keyword in kept}
    kept += [keyword for keyword in added if keyword.folded not in present]
    if len(kept) != len(asset.keywords) or {k.folded for k in kept} != {k.folded for k in asset.keywords}:
        asset.keywords = kept
    return before, [keyword.term for keyword in kept]


def _set_status(work: Work, asset: Asset, status: Status | None) -> bool:
    if status is None or asset.status == status:
        return False
    if Status.WITHDRAWN in (status, asset.status):
        raise Invalid(Message("Photos are withdrawn and restored with a reason, not by their status."), field="status")
    published = status == Status.PUBLISHED
    asset.published_at = work.now if published else None
    return records.change(work, asset, {"status": status}, verb="published" if published else "withdrawn")
