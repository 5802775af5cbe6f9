# `make` lists the targets. Everything is installed into .venv from the lock files; nothing else of the machine is touched.

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
CODE := app demo doitac_client seed migrations tests bench
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)
COVERED := --cov --cov-report= --cov-fail-under=0
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" --extra build

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format bench migrate seed lock

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME)  ## the server, migrated and seeded; HOST, PORT (8000) and DOITAC_* apply
	$(BIN)/doitac serve

test: $(DEV)  ## the whole suite on SQLite, with its coverage, then what asks a database on PostgreSQL; ARGS go to pytest
	$(BIN)/coverage erase
	DOITAC_TEST_DATABASE=sqlite $(PYTEST) $(COVERED) $(ARGS)
	$(BIN)/coverage report
	DOITAC_TEST_DATABASE=postgresql $(PYTEST) $(ARGS)

check: $(DEV)  ## lint, format, types and the rules on who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-logo

format: $(DEV)  ## lay the code out and mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(DEV)  ## measure what the project claims; ARGS go to it
	$(BIN)/python -m bench $(ARGS)
	$(BIN)/python -m bench.occurrences
	$(BIN)/python -m bench.imports

migrate: $(RUNTIME)  ## bring the database of DOITAC_DATABASE_URL to the newest schema
	$(BIN)/doitac migrate

seed: $(RUNTIME)  ## load the facts of the five plans; a second time changes nothing
	$(BIN)/doitac seed

lock: $(DEV)  ## write the lock files anew from pyproject.toml; ARGS="--upgrade" raises the pins
	$(COMPILE) $(ARGS) --output-file requirements.lock pyproject.toml
	$(COMPILE) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

# The stamps follow one another, so that `make -j` never runs two installers in one environment.
$(VENV)/.created:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME): $(VENV)/.created requirements.lock pyproject.toml
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q app demo doitac_client migrations seed
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@
