"""Signing in and out, and one's own password."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import Denied, Invalid
from archive.model import Role
from archive.services import accounts
from archive.web.access import allow, public
from archive.web.pages import translate
from archive.web.paths import same_origin_path
from archive.web.session import begin_session, current_actor, current_archive, end_session

blueprint = Blueprint("account", __name__)

# One process serves the pages, so its memory is where attempts are counted.
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)

Answer = str | BaseResponse | tuple[str, int]


def _rate() -> str:
    return current_archive().settings.login_rate


def _name() -> str:
    return request.form.get("name", "").strip().casefold()


def _failed(response: BaseResponse) -> bool:
    """Only failures count: a newsroom behind one address signs in at nine."""
    return response.status_code != 302


def _too_many() -> str:
    return gettext("Too many attempts to sign in. Wait a few minutes, then try again.")


_by_address = limiter.limit(_rate, methods=["POST"], deduct_when=_failed, error_message=_too_many)
_by_name = limiter.limit(_rate, key_func=_name, methods=["POST"], deduct_when=_failed, error_message=_too_many)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@_by_address
@_by_name
def sign_in() -> Answer:
    """Sign in with name and password, then go on to where one wanted to be."""
    target = same_origin_path(request.values.get("next", ""))
    if request.method == "GET":
        return render_template("account/sign_in.html", next=target)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        account = accounts.authenticate(current_archive(), name, password)
    except Denied as error:
        return render_template("account/sign_in.html", next=target, name=name, error=translate(error)), 403
    begin_session(account)
    return redirect(target)


@blueprint.post("/sign-out")
@public
def sign_out() -> BaseResponse:
    """End this session."""
    end_session()
    return redirect(url_for("search.results" if current_archive().settings.visitors else "account.sign_in"))


@blueprint.route("/account", methods=["GET", "POST"])
@allow(Role.JOURNALIST)
@limiter.limit(_rate, methods=["POST"], deduct_when=_failed, error_message=_too_many)
def password() -> Answer:
    """Change one's own password; other sessions end, this one goes on."""
    if request.method == "GET":
        return render_template("account/password.html")
    fresh = request.form.get("password", "")
    if fresh != request.form.get("again", ""):
        return _refused("again", gettext("The two new passwords are not the same; nothing was changed."), 422)
    account_id = current_actor().account_id
    assert account_id is not None
    try:
        account = accounts.change_password(current_archive(), account_id, request.form.get("current", ""), fresh)
    except Denied as error:
        return _refused("current", translate(error), 403)
    except Invalid as error:
        return _refused("password", translate(error), 422)
    begin_session(account)
    flash(gettext("Your password is changed. Other sessions of yours have ended."))
    return redirect(url_for("account.password"))


def _refused(field: str, message: str, status: int) -> Answer:
    return render_template("account/password.html", errors={field: message}), status


def install(app: Flask) -> None:
    """Count attempts to sign in."""
    limiter.init_app(app)
