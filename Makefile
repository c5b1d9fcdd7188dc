# demo and test set up everything that they need in .venv; a fresh Debian needs python3 (3.11) with venv, gcc and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
INSTALLED := $(VENV)/.installed
STAMP  := $(VENV)/.ready
CLIENTS := $(VENV)/.clients
SOURCES := $(wildcard fastparse/*.pyx fastparse/*.pxd fastparse/*.h remediate/messages/*.pyx remediate/messages/*.pxd)

SANITIZED := build/sanitized
FUZZED := build/fuzzed
FUZZ_SECONDS ?= 1800
JOBS ?= 1
# Installed by themselves: with the project, all its extensions would be built once more.
FUZZ_PACKAGES = $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["fuzz"])')

.PHONY: demo test lint bench docs clean fleet sanitize fuzz fuzz-build fuzz-corpus fuzz-report

# An emulated fleet is started, broken in nine ways, read over SSH, and the fix is planned: the main job from end to end.
LAB := build/demo/lab
FAULTS := isakmp-policy-mismatch psk-mismatch crypto-acl-not-mirrored transform-set-mismatch ikev2-authentication-failed \
    crypto-map-not-applied nat-exemption-missing peer-not-answering hmac-verification-failed
demo: $(STAMP)
	@rm -rf build/demo
	@trap '$(BIN)/remediate lab down --forget --inventory $(LAB)' EXIT; set -e; \
	$(BIN)/remediate lab up --devices 30 --seed 9 --port 0 --speed 60 --inventory $(LAB); \
	for fault in $(FAULTS); do $(BIN)/remediate lab inject $$fault --tunnel any --inventory $(LAB); done; \
	sleep 3; \
	$(BIN)/remediate collect -o build/demo/dumps --inventory $(LAB)/config.yaml
	@$(BIN)/remediate plan build/demo/dumps --inventory $(LAB)/config.yaml \
	    -o plan.json --report report.html --report report.md; \
	status=$$?; test $$status -eq 3 || { echo "demo: unexpected exit status $$status" >&2; exit 1; }

test: $(STAMP) $(CLIENTS)
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest fastparse --mypy-config-file pyproject.toml --allowlist tests/stubs_allowed.txt
	$(BIN)/lint-imports

# The reader's tests over extensions built with AddressSanitizer and UndefinedBehaviorSanitizer. PYTHONMALLOC makes
# every buffer an allocation of its own; leaks are not looked for, as the interpreter keeps objects to its end.
sanitize: $(STAMP)
	FASTPARSE_SANITIZE=address,undefined $(BIN)/python setup.py -q build --build-base $(SANITIZED)-objects --build-lib $(SANITIZED)
	ln -sfn ../../tests $(SANITIZED)/tests
	ln -sfn ../../inventory $(SANITIZED)/inventory
	ln -sfn ../../bench $(SANITIZED)/bench
	cd $(SANITIZED) && LD_PRELOAD="$$(gcc -print-file-name=libasan.so)" PYTHONMALLOC=malloc \
	    ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
	    REMEDIATE_SHARED="$(abspath $(or $(REMEDIATE_SHARED),../shared))" \
	    ../../$(BIN)/python -m pytest -q -p no:cacheprovider -c ../../pyproject.toml --rootdir . tests/fastparse tests/fuzz

# libFuzzer over every entry point (FUZZ_ONLY=name for some, JOBS=2 for two at a time), guided by the edges of the C that
# they reach, with AddressSanitizer and UndefinedBehaviorSanitizer, at idle priority, until each has had
# FUZZ_SECONDS of processor time in all its runs. Needs clang with its runtime
# (Debian: clang, libclang-rt-14-dev).
fuzz: fuzz-build
	cd $(FUZZED) && JOBS=$(JOBS) ../../$(BIN)/python -m tests.fuzz until $(FUZZ_SECONDS) $(FUZZ_ONLY)

# What all runs came to: seconds by entry point and commit, executions, edges, verdicts.
fuzz-report:
	cd $(FUZZED) && ../../$(BIN)/python -m tests.fuzz report

# What `make fuzz` came to, as the small corpus that the tests replay.
fuzz-corpus: fuzz-build
	cd $(FUZZED) && ../../$(BIN)/python -m tests.fuzz keep $(FUZZ_ONLY)

fuzz-build: $(STAMP)
	$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet $(FUZZ_PACKAGES)
	CC=clang LDSHARED='clang -shared' FASTPARSE_SANITIZE=fuzzer-no-link,address,undefined \
	    $(BIN)/python setup.py -q build --build-base $(FUZZED)-objects --build-lib $(FUZZED)
	ln -sfn ../../tests $(FUZZED)/tests
	ln -sfn ../../inventory $(FUZZED)/inventory
	git describe --always --dirty > $(FUZZED)/commit 2>/dev/null || echo unknown > $(FUZZED)/commit

# The peers are installed from their packages; one that can't be is named, and left out.
bench: $(STAMP)
	$(BIN)/python -m bench.peers
	$(BIN)/python -m bench

docs: $(STAMP)
	$(BIN)/python docs/make_rules.py
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_agreement.py
	$(BIN)/python docs/make_faults.py
	$(BIN)/python docs/make_figures.py

fleet: $(STAMP)
	$(BIN)/python inventory/make_fleet.py

# A change of setup.py may change the extensions' names, and Python takes the old ones first: they go.
$(INSTALLED): pyproject.toml setup.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	rm -f fastparse/*.so remediate/messages/*.so
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(INSTALLED)

$(STAMP): $(INSTALLED) $(SOURCES)
	$(BIN)/python setup.py -q build_ext --inplace
	touch $(STAMP)

# Ansible with its collections, and scrapli: the lab's tests run them. What can't be had is named, and its tests are skipped.
$(CLIENTS): $(INSTALLED) tests/lab/clients/install.py
	@if $(BIN)/python -m tests.lab.clients.install; then touch $(CLIENTS); fi

clean:
	rm -rf build dist *.egg-info $(VENV) fastparse/*.so remediate/messages/*.so fastparse/*.c report.html report.md plan.json
