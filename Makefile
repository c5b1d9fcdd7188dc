# demo and test set up everything that they need in .venv; a fresh Debian needs python3 (3.11) with venv, gcc and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
SOURCES := $(wildcard fastparse/*.pyx fastparse/*.pxd fastparse/*.h)

.PHONY: demo test lint bench docs clean fleet

demo: $(STAMP)
	@$(BIN)/remediate plan inventory/dumps --inventory inventory/config.yaml \
	    -o plan.json --report report.html --report report.md; \
	status=$$?; test $$status -eq 3 || { echo "demo: unexpected exit status $$status" >&2; exit 1; }

test: $(STAMP)
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m bench

docs: $(STAMP)
	$(BIN)/python docs/make_rules.py
	$(BIN)/python docs/make_reference.py

fleet: $(STAMP)
	$(BIN)/python inventory/make_fleet.py

$(STAMP): pyproject.toml setup.py $(SOURCES)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(STAMP)

clean:
	rm -rf build dist *.egg-info $(VENV) fastparse/*.so fastparse/*.c report.html report.md plan.json
