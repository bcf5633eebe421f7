# The commands of this project. `make demo` shows it, `make test` proves it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PEOPLE ?= 2000
CORES := $(shell nproc)
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: demo test fast prove bench words lock wheel browser clean

demo: .venv/made
	$(BIN)/python -m demonstration --people $(PEOPLE) $(if $(ONCE),--once)

test: .venv/made-dev browser fast
	$(BIN)/python -m pytest -n $(CORES) --dist loadgroup -m "not prove"

fast: .venv/made-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

prove: .venv/made-dev browser
	$(BIN)/python -m pytest -n $(CORES) --dist loadgroup -m "prove or story"

bench: .venv/made-bench
	$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY))

words: .venv/made-dev
	mkdir -p var
	$(BIN)/python -m babel.messages.frontend -q extract -F babel.cfg -k _l -k refuse:2 -k Problem:2 -k conflict:1 -k missing:1 --no-location --sort-output --omit-header -o var/messages.pot .
	$(BIN)/pybabel -q update -i var/messages.pot -d mis/translations --no-fuzzy-matching --ignore-pot-creation-date

lock:
	uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-header --extra dev pyproject.toml -o requirements-dev.txt
	uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-header --extra dev --extra bench pyproject.toml -o requirements-bench.txt

wheel: .venv/made-dev
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist .

# The browser is the one thing that does not come from PyPI: Debian's Chromium.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q chromium; } || \
	  { echo "The tests need Debian's Chromium: apt-get install chromium"; exit 1; }

.venv/bin/python:
	$(PYTHON) -m venv .venv

# The command of a checkout; an installed wheel brings its own.
.venv/bin/mis: | .venv/bin/python
	printf '#!/bin/sh\nPYTHONPATH="$(CURDIR)" exec "$(CURDIR)/.venv/bin/python" -m wsgi "$$@"\n' > $@
	chmod +x $@

.venv/made: requirements.txt .venv/bin/mis | .venv/bin/python
	$(BIN)/pip install -q --require-hashes -r requirements.txt
	touch $@

.venv/made-dev: requirements-dev.txt .venv/bin/mis | .venv/bin/python
	$(BIN)/pip install -q --require-hashes -r requirements-dev.txt
	touch $@ .venv/made

# What only the measurements compare themselves with.
.venv/made-bench: requirements-bench.txt .venv/made-dev
	$(BIN)/pip install -q --require-hashes -r requirements-bench.txt
	touch $@

clean:
	rm -rf .venv build dist *.egg-info
