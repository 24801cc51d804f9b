#!/bin/sh
# Passes the tests; arguments go to pytest. Without a browser the tests that drive one are left out, and it says so;
# in CI that is a failure.
set -eu

if [ -z "${TEREZE_SHARED:-}" ] && [ -d ../shared ]; then
    TEREZE_SHARED=$(cd ../shared && pwd)
    export TEREZE_SHARED
fi
if TEREZE_CHROMIUM=$(scripts/chromium.sh); then
    export TEREZE_CHROMIUM
    exec .venv-test/bin/python -m pytest "$@"
fi
if [ "${CI:-}" = true ]; then exit 1; fi
.venv-test/bin/python -m pytest -m "not browser" "$@"
echo "NOT RUN: the tests that drive a browser, for the reason above."
