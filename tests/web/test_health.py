"""Health: what supervisors ask, answered to anybody, telling no more than which part is not ready."""

from __future__ import annotations

import json
import shutil

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine

from archive.services import indexing
from archive.work import Archive


def parts(client: FlaskClient) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, str] = answer.get_json()["parts"]
    return answer.status_code, found


def test_a_process_that_answers_is_alive(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "parts": {"process": "ok"}})


def test_an_archive_with_all_its_parts_is_ready(archive: Archive, client: FlaskClient) -> None:
    indexing.catch_up(archive)
    assert parts(client) == (200, {"database": "ok", "storage": "ok", "index": "ok"})


def test_a_missing_index_is_told_and_the_rest_is_well(archive: Archive, client: FlaskClient) -> None:
    shutil.rmtree(archive.settings.index)
    assert parts(client) == (503, {"database": "ok", "storage": "ok", "index": "not ok"})


def test_a_store_that_cannot_be_written_is_told(archive: Archive, client: FlaskClient) -> None:
    indexing.catch_up(archive)
    incoming = archive.settings.uploads / "incoming"
    shutil.rmtree(incoming)
    incoming.write_text("a file where a folder should be")
    assert parts(client) == (503, {"database": "ok", "storage": "not ok", "index": "ok"})


def test_a_database_that_does_not_answer_is_told_without_its_address(
    archive: Archive, client: FlaskClient, nowhere: Engine
) -> None:
    indexing.catch_up(archive)
    archive.engine = nowhere
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["parts"] == {"database": "not ok", "storage": "ok", "index": "ok"}
    assert "secret" not in json.dumps(answer.get_json())


@pytest.fixture
def nowhere() -> Engine:
    """A database in a folder that does not exist."""
    return create_engine("sqlite:////nowhere/secret/archive.db")


def test_asking_leaves_nothing_behind(archive: Archive, client: FlaskClient) -> None:
    parts(client)
    assert list((archive.settings.uploads / "incoming").iterdir()) == []
