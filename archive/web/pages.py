"""What every page shares: static files, the reader's language and theme, and the words that templates know.

No page of its own lives here, and no rule: names, dates and addresses are only written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from babel import Locale, support
from flask import Blueprint, Flask, Response, abort, current_app, g, redirect, request, send_from_directory, url_for
from flask_babel import (
    format_date,
    format_datetime,
    format_decimal,
    get_locale,
    get_translations,
    gettext,
    lazy_gettext,
)
from flask_login import current_user
from jinja2.runtime import Macro
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import ArchiveError
from archive.model import Asset, Event, Person, Role, Status
from archive.services.discovery import Summary
from archive.text import LANGUAGES, Message, pick
from archive.web.access import public, tokenless
from archive.web.ids import LARGEST_ID
from archive.web.paths import same_origin_path
from archive.web.session import (
    INTERFACE_LANGUAGES,
    LANGUAGE_COOKIE,
    current_actor,
    current_archive,
    current_language,
)

blueprint = Blueprint("pages", __name__)

STATIC = Path(__file__).parents[1] / "static" / "dist"
THEME_COOKIE = "theme"
THEMES = ("light", "dark")
YEAR_SECONDS = 365 * 24 * 3600
LANGUAGE_NAMES: Mapping[str, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English", "ko": "한국어"}
"""Each language by its own name, as readers look for it."""
ROLE_NAMES: Mapping[str, Any] = {
    Role.VISITOR: lazy_gettext("visitor"),
    Role.JOURNALIST: lazy_gettext("journalist"),
    Role.ARCHIVIST: lazy_gettext("archivist"),
    Role.ADMINISTRATOR: lazy_gettext("administrator"),
}
Photo = Asset | Summary
"""What a grid, a card or a suggestion shows: a record, or as much of it as the busiest pages read."""
LONGEST_ALT = 200
LONGEST_ADDRESS = 8_000
"""What servers take in one line with the rest of it (RFC 9112, section 3)."""
LEAST_GROUPED = 1_000
LARGEST_UNGROUPED = 9_999
"""Numbers up to it stand in sentences as they are: years, mostly."""
NARROWEST, WIDEST = 4, 40
"""Tenths of width by height for which the style sheet has a class; longer panoramas are cut in the grid."""


@blueprint.get("/static/<path:name>")
@public
def static(name: str) -> Response:
    """A built file. Its name carries a digest of its content, so it may be kept for good."""
    response = send_from_directory(STATIC, name, max_age=YEAR_SECONDS)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@blueprint.post("/language")
@public
@tokenless
def language() -> BaseResponse:
    """Choose the language of the pages."""
    return _remember(LANGUAGE_COOKIE, request.form.get("language", ""), INTERFACE_LANGUAGES)


@blueprint.post("/theme")
@public
@tokenless
def theme() -> BaseResponse:
    """Choose light or dark; anything else follows the reader's system."""
    return _remember(THEME_COOKIE, request.form.get("theme", ""), (*THEMES, "system"))


def _remember(cookie: str, value: str, allowed: tuple[str, ...]) -> BaseResponse:
    if value not in allowed:
        abort(400)
    response = redirect(same_origin_path(request.form.get("next", "")))
    response.set_cookie(cookie, value, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure, httponly=True)
    return response


def install(app: Flask, bundles: Mapping[str, str]) -> None:
    """Teach the templates their words."""

    def asset_url(name: str) -> str:
        """The address of a built file by its plain name: ``app.js``."""
        return url_for("pages.static", name=bundles[name])

    app.jinja_env.globals.update(
        _=_text,
        ngettext=_counted,
        asset_url=asset_url,
        icon=_icon,
        may=_may,
        signed_in=_signed_in,
        photo_url=_photo_url,
        thumb_url=thumb_url,
        preview_url=_preview_url,
        here=_here,
        sign_in_url=sign_in_url,
        pager_window=pager_window,
        language_name=_language_name,
        role_name=lambda role: ROLE_NAMES[role],
    )
    app.jinja_env.filters.update(
        pick=_pick,
        lang=_lang,
        others=_others,
        label=_label,
        alt=alt,
        is_draft=_is_draft,
        day=_day,
        span=_span,
        captured=_captured,
        moment=_moment,
        number=_number,
        filesize=filesize,
        translate=translate,
    )
    app.context_processor(_context)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


@cache
def _icon(name: str) -> str:
    drawn: Macro = getattr(current_app.jinja_env.get_template("icons.html").module, "icon")  # noqa: B009 (made by Jinja)
    return drawn(name)


def catalogue() -> support.Translations:
    """The texts of the reader's language. Flask-Babel looks for them anew for every single text."""
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return cast(support.Translations, found)


def _text(text: str, /, **values: Any) -> Markup:
    """A template's text in the reader's language, with what stands in its gaps escaped."""
    return _filled(catalogue().ugettext(text), values)


def _counted(one: str, many: str, num: int, /, **values: Any) -> Markup:
    return _filled(catalogue().ungettext(one, many, num), {"num": num, **values})


def _filled(text: str, values: Mapping[str, Any]) -> Markup:
    # A page has dozens of texts, and most have nothing to fill in.
    return Markup(text) % values if "%" in text else Markup(text)  # noqa: S704 (texts are ours, values are escaped)


def _context() -> dict[str, Any]:
    settings = current_archive().settings
    chosen = request.cookies.get(THEME_COOKIE, "")
    return {
        "archive_name": settings.archive_name,
        "visitors": settings.visitors,
        "language": current_language(),
        "languages": [(code, LANGUAGE_NAMES[code]) for code in INTERFACE_LANGUAGES],
        "theme": chosen if chosen in THEMES else "system",
        "actor": current_actor(),
    }


def translate(said: str | ArchiveError) -> str:
    """A sentence from below the web, in the reader's language; one that has no template stays as it is."""
    text = said.args[0] if isinstance(said, ArchiveError) and said.args else said
    if not isinstance(text, Message):
        return str(text)
    return catalogue().ugettext(text.template) % {name: _value(value) for name, value in text.values.items()}


def _value(value: object) -> object:
    """What fills a gap of a sentence, as the reader writes it."""
    if isinstance(value, str):
        return translate(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, int | float) and abs(value) > LARGEST_UNGROUPED:
        return format_decimal(value)
    return value


def _number(value: int) -> str:
    """With its groups of digits."""
    if 0 <= value < LEAST_GROUPED:
        return str(value)
    sign = g.get("group_sign")
    if sign is None:
        sign = g.group_sign = _group_sign(get_locale())
    return f"{value:,}".replace(",", sign) if sign else format_decimal(value)


@cache
def _group_sign(locale: Locale) -> str:
    """What stands between groups of three digits; empty where a language groups them in another way.

    A page has dozens of counts, and Babel reads its pattern anew for each.
    """
    example = format_decimal(1_234_567)
    sign = example[1:-6:3][:1]
    return sign if example == f"{1_234_567:,}".replace(",", sign) else ""


def _may(role: str) -> bool:
    return current_actor().may(Role(role))


def _signed_in() -> bool:
    return bool(current_user.is_authenticated)


def _here() -> str:
    """This page's own address, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def sign_in_url() -> str:
    """Where one signs in to come back to this page; to the front page, if its address does not fit into another."""
    url = url_for("account.sign_in", next=_here())
    return url if len(url) <= LONGEST_ADDRESS else url_for("account.sign_in")


def pager_window(page: int, pages: int) -> list[int | None]:
    """The page numbers worth showing: the ends and the neighbours; None stands for those left out."""
    near = sorted({1, pages} | {n for n in range(page - 2, page + 3) if 1 <= n <= pages})
    window: list[int | None] = []
    for before, number in zip([0, *near], near, strict=False):
        if number > before + 1:
            window.append(None)
        window.append(number)
    return window


def photo_urls() -> Callable[[Photo], str]:
    """The address of one photo's page after another: what they share is put together once."""
    begin, _, end = url_for("photos.show", asset_id=LARGEST_ID).partition(str(LARGEST_ID))
    return lambda asset: f"{begin}{asset.id}{end}"


def thumb_urls() -> Callable[[Photo], str]:
    """``thumb_url`` of one photo after another."""
    return _view_urls("thumb")


def thumb_url(asset: Photo) -> str:
    """The address of a photo's small picture; it changes with the picture, so it may be kept for good."""
    return _view_urls("thumb")(asset)


def _photo_url(asset: Photo) -> str:
    return photo_urls()(asset)


def _preview_url(asset: Photo) -> str:
    return _view_urls("preview")(asset)


def _view_urls(spec: str) -> Callable[[Photo], str]:
    begin, _, end = url_for("photos.view", asset_id=LARGEST_ID, spec=spec).partition(str(LARGEST_ID))
    return lambda asset: f"{begin}{asset.id}{end}?v={asset.sha256[:8]}"


def _pick(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, or the next best."""
    return pick(texts, current_language())


def _lang(texts: Mapping[str, str]) -> str:
    """The language of what ``pick`` gives, for ``lang``; empty where unknown or the page's own."""
    chosen = _pick(texts)
    language = current_language()
    if not chosen or texts.get(language) == chosen:
        return ""
    return next(code for code, text in texts.items() if text == chosen)


def _others(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """The texts beside the one that ``pick`` gives, with their languages."""
    chosen = _pick(texts)
    return [(code, texts[code]) for code in (*LANGUAGES, "") if texts.get(code) not in {None, "", chosen}]


def _language_name(code: str) -> str:
    return LANGUAGE_NAMES.get(code) or gettext("Language not stated")


def _label(record: Asset | Event | Person) -> str:
    return record.label(current_language())


def alt(asset: Photo, language: str = "") -> str:
    """What the picture shows, in one line: caption in the reader's language, else headline, else file name."""
    text = " ".join((pick(asset.caption, language or current_language()) or asset.headline or asset.filename).split())
    return text if len(text) <= LONGEST_ALT else text[: LONGEST_ALT - 1].rsplit(" ", 1)[0] + "…"


def ratio(asset: Photo) -> str:
    """The grid's class for a photo's shape: ``r15`` for three by two."""
    tenths = round(10 * asset.width / asset.height)
    return f"r{min(max(tenths, NARROWEST), WIDEST)}"


def _is_draft(asset: Photo) -> bool:
    return asset.status == Status.DRAFT


def _day(value: date) -> str:
    return format_date(value, "long", rebase=False)


def _span(event: Event) -> str:
    """The day or days of an event; empty where none is recorded."""
    if event.starts_on is None:
        return ""
    if event.ends_on is None or event.ends_on == event.starts_on:
        return _day(event.starts_on)
    return f"{_day(event.starts_on)} – {_day(event.ends_on)}"


def _captured(asset: Asset) -> str:
    """When the photo was taken, on the camera's own clock."""
    taken = asset.captured_at
    if taken is None:
        return ""
    text = f"{_day(taken)}, {taken:%H:%M}"
    if asset.captured_offset is None:
        return text
    sign = "-" if asset.captured_offset < 0 else "+"
    hours, minutes = divmod(abs(asset.captured_offset), 60)
    return f"{text} UTC{sign}{hours:02}:{minutes:02}"


def _moment(value: datetime) -> str:
    """A point in time, in the archive's time zone."""
    return format_datetime(value, "medium")


def filesize(size: int) -> str:
    """Bytes as people read them: ``4.2 MB``."""
    if size < 1000:
        return gettext("%(size)s bytes", size=format_decimal(size))
    if size < 1_000_000:
        return gettext("%(size)s kB", size=format_decimal(round(size / 1000)))
    return gettext("%(size)s MB", size=format_decimal(round(size / 1_000_000, 1)))
