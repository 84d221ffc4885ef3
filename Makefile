# Firstline. `make run` and `make test` are all that is needed; `make help` lists more.
PYTHON ?= python3
BOOTSTRAP = $(PYTHON) deploy/bootstrap.py
BIN = .venv/bin
# Compiled code is kept, whatever the shell says: every start is two or three times as quick.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test install lock lint format types unit bench capacity eval baseline images doctor clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: ## set up what changed, then start the desk, the bot and the action server
	@$(BOOTSTRAP) run

test: ## set up what changed, then linter, type checker and every test
	@$(BOOTSTRAP) test

install: ## both environments, the tools of the tests and the sentence encoder
	@$(BOOTSTRAP) install --tests

lock: ## compile the locks after a change of a pyproject.toml
	@$(BOOTSTRAP) lock

lint: install ## the linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install ## lay the code out anew
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install ## the type checker
	$(BIN)/mypy

unit: install ## the quick tests
	$(BIN)/python -m pytest -q tests/unit tests/repo

bench: install ## speed beside floors measured in the same run
	$(BIN)/python -m bench
	$(BIN)/python -m bench.queue
	$(BIN)/python -m bench.turns

eval: install ## how well triage rates, on the project's own labelled messages
	@for file in $(wildcard data/triage/eval/*.jsonl); do \
		$(BIN)/firstline eval triage $$file || exit 1; \
	done

capacity: install ## how many agents a load needs, by simulation (docs/capacity.md)
	$(BIN)/python -m bench.capacity

baseline: install ## accept what triage reaches now as what later changes must meet
	$(BIN)/firstline eval triage data/triage/eval --write-baseline data/triage/baseline.json

images: install ## take the pictures of docs/images anew
	$(BIN)/python -m tests.support.screenshots

doctor: install ## what is wrong with this installation, and the cure
	$(BIN)/firstline doctor

clean: ## remove all that set-up made; run data in var/ stays
	@$(BOOTSTRAP) clean
