#!/bin/sh
# Resolves the dependencies again, to the newest versions that pyproject.toml and frontend/package.json allow.
# The files hold hashes and name no package index, so that any mirror serves.
set -eu

lock() {
    output=requirements/$1.txt
    shift
    .venv-test/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
        --custom-compile-command "make lock" --output-file "$output" "$@"
}

lock build --group build
lock run pyproject.toml
lock bench pyproject.toml --group bench --group dev --constraint requirements/run.txt --constraint requirements/build.txt
lock dev pyproject.toml --group dev --constraint requirements/run.txt --constraint requirements/build.txt

home=$(.venv-build/bin/python -c 'import hatch_build; print(hatch_build.node_home())')
cd frontend
"$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" update --package-lock-only --ignore-scripts --no-audit --no-fund
