"""Photos: read, changed one by one or many at once, and their history."""

from __future__ import annotations

from archive.model import Role, Subject
from archive.services import discovery, tagging
from archive.web.access import allow
from archive.web.api.routing import about, blueprint
from archive.web.schemas import photos as schemas
from archive.web.session import current_actor, current_archive


@blueprint.get("/photos/<int:photo_id>")
@allow(Role.VISITOR)
@blueprint.output(schemas.Photo, description="The photo.")
@about("Photos", "getPhoto", 404)
def photo(photo_id: int) -> schemas.Photo:
    """Read a photo's record."""
    return _photo(photo_id)


@blueprint.patch("/photos/<int:photo_id>")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.PhotoEdit, arg_name="sent")
@blueprint.output(schemas.Photo, description="The photo as it is now.")
@about("Photos", "editPhoto", 400, 403, 404, 409, 413, 415, 422)
def edit_photo(photo_id: int, sent: schemas.PhotoEdit) -> schemas.Photo:
    """Change a photo's record.

    What is not named stays as it is.
    """
    with current_archive().begin(current_actor()) as work:
        tagging.edit(work, [photo_id], sent.to_change(), {photo_id: sent.version})
    return _photo(photo_id)


@blueprint.post("/photos/bulk")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.BulkEdit, arg_name="sent")
@blueprint.output(schemas.BulkEdited, description="Which photos changed.")
@about("Photos", "editPhotos", 400, 403, 404, 409, 413, 415, 422)
def edit_photos(sent: schemas.BulkEdit) -> schemas.BulkEdited:
    """Change many photos' records in one step: all of them or none."""
    with current_archive().begin(current_actor()) as work:
        edited = tagging.edit(work, sent.ids, sent.change.to_change(), sent.versions)
    return schemas.BulkEdited(changed=dict(edited.changed), unchanged=list(edited.unchanged))


@blueprint.get("/photos/<int:photo_id>/history")
@allow(Role.ARCHIVIST)
@blueprint.output(schemas.History, description="The changes.")
@about("Photos", "getPhotoHistory", 403, 404)
def history(photo_id: int) -> schemas.History:
    """Read who changed what of a photo's record."""
    with current_archive().reading(current_actor()) as work:
        discovery.photo(work, photo_id)
        entries = discovery.history(work, Subject.ASSET, photo_id)
        return schemas.History(entries=[schemas.HistoryLine.of(entry) for entry in entries])


def _photo(photo_id: int) -> schemas.Photo:
    with current_archive().reading(current_actor()) as work:
        return schemas.Photo.of(discovery.photo(work, photo_id))
