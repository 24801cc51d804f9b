"""What all of the API's models share: kinds of values, the three kinds of models, the one shape of errors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from archive.services import tagging
from archive.text import LANGUAGES
from archive.web.ids import LARGEST_ID

MOST_VALUES = 100
"""Of one facet, of people or of keywords in one request."""

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Version = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Term = Annotated[str, Field(min_length=1, max_length=tagging.LONGEST_KEYWORD)]
Language = Literal["kk", "ru", "en", "ko"]
Texts = Annotated[dict[str, str], Field(json_schema_extra={"propertyNames": {"enum": [*LANGUAGES, ""]}})]
"""A text in several languages; the empty code holds text of unstated language."""


class Asked(BaseModel):
    """What an address asks for: values arrive as text, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sent(BaseModel):
    """A JSON body: each value of its own type, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Answer(BaseModel):
    """What is answered. Every field is always there."""

    model_config = ConfigDict(frozen=True)


class Error(Answer):
    """What went wrong."""

    code: str = Field(description="Stable name of the error, for programs: `not-found`, `invalid`, `stale-edit`.")
    message: str = Field(description="A sentence for people.")
    field: str = Field(default="", description="The value that cannot be used; only where there is one.")
    ids: list[int] = Field(
        default=[], description="The photos, events or people that others changed; with `stale-edit` only."
    )


class Failure(Answer):
    """Every error has this shape."""

    error: Error
