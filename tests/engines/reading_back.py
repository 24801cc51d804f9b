"""An index read back whole: every row, posting, place, mark and facet value of every segment, beside its documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from archive.engines.search_whoosh import WhooshSearch
from archive.engines.search_whoosh.lists import collect
from archive.engines.search_whoosh.schema import TERM_FIELDS
from archive.query.document import Document
from archive.query.entry import describe


def assert_whole(root: Path, document_of: Callable[[int, int], Document]) -> dict[int, int]:
    """Compare all that an index holds, deleted or not, with the documents by number and version; what is alive."""
    engine = WhooshSearch(root)
    opened = engine._newest_opened()  # the port tells of answers only, and an answer may be right by luck
    alive: dict[int, int] = {}
    for segment, deleted in zip(opened.segments, opened.deleted, strict=True):
        segment.verify(again=True)
        ids, versions = segment.rows["id"].tolist(), segment.rows["version"].tolist()
        expected = collect(describe(document_of(*one)) for one in zip(ids, versions, strict=True))
        assert np.array_equal(segment.rows, expected.rows)
        for field in TERM_FIELDS:
            found, wanted = segment.lists(field), expected.lists(field)
            assert list(found.terms) == list(wanted.terms), field
            for name in ("sizes", "docs", "counts", "places"):
                assert np.array_equal(getattr(found, name), getattr(wanted, name)), (field, name)
        for number, (key, version) in enumerate(zip(ids, versions, strict=True)):
            if number not in deleted:
                assert key not in alive, f"{key} is there twice"
                alive[key] = version
    assert alive == engine.versions()
    return alive
