"""Uploads that survive, in a real browser: lost connections, reloads, restarts, thousands of files, no mouse."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from archive.model import Accession, Asset, Event, Original, Role, Upload
from archive.services import indexing
from archive.work import Archive
from tests.browser.conftest import Opened, Reader
from tests.factories import jpeg

pytestmark = pytest.mark.browser

CHOOSE_FILES = "input[name=file]"
FILES = "**/upload/files*"
PIECES = "**/upload/files/*"


@pytest.fixture(autouse=True)
def _searchable(archive: Archive) -> None:
    """The front page, where one lands, searches."""
    indexing.settle(archive)


@pytest.fixture
def archivist(reader: Opened) -> Reader:
    person = reader()
    person.sign_in(Role.ARCHIVIST)
    person.open("/upload")
    return person


def frames(folder: Path, count: int, size: int = 0) -> list[Path]:
    """Photos as they lie on a card; ``size`` bytes of noise make each longer."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"DSC_{622 + number:04}.JPG" for number in range(count)]
    for path in paths:
        path.write_bytes(jpeg() + random.randbytes(size))
    return paths


def choose(page: Page, files: list[Path]) -> None:
    page.set_input_files(CHOOSE_FILES, files)


def done(page: Page, told: str) -> None:
    expect(page.locator("[data-done]")).to_have_text(f"Done: {told}.", timeout=60_000)


def digests(archive: Archive) -> set[str]:
    with archive.reading() as work:
        return set(work.session.scalars(select(Original.sha256)))


def of(files: list[Path]) -> set[str]:
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_small_and_large_files_arrive_as_they_are(archive: Archive, archivist: Reader, tmp_path: Path) -> None:
    files = frames(tmp_path / "small", 5) + frames(tmp_path / "large", 2, size=3_000_000)
    choose(archivist.page, files)
    done(archivist.page, "new 7")
    assert digests(archive) == of(files)
    with archive.reading() as work:
        assert len(work.session.scalars(select(Accession.id)).all()) == 1
    assert archivist.complaints == []


def test_a_lost_connection_is_waited_for(archive: Archive, archivist: Reader, tmp_path: Path) -> None:
    files = frames(tmp_path / "card", 2, size=3_000_000)
    page = archivist.page
    page.route(PIECES, lambda route: route.abort())
    choose(page, files)
    expect(page.locator(".is-lost")).to_have_count(2, timeout=30_000)
    expect(page.locator(".is-lost").first).to_contain_text("waiting for the connection")
    page.unroute(PIECES)
    done(page, "new 2")
    assert digests(archive) == of(files)


def interrupted(page: Page, files: list[Path]) -> None:
    """Begin to send, and lose the connection for good after the first pieces."""
    page.route(PIECES, lambda route: route.abort())
    choose(page, files)
    expect(page.locator(".is-lost")).to_have_count(len(files), timeout=30_000)


@pytest.mark.parametrize("how", ["reload", "restart"])
def test_a_file_goes_on_where_it_was(
    archive: Archive, reader: Opened, archivist: Reader, tmp_path: Path, how: str
) -> None:
    files = frames(tmp_path / "card", 2, size=3_000_000)
    page = archivist.page
    interrupted(page, files)
    page.wait_for_function("() => Object.values(localStorage).some((kept) => JSON.parse(kept).count === 2)")
    with archive.reading() as work:
        begun = set(work.session.scalars(select(Upload.id)))
    page.once("dialog", lambda dialog: dialog.accept())  # leaving warns
    if how == "restart":
        kept = page.context.storage_state()
        page.context.close()
        page = reader(storage_state=kept).page
    page.unroute(PIECES)
    page.goto(f"{archivist.address}/upload")
    expect(page.locator("[data-interrupted]")).to_contain_text("files that had not arrived: 2 (DSC_0622.JPG")
    choose(page, files)
    done(page, "new 2")
    with archive.reading() as work:
        assert set(work.session.scalars(select(Upload.id))) == begun
        assert len(work.session.scalars(select(Accession.id)).all()) == 1
    assert digests(archive) == of(files)
    page.reload()
    expect(page.locator("[data-interrupted]")).to_be_hidden()


def test_what_has_arrived_is_not_sent_again(archive: Archive, archivist: Reader, tmp_path: Path) -> None:
    files = frames(tmp_path / "card", 2, size=3_000_000)
    page = archivist.page
    choose(page, files)
    done(page, "new 2")
    sent = []
    page.on("request", lambda request: sent.append(request.method) if "/upload/files/" in request.url else None)
    archivist.open("/upload")
    choose(page, files)
    done(page, "new 0, already held 2")
    assert "PATCH" not in sent


def test_an_upload_can_be_paused_and_a_file_called_back(archive: Archive, archivist: Reader, tmp_path: Path) -> None:
    files = frames(tmp_path / "card", 8, size=3_000_000)
    page = archivist.page
    waiting: list[Route] = []
    page.route(PIECES, lambda route: waiting.append(route))  # noqa: PLW0108 (playwright cannot hold a built-in)
    choose(page, files)
    expect(page.locator(".is-sending")).to_have_count(4, timeout=30_000)
    archivist.tab_to("[data-pause]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-figures]")).to_contain_text("paused")
    page.locator(".is-sending [data-cancel]").first.click()
    page.locator(".is-queued [data-cancel]").first.click()
    expect(page.locator(".is-cancelled")).to_have_count(2)
    page.unroute(PIECES)
    archivist.tab_to("[data-go-on]")
    page.keyboard.press("Enter")
    done(page, "new 6, cancelled 2")
    assert len(digests(archive)) == 6


def test_what_failed_is_listed_with_its_reason_and_tried_again(archivist: Reader, tmp_path: Path) -> None:
    page = archivist.page
    error = {"error": {"code": "too-large", "message": "Your account may bring in 1 GB, and they are used up."}}
    page.route(FILES, lambda route: route.fulfill(status=413, json=error))
    choose(page, frames(tmp_path / "card", 3))
    expect(page.locator(".is-failed")).to_have_count(3, timeout=30_000)
    expect(page.locator(".is-failed").first).to_contain_text("they are used up")
    page.locator("[data-filter=failed]").click()
    expect(page.locator("[data-rows] > li")).to_have_count(3)
    page.unroute(FILES)
    page.locator(".is-failed [data-retry]").first.click()
    expect(page.locator("[data-rows] > li")).to_have_count(2, timeout=30_000)
    archivist.tab_to("[data-retry-all]")
    page.keyboard.press("Enter")
    done(page, "new 3")


def test_a_full_disk_stops_the_queue_and_says_why(archivist: Reader, tmp_path: Path) -> None:
    page = archivist.page
    error = {"error": {"code": "storage-full", "message": "The archive's disk is full."}}
    page.route(FILES, lambda route: route.fulfill(status=507, json=error))
    choose(page, frames(tmp_path / "card", 6))
    expect(page.locator("[data-halted]")).to_contain_text("The archive's disk is full.", timeout=30_000)
    expect(page.locator(".is-failed")).to_have_count(0)
    page.unroute(FILES)
    page.locator("[data-go-on]").click()
    done(page, "new 6")


def test_whoever_signs_in_again_elsewhere_goes_on_here(archivist: Reader, tmp_path: Path) -> None:
    page = archivist.page
    page.context.clear_cookies()
    choose(page, frames(tmp_path / "card", 3))
    expect(page.locator("[data-halted]")).to_be_visible(timeout=30_000)
    other = Reader(page.context.new_page(), archivist.address)
    other.sign_in(Role.ARCHIVIST)
    page.locator("[data-go-on]").click()
    done(page, "new 3")


DROP = """([folder, names, content]) => {
  const file = (name) => new File([new Uint8Array([...content, name.charCodeAt(0)])], name, { type: "image/jpeg" });
  const entryOf = (path, name) => ({
    name, isFile: true, fullPath: `/${path}/${name}`, file: (resolve) => resolve(file(name)) });
  const readerOf = (all) => ({ readEntries: (resolve) => resolve(all.splice(0, 2)) });
  const folderEntry = { name: folder, isFile: false, fullPath: `/${folder}`,
    createReader: () => readerOf(names.map((name) => entryOf(folder, name))) };
  const event = new DragEvent("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: {
    files: [], types: ["Files"], items: [{ webkitGetAsEntry: () => folderEntry }] } });
  document.querySelector("[data-dropzone]").dispatchEvent(event);
}"""


def test_a_dropped_folder_becomes_an_event(archive: Archive, archivist: Reader) -> None:
    page = archivist.page
    page.evaluate("document.querySelector('[name=folders]').checked = true")
    for _ in range(2):
        page.evaluate(DROP, ["Nauryz 2026", ["a.jpg", "b.jpg", "c.jpg"], list(jpeg())])
    done(page, "new 6")
    with archive.reading() as work:
        event = work.session.scalars(select(Event)).one()
        assert event.title == {"en": "Nauryz 2026"}
        assert {asset.event_id for asset in work.session.scalars(select(Asset))} == {event.id}
        assert set(work.session.scalars(select(Upload.folder))) == {"Nauryz 2026"}


THOUSANDS = """() => {
  const files = new DataTransfer();
  // No byte of a video is sent: the page itself refuses it.
  for (let n = 0; n < 5000; n += 1) files.items.add(new File(["x"], `MVI_${n}.MP4`, { type: "video/mp4" }));
  document.querySelector("input[name=file]").files = files.files;
}"""
AND_THROUGH_THEM = """async () => {
  document.querySelector("input[name=file]").dispatchEvent(new Event("change", { bubbles: true }));
  for (let step = 0; step < 60; step += 1) {
    await new Promise(requestAnimationFrame);
    scrollTo(0, step * 3000);
  }
}"""


def longest_task(browser: Browser, page: Page, act: str) -> float:
    """The longest task of the page's main thread while something is done, in milliseconds.

    Of its own time: whatever else the machine is busy with does not count.
    """
    browser.start_tracing(page=page)
    page.evaluate(act)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event.get("tdur", 0) for event in events if event["name"] == "RunTask" and (event["pid"], event["tid"]) in mains
    ]
    assert tasks
    return max(tasks) / 1000


def test_thousands_of_files_do_not_freeze_the_page(chromium: Browser, archivist: Reader) -> None:
    page = archivist.page
    page.evaluate(THOUSANDS)
    assert longest_task(chromium, page, AND_THROUGH_THEM) < 50
    expect(page.locator("[data-filter=refused] strong")).to_have_text("5000")
    assert 0 < page.locator("[data-rows] > li").count() < 60


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_at_work_is_accessible(reader: Opened, tmp_path: Path, width: int, scheme: str) -> None:
    person = reader(viewport={"width": width, "height": 800}, color_scheme=scheme)
    person.sign_in(Role.ARCHIVIST)
    person.open("/upload")
    notes = tmp_path / "NOTES.TXT"
    notes.write_text("no photo")
    choose(person.page, [*frames(tmp_path / "card", 2), notes])
    done(person.page, "new 2, refused 1")
    found = Axe().run(person.page)
    assert found.violations_count == 0, found.generate_report()
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert person.complaints == []
