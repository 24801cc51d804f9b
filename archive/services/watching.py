"""A watched folder: files are taken in once they have stopped changing. Sources are never altered or deleted.

By looking again and again, not by the system's notices: those do not come from network folders, and a file that is
still being copied must be looked at twice in any case.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import select

from archive.errors import ArchiveError, Invalid
from archive.model import Accession, Actor, Outcome, WatchedFile
from archive.services import folders, ingest, parallel
from archive.services.accessions import Receipt
from archive.services.folders import Source
from archive.text import Message, filename, message_from_json, message_to_json
from archive.work import Archive, Work

SOURCE = "watched folder"
UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp", "~")
"""What programs call a file that they are still writing; it gets its own name when it is whole."""

State = tuple[int, int]
"""Size, and time of the last change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Which folder is watched, and what happens to what is found there.

    Files are at rest when they have not changed for ``quiet`` seconds. With ``done``, those that the archive holds
    are moved there; else they stay.
    """

    folder: Path
    done: Path | None = None
    quiet: float = 5.0
    event_id: int | None = None
    folders_as_events: bool = False
    publish: bool = False
    origin: str = ""
    time_zone: str = ""


class StillChanging(ArchiveError):
    """The file changed while it was read; it is looked at again later."""


class Watcher:
    """Looks at one folder, again and again. What it has answered is in the database: it may be killed at any time."""

    def __init__(
        self, archive: Archive, actor: Actor, watch: Watch, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._archive = archive
        self._actor = actor
        self._watch = watch
        self._clock = clock
        self._top = _folder(watch.folder)
        self._done = _done(self._top, watch.done)
        self._changing: dict[Path, tuple[State, float]] = {}
        self._answered: dict[Path, State] = {}
        self._links: set[Path] = set()

    def look(self) -> Iterator[Receipt]:
        """Take in what has come to rest; the answers. Raises EngineError where the archive cannot keep it just now."""
        rested = self._rested()
        threads = self._archive.settings.decoders + 1
        for receipt in parallel.each(self._take_in, rested, threads):
            if receipt is not None:
                yield receipt
        yield from self._new_links()

    @property
    def is_waiting(self) -> bool:
        """Whether there are files that are not at rest yet."""
        return bool(self._changing)

    def refused(self) -> list[tuple[str, str]]:
        """Files in the folder that were refused and have not changed since: their paths and the reasons."""
        with self._archive.reading(self._actor) as work:
            rows = work.session.scalars(select(WatchedFile).where(WatchedFile.outcome == Outcome.REFUSED))
            known = {row.key: message_from_json(row.reason) for row in rows}
        return [(str(path), known[_key(path)]) for path, _ in self._files() if _key(path) in known]

    def _rested(self) -> list[tuple[Path, State]]:
        now = self._clock()
        changing: dict[Path, tuple[State, float]] = {}
        rested = []
        for path, state in self._files():
            if self._answered.get(path) == state:
                continue
            before, since = self._changing.get(path, (None, now))
            if before == state and now - since >= self._watch.quiet:
                rested.append((path, state))
            else:
                changing[path] = (state, since if before == state else now)
        self._changing = changing
        return rested

    def _files(self) -> Iterator[tuple[Path, State]]:
        for folder, names, files in os.walk(self._top):
            names[:] = sorted(name for name in names if self._is_walked(Path(folder, name)))
            for name in sorted(files):
                path = Path(folder, name)
                if name.startswith(".") or name.endswith(UNFINISHED):
                    continue
                try:
                    status = path.lstat()
                except OSError:  # gone since its folder was read
                    continue
                if stat.S_ISLNK(status.st_mode):
                    self._links.add(path)
                elif stat.S_ISREG(status.st_mode):
                    yield path, _state(status)

    def _is_walked(self, folder: Path) -> bool:
        if folder.is_symlink():
            self._links.add(folder)
            return False
        return not folder.name.startswith(".") and folder != self._done

    def _take_in(self, rested: tuple[Path, State]) -> Receipt | None:
        """Answer one file; None for one that was answered before, or that is no longer as it was."""
        path, state = rested
        with self._archive.reading(self._actor) as work:
            known = work.session.get(WatchedFile, _key(path))
            outcome = known.outcome if known and (known.size, known.modified) == state else None
        receipt = None
        if outcome is None:
            try:
                receipt = self._received(path, state)
            except StillChanging:
                return None
            outcome = receipt.outcome
            self._remember(path, state, receipt)
        if outcome == Outcome.REFUSED or not self._moved(path, state):
            self._answered[path] = state
        return receipt

    def _received(self, path: Path, state: State) -> Receipt:
        parts = path.parent.relative_to(self._top).parts
        folder = "/".join((self._top.name, *parts))
        with self._archive.begin(self._actor) as work:
            accession_id = self._accession(work).id
            event_id = self._watch.event_id
            if self._watch.folders_as_events and parts:
                event_id = folders.event_of(work, folder)
        with _Rested(path, state) as stream:
            return ingest.receive(
                self._archive,
                self._actor,
                cast(BinaryIO, stream),
                path.name,
                accession_id=accession_id,
                event_id=event_id,
                publish=self._watch.publish,
                folder=folder,
            )

    def _accession(self, work: Work) -> Accession:
        """One a day: what belongs together may come minutes apart."""
        origin = self._watch.origin or folders.told(self._top)
        query = select(Accession).where(
            Accession.source == SOURCE,
            Accession.origin == origin,
            Accession.account_id == self._actor.account_id,
            Accession.closed_at.is_(None),
        )
        for accession in work.session.scalars(query):
            if accession.created_at.date() == work.now.date():
                return accession
            accession.closed_at = work.now
        return ingest.open_accession(work, SOURCE, origin=origin, time_zone=self._watch.time_zone)

    def _remember(self, path: Path, state: State, receipt: Receipt) -> None:
        with self._archive.begin(self._actor) as work:
            work.session.merge(
                WatchedFile(
                    key=_key(path),
                    at=work.now,
                    size=state[0],
                    modified=state[1],
                    outcome=receipt.outcome,
                    reason=message_to_json(receipt.reason),
                )
            )

    def _moved(self, path: Path, state: State) -> bool:
        """Put an answered file away, where that is wanted; not where something else is under its name by now."""
        if self._done is None:
            return False
        target = self._done / path.relative_to(self._top)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if _state(path.lstat()) == state:
                path.rename(_free(target))
        except FileNotFoundError:
            pass  # somebody else has put it away
        return True

    def _new_links(self) -> Iterator[Receipt]:
        told, self._links = self._links, set()
        for link in sorted(told - self._answered.keys()):
            self._answered[link] = (0, 0)
            reason = Message("Links are not followed from a watched folder.")
            yield Receipt(filename(link.name), Outcome.REFUSED, reason=reason, code="link")


class _Rested(Source):
    """A file that must be the same when it was read as when it was found."""

    def __init__(self, path: Path, state: State) -> None:
        super().__init__(path)
        self._state = state

    def readinto(self, buffer: Any) -> int:
        """Raises StillChanging at the end of what has become another file."""
        count = super().readinto(buffer)
        status = self.status()
        if not count and status is not None and _state(status) != self._state:
            raise StillChanging(Message("The file changed while it was read."))
        return count


def _state(status: os.stat_result) -> State:
    return status.st_size, status.st_mtime_ns


def _key(path: Path) -> str:
    """A path of any bytes, of any length, as the database can hold it."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()


def _free(target: Path) -> Path:
    """A name that nothing has, beside the one that is wanted."""
    number, free = 1, target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return free


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise Invalid(Message("%(path)s is no folder.", path=folders.told(path)), field="folder")
    return path.resolve()


def _done(top: Path, done: Path | None) -> Path | None:
    if done is None:
        return None
    done.mkdir(parents=True, exist_ok=True)
    done = done.resolve()
    if done == top or done in top.parents:
        raise Invalid(Message("Files that are done cannot go where they are looked for."), field="done")
    if done.stat().st_dev != top.stat().st_dev:
        raise Invalid(
            Message("The folder for what is done must be on the same disk: there, moving is one step."), field="done"
        )
    return done
