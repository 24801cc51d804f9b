"""Make the pictures of the documentation: serve the sample event, and look at it with a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.serving import serving

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT = 1280, 860
NAME, PASSWORD = "archivist", "a password for this run"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Write each picture anew."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), "--sample") as server:
        give_password(folder)
        wait_for_sample(server.process)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en")
            sign_in(page, server.address)
            page.goto(f"{server.address}/?q=korea", wait_until="networkidle")
            shoot(page, "gallery.jpg")
            page.locator("li.tile a").first.click()
            page.wait_for_load_state("networkidle")
            shoot(page, "photo.jpg")
            browser.close()


def chromium() -> str | None:
    """The browser to use; None for the one that Playwright installed."""
    return os.environ.get("TEREZE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def give_password(folder: str) -> None:
    """Replace the generated password, which only the server's first lines told."""
    command = [sys.executable, "-m", "archive.cli", "user", "password", NAME, "--password-stdin"]
    subprocess.run(command, env={**os.environ, "TEREZE_HOME": folder}, input=PASSWORD, text=True, check=True)


def wait_for_sample(process: subprocess.Popen[str]) -> None:
    """Read what the server says until it tells its address: then the sample is loaded."""
    assert process.stdout is not None
    for line in process.stdout:
        if "The archive is at" in line:
            return


def sign_in(page: Page, address: str) -> None:
    """As a person does."""
    page.goto(f"{address}/sign-in")
    page.fill("input[name=name]", NAME)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def shoot(page: Page, name: str) -> None:
    """One picture of what is to be seen without scrolling."""
    page.screenshot(path=str(IMAGES / name), type="jpeg", quality=82)


if __name__ == "__main__":
    main()
