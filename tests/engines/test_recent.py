"""What a snapshot remembers of the last searches: bounded, and never in anybody's way."""

from __future__ import annotations

import threading

from archive.engines.search_whoosh.recent import BYTES, Recent


def made(recent: Recent, key: str, size: int = 0) -> bool:
    """Whether it had to be made."""
    calls: list[str] = []
    recent.get(key, lambda: calls.append(key), lambda _: size)
    return bool(calls)


def test_what_was_made_is_not_made_again() -> None:
    recent = Recent(0)
    assert recent.get("a", lambda: [1], len) is recent.get("a", lambda: [2], len)


def test_what_was_not_asked_for_longest_goes_first() -> None:
    recent = Recent(0)
    for key in "abcd":
        made(recent, key, BYTES // 5)
    assert not made(recent, "a")
    assert made(recent, "e", BYTES // 5)
    assert made(recent, "b", BYTES // 5)  # which drives out c, not a
    assert not made(recent, "a")
    assert not made(recent, "e")
    assert made(recent, "c")


def test_what_would_drive_out_all_else_is_not_kept() -> None:
    recent = Recent(0)
    made(recent, "small")
    assert made(recent, "large", BYTES)
    assert made(recent, "large", BYTES)
    assert not made(recent, "small")


def test_nobody_waits_for_what_another_makes() -> None:
    recent, begun, may_end = Recent(0), threading.Event(), threading.Event()

    def slowly() -> str:
        begun.set()
        may_end.wait(10)
        return "slow"

    slow = threading.Thread(target=lambda: recent.get("slow", slowly, len))
    slow.start()
    assert begun.wait(10)
    assert recent.get("quick", lambda: "quick", len) == "quick"
    assert recent.get("slow", lambda: "made twice", len) == "made twice"
    may_end.set()
    slow.join(10)
    assert recent.get("slow", lambda: "", len) == "made twice"
