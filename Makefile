# Ferry: `make run` on a fresh machine needs Python 3.11+ and make, nothing else.
# Another Python: make run PYTHON=/path/to/python3

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
MADE := $(VENV)/.made
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run demo test check bench tour

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_READY) ## start the bot (with BOT_TOKEN), or the demo (without)
	@exec $(BIN)/python main.py

demo: $(RUN_READY) ## start the demo, whatever the settings say
	@exec $(BIN)/python main.py --demo

test: $(DEV_READY) ## run all tests with coverage; one folder: make test ARGS=tests/web
	@$(BIN)/python -m pytest -n 2 -rs $(if $(ARGS),--no-cov $(ARGS),--cov=bot --cov-branch --cov-report=term)
	@command -v chromium >/dev/null || \
	  echo "Skipped: what only a browser can show. To test it too, install Chromium (Debian: apt install chromium)."

check: $(DEV_READY) ## format, lint, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(DEV_READY) ## measure, and write bench/RESULTS.md
	@$(BIN)/python -m bench $(ARGS)

tour: $(DEV_READY) ## take the pictures of docs/tour.md
	@$(BIN)/python docs/tour/take.py $(ARGS)

$(MADE):
	@python="$(PYTHON)"; \
	if [ -z "$$python" ]; then \
	  for candidate in python3.13 python3.14 python3.12 python3.11 python3 python; do \
	    if $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	      python=$$candidate; break; \
	    fi; \
	  done; \
	fi; \
	python="$${python:-python3}"; \
	if ! $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  echo "Ferry needs Python 3.11 or newer; $$python isn't one. Install it, or name it: make run PYTHON=/path/to/python3"; \
	  exit 1; \
	fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python can't make virtual environments. Debian, Ubuntu: apt install python3-venv"; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$python --version) ..."; \
	$$python -m venv $(VENV) && touch $@

$(RUN_READY): requirements.txt | $(MADE)
	@echo "Installing what the bot runs on; the first time takes a minute or two ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt requirements.txt | $(MADE)
	@echo "Installing what tests and checks need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $(RUN_READY) $@
