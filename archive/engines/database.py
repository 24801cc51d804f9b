"""The database: opening it, its dialect's habits, and its migrations. The only place that knows the dialect."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from archive.errors import EngineError

MIGRATIONS = Path(__file__).parents[1] / "migrations"
BUSY_MILLISECONDS = 30_000


def open_engine(url: str) -> Engine:
    """An engine whose ``BEGIN`` takes the write lock at once where the option ``writes`` is set.

    A deferred transaction that turns into a writing one fails with "database is locked" whatever
    the busy timeout (sqlite.org/lang_transaction.html#immediate), so writers say so beforehand.
    """
    sqlite = make_url(url).get_backend_name() == "sqlite"
    # The last one given back is the first to be taken again: few connections are busy, and theirs are the warm caches.
    engine = create_engine(
        url, connect_args={"check_same_thread": False} if sqlite else {}, pool_size=40, pool_use_lifo=True
    )
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    # SQLite's own knows ASCII only (sqlite.org/lang_corefunc.html#lower); our names are in every script.
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # what was answered "saved" survives a power cut, not only a crash
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "cache_size=-8000",  # of each connection; the system caches the file for all
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def migrate(engine: Engine, lock: Path) -> None:
    """Bring the schema up to date; one process at a time, the others wait."""
    with _locked(lock), engine.connect() as connection, _remaking_tables(connection):
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _remaking_tables(connection: Connection) -> Iterator[None]:
    """Commit what is done inside, with foreign keys looked at once, at the end.

    SQLite changes most of a table by making it anew, and dropping the old one would delete every row that refers
    to it (sqlite.org/lang_altertable.html#otheralter). The switch works outside of transactions only.
    """
    if connection.dialect.name != "sqlite":
        yield
        connection.commit()
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise EngineError(f"The database cannot be brought up to date: {len(broken)} rows refer to nothing.")
        connection.commit()
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one that this code was written for."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(configuration()).get_current_head()


def configuration() -> Config:
    """Alembic's configuration, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
