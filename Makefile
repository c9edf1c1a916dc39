# Two commands do everything: `make run` and `make test`. Both set up .venv first, once.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test lint types imports unit gate floors train encoder crossvalidate bench serve lock clean

help:            ## this list
	@sed -n 's/^\([a-z]*\):.*##/make \1\t/p' Makefile

run: .venv/ready ## set up, then run the main job once (ARGS="--config FILE" passes options)
	@$(BIN)/monitor run $(ARGS)

serve: .venv/ready ## Prefect server, UI and schedules
	@$(BIN)/monitor serve $(ARGS)

test: lint types imports unit gate ## set up, then lint, types, import contracts, tests, evaluation gate

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
types: .venv/ready-dev
	$(BIN)/mypy
imports: .venv/ready-dev
	$(BIN)/lint-imports
unit: .venv/ready-dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest
gate: .venv/ready-dev ## the evaluation gate: figures on the labelled articles against their floors
	$(BIN)/python tools/gate.py

floors: .venv/ready-dev ## raise the gate's floors to what is measured now (never lowers one)
	$(BIN)/python tools/gate.py --raise
train: .venv/ready-dev ## train the deciders from the labelled articles and write src/monitor/data
	$(BIN)/python tools/train.py --write
encoder:         ## teach the encoder, before `make train`: an hour on two cores, and pip install '.[encoder]' first
	$(BIN)/python tools/encoder.py
crossvalidate: .venv/ready-dev ## figures of models on articles they were not trained on
	$(BIN)/python tools/gate.py --cross
bench: .venv/ready-dev ## speed and memory
	$(BIN)/python bench/run.py
lock:            ## compile the lock files anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml tools/build.in -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --extra dev pyproject.toml tools/build.in -c requirements.lock -o requirements-dev.lock
clean:           ## remove the environment and caches; data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/ready: requirements.lock pyproject.toml tools/bootstrap.py
	@$(PYTHON) tools/bootstrap.py requirements.lock
	@touch $@
.venv/ready-dev: requirements-dev.lock pyproject.toml tools/bootstrap.py
	@$(PYTHON) tools/bootstrap.py requirements-dev.lock
	@touch $@ .venv/ready
