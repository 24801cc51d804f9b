"""Merging two records of one picture: one is shown and gathers all description, the other steps back. With undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from archive.errors import Conflict, Invalid, NotFound, StaleEdit
from archive.model import Asset, Depiction, Keyword, Merge, Resemblance, ResemblanceState, Role, Status
from archive.services import records
from archive.text import Message
from archive.work import Work

TEXTS = ("headline", "creator", "credit", "copyright", "usage_terms")
FACTS = ("event_id", "camera", "lens")
TIME = ("captured_at", "captured_offset", "captured_offset_assumed")
POSITION = ("latitude", "longitude")
FIELDS = (*TEXTS, *FACTS, *TIME, *POSITION, "caption", "status", "merged_into_id")
MOMENTS = ("captured_at",)


def merge(work: Work, kept_id: int, merged_id: int) -> Merge:
    """Merge one photo into another: the kept one gathers what both say, the merged one goes out of sight.

    People, keywords and captions are united; where both say something of which there is one only (event, headline,
    time), the kept photo's stands, and the merged record still has its own. Originals and history of both stay.
    Raises NotFound, Invalid, Conflict.
    """
    work.require(Role.ARCHIVIST)
    if kept_id == merged_id:
        raise Invalid(Message("A photo cannot be merged into itself."), field="ids")
    kept, merged = _load(work, kept_id), _load(work, merged_id)
    if Status.WITHDRAWN in (kept.status, merged.status):
        raise Conflict(Message("One of these photos is withdrawn; restore it first."))
    before = {"kept": _state(kept), "merged": _state(merged)}
    lists = {"people": _unite_people(kept, merged), "keywords": _unite_keywords(kept, merged)}
    if merged.status == Status.PUBLISHED and kept.status == Status.DRAFT:
        kept.published_at = merged.published_at
    names = [original.filename for original in (*merged.originals, *(o for m in merged.merged for o in m.originals))]
    lists["files"] = ([], names)
    records.change(work, kept, _united(kept, merged), lists=lists, verb="merged")
    records.change(work, merged, {"status": Status.WITHDRAWN, "merged_into_id": kept.id}, verb="merged")
    for earlier in merged.merged:  # so that an old address is never two steps from its photo
        earlier.merged_into_id = kept.id
    before["earlier"] = {"ids": [earlier.id for earlier in merged.merged]}
    pair = work.session.get(Resemblance, (min(kept_id, merged_id), max(kept_id, merged_id)))
    if pair is not None:
        pair.state = ResemblanceState.MERGED
    done = Merge(
        at=work.now,
        account_id=work.actor.account_id,
        kept_id=kept.id,
        merged_id=merged.id,
        kept_version=kept.version,
        before=before,
    )
    work.session.add(done)
    work.session.flush()
    work.session.expire(kept, ["merged"])
    work.queue_index([kept.id, merged.id])
    return done


def undo(work: Work, merge_id: int) -> Merge:
    """Take a merge back: both records say again what they said before it.

    Raises NotFound, Conflict where it was taken back already, StaleEdit where the kept photo was changed since.
    """
    work.require(Role.ARCHIVIST)
    done = work.session.get(Merge, merge_id)
    if done is None:
        raise NotFound(Message("There is no such merge."))
    if done.undone_at is not None:
        raise Conflict(Message("This merge was undone already."))
    kept, merged = _load(work, done.kept_id), _load(work, done.merged_id)
    if kept.version != done.kept_version:
        raise StaleEdit(
            Message("The photo was changed after the merge; an undo would lose that. Nothing was changed."),
            ids=(kept.id,),
        )
    for asset, name in ((kept, "kept"), (merged, "merged")):
        _put_back(work, asset, done.before[name])
    for earlier in work.session.scalars(select(Asset).where(Asset.id.in_(done.before["earlier"]["ids"]))):
        earlier.merged_into_id = merged.id
    pair = work.session.get(Resemblance, (min(kept.id, merged.id), max(kept.id, merged.id)))
    if pair is not None:
        pair.state = ResemblanceState.FOUND
    done.undone_at = work.now
    work.session.flush()
    work.session.expire(kept, ["merged"])
    work.queue_index([kept.id, merged.id])
    return done


def merges_of(work: Work, asset_id: int) -> list[Merge]:
    """The merges into a photo that stand, the newest first. For archivists."""
    work.require(Role.ARCHIVIST)
    query = select(Merge).where(Merge.kept_id == asset_id, Merge.undone_at.is_(None))
    return list(work.session.scalars(query.order_by(Merge.id.desc())))


def successor(work: Work, asset_id: int) -> int | None:
    """The photo that a merged one's address leads to now, where the actor may see it."""
    target = select(Asset.merged_into_id).where(Asset.id == asset_id).scalar_subquery()
    return work.session.scalar(select(Asset.id).where(Asset.id == target, Asset.status.in_(work.visible)))


def _load(work: Work, asset_id: int) -> Asset:
    asset = work.session.scalar(
        select(Asset)
        .where(Asset.id == asset_id, Asset.status.in_(work.reachable))
        .options(
            selectinload(Asset.originals),
            selectinload(Asset.merged).selectinload(Asset.originals),
            selectinload(Asset.depictions).selectinload(Depiction.person),
            selectinload(Asset.keywords),
        )
    )
    if asset is None:
        raise NotFound(Message("There is no photo %(ids)s; nothing was changed.", ids=asset_id))
    return asset


def _united(kept: Asset, merged: Asset) -> dict[str, Any]:
    """What the kept photo says once the merged one has filled its gaps."""
    values = {name: getattr(kept, name) or getattr(merged, name) for name in (*TEXTS, *FACTS)}
    for together, telling in ((TIME, "captured_at"), (POSITION, "latitude")):
        source = merged if getattr(kept, telling) is None else kept
        values |= {name: getattr(source, name) for name in together}
    values["caption"] = _united_captions(kept.caption, merged.caption)
    values["status"] = Status.PUBLISHED if Status.PUBLISHED in (kept.status, merged.status) else Status.DRAFT
    return values


def _united_captions(kept: Mapping[str, str], merged: Mapping[str, str]) -> dict[str, str]:
    """Both captions of each language, one below the other where they differ."""
    united = dict(kept)
    for language, text in merged.items():
        own = united.get(language, "")
        if text not in own:
            united[language] = text if not own or own in text else f"{own}\n\n{text}"
    return united


def _unite_people(kept: Asset, merged: Asset) -> tuple[Any, Any]:
    before = _people(kept)
    present = {depiction.person_id for depiction in kept.depictions}
    for depiction in merged.depictions:
        if depiction.person_id not in present:
            person = depiction.person
            position = len(kept.depictions)
            kept.depictions.append(Depiction(asset_id=kept.id, person_id=person.id, person=person, position=position))
    return before, _people(kept)


def _unite_keywords(kept: Asset, merged: Asset) -> tuple[Any, Any]:
    before = [keyword.term for keyword in kept.keywords]
    present = {keyword.id for keyword in kept.keywords}
    kept.keywords.extend(keyword for keyword in merged.keywords if keyword.id not in present)
    return before, [keyword.term for keyword in kept.keywords]


def _people(asset: Asset) -> list[dict[str, Any]]:
    return [{"id": person.id, "name": person.name} for person in asset.people]


def _state(asset: Asset) -> dict[str, Any]:
    """A record as JSON, as far as a merge touches it."""
    state: dict[str, Any] = {name: getattr(asset, name) for name in FIELDS}
    for name in (*MOMENTS, "published_at"):
        value = getattr(asset, name)
        state[name] = value.isoformat() if value else None
    state["people"] = [[depiction.person_id, depiction.position] for depiction in asset.depictions]
    state["keywords"] = [keyword.id for keyword in asset.keywords]
    return state


def _put_back(work: Work, asset: Asset, state: Mapping[str, Any]) -> None:
    people_before, terms_before = _people(asset), [keyword.term for keyword in asset.keywords]
    stated: dict[int, int] = dict(state["people"])
    asset.depictions = [each for each in asset.depictions if each.person_id in stated]
    keywords = select(Keyword).where(Keyword.id.in_(state["keywords"])).order_by(Keyword.folded)
    asset.keywords = list(work.session.scalars(keywords))
    lists = {
        "people": (people_before, _people(asset)),
        "keywords": (terms_before, [keyword.term for keyword in asset.keywords]),
    }
    asset.published_at = _moment(state["published_at"])
    values = {name: state[name] for name in FIELDS}
    values |= {name: _moment(state[name]) for name in MOMENTS}
    values["status"] = Status(values["status"])
    records.change(work, asset, values, lists=lists, verb="unmerged")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
