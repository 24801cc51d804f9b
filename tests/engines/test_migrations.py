"""Bringing an older archive up to date: nothing is lost on the way, and the models have what they expect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from archive.engines import database
from archive.model import Base

PHOTO = {
    "status": "draft", "headline": "", "caption": "{}", "creator": "", "credit": "", "copyright": "",
    "usage_terms": "", "camera": "", "lens": "", "width": 1, "height": 1, "placeholder": "", "received": "{}",
    "version": 1,
}  # fmt: skip
EARLIER = "2024-05-01 00:00:00.000000"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database as the archive had it before accessions were numbered, with three photos."""
    engine = database.open_engine(f"sqlite:///{tmp_path / 'archive.db'}")
    with engine.connect() as connection:
        config = database.configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for number, year in enumerate((2024, 2024, 2025), 1):
            connection.execute(
                text("INSERT INTO accession (id, created_at, agent, source) VALUES (:id, :at, 'Kim', 'web')"),
                {"id": number, "at": f"{year}-05-01 00:00:00.000000"},
            )
            values = PHOTO | {"id": number, "accession_id": number, "created_at": EARLIER}
            _insert(connection, "asset", values)
            original = {
                "asset_id": number, "sha256": f"{number:064}", "size": 1, "media_type": "image/jpeg",
                "extension": "jpg", "filename": f"DSC_{number}.JPG",
            }  # fmt: skip
            _insert(connection, "original", original)
            _insert(connection, "rendition", {"asset_id": number, "spec": "thumb", "width": 1, "height": 1, "size": 1})
        connection.commit()
    yield engine
    engine.dispose()


def _insert(connection: object, table: str, values: dict[str, object]) -> None:
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)  # type: ignore[attr-defined]  # noqa: S608


def _column(engine: Engine, query: str) -> list[object]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def test_migrations_make_what_the_models_say(engine: Engine, tmp_path: Path) -> None:
    database.migrate(engine, tmp_path / "lock")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert database.is_current(engine)


def test_what_refers_to_a_table_that_is_made_anew_stays(engine: Engine, tmp_path: Path) -> None:
    """SQLite would delete it with the old table, where foreign keys are looked at meanwhile."""
    database.migrate(engine, tmp_path / "lock")
    assert _column(engine, "SELECT asset_id FROM rendition ORDER BY id") == [1, 2, 3]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_older_accessions_are_numbered_and_have_their_files(engine: Engine, tmp_path: Path) -> None:
    database.migrate(engine, tmp_path / "lock")
    assert _column(engine, "SELECT number FROM accession ORDER BY id") == ["2024-0001", "2024-0002", "2025-0001"]
    with engine.connect() as connection:
        items = connection.execute(
            text("SELECT accession_id, filename, frame, outcome, asset_id FROM accession_item ORDER BY id")
        ).all()
    assert [tuple(item) for item in items] == [(n, f"DSC_{n}.JPG", f"dsc_{n}", "new", n) for n in (1, 2, 3)]
    assert _column(engine, "SELECT role || shown FROM original") == ["photo1"] * 3


def test_a_migration_that_fails_leaves_the_archive_as_it_was(engine: Engine, tmp_path: Path) -> None:
    with engine.connect() as connection:  # what the last table of a migration is to be called
        connection.exec_driver_sql("CREATE TABLE watched_file (in_the_way)")
        connection.commit()
    before = _column(engine, "SELECT sql FROM sqlite_master ORDER BY name")
    with pytest.raises(OperationalError, match="watched_file"):
        database.migrate(engine, tmp_path / "lock")
    assert _column(engine, "SELECT sql FROM sqlite_master ORDER BY name") == before
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE watched_file")
        connection.commit()
    database.migrate(engine, tmp_path / "lock")
    assert database.is_current(engine)
