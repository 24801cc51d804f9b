"""How bytes leave: with a fixed type, a harmless name, ranges, and no leave to run as anything."""

from __future__ import annotations

from flask import Response, request, send_file
from zipstream import ZipStream

from archive.model import Actor
from archive.services.delivery import Bundle, Delivery, Use, deliver, prepare
from archive.work import Archive

# Should a browser show it after all, it may not run anything.
SANDBOX = "default-src 'none'; sandbox"


def show(delivery: Delivery) -> Response:
    """A rendition for an ``img``. Its address carries the digest, so it may be kept for good by this reader."""
    response = send_file(delivery.path, delivery.media_type, etag=delivery.sha256[:32], max_age=31_536_000)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def hand_out(archive: Archive, actor: Actor, asset_id: int, use: Use, file_id: int | None = None) -> Response:
    """A photo to keep, recorded as a delivery; not for HEAD, which asks about it and takes nothing."""
    act = prepare if request.method == "HEAD" else deliver
    return _download(act(archive, actor, asset_id, use, file_id))


def _download(delivery: Delivery) -> Response:
    response = send_file(
        delivery.path, delivery.media_type, as_attachment=True, download_name=delivery.filename, conditional=True
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def download_bundle(bundle: Bundle) -> Response:
    """A ZIP, streamed: its length is known beforehand, and no more than a piece of it is ever in memory."""
    stream = ZipStream(sized=True)
    stream.add(bundle.sheet, "captions.csv")
    for member in bundle.members:
        stream.add_path(member.path, member.filename)
    response = Response(iter(stream), mimetype="application/zip")
    response.content_length = len(stream)
    response.headers.set("Content-Disposition", "attachment", filename=bundle.filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response
