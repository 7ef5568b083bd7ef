# Two commands are enough: `make serve` and `make test`. Everything else is for people who change haero.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: setup serve demo node test check bench attack docs clean

# Exact versions with hashes stand in constraints/ (tools/lock.py). haero itself comes last, built by a setuptools that was checked like the rest.
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

setup: $(VENV)/.ready

$(VENV)/.serve: pyproject.toml constraints/build.txt constraints/serve.txt
	@$(PYTHON) -c 'import sys; sys.exit("haero needs Python 3.11 or newer: call make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	@echo 'Setting up $(VENV): what a server needs (once, about a minute)'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes --requirement constraints/build.txt --requirement constraints/serve.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready: $(VENV)/.serve constraints/test.txt
	@echo 'Setting up $(VENV): what the tests need (once, a minute or two)'
	@$(PIP) --require-hashes --requirement constraints/test.txt
	@touch $@

serve: $(VENV)/.serve
	@exec $(BIN)/haero serve $(ARGS)

demo: $(VENV)/.serve
	@exec $(BIN)/haero demo

# Somebody else's client for Node, and a second type checker: held against hashes as well, no script of theirs run at the installation.
# Without npm, or where it gets nothing, their tests are skipped.
NODE := tests/peers/node tests/typing

node: $(NODE:%=%/node_modules/.ready)

%/node_modules/.ready: %/package.json %/package-lock.json
	@if ! command -v node >/dev/null || ! command -v npm >/dev/null; then \
		echo 'No node and npm here: the tests of $* are skipped'; \
	elif (cd $* && npm ci --ignore-scripts --loglevel=error >/dev/null); then \
		touch $@; \
	else \
		echo 'npm could not install what $* needs: its tests are skipped'; \
	fi

test: check node
	$(BIN)/pytest -n 2 $(ARGS)

# haero's own code: a program of yours in this folder is not held to its style.
CODE := src tests bench tools examples

check: setup
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.bench: $(VENV)/.ready constraints/bench.txt
	@$(PIP) --require-hashes --requirement constraints/bench.txt
	@touch $@

# The engines that haero is measured against want other versions of what haero uses: an environment each, for Python 3.11 to 3.13.
ENGINES := $(patsubst bench/requirements/%.txt,$(VENV)/engines/%/.ready,$(wildcard bench/requirements/*.txt))

$(VENV)/engines/%/.ready: bench/requirements/%.txt
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	@touch $@

bench: $(VENV)/.bench $(if $(ARGS),$(if $(filter engines,$(ARGS)),$(ENGINES)),$(ENGINES))
	@$(BIN)/python -m bench $(ARGS)

attack: setup
	@$(BIN)/python -m tools.attack $(ARGS)

docs: setup
	$(BIN)/python tools/make_docs.py
	$(BIN)/python -m tools.make_session_docs
	$(BIN)/python -m tools.make_setting_docs
	$(BIN)/python -m tools.make_row_docs
	$(BIN)/python -m tools.make_fault_docs
	$(BIN)/python -m tools.make_client_walk

clean:
	rm -rf $(VENV) $(NODE:%=%/node_modules) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build src/*.egg-info
