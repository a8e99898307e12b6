# Everything a developer does, by name. Use it inside a virtual environment with ".[test]" installed.
.PHONY: all check test bench forms

all: check test

check:
	ruff check .
	ruff format --check .
	mypy
	lint-imports

test:
	python -m pytest

bench:
	python tests/bench/bench_check.py

forms:
	xltools standard build 湛江2022
	xltools standard build 四川
	xltools standard build 项目支出自评
	xltools standard test 湛江2022 --write
	xltools standard test 四川 --write
	xltools standard test 项目支出自评 --write
