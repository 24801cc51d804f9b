"""The API: what each role may do with a token, what is answered, and how nonsense is answered."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from archive.model import Accession, Actor, Asset, DeliveryEntry, HistoryEntry, Role
from archive.services import accounts, indexing, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import jpeg, make_event, make_person, take_in

V1 = "/api/v1"
TOO_LARGE = 2**70


class Api:
    """A program with a token, or without one."""

    def __init__(self, client: FlaskClient, token: str = "") -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method: str, path: str, *, headers: dict[str, str] | None = None, **sent: Any) -> TestResponse:
        return self.client.open(V1 + path, method=method, headers={**self.headers, **(headers or {})}, **sent)

    def get(self, path: str, status: int = 200, **sent: Any) -> Any:
        answer = self("GET", path, **sent)
        assert answer.status_code == status, answer.text
        return answer.json

    def post(self, path: str, body: Any, status: int = 201) -> Any:
        answer = self("POST", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json

    def error(self, method: str, path: str, status: int, **sent: Any) -> dict[str, Any]:
        answer = self(method, path, **sent)
        assert answer.status_code == status, answer.text
        assert answer.content_type == "application/json"
        error: dict[str, Any] = answer.json["error"]
        assert error["code"]
        assert error["message"]
        return error


@pytest.fixture
def api(app: APIFlask, archive: Archive, actors: dict[Role, Actor]) -> Callable[[Role | None], Api]:
    """Programs by role; None brings no token. The index is there, as the worker makes it at its start."""
    indexing.catch_up(archive)

    def enter(role: Role | None) -> Api:
        if role is None:
            return Api(app.test_client())
        with archive.begin() as work:
            token = accounts.add_token(work, actors[role].account_id or 0)
        return Api(app.test_client(), token)

    return enter


@pytest.fixture
def staff(api: Callable[[Role | None], Api]) -> Api:
    return api(Role.ARCHIVIST)


@pytest.fixture
def reader(api: Callable[[Role | None], Api]) -> Api:
    return api(Role.JOURNALIST)


def upload(api: Api, content: bytes, name: str = "DSC_0622.JPG", query: str = "") -> TestResponse:
    return api("POST", f"/photos{query}", data=content, headers={"X-File-Name": quote(name)})


def deliveries(archive: Archive) -> list[tuple[int, str]]:
    with archive.reading() as work:
        return [(entry.asset_id, entry.use) for entry in work.session.scalars(select(DeliveryEntry))]


# Uploading


def test_a_photo_is_uploaded_published_found_and_read(archive: Archive, staff: Api, reader: Api) -> None:
    content = jpeg(300, 200, taken="2020:10:08 11:03:20")
    answer = upload(staff, content, "Ашылу 1.jpg", "?publish=true")
    assert answer.status_code == 201, answer.text
    assert answer.json == {
        "file": "Ашылу 1.jpg",
        "status": "new",
        "id": answer.json["id"],
        "sha256": hashlib.sha256(content).hexdigest(),
        "reason": "",
        "notes": [],
    }
    indexing.catch_up(archive)
    found = reader.get("/search?q=ашылу")
    assert found["total"] == 1
    assert found["sort"] == "relevance"
    assert found["reading"]["problems"] == []
    assert [bar["count"] for bar in found["histogram"]["bars"]] == [1]
    assert found["histogram"]["bars"][0]["period"].startswith("2020-")
    (hit,) = found["photos"]
    photo = reader.get(answer.headers["Location"].removeprefix(V1))
    assert {**photo, **hit} == {**hit, **photo}
    assert (photo["captured_at"], photo["captured_offset_assumed"]) == ("2020-10-08T11:03:20+00:00", True)
    assert (photo["width"], photo["height"]) == (300, 200)
    assert photo["received"]["captured"]["local"] == "2020-10-08T11:03:20"


def test_the_same_bytes_twice_are_one_photo(staff: Api) -> None:
    content = jpeg()
    first, second = upload(staff, content), upload(staff, content, "copy.jpg")
    assert (first.status_code, second.status_code) == (201, 200)
    assert (second.json["status"], second.json["id"]) == ("held", first.json["id"])
    assert second.json["reason"] == "Already held, as DSC_0622.JPG"


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"%PDF-1.7 not a picture", "paper.pdf", 415, "unknown-format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "x.svg", 415, "unknown-format"),
        (b"", "empty.jpg", 422, "empty"),
        (jpeg(400, 300)[:900], "cut.jpg", 422, "damaged"),
    ],
)
def test_what_is_no_photo_is_refused_with_the_reason_and_leaves_nothing(
    archive: Archive, staff: Api, content: bytes, name: str, status: int, code: str
) -> None:
    answer = upload(staff, content, name)
    assert answer.status_code == status, answer.text
    assert answer.json["error"] == {"code": code, "message": answer.json["reason"], "field": "file"}
    assert (answer.json["file"], answer.json["status"], answer.json["id"]) == (name, "refused", None)
    with archive.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(Asset)) == 0
    assert list(archive.storage.originals()) == []


def test_a_form_uploads_as_well_as_a_raw_body(staff: Api) -> None:
    answer = staff("POST", "/photos", data={"file": (io.BytesIO(jpeg()), "DSC_0001.JPG")})
    assert answer.status_code == 201, answer.text
    assert answer.json["file"] == "DSC_0001.JPG"


def test_a_raw_body_is_taken_as_it_is_whatever_type_it_claims(staff: Api) -> None:
    content = jpeg()
    headers = {"X-File-Name": "a.jpg", "Content-Type": "application/x-www-form-urlencoded"}  # curl's habit
    answer = staff("POST", "/photos", data=content, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json["sha256"] == hashlib.sha256(content).hexdigest()


def test_files_of_one_accession_and_event_stay_together(archive: Archive, staff: Api, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        event_id = make_event(work).id
    accession = staff.post("/accessions", None)["id"]
    ids = [upload(staff, jpeg(), query=f"?accession={accession}&event={event_id}").json["id"] for _ in range(2)]
    photos = [staff.get(f"/photos/{photo_id}") for photo_id in ids]
    assert [photo["accession_id"] for photo in photos] == [accession, accession]
    assert [photo["event"] for photo in photos] == [{"id": event_id, "title": {"en": "The Window to Korea"}}] * 2
    assert {photo["status"] for photo in photos} == {"draft"}
    with archive.reading() as work:
        assert work.session.get_one(Accession, accession).source == "api"


def test_an_upload_says_what_is_missing(staff: Api) -> None:
    assert staff.error("POST", "/photos", 422, data=jpeg())["field"] == "X-File-Name"
    assert staff.error("POST", "/photos", 422, data={"other": "1", "a": (io.BytesIO(b"x"), "x")})["field"] == "file"
    for query in ("?accession=999", "?event=999"):
        assert upload(staff, jpeg(), query=query).status_code == 404


def test_nobody_adds_to_somebody_elses_accession(api: Callable[[Role | None], Api], staff: Api) -> None:
    foreign = api(Role.ADMINISTRATOR).post("/accessions", None)["id"]
    assert (
        upload(staff, jpeg(), query=f"?accession={foreign}").json == upload(staff, jpeg(), query="?accession=999").json
    )


def test_a_file_larger_than_allowed_is_refused(make_archive: Callable[..., Archive]) -> None:
    from archive.app import create_app

    archive = make_archive(max_upload_mb=1)
    with archive.begin() as work:
        token = accounts.add_token(work, accounts.find(work, "archivist").id)
    staff = Api(create_app(archive).test_client(), token)
    refused = upload(staff, jpeg() + b"\0" * 1_000_001)
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "too-large")
    assert staff.error("POST", "/photos", 413, data=b"\0" * 2_000_001, headers={"X-File-Name": "x"})


# Describing


def test_a_photo_is_described_and_only_what_is_named_changes(archive: Archive, staff: Api, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        event_id, person_id = make_event(work).id, make_person(work, "Ospanova").id
    photo_id = take_in(archive, archivist).asset_id
    first = staff.get(f"/photos/{photo_id}")
    assert first["caption"][""].startswith("picture ")  # as the file had it
    change = {
        "version": first["version"],
        "headline": "The opening",
        "caption": {"ru": "Открытие", "en": "The opening", "": ""},
        "event_id": event_id,
        "add_people": [person_id],
        "add_keywords": ["Library"],
        "status": "published",
    }
    second = staff("PATCH", f"/photos/{photo_id}", json=change).json
    assert second["headline"] == "The opening"
    assert second["event"]["id"] == event_id
    assert second["people"] == [{"id": person_id, "name": "Ospanova"}]
    assert (second["keywords"], second["status"]) == (["Library"], "published")
    third = staff(
        "PATCH",
        f"/photos/{photo_id}",
        json={
            "version": second["version"],
            "caption": {"ru": ""},
            "event_id": None,
            "remove_people": [person_id],
        },
    ).json
    assert (third["headline"], third["caption"], third["event"], third["people"]) == (
        "The opening",
        {"en": "The opening"},
        None,
        [],
    )
    history = staff.get(f"/photos/{photo_id}/history")["entries"]
    assert [entry["verb"] for entry in history] == ["changed", "published", "changed", "received"]
    assert history[0]["changes"]["caption.ru"] == ["Открытие", ""]
    assert {entry["agent"] for entry in history} == {"archivist"}


def test_the_second_editor_is_told_and_nothing_of_theirs_is_kept(
    archive: Archive, staff: Api, archivist: Actor
) -> None:
    ids = [take_in(archive, archivist).asset_id for _ in range(2)]
    stale = {"version": 1, "headline": "mine"}
    assert staff("PATCH", f"/photos/{ids[0]}", json=stale).status_code == 200
    error = staff.error("PATCH", f"/photos/{ids[0]}", 409, json=stale | {"headline": "theirs"})
    assert (error["code"], error["ids"]) == ("stale-edit", [ids[0]])
    bulk = {"ids": ids, "change": {"headline": "theirs"}, "versions": {str(photo_id): 1 for photo_id in ids}}
    assert staff.error("POST", "/photos/bulk", 409, json=bulk)["ids"] == [ids[0]]
    assert [staff.get(f"/photos/{photo_id}")["headline"] for photo_id in ids] == ["mine", ""]


def test_many_photos_change_in_one_step_or_none_does(archive: Archive, staff: Api, archivist: Actor) -> None:
    ids = [take_in(archive, archivist).asset_id for _ in range(3)]
    staff.post("/photos/bulk", {"ids": ids[:1], "change": {"add_keywords": ["Opening"]}}, 200)
    answer = staff.post("/photos/bulk", {"ids": ids, "change": {"add_keywords": ["opening"]}}, 200)
    assert answer == {"changed": {str(ids[1]): 2, str(ids[2]): 2}, "unchanged": [ids[0]]}
    staff.error("POST", "/photos/bulk", 404, json={"ids": [*ids, 999], "change": {"headline": "x"}})
    assert {staff.get(f"/photos/{photo_id}")["headline"] for photo_id in ids} == {""}


def test_texts_come_back_as_they_were_sent_as_text(archive: Archive, staff: Api, archivist: Actor) -> None:
    photo_id = take_in(archive, archivist).asset_id
    hostile = '<script>alert(1)</script> & "quotes" \'; DROP TABLE asset; -- 김흥수 😀'
    staff("PATCH", f"/photos/{photo_id}", json={"version": 1, "headline": hostile})
    answer = staff("GET", f"/photos/{photo_id}")
    assert answer.json["headline"] == hostile
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# Events and people


def test_an_event_is_added_listed_and_replaced(staff: Api) -> None:
    sent = {
        "title": {"en": "The Window to Korea", "ru": "Окно в Корею"},
        "starts_on": "2020-10-08",
        "place": "Almaty",
    }
    made = staff.post("/events", sent)
    assert made == {
        "id": made["id"], "version": 1, "title": sent["title"], "description": {}, "starts_on": "2020-10-08",
        "ends_on": None, "place": "Almaty", "series": "",
    }  # fmt: skip
    assert staff.get("/events?q=ОКНО")["events"] == [{**made, "photos": 0, "cover_id": None}]
    assert staff.get("/events?q=nothing") == {"total": 0, "events": []}
    replaced = staff("PUT", f"/events/{made['id']}", json={"title": {"en": "Renamed"}, "version": 1}).json
    assert replaced == {**made, "version": 2, "title": {"en": "Renamed"}, "starts_on": None, "place": ""}
    assert staff.get(f"/events/{made['id']}") == replaced
    stale = staff.error("PUT", f"/events/{made['id']}", 409, json={"title": {"en": "Late"}, "version": 1})
    assert stale["code"] == "stale-edit"


def test_a_person_is_added_found_by_any_name_and_replaced(staff: Api) -> None:
    variants = [{"name": "Оспанова Бакытжамал", "language": "ru", "kind": "parallel"}]
    made = staff.post("/people", {"name": "Ospanova Bakytzhamal", "role": {"en": "Director"}, "variants": variants})
    assert made["variants"] == variants
    assert staff.get("/people?q=оспан")["people"] == [{**made, "photos": 0, "cover_id": None}]
    replaced = staff("PUT", f"/people/{made['id']}", json={"name": "Ospanova B. K.", "version": 1}).json
    assert replaced == {"id": made["id"], "version": 2, "name": "Ospanova B. K.", "role": {}, "variants": []}
    assert staff.get(f"/people/{made['id']}") == replaced


def test_lists_come_in_parts_that_make_up_the_whole(archive: Archive, staff: Api, archivist: Actor) -> None:
    with archive.begin(archivist) as work:
        names = [make_person(work, f"Person {letter}").name for letter in "ABCDE"]
    parts = [staff.get(f"/people?offset={offset}&limit=2") for offset in (0, 2, 4, 6)]
    assert [person["name"] for part in parts for person in part["people"]] == names
    assert {part["total"] for part in parts} == {5}


def test_what_cannot_be_is_refused_by_field(staff: Api) -> None:
    for path, body, field in (
        ("/events", {"title": {}}, "title"),
        ("/events", {"title": {"xx": "Titel"}}, "title"),
        ("/events", {"title": {"en": "A"}, "starts_on": "2020-02-30"}, "starts_on"),
        ("/events", {"title": {"en": "A"}, "starts_on": "2020-02-02", "ends_on": "2020-02-01"}, "ends_on"),
        ("/people", {"name": "  "}, "name"),
        ("/people", {"name": "A", "variants": [{"name": "B", "kind": "nickname"}]}, "variants.0.kind"),
        ("/people", {"name": "A", "nickname": "B"}, "nickname"),
    ):
        assert staff.error("POST", path, 422, json=body)["field"] == field


# Files


def test_files_come_as_they_are_and_downloads_are_recorded(archive: Archive, reader: Api, archivist: Actor) -> None:
    content = jpeg(1800, 1200)
    photo_id = take_in(archive, archivist, content, publish=True).asset_id
    for view, longest in (("thumb", 640), ("preview", 2048)):
        answer = reader("GET", f"/photos/{photo_id}/{view}")
        assert max(Image.open(io.BytesIO(answer.data)).size) <= longest
    assert deliveries(archive) == []
    original = reader("GET", f"/photos/{photo_id}/original")
    assert original.data == content
    assert original.headers["Content-Disposition"] == "attachment; filename=DSC_0001.jpg"
    web = reader("GET", f"/photos/{photo_id}/web")
    assert max(Image.open(io.BytesIO(web.data)).size) == 1600
    assert deliveries(archive) == [(photo_id, "original"), (photo_id, "web")]
    for answer in (original, web):
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_picture_that_one_has_is_not_sent_again(archive: Archive, reader: Api, archivist: Actor) -> None:
    photo_id = take_in(archive, archivist, publish=True).asset_id
    tag = reader("GET", f"/photos/{photo_id}/thumb").headers["ETag"]
    assert reader("GET", f"/photos/{photo_id}/thumb", headers={"If-None-Match": tag}).status_code == 304


def test_a_bundle_holds_all_that_was_ordered(archive: Archive, reader: Api, archivist: Actor) -> None:
    contents = [jpeg(), jpeg()]
    ids = [take_in(archive, archivist, content, publish=True).asset_id for content in contents]
    answer = reader("POST", "/bundle", json={"ids": ids, "use": "original"})
    assert answer.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        assert "captions.csv" in names
        assert sorted(bundle.read(name) for name in names if name != "captions.csv") == sorted(contents)
    assert sorted(deliveries(archive)) == sorted((photo_id, "original") for photo_id in ids)


# Who may do what


@pytest.fixture
def drafted(archive: Archive, archivist: Actor) -> dict[str, int]:
    """A draft with an event, a person and a keyword that no published photo has, and a published photo."""
    with archive.begin(archivist) as work:
        event_id, person_id = make_event(work, "Secret meeting").id, make_person(work, "Secretova").id
    draft = take_in(archive, archivist, jpeg(taken="1999:01:01 00:00:00"), "SECRET_0007.JPG").asset_id
    shown = take_in(archive, archivist, jpeg(taken="2020:10:08 11:00:00"), publish=True).asset_id
    assert draft is not None
    assert shown is not None
    with archive.begin(archivist) as work:
        change = AssetChange(event_id=event_id, add_people=(person_id,), add_keywords=("secret",))
        tagging.edit(work, [draft], change)
    indexing.catch_up(archive)
    return {"draft": draft, "shown": shown, "event": event_id, "person": person_id}


def test_no_channel_tells_a_journalist_of_a_draft(
    archive: Archive, reader: Api, staff: Api, drafted: dict[str, int]
) -> None:
    draft, event_id, person_id = drafted["draft"], drafted["event"], drafted["person"]
    everything = reader.get("/search")
    assert [photo["id"] for photo in everything["photos"]] == [drafted["shown"]]
    assert everything["total"] == 1
    assert {bar["period"][:4] for bar in everything["histogram"]["bars"]} == {"2020"}
    assert all(everything["facets"][name] == [] for name in ("event", "person", "keyword"))
    for query in (
        "q=secret",
        "q=SECRET_0007",
        "q=status:draft",
        f"q=id:{draft}",
        f"event={event_id}",
        "keyword=secret",
    ):
        narrowed = reader.get(f"/search?{query}")
        assert (narrowed["total"], narrowed["photos"]) == (0, []), query
    missing = {
        path: reader.error("GET", path.format(999), 404)
        for path in (
            "/photos/{}", "/photos/{}/thumb", "/photos/{}/preview", "/photos/{}/original", "/photos/{}/web",
            "/events/{}", "/people/{}",
        )
    }  # fmt: skip
    for path, error in missing.items():
        foreign = event_id if "events" in path else person_id if "people" in path else draft
        assert reader.error("GET", path.format(foreign), 404) == error, path
    for ids in ([draft], [drafted["shown"], draft], [drafted["shown"], 999]):
        error = reader.error("POST", "/bundle", 404, json={"ids": ids})
        assert error == {"code": "not-found", "message": "There is no such photo."}
    assert reader.get("/events") == {"total": 0, "events": []}
    assert reader.get("/people?q=secret") == {"total": 0, "people": []}
    assert deliveries(archive) == []
    # The same, seen by an archivist: the test above would pass on an empty archive too.
    assert staff.get("/search?q=secret")["total"] == 1
    assert staff.get("/events")["events"][0]["photos"] == 1
    assert staff.get("/people")["people"][0]["cover_id"] == draft
    assert staff.get(f"/photos/{draft}")["people"] == [{"id": person_id, "name": "Secretova"}]


def test_a_name_chosen_in_the_address_is_not_told_to_who_may_not_see_it(reader: Api, drafted: dict[str, int]) -> None:
    found = reader.get(f"/search?event={drafted['event']}&person={drafted['person']}")
    assert "ecret" not in json.dumps(found)


def test_a_withdrawn_photo_is_gone_at_once(archive: Archive, reader: Api, staff: Api, drafted: dict[str, int]) -> None:
    shown = drafted["shown"]
    version = reader.get(f"/photos/{shown}")["version"]
    staff("PATCH", f"/photos/{shown}", json={"version": version, "status": "draft"})
    # The index has not heard of it yet.
    assert reader.get("/search")["photos"] == []
    reader.error("GET", f"/photos/{shown}/thumb", 404)


def test_journalists_change_nothing(archive: Archive, reader: Api, drafted: dict[str, int]) -> None:
    shown = drafted["shown"]
    for method, path, body in (
        ("PATCH", f"/photos/{shown}", {"version": 1, "headline": "x"}),
        ("PATCH", "/photos/999", {"version": 1}),
        ("POST", "/photos/bulk", {"ids": [shown], "change": {"headline": "x"}}),
        ("GET", f"/photos/{shown}/history", None),
        ("POST", "/accessions", None),
        ("POST", "/photos", None),
        ("POST", "/events", {"title": {"en": "x"}}),
        ("PUT", f"/events/{drafted['event']}", {"title": {"en": "x"}, "version": 1}),
        ("POST", "/people", {"name": "x"}),
        ("PUT", f"/people/{drafted['person']}", {"name": "x", "version": 1}),
    ):
        assert reader.error(method, path, 403, json=body)["code"] == "denied", path
    with archive.reading() as work:
        assert work.session.scalar(select(func.count()).where(HistoryEntry.agent == "journalist")) == 0


def test_without_a_valid_token_nothing_is_answered(
    archive: Archive,
    app: APIFlask,
    api: Callable[[Role | None], Api],
    drafted: dict[str, int],
    actors: dict[Role, Actor],
) -> None:
    anybody = api(None)
    for path in (
        "/search",
        f"/photos/{drafted['shown']}",
        f"/photos/{drafted['shown']}/thumb",
        "/events",
        "/people",
    ):
        answer = anybody("GET", path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json["error"]["code"] == "not-signed-in"
    for header in (
        "Bearer nonsense",
        "Bearer",
        "Bearer ",
        "Basic YXJjaGl2aXN0Ong=",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 5000,
    ):
        anybody.error("GET", "/search", 401, headers={"Authorization": header})
    reader = api(Role.JOURNALIST)
    reader.get("/search")
    with archive.begin() as work:
        accounts.revoke_tokens(work, actors[Role.JOURNALIST].account_id or 0)
    reader.error("GET", "/search", 401)


def test_the_token_of_an_account_that_was_closed_is_worthless(
    archive: Archive, reader: Api, actors: dict[Role, Actor]
) -> None:
    with archive.begin() as work:
        accounts.update(work, actors[Role.JOURNALIST].account_id or 0, active=False)
    reader.error("GET", "/search", 401)


def test_a_cookie_opens_no_api_and_a_token_no_page(sign_in: Callable[[Role], FlaskClient], staff: Api) -> None:
    Api(sign_in(Role.ADMINISTRATOR)).error("GET", "/search", 401)
    for path in ("/", "/upload", "/admin/accounts"):
        answer = staff.client.get(path, headers=staff.headers)
        assert answer.status_code in {302, 401}, path


def test_visitors_read_what_is_published_where_they_are_admitted(
    make_archive: Callable[..., Archive],
) -> None:
    from archive.app import create_app

    archive = make_archive(visitors=True)
    with archive.reading() as work:
        archivist = accounts.find(work, "archivist").as_actor()
    draft, shown = (take_in(archive, archivist, publish=publish).asset_id for publish in (False, True))
    indexing.catch_up(archive)
    visitor = Api(create_app(archive).test_client())
    assert [photo["id"] for photo in visitor.get("/search")["photos"]] == [shown]
    visitor.error("GET", f"/photos/{draft}", 404)
    visitor.error("GET", f"/photos/{shown}/original", 401)
    visitor.error("POST", "/bundle", 401, json={"ids": [shown]})


# Nonsense


ODD_VALUES: tuple[Any, ...] = (
    None, "", "one", "1", -1, 0, 1.5, True, TOO_LARGE, -TOO_LARGE, [], [[]], [None], {}, {"a": {"b": []}},
    [TOO_LARGE], ["1"], "\0", "x" * 30_000,
)  # fmt: skip
BODIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("PATCH", "/photos/{photo}", {
        "version": 1, "headline": "x", "creator": "x", "credit": "x", "copyright": "x", "usage_terms": "x",
        "caption": {"en": "x"}, "event_id": 1, "add_people": [1], "remove_people": [1], "add_keywords": ["x"],
        "remove_keywords": ["x"], "status": "draft",
    }),
    ("POST", "/photos/bulk", {"ids": [1], "change": {"headline": "x"}, "versions": {"1": 1}}),
    ("POST", "/bundle", {"ids": [1], "use": "web", "language": "en"}),
    ("POST", "/events", {
        "title": {"en": "x"}, "description": {"en": "x"}, "starts_on": "2020-10-08", "ends_on": "2020-10-09",
        "place": "x", "series": "x",
    }),
    ("PUT", "/events/{event}", {"title": {"en": "x"}, "version": 1}),
    ("POST", "/people", {"name": "x", "role": {"en": "x"}, "variants": [{"name": "x"}]}),
    ("PUT", "/people/{person}", {"name": "x", "version": 1}),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), BODIES, ids=[f"{method} {path}" for method, path, _ in BODIES])
def test_odd_values_in_a_body_are_answered_and_never_a_fault(
    archive: Archive, staff: Api, archivist: Actor, method: str, path: str, body: dict[str, Any]
) -> None:
    with archive.begin(archivist) as work:
        records = {"event": make_event(work).id, "person": make_person(work).id}
    path = path.format(photo=take_in(archive, archivist).asset_id, **records)
    for odd in ODD_VALUES:
        staff.error(method, path, 422, data=json.dumps(odd), content_type="application/json")
        for name in body:
            answer = staff(method, path, json={**body, name: odd})
            assert answer.status_code in {200, 201, 404, 409, 422}, (name, odd, answer.text)
            if answer.status_code == 422:
                assert answer.json["error"]["field"].startswith(name), (odd, answer.text)
        staff.error(method, path, 422, json={**body, "unknown": odd})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 200_000,
        b'{"name": "\\ud800"}',
        b'{"name": "\xff"}',
        b'{"name": NaN}',
        b"\x00",
        b'"x"',
    ],
)
def test_what_is_no_json_is_told_so(staff: Api, body: bytes) -> None:
    error = staff.error("POST", "/people", 422, data=body, content_type="application/json")
    assert error["code"] == "invalid"


def test_a_body_of_another_type_or_beyond_measure_is_not_read(staff: Api) -> None:
    staff.error("POST", "/people", 415, data=b"name=x", content_type="application/x-www-form-urlencoded")
    staff.error("POST", "/people", 413, data=b" " * 5_000_000, content_type="application/json")


@pytest.mark.parametrize(
    "value", ["-1", "0", "1.5", "x", "", "null", "[]", "1e3", str(TOO_LARGE), "9" * 5000, "%00", "%ff"]
)
def test_odd_values_in_an_address_are_answered_and_never_a_fault(staff: Api, value: str) -> None:
    for path in (
        "/search?page={}",
        "/search?size={}",
        "/search?event={}",
        "/search?person=1&person={}",
        "/search?year={}",
    ):
        error = staff.error("GET", path.format(value), 422)
        assert error["field"].split(".")[0] in path
    for path in (
        "/search?sort={}",
        "/search?nonsense={}",
        "/events?limit={}",
        "/people?page={}",
        "/search?page=1&page={}",
    ):
        staff.error("GET", path.format(value), 422)
    for path in ("/search?q={}", "/search?q=id:{}", "/search?q=year:{}", "/people?q={}", "/events?q={}"):
        staff.get(path.format(value[:190]))
    for path in (
        "/photos/{}",
        "/photos/{}/thumb",
        "/photos/{}/original",
        "/events/{}",
        "/people/{}",
        "/photos/{}/history",
    ):
        if value:
            staff.error("GET", path.format(value), 404)


def test_every_facet_narrows(archive: Archive, staff: Api, drafted: dict[str, int]) -> None:
    for query in (
        f"event={drafted['event']}", f"person={drafted['person']}", "year=1999", "keyword=secret",
        f"year=1999&event={drafted['event']}&event=77",
    ):  # fmt: skip
        found = staff.get(f"/search?{query}")
        assert [photo["id"] for photo in found["photos"]] == [drafted["draft"]], query
    chosen = staff.get(f"/search?event={drafted['event']}&language=ru")["facets"]["event"]
    assert chosen == [{"value": str(drafted["event"]), "label": "Secret meeting", "count": 1, "chosen": True}]


def test_pages_of_a_search_make_up_the_whole(archive: Archive, staff: Api, archivist: Actor) -> None:
    ids = [take_in(archive, archivist).asset_id for _ in range(5)]
    indexing.catch_up(archive)
    parts = [staff.get(f"/search?sort=added&size=2&page={page}") for page in (1, 2, 3, 4)]
    assert sorted(photo["id"] for part in parts for photo in part["photos"]) == ids
    assert [(part["total"], part["pages"], part["page"]) for part in parts] == [(5, 3, page) for page in (1, 2, 3, 4)]


def test_what_could_not_be_read_of_a_search_is_said(staff: Api) -> None:
    reading = staff.get("/search?q=" + quote('"unclosed phrase'))["reading"]
    assert reading["problems"]


def test_addresses_and_methods_that_do_not_exist_have_the_same_shape_of_error(staff: Api) -> None:
    assert staff.error("GET", "/nothing", 404)["code"] == "not-found"
    assert staff.error("DELETE", "/search", 405)["code"] == "method-not-allowed"
    assert "GET" in staff("DELETE", "/search").headers["Allow"]


def test_a_fault_of_ours_tells_nothing_of_our_insides(
    app: APIFlask, staff: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False
    monkeypatch.setattr("archive.services.discovery.search", lambda *_: 1 / 0)
    error = staff.error("GET", "/search", 500)
    assert error["code"] == "fault"
    assert "division" not in error["message"]
