PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check lint slow bench bench-large docs sample screenshots clean

help:  ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

run: $(VENV)/.run  ## Serve the dashboard; the first time with the demo company
	@test -e store/CURRENT || $(BIN)/icp-metrics demo --store store
	@$(BIN)/icp-metrics serve --store store

test: $(VENV)/.dev  ## All tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: lint test  ## Format, lint, types, imports, docs, tests

lint: $(VENV)/.dev  ## All of check but the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m icp_metrics.reference --check

slow: $(VENV)/.dev  ## Long simulations and soaks
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m slow

bench: $(VENV)/.dev  ## Print what speed claims rest on
	$(BIN)/python -m benchmarks.scale S M
	$(BIN)/python -m benchmarks.loading
	$(BIN)/python -m benchmarks.scorecard
	$(BIN)/python benchmarks/dashboard.py --large
	$(BIN)/python benchmarks/crowd.py
	$(BIN)/python benchmarks/soak.py

bench-large: $(VENV)/.dev  ## The same with ten million deals, written to docs/benchmarks.md
	$(BIN)/python -m benchmarks.scale S M L --page

docs: $(VENV)/.dev  ## Write the generated reference
	$(BIN)/python -m icp_metrics.reference
	$(BIN)/python -m benchmarks.coverage

sample: $(VENV)/.dev  ## Write the demo company's exports again
	$(BIN)/python sample_data/generate.py

screenshots: $(VENV)/.dev  ## Take the pictures in docs/images
	$(BIN)/python benchmarks/screenshots.py

clean:  ## Remove the environment and caches
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
