#!/bin/sh
# Prints the path of a Chromium for the tests in a browser. Looks for one, else installs one where that is possible;
# says why where it is not, and exits with 1.
set -u

playwrights() {
    .venv-test/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)'
}

found() {
    for browser in "${TEREZE_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" "$(playwrights 2>/dev/null)"; do
        if [ -n "$browser" ] && command -v "$browser" 2>/dev/null; then return 0; fi
    done
    return 1
}

found && exit 0
echo "Installing Chromium for the tests in a browser (first time only) ..." >&2
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    scripts/apt-install.sh chromium && found && exit 0
fi
log=build/chromium.log
mkdir -p build
if .venv-test/bin/python -m playwright install chromium >"$log" 2>&1; then
    found && exit 0
fi
echo "No Chromium was found and none could be installed: $(tail -n 1 "$log" 2>/dev/null)" >&2
echo "Install Chromium or Chrome, or set TEREZE_CHROMIUM to the path of one." >&2
exit 1
