"""Saved searches: each has their own, under a name, and no more than can be looked through."""

from __future__ import annotations

import pytest

from archive.errors import Denied, Invalid, NotFound
from archive.model import Actor
from archive.model.account import COMMAND_LINE, VISITOR
from archive.services import saved
from archive.work import Archive


def names(archive: Archive, actor: Actor) -> list[tuple[str, str]]:
    with archive.reading(actor) as work:
        return [(search.name, search.query) for search in saved.mine(work)]


def test_a_search_is_kept_replaced_and_forgotten(archive: Archive, journalist: Actor) -> None:
    with archive.begin(journalist) as work:
        saved.save(work, " Korea,  all ", "q=korea")
        kept = saved.save(work, "Autumn", "q=&date=2020-10")
    assert names(archive, journalist) == [("Autumn", "q=&date=2020-10"), ("Korea, all", "q=korea")]
    with archive.begin(journalist) as work:
        assert saved.save(work, "Autumn", "date=2021-10").id == kept.id
    assert names(archive, journalist) == [("Autumn", "date=2021-10"), ("Korea, all", "q=korea")]
    with archive.begin(journalist) as work:
        saved.forget(work, kept.id)
    assert names(archive, journalist) == [("Korea, all", "q=korea")]


def test_nobody_sees_or_forgets_another_ones(archive: Archive, journalist: Actor, administrator: Actor) -> None:
    with archive.begin(journalist) as work:
        kept = saved.save(work, "Mine", "q=korea")
    assert names(archive, administrator) == []
    with archive.begin(administrator) as work:
        saved.save(work, "Mine", "q=other")
        with pytest.raises(NotFound):
            saved.forget(work, kept.id)
        with pytest.raises(NotFound):
            saved.forget(work, kept.id + 1000)
    assert names(archive, journalist) == [("Mine", "q=korea")]


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("", "q=korea", "name"),
        (" \n", "q=korea", "name"),
        ("n" * 101, "q=korea", "name"),
        ("Nothing", "", "query"),
        ("Much", "q=" + "k" * saved.LONGEST_QUERY, "query"),
    ],
)
def test_what_cannot_be_kept_is_named(archive: Archive, journalist: Actor, name: str, query: str, field: str) -> None:
    with archive.begin(journalist) as work, pytest.raises(Invalid) as refused:
        saved.save(work, name, query)
    assert refused.value.field == field


def test_there_is_an_end_to_them(archive: Archive, journalist: Actor) -> None:
    with archive.begin(journalist) as work:
        for number in range(saved.MOST):
            saved.save(work, f"Search {number}", "q=korea")
        saved.save(work, "Search 0", "q=other")
        with pytest.raises(Invalid):
            saved.save(work, "One more", "q=korea")


@pytest.mark.parametrize("actor", [VISITOR, COMMAND_LINE], ids=lambda actor: actor.name)
def test_who_has_no_account_keeps_none(archive: Archive, actor: Actor) -> None:
    with archive.begin(actor) as work:
        for act in (lambda: saved.save(work, "Mine", "q=korea"), lambda: saved.mine(work)):
            with pytest.raises((Denied, NotFound)):
                act()
