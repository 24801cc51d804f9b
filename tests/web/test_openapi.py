"""The OpenAPI document: valid, whole, cheap, and true to what the API answers."""

from __future__ import annotations

import re
import time
from typing import Any, get_args

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from archive.model import Actor, Role
from archive.services import accounts, indexing
from archive.text import LANGUAGES
from archive.web.schemas.base import Language
from archive.work import Archive
from tests.factories import jpeg, make_event, make_person, take_in

Document = dict[str, Any]


@pytest.fixture
def document(client: FlaskClient) -> Document:
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200
    found: Document = answer.get_json()
    return found


def operations(document: Document) -> list[tuple[str, str, Document]]:
    return [(method, path, said) for path, said_of in document["paths"].items() for method, said in said_of.items()]


def test_the_document_is_valid_openapi_3_1(document: Document) -> None:
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_it_describes_every_route_of_the_api_and_nothing_else(app: APIFlask, document: Document) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(method, path) for method, path, _ in operations(document)} == routes


def test_every_operation_has_a_name_of_its_own_a_summary_and_described_parameters(document: Document) -> None:
    names = [said["operationId"] for _, _, said in operations(document)]
    assert len(names) == len(set(names))
    for method, path, said in operations(document):
        assert said["summary"], (method, path)
        assert said["tags"], (method, path)
        for parameter in said["parameters"]:
            assert parameter["description"], (method, path, parameter["name"])


def test_everything_asks_for_a_bearer_token(document: Document) -> None:
    assert document["security"] == [{"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert not any("security" in said for _, _, said in operations(document))


def test_every_error_has_the_one_shape(document: Document) -> None:
    shapes = {"#/components/schemas/Failure", "#/components/schemas/Refused"}
    for method, path, said in operations(document):
        errors = {status: answer for status, answer in said["responses"].items() if status >= "400"}
        assert {"401", "503"} <= errors.keys(), (method, path)
        for answer in errors.values():
            schema = answer["content"]["application/json"]["schema"]
            assert {part["$ref"] for part in schema.get("anyOf", [schema])} <= shapes


def test_files_are_described_as_bytes(document: Document) -> None:
    for path, media_type in (
        ("/photos/{photo_id}/original", "image/*"),
        ("/photos/{photo_id}/web", "image/jpeg"),
        ("/photos/{photo_id}/thumb", "image/jpeg"),
    ):
        content = document["paths"]["/api/v1" + path]["get"]["responses"]["200"]["content"]
        assert content == {media_type: {"schema": {"type": "string", "format": "binary"}}}
    upload = document["paths"]["/api/v1/photos"]["post"]["requestBody"]
    assert upload["required"]
    assert set(upload["content"]) == {"application/octet-stream", "multipart/form-data"}


def test_schemas_have_plain_names_and_every_reference_leads_somewhere(document: Document) -> None:
    named = document["components"]["schemas"]
    assert all(re.fullmatch(r"[A-Za-z]+", name) for name in named)
    references = set(re.findall(r"'#/components/schemas/([^']+)'", str(document)))
    assert references <= named.keys()


def test_it_says_nothing_of_the_host_that_first_asked_for_it(app: APIFlask) -> None:
    app.test_client().get("/api/openapi.json", headers={"Host": "evil.example"})
    assert "evil.example" not in app.test_client().get("/api/openapi.json").text


def test_asking_again_costs_nothing(client: FlaskClient) -> None:
    first = client.get("/api/openapi.json")
    began = time.process_time()
    for _ in range(20):
        client.get("/api/openapi.json")
    assert (time.process_time() - began) / 20 < 0.02  # making it takes longer than that
    again = client.get("/api/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_languages_are_those_of_the_archive() -> None:
    assert get_args(Language) == LANGUAGES


def test_answers_are_as_the_document_says(
    app: APIFlask, archive: Archive, document: Document, archivist: Actor, actors: dict[Role, Actor]
) -> None:
    with archive.begin() as work:
        token = accounts.add_token(work, archivist.account_id or 0)
    with archive.begin(archivist) as work:
        event_id, person_id = make_event(work).id, make_person(work, "Kim", "Ким").id
    photo_id = take_in(archive, archivist, jpeg(taken="2020:10:08 11:00:00"), event_id=event_id).asset_id
    indexing.catch_up(archive)
    client = app.test_client()
    calls: tuple[tuple[str, str, int, Any], ...] = (
        ("get", "/search", 200, None),
        ("get", "/photos/{photo_id}", 200, None),
        ("patch", "/photos/{photo_id}", 200, {"version": 1, "add_people": [person_id]}),
        ("patch", "/photos/{photo_id}", 409, {"version": 1, "headline": "late"}),
        ("post", "/photos/bulk", 200, {"ids": [photo_id], "change": {"status": "published"}}),
        ("get", "/photos/{photo_id}/history", 200, None),
        ("post", "/accessions", 201, None),
        ("post", "/photos", 422, None),
        ("get", "/events", 200, None),
        ("post", "/events", 201, {"title": {"en": "Another"}}),
        ("get", "/events/{event_id}", 200, None),
        ("put", "/events/{event_id}", 200, {"title": {"en": "Same"}, "version": 1}),
        ("get", "/people", 200, None),
        ("post", "/people", 422, {"name": ""}),
        ("get", "/people/{person_id}", 200, None),
        ("put", "/people/{person_id}", 200, {"name": "Kim", "version": 1}),
    )
    ids = {"photo_id": photo_id, "event_id": event_id, "person_id": person_id}
    for method, path, status, body in calls:
        sent = {"json": body} if body else {}
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.open("/api/v1" + path.format(**ids), method=method.upper(), headers=headers, **sent)
        assert answer.status_code == status, (method, path, answer.text)
        said = document["paths"]["/api/v1" + path][method]["responses"][str(status)]
        schema = said["content"]["application/json"]["schema"] | {"components": document["components"]}
        Draft202012Validator(schema).validate(answer.get_json())
