"""Documents for the search engines' tests: a small archive by hand, and any number by a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from archive.query.document import Document, PersonNames

ADDED = datetime(2026, 1, 1, 12)
STATUSES = ("draft", "published")

OSPANOVA = PersonNames(1, ("Ospanova Bakytzhamal Kayirbekovna",))
KIM = PersonNames(2, ("Ким Хын Су", "김흥수"))
ISKAKOV = PersonNames(3, ("Искаков Ерлан Узанович",))
GEORGIY = PersonNames(4, ("Kan Georgiy Vasilyevich",))
PEOPLE = (OSPANOVA, KIM, ISKAKOV, GEORGIY)

_TITLES: Sequence[dict[str, str]] = (
    {"en": "The Window to Korea", "ru": "Окно в Корею", "kk": "Кореяға терезе"},
    {"en": "Book corner of Turkey"},
    {"ru": "Открытие выставки"},
)
_CAPTIONS = (
    "Opening of the book corner in the Hall of World Literature",
    "Открытие книжного уголка в зале мировой литературы",
    "Ұлттық кітапханадағы көрме",
    "국립중앙도서관 관장의 인사말",
    "Speeches; the director's café, 2020-10-08",
    "",
)
_KEYWORDS = ("opening", "library", "книги", "кітап", "portrait")
_CAMERAS = ("NIKON D750", "Canon EOS 5D", "")
_FILES = ("DSC_{:04}.JPG", "IMG_20201008_{:06}.jpg", "{}_3272258616204906_n.jpg", "Юбилей {}.tif")


def document(number: int, **fields: Any) -> Document:
    """A published photo of which nothing is known, but for what is said."""
    defaults: dict[str, Any] = {
        "version": 1,
        "status": "published",
        "filenames": (f"P{number}.jpg",),
        "added": ADDED + timedelta(minutes=number),
    }
    return Document(id=number, **(defaults | fields))


def generated(number: int, seed: int = 0) -> Document:
    """A photo of some archive, the same for the same number."""
    chance = random.Random(f"{seed}/{number}")
    event = chance.choice((None, 1, 2, 3))
    day = datetime(chance.choice((2004, 2019, 2020, 2021)), chance.randint(1, 12), chance.randint(1, 28))
    return document(
        number,
        version=chance.randint(1, 9),
        status=chance.choice(STATUSES),
        filenames=(chance.choice(_FILES).format(chance.randint(1, 700)),),
        captured=chance.choice((None, day, day + timedelta(hours=chance.randint(0, 23)))),
        accession=chance.choice((None, 1, 2, 17)),
        headline=chance.choice(("", "Window", "Терезе")),
        captions={chance.choice(("en", "ru", "")): chance.choice(_CAPTIONS)},
        keywords=tuple(chance.sample(_KEYWORDS, chance.randint(0, 3))),
        people=tuple(chance.sample(PEOPLE, chance.randint(0, 2))),
        persons_named=chance.choice(((), ("Pak Ivan",))),
        event=event,
        event_titles=_TITLES[event - 1] if event else {},
        series="Book corners" if event in (1, 2) else "",
        places=chance.choice(((), ("Almaty",), ("Алматы", "Қазақстан"))),
        creator=chance.choice(("", "Kim")),
        credit=chance.choice(("", "National Library")),
        copyright=chance.choice(("", "© National Library")),
        camera=chance.choice(_CAMERAS),
        iso=chance.choice((None, 100, 6400)),
        position=chance.choice((None, (43.2, 76.9))),
    )
