# One door for people and CI. Everything lands in .venv; a fresh machine needs Python >= 3.11, git and make.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help install explorer run test check fix schema bench lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.venv/.installed: requirements.lock requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/.installed explorer  ## install everything into .venv

explorer: dashboard/dist/.built  ## build the explorer (GraphiQL) that a browser gets at /graphql

dashboard/dist/.built: dashboard/build dashboard/.npmrc $(wildcard dashboard/*.json dashboard/*.ts dashboard/explorer/*) \
		| .venv/.installed
	@dashboard/build

run: install  ## start the demo: database, migrations, data, server on http://127.0.0.1:8000
	@$(BIN)/python -m server demo

test: install check  ## run the checks and the whole suite
	@$(BIN)/python -m pytest

check: .venv/.installed  ## lint, format, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

fix: .venv/.installed  ## repair what the linter and the formatter can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

schema: .venv/.installed  ## write schema/schema.graphql
	@$(BIN)/python -m server schema > schema/schema.graphql.new && mv schema/schema.graphql.new schema/schema.graphql

bench: install  ## measure, as ratios in one run
	@$(BIN)/python -m benchmarks

lock: .venv/.installed  ## compile the locks from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what can be made again (not the data)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
