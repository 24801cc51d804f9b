"""A file that arrives in pieces: how far it is, what was said of it, and in the end what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from archive.model.base import Base, Moment


class Upload(Base):
    """One file on its way. Whoever knows its id and is signed in as its account may go on with it."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """128 random bits in hexadecimal digits."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    filename: Mapped[str] = mapped_column(String(255))
    folder: Mapped[str] = mapped_column(String(500), default="")
    publish: Mapped[bool] = mapped_column(default=False)
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    """How many bytes are durable: committed after they are."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """What the sender says that the bytes come to; empty where nothing was said."""
    said: Mapped[str] = mapped_column(Text, default="")
    """All that the sender said of the file, as it came."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    receipt: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The answer, once there is one: whoever did not hear it may ask again."""

    @property
    def is_whole(self) -> bool:
        """Whether all of its bytes are here."""
        return self.offset == self.length
