"""Files: looked at, downloaded, downloaded many at once."""

from __future__ import annotations

from flask import Response

from archive.model import Role
from archive.services import delivery
from archive.web import files
from archive.web.access import allow
from archive.web.api.routing import about, blueprint, sends
from archive.web.schemas import photos as schemas
from archive.web.session import current_actor, current_archive


@blueprint.get("/photos/<int:photo_id>/thumb")
@allow(Role.VISITOR)
@sends("image/jpeg", "The picture.")
@about("Files", "getThumbnail", 404)
def thumb(photo_id: int) -> Response:
    """Look at a photo, small."""
    return _view(photo_id, "thumb")


@blueprint.get("/photos/<int:photo_id>/preview")
@allow(Role.VISITOR)
@sends("image/jpeg", "The picture.")
@about("Files", "getPreview", 404)
def preview(photo_id: int) -> Response:
    """Look at a photo, large."""
    return _view(photo_id, "preview")


@blueprint.get("/photos/<int:photo_id>/original")
@allow(Role.JOURNALIST)
@sends("image/*", "The file.")
@about("Files", "downloadOriginal", 403, 404)
def original(photo_id: int) -> Response:
    """Download the file as it was received.

    The archive records the download.
    """
    return files.hand_out(current_archive(), current_actor(), photo_id, "original")


@blueprint.get("/photos/<int:photo_id>/original/<int:file_id>")
@allow(Role.JOURNALIST)
@sends("application/octet-stream", "The file.")
@about("Files", "downloadFile", 403, 404)
def file(photo_id: int, file_id: int) -> Response:
    """Download one of a photo's originals as it was received: the RAW, a sidecar.

    The archive records the download.
    """
    return files.hand_out(current_archive(), current_actor(), photo_id, "original", file_id)


@blueprint.get("/photos/<int:photo_id>/web")
@allow(Role.JOURNALIST)
@sends("image/jpeg", "The picture.")
@about("Files", "downloadWeb", 403, 404, 422)
def web(photo_id: int) -> Response:
    """Download a JPEG of at most 1600 pixels with caption, credit and terms inside.

    The archive records the download.
    """
    return files.hand_out(current_archive(), current_actor(), photo_id, "web")


@blueprint.post("/bundle")
@allow(Role.JOURNALIST)
@blueprint.input(schemas.BundleOrder, arg_name="sent")
@sends("application/zip", "The ZIP, with captions.csv inside.")
@about("Files", "downloadBundle", 400, 403, 404, 413, 415, 422)
def bundle(sent: schemas.BundleOrder) -> Response:
    """Download many photos as one ZIP: all of them or none.

    The archive records the downloads.
    """
    archive, actor = current_archive(), current_actor()
    return files.download_bundle(delivery.bundle(archive, actor, sent.ids, sent.use, sent.language))


def _view(photo_id: int, spec: str) -> Response:
    response = files.show(delivery.view(current_archive(), current_actor(), photo_id, spec))
    # On pages the address carries the digest, and the picture may be kept for good; here it does not.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
