"""Why a photo is in a result: the fields that matched, by which rule, with which of their words.

The rules are those of ``query.explain``; here the photo is looked up as the actor may see it.
"""

from __future__ import annotations

from archive.query.entry import describe
from archive.query.explain import Reason, explain
from archive.services import discovery, indexing
from archive.services.interpretation import interpret
from archive.work import Work


def why(work: Work, asset_id: int, text: str, language: str = "en") -> tuple[Reason, ...]:
    """The reasons for which a search finds a photo. Raises NotFound, also where the actor may not see it."""
    document = indexing.describe(discovery.photo(work, asset_id))
    return explain(interpret(work, text, language).tree, document, describe(document), language)
