# Every target makes .venv itself; README has the same lines for people without make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test coverage lint bench soak clean

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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/validators.py
	$(BIN)/python benchmarks/emulator.py
	$(BIN)/python benchmarks/concurrency.py

soak: $(VENV)/installed-dev
	SPECPRESS_SOAK=1 $(BIN)/pytest -n auto -m soak

clean:
	rm -rf $(VENV) build dist

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[emulator]' -e ./generated/python
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@
