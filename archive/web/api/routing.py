"""What every route of the API is declared with: the blueprint, and what the document says of a route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema

from archive.web.openapi import failures

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1")

View = TypeVar("View", bound=Callable[..., Any])


def about(tag: str, operation: str, *statuses: int, **more: Any) -> Callable[[View], View]:
    """What the document says of a route beside its models: group, name, and the errors it may answer."""
    responses = failures(*statuses) | more.pop("responses", {})
    return blueprint.doc(tags=[tag], operation_id=operation, responses=responses, **more)


def sends(media_type: str, description: str) -> Callable[[View], View]:
    """What the document says of a route that answers with bytes."""
    return blueprint.output(FileSchema(), content_type=media_type, description=description)
