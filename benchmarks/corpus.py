"""A made-up archive of any size: people, events, keywords and words by Zipf's law, captions in four languages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import insert

from archive.model import Accession, Asset, Depiction, Event, IndexQueue, Keyword, Original, Person, Status
from archive.model.account import COMMAND_LINE
from archive.model.asset import asset_keyword
from archive.work import Archive

PEOPLE, EVENTS, KEYWORDS, WORDS = 1_000, 300, 800, 6_000
CAMERAS = ["NIKON D3300", "NIKON D750", "Canon EOS 6D", "Canon EOS R6", "SONY ILCE-7M3", "FUJIFILM X-T4", ""]
BATCH = 2_000

LETTERS = {
    "en": ("b d f g h k l m n p r s t v w".split(), "a e i o u".split()),
    "ru": ("б в г д ж з к л м н п р с т ш".split(), "а е и о у".split()),
    "kk": ("б ғ д ж қ л м ң н п р с т ш".split(), "а ә е і о ө ұ ү".split()),
    "ko": ("가 나 다 라 마 바 사 아 자 차 카 타 파 하 국 립 도 서 관".split(), [""]),
}


def words_of(random: np.random.Generator, language: str, count: int) -> list[str]:
    """So many different words of two to four syllables."""
    consonants, vowels = LETTERS[language]
    made: set[str] = set()
    while len(made) < count:
        first, second = random.integers(len(consonants), size=(count, 4)), random.integers(len(vowels), size=(count, 4))
        for at, syllables in enumerate(random.integers(2, 5, count).tolist()):
            made.add(
                "".join(
                    consonants[c] + vowels[v]
                    for c, v in zip(first[at, :syllables], second[at, :syllables], strict=True)
                )
            )
    return sorted(made)[:: len(made) // count][:count]


def zipf(random: np.random.Generator, most: int, size: int | tuple[int, ...]) -> np.ndarray:
    """Numbers below ``most``, the least ones most often."""
    weights = 1 / np.arange(1, most + 1)
    return random.choice(most, size=size, p=weights / weights.sum())


def fill(archive: Archive, photos: int, seed: int = 1) -> None:
    """Write that many photos' records, without files, and leave them to be indexed."""
    random = np.random.default_rng(seed)
    words = {language: words_of(random, language, WORDS) for language in LETTERS}
    now = datetime(2024, 1, 1, tzinfo=UTC)
    with archive.begin(COMMAND_LINE) as work:
        accession = Accession(number=f"{now.year}-0001", created_at=now, agent="bench", source="command line")
        names = [
            (f"{a.title()}ova {b.title()}") for a, b in zip(words["en"][:PEOPLE], words["en"][PEOPLE:], strict=False)
        ]
        people = [Person(created_at=now, name=name, role={}, variants=[]) for name in names]
        events = [
            Event(created_at=now, title={"en": " ".join(words["en"][i * 3 : i * 3 + 3])}, description={})
            for i in range(EVENTS)
        ]
        keywords = [Keyword(term=term, folded=term) for term in words["en"][-KEYWORDS:]]
        work.session.add_all([accession, *people, *events, *keywords])
        work.session.flush()
        ids = [[r.id for r in rows] for rows in (people, events, keywords)]
        accession_id = accession.id
    for start in range(1, photos + 1, BATCH):
        numbers = range(start, min(start + BATCH, photos + 1))
        with archive.begin(COMMAND_LINE) as work:
            for table, rows in _rows(random, numbers, accession_id, ids, words):
                work.session.execute(insert(table), rows)


def _rows(
    random: np.random.Generator, numbers: range, accession_id: int, ids: list[list[int]], words: dict[str, list[str]]
) -> Iterator[tuple[object, list[dict[str, object]]]]:
    people, events, keywords = ids
    count = len(numbers)
    languages = list(words)
    days = random.integers(0, 20 * 365, count)
    event_at, camera_at = zipf(random, EVENTS, count), zipf(random, len(CAMERAS), count)
    assets, originals, depictions, tagged, queue = [], [], [], [], []
    for at, number in enumerate(numbers):
        taken = datetime(2004, 1, 1) + timedelta(days=int(days[at]), seconds=int(number) % 86400)
        caption = {}
        for language in random.choice(languages, size=2, replace=False):
            vocabulary = words[str(language)]
            caption[str(language)] = " ".join(vocabulary[i] for i in zipf(random, WORDS, 20))
        assets.append(
            {
                "id": number, "version": 1, "created_at": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
                "status": Status.DRAFT if number % 10 == 0 else Status.PUBLISHED, "accession_id": accession_id,
                "event_id": events[event_at[at]], "headline": "", "caption": caption, "creator": "Press service",
                "credit": "National Library", "copyright": "", "usage_terms": "", "captured_at": taken,
                "camera": CAMERAS[camera_at[at]], "lens": "", "width": 6000, "height": 4000, "placeholder": "",
                "received": {},
            }
        )  # fmt: skip
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        originals.append(
            {"asset_id": number, "sha256": digest, "size": 1, "media_type": "image/jpeg", "extension": "jpg",
             "filename": f"DSC_{number % 10_000:04}.JPG", "role": "photo", "shown": True, "received": {}}
        )  # fmt: skip
        for position, person in enumerate(set(zipf(random, PEOPLE, random.integers(0, 4)).tolist())):
            depictions.append({"asset_id": number, "person_id": people[person], "position": position})
        terms = set(zipf(random, KEYWORDS, 4).tolist())
        tagged += [{"asset_id": number, "keyword_id": keywords[term]} for term in terms]
        queue.append({"asset_id": number})
    yield Asset.__table__, assets
    yield Original.__table__, originals
    yield Depiction.__table__, depictions
    yield asset_keyword, tagged
    yield IndexQueue.__table__, queue
