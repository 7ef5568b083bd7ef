# Two commands are enough: `make serve` and `make test`. Everything else is for people who change haero.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: setup serve demo test check bench docs clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("haero needs Python 3.11 or newer: call make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,peers,replay]'
	@touch $@

serve: setup
	@exec $(BIN)/haero serve $(ARGS)

demo: setup
	@exec $(BIN)/haero demo

test: check
	$(BIN)/pytest -n 2 $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.bench: $(VENV)/.ready pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,peers,replay,bench]'
	@touch $@

# The engines that haero is measured against want other versions of what haero uses: an environment each, for Python 3.11 to 3.13.
ENGINES := $(patsubst bench/requirements/%.txt,$(VENV)/engines/%/.ready,$(wildcard bench/requirements/*.txt))

$(VENV)/engines/%/.ready: bench/requirements/%.txt
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	@touch $@

bench: $(VENV)/.bench $(if $(ARGS),$(if $(filter engines,$(ARGS)),$(ENGINES)),$(ENGINES))
	@$(BIN)/python -m bench $(ARGS)

docs: setup
	$(BIN)/python tools/make_docs.py
	$(BIN)/python -m tools.make_session_docs

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build src/*.egg-info
