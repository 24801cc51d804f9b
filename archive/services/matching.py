"""Which photo somebody means by a file's name: exactly one, or the reason why it is not one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from archive.model import AccessionItem, Asset, Depiction
from archive.services import pairing
from archive.text import Message, filename
from archive.work import Work

IDS_TOLD = 10

Brought = Mapping[int, frozenset[int]]
"""Photos by id, and the accessions that brought their file."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Where to look, where a name alone does not tell."""

    accession_id: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A photo as a line of a table names it."""

    file: str = ""
    id: int | None = None
    day: date | None = None
    """Tells two photos of one name apart, where one of them was taken then."""


@dataclass
class Matcher:
    """The photos that some lines may mean, looked up at once."""

    assets: Mapping[int, Asset]
    _named: Mapping[str, Brought] = field(default_factory=dict)

    def match(self, asked: Asked, terms: Terms) -> Asset | Message:
        """The one photo that is meant; else the reason why there is none."""
        brought = {asked.id: frozenset[int]()} if asked.id is not None else self._named.get(_key(asked.file), {})
        found = [self.assets[asset_id] for asset_id in brought if asset_id in self.assets]
        if terms.accession_id is not None and asked.id is None:
            found = [asset for asset in found if terms.accession_id in brought[asset.id]]
        if terms.event_id is not None:
            found = [asset for asset in found if asset.event_id == terms.event_id]
        if len(found) > 1 and asked.day is not None:
            found = [a for a in found if a.captured_at and a.captured_at.date() == asked.day] or found
        return found[0] if len(found) == 1 else _not_one(asked, found)


def matcher(work: Work, asked: Collection[Asked]) -> Matcher:
    """Look up what lines may mean, by any name under which a file was ever sent."""
    named = _named(work, {_key(one.file) for one in asked if one.id is None and one.file})
    ids = {asset_id for brought in named.values() for asset_id in brought}
    ids |= {one.id for one in asked if one.id is not None}
    query = select(Asset).where(Asset.id.in_(ids), Asset.status.in_(work.visible))
    query = query.options(
        selectinload(Asset.depictions).selectinload(Depiction.person),
        selectinload(Asset.keywords),
        selectinload(Asset.event),
    )
    return Matcher({asset.id: asset for asset in work.session.scalars(query)}, named)


def _named(work: Work, names: Collection[str]) -> dict[str, Brought]:
    """By name as somebody wrote it, with or without its ending."""
    frames = {pairing.frame_of(name) for name in names} | set(names)
    query = select(
        AccessionItem.frame, AccessionItem.filename, AccessionItem.asset_id, AccessionItem.accession_id
    ).where(AccessionItem.frame.in_(frames), AccessionItem.asset_id.is_not(None))
    whole: dict[str, dict[int, set[int]]] = {}
    bare: dict[str, dict[int, set[int]]] = {}
    for frame, name, asset_id, accession_id in work.session.execute(query):
        assert asset_id is not None
        for kept, key in ((whole, name.casefold()), (bare, frame)):
            kept.setdefault(key, {}).setdefault(asset_id, set()).add(accession_id)
    found = {name: whole.get(name) or bare.get(name) or {} for name in names}
    return {name: {asset_id: frozenset(by) for asset_id, by in brought.items()} for name, brought in found.items()}


def _key(text: str) -> str:
    return filename(text).casefold() if text else ""


def _not_one(asked: Asked, found: Sequence[Asset]) -> Message:
    if asked.id is not None:
        return Message("There is no photo %(id)s.", id=asked.id)
    if not asked.file:
        return Message("This line names no file.")
    if not found:
        return Message("There is no photo whose file is called %(file)s.", file=asked.file)
    return Message(
        "%(count)s photos have a file called %(file)s (%(ids)s): name the upload or the event.",
        count=len(found),
        file=asked.file,
        ids=", ".join(str(asset.id) for asset in found[:IDS_TOLD]),
    )
