"""Finding, looking and taking away in a real browser: by keyboard alone, in light and dark, on a phone."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from archive.model import Actor, Role
from archive.services import indexing, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.browser.conftest import Opened, Reader
from tests.factories import jpeg, make_event, make_person, take_in

pytestmark = pytest.mark.browser

SHAPES = [(600, 400), (400, 600), (800, 450), (500, 500), (1600, 400), (640, 480), (600, 400)]
FOCUSED = "document.activeElement"
SHIFTS = """() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(total), 300);
})"""

TOO_SMALL = """() => [...document.querySelectorAll(
    ".header a:not(.brand), .header button, summary, .pager a, .tile-check, .chip, .button")]
  .filter((e) => e.checkVisibility() && !e.closest("details:not([open]) > :not(summary)"))
  .filter((e) => e.getBoundingClientRect().height < 44)
  .map((e) => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def originals(archive: Archive, archivist: Actor) -> dict[int, bytes]:
    """Fourteen published photos of an event, two of them of a person, one draft."""
    contents = [jpeg(*SHAPES[n % len(SHAPES)], taken=f"2020:10:08 11:{n:02}:00") for n in range(14)]
    with archive.begin(archivist) as work:
        event = make_event(work, "The Window to Korea", starts_on=date(2020, 10, 8), place="Almaty")
        person = make_person(work, "Ospanova Bakytzhamal", "Оспанова Бакытжамал")
    kept = {}
    for number, content in enumerate(contents):
        name = f"DSC_{622 + number:04}.JPG"
        receipt = take_in(archive, archivist, content, name, event_id=event.id, publish=number > 0)
        assert receipt.asset_id is not None
        kept[receipt.asset_id] = content
    with archive.begin(archivist) as work:
        texts = {"creator": "A. Serikov", "credit": "National Library", "usage_terms": "Editorial use only."}
        captions = {"en": "The director opens the corner.", "ru": "Директор открывает уголок."}
        tagging.edit(work, list(kept), AssetChange(texts=texts, add_keywords=("opening", "library")))
        tagging.edit(work, list(kept)[3:5], AssetChange(add_people=(person.id,), captions=captions))
    indexing.settle(archive)
    return kept


def photo_of(reader: Reader) -> int:
    return int(reader.page.url.split("/photos/")[1].split("?")[0])


def test_a_journalist_needs_no_mouse(reader: Opened, originals: dict[int, bytes]) -> None:
    journalist = reader(accept_downloads=True)
    page, keys = journalist.page, journalist.page.keyboard
    journalist.sign_in(Role.JOURNALIST)

    keys.press("/")
    keys.type("Оспановой")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator(".tile")).to_have_count(2)

    journalist.tab_to(".tile-link")
    first, second = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => Number(tile.dataset.id))")
    with page.expect_navigation():
        keys.press("Enter")
    assert photo_of(journalist) == first
    with page.expect_navigation():
        keys.press("ArrowRight")
    assert photo_of(journalist) == second

    journalist.tab_to("[href$='/original']")
    with page.expect_download() as download:
        keys.press("Enter")
    assert Path(download.value.path()).read_bytes() == originals[second]

    journalist.tab_to(".skip-link")
    journalist.tab_to(".way-back")
    with page.expect_navigation():
        keys.press("Enter")

    journalist.tab_to(".tile-link")  # the one that one comes back from
    keys.press("Space")
    keys.press("Shift+ArrowLeft")
    expect(page.locator("[data-count]")).to_have_text("Photos selected: 2")
    journalist.tab_to("button[value=original]")
    with page.expect_download() as download:
        keys.press("Enter")
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as bundle:
        pictures = [bundle.read(name) for name in bundle.namelist() if name != "captions.csv"]
    assert sorted(pictures) == sorted([originals[first], originals[second]])
    assert journalist.complaints == []


def test_the_grid_is_walked_and_chosen_from_by_keyboard(reader: Opened, originals: dict[int, bytes]) -> None:
    archivist = reader()
    page, keys = archivist.page, archivist.page.keyboard
    archivist.sign_in(Role.ARCHIVIST)
    archivist.open("/?sort=oldest")
    ids = list(originals)

    def focused() -> int:
        return int(page.evaluate(f"{FOCUSED}.closest('.tile').dataset.id"))

    def chosen() -> list[int]:
        boxes = page.locator(".tile-check :checked")
        return [int(value) for value in boxes.evaluate_all("boxes => boxes.map(box => box.value)")]

    archivist.tab_to(".tile-link")
    keys.press("End")
    assert focused() == ids[-1]
    keys.press("Home")
    keys.press("ArrowRight")
    assert focused() == ids[1]
    keys.press("ArrowDown")
    below = focused()
    keys.press("ArrowUp")
    assert (focused() in ids[:3], below in ids[2:]) == (True, True)
    keys.press("Home")
    keys.press("Space")
    for _ in range(3):
        keys.press("Shift+ArrowRight")
    assert chosen() == ids[:4]
    keys.press("Control+a")
    assert chosen() == ids
    keys.press("Escape")
    assert chosen() == []
    assert not page.locator(".selection-bar").is_visible()


def test_the_picture_fills_the_screen_and_gives_it_back(reader: Opened, originals: dict[int, bytes]) -> None:
    journalist = reader()
    journalist.sign_in(Role.JOURNALIST)
    journalist.open(f"/photos/{list(originals)[3]}")
    journalist.tab_to("[data-zoom]")
    journalist.page.keyboard.press("Enter")
    journalist.page.wait_for_selector(".pswp--ui-visible img")
    journalist.page.keyboard.press("Escape")
    journalist.page.wait_for_selector(".pswp", state="detached")
    expect(journalist.page.locator("[data-zoom]")).to_be_focused()
    assert journalist.complaints == []


def test_the_theme_changes_at_once_and_stays(reader: Opened, originals: dict[int, bytes]) -> None:
    journalist = reader(color_scheme="light")
    page = journalist.page
    journalist.sign_in(Role.JOURNALIST)
    background = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(background)
    page.locator(".header .menu-summary").click()
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(background)
    assert dark != before
    journalist.open("/account")
    assert page.evaluate(background) == dark


def paths(originals: dict[int, bytes]) -> list[str]:
    described, bare = list(originals)[3], list(originals)[1]
    return [
        "/", "/?q=korea&date=2020&keyword=opening", "/?q=korea+opne&date=1999", "/?q=iso:fast", "/search/language",
        "/searches", "/search/values/keyword", f"/photos/{described}/why?q=korea",
        f"/photos/{described}?q=korea&sort=oldest&at=4", f"/photos/{bare}", "/photos/4711", "/account",
        "/admin/accounts", "/admin/deliveries", "/sign-in",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(reader: Opened, originals: dict[int, bytes], scheme: str) -> None:
    axe = Axe()
    administrator = reader(color_scheme=scheme)
    administrator.open("/sign-in")
    assert axe.run(administrator.page).violations_count == 0
    administrator.sign_in(Role.ADMINISTRATOR)
    for path in paths(originals):
        administrator.open(path)
        administrator.page.evaluate("for (const fold of document.querySelectorAll('.fold')) fold.open = true")
        results = axe.run(administrator.page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_runs_over_or_complains(reader: Opened, originals: dict[int, bytes], width: int) -> None:
    administrator = reader(viewport={"width": width, "height": 740})
    administrator.sign_in(Role.ADMINISTRATOR)
    for path in paths(originals):
        administrator.complaints.clear()
        administrator.open(path)
        page = administrator.page
        assert page.evaluate(SHIFTS) == 0, f"{path} jumps"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} runs over"
        if "4711" not in path:  # the browser notes that there is no such page
            assert administrator.complaints == [], path


def test_small_things_can_be_hit_with_a_finger(reader: Opened, originals: dict[int, bytes]) -> None:
    phone = reader(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    phone.sign_in(Role.ARCHIVIST)
    phone.open("/")
    small = phone.page.evaluate(TOO_SMALL)
    assert small == []
