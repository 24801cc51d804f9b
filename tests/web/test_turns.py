"""Turns: few at a time, first come, first served."""

from __future__ import annotations

import threading
import time

import pytest

from archive.web.turns import Turns, taking_turns


def test_so_many_at_a_time_and_in_the_order_of_arrival() -> None:
    turns = Turns(2)
    inside: list[int] = []
    done: list[int] = []
    most = 0
    may_leave = [threading.Event() for _ in range(6)]

    def visit(number: int) -> None:
        nonlocal most
        with turns:
            inside.append(number)
            most = max(most, len(inside) - len(done))
            may_leave[number].wait(10)
            done.append(number)

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(6)]
    for visitor in visitors:
        visitor.start()
        time.sleep(0.02)  # so that they come in this order
    for event in may_leave:
        event.set()
        time.sleep(0.02)
    for visitor in visitors:
        visitor.join(10)
    assert inside == [0, 1, 2, 3, 4, 5]
    assert most == 2


def test_one_who_fails_gives_the_turn_on() -> None:
    @taking_turns(Turns(1))
    def view(works: bool) -> str:
        if not works:
            raise ValueError("no")
        return "done"

    with pytest.raises(ValueError, match="no"):
        view(False)
    assert view(True) == "done"
