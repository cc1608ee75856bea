# gongkai: `make run` and `make test` set up what they need in .venv and need nothing but Python 3.11 or newer.
# The newer, the faster (docs/adr/0017): the newest of those that are tested comes first.
PYTHON ?= $(shell for p in python3.13 python3.12 python3 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
READ := analysis,doc,pg
EVERYTHING := $(READ),ocr,night,plot,web,dask,dev

.PHONY: help setup run test browser fuzz check fix docs screenshots bench clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "gongkai needs Python 3.11 or newer with its venv module (Debian: python3-venv): install it, or say which: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { echo "making the environment failed: see above, or say which Python: make PYTHON=/path/to/python3" >&2; exit 1; }

$(VENV)/.reads: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing what reading needs"
	@$(PIP) install -c constraints.txt -e '.[$(READ)]'
	@touch $@

$(VENV)/.tests: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing what the tests need"
	@$(PIP) install -c constraints.txt -e '.[$(EVERYTHING)]'
	@touch $@ $(VENV)/.reads

setup: $(VENV)/.tests  ## everything for development

run: $(VENV)/.reads  ## the main job: samples/ into gongkai.db, and what it found
	@$(BIN)/gongkai load samples --db sqlite:///gongkai.db; code=$$?; \
	if [ $$code -ne 0 ] && [ $$code -ne 3 ]; then exit $$code; fi
	@$(BIN)/python -m pipeline.publishing.look sqlite:///gongkai.db

test: $(VENV)/.tests  ## all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile -q

browser:  ## on purpose, as root on Debian: a browser for the tests of the page, which are skipped without one, and a Chinese font
	apt-get update
	apt-get install -y --no-install-recommends chromium fonts-noto-cjk

fuzz: $(VENV)/.tests  ## long: damaged files for every reader, a night killed twenty times
	@GONGKAI_FUZZ=500 GONGKAI_LONG=1 $(BIN)/python -m pytest -q tests/hostile/test_fuzz.py tests/nightly/test_killed.py

check: $(VENV)/.tests  ## what CI checks besides the tests; changes nothing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pipeline.commands.generated_pages --check
	@$(BIN)/python -m benchmarks.national --check

fix: $(VENV)/.tests  ## format, and mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.tests  ## write the generated pages anew
	@$(BIN)/python -m pipeline.commands.generated_pages
	@$(BIN)/python -m benchmarks.national

screenshots: $(VENV)/.tests  ## the pictures of the page in docs/images, from samples
	@PYTHONPATH=tests $(BIN)/python -m browser.screenshots

bench: $(VENV)/.tests  ## measure, side by side with what one would otherwise use; writes benchmarks/results.md
	@$(PIP) install -c constraints.txt -e '.[bench]'
	@$(BIN)/python -m benchmarks

clean:  ## remove what make made
	rm -rf $(VENV) gongkai.db gongkai.db-wal gongkai.db-shm gongkai.db-run-*.lock .pytest_cache .mypy_cache .ruff_cache
