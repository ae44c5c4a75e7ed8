# make run        set up .venv and run the whole pipeline on the sample, in data/sample
# make test       lint, format, types and tests (5 minutes on 2 cores, at most 10)
# make test-long  the tests over 30 seconds (at most 60 minutes)
# make golden     write tests/golden anew from the sample, after a change that is meant
# make docs       write the generated docs, and the output of the examples in the others, anew
# All of them set up what they need; a second time that takes no time.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: run test test-long golden docs clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp
	$(BIN)/toll --home data/sample run seeds/sample

test: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not long" -n 2 --dist loadfile --no-loadscope-reorder

test-long: $(VENV)/test.stamp
	$(BIN)/python -m pytest -m long

golden: $(VENV)/test.stamp
	GOLDEN=write $(BIN)/python -m pytest tests/test_golden.py

docs: $(VENV)/run.stamp
	$(BIN)/python -m flows.docs

# The first Python that starts and fits: a shim of a version manager may be on the PATH and not start.
$(VENV)/python.stamp:
	@for each in python3.13 python3.12 python3.11 python3; do \
	  if $$each -c "$(FITS)" 2>/dev/null; then found=$$each; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Toll needs Python 3.11, 3.12 or 3.13: install one, so that python3 starts it" >&2; exit 1; fi; \
	echo "setting up $(VENV) with $$($$found --version)"; \
	$$found -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp pyproject.toml constraints.txt
	@echo "installing what Toll runs on (a minute the first time)"
	@$(PIP) -e . -c constraints.txt
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	@echo "installing the test tools"
	@$(PIP) -e ".[test]" -c constraints.txt
	@touch $@

clean:
	rm -rf $(VENV) data/sample
