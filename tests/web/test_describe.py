"""Describing in the browser: what was touched is saved for all, the rest is left alone, no work is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

from archive.model import Actor, Asset, Role, Status, Subject
from archive.services import discovery, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.conftest import csrf_token
from tests.factories import make_asset, make_event, make_person

SignIn = Callable[[Role], FlaskClient]


class FormReader(HTMLParser):
    """What a browser would send of the page's describing form if nothing was touched."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.fields: list[tuple[str, str]] = []
        self.textarea = self.select = False
        self.chosen = False
        """Whether the list that one is in has a value yet."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inside = self.inside or (tag == "form" and given.get("class") == "describe")
        if not self.inside:
            return
        if tag == "input" and "name" in given and (given.get("type") != "checkbox" or "checked" in given):
            self.fields.append((given["name"], given.get("value", "")))
        elif tag in {"textarea", "select"}:
            self.textarea, self.select, self.chosen = tag == "textarea", tag == "select", False
            self.fields.append((given["name"], ""))
        elif tag == "option" and self.select and ("selected" in given or not self.chosen):
            self.fields[-1] = (self.fields[-1][0], given["value"])
            self.chosen = True

    def handle_data(self, data: str) -> None:
        if self.textarea:
            name, before = self.fields[-1]
            self.fields[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if self.textarea and tag == "textarea":
            name, text = self.fields[-1]
            # The first line end is not content (HTML, 13.2.6.4.7).
            self.fields[-1] = (name, text.removeprefix("\n"))
        if tag in {"textarea", "select"}:
            self.textarea = self.select = False
        if tag == "form":
            self.inside = False


class Desk:
    """The describing form as a person without a script uses it: open, type, save."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = csrf_token(client, "/upload")
        self.fields: list[tuple[str, str]] = []
        self.page = ""

    def open(self, *ids: int) -> Desk:
        return self.read(self.client.post("/describe", data={"csrf_token": self.token, "id": list(ids)}).text)

    def read(self, page: str) -> Desk:
        reader = FormReader()
        reader.feed(page)
        self.page, self.fields = page, reader.fields
        return self

    def fill(self, **values: Any) -> Desk:
        for name, value in values.items():
            key = name.replace("__", ".")
            self.fields = [field for field in self.fields if field[0] != key]
            self.fields += [(key, str(each)) for each in (value if isinstance(value, list) else [value])]
        return self

    def save(self, action: str = "save") -> Any:
        data: dict[str, list[str]] = {"action": [action]}
        for name, value in self.fields:
            data.setdefault(name, []).append(value)
        return self.client.post("/describe/save", data=data)


@pytest.fixture
def desk(sign_in: SignIn) -> Desk:
    return Desk(sign_in(Role.ARCHIVIST))


@pytest.fixture
def photos(archive: Archive, archivist: Actor) -> list[int]:
    """Three drafts, the one shot first made last."""
    with archive.begin(archivist) as work:
        return [make_asset(work, captured_at=datetime(2020, 10, 8, 11, minute)).id for minute in (2, 1, 0)]


def load(archive: Archive, *ids: int) -> list[Asset]:
    with archive.reading() as work:
        return [discovery.photo(work, asset_id) for asset_id in ids]


def test_saving_an_untouched_form_changes_nothing(
    archive: Archive, archivist: Actor, desk: Desk, photos: list[int]
) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
        tagging.edit(
            work,
            photos[:2],
            AssetChange(
                texts={"headline": 'A "quoted" <headline>', "credit": "Library"},
                captions={"en": "Two\nlines", "": "Unstated"},
                event_id=event.id,
                add_people=(person.id,),
                add_keywords=("opening",),
            ),
        )
    before = [asset.version for asset in load(archive, *photos)]
    answer = desk.open(*photos).save()
    assert answer.status_code == 302
    assert [asset.version for asset in load(archive, *photos)] == before


def test_only_what_was_touched_is_saved_where_photos_differ(
    archive: Archive, archivist: Actor, desk: Desk, photos: list[int]
) -> None:
    with archive.begin(archivist) as work:
        for number, asset_id in enumerate(photos):
            tagging.edit(work, [asset_id], AssetChange(texts={"headline": f"Headline {number}"}))
    desk.open(*photos)
    assert "Mixed: leave empty to keep each as it is" in desk.page
    desk.fill(credit="National Library", caption__ru="Открытие").save()
    assets = load(archive, *photos)
    assert [asset.headline for asset in assets] == ["Headline 0", "Headline 1", "Headline 2"]
    assert {asset.credit for asset in assets} == {"National Library"}
    assert [asset.caption for asset in assets] == [{"ru": "Открытие"}] * 3


def test_a_field_in_which_photos_differ_can_be_emptied_on_all(
    archive: Archive, archivist: Actor, desk: Desk, photos: list[int]
) -> None:
    with archive.begin(archivist) as work:
        for asset_id in photos[:2]:
            tagging.edit(work, [asset_id], AssetChange(captions={"en": f"Caption {asset_id}", "kk": "Бірдей"}))
    desk.open(*photos).fill(clear=["caption.en"]).save()
    assert [asset.caption for asset in load(archive, *photos)] == [{"kk": "Бірдей"}, {"kk": "Бірдей"}, {}]


def test_line_ends_as_browsers_send_them_are_no_change(
    archive: Archive, archivist: Actor, desk: Desk, photos: list[int]
) -> None:
    with archive.begin(archivist) as work:
        tagging.edit(work, photos, AssetChange(captions={"en": "Two\nlines"}))
    before = [asset.version for asset in load(archive, *photos)]
    desk.open(*photos).fill(caption__en="Two\r\nlines").save()
    assert [asset.version for asset in load(archive, *photos)] == before


def test_event_people_and_keywords_are_given_to_all(
    archive: Archive, archivist: Actor, desk: Desk, photos: list[int]
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work)
        person = make_person(work, "Kim Khing Su", "김흥수")
        other = make_person(work, "Ospanova Bakytzhamal")
    desk.open(*photos)
    desk.fill(event=event.id, people="김흥수\nospanova bakytzhamal\n", keywords="opening, library").save()
    for asset in load(archive, *photos):
        assert asset.event_id == event.id
        assert [shown.id for shown in asset.people] == [person.id, other.id]
        assert {keyword.term for keyword in asset.keywords} == {"opening", "library"}


def test_people_and_keywords_are_taken_off_all_or_given_to_the_rest(
    archive: Archive, archivist: Actor, desk: Desk, photos: list[int]
) -> None:
    with archive.begin(archivist) as work:
        leaving, staying = make_person(work, "Kim"), make_person(work, "Ospanova")
        tagging.edit(work, photos, AssetChange(add_people=(leaving.id,), add_keywords=("draft",)))
        tagging.edit(work, photos[:1], AssetChange(add_people=(staying.id,), add_keywords=("opening",)))
    desk.open(*photos)
    assert "on 1 of 3" in desk.page
    desk.fill(
        remove_person=[leaving.id], add_person=[staying.id], remove_keyword=["draft"], add_keyword=["opening"]
    ).save()
    for asset in load(archive, *photos):
        assert [person.name for person in asset.people] == ["Ospanova"]
        assert [keyword.term for keyword in asset.keywords] == ["opening"]


def test_a_name_that_nobody_has_saves_nothing_and_keeps_what_was_typed(
    archive: Archive, desk: Desk, photos: list[int]
) -> None:
    answer = desk.open(*photos).fill(people="Nobody Known", credit="Typed credit").save()
    assert answer.status_code == 422
    assert "There is no person called Nobody Known" in answer.text
    assert "Typed credit" in answer.text
    assert {asset.credit for asset in load(archive, *photos)} == {""}
    with archive.begin() as work:
        make_person(work, "Nobody Known")
    assert desk.read(answer.text).save().status_code == 302
    assert {asset.credit for asset in load(archive, *photos)} == {"Typed credit"}


def test_three_hundred_photos_are_described_in_one_step_with_a_history_for_each(
    archive: Archive, archivist: Actor, desk: Desk
) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
        ids = [make_asset(work).id for _ in range(300)]
    desk.open(*ids).fill(event=event.id, people=person.name, credit="National Library")
    answer = desk.save("publish")
    assert answer.status_code == 302
    with archive.reading(archivist) as work:
        for asset_id in ids:
            changed, published = reversed(discovery.history(work, Subject.ASSET, asset_id))
            assert (changed.verb, changed.agent) == ("changed", "archivist")
            assert changed.changes["credit"] == ["", "National Library"]
            assert changed.changes["event_id"] == [None, event.id]
            assert published.verb == "published"
    assert {asset.status for asset in load(archive, *ids)} == {Status.PUBLISHED}
    assert "300 photos are saved." in desk.client.get("/events").text


def test_somebody_elses_change_is_shown_and_not_overwritten(
    archive: Archive, administrator: Actor, desk: Desk, photos: list[int]
) -> None:
    desk.open(*photos).fill(credit="Mine", caption__en="My caption")
    with archive.begin(administrator) as work:
        tagging.edit(work, photos[1:2], AssetChange(texts={"credit": "Theirs", "creator": "A. Serikov"}))
    answer = desk.save("publish")
    assert answer.status_code == 409
    assert "Somebody else changed 1 of these 3 photos" in answer.text
    assert "<strong>administrator</strong>" in answer.text
    assert "<ins>Theirs</ins>" in answer.text
    assert "My caption" in answer.text
    assert [asset.credit for asset in load(archive, *photos)] == ["", "Theirs", ""]
    assert {asset.status for asset in load(archive, *photos)} == {Status.DRAFT}

    assert desk.read(answer.text).save().status_code == 302  # having seen it, one may decide
    assets = load(archive, *photos)
    assert {asset.credit for asset in assets} == {"Mine"}
    assert [asset.creator for asset in assets] == ["", "A. Serikov", ""]
    assert {asset.caption["en"] for asset in assets} == {"My caption"}


def test_a_mistake_in_the_form_does_not_hide_somebody_elses_change(
    archive: Archive, administrator: Actor, desk: Desk, photos: list[int]
) -> None:
    desk.open(*photos).fill(people="Nobody Known", credit="Mine")
    with archive.begin(administrator) as work:
        tagging.edit(work, photos[:1], AssetChange(texts={"credit": "Theirs"}))
    mistaken = desk.save()
    assert mistaken.status_code == 422
    assert desk.read(mistaken.text).fill(people="").save().status_code == 409


def test_photos_are_shown_in_shooting_order(desk: Desk, photos: list[int]) -> None:
    desk.open(*photos)
    shown = [int(value.split(":")[0]) for name, value in desk.fields if name == "photo"]
    assert shown == photos[::-1]


def test_publishing_and_withdrawing(archive: Archive, desk: Desk, photos: list[int]) -> None:
    desk.open(*photos).save("publish")
    assert {asset.status for asset in load(archive, *photos)} == {Status.PUBLISHED}
    desk.open(photos[0]).save("withdraw")
    statuses = [asset.status for asset in load(archive, *photos)]
    assert statuses == [Status.DRAFT, Status.PUBLISHED, Status.PUBLISHED]


def test_one_goes_back_where_one_came_from(desk: Desk, photos: list[int]) -> None:
    came_from = {"Referer": "http://localhost/?q=korea&page=2"}
    page = desk.client.post("/describe", data={"csrf_token": desk.token, "id": photos}, headers=came_from).text
    assert desk.read(page).save().location == "/?q=korea&page=2"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(desk: Desk, photos: list[int], target: str) -> None:
    assert desk.open(*photos).fill(next=target).save().location == "/"


def test_a_damaged_form_is_refused(desk: Desk, photos: list[int]) -> None:
    for damaged in ("x:1", "1", f"{photos[0]}:", "-1:1"):
        assert desk.open(*photos).fill(photo=damaged).save().status_code == 422
    assert desk.open(*photos).fill(photo="999999:1").save().status_code == 404
    assert desk.open(*photos).save("destroy").status_code == 422
    assert desk.open(*photos).fill(event="elsewhere").save().status_code == 422


def test_describing_nothing_says_what_to_do(desk: Desk) -> None:
    answer = desk.client.post("/describe", data={"csrf_token": desk.token}, follow_redirects=True)
    assert "Select the photos first, then choose Describe." in answer.text


@pytest.mark.parametrize("role", [Role.JOURNALIST])
def test_journalists_describe_nothing(archive: Archive, sign_in: SignIn, photos: list[int], role: Role) -> None:
    client = sign_in(role)
    token = csrf_token(client, "/")
    data = {"csrf_token": token, "id": photos, "photo": f"{photos[0]}:1", "credit": "x", "was.credit": ""}
    assert client.post("/describe", data=data).status_code == 403
    assert client.post("/describe/save", data=data).status_code == 403
    assert client.get(f"/photos/{photos[0]}/history").status_code == 403
    assert load(archive, photos[0])[0].credit == ""


def test_history_tells_who_changed_what_in_words(
    archive: Archive, archivist: Actor, administrator: Actor, desk: Desk, photos: list[int]
) -> None:
    with archive.begin(archivist) as work:
        event = make_event(work, "The <i>Window</i> to Korea")
        kim, ospanova = make_person(work, "Kim"), make_person(work, "Ospanova")
        tagging.edit(work, photos[:1], AssetChange(event_id=event.id, add_people=(kim.id,)))
    with archive.begin(administrator) as work:
        tagging.edit(
            work,
            photos[:1],
            AssetChange(captions={"ru": "Было <b>так</b>"}, add_people=(ospanova.id,), status=Status.PUBLISHED),
        )
    page = desk.client.get(f"/photos/{photos[0]}/history").text
    assert "The &lt;i&gt;Window&lt;/i&gt; to Korea" in page
    assert "Caption (Русский)" in page
    assert "Было &lt;b&gt;так&lt;/b&gt;" in page
    assert "<ins>Ospanova</ins>" in page
    lines = re.findall(r"<strong>(\w+)</strong> ([\w ]+?) <time", page)
    assert lines == [
        ("administrator", "published it"),
        ("administrator", "changed it"),
        ("archivist", "changed it"),
    ]


def test_hostile_texts_are_shown_as_text(archive: Archive, archivist: Actor, desk: Desk, photos: list[int]) -> None:
    payload = '"><script>alert(1)</script></textarea><img src=x onerror=alert(1)>'
    with archive.begin(archivist) as work:
        person, event = make_person(work, payload), make_event(work, payload)
        texts = {"headline": payload, "credit": payload}
        tagging.edit(
            work,
            photos,
            AssetChange(texts, {"en": payload}, event.id, (person.id,), add_keywords=(payload,)),
        )
    for path in (
        f"/photos/{photos[0]}/history",
        f"/events/{event.id}-x",
        f"/people/{person.id}/edit",
        "/people",
    ):
        page = desk.client.get(path, follow_redirects=True).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert "<script>alert" not in desk.open(*photos).page
    assert "<img src=x" not in desk.page


def test_a_referrer_that_is_no_address_leads_home(sign_in: SignIn) -> None:
    answer = sign_in(Role.ARCHIVIST).get("/describe", headers={"Referer": "http://[x"})
    assert (answer.status_code, answer.location) == (302, "/")
