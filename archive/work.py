"""What a use case works with: the archive's parts, and one unit of work on behalf of one actor.

``Archive`` holds the engines for the life of a process; ``Work`` is one transaction. Services are
given one of the two and read nothing else: no globals, no environment, no clock of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from archive.errors import Denied, EngineError, NotSignedIn, StaleEdit
from archive.media.sandbox import Sandbox
from archive.model import Actor, HistoryEntry, IndexQueue, Role, Status, Subject, reachable_statuses, visible_statuses
from archive.model.account import COMMAND_LINE
from archive.names.shared import SharedNames
from archive.ports import SearchEngine, Storage
from archive.settings import Settings
from archive.text import Message


def now_utc() -> datetime:
    """The clock that an archive uses unless it was given another."""
    return datetime.now(UTC)


_ONLY_FOR = {
    Role.JOURNALIST: Message("This is for journalists of the archive."),
    Role.ARCHIVIST: Message("This is for archivists."),
    Role.ADMINISTRATOR: Message("This is for administrators."),
}


@dataclass(frozen=True)
class Work:
    """One unit of work: a session in a transaction, the actor, the time at which it happens."""

    session: Session
    actor: Actor
    now: datetime
    search: SearchEngine
    storage: Storage
    settings: Settings
    names: SharedNames

    @property
    def visible(self) -> frozenset[Status]:
        """The statuses of photos that the actor may see."""
        return visible_statuses(self.actor.role)

    @property
    def reachable(self) -> frozenset[Status]:
        """Those, and the statuses that the actor sees only where asking for them alone."""
        return reachable_statuses(self.actor.role)

    def require(self, role: Role) -> None:
        """Raise NotSignedIn or Denied unless the actor may do what that role may."""
        if self.actor.may(role):
            return
        if self.actor.account_id is None:
            raise NotSignedIn(Message("Sign in to do this."))
        raise Denied(_ONLY_FOR[role])

    def note(self, subject: Subject, subject_id: int, verb: str, changes: Mapping[str, Any] | None = None) -> None:
        """Write a line of history."""
        self.session.add(
            HistoryEntry(
                at=self.now,
                account_id=self.actor.account_id,
                agent=self.actor.name,
                subject=subject,
                subject_id=subject_id,
                verb=verb,
                changes=dict(changes or {}),
            )
        )

    def queue_index(self, asset_ids: Iterable[int]) -> None:
        """Ask for these assets' entries in the search index to be made anew, once this commits."""
        rows = [{"asset_id": asset_id} for asset_id in asset_ids]
        if rows:
            self.session.execute(insert(IndexQueue), rows)


@dataclass
class Archive:
    """The parts of an archive, for the life of a process."""

    settings: Settings
    engine: Engine
    storage: Storage
    search: SearchEngine
    sandbox: Sandbox
    """The children that decode; none is started before a file needs one."""
    reopen: Callable[[], Archive]
    """Opens the same archive in another process; can be pickled."""
    clock: Callable[[], datetime] = field(default=now_utc)
    names: SharedNames = field(default_factory=SharedNames)

    @contextmanager
    def begin(self, actor: Actor = COMMAND_LINE) -> Iterator[Work]:
        """A writing unit of work: commits on leaving, rolls back on an error.

        Raises StaleEdit where somebody else changed a record meanwhile, EngineError where the
        database refuses.
        """
        with self._session(writes=True) as session:
            try:
                yield self._work(session, actor)
                session.commit()
            except StaleDataError:
                raise StaleEdit(
                    Message("Somebody else changed this meanwhile; nothing was saved. Look again.")
                ) from None
            except OperationalError as error:
                raise EngineError(
                    Message("The database cannot be written now; nothing was saved (%(why)s).", why=str(error.orig))
                ) from error

    @contextmanager
    def reading(self, actor: Actor = COMMAND_LINE) -> Iterator[Work]:
        """A reading unit of work: one consistent view, and nothing is written."""
        with self._session(writes=False) as session:
            yield self._work(session, actor)

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        bind = self.engine.execution_options(writes=writes)
        with Session(bind, expire_on_commit=False) as session:
            yield session

    def _work(self, session: Session, actor: Actor) -> Work:
        return Work(session, actor, self.clock(), self.search, self.storage, self.settings, self.names)

    def close(self) -> None:
        """End the children and let go of the database."""
        self.sandbox.close()
        self.engine.dispose()
