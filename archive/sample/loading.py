"""Sends the sample event through the real ingest and the same services that archivists use."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import exists, select

from archive.model import Accession, Actor, NameKind, Role, Status
from archive.sample import make
from archive.sample.event import EVENT, FRAMES, PEOPLE, SamplePerson
from archive.services import authorities, ingest, tagging
from archive.services.authorities import EventDraft, Name, PersonDraft
from archive.services.tagging import AssetChange
from archive.work import Archive, Work

ACTOR = Actor(Role.ADMINISTRATOR, "sample event")


def is_wanted(archive: Archive) -> bool:
    """Whether the archive is empty, or its sample was cut off half-way."""
    with archive.reading(ACTOR) as work:
        is_empty = not work.session.scalar(select(exists().select_from(Accession)))
    return is_empty or _marker(archive).exists()


def load(archive: Archive) -> None:
    """Draw the event's photographs, take them in, describe and publish them.

    Cut off at any point, it can be called again: what is there is found, not made twice. The copy
    from a social network stays a draft, for an archivist to decide on.
    """
    _marker(archive).touch()
    with archive.begin(ACTOR) as work:
        event_id = _event(work)
        people = {person.name: _person(work, person) for person in PEOPLE}
    with tempfile.TemporaryDirectory() as folder:
        ids = _take_in(archive, make.write(Path(folder)), event_id)
    with archive.begin(ACTOR) as work:
        for frame in FRAMES:
            shown = tuple(people[person.name] for person in frame.people)
            tagging.edit(work, [ids[frame.filename]], AssetChange(add_people=shown, status=Status.PUBLISHED))
    _marker(archive).unlink()


def _marker(archive: Archive) -> Path:
    return archive.settings.uploads / "sample.loading"


def _event(work: Work) -> int:
    title = EVENT.title["en"]
    found = [event for event in authorities.find_events(work, title) if event.title.get("en") == title]
    draft = EventDraft(
        title=EVENT.title,
        description=EVENT.description,
        starts_on=EVENT.day,
        place=EVENT.place,
        series=EVENT.series,
    )
    return (found[0] if found else authorities.create_event(work, draft)).id


def _person(work: Work, person: SamplePerson) -> int:
    found = [known for known in authorities.find_people(work, person.name) if known.name == person.name]
    variants = tuple(Name(name, language, NameKind(kind)) for name, language, kind in person.variants)
    return (found[0] if found else authorities.create_person(work, PersonDraft(person.name, person.role, variants))).id


def _take_in(archive: Archive, paths: list[Path], event_id: int) -> Mapping[str, int]:
    """Asset ids by file name."""
    with archive.begin(ACTOR) as work:
        accession_id = ingest.open_accession(work, "command line").id

    def receive(path: Path) -> tuple[str, int]:
        with path.open("rb") as stream:
            receipt = ingest.receive(archive, ACTOR, stream, path.name, accession_id=accession_id, event_id=event_id)
        assert receipt.asset_id is not None, receipt.reason
        return path.name, receipt.asset_id

    with ThreadPoolExecutor(archive.settings.decoders) as pool:
        return dict(pool.map(receive, paths))
