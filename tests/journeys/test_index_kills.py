"""The index's writer killed at any instant of a commit, a merge or a rebuild.

All that was acknowledged is there, each batch is there whole or not at all, and every posting, place, mark, facet
value and number is the right one.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from archive.engines.search_whoosh import WhooshSearch, building, merging
from archive.query.document import Document
from tests.engines.corpus import generated
from tests.engines.reading_back import assert_whole

KILLS = int(os.environ.get("TEREZE_TEST_KILLS", "12"))
"""A few in every run; 200 by ``TEREZE_TEST_KILLS=200 make test ARGS="tests/journeys/test_index_kills.py"``."""

NUMBERS = 400


def version_of(number: int, version: int) -> Document:
    return replace(generated(number, version), id=number, version=version)


@cache
def batch(number: int) -> tuple[Sequence[int], Sequence[int]]:
    """Which photos a batch writes, and which it removes."""
    chance = random.Random(number)
    chosen = chance.sample(range(NUMBERS), chance.choice((1, 5, 25)))
    return chosen, chance.sample(sorted({*range(NUMBERS)} - {*chosen}), 2)


@cache
def after(number: int) -> dict[int, int]:
    """Which photos there are after a batch, with their versions: each has the number of its batch."""
    if number == 0:
        return {}
    put, drop = batch(number)
    return {key: v for key, v in after(number - 1).items() if key not in drop} | dict.fromkeys(put, number)


@dataclass(frozen=True)
class Everything:
    """What there is after a batch, in four parts."""

    number: int

    def parts(self) -> Sequence[Part]:
        there = after(self.number)
        return [Part(n, [version_of(*one) for one in there.items() if one[0] % 4 == n]) for n in range(4)]

    def __iter__(self) -> Iterator[Document]:
        return itertools.chain.from_iterable(self.parts())


class Part(list[Document]):
    def __init__(self, number: int, documents: Sequence[Document]) -> None:
        super().__init__(documents)
        self.name = str(number)


def work(root: Path, number: int, acknowledge: int) -> None:
    """Write batch after batch, tidy and rebuild between them, and tell each batch once it is written. In a child."""
    try:
        chance = random.Random()
        index = WhooshSearch(root, grace=0)
        while True:
            if index.needs_rebuild() or chance.random() < 0.15:
                everything = Everything(number)
                index.rebuild(everything if chance.random() < 0.8 else iter(everything))
            if chance.random() < 0.2:
                index.tidy()
            number += 1
            put, drop = batch(number)
            index.write([version_of(key, number) for key in put], drop)
            os.write(acknowledge, b"%d\n" % number)
    finally:
        os._exit(1)


@pytest.mark.slow
def test_killed_writer_leaves_an_index_that_is_right_to_the_last_posting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_PROCESSES", 1)  # that children end with their parent has its own test
    monkeypatch.setattr(merging, "AT_REST", (50, 400))  # so that there is something to tidy
    root = tmp_path / "index"
    WhooshSearch(root).rebuild([])
    chance = random.Random(20201008)
    there = done = 0
    for _ in range(KILLS):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            work(root, there, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            if chance.random() < 0.7:  # else it may be killed while it goes on with a rebuild
                done = int(told.readline())
            time.sleep(chance.random() * 0.3)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            done = max([done, *map(int, told)])
        found = assert_whole(root, version_of)
        there = next(number for number in itertools.count(done) if number > done + 1 or after(number) == found)
        assert there <= done + 1, "a batch is there in part, or one that was acknowledged is lost"
    survivor = WhooshSearch(root, grace=0)
    if survivor.needs_rebuild():
        survivor.rebuild(Everything(there))
    survivor.write([], [NUMBERS])
    assert assert_whole(root, version_of) == after(there)
