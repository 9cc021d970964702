# Vigie: `make run` and `make test` need Python 3.11+ and make, nothing else by hand.
PYTHON ?= python3
VENV := .venv/bin
export PYTHONDONTWRITEBYTECODE ?=
.DEFAULT_GOAL := help
.PHONY: help python run test faults check format bench lock bundle clean environment environment-dev browser

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || \
	  { echo "vigie: There is no $(PYTHON) here; name a Python 3.11 or newer: make run PYTHON=python3.12" >&2; exit 1; }

environment: python
	@$(PYTHON) app/embedded/bootstrap.py base

environment-dev: python
	@$(PYTHON) app/embedded/bootstrap.py base dev

run: environment ## start everything on this machine: database, web, worker (PORT=8001 for another port)
	@exec $(VENV)/python -m app.embedded.supervisor

browser: environment-dev
	@$(VENV)/python -m tests.browser

test: environment-dev browser ## every test, a real browser included
	@$(VENV)/python -m pytest -n 2 --dist worksteal $(TESTS)

faults: environment-dev ## the fault tests at full size, hours (VIGIE_FAULTS=10% for a tenth)
	@VIGIE_FAULTS=$${VIGIE_FAULTS:-full} $(VENV)/python -m pytest -n 0 --timeout 14400 $(or $(TESTS),tests/faults)

check: environment-dev ## format, lint, types, contracts, migrations, translations, processes, bundle
	@sh .ci/check $(VENV)

format: environment-dev ## format and mend what ruff can
	@$(VENV)/ruff format . && $(VENV)/ruff check --fix .

bench: environment-dev ## measure; writes benchmarks/results.md
	@$(VENV)/python -m benchmarks

lock: ## lock requirements/*.in with hashes, without any registry's address
	@for group in base dev; do $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  requirements/$$group.in -o requirements/$$group.txt || exit 1; done

bundle: ## rebuild app/static/dist from frontend/ (needs Node 20)
	@cd frontend && npm ci --no-fund --no-audit && npm run --silent build

clean: ## remove the environment and the trial fund with its database
	@rm -rf .venv var
