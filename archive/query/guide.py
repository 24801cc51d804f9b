"""The ways of asking that have no name of their own, for help pages and documentation; each example is a search.

Fields, flags and operators explain themselves in ``fields``.
"""

from __future__ import annotations

from typing import NamedTuple

from archive.text import Message


class Way(NamedTuple):
    """A way of asking: examples of it, and what they find.

    An example that is a message is told to readers in words of their own language.
    """

    examples: tuple[str, ...]
    meaning: Message


WAYS: tuple[Way, ...] = (
    Way(
        (Message("window korea"),),
        Message(
            "Photos with both words, in any field. Exact words come before other forms of them (library, libraries)."
        ),
    ),
    Way((Message('"window to korea"'),), Message("These words side by side, in this order.")),
    Way((Message("open*"),), Message("Words that begin so.")),
    Way((Message("almaty or astana"),), Message("Either. Also OR, или, немесе, 또는.")),
    Way((Message("korea -kim"),), Message("The first without the second. Also NOT, НЕ.")),
    Way((Message("(kim or pak) 2020"),), Message("Brackets say what belongs together.")),
    Way((Message("2 of (opening, speech, books)"),), Message("At least so many of these, separated by commas.")),
    Way(
        (Message("person:ospanova"), Message('person:"ospanova bakytzhamal"'), Message("person:(kim or pak)")),
        Message("In one field only."),
    ),
    Way(
        ("2020", "2020-10", "08.10.2020", "8 октября 2020", "8 қазан 2020", "October 8, 2020", "2020년 10월 8일"),
        Message("Photos taken then, or described with these words."),
    ),
    Way(
        ("2019..2021", "8–10 October 2020", "с 2019 по 2021", "..2004", "before 2004", "после 2019"),
        Message("Photos taken between, or up to a date."),
    ),
    Way(
        ("yesterday", "last week", "в прошлом году", "соңғы 30 күн", "지난달", "1990s", "лето 2019"),
        Message("Told from today; a decade; a season (winter has the year of its January)."),
    ),
    Way(
        ("iso:>1600", "iso>1600", "iso 400", "people:2..5", "date:>=2020-10", "added:..2024"),
        Message("More than, from and to, up to."),
    ),
    Way(
        ("DSC_0622.JPG", "dsc 0622", "0622"),
        Message("The file's name as people write it: extension, zeros and separators do not matter."),
    ),
    Way(
        ("DSC_0620..0640", "DSC_0620-0640", "file:0620..0640", "file:DSC_0622~5"),
        Message("Files by their number: from and to, with any letters before it, or so many either side."),
    ),
)
