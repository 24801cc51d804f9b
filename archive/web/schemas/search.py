"""Searching: what is asked for, how it was read, what was found, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Self

from pydantic import Field

from archive.model import Status
from archive.query import explain
from archive.query.query import DATE, Grain, Sort
from archive.query.reading import Reading as SearchReading
from archive.services import discovery
from archive.web.schemas.base import MOST_VALUES, Answer, Asked, Id, Language
from archive.web.schemas.photos import PhotoSummary, summary

Value = Annotated[str, Field(min_length=1, max_length=500)]
"""Of a facet, as long as the index keeps one."""
Year = Annotated[int, Field(ge=1, le=9999)]
Period = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$")]
Place = Annotated[str, Field(max_length=2_000)]
"""A position in a result."""


class ResultAsked(Asked):
    """A search: words, and values of facets. Values of one facet mean "or", facets among each other "and"."""

    q: str = Field(default="", max_length=1000, description="The search, in the query language. Empty: all photos.")
    event: list[Id] = Field(default=[], max_length=MOST_VALUES, description="Ids of events.")
    person: list[Id] = Field(default=[], max_length=MOST_VALUES, description="Ids of people.")
    keyword: list[Value] = Field(default=[], max_length=MOST_VALUES, description="Keywords, as the facet names them.")
    place: list[Value] = Field(default=[], max_length=MOST_VALUES, description="Places, as the facet names them.")
    creator: list[Value] = Field(
        default=[], max_length=MOST_VALUES, description="Photographers, as the facet names them."
    )
    camera: list[Value] = Field(default=[], max_length=MOST_VALUES, description="Cameras, as the facet names them.")
    series: list[Value] = Field(default=[], max_length=MOST_VALUES, description="Series, as the facet names them.")
    year: list[Year] = Field(default=[], max_length=MOST_VALUES, description="Years of capture: the same as `date`.")
    status: list[Status] = Field(default=[], max_length=len(Status), description="Drafts are seen by archivists only.")
    date: list[Period] = Field(
        default=[],
        max_length=MOST_VALUES,
        description="When they were taken: `2020`, `2020-10` or `2020-10-08`, as the histogram names them.",
    )
    sort: Sort | None = Field(
        default=None,
        description="The order. Left out: by relevance where words are asked for, else newest first.",
    )
    language: Language = Field(default="en", description="Language of names and captions where there are several.")

    def to_request(self) -> discovery.Request:
        """The search as the service takes it."""
        selected = {facet: tuple(str(value) for value in getattr(self, facet)) for facet in discovery.FACETS}
        selected[DATE] = tuple(dict.fromkeys((*self.date, *(f"{year:04}" for year in self.year))))
        return discovery.Request(
            text=self.q, selected={facet: values for facet, values in selected.items() if values}, sort=self.sort
        )


class SearchAsked(ResultAsked):
    """A page of a result."""

    grain: Grain | None = Field(
        default=None, description="How finely the histogram counts. Left out: as finely as suits the result."
    )
    page: int = Field(default=1, ge=1, le=1_000_000, description="The page, from 1. For deep results follow `next`.")
    after: Place = Field(default="", description="`next` of a page: the page behind it, wherever photos come and go.")
    before: Place = Field(default="", description="`previous` of a page: the page in front of it.")
    size: int = Field(default=60, ge=1, le=discovery.LARGEST_PAGE, description="Photos on a page.")

    def to_request(self) -> discovery.Request:
        """The search as the service takes it."""
        return replace(
            super().to_request(),
            page=self.page,
            size=self.size,
            after=self.after,
            before=self.before,
            grain=self.grain,
        )


class Part(Answer):
    """One part of the search."""

    text: str
    explanation: str = Field(description="How it was read, in a sentence.")
    without: str = Field(description="The search without this part.")


class Reading(Answer):
    """How the words were understood."""

    text: str = Field(description="The search as it was read.")
    parts: list[Part] = Field(description="What is asked for, one by one.")
    problems: list[str] = Field(description="What could not be read, in sentences; it was searched as words.")

    @classmethod
    def of(cls, reading: SearchReading) -> Self:
        """The reading as it is shown."""
        parts = [Part(text=part.text, explanation=part.explanation, without=part.without) for part in reading.parts]
        return cls(text=reading.text, parts=parts, problems=list(reading.problems))


class FoundAs(Answer):
    """Words of the search that name a person whom the archive knows under another form."""

    words: str
    person_id: int
    label: str = Field(description="The person's name.")
    typed: str
    form: str = Field(description="The recorded form that it was found by.")
    sure: bool = Field(description="False where it is taken for a slip, or for another keyboard layout.")


class Bar(Answer):
    """The photos of one year, month or day."""

    period: str = Field(description="Send it as `date` to choose it.")
    count: int


class Histogram(Answer):
    """When the photos found were taken."""

    grain: Grain
    within: str = Field(description="The year or the month that is shown; empty: all of them.")
    bars: list[Bar] = Field(description="In order of time; a period without photos is left out.")


class FacetChoice(Answer):
    """A value of a facet."""

    value: str = Field(description="Send this to choose it: an id for events and people.")
    label: str = Field(description="Its name for people.")
    count: int = Field(description="Photos that have it.")
    chosen: bool


class Found(PhotoSummary):
    """A photo found."""

    score: float = Field(description="How well it answers; 0 where the order is not by relevance.")


class Results(Answer):
    """A page of results."""

    total: int = Field(description="Photos found, on all pages.")
    page: int
    pages: int
    sort: Sort
    first: int = Field(description="Where the page begins in the result, from 1; 0 where it is empty.")
    next: str = Field(description="Send it as `after` for the next page; empty on the last.")
    previous: str = Field(description="Send it as `before` for the page in front; empty on the first.")
    reading: Reading
    found_as: list[FoundAs]
    facets: dict[str, list[FacetChoice]] = Field(description="Facet to its values, most frequent first.")
    histogram: Histogram
    photos: list[Found]

    @classmethod
    def of(cls, results: discovery.Results) -> Self:
        """The results as they are shown."""
        return cls(
            total=results.total,
            page=results.request.page,
            pages=results.pages,
            sort=results.sort,
            first=results.first,
            next=results.next,
            previous=results.previous,
            reading=Reading.of(results.reading),
            found_as=[
                FoundAs(words=f.words, person_id=f.person_id, label=f.label, typed=f.typed, form=f.form, sure=f.sure)
                for f in results.found_as
            ],
            facets={
                facet: [FacetChoice(value=c.value, label=c.label, count=c.count, chosen=c.chosen) for c in choices]
                for facet, choices in results.facets.items()
            },
            histogram=Histogram(
                grain=results.histogram.grain,
                within=results.histogram.within,
                bars=[Bar(period=bar.period, count=bar.count) for bar in results.histogram.bars],
            ),
            photos=[Found(**summary(found.asset), score=found.score) for found in results.found],
        )


class Exported(Answer):
    """A whole result."""

    search: str = Field(description="The words that were searched for.")
    total: int = Field(description="How many photos it had when it was asked for.")
    photos: list[dict[str, str]] = Field(description="Photos by column; the columns are those of the CSV.")


class ReasonsAsked(Asked):
    """A search that found a photo."""

    q: str = Field(default="", max_length=1000, description="The search.")
    language: Language = Field(default="en", description="Language of names where there are several.")


class Reason(Answer):
    """One part of a search that is true of a photo."""

    part: str = Field(description="The part of the search.")
    field: str = Field(description="The field that it is true of; empty where it is no single one.")
    label: str = Field(description="The field's name for people.")
    rule: str = Field(description="How it was found, in a sentence.")
    matched: list[str] = Field(description="The words or values of the photo that matched.")


class Reasons(Answer):
    """Why a search finds a photo."""

    reasons: list[Reason] = Field(description="In the order of the search.")

    @classmethod
    def of(cls, reasons: Sequence[explain.Reason]) -> Self:
        """The reasons as they are shown."""
        return cls(
            reasons=[
                Reason(part=r.part, field=r.field, label=r.label, rule=r.rule, matched=list(r.matched)) for r in reasons
            ]
        )
