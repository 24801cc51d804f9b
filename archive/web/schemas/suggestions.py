"""Suggestions while a search is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from archive.services import suggestions
from archive.web.schemas.base import Answer, Asked, Language


class SuggestionsAsked(Asked):
    """A search that is being typed."""

    q: str = Field(default="", max_length=1000, description="The search so far; its last words are completed.")
    limit: int = Field(default=suggestions.MOST, ge=1, le=20, description="How many of one kind.")
    language: Language = Field(default="en", description="Language of the names.")


class Suggestion(Answer):
    """One thing that may be meant."""

    value: str = Field(description="Choose it under the kind's name; of a file, the photo's id.")
    label: str = Field(description="Its name for people.")
    detail: str = Field(
        description="What tells it from others so called: the day of an event; of a field, what it holds."
    )
    text: str = Field(description="The search without the words that it stands for, or with the field begun.")
    count: int = Field(description="How many photos of it you may see; 0 for a field.")
    photo_id: int | None = Field(description="The newest of them.")


class SuggestionGroup(Answer):
    """The suggestions of one kind."""

    kind: str = Field(description="A facet, `file` or `field`.")
    label: str
    items: list[Suggestion] = Field(description="The best first.")


class Suggestions(Answer):
    """What the last words of a search may become."""

    groups: list[SuggestionGroup] = Field(description="Only those that have any.")

    @classmethod
    def of(cls, groups: Sequence[suggestions.Group]) -> Self:
        """The suggestions as they are shown."""
        return cls(groups=[SuggestionGroup(kind=g.kind, label=g.label, items=_suggested(g)) for g in groups])


def _suggested(group: suggestions.Group) -> list[Suggestion]:
    return [
        Suggestion(
            value=item.value,
            label=item.label,
            detail=str(item.detail),
            text=item.text,
            count=item.count,
            photo_id=item.cover.id if item.cover else None,
        )
        for item in group.items
    ]
