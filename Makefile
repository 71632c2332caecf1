# Each target does its own set-up: a virtual environment from requirements.lock, Node from a wheel in it, the front end.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WEB_READY := web/node_modules/.ready
STATIC := scrollkeeper/static/index.html
# But for the API's types, which lint makes and the pages do not hold.
WEB_SOURCES := $(shell find web -name node_modules -prune -o -type f ! -name schema.d.ts ! -name openapi.json -print 2>/dev/null)
# Each worker has a database of its own. One more of them than two cores, since many tests wait for servers that they
# kill. A file's tests stay together, tests/conftest.py has the longest files begin first, and the slowest are told.
WORKERS ?= 3
PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=10
# The front end's programs look for `node` on the path; it lies in the virtual environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Every process would compile every module again: a start takes seconds instead of one.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test test-python test-deep e2e lint audit fix bench bench-abuse lock screenshots types clean
.DEFAULT_GOAL := run

run: $(STATIC)
	@$(BIN)/scrollkeeper serve $(ARGS)

demo: $(STATIC)
	@$(BIN)/python -m demo $(ARGS)

test: $(STATIC)
	$(BIN)/pytest $(PARALLEL) tests --ignore tests/browser
	cd web && ../$(BIN)/npm run --silent test
	$(BIN)/pytest $(PARALLEL) tests/browser

test-python: $(READY)
	$(BIN)/pytest $(PARALLEL) tests --ignore tests/browser $(ARGS)

# What every run only samples: all boundary cases of the API, and more examples of each property.
test-deep: $(READY)
	EXAMPLES=1000 API_CASES=all $(BIN)/pytest $(PARALLEL) tests --ignore tests/browser $(ARGS)

e2e: $(STATIC)
	$(BIN)/pytest $(PARALLEL) tests/browser $(ARGS)

lint: $(WEB_READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/find_secrets.py
	cd web && ../$(BIN)/npm run --silent lint

# Known weaknesses of what we depend on; says so where the lists of them cannot be reached.
audit: $(WEB_READY)
	$(BIN)/python scripts/audit.py

fix: $(WEB_READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	cd web && ../$(BIN)/npm run --silent fix

bench: $(STATIC)
	$(BIN)/python -m benchmarks $(ARGS)

# What the worst legal request of each route costs; ARGS=--write puts the table into docs/security.md.
bench-abuse: $(READY)
	$(BIN)/python -m benchmarks.abuse $(ARGS)

# Pictures of the documentation, from the demonstration lab; needs Chromium.
screenshots: $(STATIC)
	$(BIN)/python -m scripts.screenshots $(ARGS)

# The API's own description, and from it the types of the front end, which lint makes too.
types: $(WEB_READY)
	$(BIN)/scrollkeeper openapi > web/openapi.json
	cd web && ../$(BIN)/npm run --silent schema

lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --group dev pyproject.toml -o requirements.lock $(ARGS)
	cd web && ../$(BIN)/npm install --package-lock-only --omit-lockfile-registry-resolved

clean:
	rm -rf $(VENV) web/node_modules scrollkeeper/static build *.egg-info

$(READY): requirements.lock pyproject.toml $(wildcard setup.py) scrollkeeper/parsing/glyphs/glyphs.c scripts/bootstrap.sh
	sh scripts/bootstrap.sh
	touch $@

$(WEB_READY): $(READY) web/package.json web/package-lock.json
	cd web && ../$(BIN)/npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(STATIC): $(WEB_READY) $(WEB_SOURCES)
	cd web && ../$(BIN)/npm run --silent build
	touch $@
