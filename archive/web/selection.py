"""A selection of photos as it travels between pages: which ones, in which versions, and where one came from."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext

from archive.errors import Invalid
from archive.web.address import read_number
from archive.web.paths import HOME, same_origin_path

_FORMS = ("/describe", "/times")


def numbers(name: str) -> tuple[int, ...]:
    """The numbers of records that an address or a form names: ``id=1&id=2``. Raises Invalid."""
    read = [read_number(text) for text in request.values.getlist(name)]
    if None in read:
        raise Invalid(gettext("These are no numbers of records."), field=name)
    return tuple(number for number in read if number)


def versions() -> dict[int, int]:
    """The photos of the form, each with the version that was shown: ``12:3``. Raises Invalid."""
    shown: dict[int, int] = {}
    for text in request.form.getlist("photo"):
        asset_id, version = map(read_number, text.partition(":")[::2])
        if asset_id is None or version is None:
            raise Invalid(gettext("This form is damaged; open it again."), field="photo")
        shown[asset_id] = version
    return shown


def back() -> str:
    """Where one came from, on this origin; forms say it themselves, else the browser does."""
    if target := request.values.get("next", ""):
        return same_origin_path(target)
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:  # no address at all: http://[
        return HOME
    if came_from.netloc != request.host or came_from.path.startswith(_FORMS):
        return HOME
    return same_origin_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
