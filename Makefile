# Everything here makes what it needs: "make run" and "make test" work in a fresh clone. "make help" lists it all.
# PYTHON=... chooses the interpreter; ARGS=... goes to the command that is run.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: run test check style format types layers bench messages screenshots lock wheel clean help

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
WHEEL := build/editable/tereze-$(VERSION)-py3-none-any.whl
SOURCES := $(shell find frontend archive/translations -name '*.mo' -prune -o -print 2>/dev/null)
LANGUAGES := en ko ru

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

run: .venv/installed  ## set everything up, serve the archive with its sample event; Ctrl+C stops it
	@exec .venv/bin/tereze serve --sample $(ARGS)

test: .venv-test/installed  ## set everything up, pass the tests (ARGS="-k upload": only some)
	@scripts/test.sh $(ARGS)

check: style format types layers  ## what a machine can judge; -k goes on after the first fault

style: .venv-test/installed
	.venv-test/bin/ruff check --output-format concise

format: .venv-test/installed
	.venv-test/bin/ruff format --check --output-format concise

types: .venv-test/installed
	.venv-test/bin/mypy

layers: .venv-test/installed
	.venv-test/bin/lint-imports

bench: .venv-bench/installed  ## print the figures (ARGS=engines: only some)
	.venv-bench/bin/python -m benchmarks $(ARGS)

screenshots: .venv-test/installed  ## make the pictures of the documentation anew
	browser=$$(scripts/chromium.sh) && TEREZE_CHROMIUM=$$browser .venv-test/bin/python scripts/screenshots.py

messages: .venv-test/ready  ## bring the catalogues up to date with the texts in code and templates
	@mkdir -p build
	.venv-test/bin/pybabel -q extract --mapping babel.cfg --keyword lazy_gettext --keyword Message --output build/messages.pot --no-wrap --sort-by-file \
	    --add-location file --project tereze --version $(VERSION) --copyright-holder "the Tereze contributors" .
	for language in $(LANGUAGES); do \
	    .venv-test/bin/pybabel -q update --input-file build/messages.pot --output-dir archive/translations \
	        --locale $$language --init-missing --no-fuzzy-matching --no-wrap --ignore-pot-creation-date || exit 1; \
	done

lock: .venv-test/ready .venv-build/ready  ## resolve the dependencies again into requirements/ and frontend/package-lock.json
	scripts/lock.sh

wheel: .venv-build/ready  ## build the wheel into dist/
	.venv-build/bin/hatchling build --target wheel

clean:  ## remove what was built, with the environments; uploads/ and index/ stay
	rm -rf .venv .venv-build .venv-test build dist archive/static/dist .grimp_cache .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find archive -name '*.mo' -delete

help:
	@sed -n 's/^\([a-z]*\):.*## /    make \1	/p' Makefile | expand -t 24

# An environment is made afresh when its lock file changes; bundles and catalogues when one of their sources does.

.venv/ready: requirements/run.txt
	@echo "Installing what the archive needs (first time only, about half a minute) ..."
	@scripts/environment.sh $(@D) $<

.venv-test/ready: requirements/dev.txt
	@echo "Installing what the tests need (first time only, about a minute) ..."
	@scripts/environment.sh $(@D) $<

.venv-bench/ready: requirements/bench.txt
	@echo "Installing what the benchmarks compare with (first time only, about a minute) ..."
	@scripts/environment.sh $(@D) $<

.venv-build/ready: requirements/build.txt
	@echo "Installing what builds the front end (first time only, about half a minute) ..."
	@scripts/environment.sh $(@D) $<

$(WHEEL): .venv-build/ready pyproject.toml hatch_build.py $(SOURCES)
	@.venv-build/bin/hatchling build --target wheel:editable --directory $(@D)
	@touch $@

%/installed: %/ready $(WHEEL)
	@$(@D)/bin/python -m pip install --quiet --no-deps --force-reinstall $(WHEEL)
	@touch $@
