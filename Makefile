# make demo: set up and score the bundled samples.  make test: set up and run every check.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
CONSTRAINTS := -c .ci/constraints.txt
SOURCES := pyproject.toml .ci/constraints.txt

.PHONY: demo test lint clean

demo: $(VENV)/core
	$(BIN)/voc demo

test: $(VENV)/all lint
	$(BIN)/python -m pytest

lint: $(VENV)/all
	$(BIN)/ruff check voc tests notebooks
	$(BIN)/ruff format --check voc tests notebooks
	$(BIN)/mypy

clean:
	rm -rf $(VENV) demo

$(VENV)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "voc needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/core: $(VENV)/python $(SOURCES)
	@echo "installing voc into $(VENV) (a minute or two) ..."
	$(PIP) install $(CONSTRAINTS) -e .
	touch $@

$(VENV)/all: $(VENV)/python $(SOURCES)
	@echo "installing voc with everything it can use into $(VENV) (a few minutes) ..."
	$(PIP) install $(CONSTRAINTS) -e '.[all]'
	touch $@ $(VENV)/core
