"""The API under /api/v1: what pages do, for programs that bring a bearer token. No cookie counts here.

Each route reads a request, calls one service, answers. The document of all is /api/openapi.json.
"""

from archive.web.api import accessions, files, photos, records, search, uploads
from archive.web.api.routing import blueprint

__all__ = ["accessions", "blueprint", "files", "photos", "records", "search", "uploads"]
