# demo and test set up everything that they need in .venv; a fresh Debian needs python3 (3.11) with venv, gcc and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
SOURCES := $(wildcard fastparse/*.pyx fastparse/*.pxd fastparse/*.h remediate/messages/*.pyx remediate/messages/*.pxd)

SANITIZED := build/sanitized

.PHONY: demo test lint bench docs clean fleet sanitize

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

# The reader's tests over extensions built with AddressSanitizer and UndefinedBehaviorSanitizer. PYTHONMALLOC makes
# every buffer an allocation of its own; leaks are not looked for, as the interpreter keeps objects to its end.
sanitize: $(STAMP)
	FASTPARSE_SANITIZE=address,undefined $(BIN)/python setup.py -q build --build-base $(SANITIZED)-objects --build-lib $(SANITIZED)
	ln -sfn ../../tests $(SANITIZED)/tests
	ln -sfn ../../inventory $(SANITIZED)/inventory
	cd $(SANITIZED) && LD_PRELOAD="$$(gcc -print-file-name=libasan.so)" PYTHONMALLOC=malloc \
	    ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
	    REMEDIATE_SHARED="$(abspath $(or $(REMEDIATE_SHARED),../shared))" \
	    ../../$(BIN)/python -m pytest -q -p no:cacheprovider -c ../../pyproject.toml --rootdir . tests/fastparse

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
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
	rm -rf build dist *.egg-info $(VENV) fastparse/*.so remediate/messages/*.so fastparse/*.c report.html report.md plan.json
