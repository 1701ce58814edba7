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
INSTALL := $(UV) --quiet pip install --require-hashes --compile-bytecode

RUNTIME := .venv/.stamp
TESTING := .venv/.test
EMULATOR := .tools/emulator/.stamp
NODE := node_modules/.stamp
CHROMIUM := .tools/chromium.stamp
PHP := .tools/php.stamp
# Several fetches at once; nothing when the stamps are newer than what they were made from.
FETCH := @$(MAKE) --silent --no-print-directory -j3

.PHONY: setup ready run test lint types unit simulation simulate integration security fuzz races upgrades e2e bench previous package lock clean
.DELETE_ON_ERROR:

# What runs it, and what tests it.
ready:
	$(FETCH) $(RUNTIME) $(EMULATOR) $(NODE)

setup:
	$(FETCH) $(RUNTIME) $(TESTING) $(EMULATOR) $(NODE)

run: ready
	@exec $(BIN)/python -m infra.local.stack

test: setup $(CHROMIUM) $(PHP) lint types unit simulation simulate integration security fuzz races upgrades e2e

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy

# Two files at a time, for most of it waits: each has an emulator, or all of `make run`, of its own.
# Races alone: they start a process for each of eight workers, and tell what they saw.
TWO := -n 2 --dist loadfile

# The ledger is tried on both engines: each refuses what the other lets pass. Capacity figures are
# right on the emulator only.
unit simulation integration security fuzz races upgrades e2e: setup
	$(BIN)/pytest -q tests/$@ $(if $(filter races,$@),,$(TWO)) \
		$(if $(filter e2e,$@),--reruns 1 --reruns-delay 3)
	$(if $(filter integration,$@),ENGINE=dynamodb-local $(BIN)/pytest -q $(TWO) tests/$@/ledger \
		-m "not units")

# Random histories of shops, shoppers, clocks and faults; SEED=… repeats one, step by step, and
# HISTORY='…' what a failure printed.
STEPS ?= 200
HISTORIES ?= 1000
simulate: setup
	$(BIN)/python -m tests.simulation.run --steps $(STEPS) $(if $(HISTORY),--history '$(HISTORY)',\
		$(if $(SEED),--seed $(SEED),--histories $(HISTORIES)))
simulate-nightly: setup
	$(BIN)/python -m tests.simulation.run --first 1000000 --histories 50000 --all

# When a release is out: the one that the upgrade tests start from. make previous REVISION=v2
previous: setup
	$(BIN)/python -m tests.upgrades.refresh $(REVISION)

# Writes docs/bench.md. ORDERS, BACKFILL and MEMBERS give sizes; PARTS="units worker" does these
# alone. All of it at full size takes about an hour.
bench: setup
	$(BIN)/python -m bench.report $(PARTS)

# What `./regulars deploy` uploads: .build/aws
package: ready
	$(BIN)/python -m infra.package aws
	$(BIN)/python -m infra.tools package --stage $(STAGE) --package .build/aws/template

# After a change of a list of packages: the locks that everything is installed from. It keeps the
# versions that still fit; `make lock UPGRADE=--upgrade` takes the newest.
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)
lock: $(UV)
	$(LOCK) requirements.txt -o requirements.lock
	$(LOCK) infra/local/requirements.txt -c requirements.lock -o infra/local/requirements.lock
	$(LOCK) requirements-dev.txt -c infra/local/requirements.lock -o requirements-dev.lock
	for list in emulator node java; do \
		$(LOCK) infra/local/$$list.txt -o infra/local/$$list.lock || exit 1; done

# The data of `make run` stays: it is yours to delete.
clean:
	rm -rf .venv .tools .build .serverless node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.local/*' -prune -exec rm -rf {} +

$(UV): infra/local/requirements.lock
	$(BOOTSTRAP) uv
	@touch $@

$(RUNTIME): $(UV) infra/local/requirements.lock
	echo "Installing what it runs on"
	$(UV) --quiet venv --allow-existing --python $(PYTHON) .venv
	$(INSTALL) --python $(BIN)/python -r infra/local/requirements.lock
	touch $@

$(TESTING): $(RUNTIME) requirements-dev.lock
	echo "Installing what tests it"
	$(INSTALL) --python $(BIN)/python -r requirements-dev.lock
	touch $@

$(EMULATOR): $(UV) infra/local/emulator.lock
	echo "Installing the AWS emulator"
	$(UV) --quiet venv --allow-existing --python $(PYTHON) .tools/emulator
	$(INSTALL) --python .tools/emulator/bin/python -r infra/local/emulator.lock
	touch $@

$(NODE): package-lock.json $(if $(filter true,$(OWN_NODE)),,$(UV))
	$(BOOTSTRAP) node
	echo "Installing what packages the functions"
	$(WITH_NODE) npm ci --silent
	touch $@

# What tests the WordPress plugin: on PHP and WordPress as Debian has them.
$(PHP):
	@$(BOOTSTRAP) php
	@touch $@

$(CHROMIUM):
	@$(BOOTSTRAP) chromium
	@touch $@
