"""Sentences that cross between processes stay sentences: the reader's language is known only at the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.text import Message, message_from_json, message_to_json


def crossed(text: str) -> str:
    return message_from_json(json.loads(json.dumps(message_to_json(text))))


@pytest.mark.parametrize(
    "message",
    [
        Message("The file is empty."),
        Message("100 %% of it"),
        Message("%(width)s x %(height)s pixels", width=3, height=2.5),
        Message("It is %(what)s.", what=Message("a video of %(count)s seconds", count=3)),
        Message("Held as %(file)s", file="100 %(x)s.jpg"),
    ],
)
def test_a_message_keeps_its_template_and_its_values(message: Message) -> None:
    again = crossed(message)
    assert isinstance(again, Message)
    assert (again, again.template, again.values) == (message, message.template, message.values)
    for name, value in message.values.items():
        assert type(again.values[name]) is type(value)


def test_plain_text_stays_plain_whatever_signs_it_has() -> None:
    assert type(crossed("50 % off, %(x)s")) is str
    assert crossed("50 % off, %(x)s") == "50 % off, %(x)s"


@pytest.mark.parametrize(
    "value",
    [
        None,
        17,
        ["a"],
        {},
        {"text": 3, "values": {}},
        {"text": "a", "values": "b"},
        {"text": "", "values": {}},
        {"text": "%(gone)s", "values": {}},
        {"text": "%s %d", "values": {}},
        {"text": "%(a)999999999s", "values": {"a": "b"}},
        {"text": "%(a).2f", "values": {"a": "b"}},
        {"text": "100 %", "values": {}},
    ],
)
def test_what_is_no_message_is_shown_as_text_and_never_filled_in(value: Any) -> None:
    shown = message_from_json(value)
    assert type(shown) is str
    assert len(shown) < 100
