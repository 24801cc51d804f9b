"""Every setting there is, with its default and its meaning: the table that docs and ``tereze settings`` print."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from archive.errors import Invalid

PREFIX = "TEREZE_"
MOST_WEB_PROCESSES = 4


class Settings(BaseSettings):
    """What may differ from one archive to another; read once, from the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    home: Path = Field(
        Path(), description="Folder that holds uploads/ and index/. A backup of uploads/ is a backup of the archive."
    )
    host: str = Field("127.0.0.1", description="Address to listen on. 0.0.0.0 for all of the machine's.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    database_url: str = Field("", description="SQLAlchemy URL of the database. Empty: SQLite in uploads/archive.db.")
    secret_key: str = Field(
        "",
        repr=False,
        description="Signs session cookies, at least 32 characters. Empty: generated once into uploads/secret.key.",
    )
    archive_name: str = Field("Tereze", min_length=1, description="Name of the archive, shown on every page.")
    visitors: bool = Field(False, description="Whether anybody may see what is published, without signing in.")
    language: str = Field("en", description="Language of the pages where the reader asked for none of ours.")
    time_zone: str = Field("UTC", description="Time zone in which pages show when things were added or changed.")
    page_size: int = Field(48, ge=1, le=500, description="Photos on one page of results.")
    max_upload_mb: int = Field(512, ge=1, description="Largest file taken in, in megabytes.")
    quota_gb: float = Field(
        0, ge=0, description="Most gigabytes of originals that one account may bring in. 0: no limit."
    )
    minimum_free_mb: int = Field(
        1000, ge=0, description="Free megabytes of the disk below which no more files are taken in."
    )
    upload_hours: int = Field(168, ge=1, description="How long an unfinished upload may be gone on with, in hours.")
    purge_after_days: int = Field(
        30, ge=1, description='Days after which "tereze purge" may remove a withdrawn photo for good.'
    )
    max_bundle: int = Field(500, ge=1, description="Most photos in one ZIP.")
    decoders: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        description="Child processes that decode pictures at once. Default: one a core.",
    )
    decode_seconds: float = Field(30.0, gt=0, description="Longest that one picture may take to decode, in seconds.")
    web_processes: int = Field(
        default_factory=lambda: min(os.cpu_count() or 1, MOST_WEB_PROCESSES),
        ge=1,
        le=64,
        description="Processes that answer pages; each counts sign-in attempts. Default: one a core, four at most.",
    )
    web_threads: int = Field(32, ge=2, description="Threads of each of them; a download holds one.")
    session_hours: int = Field(12, ge=1, description="How long a sign-in lasts, in hours.")
    login_rate: str = Field(
        "10 per 5 minutes", description="Sign-in attempts allowed from one address, and for one name."
    )
    trusted_proxies: int = Field(
        0, ge=0, description="How many proxies in front set X-Forwarded-For and -Proto. Behind TLS: at least 1."
    )

    @property
    def uploads(self) -> Path:
        """The folder of originals, renditions and, by default, the database."""
        return self.home.resolve() / "uploads"

    @property
    def index(self) -> Path:
        """The folder of the search index; may be deleted at any time."""
        return self.home.resolve() / "index"

    @property
    def database(self) -> str:
        """The database's URL, the default filled in."""
        return self.database_url or f"sqlite:///{self.uploads / 'archive.db'}"


def from_environment(**overrides: Any) -> Settings:
    """Settings from the environment; keyword arguments go before it. Raises Invalid, naming the variable."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise Invalid(f"The setting {name} cannot be used: {first['msg']}.", field=name) from None


def table() -> list[tuple[str, str, str]]:
    """(variable, default, meaning) of every setting, in the order of declaration."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "cores" if field.default_factory else str(field.default)
        if isinstance(field.default, bool):
            default = "on" if field.default else "off"
        rows.append((PREFIX + name.upper(), default, field.description or ""))
    return rows
