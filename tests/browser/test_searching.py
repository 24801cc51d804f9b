"""Searching in a real browser: suggestions, chips, facets, the histogram, no result, and Back."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from archive.model import Actor, Role
from archive.services import indexing, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.browser.conftest import Opened, Reader
from tests.browser.test_reading import SHIFTS
from tests.factories import jpeg, make_event, make_person, take_in

pytestmark = pytest.mark.browser

BOX = "#q"
OPTION = "[role=option]"


@pytest.fixture
def photos(archive: Archive, archivist: Actor) -> list[int]:
    """Twelve published photos: four of each of three years; one person on three, another on one."""
    with archive.begin(archivist) as work:
        events = [make_event(work, title, starts_on=date(2018, 5, 1)) for title in ("Reading day", "Korea corner")]
        ospanova = make_person(work, "Ospanova Bakytzhamal", "Оспанова Бакытжамал")
        kim = make_person(work, "Kim Khing Su", "김흥수")
        ids, ospanova_id, kim_id, event_ids = [], ospanova.id, kim.id, [event.id for event in events]
    for number in range(12):
        year, month = 2018 + number // 4, 1 + number % 4
        content = jpeg(600, 400, taken=f"{year}:{month:02}:08 11:00:00")
        receipt = take_in(
            archive, archivist, content, f"DSC_{600 + number:04}.JPG", event_id=event_ids[number % 2], publish=True
        )
        assert receipt.asset_id
        ids.append(receipt.asset_id)
    with archive.begin(archivist) as work:
        captions = {"en": "The director opens the hall."}
        tagging.edit(
            work, ids[:3], AssetChange(add_people=(ospanova_id,), captions=captions, add_keywords=("opening",))
        )
        tagging.edit(work, ids[3:4], AssetChange(add_people=(kim_id,), add_keywords=("speech",)))
    indexing.settle(archive)
    return ids


@pytest.fixture
def journalist(reader: Opened, photos: list[int]) -> Reader:
    """A journalist on the front page."""
    sitting = reader()
    sitting.sign_in(Role.JOURNALIST)
    return sitting


def total(page: Page) -> int:
    return int(page.locator(".results-total").inner_text())


def offered(page: Page) -> list[str]:
    expect(page.locator(OPTION).first).to_be_visible()
    return page.locator(".suggestion-label").all_inner_texts()


def test_a_person_is_suggested_in_another_script_and_becomes_a_chip(journalist: Reader) -> None:
    page, keys = journalist.page, journalist.page.keyboard
    keys.press("/")
    keys.type("2018 оспан", delay=20)
    assert "Ospanova Bakytzhamal" in offered(page)
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "true")
    keys.press("ArrowDown")
    chosen = page.locator(f"{OPTION}[aria-selected=true]")
    expect(chosen).to_contain_text("Ospanova Bakytzhamal")
    expect(chosen).to_contain_text("3")
    expect(page.locator(BOX)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "-")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator(BOX)).to_have_value("2018")
    expect(page.locator(".chip-on")).to_contain_text("Ospanova Bakytzhamal")
    assert total(page) == 3
    with page.expect_navigation():
        page.locator(".chip-on").click()
    assert (total(page), page.locator(".chip-on").count()) == (4, 0)
    assert journalist.complaints == []


def test_suggestions_leave_the_keyboard_to_the_typist(journalist: Reader) -> None:
    page, keys = journalist.page, journalist.page.keyboard
    keys.press("/")
    keys.type("korea", delay=20)
    offered(page)
    keys.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(page.locator(BOX)).to_have_value("korea")
    keys.press("ArrowDown")
    offered(page)
    keys.press("ArrowUp")  # from the box to the last one, and on to the box again
    expect(page.locator(OPTION).last).to_have_attribute("aria-selected", "true")
    keys.press("ArrowDown")
    expect(page.locator(f"{OPTION}[aria-selected=true]")).to_have_count(0)
    with page.expect_navigation():
        keys.press("Enter")  # nothing picked: the words are searched for
    assert "q=korea" in page.url
    keys.press("/")
    keys.type("kor", delay=20)
    offered(page)
    keys.press("Tab")
    expect(page.locator(".suggestions")).to_be_hidden()


def test_one_syllable_of_hangul_is_enough(journalist: Reader) -> None:
    journalist.page.locator(BOX).fill("김")
    assert offered(journalist.page)[0] == "Kim Khing Su"


def test_a_file_leads_to_its_photo(journalist: Reader, photos: list[int]) -> None:
    journalist.page.locator(BOX).press_sequentially("DSC_0605", delay=20)
    with journalist.page.expect_navigation():
        journalist.page.get_by_role("option", name="DSC_0605.JPG").click()
    assert f"/photos/{photos[5]}" in journalist.page.url


def test_recent_and_saved_searches_stand_in_the_empty_box(journalist: Reader) -> None:
    page = journalist.page
    journalist.open("/?q=corner&date=2018")
    page.locator(".results-tools .menu-summary").last.click()
    page.get_by_label("Save this search as").fill("Corners of 2018")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    journalist.open("/events")
    page.locator(BOX).click()
    expect(page.locator(OPTION)).to_have_text(["corner · 2018", "Corners of 2018"])
    with page.expect_navigation():
        page.get_by_role("option", name="Corners of 2018").click()
    assert (total(page), page.locator(".chip-on").count()) == (2, 1)
    page.locator(BOX).fill("")
    page.get_by_role("button", name="Forget recent searches").click()
    page.locator(BOX).click()
    expect(page.locator(OPTION)).to_have_text(["Corners of 2018"])


def test_saved_searches_are_suggested_by_the_beginnings_of_their_words(journalist: Reader) -> None:
    page = journalist.page
    journalist.open("/?q=corner")
    page.locator(".results-tools .menu-summary").last.click()
    page.get_by_label("Save this search as").fill("Все Слайды")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    for typed in ("сла", "все сл", "2018 слай"):
        page.locator(BOX).fill("")
        page.locator(BOX).press_sequentially(typed, delay=20)
        assert offered(page)[0] == "Все Слайды"
    page.locator(BOX).fill("лайд")
    expect(page.locator(".suggestions")).to_be_hidden()
    page.locator(BOX).fill("сла")
    with page.expect_navigation():
        page.get_by_role("option", name="Все Слайды").click()
    assert total(page) == 6


def test_the_results_are_a_few_steps_from_the_search_box(journalist: Reader) -> None:
    keys = journalist.page.keyboard
    keys.press("/")
    journalist.tab_to("a[href='#results']", most=12)
    keys.press("Enter")
    journalist.tab_to(".tile-link", most=6)


def test_facets_that_scroll_are_accessible(journalist: Reader) -> None:
    page = journalist.page
    page.set_viewport_size({"width": 1280, "height": 400})
    journalist.open("/?q=corner")
    facets = page.locator(".facets-body")
    assert facets.evaluate("body => body.scrollHeight > body.clientHeight")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


LONG = "ж" * 130


@pytest.mark.parametrize("path", [f"/?q={LONG}", f"/?q={LONG}+corner", f"/?q=corner&keyword={LONG}", f"/?from={LONG}"])
def test_long_words_run_over_no_edge_of_a_phone(reader: Opened, photos: list[int], path: str) -> None:
    phone = reader(viewport={"width": 360, "height": 740})
    phone.sign_in(Role.JOURNALIST)
    phone.open(path)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_long_reading_leaves_room_for_photos_on_a_phone(reader: Opened, photos: list[int]) -> None:
    phone = reader(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    phone.sign_in(Role.JOURNALIST)
    phone.open("/?q=corner+korea+-reading+2018..2020+DSC+has:date+file:DSC")
    assert phone.page.locator(".reading .chip").count() >= 6
    box = phone.page.locator(".tile").first.bounding_box()
    assert box
    assert box["y"] < 500
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_was_searched_for_is_gone_when_one_signs_out(journalist: Reader) -> None:
    journalist.open("/?q=corner")
    journalist.page.locator(".header .menu-summary").click()
    with journalist.page.expect_navigation():
        journalist.page.get_by_role("button", name="Sign out").click()
    assert journalist.page.evaluate("localStorage.length") == 0


def test_values_of_a_facet_add_up_and_show_what_others_would_give(journalist: Reader) -> None:
    page = journalist.page
    keyword = page.get_by_role("region", name="Keyword")
    with page.expect_navigation():
        keyword.get_by_role("link", name="opening").click()
    assert total(page) == 3
    expect(keyword.get_by_role("link", name="speech")).to_contain_text("1")
    with page.expect_navigation():
        keyword.get_by_role("link", name="speech").click()
    assert total(page) == 4
    with page.expect_navigation():
        page.get_by_role("link", name="Remove all filters").click()
    assert total(page) == 12


def test_the_histogram_is_walked_and_drawn_over(journalist: Reader) -> None:
    page, keys = journalist.page, journalist.page.keyboard
    bars = page.locator(".timeline .bar")
    assert bars.evaluate_all("bars => bars.map(bar => bar.ariaLabel)") == [
        f"{year}: 4 photos" for year in (2018, 2019, 2020)
    ]
    journalist.tab_to(".bar")
    keys.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator(".chip-on")).to_contain_text("2019")
    expect(bars).to_have_count(4)  # its months
    with page.expect_navigation():
        page.get_by_role("link", name="All dates").click()
    first, last = (bars.nth(at).bounding_box() for at in (0, 1))
    assert first
    assert last
    page.mouse.move(first["x"] + 2, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 20, steps=5)
    with page.expect_navigation():
        page.mouse.up()
    expect(page.locator(BOX)).to_have_value("2018..2019")
    assert total(page) == 8


def test_a_span_is_chosen_by_keyboard(journalist: Reader) -> None:
    page, keys = journalist.page, journalist.page.keyboard
    journalist.tab_to(".bar")
    keys.press("Shift+ArrowRight")
    expect(page.locator(".bar-marked")).to_have_count(2)
    with page.expect_navigation():
        keys.press("Shift+Enter")
    expect(page.locator(BOX)).to_have_value("2018..2019")


def test_no_result_is_no_dead_end(journalist: Reader) -> None:
    page = journalist.page
    journalist.open("/?q=corner+qwxyzv")
    expect(page.locator(".fault")).to_contain_text("qwxyzv")
    with page.expect_navigation():
        page.locator(".empty .chip").first.click()
    assert total(page) == 6


def test_the_reading_says_what_was_understood_and_gives_it_back(journalist: Reader) -> None:
    page = journalist.page
    journalist.open("/?q=corner+2018")
    parts = page.locator(".reading .chip")
    expect(parts).to_have_count(2)
    with page.expect_navigation():
        parts.nth(1).click()
    expect(page.locator(BOX)).to_have_value("corner")


def test_why_and_how_are_told_in_place(journalist: Reader) -> None:
    page, keys = journalist.page, journalist.page.keyboard
    journalist.open("/?q=Оспановой")
    journalist.tab_to(".tile-link")
    keys.press("w")
    dialog = page.get_by_role("dialog", name="Why this photo was found")
    expect(dialog.locator("mark", has_text="Ospanova").first).to_be_visible()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    keys.press("Escape")
    expect(page.locator(".tile-link").first).to_be_focused()
    page.get_by_role("link", name="How to search").click()
    help_ = page.get_by_role("dialog", name="How to search")
    with page.expect_navigation():
        help_.get_by_role("link", name="person:ospanova", exact=True).first.click()
    assert total(page) == 3
    assert journalist.complaints == []


def test_back_returns_to_the_same_place(journalist: Reader) -> None:
    page = journalist.page
    page.set_viewport_size({"width": 1280, "height": 400})
    journalist.open("/?q=DSC&sort=oldest")
    last = page.locator(".tile-link").last
    last.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    with page.expect_navigation():
        last.click()
    page.go_back(wait_until="networkidle")
    assert page.evaluate("scrollY") == place
    assert total(page) == 12


def test_the_list_of_suggestions_is_accessible_and_moves_nothing(reader: Opened, photos: list[int]) -> None:
    phone = reader(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    phone.sign_in(Role.JOURNALIST)
    page = phone.page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.locator(BOX).fill("")
        page.locator(BOX).press_sequentially("cor", delay=20)
        offered(page)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate(SHIFTS) == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        heights = page.locator(OPTION).evaluate_all("options => options.map(o => o.getBoundingClientRect().height)")
        assert min(heights) >= 44
    with page.expect_navigation():
        page.get_by_role("option", name="Korea corner").tap()
    assert total(page) == 6


def test_all_of_it_works_without_scripts(reader: Opened, photos: list[int]) -> None:
    plain = reader(java_script_enabled=False)
    page = plain.page
    plain.sign_in(Role.JOURNALIST)
    page.locator(BOX).fill("corner")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert total(page) == 6
    with page.expect_navigation():
        page.locator(".bar").first.click()
    assert total(page) == 2
    with page.expect_navigation():
        page.locator(".tile-link").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="Why was this photo found?").click()
    expect(page.get_by_role("heading", name="Why this photo was found")).to_be_visible()
    plain.open("/")
    page.get_by_text("Dates as a list, and spans").click()
    page.get_by_label("From").fill("2019")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert total(page) == 8
