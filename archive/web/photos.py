"""One photo: its page, its picture in the sizes that pages show, and its files to take away, one or many."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import get_args

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import Invalid
from archive.media.metadata import Exposure, Metadata, from_json
from archive.media.render import PREVIEW, WEB
from archive.media.sniff import KINDS
from archive.model import Asset, Role
from archive.query.marking import mark
from archive.query.tree import Everything
from archive.services import delivery, discovery, explanation, interpretation, merging
from archive.services.delivery import Use
from archive.services.discovery import Neighbours
from archive.web import address, duplicates, files, metadata
from archive.web.access import allow
from archive.web.address import Address, read_number
from archive.web.session import current_actor, current_archive, current_language

blueprint = Blueprint("photos", __name__)

ONE = "/photos/<int:asset_id>"


@dataclass(frozen=True, slots=True)
class Way:
    """How one goes on from a photo through the result that one came from.

    A photo that has left the result has no place in it any more, only the way back.
    """

    back: str
    place: int = 0
    total: int = 0
    previous: str | None = None
    following: str | None = None


@blueprint.get(ONE)
@allow(Role.VISITOR)
def show(asset_id: int) -> str | BaseResponse:
    """A photo's page. With a search or a place in the address, it knows its neighbours in that result."""
    asked = address.read(request.args)
    place = read_number(request.args.get("at", ""))
    archive = current_archive()
    with archive.reading(current_actor()) as work:
        if moved := merging.successor(work, asset_id):
            return redirect(url_for("photos.show", asset_id=moved))
        asset = discovery.photo(work, asset_id)
        near_by = duplicates.beside(work, asset)
        size = archive.settings.page_size
        came = bool(place) or not asked.asks_nothing
        near = discovery.neighbours(work, asked.request(size), place, asset_id) if came else None
        tree = interpretation.interpret(work, asked.text).tree if asked.text else Everything()
        received = from_json(asset.received)
        panel = metadata.panel(work, asset, received, _fitted(asset, PREVIEW.box))
    known = {name.casefold() for person in asset.people for name in person.names}
    return render_template(
        "photos/show.html",
        address=asked,
        asset=asset,
        way=_way(asked, near, asset_id, size) if came else None,
        mark=partial(mark, tree=tree),
        picture=_fitted(asset, PREVIEW.box),
        web_picture=_fitted(asset, WEB.box),
        file_kind=KINDS[asset.original.media_type].name,
        credit=_credit(asset),
        camera=_camera(asset, received),
        unlinked=[name for name in received.persons_shown if name.casefold() not in known],
        problems=received.problems,
        panel=panel,
        beside=near_by,
        tags=_tags(received),
        search_for=_search_for,
    )


@blueprint.get(f"{ONE}/why")
@allow(Role.VISITOR)
def why(asset_id: int) -> str:
    """What a search found in this photo, and by which rule."""
    asked = address.read(request.args)
    with current_archive().reading(current_actor()) as work:
        asset = discovery.photo(work, asset_id)
        reasons = explanation.why(work, asset_id, asked.text)
    return render_template("search/why.html", address=asked, asset=asset, reasons=reasons)


@blueprint.get(f"{ONE}/<any(thumb, preview):spec>.jpg")
@allow(Role.VISITOR)
def view(asset_id: int, spec: str) -> Response:
    """A picture for the eye; ``v`` in its address changes with the original, so that it may be kept."""
    return files.show(delivery.view(current_archive(), current_actor(), asset_id, spec))


@blueprint.get(f"{ONE}/original")
@allow(Role.JOURNALIST)
def original(asset_id: int) -> Response:
    """The file as it was received."""
    return files.hand_out(current_archive(), current_actor(), asset_id, "original")


@blueprint.get(f"{ONE}/original/<int:file_id>")
@allow(Role.JOURNALIST)
def file(asset_id: int, file_id: int) -> Response:
    """One of a photo's originals as it was received: the RAW, a sidecar."""
    return files.hand_out(current_archive(), current_actor(), asset_id, "original", file_id)


@blueprint.get(f"{ONE}/web")
@allow(Role.JOURNALIST)
def web(asset_id: int) -> Response:
    """A JPEG for the web that carries caption, credit and terms."""
    return files.hand_out(current_archive(), current_actor(), asset_id, "web")


@blueprint.post("/bundle")
@allow(Role.JOURNALIST)
def bundle() -> Response:
    """The chosen photos as one ZIP with a caption sheet."""
    use = request.form.get("use", "web")
    if use not in get_args(Use):
        raise Invalid("Photos are handed out as original or for the web.", field="use")
    ids = [read_number(text) for text in request.form.getlist("id")]
    if None in ids:
        raise Invalid("These are no numbers of photos.", field="id")
    chosen = [asset_id for asset_id in ids if asset_id]
    made = delivery.bundle(current_archive(), current_actor(), chosen, use, current_language())  # type: ignore[arg-type]
    return files.download_bundle(made)


def _way(asked: Address, near: Neighbours | None, asset_id: int, size: int) -> Way:
    if near is None:
        return Way(asked.first_page().url())
    return Way(
        f"{asked.at_page(-(-near.place // size))}#photo-{asset_id}",
        near.place,
        near.total,
        asked.photo(near.previous, near.place - 1) if near.previous else None,
        asked.photo(near.following, near.place + 1) if near.following else None,
    )


def _search_for(facet: str, value: object) -> str:
    """The address of all photos with that person, event or keyword."""
    return Address(selected={facet: (str(value),)}).url()


def _fitted(asset: Asset, box: tuple[int, int]) -> tuple[int, int]:
    """The size of a photo made to fit a box; it is never enlarged."""
    scale = min(1.0, box[0] / asset.width, box[1] / asset.height)
    return max(1, round(asset.width * scale)), max(1, round(asset.height * scale))


def _credit(asset: Asset) -> str:
    """The line to print beside the picture; empty where nobody is named."""
    named = " / ".join(dict.fromkeys(name for name in (asset.creator.strip(), asset.credit.strip()) if name))
    return gettext("Photo: %(names)s", names=named) if named else ""


def _camera(asset: Asset, received: Metadata) -> list[tuple[str, str]]:
    """What the camera wrote, in words."""
    facts = [
        (gettext("Camera"), asset.camera),
        (gettext("Lens"), asset.lens),
        *_exposure(received.exposure),
        (gettext("Position"), _position(asset)),
        (gettext("Altitude"), _altitude(received)),
        (gettext("Time by satellite"), metadata.satellite_time(received)),
        (gettext("Place in the file"), _place(received)),
    ]
    return [(name, value) for name, value in facts if value]


def _exposure(exposure: Exposure) -> list[tuple[str, str]]:
    focal = ""
    if exposure.focal_length:
        focal = gettext("%(length)s mm", length=format_decimal(round(exposure.focal_length, 1)))
    if exposure.focal_length_35mm:
        equal = gettext("%(length)s mm on 35 mm film", length=format_decimal(round(exposure.focal_length_35mm)))
        focal = f"{focal} ({equal})" if focal else equal
    return [
        (gettext("Exposure time"), _seconds(exposure.seconds)),
        (gettext("Aperture"), f"f/{exposure.f_number:g}" if exposure.f_number else ""),
        (gettext("Sensitivity"), f"ISO {exposure.iso}" if exposure.iso else ""),
        (gettext("Focal length"), focal),
    ]


def _seconds(seconds: float | None) -> str:
    if not seconds or seconds <= 0:
        return ""
    text = f"1/{round(1 / seconds)}" if seconds < 0.4 else format_decimal(round(seconds, 1))
    return gettext("%(seconds)s s", seconds=text)


def _position(asset: Asset) -> str:
    if asset.latitude is None or asset.longitude is None:
        return ""
    north = "N" if asset.latitude >= 0 else "S"
    east = "E" if asset.longitude >= 0 else "W"
    return f"{abs(asset.latitude):.5f}° {north}, {abs(asset.longitude):.5f}° {east}"


def _altitude(received: Metadata) -> str:
    if received.position is None or received.position.altitude is None:
        return ""
    return gettext("%(metres)s m", metres=format_decimal(round(received.position.altitude)))


def _tags(received: Metadata) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that was read from the file, block by block."""
    return [
        (block.upper(), [(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
                         for name, value in tags.items()])
        for block, tags in received.tags.items()
        if tags
    ]  # fmt: skip


def _place(received: Metadata) -> str:
    where = received.location
    return ", ".join(part for part in (where.sublocation, where.city, where.state, where.country) if part)
