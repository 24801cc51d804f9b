"""Who uses the archive: accounts, roles, tokens, and the actor on whose behalf something happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from archive.model.base import Base, Moment


class Role(StrEnum):
    """What somebody may do; each role may do all that the ones before it may."""

    VISITOR = "visitor"
    JOURNALIST = "journalist"
    ARCHIVIST = "archivist"
    ADMINISTRATOR = "administrator"

    def includes(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf something happens. ``account_id`` is None for visitors and for the command line."""

    role: Role
    name: str
    account_id: int | None = None

    def may(self, role: Role) -> bool:
        """Whether the actor may do what that role may."""
        return self.role.includes(role)


VISITOR = Actor(Role.VISITOR, "visitor")
COMMAND_LINE = Actor(Role.ADMINISTRATOR, "command line")


class Account(Base):
    """Somebody who signs in. ``password`` is an Argon2 hash."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[Role] = mapped_column(String(20))
    password: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Raised by a change of password, role or activity: sessions begun before then are over."""

    def as_actor(self) -> Actor:
        """The account as the one who acts."""
        return Actor(Role(self.role), self.name, self.id)


class Token(Base):
    """A key for the API. Only its SHA-256 is kept."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[Account] = relationship()


class EndedSession(Base):
    """A session that somebody signed out of, for as long as a copy of its cookie would be good."""

    __tablename__ = "ended_session"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    """What tells this session from the account's others."""
    until: Mapped[datetime] = mapped_column(Moment)
