# Every target makes .venv itself; README has the same lines for people without make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS := requirements/constraints.txt
# What builds is pinned as all else is, so it is installed first, and no build fetches its own.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS)
BUILT_HERE := $(PIP) --no-build-isolation

.PHONY: run test coverage lint bench soak clean
.PHONY: pins test-oldest test-newest test-pythons test-busy

run: $(VENV)/installed
	$(BIN)/specpress lint
	$(BIN)/specpress generate
	$(BIN)/specpress validate examples/minimal.json examples/with-reference.json
	$(BIN)/specpress validate examples/refused.json; test $$? -eq 1
	$(BIN)/python examples/first_job.py

test: $(VENV)/installed-dev
	$(BIN)/pytest -n auto --dist worksteal

coverage: $(VENV)/installed-dev
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term --cov-fail-under=95

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/specpress generate --check

bench: $(VENV)/installed-dev
	$(BUILT_HERE) -e '.[bench]'
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/validators.py
	$(BIN)/python benchmarks/emulator.py
	$(BIN)/python benchmarks/concurrency.py

soak: $(VENV)/installed-dev
	SPECPRESS_SOAK=1 $(BIN)/pytest -n auto -m soak

# The environment of tools that resolve; what they resolve to is tried by `make test` itself.
UV := build/uv/bin/uv
RESOLVE = UV_CUSTOM_COMPILE_COMMAND='make pins' $(UV) pip compile --quiet --upgrade --universal \
	--python-version 3.11 --all-extras --no-annotate pyproject.toml generated/python/pyproject.toml

pins: $(UV)
	$(RESOLVE) --output-file requirements/constraints.txt

# With Python 3.11, for which the oldest releases were built.
test-oldest: $(UV)
	$(RESOLVE) --resolution lowest-direct --output-file build/oldest.txt
	$(MAKE) test VENV=build/oldest CONSTRAINTS=build/oldest.txt

# Shows what the pins would move to, and whether that works. It never fails: it is no fault of ours.
test-newest: $(UV)
	-$(RESOLVE) --output-file build/newest.txt
	-diff $(CONSTRAINTS) build/newest.txt
	-$(MAKE) test VENV=build/newest CONSTRAINTS=build/newest.txt

PYTHONS := 3.11 3.12 3.13 3.14
test-pythons:
	@failed=; for version in $(PYTHONS); do \
	  found=; for one in python$$version ~/.pyenv/versions/$$version.*/bin/python; do \
	    if $$one -c '' 2>/dev/null; then found=$$one; fi; \
	  done; \
	  if [ -z "$$found" ]; then echo "Python $$version is not on this machine"; continue; fi; \
	  echo "Python $$version is $$found"; \
	  $(MAKE) test VENV=build/python$$version PYTHON=$$found || failed="$$failed $$version"; \
	done; if [ -n "$$failed" ]; then echo "fails with Python$$failed"; exit 1; fi

# Beside programs that leave the machine no rest, what waits by the clock shows itself.
test-busy: $(VENV)/installed-dev
	@trap 'kill $$busy' EXIT INT TERM; for one in 1 2; do \
	  $(PYTHON) -c 'while True: pass' & busy="$$busy $$!"; \
	done; for run in 1 2 3 4 5; do $(BIN)/pytest -n auto --dist worksteal || exit 1; done

clean:
	rm -rf $(VENV) build dist

$(VENV)/installed: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv $(VENV)
	$(PIP) hatchling editables
	$(BUILT_HERE) -e '.[emulator]' -e ./generated/python
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BUILT_HERE) -e '.[dev]'
	touch $@

$(UV):
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
