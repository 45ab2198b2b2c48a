# One door for people and CI. Everything lands in .venv; a fresh machine needs Python >= 3.11, git and make.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
# Twice the cores, because tests of faults mostly wait.
TESTERS ?= $(shell $(PYTHON) -c 'import os; print(min(8, 2 * (os.cpu_count() or 1)))')

# Images of containers often forbid it, and then every start of a process compiles all of ours anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install dashboard run test check fix schema bench lock clean

help:  ## show this
	@echo "What in a job search works: README.md says more. Everything is installed inside this folder."
	@echo
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 18
	@echo
	@echo "  make PYTHON=python3.12 run    with another Python than python3; 3.11 or newer"

.venv/.installed: requirements.lock requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is older than 3.11. Choose another: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/.installed dashboard  ## install everything (run and test do it by themselves)

dashboard: dashboard/dist/.built  ## build the dashboard, the explorer and the tracker

dashboard/dist/.built: $(shell find dashboard -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name documents.ts) \
		schema/schema.graphql | .venv/.installed
	@dashboard/build

run: install  ## start the demo on http://127.0.0.1:8000: database, migrations, data, server
	@$(BIN)/python -m server demo

test: install check  ## check, then run the whole suite
	@$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile --no-loadscope-reorder

check: .venv/.installed  ## lint, format, types and layers, changing nothing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

fix: .venv/.installed  ## repair what linter and formatter can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@cd dashboard && test ! -x node_modules/.bin/biome || node_modules/.bin/biome check --write .

schema: .venv/.installed  ## write schema/schema.graphql anew
	@$(BIN)/python -m server schema > schema/schema.graphql.new && mv schema/schema.graphql.new schema/schema.graphql

bench: install  ## measure against rivals in the same run, and print the table
	@$(BIN)/python -m benchmarks

lock: .venv/.installed  ## compile both lock files from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -c requirements.lock --all-extras --group dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what can be made again; the data stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
