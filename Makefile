# make run    everything set up, the site on http://127.0.0.1:8000
# make test   every test
# make help   the rest
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make

.PHONY: run test check bench shots messages lock clean help build wheel
.DEFAULT_GOAL := help

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(STAMPS)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Địa Bàn needs Python 3.11 or newer: make run PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements/run.txt pyproject.toml $(STAMPS)/python
	@echo "Installing what the program needs …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/run
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/node: requirements/node.txt scripts/setup_node.py $(STAMPS)/run
	@$(BIN)/python scripts/setup_node.py
	@touch $@

$(STAMPS)/packages: web/package-lock.json $(STAMPS)/node
	@echo "Installing what the map's front end needs …"
	@cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)
$(STAMPS)/web: $(WEB_SOURCES) $(STAMPS)/packages
	@echo "Building the front ends: the map, the field application …"
	@cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	@touch $@

PO := $(wildcard diaban/locale/*/LC_MESSAGES/django.po)
$(STAMPS)/messages: $(PO) scripts/messages.py $(STAMPS)/run
	@$(BIN)/python scripts/messages.py compile
	@touch $@

STATIC := $(shell find diaban -path '*/static/*' -type f -not -path '*/static/map/*' -not -path '*/static/field/*' -not -path '*/fonts/*' 2>/dev/null)
$(STAMPS)/static: $(STAMPS)/web $(STATIC)
	@$(BIN)/diaban manage collectstatic --noinput --verbosity 0
	@touch $@

build: $(STAMPS)/static $(STAMPS)/messages ## everything that is built from the sources

wheel: build ## a package to install elsewhere: dist/diaban-….whl
	@$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@rm -rf build && ls dist/*.whl

run: build ## set everything up and serve http://127.0.0.1:8000
	@$(BIN)/diaban init --demonstration
	@DIABAN_ANONYMOUS_PETITIONS=$${DIABAN_ANONYMOUS_PETITIONS:-1} exec $(BIN)/diaban serve --port $(PORT)

test: $(STAMPS)/dev build ## every test: Python, front end, browser
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not browser"
	@$(BIN)/python -m pytest -q -m browser
	@cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm test --silent

check: $(STAMPS)/dev $(STAMPS)/packages ## format, lint, types, messages
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy diaban
	$(BIN)/djlint --check --quiet diaban && $(BIN)/djlint --lint --quiet diaban
	$(BIN)/python scripts/messages.py check
	cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check

bench: $(STAMPS)/dev build ## print the figures of benchmarks/
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

shots: $(STAMPS)/dev build ## take the README's pictures again
	@$(BIN)/python scripts/screenshots.py

messages: $(STAMPS)/dev ## collect the texts to translate, compile the catalogues
	@$(BIN)/python scripts/messages.py collect && $(BIN)/python scripts/messages.py compile

lock: $(STAMPS)/dev ## resolve requirements/*.in again, with hashes
	@$(BIN)/pip install --quiet uv
	@for name in run dev node; do $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 \
	  requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean: ## forget what was built (the data folder stays)
	rm -rf $(VENV) $(STAMPS) staticfiles web/node_modules diaban/explorer/static/map \
	  diaban/visits/static/field \
	  diaban/design/static/design/fonts
