"""Made-up documents for the engines alone, any number of them: no database, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import chain

import numpy as np

from archive.query.document import Document, PersonNames
from benchmarks.corpus import CAMERAS, LETTERS, words_of, zipf

PEOPLE, EVENTS, KEYWORDS, PLACES, CREATORS, WORDS = 5_000, 800, 3_000, 400, 60, 20_000
BATCH, PART = 4_096, 16_384
FIRST_DAY = datetime(2004, 1, 1)
ADDED = datetime(2026, 1, 1)


@dataclass(frozen=True)
class Part:
    """Documents with successive numbers."""

    first: int
    count: int

    @property
    def name(self) -> str:
        """The same for the same part."""
        return f"{self.first}-{self.first + self.count - 1}"

    def __iter__(self) -> Iterator[Document]:
        return documents(self.count, self.first)


@dataclass(frozen=True)
class MadeUp:
    """So many documents, in parts that can be read at once."""

    count: int

    def parts(self) -> Sequence[Part]:
        """Parts as large as those of a rebuild."""
        return [Part(first, min(PART, self.count + 1 - first)) for first in range(1, self.count + 1, PART)]

    def __iter__(self) -> Iterator[Document]:
        return chain.from_iterable(self.parts())


@cache
def vocabulary() -> dict[str, list[str]]:
    """Words by language, the most frequent first."""
    random = np.random.default_rng(0)
    words = {language: words_of(random, language, WORDS) for language in LETTERS}
    for ranked in words.values():
        random.shuffle(ranked)
    return words


def documents(count: int, first: int = 1) -> Iterator[Document]:
    """Photos with captions of 20 to 40 words in one of four languages; people, events and keywords by Zipf's law."""
    words, random = vocabulary(), np.random.default_rng(first)
    people = [_person(n, words) for n in range(PEOPLE)]
    events = [{"en": " ".join(words["en"][3 * n : 3 * n + 3]), "ru": words["ru"][n]} for n in range(EVENTS)]
    for start in range(first, first + count, BATCH):
        size = min(BATCH, first + count - start)
        languages = random.choice(list(LETTERS), size, p=[0.3, 0.35, 0.2, 0.15])
        lengths = random.integers(20, 41, size)
        drawn = zipf(random, WORDS, int(lengths.sum()))
        ends = np.cumsum(lengths)
        event_of, camera_of = zipf(random, EVENTS, size), zipf(random, len(CAMERAS), size)
        place_of, creator_of = zipf(random, PLACES, (size, 2)), zipf(random, CREATORS, size)
        people_of, keywords_of = zipf(random, PEOPLE, (size, 4)), zipf(random, KEYWORDS, (size, 6))
        how_many, days = random.integers(0, 5, (size, 2)), random.integers(0, 22 * 365, size)
        for at in range(size):
            number = start + at
            ranked = words[languages[at]]
            taken = FIRST_DAY + timedelta(days=int(days[at]), seconds=number * 7 % 86_400)
            yield Document(
                id=number,
                version=1,
                status="draft" if number % 10 == 0 else "published",
                filenames=(f"DSC_{number % 10_000:04}.JPG",),
                added=ADDED + timedelta(seconds=number),
                captured=taken if number % 50 else None,
                accession=number // 200,
                captions={str(languages[at]): " ".join([ranked[n] for n in drawn[ends[at] - lengths[at] : ends[at]]])},
                keywords=tuple({words["en"][-1 - n] for n in keywords_of[at, : 1 + how_many[at, 0]].tolist()}),
                people=tuple(people[n] for n in set(people_of[at, : how_many[at, 1]].tolist())),
                event=int(event_of[at]) + 1,
                event_titles=events[event_of[at]],
                series=f"Series {event_of[at] % 40}",
                places=tuple({f"Place {words['en'][n]}" for n in place_of[at].tolist()}),
                creator=people[creator_of[at]].names[0],
                credit="National Library",
                camera=CAMERAS[camera_of[at]],
                iso=int(100 * 2 ** (number % 7)),
                position=(43.0 + number % 997 / 1_000, 76.0 + number % 991 / 1_000) if number % 3 else None,
            )


def _person(number: int, words: dict[str, list[str]]) -> PersonNames:
    latin, cyrillic = words["en"], words["ru"]
    given, family = -1 - number % 700, 1_000 + number
    return PersonNames(
        number + 1,
        (
            f"{latin[family].title()}ova {latin[given].title()}",
            f"{cyrillic[family].title()}ова {cyrillic[given].title()}",
        ),
    )
