"""How the API reads requests by its models, and the OpenAPI 3.1 document that is made of them.

Knows nothing of photos: what is said of routes stands in ``api``, of values in ``schemas``.
"""

from __future__ import annotations

import functools
import json
import typing
from typing import Any

from apiflask import APIFlask
from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request, Response, request
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import GenerateJsonSchema
from werkzeug.exceptions import UnsupportedMediaType

from archive.errors import Invalid
from archive.web import access
from archive.web.ids import LARGEST_ID
from archive.web.schemas.base import Failure
from archive.web.schemas.uploads import Refused

LONGEST_JSON = 4_000_000
LONGEST_NAME = 100
SHARED_SCHEMAS = "#/components/schemas/{model}"
JSON_SEPARATORS = (",", ":")


class Reader(PydanticAdapter):
    """Reads a request into a model. Raises Invalid, naming the value.

    APIFlask's own keeps one of several values of a parameter, and parses JSON before the model sees
    it, so that deep nesting and halves of surrogate pairs get through to us; pydantic's parser
    refuses both.
    """

    def validate_input(self, request: Request, location: str, **kwargs: Any) -> BaseModel:
        """Read the part of the request that the model describes."""
        try:
            if location == "json":
                return self.model_class.model_validate_json(_json(request))
            values = self._header(request) if location == "headers" else self._query(request)
            return self.model_class.model_validate(values)
        except ValidationError as error:
            raise _invalid(error) from None

    def get_openapi_schema(self, **kwargs: Any) -> dict[str, Any]:
        """The model as JSON Schema, its parts named as ``_finish`` will name them."""
        return self.model_class.model_json_schema(ref_template=SHARED_SCHEMAS, schema_generator=_Untitled)

    def _header(self, request: Request) -> dict[str, str]:
        names = {name: request.headers.get(name.replace("_", "-")) for name in self.model_class.model_fields}
        return {name: value for name, value in names.items() if value is not None}

    def _query(self, request: Request) -> dict[str, str | list[str]]:
        fields = self.model_class.model_fields
        lists = {name for name, field in fields.items() if typing.get_origin(field.annotation) is list}
        return {
            name: values if name in lists or len(values) > 1 else values[0] for name, values in request.args.lists()
        }


# The registry belongs to the process, and so do we: an application, no library.
registry.register("pydantic", Reader)


class _Untitled(GenerateJsonSchema):
    """JSON Schema without a title for each field that repeats its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def install(app: APIFlask) -> None:
    """Describe the API, and serve the description. Call it when all routes are there."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_SERVERS=False,  # the Host header of whoever asks first is no address of ours
        AUTO_TAGS=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        SERVERS=[{"url": "/"}],
        SECURITY_SCHEMES={
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token that an administrator made for you.",
            }
        },
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.spec_processor(_finish)

    @functools.cache
    def document() -> bytes:
        return json.dumps(app.spec, ensure_ascii=False, separators=JSON_SEPARATORS).encode()

    @access.public
    def spec() -> Response:
        """The document, made once: whoever asks for it again and again costs no more than a file."""
        response = Response(document(), mimetype="application/json")
        response.add_etag()
        response.make_conditional(request)
        return response

    app.view_functions["openapi.spec"] = spec


def failures(*statuses: int) -> dict[int, dict[str, Any]]:
    """The errors that a route may answer, with those that every route may."""
    return {status: _failure(status) for status in sorted({*statuses, 401, 503})}


def one_of(*models: type[BaseModel]) -> dict[str, Any]:
    """The schema of a JSON answer that is one of these."""
    schemas = [{"$ref": SHARED_SCHEMAS.format(model=model.__name__)} for model in models]
    return {"application/json": {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}}


_MEANING = {
    400: "The request cannot be read.",
    401: "No token, or one that is not valid.",
    403: "Not for this account's role.",
    404: "There is no such record, or none that you may see.",
    409: "Somebody else changed it since you read it; nothing was written.",
    413: "The body is larger than is taken in.",
    415: "The body is of a type that is not taken in.",
    422: "A value cannot be used; `error.field` names it.",
    503: "The archive cannot do this just now.",
}


def _failure(status: int) -> dict[str, Any]:
    return {"description": _MEANING[status], "content": one_of(Failure)}


def _json(request: Request) -> bytes:
    if not request.is_json:
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    request.max_content_length = LONGEST_JSON
    return request.get_data()


def _invalid(error: ValidationError) -> Invalid:
    """The first thing amiss, and how many more there are."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    # "[key]" is pydantic's mark for "the key itself, not its value"
    name = ".".join(str(part) for part in first["loc"] if part != "[key]")[:LONGEST_NAME]
    others = error.error_count() - 1
    more = f" ({others} more like this.)" if others else ""
    return Invalid(f"{name or 'The body'}: {first['msg']}.{more}", field=name or None)


def _finish(document: Any) -> Any:
    """Add what APIFlask leaves out: schemas under their own names, descriptions in their place, security."""
    found = document["components"]["schemas"]
    shared = {name.rpartition(".")[2]: schema for name, schema in found.items()}
    for model in (Failure, Refused):
        whole = Reader(model).get_openapi_schema()
        shared |= whole.pop("$defs", {}) | {model.__name__: whole}
    document["components"]["schemas"] = dict(sorted(shared.items()))
    document["security"] = [{"bearer": []}]
    document["paths"] = dict(sorted(document["paths"].items()))
    for path in document["paths"].values():
        for operation in path.values():
            _finish_operation(operation)
    return document


def _finish_operation(operation: dict[str, Any]) -> None:
    operation["summary"] = operation["summary"].rstrip(".")
    operation["responses"] = dict(sorted(operation["responses"].items()))
    if body := operation.pop("x-body", None):
        operation["requestBody"] = {"content": body}
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        if parameter["in"] == "path":
            schema |= {"minimum": 1, "maximum": LARGEST_ID}
            parameter["description"] = f"Id of the {parameter['name'].removesuffix('_id')}."
        else:
            parameter["name"] = parameter["name"].title() if parameter["in"] == "header" else parameter["name"]
            parameter["description"] = schema.pop("description")
            _forget_null(schema)


def _forget_null(schema: dict[str, Any]) -> None:
    """An address has no null: a value that may be left out is left out."""
    if kinds := [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]:
        del schema["anyOf"], schema["default"]
        schema |= kinds[0]
