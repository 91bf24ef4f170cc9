# Needs Python 3.11 or newer, make and the package index; everything else is installed into .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
CORES := $(shell nproc 2>/dev/null || echo 2)
# Two for a core: tests of the face wait for half of their time.
WORKERS ?= $(shell expr $(CORES) \* 2)

.DEFAULT_GOAL := help
.PHONY: help demo sim test check checks format bench fuzz guided soak chaos crash clocks protos screenshots clean

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -e 's/:.*## /\t/' | expand -t 14

$(VENV)/.runtime: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e .
	$(BIN)/python -m compileall -q tui
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e '.[dev]'
	$(BIN)/python -m compileall -q tui
	touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime ## Start the simulator and the dashboard on it
	$(BIN)/futu-tui --demo

sim: $(VENV)/.runtime ## Start the simulated OpenD on port 11111
	$(BIN)/futu-tui sim

PYTEST := $(BIN)/python -m pytest
# What is measured in seconds on a real terminal runs after the rest, with a core for each.
define run_tests
	$(PYTEST) -n $(WORKERS) --dist loadgroup --ignore=tests/e2e
	$(PYTEST) -n $(CORES) --dist loadfile tests/e2e
endef

test: $(VENV)/.dev ## Run every test
	$(run_tests)

check: $(VENV)/.dev ## Format, lint, types, import contracts, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(run_tests)

format: $(VENV)/.dev ## Rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## Measure against the official SDK and stock Textual, as ratios of one run
	$(BIN)/python -m compileall -q tui
	$(BIN)/python -m tests.bench.run

fuzz: $(VENV)/.dev ## Feed a million damaged inputs to everything that reads bytes; keep what fails as a test
	$(BIN)/python -m tests.fuzz.run

guided: $(VENV)/.dev ## Let atheris look for inputs by the lines they reach, a million of them
	$(PIP) -e '.[fuzz]'
	$(BIN)/python -m tests.fuzz.guided

protos: $(VENV)/.dev ## Regenerate tui/pb from protos/
	PATH="$(abspath $(BIN)):$$PATH" protoc -Iprotos --python_out=. --mypy_out=quiet:. protos/tui/pb/*.proto

soak: $(VENV)/.dev ## Trade for half an hour against the simulator's limits, on a stepped clock
	$(BIN)/python -m tests.soak

chaos: $(VENV)/.dev ## Let everything go wrong for ten minutes, on a stepped clock, and audit every order
	$(BIN)/python -m tests.chaos --minutes 10 --seed 3

crash: $(VENV)/.dev ## Kill the engine a hundred times on the way of an order, start it again, and judge what it knows
	$(BIN)/python -m tests.crash

clocks: $(VENV)/.dev ## Run the tests as if it were midnight, the open or close, a weekend, the end of a year or next year
	$(BIN)/python -m tests.clocks

checks: $(VENV)/.dev ## Print the table of checks that the official SDKs run against the simulator
	@$(BIN)/python tests/conformance/sdk/drive.py --table

screenshots: $(VENV)/.dev ## Redraw screenshots/ from the seeded simulator
	$(BIN)/python -m tests.screenshots

clean: ## Remove the environment and all caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
