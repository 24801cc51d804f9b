"""One photo's page, its pictures, and its files to take away."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from PIL import Image

from archive.app import create_app
from archive.model import Actor, NameKind, Role
from archive.services import authorities, delivery, indexing, tagging
from archive.services.authorities import Name, PersonDraft
from archive.services.tagging import AssetChange
from archive.web.pages import pager_window
from archive.work import Archive
from tests.conftest import csrf_token
from tests.factories import jpeg, make_asset, make_event, take_in
from tests.web.pages import Element, parse

SignIn = Callable[[Role], FlaskClient]
TAKEN = "2020:10:08 11:03:20"


@pytest.fixture
def content() -> bytes:
    return jpeg(300, 200, taken=TAKEN)


@pytest.fixture
def photo(archive: Archive, archivist: Actor, content: bytes) -> int:
    """A published photo, described in full."""
    asset_id = take_in(archive, archivist, content, "DSC_0622.JPG", publish=True).asset_id
    assert asset_id is not None
    with archive.begin(archivist) as work:
        event = make_event(work, "The Window to Korea", starts_on=date(2020, 10, 8), place="Almaty")
        person = authorities.create_person(
            work,
            PersonDraft("Ospanova Bakytzhamal", variants=(Name("Оспанова Бакытжамал", "ru", NameKind.PARALLEL),)),
        )
        change = AssetChange(
            texts={
                "headline": "Opening",
                "creator": "A. Serikov",
                "credit": "National Library",
                "usage_terms": "Editorial use",
            },
            captions={"en": "The corner opens", "ru": "Уголок открыт", "kk": "Бұрыш ашылды"},
            event_id=event.id,
            add_people=(person.id,),
            add_keywords=("library",),
        )
        tagging.edit(work, [asset_id], change)
    indexing.settle(archive)
    return asset_id


def read(client: FlaskClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return parse(answer.text)


def test_the_page_says_what_is_known(sign_in: SignIn, photo: int, content: bytes) -> None:
    page = read(sign_in(Role.JOURNALIST), f"/photos/{photo}")
    assert page.one("p", class_="caption").text == "The corner opens"
    assert {(p.get("lang"), p.text) for p in page.one(class_="captions").all("p") if p.get("lang")} == {
        ("ru", "Уголок открыт"),
        ("kk", "Бұрыш ашылды"),
    }
    assert page.one("time")["datetime"] == "2020-10-08T11:03:20"
    assert page.one(id_="credit").text == "Photo: A. Serikov / National Library"
    text = page.one("main").text
    for said in (
        "Editorial use",
        "Almaty",
        "DSC_0622.JPG",
        "300 × 200 px",
        f"{round(len(content) / 1000)} kB",
    ):
        assert said in text


def test_people_event_and_keywords_lead_into_the_search(sign_in: SignIn, photo: int) -> None:
    client = sign_in(Role.JOURNALIST)
    page = read(client, f"/photos/{photo}")
    for name in ("Ospanova Bakytzhamal", "The Window to Korea", "library"):
        (link,) = [a for a in page.one("dl", class_="facts").all("a") if a.text == name]
        found = read(client, link["href"])
        assert found.one("span", class_="results-total").text == "1"


def test_names_and_captions_follow_the_reader(sign_in: SignIn, photo: int) -> None:
    client = sign_in(Role.JOURNALIST)
    client.post("/language", data={"language": "ru"})
    page = read(client, f"/photos/{photo}")
    assert page.one("p", class_="caption").text == "Уголок открыт"
    assert "Оспанова Бакытжамал" in page.one("dl", class_="facts").text
    assert "8 октября 2020" in page.one("time").text


def test_what_is_missing_is_said(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    stripped = io.BytesIO()
    Image.new("RGB", (90, 60)).save(stripped, "JPEG")
    bare = take_in(archive, archivist, stripped.getvalue(), "120928181_n.jpg", publish=True).asset_id
    text = read(sign_in(Role.JOURNALIST), f"/photos/{bare}").one("main").text
    for said in (
        "No capture date in the file", "No caption yet", "Nobody named yet", "No event yet",
        "No creator and no credit line are recorded", "ask the archive before you publish",
    ):  # fmt: skip
        assert said in text


def test_the_staffs_part_is_for_the_staff(sign_in: SignIn, photo: int, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    seen = read(sign_in(Role.ARCHIVIST), f"/photos/{photo}")
    assert digest in seen.text
    assert "picture " in seen.one("table", class_="tags").text  # the EXIF ImageDescription
    assert [a for a in seen.all("a") if a.get("href") == f"/photos/{photo}/history"]
    hidden = read(sign_in(Role.JOURNALIST), f"/photos/{photo}")
    assert digest not in hidden.text
    assert hidden.all("table") == []


def test_neighbours_are_those_of_the_result_one_came_from(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    with archive.begin(archivist) as work:
        ids = [make_asset(work, publish=True, captured_at=datetime(2020, 10, day)).id for day in range(1, 5)]
    indexing.settle(archive)
    client = sign_in(Role.JOURNALIST)
    page = read(client, f"/photos/{ids[1]}?q=2020&sort=oldest&at=2")
    way = page.one("nav", class_="way")
    assert "2 of 4" in way.text
    previous, following = (way.one("a", rel=relation)["href"] for relation in ("prev", "next"))
    assert previous == f"/photos/{ids[0]}?q=2020&sort=oldest&at=1"
    assert following == f"/photos/{ids[2]}?q=2020&sort=oldest&at=3"
    assert way.one("a", class_="way-back")["href"] == f"/?q=2020&sort=oldest#photo-{ids[1]}"
    last = read(client, f"/photos/{ids[3]}?q=2020&sort=oldest&at=4").one("nav", class_="way")
    assert last.all("a", rel="next") == []
    for from_nowhere in ("", "?at=0", "?at=x"):
        assert read(client, f"/photos/{ids[1]}{from_nowhere}").all("nav", class_="way") == []


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "added", "filename"])
def test_a_photo_that_has_moved_in_the_result_still_knows_its_neighbours(
    archive: Archive, archivist: Actor, sign_in: SignIn, sort: str
) -> None:
    with archive.begin(archivist) as work:
        ids = [make_asset(work, publish=True, captured_at=datetime(2020, 10, 1 + n % 3)).id for n in range(7)]
    indexing.settle(archive)
    client = sign_in(Role.JOURNALIST)
    grid = read(client, f"/?q=dsc+2020&sort={sort}")
    order = [int(tile["data-id"]) for tile in grid.all("li", class_="tile")]
    assert sorted(order) == ids
    for at, asset_id in enumerate(order, 1):
        for stale in (at % 7 + 1, 99999999999999999999):
            way = read(client, f"/photos/{asset_id}?q=dsc+2020&sort={sort}&at={stale}").one("nav", class_="way")
            assert f"{at} of 7" in way.text
            steps = {link["rel"]: link["href"].split("/")[2].split("?")[0] for link in way.all("a") if link.get("rel")}
            beside = {"prev": order[at - 2] if at > 1 else None, "next": order[at] if at < 7 else None}
            assert steps == {relation: str(photo) for relation, photo in beside.items() if photo}


def test_a_photo_that_has_left_the_result_keeps_the_way_back(sign_in: SignIn, photo: int) -> None:
    way = read(sign_in(Role.JOURNALIST), f"/photos/{photo}?q=elsewhere&sort=oldest&at=3").one("nav", class_="way")
    assert [link["href"] for link in way.all("a")] == ["/?q=elsewhere&sort=oldest"]
    assert "of" not in way.text.split()


def test_a_draft_does_not_exist_for_others(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    draft = take_in(archive, archivist, jpeg()).asset_id
    client = sign_in(Role.JOURNALIST)
    missing = parse(client.get("/photos/4711").text).one("main").text
    for path in ("", "/thumb.jpg", "/preview.jpg", "/original", "/web"):
        answer = client.get(f"/photos/{draft}{path}", buffered=True)
        assert answer.status_code == 404
    assert parse(client.get(f"/photos/{draft}").text).one("main").text == missing
    answer = client.post("/bundle", data={"id": str(draft), "use": "web", "csrf_token": csrf_token(client, "/account")})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["/photos/0", "/photos/-1", "/photos/99999999999999999999", "/photos/1/evil.jpg", "/photos/x"]
)
def test_what_is_no_photo_is_not_found(sign_in: SignIn, photo: int, path: str) -> None:
    assert sign_in(Role.JOURNALIST).get(path).status_code == 404


def test_pictures_for_the_eye_are_kept_by_this_reader_alone(sign_in: SignIn, photo: int) -> None:
    client = sign_in(Role.JOURNALIST)
    page = read(client, f"/photos/{photo}")
    source = page.one("a", class_="photo-picture").one("img")["src"]
    answer = client.get(source, buffered=True)
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.content_type == "image/jpeg"
    with Image.open(io.BytesIO(answer.data)) as image:
        assert image.size == (300, 200)


def test_the_original_is_what_was_received(sign_in: SignIn, photo: int, content: bytes) -> None:
    answer = sign_in(Role.JOURNALIST).get(f"/photos/{photo}/original", buffered=True)
    assert answer.data == content
    assert answer.headers[
        "Content-Disposition"
    ] == "attachment; filename=2020-10-08_the-window-to-korea_DSC_0622.JPG".replace(".JPG", ".jpg")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("wanted", "status", "piece"),
    [
        ("bytes=0-99", 206, slice(0, 100)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-50", 206, slice(-50, None)),
        ("bytes=99999999-", 416, None),
    ],
)
def test_a_broken_download_goes_on(
    sign_in: SignIn, photo: int, content: bytes, wanted: str, status: int, piece: slice | None
) -> None:
    answer = sign_in(Role.JOURNALIST).get(f"/photos/{photo}/original", buffered=True, headers={"Range": wanted})
    assert answer.status_code == status
    if piece:
        assert answer.data == content[piece]


def test_who_only_asks_takes_nothing(
    sign_in: SignIn, photo: int, content: bytes, archive: Archive, administrator: Actor
) -> None:
    answer = sign_in(Role.JOURNALIST).head(f"/photos/{photo}/original")
    assert answer.content_length == len(content)
    with archive.reading(administrator) as work:
        assert delivery.deliveries(work) == []


def test_the_web_picture_carries_its_credit(sign_in: SignIn, photo: int) -> None:
    answer = sign_in(Role.JOURNALIST).get(f"/photos/{photo}/web", buffered=True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with Image.open(io.BytesIO(answer.data)) as image:
        assert image.format == "JPEG"
        assert image.getexif()[0x013B] == "A. Serikov"  # Artist
        assert b"National Library" in image.info["xmp"]


def test_many_photos_come_as_one_zip_with_their_captions(
    archive: Archive, archivist: Actor, administrator: Actor, sign_in: SignIn, photo: int, content: bytes
) -> None:
    other = jpeg()
    second = take_in(archive, archivist, other, "DSC_0623.JPG", publish=True).asset_id
    client = sign_in(Role.JOURNALIST)
    data = {"id": [str(photo), str(second)], "use": "original", "csrf_token": csrf_token(client, "/account")}
    answer = client.post("/bundle", data=data, buffered=True)
    assert answer.status_code == 200
    assert answer.content_type == "application/zip"
    assert answer.content_length == len(answer.data)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        assert bundle.testzip() is None
        sheet = list(csv.DictReader(io.StringIO(bundle.read("captions.csv").decode("utf-8-sig"))))
        assert [bundle.read(row["file"]) for row in sheet] == [content, other]
        assert len(bundle.namelist()) == 3
    assert sheet[0]["caption"] == "The corner opens"
    with archive.reading(administrator) as work:
        assert {(e.agent, e.asset_id, e.use) for e in delivery.deliveries(work)} == {
            ("journalist", photo, "original"),
            ("journalist", second, "original"),
        }


@pytest.mark.parametrize(
    ("ids", "use", "status"),
    [
        ([], "web", 422),
        (["x"], "web", 422),
        (["99999999999999999999"], "web", 422),
        (["4711"], "web", 404),
        (["1"], "evil", 422),
    ],
)
def test_a_bundle_that_cannot_be_made_says_so(
    sign_in: SignIn, photo: int, ids: list[str], use: str, status: int
) -> None:
    client = sign_in(Role.JOURNALIST)
    answer = client.post("/bundle", data={"id": ids, "use": use, "csrf_token": csrf_token(client, "/account")})
    assert answer.status_code == status
    assert parse(answer.text).one("h1").text


def test_visitors_look_and_do_not_take(make_archive: Callable[..., Archive], photo: int) -> None:
    client = create_app(make_archive(visitors=True)).test_client()
    page = read(client, f"/photos/{photo}")
    assert page.all("a", class_="download") == []
    answer = client.get(f"/photos/{photo}/original", buffered=True)
    assert (answer.status_code, answer.location) == (302, f"/sign-in?next=/photos/{photo}/original")


@pytest.mark.parametrize(
    ("page", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 9, [1, None, 3, 4, 5, 6, 7, None, 9]),
        (900, 1000, [1, None, 898, 899, 900, 901, 902, None, 1000]),
    ],
)
def test_a_pager_shows_the_ends_and_the_neighbours(page: int, pages: int, window: list[int | None]) -> None:
    assert pager_window(page, pages) == window
