"""Who is asking, in which language, of which archive."""

from __future__ import annotations

import secrets
from typing import cast

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from archive.errors import NotSignedIn
from archive.model import Account, Actor
from archive.model.account import VISITOR
from archive.services import accounts
from archive.work import Archive

API = "/api/"
INTERFACE_LANGUAGES = ("en", "ko", "ru")
LANGUAGE_COOKIE = "language"


class SignedIn(UserMixin):  # type: ignore[misc]
    """An account as Flask-Login wants it, in one session.

    The id carries the epoch, so that a new password ends old sessions, and a mark of this session alone.
    """

    def __init__(self, account: Account, mark: str) -> None:
        self.actor = account.as_actor()
        self.mark = mark
        self._id = f"{account.id}:{account.session_epoch}:{mark}"

    def get_id(self) -> str:
        """What the session cookie keeps."""
        return self._id


class _SessionInterface(SecureCookieSessionInterface):
    """Secure cookies wherever the request came by TLS, as the trusted proxies tell."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def begin_session(account: Account) -> None:
    """A session that shares nothing with what came before, the form token included (session fixation)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(account, secrets.token_hex(16)))


def end_session() -> None:
    """End this session, and with it every copy of its cookie."""
    if current_user.is_authenticated:
        lasting = current_app.permanent_session_lifetime.total_seconds()
        with current_archive().begin(current_user.actor) as work:
            accounts.end_session(work, current_user.mark, lasting)
    logout_user()
    session.clear()


def current_archive() -> Archive:
    """The archive that this app serves."""
    return cast(Archive, current_app.extensions["archive"])


def current_actor() -> Actor:
    """On whose behalf this request acts: by session on pages, by bearer token in the API, never mixed."""
    if "actor" not in g:
        g.actor = _bearer() if request.path.startswith(API) else getattr(current_user, "actor", VISITOR)
    return cast(Actor, g.actor)


def current_language() -> str:
    """The language of the pages: the one chosen, else the browser's, else the archive's."""
    if "language" not in g:
        g.language = _language()
    return cast(str, g.language)


def _language() -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in INTERFACE_LANGUAGES:
        return chosen
    default = current_archive().settings.language
    return request.accept_languages.best_match(INTERFACE_LANGUAGES, default) or default


def _bearer() -> Actor:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not token:
        return VISITOR
    with current_archive().reading() as work:
        account = accounts.account_for_token(work, token.strip()) if kind.lower() == "bearer" else None
    if account is None:
        raise NotSignedIn("This token is not valid, or no longer.")
    return account.as_actor()


def _load(user_id: str) -> SignedIn | None:
    account_id, epoch, mark = (*user_id.split(":"), "", "")[:3]
    if not (account_id.isdigit() and epoch.isdigit() and mark):
        return None
    with current_archive().reading() as work:
        account = accounts.account_for_session(work, int(account_id), int(epoch), mark)
    return SignedIn(account, mark) if account else None


def install(app: Flask) -> None:
    """Sessions for the pages."""
    app.session_interface = _SessionInterface()
    manager = LoginManager(app)
    manager.user_loader(_load)
