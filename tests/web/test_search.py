"""The front page and the results, as somebody reads them."""

from __future__ import annotations

import csv
import gc
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import escape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from archive.app import create_app
from archive.model import Actor, Asset, Role
from archive.query.typed import LONGEST
from archive.serve import LONGEST_REQUEST_LINE
from archive.services import discovery, indexing, tagging
from archive.services.discovery import Request, Summary
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import jpeg, make_asset, make_event, make_person, take_in
from tests.web.pages import Element, parse, tiles

SignIn = Callable[[Role], FlaskClient]

PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def read(client: FlaskClient, address: str, status: int = 200) -> Element:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return parse(answer.text)


def total(page: Element) -> int:
    return int(page.one("span", class_="results-total").text)


def choice(page: Element, label: str) -> Element:
    (link,) = [a for a in page.all("a", class_="choice") if a.one(class_="choice-label").text == label]
    return link


def chosen(page: Element) -> list[str]:
    return [a.one(class_="choice-label").text for a in page.all("a", class_="choice") if a.get("aria-current")]


def bars(page: Element) -> list[str]:
    return [bar["aria-label"] for bar in page.all("a", class_="bar")]


def step(page: Element, relation: str) -> str:
    (link,) = page.one("nav", class_="pager").all("a", rel=relation)
    return link["href"]


@pytest.fixture
def seven(archive: Archive, archivist: Actor) -> list[int]:
    """Seven published photos of 2014 to 2020, the even ones of one event, the last one with a person."""
    with archive.begin(archivist) as work:
        event = make_event(work, "The Window to Korea", starts_on=date(2020, 10, 8))
        person = make_person(work, "Ospanova Bakytzhamal", "Оспанова Бакытжамал")
        assets = [
            make_asset(work, f"DSC_{year}.JPG", publish=True, captured_at=datetime(year, 10, 8, 11, 3))
            for year in range(2014, 2021)
        ]
        ids = [asset.id for asset in assets]
        tagging.edit(work, ids[::2], AssetChange(event_id=event.id))
        tagging.edit(
            work,
            ids[-1:],
            AssetChange(add_people=(person.id,), captions={"en": "She opens it", "ru": "Открытие"}),
        )
    indexing.settle(archive)
    return ids


def test_an_empty_archive_says_what_to_do(archive: Archive, sign_in: SignIn) -> None:
    indexing.settle(archive)
    archivist = read(sign_in(Role.ARCHIVIST), "/").one(class_="empty")
    assert "/upload" in [link["href"] for link in archivist.all("a")]
    journalist = read(sign_in(Role.JOURNALIST), "/").one(class_="empty")
    assert journalist.all("a") == []


def test_the_front_page_shows_latest_events_then_latest_photos(sign_in: SignIn, seven: list[int]) -> None:
    page = read(sign_in(Role.JOURNALIST), "/")
    cover = page.one("li", class_="card")
    assert "The Window to Korea" in cover.text
    assert "4 photos" in cover.text
    assert tiles(page)[:2] == ["She opens it", "DSC_2019.JPG"]
    assert total(page) == 7


def test_a_person_is_found_in_another_script(sign_in: SignIn, seven: list[int]) -> None:
    page = read(sign_in(Role.JOURNALIST), "/?q=Оспановой")
    assert tiles(page) == ["She opens it"]
    assert page.one("input", id_="q")["value"] == "Оспановой"


def test_captions_are_in_the_readers_language(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    answer = client.post("/language", data={"language": "ru", "next": "/?q=ospanova"})
    assert answer.location == "/?q=ospanova"
    page = read(client, "/?q=ospanova")
    assert page.one("html")["lang"] == "ru"
    assert tiles(page) == ["Открытие"]


def test_facets_count_and_narrow_by_plain_links(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    link = choice(read(client, "/"), "The Window to Korea")
    assert link.one(class_="choice-count").text == "photos: 4"
    narrowed = read(client, link["href"])
    assert total(narrowed) == 4
    assert choice(narrowed, "The Window to Korea")["aria-current"] == "true"


def test_values_of_one_facet_mean_or_and_each_can_be_taken_back(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    one = read(client, choice(read(client, "/?by=year"), "2014")["href"])
    two = read(client, choice(one, "2015")["href"])
    assert total(two) == 2
    assert chosen(two) == ["2015", "2014"]
    assert choice(two, "2016").one(class_="choice-count").text == "photos: 1"
    chips = two.all("a", class_="chip-on")
    assert len(chips) == 2
    assert total(read(client, chips[0]["href"])) == 1
    everything = [link["href"] for link in two.all("a", class_="chip") if link.text == "Remove all filters"]
    assert total(read(client, everything[0])) == 7


def test_the_histogram_goes_from_years_to_months_to_days_and_back(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    years = read(client, "/")
    assert bars(years) == [f"{year}: 1 photo" for year in range(2014, 2021)]
    months = read(client, years.all("a", class_="bar")[-1]["href"])
    assert (total(months), bars(months)) == (1, ["October 2020: 1 photo"])
    days = read(client, months.one("a", class_="bar")["href"])
    assert bars(days) == ["October 8, 2020: 1 photo"]
    assert [link.text for link in days.one(class_="timeline-around").all("a")] == ["All dates", "2020"]
    back = read(client, days.one(class_="timeline-around").all("a")[0]["href"])
    assert (total(back), bars(back)) == (7, bars(years))


def test_years_can_be_chosen_from_several_bars(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    page = read(client, "/?by=year&date=2014")
    assert [bar["data-period"] for bar in page.all("a", class_="bar") if bar.get("aria-current")] == ["2014"]
    both = read(client, page.all("a", class_="bar")[2]["href"])
    assert tiles(both) == ["DSC_2016.JPG", "DSC_2014.JPG"]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2015", "2017", "2015..2017"), ("2017", "2015", "2015..2017"), ("2016", "2016", "2016"),
        ("", "2015", "..2015"), ("8 октября 2015", "", "2015-10-08.."), ("", "08.10.2015", "..2015-10-08"),
        ("October 2015", "2017년 10월 8일", "2015-10..2017-10-08"), ("8 қазан 2015", "2015", "2015-10-08..2015"),
        (" 2014 ", "лето 2016", "2014..2016-08"), ("1500", "1600", "date:1500..1600"),
    ],
)  # fmt: skip
def test_a_span_becomes_words_of_the_search(
    sign_in: SignIn, seven: list[int], first: str, last: str, text: str
) -> None:
    client = sign_in(Role.JOURNALIST)
    answer = client.get("/", query_string={"q": "DSC", "from": first, "to": last})
    assert answer.status_code == 302
    assert read(client, answer.location).one("input", id_="q")["value"] == f"DSC {text}"


@pytest.mark.parametrize(("first", "last"), [("abc", "2017"), ("2015-13", ""), ("", "some day"), ("x", "y")])
def test_what_is_no_date_is_said_and_kept_as_it_was_typed(
    sign_in: SignIn, seven: list[int], first: str, last: str
) -> None:
    page = read(sign_in(Role.JOURNALIST), f"/?q=DSC&from={first}&to={last}")
    form = page.one("form", id_="span")
    ends = [form.one("input", name_=name) for name in ("from", "to")]
    assert [end["value"] for end in ends] == [first, last]
    unread = [end["value"] for end in ends if end.get("aria-invalid")]
    assert unread
    said = form.one(role="alert").text
    assert all(text in said for text in unread)
    assert "2017" not in unread
    assert total(page) == 7


def test_a_span_narrows_all_of_a_search_for_alternatives(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    answer = client.get("/", query_string={"q": "DSC_2014 or korea", "from": "2015", "to": "2017"})
    assert tiles(read(client, answer.location)) == ["DSC_2016.JPG"]


def test_photos_without_a_date_are_counted_beside_the_histogram(
    archive: Archive, archivist: Actor, sign_in: SignIn, seven: list[int]
) -> None:
    client = sign_in(Role.JOURNALIST)
    assert read(client, "/").all(class_="timeline-undated") == []
    with archive.begin(archivist) as work:
        for number in range(2):
            make_asset(work, f"scan_{number}.JPG", publish=True)
    indexing.settle(archive)
    undated = read(client, "/?q=scan+or+korea").one(class_="timeline-undated").one("a")
    assert undated.text == "Undated: 2"
    assert sorted(tiles(read(client, undated["href"]))) == ["scan_0.JPG", "scan_1.JPG"]
    assert read(client, "/?q=DSC+or+scan&date=2014").all(class_="timeline-undated") == []


def test_columns_too_narrow_to_be_hit_stand_for_spans_of_time(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    with archive.begin(archivist) as work:
        for number in range(120):
            make_asset(work, publish=True, captured_at=datetime(1995, 1, 1) + timedelta(days=90 * number))
        for _ in range(60):
            make_asset(work, publish=True, captured_at=datetime(2024, 10, 8))
    indexing.settle(archive)
    client = sign_in(Role.JOURNALIST)
    page = read(client, "/?by=day")
    drawn = page.all("a", class_="bar")
    slots = [float(bar.one("rect", class_="bar-place")["width"]) for bar in drawn]
    assert min(slots) >= 3
    assert len(drawn) > 60
    counts = [int(bar["aria-label"].split(": ")[1].split()[0]) for bar in drawn]
    assert sum(counts) == 180
    assert min(float(bar.one("rect", class_="bar-count")["height"]) for bar in drawn) > 5
    merged = next(bar for bar, count in zip(drawn, counts, strict=True) if count == 2)
    assert (merged["data-period"], merged["data-last"]) < (merged["data-last"], "9")
    assert total(read(client, merged["href"])) == 2


def test_one_wrong_clock_does_not_flatten_the_rest(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    with archive.begin(archivist) as work:
        for year in (1904, *range(2014, 2021)):
            make_asset(work, publish=True, captured_at=datetime(year, 10, 8))
    indexing.settle(archive)
    drawn = read(sign_in(Role.JOURNALIST), "/?by=year").all("a", class_="bar")
    assert [bar["data-period"] for bar in drawn] == ["1904", *map(str, range(2014, 2021))]
    assert {bar.one("rect", class_="bar-place")["width"] for bar in drawn} == {"30.0"}


def test_addresses_with_years_of_old_still_lead_there(sign_in: SignIn, seven: list[int]) -> None:
    page = read(sign_in(Role.JOURNALIST), "/?q=DSC&year=2014&year=2016")
    assert sorted(tiles(page)) == ["DSC_2014.JPG", "DSC_2016.JPG"]


def test_the_search_box_keeps_filters_and_order(sign_in: SignIn, seven: list[int]) -> None:
    page = read(sign_in(Role.JOURNALIST), "/?q=korea&date=2014&date=2016&sort=oldest")
    box = page.one("form", role="search")
    kept = [(field["name"], field["value"]) for field in box.all("input", type_="hidden")]
    assert kept == [("date", "2014"), ("date", "2016"), ("sort", "oldest")]
    assert tiles(page) == ["DSC_2014.JPG", "DSC_2016.JPG"]


def test_orders_are_links_and_the_current_one_is_marked(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    orders = {link.text: link for link in read(client, "/").one(class_="order").all("a")}
    assert [name for name, link in orders.items() if link.get("aria-current")] == ["Newest first"]
    assert tiles(read(client, orders["Oldest first"]["href"]))[0] == "DSC_2014.JPG"


def test_pages_go_on_by_position_and_say_where_they_are(
    make_archive: Callable[..., Archive], sign_in_to: Callable[[Archive, Role], FlaskClient], seven: list[int]
) -> None:
    client = sign_in_to(make_archive(page_size=3), Role.JOURNALIST)
    first = read(client, "/?q=2014..2020&sort=oldest")
    second = read(client, step(first, "next"))
    assert tiles(second) == ["DSC_2017.JPG", "DSC_2018.JPG", "DSC_2019.JPG"]
    assert second.one(class_="pager-range").text == "4–6 of 7"
    last = read(client, step(second, "next"))
    assert (tiles(last), last.one(class_="pager-range").text) == (["She opens it"], "7–7 of 7")
    assert last.one("nav", class_="pager").all("a", rel="next") == []
    assert tiles(read(client, step(last, "prev"))) == tiles(second)
    assert tiles(read(client, step(second, "prev"))) == tiles(first)


def test_a_page_by_position_stays_in_place_while_photos_come(
    archivist: Actor,
    make_archive: Callable[..., Archive],
    sign_in_to: Callable[[Archive, Role], FlaskClient],
    seven: list[int],
) -> None:
    small = make_archive(page_size=3)
    client = sign_in_to(small, Role.JOURNALIST)
    onward = step(read(client, "/?q=DSC&sort=newest"), "next")
    seen = tiles(read(client, onward))
    with small.begin(archivist) as work:
        make_asset(work, "DSC_2021.JPG", publish=True, captured_at=datetime(2021, 1, 1))
    indexing.settle(small)
    page = read(client, onward)
    assert tiles(page) == seen
    assert page.one(class_="pager-range").text == "5–7 of 8"


def test_pages_by_number_are_still_found(
    make_archive: Callable[..., Archive], sign_in_to: Callable[[Archive, Role], FlaskClient], seven: list[int]
) -> None:
    client = sign_in_to(make_archive(page_size=2), Role.JOURNALIST)
    assert tiles(read(client, "/?q=2014..2020&sort=oldest&page=3")) == ["DSC_2018.JPG", "DSC_2019.JPG"]
    assert client.get("/?q=2014..2020&sort=oldest&page=99").location == "/?q=2014..2020&sort=oldest&page=4"


def test_file_names_have_their_natural_order(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    with archive.begin(archivist) as work:
        for name in ("IMG_10.JPG", "IMG_9.JPG", "IMG_100.JPG"):
            make_asset(work, name, publish=True)
    indexing.settle(archive)
    assert tiles(read(sign_in(Role.JOURNALIST), "/?sort=filename")) == ["IMG_9.JPG", "IMG_10.JPG", "IMG_100.JPG"]


def test_each_part_of_the_reading_can_be_taken_away(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    page = read(client, "/?q=korea+2014")
    parts = page.one(class_="reading").all("a", class_="chip")
    assert len(parts) == 2
    without = [read(client, part["href"]) for part in parts]
    assert [other.one("input", id_="q")["value"] for other in without] == ["2014", "korea"]
    assert [total(other) for other in without] == [1, 4]


def test_what_cannot_be_read_is_said_quietly(sign_in: SignIn, seven: list[int]) -> None:
    page = read(sign_in(Role.JOURNALIST), "/?q=korea+iso:fast")
    assert page.one(role="note").text
    assert "korea" in page.one(class_="reading").text


def test_nothing_found_says_which_word_is_at_fault(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    page = read(client, "/?q=korea+qwertzuiop").one(class_="empty")
    assert "“qwertzuiop”" in page.one("p", class_="fault").text
    (way,) = [link for link in page.all("a", class_="chip") if "4 photos" in link.text]
    assert total(read(client, way["href"])) == 4


def test_nothing_found_offers_what_the_filters_hide(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    page = read(client, "/?q=korea&date=1999").one(class_="empty")
    assert "/?q=korea" in [link["href"] for link in page.all("a", class_="chip")]


def test_where_nothing_but_single_words_helps_these_are_offered(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    page = read(client, "/?q=korea+opens+DSC_2015&date=1999").one(class_="empty")
    ways = {link.all("span")[0].text: link["href"] for link in page.all("a", class_="chip")}
    assert {text: total(read(client, way)) for text, way in ways.items()} == {"korea": 4, "opens": 1, "DSC_2015": 1}


def test_why_a_photo_was_found_is_a_page_of_its_own(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    grid = read(client, "/?q=Оспановой").one("ul", class_="grid")
    (tile,) = grid.all("li", class_="tile")
    page = read(client, grid["data-why"].replace("{id}", tile["data-id"]))
    reasons = {mark.text: reason.text for reason in page.all(class_="reason") for mark in reason.all("mark")}
    assert "Person:" in reasons["Ospanova"]


def test_words_found_are_marked_on_the_photo(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    (tile,) = read(client, "/?q=opens").all("li", class_="tile")
    assert [mark.text for mark in tile.all("mark")] == ["opens"]
    assert tile.one("img")["alt"] == "She opens it"


def test_a_tile_shows_what_was_found_also_far_into_its_caption(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    with archive.begin(archivist) as work:
        asset = make_asset(work, publish=True)
        caption = "In the great hall of the library, before two hundred guests, the choir sings."
        tagging.edit(work, [asset.id], AssetChange(captions={"en": caption}))
    indexing.settle(archive)
    tile = read(sign_in(Role.JOURNALIST), "/?q=choir").one("li", class_="tile")
    assert tile.one(class_="tile-title").text == "… the choir sings."
    assert tile.one("img")["alt"] == caption


def test_the_language_is_explained_by_searches_that_work(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    examples = read(client, "/search/language").all("a", class_="example")
    assert {"person:ospanova", "near:43.24,76.95~5km"} <= {example.text for example in examples}
    for example in examples:
        assert client.get(example["href"]).status_code == 200, example.text


@pytest.mark.parametrize(
    "address",
    [
        "/?page=0", "/?page=-1", "/?page=99999999999999999999", "/?page=x", "/?sort=evil", "/?person=abc",
        "/?person=99999999999999999999999", "/?event=9223372036854775808", "/?event=", "/?person=²",
        "/?year=x&camera=%00&keyword=" + "k" * 3000, "/?date=0000&date=2020-13", "/?date=2020-02-31", "/?by=century",
        "/?after=x", "/?before=%00", "/?from=x&to=y", "/?q=" + "(" * 500, "/?q=%00%ff", "/?q=" + "a" * 5000,
        "/?q[]=1&person[]=2",
    ],
)  # fmt: skip
def test_whatever_an_address_says_is_answered(sign_in: SignIn, seven: list[int], address: str) -> None:
    assert sign_in(Role.JOURNALIST).get(address).status_code in {200, 302}


@pytest.mark.parametrize("letter", ["k", "ж", "한", "𐐀"])
def test_whatever_the_search_box_holds_fits_into_an_address(sign_in: SignIn, letter: str) -> None:
    box = read(sign_in(Role.JOURNALIST), "/account").one("input", id_="q")
    held = letter * (int(box["maxlength"]) // (len(letter.encode("utf-16-le")) // 2))  # as browsers count
    line = f"GET /?{urlencode({'q': held, 'person': 123456789, 'event': 123456, 'sort': 'relevance'})} HTTP/1.1\r\n"
    assert len(line) <= LONGEST_REQUEST_LINE
    assert len(held) <= LONGEST


def test_a_long_search_by_somebody_signed_out_leads_to_the_sign_in_all_the_same(client: FlaskClient) -> None:
    assert client.get("/?q=korea").location == "/sign-in?next=/?q%3Dkorea"
    assert client.get("/", query_string={"q": "한" * 800}).location == "/sign-in"


def test_the_title_says_that_nothing_was_found(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    titles = [read(client, f"/?q={words}").one("head").one("title").text for words in ("qwertzuiop", "korea")]
    assert titles == ["Nothing found: qwertzuiop · Tereze", "korea · Tereze"]


def test_the_language_is_explained_in_the_readers_words(sign_in: SignIn, seven: list[int]) -> None:
    client = sign_in(Role.JOURNALIST)
    client.set_cookie("language", "ru")
    page = read(client, "/search/language")
    names = {name.text for name in page.all("code")}
    assert {"человек:", "кто:", "person:", "who:", "место:", "до:", "before:"} <= names
    examples = {example.text: example["href"] for example in page.all("a", class_="example")}
    assert {"человек:ospanova", "person:ospanova", "до:2004", "есть:координаты"} <= set(examples)
    assert total(read(client, examples["человек:ospanova"])) == 1


def test_a_list_to_take_along_has_the_readers_headings_and_leads_back(
    archive: Archive, archivist: Actor, sign_in: SignIn, seven: list[int]
) -> None:
    with archive.begin(archivist) as work:
        tagging.edit(work, seven[-1:], AssetChange(add_keywords=("opening", "library")))
    indexing.settle(archive)
    client = sign_in(Role.JOURNALIST)
    (headings, cells) = csv.reader(io.StringIO(client.get("/export.csv?q=opening").data.decode("utf-8-sig")))
    row = dict(zip(headings, cells, strict=True))
    assert (row["keywords"], row["address"]) == ("library; opening", f"http://localhost/photos/{seven[-1]}")
    client.set_cookie("language", "ru")
    (russian, _) = csv.reader(io.StringIO(client.get("/export.csv?q=opening").data.decode("utf-8-sig")))
    assert len(russian) == len(headings)
    assert not set(russian) & set(headings)
    (photo,) = client.get("/export.json?q=opening").json["photos"]
    assert list(photo) == headings


def test_drafts_are_for_archivists_and_marked(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    with archive.begin(archivist) as work:
        make_asset(work, "DSC_0001.JPG")
        make_asset(work, "DSC_0002.JPG", publish=True)
    indexing.settle(archive)
    page = read(sign_in(Role.ARCHIVIST), "/?q=DSC")
    marked = {tile.one("img")["alt"]: bool(tile.all(class_="badge-draft")) for tile in page.all("li", class_="tile")}
    assert marked == {"DSC_0001.JPG": True, "DSC_0002.JPG": False}
    seen = read(sign_in(Role.JOURNALIST), "/?q=DSC")
    assert tiles(seen) == ["DSC_0002.JPG"]
    assert total(seen) == 1


def test_links_of_photos_carry_the_search_and_the_place(sign_in: SignIn, seven: list[int]) -> None:
    page = read(sign_in(Role.JOURNALIST), "/?q=korea&sort=oldest")
    links = [tile.one("a", class_="tile-link")["href"] for tile in page.all("li", class_="tile")]
    assert links[1] == f"/photos/{seven[2]}?q=korea&sort=oldest&at=2"


def test_pictures_have_their_size_and_text_before_their_bytes(sign_in: SignIn, seven: list[int]) -> None:
    for image in read(sign_in(Role.JOURNALIST), "/").all("img"):
        assert (image["width"], image["height"]) == ("1500", "1000")
        assert "alt" in image.attributes
    assert "r15" in read(sign_in(Role.JOURNALIST), "/").all("li", class_="tile")[0]["class"].split()


def test_hostile_words_stay_words(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    receipt = take_in(archive, archivist, jpeg(), PAYLOAD, publish=True)
    with archive.begin(archivist) as work:
        event = make_event(work, PAYLOAD)
        person = make_person(work, PAYLOAD)
        change = AssetChange(
            texts={"headline": PAYLOAD, "creator": PAYLOAD, "credit": PAYLOAD, "usage_terms": PAYLOAD},
            captions={"en": PAYLOAD, "kk": PAYLOAD + "2"},
            event_id=event.id,
            add_people=(person.id,),
            add_keywords=(PAYLOAD,),
        )
        tagging.edit(work, [receipt.asset_id or 0], change)
    indexing.settle(archive)
    client = sign_in(Role.ARCHIVIST)
    addresses = ["/", f"/photos/{receipt.asset_id}", f"/?person={person.id}&event={event.id}"]
    for address in addresses:
        page = read(client, address)
        assert page.all("script", src="") == []
        assert {script.text for script in page.all("script")} == {""}
        assert not [e for e in page.all() if any(name.startswith("on") for name in e.attributes)]
        assert not [e for e in page.all() if "style" in e.attributes]
        assert "{{7*7}}" in page.text
    assert escape(PAYLOAD) in client.get("/").text.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    assert client.get("/", query_string={"q": PAYLOAD}).status_code == 200


def test_every_answer_carries_the_security_headers(client: FlaskClient, sign_in: SignIn) -> None:
    for answer in (
        client.get("/sign-in"),
        sign_in(Role.JOURNALIST).get("/"),
        client.get("/no-such-page"),
        client.get("/"),
    ):
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"].startswith("private")


def test_static_files_are_kept_for_good_and_nothing_else_is_reached(client: FlaskClient) -> None:
    page = read(client, "/sign-in")
    style = page.one("link", rel="stylesheet")["href"]
    assert "immutable" in client.get(style, buffered=True).headers["Cache-Control"]
    for path in (
        "/static/../archive.db",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/..%5capp.py",
    ):
        assert client.get(path, follow_redirects=True, buffered=True).status_code == 404


def test_visitors_search_where_they_are_admitted(make_archive: Callable[..., Archive], seven: list[int]) -> None:
    client = create_app(make_archive(visitors=True)).test_client()
    page = read(client, "/?q=korea")
    assert total(page) == 4
    assert page.all("input", name_="id") == []
    assert [link for link in page.one(class_="header").all("a") if link.text == "Sign in"]


def test_the_navigation_offers_what_the_role_may_do(sign_in: SignIn) -> None:
    expected = {
        Role.JOURNALIST: ["Search", "Events", "People"],
        Role.ARCHIVIST: ["Search", "Events", "People", "Upload", "Duplicates", "Describe"],
        Role.ADMINISTRATOR: ["Search", "Events", "People", "Upload", "Duplicates", "Describe", "Administration"],
    }
    for role, entries in expected.items():
        assert [link.text for link in read(sign_in(role), "/account").one("nav", class_="nav").all("a")] == entries


@pytest.mark.parametrize(("field", "value"), [("language", "xx"), ("theme", "evil")])
def test_only_known_languages_and_themes_are_kept(client: FlaskClient, field: str, value: str) -> None:
    answer = client.post(f"/{field}", data={field: value})
    assert answer.status_code == 400


def test_the_theme_is_there_with_the_first_byte(client: FlaskClient) -> None:
    assert read(client, "/sign-in").one("html")["data-theme"] == "system"
    client.post("/theme", data={"theme": "dark"})
    assert read(client, "/sign-in").one("html")["data-theme"] == "dark"


def test_a_page_of_results_is_let_go_of_when_it_is_written(sign_in: SignIn, seven: list[int]) -> None:
    """Else all photos of each page wait for the garbage collector, which then stops everybody."""
    client = sign_in(Role.JOURNALIST)
    assert client.get("/").status_code == 200
    gc.collect()
    gc.disable()
    try:
        assert 'class="tile ' in client.get("/?q=ospanova").text
        assert [kept for kept in gc.get_objects() if isinstance(kept, Summary)] == []
    finally:
        gc.enable()


def test_another_site_cannot_choose_how_pages_look(client: FlaskClient) -> None:
    answer = client.post("/theme", data={"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_visitors_are_given_no_cookie(make_archive: Callable[..., Archive], seven: list[int]) -> None:
    visitor = create_app(make_archive(visitors=True)).test_client()
    for path in ("/", "/?q=ospanova", "/events", "/people"):
        answer = visitor.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


def test_a_facet_of_an_unknown_record_is_no_choice(archive: Archive, journalist: Actor, seven: list[int]) -> None:
    with archive.reading(journalist) as work:
        asked = Request(selected={"person": ("99999999999999999999", "x", "4711")})
        assert [c.value for c in discovery.search(work, asked).facets.get("person", ()) if c.chosen] == []
        assert work.session.get(Asset, seven[0]) is not None


def test_where_little_is_found_another_script_is_offered_with_what_it_would_give(
    archive: Archive, archivist: Actor, sign_in: SignIn
) -> None:
    with archive.begin(archivist) as work:
        places = [make_event(work, "Opening", place="Almaty"), make_event(work, "Открытие", place="Алматы")]
        for event in (places[0], places[0], places[1]):
            tagging.edit(work, [make_asset(work, publish=True).id], AssetChange(event_id=event.id))
    indexing.settle(archive)
    client = sign_in(Role.JOURNALIST)
    page = read(client, "/?q=Алматы")
    (offered,) = [link["href"] for link in page.all("a") if "Almaty" in link["href"] and "or" in link["href"]]
    assert (total(page), total(read(client, offered))) == (1, 3)
