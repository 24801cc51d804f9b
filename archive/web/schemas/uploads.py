"""Uploads: what is said beside a file, and what became of it."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field

from archive.services import ingest
from archive.web.schemas.base import Answer, Asked, Error, Id


class Opened(Answer):
    """An upload has begun."""

    id: int = Field(description="Send it along with each of the upload's files.")


class UploadAsked(Asked):
    """What an upload says beside the file."""

    accession: Id | None = Field(
        default=None, description="The upload that the file belongs to. Left out: one of its own."
    )
    event: Id | None = Field(default=None, description="The event photographed.")
    publish: bool = Field(default=False, description="Whether to publish at once. Else the photo is a draft.")


class UploadHeaders(BaseModel):
    """The header of a file sent as the body itself."""

    x_file_name: str = Field(
        default="",
        max_length=3000,
        description="The file's name, percent-encoded UTF-8. A multipart upload needs none.",
    )


class Received(Answer):
    """What became of a file."""

    file: str = Field(description="The file's name.")
    status: ingest.Outcome = Field(
        description="`new`: taken in. `joined`: one more file of a photo, as the RAW beside its JPEG. `waiting`: a "
        "sidecar that came before its photo. `held`: these very bytes were here already."
    )
    id: int | None = Field(description="The photo, new or held; null where the file was refused.")
    sha256: str | None = Field(description="Of the bytes as they arrived.")
    reason: str = Field(description="Why it was refused, or as what it is held.")
    notes: list[str] = Field(description="What to know of a file that was taken in: no capture date, damaged EXIF.")

    @classmethod
    def of(cls, receipt: ingest.Receipt) -> Self:
        """The receipt as it is shown."""
        return cls(
            file=receipt.file,
            status=receipt.outcome,
            id=receipt.asset_id,
            sha256=receipt.sha256,
            reason=receipt.reason,
            notes=list(receipt.notes),
        )


class Refused(Received):
    """A file that was not taken in."""

    error: Error
