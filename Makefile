# For developers. Users need only the two commands in README.md.
.DEFAULT_GOAL := help
.PHONY: help check static fix test attacks methods bench faults load size messages migration shots walk
BIN := .venv/bin

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

check: static test ## Everything a change must pass: the static checks, then the tests

static: ready ## All static checks, cheap ones first
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/bandit -q -c pyproject.toml -r feedbackpulse migrations

test: ## All tests, the browser's too (ARGS="tests/people -x" for some of them)
	python3 -m feedbackpulse test $(ARGS)

attacks: ready ## Try all attacks on our promises, on both engines (ARGS="--write", "--quick" or "A2")
	$(BIN)/python -m tests.privacy.attacks $(ARGS)

faults: ready ## Let everything go wrong, on both engines (ARGS="F1 --engine sqlite", "--short" or "--write")
	$(BIN)/python -m tests.faults $(ARGS)

fix: ready ## Repair what can be repaired automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

methods: ready ## Simulate what the methods promise (ARGS="--quick" or "--write")
	$(BIN)/python -m tests.insight.methods $(ARGS)
	$(BIN)/python -m tests.reflection.simulate $(ARGS)

bench: ready ## Print every figure beside its physical limit (ARGS="--quick", "--compare" or "--keep")
	$(BIN)/python -m benchmarks $(ARGS)

load: ready ## Let 1,000 people answer at once, on this machine (ARGS="--people 200 --engine sqlite")
	$(BIN)/python -m benchmarks.load $(ARGS)

size: ready ## Measure one round of any size (ARGS="--people 10000 --engine sqlite --write")
	$(BIN)/python -m benchmarks.scale $(ARGS)

messages: ready ## Collect the texts to translate, update the Dutch ones, compile them
	mkdir -p build
	$(BIN)/pybabel -q extract --ignore-dirs ".*" -F babel.cfg -k _l -k _n:1,2 -k lazy_gettext -k lazy_ngettext:1,2 --no-location --sort-output -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d feedbackpulse/translations --no-fuzzy-matching --ignore-obsolete --width 100
	$(BIN)/pybabel -q compile -d feedbackpulse/translations

migration: ready ## Write a revision (STORE=main or box, SAYS="Add plans")
	$(BIN)/python migrations/new.py $(STORE) "$(SAYS)"

shots: ready ## A picture of every page, role, theme, language and width (OUT=folder)
	$(BIN)/python -m tests.browser.shots $(OUT)

walk: ready ## Go through docs/operate.md in a clean environment, and print what it said
	$(BIN)/python -m tests.deploy.walk_through

.PHONY: ready
ready:
	@python3 -m feedbackpulse prepare test dev reports
