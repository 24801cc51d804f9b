"""Accessions: what was taken in, and what became of each file."""

from __future__ import annotations

from archive.model import Role
from archive.services import register
from archive.web.access import allow
from archive.web.api.routing import about, blueprint
from archive.web.schemas import accessions as schemas
from archive.web.session import current_actor, current_archive


@blueprint.get("/accessions")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.AccessionsAsked, location="query", arg_name="asked")
@blueprint.output(schemas.Accessions, description="A part of the accessions.")
@about("Uploads", "listAccessions", 403, 422)
def accessions(asked: schemas.AccessionsAsked) -> schemas.Accessions:
    """List acts of taking in, the latest first."""
    with current_archive().reading(current_actor()) as work:
        found, total = register.listed(work, offset=asked.offset, limit=asked.limit)
    return schemas.Accessions(total=total, accessions=[schemas.Accession.of(summary) for summary in found])


@blueprint.get("/accessions/<int:accession_id>")
@allow(Role.ARCHIVIST)
@blueprint.input(schemas.FilesAsked, location="query", arg_name="asked")
@blueprint.output(schemas.WholeAccession, description="The accession.")
@about("Uploads", "getAccession", 403, 404, 422)
def accession(accession_id: int, asked: schemas.FilesAsked) -> schemas.WholeAccession:
    """Read an act of taking in, with a part of its files."""
    with current_archive().reading(current_actor()) as work:
        summary = register.summary(work, accession_id)
        files = register.files(work, accession_id, offset=asked.offset, limit=asked.limit)
    return schemas.WholeAccession.whole(summary, files)
