"""Whether the archive lives and can do its work, for supervisors and load balancers; no more than that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from archive.errors import ArchiveError
from archive.web.access import public
from archive.web.session import current_archive
from archive.work import Archive

log = logging.getLogger(__name__)

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return _answer({"process": True})


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """The process can do its work: 503 and which part is not ready, otherwise."""
    archive = current_archive()
    return _answer({part: _works(part, check, archive) for part, check in CHECKS.items()})


def _works(part: str, check: Callable[[Archive], None], archive: Archive) -> bool:
    try:
        check(archive)
    except (ArchiveError, SQLAlchemyError, OSError) as error:
        log.error("not ready: %s: %s", part, error)
        return False
    return True


def _database(archive: Archive) -> None:
    with archive.reading() as work:
        work.session.execute(select(literal(1)))


def _storage(archive: Archive) -> None:
    with archive.storage.scratch() as folder:
        (folder / "probe").write_bytes(b"ready")


def _index(archive: Archive) -> None:
    # While it is being made anew, the one before answers.
    archive.search.counts("status", frozenset(), ())


CHECKS: Mapping[str, Callable[[Archive], None]] = {
    "database": _database,
    "storage": _storage,
    "index": _index,
}


def _answer(parts: Mapping[str, bool]) -> Response:
    ready = all(parts.values())
    response = jsonify(status=_word(ready), parts={part: _word(works) for part, works in parts.items()})
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _word(works: bool) -> str:
    return "ok" if works else "not ok"
