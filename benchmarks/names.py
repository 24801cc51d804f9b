"""Finding people by name among 20,000: in any form, with slips, and while the name is being typed."""

from __future__ import annotations

import json
import os
import random
import time

from archive.names.finder import Named, NameFinder
from benchmarks.figures import timed
from tests.names.published import PUBLISHED

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "20000"))

_ROOTS = (
    "Akhmet Abdrakhman Baizhan Bektur Daulet Esken Iskak Kassym Makhan Moldabai Nurgali Rakhim Sadyk Seit Tulegen"
).split()
_GIVEN = (
    "Aidar Aigerim Alexey Anna Askar Assel Dana Dinara Elena Gulnara Igor Ilyas Marat Olga Serik Timur Viktor".split()
)
_KOREAN = "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song".split()
_SYLLABLES = "min su ji hye jun young hyun seo woo jin kyung ho sung hee yeon tae".split()


def run() -> None:
    """Print how long it takes to read everybody, to find, to complete."""
    people = [*PUBLISHED, *_made_up(PEOPLE - len(PUBLISHED))]
    begun = time.perf_counter()
    finder = NameFinder(Named(number, (name,)) for number, name in enumerate(people))
    built = time.perf_counter() - begun
    asked = [form for forms in PUBLISHED.values() for form in forms.split(" | ")]
    slips = [form[:3] + form[4:] for form in asked if len(form) > 8]
    figures: dict[str, object] = {"people": len(people), "built": round(built, 2)}
    print(f"Names of {len(people)} people, read in {built:.1f} s; p50 / p95 in ms")
    for label, texts, call in (
        ("any form", asked, finder.find),
        ("slips", slips, finder.find),
        ("being typed", [form[: max(2, len(form) // 2)] for form in asked], finder.complete),
        ("in a search", asked, lambda text: finder.mentions(text.split())),
    ):
        figures[label] = timing = timed([lambda text=text, call=call: call(text) for text in texts])
        print(f"  {label:12} {timing}")
    print(json.dumps({"names": {k: v if isinstance(v, int | float) else [v.p50, v.p95] for k, v in figures.items()}}))


def _made_up(count: int) -> list[str]:
    """Plausible names: the same surnames with other given names, as in any country."""
    chance = random.Random(1)
    made: list[str] = []
    while len(made) < count:
        root, father = chance.choice(_ROOTS), chance.choice(_ROOTS) + chance.choice(["ovich", "ovna"])
        stem = root[: chance.randint(3, len(root))] + chance.choice(["", "bek", "bay", "zhan", "gali", "tai"])
        made.append(
            chance.choice(
                [
                    f"{chance.choice(_GIVEN)} {stem}{chance.choice(['ov', 'ova'])}",
                    f"{stem}{chance.choice(['ov', 'ova'])} {chance.choice(_GIVEN)} {father}",
                    f"{chance.choice(_KOREAN)} {chance.choice(_SYLLABLES).title()}-{chance.choice(_SYLLABLES)}",
                ]
            )
        )
    return made
