# Everything one does with a checkout; `make` alone lists it. Needs Python 3.11 or newer, bash and make, nothing else.
#
#   make test ARGS="-k ledger -x"         arguments for pytest
#   make test JOBS=0 ARGS=--pdb           in one process, to look inside
#   make demo PORT=9000
#   make test-wordpress REJOINDER_WORDPRESS=/srv/wordpress   with another WordPress than Debian's
#   make bench BENCH=../corpora           the filter beside its peers on these files, and docs/benchmarks.md
#   make bench NAME=grown ARGS="--rows 100000"
#   make test PYTHON=/path/to/python3.13  makes .venv anew with that Python
#
# The environment is .venv. The stamps in it are younger than what they were made from, so that a second start asks
# nobody anything; see scripts/environment for what happens when an installation was interrupted.

PORT ?= 8080
ARGS ?=
# One more than a small machine has cores: who waits for a browser, a database or a clock leaves them to others.
JOBS ?= 3
PYTHON ?=
export PYTHON
NAME ?= compare
BENCH ?=
export BENCH

BIN := .venv/bin
MEASUREMENTS = $(basename $(notdir $(shell grep -l '^if __name__ == "__main__"' bench/*.py | grep -v -e border -e compare -e runner -e server -e slow_disk)))
CLIENTS := tests/clients/node
STAMPS := .venv/server.stamp .venv/dev.stamp

# A .venv that was interrupted, moved, or lost its Python is not up to date, whatever its stamps say.
ifneq ($(shell PYTHON="$(PYTHON)" scripts/environment sound && echo yes),yes)
.PHONY: $(STAMPS)
endif

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo test test-databases test-wordpress lint format bench bench-server soak guards lock clean

help: ## Lists these targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: .venv/server.stamp ## Starts a newspaper with comments on PORT (8080) to look at and play with.
	@exec $(BIN)/rejoinder demo --port $(PORT)

test: .venv/dev.stamp ## Runs all tests; says which it leaves out for want of a browser, node, PostgreSQL … ARGS go to pytest.
	@scripts/system-packages || true
	@$(MAKE) --silent --no-print-directory $(CLIENTS)/node_modules/.stamp \
		|| echo "The node clients could not be installed; their tests are left out."
	@$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

test-databases: .venv/dev.stamp ## Runs all tests, and every case of every face on PostgreSQL too; some twenty minutes.
	@REJOINDER_DATABASES=all $(BIN)/python -m pytest -n $(JOBS) $(ARGS)

test-wordpress: .venv/dev.stamp ## Runs WordPress with its Akismet plugin against Rejoinder; as root on Debian it installs both first.
	@scripts/system-packages wordpress
	@REJOINDER_REQUIRE=wordpress $(BIN)/python -m pytest -n 0 -m wordpress $(ARGS)

lint: .venv/dev.stamp ## Checks style, types and who imports whom.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: .venv/dev.stamp ## Sets the code in the form that lint asks for.
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: .venv/dev.stamp ## The filter beside its peers; BENCH=folder takes labelled files. NAME=grown runs bench/grown.py, NAME=all all.
	@if [ "$(NAME)" = compare ]; then scripts/peers; fi
	@for name in $(if $(filter all,$(NAME)),$(MEASUREMENTS),$(NAME)); do \
		echo "== bench.$$name"; $(BIN)/python -m "bench.$$name" $(ARGS) || exit 1; \
	done

bench-server: .venv/dev.stamp ## The server under load beside rspamd and Isso; some ten minutes. ARGS="--help" tells what else.
	@$(BIN)/python -m bench.server $(ARGS)

soak: .venv/dev.stamp ## Runs the long rounds (kill -9, full disk, hostile requests …), two hours, and writes their records.
	@$(BIN)/python -m soak $(ARGS)

guards: .venv/dev.stamp ## Switches each guard off and sees that its tests fail; about half an hour. ARGS choose by name.
	@$(BIN)/python scripts/guards $(ARGS)

lock: ## Writes requirements/*.lock anew from pyproject.toml; ARGS="--upgrade" takes the newest of everything.
	scripts/lock $(ARGS)

clean: ## Removes .venv, the node clients and all caches; nothing that you wrote.
	rm -rf .venv $(CLIENTS)/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(STAMPS): .venv/%.stamp: requirements/%.lock pyproject.toml scripts/environment
	@scripts/environment $*

$(CLIENTS)/node_modules/.stamp: $(CLIENTS)/package-lock.json
	@if command -v npm >/dev/null; then \
		cd $(CLIENTS) && npm ci --no-audit --no-fund --loglevel=error </dev/null && touch node_modules/.stamp; \
	fi
