"""Who may call a route: stated on the route, enforced before it, and required of every route there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request

from archive.errors import Denied, NotSignedIn
from archive.model import Role
from archive.model.account import VISITOR
from archive.web.session import current_actor, current_archive

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE, _TOKENLESS = "access", "tokenless"
LARGEST_FROM_STRANGERS = 100_000
"""Bytes of a request that anybody may send: a name and a password, a choice of language."""


@dataclass(frozen=True, slots=True)
class Access:
    """``role`` None: anybody. VISITOR: anybody signed in, and others where the archive admits visitors."""

    role: Role | None
    files: bool = False
    """Whether it takes files from people who may not keep any here."""


def public(view: View) -> View:
    """Anybody may call this: signing in, static files, health."""
    setattr(view, _ATTRIBUTE, Access(None))
    return view


def allow(role: Role, *, files: bool = False) -> Callable[[View], View]:
    """Those may call this who may do what ``role`` may. The outermost decorator below the route's own."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, Access(role, files))
        return view

    return mark


def tokenless(view: View) -> View:
    """No form token is asked for: it changes nothing that we keep, and a page with a token must set a cookie.

    Forms of other sites are refused all the same, as browsers tell (W3C Fetch Metadata).
    """
    setattr(view, _TOKENLESS, True)
    return view


def is_tokenless(view: Callable[..., Any]) -> bool:
    """Whether a view is."""
    return getattr(view, _TOKENLESS, False)


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What an endpoint states."""
    return getattr(app.view_functions[endpoint], _ATTRIBUTE, None)


def install(app: Flask) -> None:
    """Enforce the statements. Fails for a route without one: call it when all routes are there.

    And before anything is installed that reads forms: nobody's is read who may not send it.
    """
    silent = {rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None}
    if silent:
        raise RuntimeError(f"routes that do not say who may call them: {', '.join(sorted(silent))}")
    app.before_request(_enforce)


def _enforce() -> None:
    if request.endpoint is None:
        return  # no such page, or not by this method: the error handler answers
    is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
    if is_foreign and is_tokenless(current_app.view_functions[request.endpoint]):
        raise Denied("This form was sent from another site.")
    access = access_of(current_app, request.endpoint)
    if access is None or access.role is None:
        request.max_content_length = LARGEST_FROM_STRANGERS
        return
    actor = current_actor()
    if actor == VISITOR and not (access.role == Role.VISITOR and current_archive().settings.visitors):
        raise NotSignedIn("Sign in to see this.")
    if not actor.may(access.role):
        raise Denied(f"This needs the role {access.role.value}; you are signed in as {actor.role.value}.")
    if not (access.files or access.role.includes(Role.ARCHIVIST)):  # who sends files
        request.max_content_length = request.max_form_memory_size
