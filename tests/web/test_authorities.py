"""Events and people in the browser: pages for readers, forms for archivists, answers for pickers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from archive.model import Actor, Event, NameKind, Person, Role, Status
from archive.services import authorities, discovery, tagging
from archive.services.authorities import EventDraft, Name, PersonDraft
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.conftest import csrf_token
from tests.factories import make_asset, make_event, make_person
from tests.web.pages import parse

SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def client(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ARCHIVIST)


@pytest.fixture
def token(client: FlaskClient) -> str:
    return csrf_token(client, "/upload")


def _event_form(**more: str) -> dict[str, str]:
    return {"title.en": "Book corner", "title.ru": "Книжный уголок", "starts_on": "2020-10-08", **more}


def test_an_event_is_made_and_leads_to_its_page(archive: Archive, client: FlaskClient, token: str) -> None:
    answer = client.post("/events/new", data=_event_form(csrf_token=token, place="Almaty", series="Book corners"))
    assert answer.status_code == 302
    assert answer.location == "/events/1-book-corner"
    page = client.get(answer.location).text
    assert all(text in page for text in ("Book corner", "Книжный уголок", "October 8, 2020", "Almaty"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title.en": "", "title.ru": ""}, "An event needs a title"),
        ({"ends_on": "2020-10-07"}, "before it starts"),
        ({"starts_on": "8 October"}, "8 October is no day"),
        ({"title.en": "x" * 301}, "301 characters"),
    ],
)
def test_an_event_that_cannot_be_is_told_why_and_nothing_typed_is_lost(
    archive: Archive, client: FlaskClient, token: str, wrong: dict[str, str], message: str
) -> None:
    answer = client.post("/events/new", data=_event_form(csrf_token=token, place="Typed place") | wrong)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Typed place" in answer.text
    with archive.reading() as work:
        assert work.session.scalars(select(Event)).all() == []


def test_an_event_that_somebody_else_changed_is_not_overwritten(
    archive: Archive, archivist: Actor, administrator: Actor, client: FlaskClient, token: str
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work, "Book corner")
    with archive.begin(administrator) as work:
        authorities.edit_event(work, event.id, EventDraft({"en": "Book corner"}, place="Astana"))
    data = _event_form(csrf_token=token, version="1", place="Almaty")
    answer = client.post(f"/events/{event.id}/edit", data=data)
    assert answer.status_code == 409
    assert "<strong>administrator</strong>" in answer.text
    assert "<ins>Astana</ins>" in answer.text
    assert 'value="Almaty"' in answer.text
    assert 'name="version" value="2"' in answer.text
    with archive.reading(archivist) as work:
        assert authorities.event(work, event.id).place == "Astana"
    assert client.post(f"/events/{event.id}/edit", data=data | {"version": "2"}).status_code == 302


def test_the_address_of_a_record_follows_its_name(archive: Archive, archivist: Actor, client: FlaskClient) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work, "Nauryz"), make_person(work, "Оспанова")
    for wrong, right in (
        (f"/events/{event.id}", f"/events/{event.id}-nauryz"),
        (f"/events/{event.id}-old-title?page=2", f"/events/{event.id}-nauryz?page=2"),
        (f"/people/{person.id}", f"/people/{person.id}-{person.slug}"),
    ):
        answer = client.get(wrong)
        assert (answer.status_code, answer.location) == (301, right)
        assert client.get(right).status_code == 200


def test_a_title_of_nothing_but_signs_has_a_page_too(archive: Archive, archivist: Actor, client: FlaskClient) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work, "…")
    assert client.get("/events").status_code == 200
    assert client.get(f"/events/{event.id}-").status_code == 200
    assert client.get(f"/events/{event.id}").status_code == 200


def test_the_photos_of_an_event_stand_in_shooting_order_and_drafts_can_be_published_together(
    archive: Archive, archivist: Actor, journalist: Actor, client: FlaskClient, token: str, sign_in: SignIn
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work, "Nauryz")
        late, early, undated = (
            make_asset(work, captured_at=moment)
            for moment in (datetime(2020, 3, 22, 12), datetime(2020, 3, 22, 9), None)
        )
        ids = [late.id, early.id, undated.id]
        tagging.edit(work, ids, AssetChange(event_id=event.id))
        tagging.edit(work, [early.id], AssetChange(status=Status.PUBLISHED))
    page = client.get(f"/events/{event.id}-nauryz").text
    places = [page.index(f'id="photo-{asset_id}"') for asset_id in (early.id, late.id, undated.id)]
    assert places == sorted(places)
    assert "2 photos are drafts" in page

    reader = sign_in(Role.JOURNALIST)
    page = reader.get(f"/events/{event.id}-nauryz").text
    assert f'id="photo-{late.id}"' not in page
    assert "1 photo" in page
    assert "drafts" not in page

    assert client.post(f"/events/{event.id}/publish", data={"csrf_token": token}).status_code == 302
    with archive.reading(journalist) as work:
        assert discovery.album_of_event(work, event.id).total == 3
    assert f'id="photo-{late.id}"' in reader.get(f"/events/{event.id}-nauryz").text


def test_events_of_a_series_lead_to_each_other(archive: Archive, archivist: Actor, client: FlaskClient) -> None:
    with archive.begin(archivist) as work:
        first, second, third = (
            make_event(work, f"Corner {year}", series="Book corners", starts_on=date(year, 5, 1))
            for year in (2018, 2019, 2020)
        )
    page = client.get(f"/events/{second.id}-{second.slug}").text
    assert f'rel="prev" href="/events/{first.id}-{first.slug}"' in page
    assert f'rel="next" href="/events/{third.id}-{third.slug}"' in page


def test_a_journalist_sees_no_event_and_no_person_of_drafts_alone(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work, "Secret meeting"), make_person(work, "Hidden Person")
        asset = make_asset(work)
        tagging.edit(work, [asset.id], AssetChange(event_id=event.id, add_people=(person.id,)))
    reader = sign_in(Role.JOURNALIST)
    assert "Secret meeting" not in reader.get("/events?q=Secret").text.replace('value="Secret"', "")
    assert "Hidden Person" not in reader.get("/people").text
    for path in (f"/events/{event.id}-secret-meeting", f"/people/{person.id}-hidden-person"):
        assert reader.get(path).status_code == 404


def test_a_person_is_made_with_other_names_and_found_by_each(archive: Archive, client: FlaskClient, token: str) -> None:
    answer = client.post(
        "/people/new",
        data={
            "csrf_token": token,
            "name": "Kim Khing Su",
            "role.en": "Consul General",
            "variant_name": ["김흥수", "Ким Хын Су", "", "Kim Heung-su"],
            "variant_language": ["ko", "ru", "", ""],
            "variant_kind": ["parallel", "parallel", "other", "other"],
        },
    )
    assert answer.location == "/people/1-kim-khing-su"
    with archive.reading() as work:
        person = work.session.scalars(select(Person)).one()
    assert [(v.name, v.language, v.kind) for v in person.variants] == [
        ("김흥수", "ko", NameKind.PARALLEL),
        ("Ким Хын Су", "ru", NameKind.PARALLEL),
        ("Kim Heung-su", "", NameKind.OTHER),
    ]
    for text in ("흥수", "ким", "heung", "KIM KHING"):
        assert "/people/1-kim-khing-su" in client.get("/people", query_string={"q": text}).text
    client.set_cookie("language", "ru")
    assert "<h1>Ким Хын Су</h1>" in client.get("/people/1-kim-khing-su").text


def test_an_archivist_sees_how_a_person_is_found_and_forbids_a_form(
    archive: Archive, archivist: Actor, client: FlaskClient, token: str
) -> None:
    with archive.begin(archivist) as work:
        person = make_person(work, "Chung Mong-koo")
    url = f"/people/{person.id}-chung-mong-koo"
    page = client.get(url).text
    assert "How this person is found" in page
    assert "Чун" in page  # an example in another script
    tried = client.get(url, query_string={"try": "Тен Мон Гу"}).text
    assert "Тен Мон Гу leads here: found as Chung Mong-koo." in tried
    (forbid,) = [link["href"] for link in parse(tried).one(class_="finder-verdict").all("a")]
    typed = parse(client.get(forbid).text).all("input", value="Тен Мон Гу")[0].parent
    assert typed is not None
    assert typed.parent is not None
    assert [o["value"] for o in typed.parent.all("option", selected="") if o["value"]] == ["forbidden"]
    data = {
        "csrf_token": token, "name": "Chung Mong-koo", "version": "1",
        "variant_name": "Тен Мон Гу", "variant_language": "", "variant_kind": "forbidden",
    }  # fmt: skip
    assert client.post(f"/people/{person.id}/edit", data=data).location == url
    page = client.get(url, query_string={"try": "Тен Мон Гу"}).text
    assert "Тен Мон Гу does not lead here." in page
    assert "<del>Тен Мон Гу</del>" in page
    assert client.get("/pick/people", query_string={"q": "Тен Мон Гу"}).json == []
    assert [each["text"] for each in client.get("/pick/people", query_string={"q": "чон мон"}).json] == [
        "Chung Mong-koo"
    ]


def test_readers_are_not_shown_how_people_are_found(
    archive: Archive, archivist: Actor, sign_in: Callable[[Role], FlaskClient]
) -> None:
    with archive.begin(archivist) as work:
        asset, person = make_asset(work), make_person(work, "Chung Mong-koo")
        tagging.edit(work, [asset.id], AssetChange(add_people=(person.id,), status=Status.PUBLISHED))
    page = sign_in(Role.JOURNALIST).get(f"/people/{person.id}-chung-mong-koo", query_string={"try": "Тен"}).text
    assert "Chung Mong-koo" in page
    assert "How this person is found" not in page


def test_a_person_without_a_name_is_refused_and_the_other_names_stay(client: FlaskClient, token: str) -> None:
    data = {
        "csrf_token": token,
        "name": " ",
        "variant_name": "김흥수",
        "variant_language": "ko",
        "variant_kind": "other",
    }
    answer = client.post("/people/new", data=data)
    assert answer.status_code == 422
    assert "A person needs a name." in answer.text
    assert "김흥수" in answer.text


def test_a_person_that_somebody_else_changed_is_not_overwritten(
    archive: Archive, archivist: Actor, administrator: Actor, client: FlaskClient, token: str
) -> None:
    with archive.begin(archivist) as work:
        person = make_person(work, "Kim")
    with archive.begin(administrator) as work:
        draft = PersonDraft("Kim", variants=(Name("Ким", "ru", NameKind.PARALLEL),))
        authorities.edit_person(work, person.id, draft)
    data = {"csrf_token": token, "name": "Kim Khing Su", "version": "1"}
    answer = client.post(f"/people/{person.id}/edit", data=data)
    assert answer.status_code == 409
    assert "Ким (Русский, preferred in this language)" in answer.text
    assert 'value="Kim Khing Su"' in answer.text
    with archive.reading(archivist) as work:
        assert authorities.person(work, person.id).name == "Kim"


def test_a_persons_page_tells_of_events_and_company_that_the_reader_may_see(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    with archive.begin(archivist) as work:
        event, secret = make_event(work, "Nauryz"), make_event(work, "Secret meeting")
        kim, ospanova, hidden = (make_person(work, name) for name in ("Kim", "Ospanova", "Hidden"))
        shown, draft = make_asset(work, publish=True), make_asset(work)
        tagging.edit(work, [shown.id], AssetChange(event_id=event.id, add_people=(kim.id, ospanova.id)))
        tagging.edit(work, [draft.id], AssetChange(event_id=secret.id, add_people=(kim.id, hidden.id)))
    page = sign_in(Role.JOURNALIST).get(f"/people/{kim.id}-kim").text
    assert "Nauryz" in page
    assert "Ospanova" in page
    assert "Secret meeting" not in page
    assert "Hidden" not in page
    page = sign_in(Role.ARCHIVIST).get(f"/people/{kim.id}-kim").text
    assert "Secret meeting" in page
    assert "Hidden" in page


def test_pickers_find_by_any_name_in_any_script(archive: Archive, archivist: Actor, client: FlaskClient) -> None:
    with archive.begin(archivist) as work:
        person = make_person(work, "Kim Khing Su", "김흥수", "Ким Хын Су")
        event = make_event(work, "The Window to Korea", starts_on=date(2020, 10, 8), place="Almaty")
        tagging.keywords(work, ["Library", "libretto", "public library"])
    for text in ("흥수", "хын", "kim"):
        found = client.get("/pick/people", query_string={"q": text}).json
        assert [choice["value"] for choice in found] == [str(person.id)]
        assert found[0]["text"] == "Kim Khing Su"
    assert client.get("/pick/events?q=window").json == [
        {"value": str(event.id), "text": "The Window to Korea", "note": "2020-10-08 · Almaty"}
    ]
    found = client.get("/pick/keywords?q=LIB").json
    assert [choice["value"] for choice in found] == ["Library", "libretto", "public library"]
    assert client.get("/pick/keywords?q=%25").json == []


def test_pickers_make_what_is_missing(archive: Archive, client: FlaskClient, token: str) -> None:
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    made = client.post("/pick/people", data={"name": " Pak  Ivan "}, headers=headers)
    assert (made.status_code, made.json["text"]) == (201, "Pak Ivan")
    client.set_cookie("language", "ru")
    made = client.post("/pick/events", data={"name": "Наурыз"}, headers=headers)
    assert (made.status_code, made.json["text"]) == (201, "Наурыз")
    with archive.reading() as work:
        assert work.session.scalars(select(Event)).one().title == {"ru": "Наурыз"}
    refused = client.post("/pick/people", data={"name": " "}, headers=headers)
    assert refused.status_code == 422
    assert refused.json["error"]["message"] == "A person needs a name."


ARCHIVISTS_ONLY = [
    ("GET", "/events/new"),
    ("POST", "/events/new"),
    ("GET", "/events/1/edit"),
    ("POST", "/events/1/edit"),
    ("POST", "/events/1/publish"),
    ("GET", "/events/1/history"),
    ("GET", "/people/new"),
    ("POST", "/people/new"),
    ("GET", "/people/1/edit"),
    ("POST", "/people/1/edit"),
    ("GET", "/people/1/history"),
    ("GET", "/pick/events"),
    ("POST", "/pick/events"),
    ("GET", "/pick/people"),
    ("POST", "/pick/people"),
    ("GET", "/pick/keywords"),
]


def test_what_is_for_archivists_is_for_nobody_else(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
        asset = make_asset(work, publish=True)
        tagging.edit(work, [asset.id], AssetChange(event_id=event.id, add_people=(person.id,)))
    reader = sign_in(Role.JOURNALIST)
    headers = {"X-CSRFToken": csrf_token(reader, "/")}
    for method, path in ARCHIVISTS_ONLY:
        answer = reader.open(path, method=method, data={"name": "x", "title.en": "x"}, headers=headers)
        assert answer.status_code == 403, path
    with archive.reading() as work:
        assert len(work.session.scalars(select(Event)).all()) == 1
        assert len(work.session.scalars(select(Person)).all()) == 1
    page = reader.get(f"/events/{event.id}-{event.slug}").text
    assert not any(act in page for act in ("/edit", "/publish", "/history", "/upload"))
