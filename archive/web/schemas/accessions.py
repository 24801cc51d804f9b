"""Accessions: listed, and one with its files."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from archive.model import Outcome
from archive.services import register
from archive.web.ids import LARGEST_ID
from archive.web.schemas.base import Answer, Asked


class AccessionsAsked(Asked):
    """A part of the list, the latest first."""

    offset: int = Field(default=0, ge=0, le=LARGEST_ID, description="How many to leave out at the beginning.")
    limit: int = Field(default=60, ge=1, le=500, description="How many to list.")


class FilesAsked(Asked):
    """A part of an accession's files."""

    offset: int = Field(default=0, ge=0, le=LARGEST_ID, description="How many files to leave out at the beginning.")
    limit: int = Field(default=500, ge=1, le=500, description="How many files to list.")


class Accession(Answer):
    """One act of taking in."""

    id: int
    number: str = Field(description="Year and count: `2026-0001`.")
    created_at: datetime
    closed_at: datetime | None = Field(description="When all had been sent, where that was said.")
    agent: str = Field(description="Who took in.")
    source: str = Field(description="`web`, `api`, `command line` or `watched folder`.")
    origin: str = Field(description="From whom, or from where, in the words of who took in.")
    time_zone: str = Field(description="Of the cameras' clocks (IANA), for files that do not say so.")
    note: str
    counts: dict[Outcome, int] = Field(description="How many files came to what.")
    size: int = Field(description="Bytes of what was taken in.")

    @classmethod
    def of(cls, summary: register.Summary, **more: Any) -> Self:
        """The accession as it is shown."""
        accession = summary.accession
        return cls(
            id=accession.id,
            number=accession.number,
            created_at=accession.created_at,
            closed_at=accession.closed_at,
            agent=accession.agent,
            source=accession.source,
            origin=accession.origin,
            time_zone=accession.time_zone,
            note=accession.note,
            counts=dict(summary.counts),
            size=summary.size,
            **more,
        )


class Accessions(Answer):
    """A part of the accessions."""

    total: int = Field(description="How many there are.")
    accessions: list[Accession]


class AccessionFile(Answer):
    """A file that was answered."""

    folder: str = Field(description="Where it lay with whoever sent it.")
    file: str
    size: int | None = Field(description="Bytes; null where it was not read to its end.")
    sha256: str = Field(description="Empty where it was not read to its end.")
    status: Outcome
    id: int | None = Field(description="Its photo.")
    said: list[str] = Field(description="Why it was refused, as what it is held, what to know of it.")


class WholeAccession(Accession):
    """An accession with its files."""

    files: list[AccessionFile]

    @classmethod
    def whole(cls, summary: register.Summary, files: list[register.Answered]) -> Self:
        """The accession and a part of its files."""
        listed = [
            AccessionFile(
                folder=file.folder,
                file=file.filename,
                size=file.size,
                sha256=file.sha256,
                status=file.outcome,
                id=file.asset_id,
                said=list(file.said),
            )
            for file in files
        ]
        return cls.of(summary, files=listed)
