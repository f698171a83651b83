# Everything a developer or an operator types. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_DEV := .venv/.ready-dev
READY_BENCH := .venv/.ready-bench
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test test-kill soak mutants check format bench bench-search golden lock messages tour clean
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: $(READY) ## start Newsdesk: in Telegram where a token is set, else the simulator
	@$(BIN)/python -m bot start

test: $(READY_DEV) ## run the tests
	@$(BIN)/python -m pytest $(ARGS)

test-kill: $(READY_DEV) ## kill the bot at every fault point, again and again, and count (ten minutes)
	@$(BIN)/python tests/kill/killing.py $(ARGS)

soak: $(READY_DEV) ## let many people use the bot while Telegram fails (ten minutes)
	@$(BIN)/python tests/soak/soaking.py $(ARGS)

mutants: $(READY_DEV) ## take each guard of SECURITY.md out and see its test fail (five minutes)
	@$(BIN)/python scripts/mutants.py $(ARGS)

check: $(READY_DEV) ## lint, type-check, hold the import contracts, ask for known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/python scripts/audit.py

format: $(READY_DEV) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(READY_DEV) ## gather the texts for people, and the tables of README.md and SECURITY.md
	$(BIN)/python -m bot.locale.extract
	$(BIN)/python -m bot.readme
	$(BIN)/python scripts/mutants.py --table

tour: $(READY_DEV) ## take the screenshots of docs/tour.md (needs Chromium; ARGS="quote" for one of them)
	$(BIN)/python scripts/tour.py $(ARGS)

bench: $(READY_BENCH) ## measure starts, answers and builds (ten minutes; ARGS="starting" for one of them)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-search: $(READY_BENCH) ## measure finding beside other engines (an hour; ARGS="--passages 100000 --hostile 5000" for five minutes)
	@$(BIN)/python -m benchmarks.finding $(ARGS)

golden: $(READY) ## write the facts of the shipped digests anew (tests/golden), to be read as a diff
	@$(BIN)/python tests/golden/facts.py

lock: ## resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  pyproject.toml --extra postgresql --group build -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  pyproject.toml --extra postgresql --group build --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  --group bench -c requirements.lock -o requirements-bench.lock

clean: ## remove what was installed and cached here
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Newsdesk needs Python 3.11 or newer, {sys.executable} is {v.major}.{v.minor}; try: make PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "No virtual environment could be made with $(PYTHON). On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# The project's own install needs the locked build tools, so nothing unlocked is fetched.
$(READY): requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what Newsdesk needs into .venv (once; about a minute) …"
	@$(BIN)/pip install -qq --require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	@echo "Installing what the tests need into .venv (once) …"
	@$(BIN)/pip install -qq --require-hashes -r requirements-dev.lock
	@touch $@

$(READY_BENCH): requirements-bench.lock $(READY)
	@echo "Installing what finding is compared with into .venv (once) …"
	@$(BIN)/pip install -qq --require-hashes -r requirements-bench.lock
	@touch $@
