# python3 (3.11 or later) and make are all that must be there; the rest is fetched.
#   make run    everything on this machine, until Ctrl-C (PORT, DATA_DIR, ENGINE: see README.md)
#   make test   lint, types and every test
PYTHON ?= python3
STAGE ?= dev

UV := .tools/uv/bin/uv
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) infra/local/bootstrap.py
# The Node that bootstrap.py may have put into the environment counts after the machine's own.
WITH_NODE := PATH="$$PATH:$(CURDIR)/$(BIN)"
QUIET_UV := UV_LINK_MODE=copy $(UV) --quiet

VENV := .venv/.stamp
EMULATOR := .tools/emulator/.stamp
NODE := node_modules/.stamp
CHROMIUM := .tools/chromium.stamp
STAMPS := $(VENV) $(EMULATOR) $(NODE)

.PHONY: setup run test lint types unit integration e2e package clean
.DELETE_ON_ERROR:

# Three fetches at once; nothing at all when their stamps are newer than what they were made from.
setup:
	@$(MAKE) --silent --no-print-directory -j3 $(STAMPS)

run: setup
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
	$(BIN)/pytest -q tests/$@
	$(if $(filter integration,$@),ENGINE=dynamodb-local $(BIN)/pytest -q tests/$@/ledger \
		--ignore tests/$@/ledger/test_cost.py)

# What `./regulars deploy` uploads: .build/aws
package: setup
	$(BIN)/python -m infra.package aws
	$(WITH_NODE) node node_modules/osls/bin/serverless.js package --stage $(STAGE) \
		--package .build/aws/template

# The data of `make run` stays: it is yours to delete.
clean:
	rm -rf .venv .tools .build .serverless node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.local/*' -prune -exec rm -rf {} +

$(UV): requirements-dev.txt
	$(BOOTSTRAP) uv
	@touch $@

$(VENV): $(UV) requirements.txt requirements-dev.txt
	echo "Installing what building and testing need"
	$(QUIET_UV) venv --allow-existing --python $(PYTHON) .venv
	$(QUIET_UV) pip install --python $(BIN)/python --compile-bytecode -r requirements-dev.txt
	touch $@

$(EMULATOR): $(UV) infra/local/emulator.txt
	echo "Installing the AWS emulator"
	$(QUIET_UV) venv --allow-existing --python $(PYTHON) .tools/emulator
	$(QUIET_UV) pip install --python .tools/emulator/bin/python --compile-bytecode \
		-r infra/local/emulator.txt
	touch $@

# After the environment: where the machine has no Node, that is where it goes.
$(NODE): $(VENV) package-lock.json
	$(BOOTSTRAP) node
	echo "Installing what packages the functions"
	$(WITH_NODE) npm ci --silent
	touch $@

$(CHROMIUM):
	@$(BOOTSTRAP) chromium
	@touch $@
