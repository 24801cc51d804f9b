"""Where the engines are chosen and an ``Archive`` is put together. Nothing else imports ``archive.engines``."""

from __future__ import annotations

import os
import secrets
from functools import partial
from pathlib import Path

from archive.engines import database
from archive.engines.search_whoosh import WhooshSearch
from archive.engines.storage_file import FileStorage
from archive.errors import Invalid, StorageUnavailable
from archive.media.sandbox import Sandbox
from archive.settings import Settings
from archive.work import Archive

SHORTEST_SECRET = 32


def open_archive(settings: Settings, sandbox: Sandbox | None = None) -> Archive:
    """Open the archive of these settings, making what is missing of it; perhaps with children that are there.

    Raises StorageUnavailable where its folders cannot be written.
    """
    try:
        for folder in (settings.uploads, settings.index):  # drafts and password hashes: nobody else's on this machine
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        storage = FileStorage(settings.uploads, minimum_free=settings.minimum_free_mb * 1_000_000)
    except OSError as error:
        raise StorageUnavailable(
            f"{settings.home.resolve()} cannot be used as an archive: {error.strerror}."
        ) from error
    engine = database.open_engine(settings.database)
    if not database.is_current(engine):
        database.migrate(engine, settings.uploads / "migration.lock")
    sandbox = sandbox or Sandbox(settings.decoders, seconds=settings.decode_seconds)
    return Archive(settings, engine, storage, WhooshSearch(settings.index), sandbox, partial(open_archive, settings))


def secret_key(settings: Settings) -> str:
    """The key that signs cookies: the one set, else one made once and kept readable by its owner alone."""
    if settings.secret_key:
        if len(settings.secret_key) < SHORTEST_SECRET:
            raise Invalid(f"TEREZE_SECRET_KEY must have at least {SHORTEST_SECRET} characters.", field="secret_key")
        return settings.secret_key
    path = settings.uploads / "secret.key"
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        _settle(fresh, path)
    return path.read_text().strip()


def _settle(fresh: Path, path: Path) -> None:
    """Give a finished file its name unless another process was quicker."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
