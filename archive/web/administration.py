"""What administrators do in the browser: accounts and their keys, and the record of deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import Conflict, Invalid
from archive.model import Role
from archive.services import accounts as services
from archive.services import delivery
from archive.web.access import allow
from archive.web.address import LAST_PAGE, read_number
from archive.web.pages import translate
from archive.web.session import current_actor, current_archive

blueprint = Blueprint("administration", __name__, url_prefix="/admin")

ONE = "/accounts/<int:account_id>"
DELIVERIES_SHOWN = 100
USE_NAMES = {"original": lazy_gettext("Original"), "web": lazy_gettext("For the web")}


@dataclass(frozen=True, slots=True)
class Told:
    """A secret that is told once, on the page that answers the request for it, and kept nowhere."""

    title: str
    secret: str


@blueprint.get("/accounts")
@allow(Role.ADMINISTRATOR)
def accounts() -> Response:
    """Who may use the archive."""
    return _page()


@blueprint.post("/accounts")
@allow(Role.ADMINISTRATOR)
def add() -> BaseResponse:
    """Make an account, with a password given or made up."""
    name, given = request.form.get("name", ""), request.form.get("password", "")
    password = given or services.generate_password()
    try:
        role = _role()
        with current_archive().begin(current_actor()) as work:
            account = services.add(work, name, role, password)
    except Invalid as error:
        return _page(errors={error.field or "name": translate(error)}, status=422)
    except Conflict as error:
        return _page(errors={"name": translate(error)}, status=409)
    if given:
        flash(gettext("The account %(name)s is made.", name=account.name))
        return _back()
    return _page(Told(gettext("The account %(name)s is made. Its password:", name=account.name), password))


@blueprint.post(ONE)
@allow(Role.ADMINISTRATOR)
def change(account_id: int) -> BaseResponse:
    """Change somebody's role, or whether they may sign in."""
    with _flashing(gettext("The account is changed. Its sessions have ended.")):
        role = _role() if "role" in request.form else None
        active = request.form["active"] == "1" if "active" in request.form else None
        with current_archive().begin(current_actor()) as work:
            services.update(work, account_id, role=role, active=active)
    return _back()


@blueprint.post(f"{ONE}/password")
@allow(Role.ADMINISTRATOR)
def reset_password(account_id: int) -> Response:
    """Give somebody a new password; their sessions end."""
    password = services.generate_password()
    with current_archive().begin(current_actor()) as work:
        services.reset_password(work, account_id, password)
        name = services.get(work, account_id).name
    return _page(Told(gettext("The new password of %(name)s:", name=name), password))


@blueprint.post(f"{ONE}/tokens")
@allow(Role.ADMINISTRATOR)
def add_token(account_id: int) -> Response:
    """Make a key for the API."""
    with current_archive().begin(current_actor()) as work:
        token = services.add_token(work, account_id, request.form.get("label", ""))
        name = services.get(work, account_id).name
    return _page(Told(gettext("The new key of %(name)s:", name=name), token))


@blueprint.post(f"{ONE}/tokens/revoke")
@allow(Role.ADMINISTRATOR)
def revoke_tokens(account_id: int) -> BaseResponse:
    """Make all keys of an account worthless."""
    with _flashing(gettext("The keys are revoked.")), current_archive().begin(current_actor()) as work:
        services.revoke_tokens(work, account_id)
    return _back()


@blueprint.get("/deliveries")
@allow(Role.ADMINISTRATOR)
def deliveries() -> str:
    """Who took which photo, and when."""
    page = min(read_number(request.args.get("page", "")) or 1, LAST_PAGE)
    offset = (page - 1) * DELIVERIES_SHOWN
    with current_archive().reading(current_actor()) as work:
        entries = delivery.deliveries(work, offset=offset, limit=DELIVERIES_SHOWN + 1)
    return render_template(
        "administration/deliveries.html",
        entries=entries[:DELIVERIES_SHOWN],
        page=page,
        is_last=len(entries) <= DELIVERIES_SHOWN,
        use_names=USE_NAMES,
    )


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise Invalid(gettext("Choose a role."), field="role") from None


@contextmanager
def _flashing(done: str) -> Iterator[None]:
    """Say what was done, or why it was not."""
    try:
        yield
    except Invalid as error:
        flash(translate(error), "error")
    else:
        flash(done)


def _back() -> BaseResponse:
    return redirect(url_for("administration.accounts"))


def _page(told: Told | None = None, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with current_archive().reading(current_actor()) as work:
        listed = services.list_all(work)
        tokens = services.tokens(work)
    page = render_template(
        "administration/accounts.html",
        accounts=listed,
        tokens=tokens,
        told=told,
        errors=errors or {},
        roles=[role for role in Role if role != Role.VISITOR],
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
