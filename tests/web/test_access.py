"""Who may call what: every route, as everybody, on a published photo and on a draft. A route without a row fails.

"Gets through" means: was neither sent away (401, 403, to the sign-in page) nor told that there is
no such thing (404). What is sent to change something is chosen to be refused after that, so that
the rows do not disturb each other.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import wiring
from archive.app import create_app
from archive.media.sandbox import Sandbox
from archive.model import Actor, Role, Status
from archive.services import accounts, authorities, discovery, indexing, merging, tagging, times
from archive.services.tagging import AssetChange
from archive.settings import Settings
from archive.web.access import is_tokenless
from archive.work import Archive
from tests.conftest import PASSWORD, csrf_token
from tests.factories import make_event, make_person, take_in

NOBODY, VISITOR = "nobody", "visitor"
"""Not signed in: where visitors are not admitted, and where they are."""
ACCOUNTS = ("journalist", "archivist", "administrator")
CALLERS = (NOBODY, VISITOR, *ACCOUNTS)

EVERYBODY = frozenset(CALLERS)
READERS = EVERYBODY - {NOBODY}
SIGNED_IN = frozenset(ACCOUNTS)
STAFF = frozenset({"archivist", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})


@dataclass(frozen=True)
class Row:
    """A route as it is called: who gets through, and who does where it names what only drafts show."""

    endpoint: str
    method: str
    path: str
    allowed: frozenset[str]
    draft: frozenset[str] | None = None
    send: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def get(endpoint: str, path: str, allowed: frozenset[str], draft: frozenset[str] | None = None) -> Row:
    return Row(endpoint, "GET", path, allowed, draft)


def post(endpoint: str, path: str, allowed: frozenset[str], draft: frozenset[str] | None = None, **form: Any) -> Row:
    return Row(endpoint, "POST", path, allowed, draft, {"data": form})


def api(
    endpoint: str,
    method: str,
    path: str,
    allowed: frozenset[str],
    draft: frozenset[str] | None = None,
    body: Any = None,
) -> Row:
    send = {} if body is None else {"json": body}
    return Row(f"api.{endpoint}", method, f"/api/v1{path}", allowed, draft, send)


ROWS = [
    get("pages.static", "/static/{bundle}", EVERYBODY),
    post("pages.language", "/language", EVERYBODY, language="ru"),
    post("pages.theme", "/theme", EVERYBODY, theme="dark"),
    get("health.healthz", "/healthz", EVERYBODY),
    get("health.readyz", "/readyz", EVERYBODY),
    get("openapi.spec", "/api/openapi.json", EVERYBODY),
    get("account.sign_in", "/sign-in", EVERYBODY),
    post("account.sign_in", "/sign-in", EVERYBODY, name="archivist", password=PASSWORD),
    post("account.sign_out", "/sign-out", EVERYBODY),
    get("account.password", "/account", SIGNED_IN),
    post("account.password", "/account", SIGNED_IN, password="one", again="another"),
    get("search.results", "/?q=korea", READERS),
    get("search.values", "/search/values/keyword?q=korea", READERS),
    get("search.language", "/search/language", READERS),
    get("suggest.suggest", "/suggest?q=ko", READERS),
    get("export.csv", "/export.csv?q=korea", READERS),
    get("export.json", "/export.json?q=korea", READERS),
    get("saved.searches", "/searches", SIGNED_IN),
    post("saved.keep", "/searches", SIGNED_IN),
    post("saved.forget", "/searches/1/forget", SIGNED_IN),
    get("photos.show", "/photos/{photo}", READERS, STAFF),
    get("photos.why", "/photos/{photo}/why?q=korea", READERS, STAFF),
    get("photos.view", "/photos/{photo}/thumb.jpg", READERS, STAFF),
    get("photos.view", "/photos/{photo}/preview.jpg", READERS, STAFF),
    get("photos.original", "/photos/{photo}/original", SIGNED_IN, STAFF),
    get("photos.file", "/photos/{photo}/original/{file}", SIGNED_IN, STAFF),
    get("photos.web", "/photos/{photo}/web", SIGNED_IN, STAFF),
    post("photos.bundle", "/bundle", SIGNED_IN, STAFF, id="{photo}", use="original"),
    get("authorities.events", "/events", READERS),
    get("authorities.event", "/events/{event}-{event_slug}", READERS, STAFF),
    get("authorities.new_event", "/events/new", STAFF),
    post("authorities.new_event", "/events/new", STAFF),
    get("authorities.edit_event", "/events/{event}/edit", STAFF, STAFF),
    post("authorities.edit_event", "/events/{event}/edit", STAFF, STAFF, version="1"),
    get("authorities.event_history", "/events/{event}/history", STAFF, STAFF),
    post("authorities.publish_event", "/events/{spare_event}/publish", STAFF),
    get("authorities.people", "/people", READERS),
    get("authorities.person", "/people/{person}-{person_slug}", READERS, STAFF),
    get("authorities.new_person", "/people/new", STAFF),
    post("authorities.new_person", "/people/new", STAFF),
    get("authorities.edit_person", "/people/{person}/edit", STAFF, STAFF),
    post("authorities.edit_person", "/people/{person}/edit", STAFF, STAFF, version="1"),
    get("authorities.person_history", "/people/{person}/history", STAFF, STAFF),
    get("authorities.pick_events", "/pick/events?q=k", STAFF),
    post("authorities.make_event", "/pick/events", STAFF),
    get("authorities.pick_people", "/pick/people?q=o", STAFF),
    post("authorities.make_person", "/pick/people", STAFF),
    get("authorities.pick_keywords", "/pick/keywords?q=o", STAFF),
    get("describe.edit", "/describe?id={photo}", STAFF, STAFF),
    post("describe.edit", "/describe", STAFF, STAFF, id="{photo}"),
    post("describe.save", "/describe/save", STAFF),
    get("describe.history", "/photos/{photo}/history", STAFF, STAFF),
    get("times.edit", "/times?id={photo}", STAFF, STAFF),
    post("times.edit", "/times", STAFF, STAFF, id="{photo}"),
    post("times.save", "/times/save", STAFF),
    get("times.shifted", "/times/{shift}", STAFF),
    post("times.undo", "/times/{shift}/undo", STAFF),
    get("upload.form", "/upload", STAFF),
    post("upload.receive", "/upload", STAFF),
    post("upload.accession", "/upload/accession", STAFF),
    post("upload.settle", "/upload/settle", STAFF),
    get("accessions.index", "/accessions/", STAFF),
    get("accessions.show", "/accessions/{accession}", STAFF, STAFF),
    post("accessions.amend", "/accessions/{accession}", STAFF, STAFF, origin="A card"),
    get("accessions.receipt", "/accessions/{accession}/receipt.csv", STAFF, STAFF),
    *(
        # Who gets through is told that the version of the protocol is missing.
        Row(f"{side}.{endpoint}", method, f"{prefix}{place}", STAFF)
        for side, prefix in (("tus", "/upload/files"), ("tus_api", "/api/v1/uploads"))
        for endpoint, method, place in (
            ("create", "POST", ""),
            ("look", "GET", "/0"),
            ("append", "PATCH", "/0"),
            ("terminate", "DELETE", "/0"),
            ("overridden", "POST", "/0"),
        )
    ),
    get("duplicates.index", "/duplicates", STAFF),
    post("duplicates.dismiss", "/duplicates/dismiss", STAFF),
    post("duplicates.merge", "/duplicates/merge", STAFF),
    post("duplicates.undo", "/merges/{merge}/undo", STAFF),
    post("duplicates.stack", "/photos/{photo}/stack", STAFF, STAFF, act="dissolve"),
    post("duplicates.withdraw", "/withdraw", STAFF),
    post("duplicates.restore", "/restore", STAFF),
    post("duplicates.find", "/find", READERS),
    get("captions.form", "/captions/", STAFF),
    post("captions.preview", "/captions/", STAFF),
    post("captions.apply", "/captions/apply", STAFF),
    get("administration.accounts", "/admin/accounts", ADMINISTRATORS),
    post("administration.add", "/admin/accounts", ADMINISTRATORS, name="", role="journalist"),
    post("administration.change", "/admin/accounts/{spare_account}", ADMINISTRATORS, role="journalist"),
    post("administration.reset_password", "/admin/accounts/{spare_account}/password", ADMINISTRATORS),
    post("administration.add_token", "/admin/accounts/{spare_account}/tokens", ADMINISTRATORS),
    post("administration.revoke_tokens", "/admin/accounts/{spare_account}/tokens/revoke", ADMINISTRATORS),
    get("administration.deliveries", "/admin/deliveries", ADMINISTRATORS),
    api("search", "GET", "/search?q=korea", READERS),
    api("suggest", "GET", "/suggestions?q=ko", READERS),
    api("export_csv", "GET", "/export.csv?q=korea", READERS),
    api("export_json", "GET", "/export.json?q=korea", READERS),
    api("photo", "GET", "/photos/{photo}", READERS, STAFF),
    api("reasons", "GET", "/photos/{photo}/reasons?q=korea", READERS, STAFF),
    api("edit_photo", "PATCH", "/photos/{photo}", STAFF, STAFF, {"version": 1, "texts": {"nonsense": "x"}}),
    api("edit_photos", "POST", "/photos/bulk", STAFF, STAFF, {"ids": [], "change": {}}),
    api("history", "GET", "/photos/{photo}/history", STAFF, STAFF),
    api("thumb", "GET", "/photos/{photo}/thumb", READERS, STAFF),
    api("preview", "GET", "/photos/{photo}/preview", READERS, STAFF),
    api("original", "GET", "/photos/{photo}/original", SIGNED_IN, STAFF),
    api("file", "GET", "/photos/{photo}/original/{file}", SIGNED_IN, STAFF),
    api("web", "GET", "/photos/{photo}/web", SIGNED_IN, STAFF),
    api("bundle", "POST", "/bundle", SIGNED_IN, STAFF, {"ids": ["{photo}"], "use": "original"}),
    api("open_accession", "POST", "/accessions", STAFF),
    api("accessions", "GET", "/accessions", STAFF),
    api("accession", "GET", "/accessions/{accession}", STAFF, STAFF),
    api("receive", "POST", "/photos", STAFF),
    api("events", "GET", "/events", READERS),
    api("add_event", "POST", "/events", STAFF, body={"title": {}}),
    api("event", "GET", "/events/{event}", READERS, STAFF),
    api("replace_event", "PUT", "/events/{event}", STAFF, STAFF, {"title": {}, "version": 1}),
    api("people", "GET", "/people", READERS),
    api("add_person", "POST", "/people", STAFF, body={"name": ""}),
    api("person", "GET", "/people/{person}", READERS, STAFF),
    api("replace_person", "PUT", "/people/{person}", STAFF, STAFF, {"name": "", "version": 1}),
]


class World:
    """One archive, served with visitors admitted and not, and somebody of each role."""

    def __init__(self, home: Path, sandbox: Sandbox) -> None:
        closed = wiring.open_archive(Settings(home=home, login_rate="10000 per minute"), sandbox)
        opened = wiring.open_archive(Settings(home=home, visitors=True, login_rate="10000 per minute"), sandbox)
        self.archives = (closed, opened)
        self.apps = {caller: create_app(closed) for caller in (NOBODY,)}
        self.apps |= dict.fromkeys(ACCOUNTS, self.apps[NOBODY]) | {VISITOR: create_app(opened)}
        with closed.reading() as work:
            actor = accounts.find(work, "archivist").as_actor()
        self.names = {
            True: self._records(closed, actor, publish=True),
            False: self._records(closed, actor, publish=False),
        }
        indexing.settle(closed)
        self.tokens = {name: self._token(closed, name) for name in ACCOUNTS}
        self.cookies = {caller: self._enter(caller) for caller in CALLERS}

    def call(self, row: Row, caller: str, *, published: bool) -> TestResponse:
        """Call the route as somebody, about what is published or about what is not."""
        names = self.names[published]
        path = row.path.format(**names)
        send = {kind: _filled(sent, names) for kind, sent in row.send.items()}
        client = self.apps[caller].test_client()
        headers: dict[str, str] = {}
        if path.startswith("/api/"):
            headers = {"Accept": "application/json"}
            if caller in self.tokens:
                headers["Authorization"] = f"Bearer {self.tokens[caller]}"
        else:
            ends = row.endpoint == "account.sign_out"  # a session of its own, then
            cookie, token = self._enter(caller) if ends else self.cookies[caller]
            client.set_cookie("tereze", cookie)
            headers["X-CSRFToken"] = token
        return client.open(path, method=row.method, headers=headers, **send)

    def _records(self, archive: Archive, actor: Actor, *, publish: bool) -> dict[str, object]:
        with archive.begin(actor) as work:
            event, person, spare = make_event(work, "Korea"), make_person(work), make_event(work, "Spare")
        with archive.begin() as work:
            account = accounts.add(work, f"spare {publish}", Role.JOURNALIST, PASSWORD)
        receipt = take_in(archive, actor, event_id=event.id)
        assert receipt.asset_id
        with archive.begin(actor) as work:
            change = AssetChange(add_people=(person.id,), status=Status.PUBLISHED if publish else None)
            tagging.edit(work, [receipt.asset_id], change)
            photo = discovery.photo(work, receipt.asset_id)
            assert authorities.event(work, event.id)
            photo.captured_at = datetime(2020, 10, 8, 11, 5)
            shift = times.shift(work, [photo.id], timedelta(hours=1))
            assert shift
        alike = [take_in(archive, actor).asset_id or 0 for _ in range(2)]
        with archive.begin(actor) as work:
            merge = merging.merge(work, *alike)
        return {
            "photo": receipt.asset_id,
            "file": photo.original.id,
            "accession": photo.accession_id,
            "event": event.id,
            "event_slug": event.slug,
            "person": person.id,
            "person_slug": person.slug,
            "spare_event": spare.id,
            "spare_account": account.id,
            "shift": shift.entry_id,
            "merge": merge.id,
            "bundle": self._a_bundle(),
        }

    def _a_bundle(self) -> str:
        dist = Path(wiring.__file__).parent / "static" / "dist"
        return next(path.name for path in dist.glob("app-*.js"))

    def _token(self, archive: Archive, name: str) -> str:
        with archive.begin() as work:
            return accounts.add_token(work, accounts.find(work, name).id)

    def _enter(self, caller: str) -> tuple[str, str]:
        """The session cookie of somebody, and a CSRF token that goes with it."""
        client = self.apps[caller].test_client()
        form = {"name": caller, "password": PASSWORD, "csrf_token": csrf_token(client)}
        if caller in ACCOUNTS:
            assert client.post("/sign-in", data=form).status_code == 302
        token = csrf_token(client, "/account" if caller in ACCOUNTS else "/sign-in")
        cookie = client.get_cookie("tereze")
        assert cookie
        return cookie.value, token


def _filled(sent: Any, names: dict[str, object]) -> Any:
    if isinstance(sent, dict):
        return {key: _filled(value, names) for key, value in sent.items()}
    if isinstance(sent, list):
        return [_filled(value, names) for value in sent]
    if isinstance(sent, str) and sent.startswith("{") and sent.endswith("}"):
        return names[sent[1:-1]]
    return sent


@pytest.fixture(scope="module")
def world(blank: Path, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[World]:
    home = tmp_path_factory.mktemp("world") / "home"
    shutil.copytree(blank, home)
    made = World(home, sandbox)
    yield made
    for archive in made.archives:
        archive.engine.dispose()


def gets_through(answer: TestResponse) -> bool:
    sent_to_sign_in = answer.status_code == 302 and "/sign-in?next=" in answer.headers["Location"]
    assert answer.status_code < 500, answer.text[:500]
    return answer.status_code not in {401, 403, 404} and not sent_to_sign_in


def test_every_route_has_a_row(world: World) -> None:
    app: APIFlask = world.apps[NOBODY]
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(row.endpoint, row.method) for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_those_and_only_those_get_through(world: World, row: Row) -> None:
    through = {caller for caller in CALLERS if gets_through(world.call(row, caller, published=True))}
    assert through == row.allowed


@pytest.mark.parametrize("row", [row for row in ROWS if row.draft is not None], ids=str)
def test_what_only_drafts_show_is_for_staff_in_every_channel(world: World, row: Row) -> None:
    through = {caller for caller in CALLERS if gets_through(world.call(row, caller, published=False))}
    assert through == row.draft


@pytest.mark.parametrize("row", [row for row in ROWS if row.draft == STAFF and row.method == "GET"], ids=str)
def test_a_draft_looks_like_what_does_not_exist(world: World, row: Row) -> None:
    """A journalist cannot tell a draft's address from one that was never given out."""
    hidden = world.call(row, "journalist", published=False)
    names = dict(world.names[False])
    world.names[False] = {**names, "photo": 999_999, "event": 999_999, "person": 999_999}
    try:
        missing = world.call(row, "journalist", published=False)
    finally:
        world.names[False] = names
    assert hidden.status_code == missing.status_code
    # each page carries a CSRF token of its own
    assert len(hidden.data) == pytest.approx(len(missing.data), abs=80)


@pytest.mark.parametrize("row", [r for r in ROWS if r.method != "GET" and not r.path.startswith("/api/")], ids=str)
def test_no_form_is_taken_without_its_token(world: World, row: Row) -> None:
    """Or, where it needs none because it changes nothing of ours, from another site."""
    app = world.apps["administrator"]
    client: FlaskClient = app.test_client()
    client.set_cookie("tereze", world.cookies["administrator"][0])
    foreign = {"Sec-Fetch-Site": "cross-site"} if is_tokenless(app.view_functions[row.endpoint]) else {}
    answer = client.open(row.path.format(**world.names[True]), method=row.method, headers=foreign)
    assert answer.status_code == (403 if foreign else 400)


def test_few_forms_need_no_token(world: World) -> None:
    views = world.apps["administrator"].view_functions
    assert {name for name, view in views.items() if is_tokenless(view)} == {
        "duplicates.find",
        "pages.language",
        "pages.theme",
    }


def _unread(size: int) -> dict[str, Any]:
    """A form with a file, of which nobody may have read a byte when the answer comes."""
    raw = {"wsgi.input": _Untouchable(), "CONTENT_LENGTH": str(size)}
    return {"content_type": "multipart/form-data; boundary=b", "environ_overrides": raw}


class _Untouchable(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("row", [r for r in ROWS if r.method == "POST" and not r.path.startswith("/api/")], ids=str)
def test_nobody_s_file_is_read_who_may_not_send_one(world: World, row: Row) -> None:
    """Else whoever reaches the archive fills its disk, half a gigabyte a request."""
    client = world.apps[NOBODY].test_client()
    answer = client.post(row.path.format(**world.names[True]), **_unread(400_000_000))
    assert answer.status_code == (413 if row.allowed == EVERYBODY else 401)


def test_a_journalist_sends_forms_and_no_files(world: World) -> None:
    client = world.apps["journalist"].test_client()
    client.set_cookie("tereze", world.cookies["journalist"][0])
    assert client.post("/bundle", **_unread(400_000_000)).status_code == 413
    assert client.post("/upload", **_unread(400_000_000)).status_code == 403


def test_a_cookie_opens_no_api_and_a_token_no_page(world: World) -> None:
    client = world.apps["administrator"].test_client()
    client.set_cookie("tereze", world.cookies["administrator"][0])
    assert client.get("/api/v1/search").status_code == 401
    bearer = {"Authorization": f"Bearer {world.tokens['administrator']}"}
    assert world.apps[NOBODY].test_client().get("/", headers=bearer).status_code == 302


@pytest.mark.parametrize("caller", [VISITOR, "journalist"])
def test_counts_tell_of_nothing_that_cannot_be_opened(world: World, caller: str) -> None:
    row = api("search", "GET", "/search?q=", READERS)
    told = world.call(row, caller, published=True).get_json()
    assert told["total"] == len(told["photos"]) == 1
    assert {value["count"] for values in told["facets"].values() for value in values} <= {1}
    whole = world.call(row, "archivist", published=True).get_json()
    assert whole["total"] == 4, "the two photos, and two drafts into which another was merged"


def test_no_route_removes_an_original(world: World) -> None:
    """Whatever is asked of it: the purge on the command line alone does."""
    before = {path for archive in world.archives for _, path in archive.storage.originals()}
    for row in ROWS:
        for published in (True, False):
            world.call(row, "administrator", published=published)
    assert before
    assert all(path.is_file() for path in before)
