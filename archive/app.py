"""The Flask application, put together from its parts."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from apiflask import APIFlask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from archive import wiring
from archive.settings import from_environment
from archive.web import (
    access,
    accessions,
    account,
    administration,
    api,
    authorities,
    captions,
    describe,
    duplicates,
    errors,
    escaping,
    export,
    grid,
    headers,
    health,
    ids,
    openapi,
    pages,
    photos,
    saved,
    search,
    session,
    suggest,
    times,
    tus,
    upload,
)
from archive.work import Archive

PACKAGE = Path(__file__).parent
BUNDLES = PACKAGE / "static" / "dist"
# A form of a thousand photos' versions is no upload: files go through their own route, which reads a stream.
FORM_BYTES = 4_000_000


def create_app(archive: Archive | None = None) -> APIFlask:
    """An application for this archive, by default the one that the environment names."""
    archive = archive or wiring.open_archive(from_environment())
    settings = archive.settings
    app = APIFlask(
        "archive",
        title=settings.archive_name,
        version="1.0.0",
        spec_path="/api/openapi.json",
        docs_path=None,
        json_errors=False,
        template_folder=str(_templates()),
        static_folder=None,  # type: ignore[arg-type]  # Flask takes None: pages.static serves what is built
    )
    app.url_map.converters["int"] = ids.RecordId
    app.extensions["archive"] = archive
    app.config.update(
        SECRET_KEY=wiring.secret_key(settings),
        SESSION_COOKIE_NAME="tereze",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_REFRESH_EACH_REQUEST=False,  # no cookie rides on a file that caches keep
        MAX_CONTENT_LENGTH=(settings.max_upload_mb + 1) * 1_000_000,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=50_000,
        BABEL_DEFAULT_LOCALE=settings.language,
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=True,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    Babel(app, locale_selector=session.current_language, default_translation_directories=str(PACKAGE / "translations"))
    session.install(app)
    account.install(app)
    for blueprint in (
        pages.blueprint,
        health.blueprint,
        account.blueprint,
        search.blueprint,
        suggest.blueprint,
        export.blueprint,
        saved.blueprint,
        photos.blueprint,
        authorities.blueprint,
        describe.blueprint,
        times.blueprint,
        upload.blueprint,
        duplicates.blueprint,
        tus.pages,
        tus.programs,
        accessions.blueprint,
        captions.blueprint,
        administration.blueprint,
    ):
        app.register_blueprint(blueprint)
    app.register_blueprint(api.blueprint)
    openapi.install(app)
    errors.install(app)
    headers.install(app)
    access.install(app)
    csrf = CSRFProtect(app)
    csrf.exempt(tus.programs)
    csrf.exempt(api.blueprint)  # it knows no cookies, only bearer tokens
    escaping.install(app)
    for view in filter(access.is_tokenless, app.view_functions.values()):
        csrf.exempt(view)
    pages.install(app, _bundles())
    grid.install(app)
    return app


def _templates() -> Path:
    """``templates/`` beside the package in a checkout, inside it in a wheel."""
    beside = PACKAGE.parent / "templates"
    return beside if beside.is_dir() else PACKAGE / "templates"


def _bundles() -> dict[str, str]:
    """Logical name of a static file to the hashed one that the build made of it."""
    path = BUNDLES / "manifest.json"
    if not path.exists():
        raise RuntimeError(f"{path} is missing: install the package, or build the front end, first")
    names: dict[str, str] = json.loads(path.read_text())
    return names
