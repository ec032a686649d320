# Every command a person needs. `make help` explains them; set-up itself is in setup/, in plain Python.
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Compiled modules make every later start faster.
unexport PYTHONDONTWRITEBYTECODE

# The first Python that is new enough; it makes .venv, which does everything else.
PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV_PYTHON := .venv/bin/python
BASE = $(or $(PYTHON),$(error Hanse needs Python 3.11 or later: install one))
TESTS ?= tests
FAST_TESTS = $(wildcard tests/architecture tests/kit tests/platform tests/domains)
PYTEST_ARGS ?=
WORKERS ?= 4
ARGS ?=

# Quick when there is nothing to do: the environment's own Python looks first.
set_up = $(VENV_PYTHON) -sE setup/fresh.py $(1) 2>/dev/null || \
	{ $(BASE) setup/environment.py $(1) && $(VENV_PYTHON) setup/browser_files.py; }

style = .venv/bin/ruff check . && .venv/bin/ruff format --check .
# Takes one processor for a while: beside it `make test` compiles the test modules once, not once in each process.
structure = .venv/bin/mypy && .venv/bin/lint-imports

.PHONY: help run setup setup-dev check lint test test-all mutate bench faults clean lock

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Start Hanse with the demo world (Ctrl-C stops it)
	@exec .venv/bin/hanse up $(ARGS)

setup: ## Install packages and browser files, once
	@$(call set_up,run)

setup-dev:
	@$(call set_up,dev)

lint: setup-dev ## Only the linters: ruff, mypy, import rules
	@$(style) && $(structure)

check: lint ## The fast part: linters, architecture, kit and unit tests
	@.venv/bin/pytest -n $(WORKERS) -m "not browser and not slow" $(FAST_TESTS) $(PYTEST_ARGS)

test: setup-dev ## The whole check: linters and all tests, also in a real browser
	@$(style)
	@.venv/bin/pytest --collect-only --quiet $(TESTS) > /dev/null 2>&1 & compiled=$$!; \
		$(structure) || exit 1; wait $$compiled; chromium=$$($(VENV_PYTHON) setup/browser.py) || exit 1; \
		HANSE_CHROMIUM="$$chromium" .venv/bin/pytest -n $(WORKERS) $(TESTS) $(PYTEST_ARGS)

test-all: ## The whole check without sampling: every walk over the registry takes every operation and page
	@HANSE_TESTS=all $(MAKE) test

mutate: setup-dev ## Take each place away that asks for a right, and see which test misses it (ARGS="--only orders")
	@$(VENV_PYTHON) -m tests.mutation $(ARGS)

bench: setup-dev ## Measure speed and size; prints a table and writes bench/out/*.json
	@$(VENV_PYTHON) -m bench $(ARGS)

faults: setup-dev ## Break a running installation in every way; prints a table and writes faults/out/*.json
	@$(VENV_PYTHON) -m faults $(ARGS)

clean: ## Delete what set-up made; the data in .hanse stays
	rm -rf .venv node_modules hanse/platform/web/static/vendor setup/chromium/node_modules setup/chromium/unpacked
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis bench/out faults/out
	find hanse tests setup bench faults -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

lock: setup ## Pin requirements and npm packages again (ARGS=--upgrade for newer ones)
	@$(VENV_PYTHON) setup/lock.py $(ARGS)
