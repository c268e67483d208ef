PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
DATABASE := data/observatory.duckdb

.DEFAULT_GOAL := help
.PHONY: help run test check data bundle bench clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run

$(VENV)/.browser: $(VENV)/.dev
	@if { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else $(BIN)/python -m playwright install chromium; fi
	@if [ "$$(id -u)" = 0 ] && ! command -v pdftotext >/dev/null 2>&1; then \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq poppler-utils >/dev/null; fi
	@touch $@

run: $(VENV)/.run ## run the dashboard on http://localhost:8501 (PORT=… for another port)
	@$(BIN)/python -m observatory build --if-needed
	$(BIN)/streamlit run observatory/server.py --server.port $(PORT)

data: $(VENV)/.run ## build the database again from data/
	$(BIN)/python -m observatory build

bundle: $(VENV)/.run ## read official files again: make bundle OFFICIAL=folder (ACCEPT_LOSSES=1 when figures are to go)
	$(BIN)/python -m observatory.sources $(if $(ACCEPT_LOSSES),--accept-losses) $(OFFICIAL)

test: $(VENV)/.dev $(VENV)/.browser ## run every test, in a real browser too
	@$(BIN)/python -m observatory build --if-needed
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

check: $(VENV)/.dev ## format, lint, types, SQL, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint queries --disable-progress-bar --processes 0
	$(BIN)/lint-imports

bench: $(VENV)/.dev $(VENV)/.browser ## measure against Dash and a static page; writes bench/RESULTS.md
	@$(BIN)/python -m observatory build --if-needed
	$(BIN)/python bench/run.py

clean: ## remove the database and the caches (not .venv)
	rm -rf $(DATABASE) .mypy_cache .ruff_cache .pytest_cache .hypothesis
