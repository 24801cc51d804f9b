"""Taking in, describing and publishing in a real browser: by keyboard alone, in light and dark, on a phone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from archive.model import Actor, Asset, Event, Person, Role, Status
from archive.services import indexing, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.browser.conftest import Opened, Reader
from tests.browser.test_reading import SHIFTS
from tests.factories import jpeg, make_event, make_person, take_in

pytestmark = pytest.mark.browser

CHOOSE_FILES = "input[name=file]"
EVENT = "#event-ts-control"
PEOPLE = "#people-ts-control"
KEYWORDS = "#keywords-ts-control"


@pytest.fixture(autouse=True)
def _searchable(archive: Archive) -> None:
    """The front page, where one lands, searches."""
    indexing.settle(archive)


@pytest.fixture
def card(tmp_path: Path) -> list[Path]:
    """Twenty frames as a camera names them, and what else lies on a card."""
    folder = tmp_path / "DCIM"
    folder.mkdir()
    for number in range(20):
        (folder / f"DSC_{622 + number:04}.JPG").write_bytes(jpeg(taken=f"2020:10:08 11:{number:02}:00"))
    (folder / "NOTES.TXT").write_text("not a photo")
    return sorted(folder.iterdir())


def choose(reader: Reader, files: list[Path]) -> None:
    """Open the file dialogue by keyboard, and take these."""
    with reader.page.expect_file_chooser() as chooser:  # before tabbing: it takes the browser a moment to listen
        reader.tab_to(CHOOSE_FILES)
        reader.page.keyboard.press("Enter")
    chooser.value.set_files(files)


def pick(reader: Reader, control: str, typed: str, offered: str) -> None:
    """Type into a picker and take what it offers."""
    reader.tab_to(control)
    reader.page.keyboard.type(typed)
    expect(reader.page.locator(".ts-dropdown .active", has_text=offered)).to_be_visible()
    reader.page.keyboard.press("Enter")


def test_an_archivist_needs_no_mouse(archive: Archive, reader: Opened, card: list[Path]) -> None:
    archivist = reader()
    page, keys = archivist.page, archivist.page.keyboard
    archivist.sign_in(Role.ARCHIVIST)
    archivist.tab_to("a[href='/upload']")
    with page.expect_navigation():
        keys.press("Enter")

    choose(archivist, card)
    pick(archivist, EVENT, "The Window to Korea", "Make the event: “The Window to Korea”")
    expect(page.locator("[data-done]")).to_have_text("Done: new 20, refused 1.", timeout=60_000)
    archivist.tab_to("[data-filter=refused]")
    keys.press("Enter")
    expect(page.locator(".is-refused")).to_contain_text("NOTES.TXT")
    with archive.reading() as work:
        event = work.session.scalars(select(Event)).one()

    def of_the_event() -> int:
        with archive.reading() as work:
            return len(work.session.scalars(select(Asset.id).where(Asset.event_id == event.id)).all())

    page.wait_for_function("!document.querySelector('[data-next]').hidden")
    assert of_the_event() == 20

    archivist.tab_to("[data-describe]")
    with page.expect_navigation():
        keys.press("Enter")
    pick(archivist, PEOPLE, "Ospanova Bakytzhamal", "Make the record of: “Ospanova Bakytzhamal”")
    expect(page.locator(".ts-control .item", has_text="Ospanova")).to_be_visible()
    pick(archivist, KEYWORDS, "opening", "New keyword: “opening”")
    archivist.tab_to("[name='caption.en']")
    keys.type("The director opens the corner.")
    archivist.tab_to("[name=credit]")
    keys.type("National Library")
    archivist.tab_to("button[value=publish]")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator(".flash")).to_contain_text("20 photos are saved.")

    with archive.reading() as work:
        person = work.session.scalars(select(Person)).one()
        for asset in work.session.scalars(select(Asset)):
            assert asset.status == Status.PUBLISHED
            assert asset.event_id == event.id
            assert [shown.id for shown in asset.people] == [person.id]
            assert [keyword.term for keyword in asset.keywords] == ["opening"]
            assert asset.caption["en"] == "The director opens the corner."
            assert asset.credit == "National Library"
    assert archivist.complaints == []


def test_a_card_inserted_twice_adds_nothing(archive: Archive, reader: Opened, card: list[Path]) -> None:
    archivist = reader()
    archivist.sign_in(Role.ARCHIVIST)
    for expected in ("new 3.", "new 0, already held 3."):
        archivist.open("/upload")
        choose(archivist, card[:3])
        expect(archivist.page.locator("[data-done]")).to_contain_text(expected, timeout=30_000)
    with archive.reading() as work:
        assert len(work.session.scalars(select(Asset.id)).all()) == 3


def test_files_of_a_dropped_folder_are_taken_in(archive: Archive, reader: Opened) -> None:
    archivist = reader()
    archivist.sign_in(Role.ARCHIVIST)
    archivist.open("/upload")
    content = list(jpeg())
    archivist.page.evaluate(
        """(content) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(content)], "DSC_0001.JPG", { type: "image/jpeg" }));
          document.querySelector("[data-dropzone]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""",
        content,
    )
    expect(archivist.page.locator("[data-done]")).to_contain_text("new 1", timeout=30_000)
    expect(archivist.page.locator(".upload-name a")).to_have_text("DSC_0001.JPG")


def test_a_new_form_of_a_name_gets_a_row(reader: Opened) -> None:
    archivist = reader()
    page, keys = archivist.page, archivist.page.keyboard
    archivist.sign_in(Role.ARCHIVIST)
    archivist.open("/people/new")
    page.fill("[name=name]", "Kim Khing Su")
    archivist.tab_to("[data-add-row]")
    keys.press("Enter")
    keys.type("김흥수")
    with page.expect_navigation():
        keys.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Kim Khing Su")
    expect(page.locator(".names")).to_contain_text("김흥수")
    assert archivist.complaints == []


def test_words_that_were_typed_are_not_lost_by_a_slip(archive: Archive, archivist: Actor, reader: Opened) -> None:
    asset_id = take_in(archive, archivist, jpeg()).asset_id
    person = reader()
    person.sign_in(Role.ARCHIVIST)
    person.open(f"/describe?id={asset_id}")
    person.tab_to("[name=headline]")
    person.page.keyboard.type("The corner opens")
    asked = []
    person.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    person.page.evaluate("location.href = '/'")
    person.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert person.page.input_value("[name=headline]") == "The corner opens"


def test_without_a_script_photos_are_taken_in_and_described(
    archive: Archive, archivist: Actor, reader: Opened, card: list[Path]
) -> None:
    with archive.begin(archivist) as work:
        event, person = make_event(work, "Nauryz"), make_person(work, "Kim Khing Su", "김흥수")
    plain = reader(java_script_enabled=False)
    page = plain.page
    plain.sign_in(Role.ARCHIVIST)
    plain.open("/upload")
    page.select_option("#event", str(event.id))
    page.set_input_files(CHOOSE_FILES, card[:2])
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Describe the 2 new photos").click()
    page.fill("[name=people]", "김흥수")
    page.fill("[name=keywords]", "opening, library")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".flash")).to_contain_text("2 photos are saved.")
    with archive.reading() as work:
        for asset in work.session.scalars(select(Asset)):
            assert (asset.event_id, asset.status) == (event.id, Status.PUBLISHED)
            assert [shown.id for shown in asset.people] == [person.id]


@pytest.fixture
def paths(archive: Archive, archivist: Actor) -> list[str]:
    """Every page for archivists, with something on it."""
    ids = [take_in(archive, archivist, jpeg(600, 400), f"DSC_{n:04}.JPG").asset_id or 0 for n in range(4)]
    with archive.begin(archivist) as work:
        event = make_event(work, "The Window to Korea", starts_on=date(2020, 10, 8), place="Almaty", series="Corners")
        make_event(work, "Window to India", starts_on=date(2019, 10, 8), series="Corners")
        kim, ospanova = make_person(work, "Kim Khing Su", "김흥수"), make_person(work, "Ospanova", "Оспанова")
        change = AssetChange(
            texts={"credit": "National Library"},
            captions={"en": "The director opens the corner."},
            event_id=event.id,
            add_people=(kim.id, ospanova.id),
            add_keywords=("opening", "library"),
        )
        tagging.edit(work, ids[:3], change)
        tagging.edit(work, ids[:2], AssetChange(status=Status.PUBLISHED, remove_people=(kim.id,)))
        addresses = [f"/events/{event.id}-{event.slug}", f"/people/{ospanova.id}-{ospanova.slug}"]
    many = "&".join(f"id={asset_id}" for asset_id in ids)
    return [
        "/upload", f"/upload?event={event.id}", f"/describe?{many}", f"/describe?id={ids[0]}",
        f"/photos/{ids[0]}/history", "/events", "/events?q=nothing", *addresses, f"/events/{event.id}/edit",
        f"/events/{event.id}/history", "/events/new", "/people",
        "/people?q=nobody", f"/people/{kim.id}/edit", "/people/new",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_for_archivists_is_accessible(reader: Opened, paths: list[str], scheme: str) -> None:
    axe = Axe()
    archivist = reader(color_scheme=scheme)
    archivist.sign_in(Role.ARCHIVIST)
    for path in paths:
        archivist.open(path)
        results = axe.run(archivist.page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_for_archivists_jumps_runs_over_or_complains(reader: Opened, paths: list[str], width: int) -> None:
    archivist = reader(viewport={"width": width, "height": 740})
    archivist.sign_in(Role.ARCHIVIST)
    for path in paths:
        archivist.open(path)
        assert archivist.page.evaluate(SHIFTS) == 0, f"{path} jumps"
        assert archivist.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} runs over"
        assert archivist.complaints == [], path


def test_a_running_upload_is_accessible(reader: Opened, card: list[Path]) -> None:
    archivist = reader()
    archivist.sign_in(Role.ARCHIVIST)
    archivist.open("/upload")
    choose(archivist, [*card[:2], card[-1]])
    expect(archivist.page.locator("[data-done]")).to_contain_text("new 2", timeout=30_000)
    results = Axe().run(archivist.page)
    assert results.violations_count == 0, results.generate_report()
