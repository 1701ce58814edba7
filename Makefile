# python3 (3.11 or later) and make are all that must be there; the rest is fetched.
#   make run    everything on this machine, until Ctrl-C (PORT, DATA_DIR, ENGINE: see README.md)
#   make test   lint, types and every test
PYTHON ?= python3
STAGE ?= dev

UV := .tools/uv/bin/uv
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) infra/local/bootstrap.py
# The machine's Node where it is new enough, else one that bootstrap.py fetches.
OWN_NODE := $(shell command -v npm >/dev/null && node -p "parseInt(process.versions.node) >= 20")
WITH_NODE := PATH="$$PATH:$(CURDIR)/.tools/node/bin"
INSTALL := $(UV) --quiet pip install --compile-bytecode

RUNTIME := .venv/.stamp
TESTING := .venv/.test
EMULATOR := .tools/emulator/.stamp
NODE := node_modules/.stamp
CHROMIUM := .tools/chromium.stamp
# Several fetches at once; nothing when the stamps are newer than what they were made from.
FETCH := @$(MAKE) --silent --no-print-directory -j3

.PHONY: setup ready run test lint types unit integration e2e package clean
.DELETE_ON_ERROR:

# What runs it, and what tests it.
ready:
	$(FETCH) $(RUNTIME) $(EMULATOR) $(NODE)

setup:
	$(FETCH) $(RUNTIME) $(TESTING) $(EMULATOR) $(NODE)

run: ready
	@exec $(BIN)/python -m infra.local.stack

test: setup $(CHROMIUM) lint types unit integration e2e

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy

# The ledger is tried on both engines: each refuses what the other lets pass. Capacity figures are
# right on the emulator only.
unit integration e2e: setup
	$(BIN)/pytest -q tests/$@ $(if $(filter e2e,$@),--reruns 1 --reruns-delay 3)
	$(if $(filter integration,$@),ENGINE=dynamodb-local $(BIN)/pytest -q tests/$@/ledger \
		--ignore tests/$@/ledger/test_cost.py)

# What `./regulars deploy` uploads: .build/aws
package: ready
	$(BIN)/python -m infra.package aws
	$(WITH_NODE) node node_modules/osls/bin/serverless.js package --stage $(STAGE) \
		--package .build/aws/template

# The data of `make run` stays: it is yours to delete.
clean:
	rm -rf .venv .tools .build .serverless node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.local/*' -prune -exec rm -rf {} +

$(UV): infra/local/requirements.txt
	$(BOOTSTRAP) uv
	@touch $@

$(RUNTIME): $(UV) requirements.txt infra/local/requirements.txt
	echo "Installing what it runs on"
	$(UV) --quiet venv --allow-existing --python $(PYTHON) .venv
	$(INSTALL) --python $(BIN)/python -r infra/local/requirements.txt
	touch $@

$(TESTING): $(RUNTIME) requirements-dev.txt
	echo "Installing what tests it"
	$(INSTALL) --python $(BIN)/python -r requirements-dev.txt
	touch $@

$(EMULATOR): $(UV) infra/local/emulator.txt
	echo "Installing the AWS emulator"
	$(UV) --quiet venv --allow-existing --python $(PYTHON) .tools/emulator
	$(INSTALL) --python .tools/emulator/bin/python -r infra/local/emulator.txt
	touch $@

$(NODE): package-lock.json $(if $(filter true,$(OWN_NODE)),,$(UV))
	$(BOOTSTRAP) node
	echo "Installing what packages the functions"
	$(WITH_NODE) npm ci --silent
	touch $@

$(CHROMIUM):
	@$(BOOTSTRAP) chromium
	@touch $@
