"""Text as it was typed, made fit for reading: one kind of space, quote and comma, brackets in pairs.

What the words mean is the parser's affair.
"""

from __future__ import annotations

import unicodedata

from archive.text import Message

LONGEST = 1_000
"""Characters of a search that are read."""

_DEEPEST = 20
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'),
        **dict.fromkeys("\uff0c\u3001", ","),
        "\uff08": "(",
        "\uff09": ")",
        "\uff1a": ":",
        # A hyphen that does not break, a minus, a wide one: as word processors and phones write them.
        **dict.fromkeys("\u2010\u2011\u2212\uff0d", "-"),
    }
)
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
_JOINERS = "\u200c\u200d"


def cleaned(text: str, problems: list[Message]) -> str:
    """Text in NFC, without what cannot be seen and not too long; spaces, quotes and commas made one kind."""
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    seen = (c if unicodedata.category(c) not in _UNSEEN or c in _JOINERS else " " for c in text)
    text = " ".join("".join(seen).translate(_ALIKE).split())
    if len(text) <= LONGEST:
        return text
    problems.append(
        Message("The search is longer than %(longest)s characters; the rest was left out.", longest=LONGEST)
    )
    return text[:LONGEST].rsplit(" ", 1)[0]


def balanced(text: str, problems: list[Message]) -> str:
    """The text without brackets and quotes that have no partner, or that nest too deep."""
    characters = list(text)
    if text.count('"') % 2:
        characters[text.rindex('"')] = " "
        problems.append(Message("A quotation mark is not closed; searched as words."))
    stack: list[int] = []
    quoted = False
    for at, character in enumerate(characters):
        if character == '"':
            quoted = not quoted
        elif character == "(" and not quoted:
            stack.append(at)
        elif character == ")" and not quoted:
            if not stack:
                characters[at] = " "
                problems.append(Message("A bracket was never opened; searched as words."))
            elif len(stack) > _DEEPEST:
                characters[stack.pop()] = characters[at] = " "
                problems.append(
                    Message("Brackets nest deeper than %(deepest)s; the inmost were left out.", deepest=_DEEPEST)
                )
            else:
                stack.pop()
    for at in stack:
        characters[at] = " "
        problems.append(Message("A bracket is not closed; searched as words."))
    return "".join(characters)
