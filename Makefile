# 便民: `make run` starts the product with its demonstration, `make test` proves it.
PYTHON ?= python3
UV := .boot/bin/uv
BIN := .venv/bin
PYTEST_ARGS ?= -q -n 3 --dist worksteal
NAME ?=
PRINT_PACKAGES := fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
SYSTEM_PACKAGES := chromium chromium-headless-shell $(PRINT_PACKAGES) poppler-utils
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

# What Python has compiled is kept: dozens of processes start, and each would compile it all again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check fmt bench torture system lock clean .venv
.DELETE_ON_ERROR:

run: .venv/.product .venv/.printing
	@exec $(BIN)/bianmin up --demo --with-parent

test: .venv/.test system check
	$(BIN)/pytest $(PYTEST_ARGS)

check: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/bianmin makemigrations --check --dry-run

fmt: .venv/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.test
	$(BIN)/python -m bench $(NAME)

torture: .venv/.test
	$(BIN)/python -m torture $(NAME)

.venv: .venv/.test

# uv takes no notice of pip's configuration, so where it cannot reach an index pip is asked.
define install
$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(1) \
	|| $(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r $(1)
endef

$(BIN)/python: | $(UV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新的版本：make PYTHON=python3.11")'
	$(PYTHON) -m venv --without-pip .venv

.venv/.product: requirements/product.txt pyproject.toml | $(BIN)/python
	$(call install,$<)
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline \
		--editable .
	@touch $@

.venv/.test: requirements/test.txt .venv/.product
	$(call install,$<)
	@touch $@

$(UV): requirements/boot.txt
	@$(PYTHON) -m pip --version >/dev/null || { echo "需要 pip：请先安装 python3-pip"; exit 1; }
	$(PYTHON) -m pip install --quiet --root-user-action=ignore --upgrade --target .boot \
		--require-hashes -r $<
	@touch $@

# What the tests need of the system: a browser, Chinese fonts, and the libraries that draw PDFs.
system:
	@missing=$$(for name in $(SYSTEM_PACKAGES); do \
		dpkg-query --show --showformat '$${db:Status-Status}' $$name 2>/dev/null \
			| grep -qx installed || echo $$name; done); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as=; \
	elif sudo -n true 2>/dev/null; then as=sudo; \
	else echo "测试需要这些系统软件包，请以管理员身份安装：apt-get install" $$missing; exit 1; fi; \
	$$as apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y --no-install-recommends \
			$$missing >/dev/null

# What printing needs: tried once, for a while; the product runs without it and says so.
.venv/.printing: | $(BIN)/python
	@missing=$$(for name in $(PRINT_PACKAGES); do \
		dpkg-query --show --showformat '$${db:Status-Status}' $$name 2>/dev/null \
			| grep -qx installed || echo $$name; done); \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ]; then as=env; else as='sudo -n'; fi; \
		wait='-o Acquire::Retries=0 -o Acquire::http::Timeout=10'; \
		echo "正在安装打印用的字体和排版库……"; \
		{ timeout 60 $$as apt-get $$wait update -qq \
			&& timeout 180 $$as env DEBIAN_FRONTEND=noninteractive apt-get $$wait install -qq -y \
				--no-install-recommends $$missing; } >/dev/null 2>&1 \
			|| echo "没有装上，暂时不能打印，其他功能不受影响；请管理员安装：apt-get install" $$missing; \
	fi
	@touch $@

lock: $(UV)
	$(LOCK) requirements/boot.in -o requirements/boot.txt
	$(LOCK) requirements/product.in -o requirements/product.txt
	$(LOCK) --no-strip-extras requirements/test.in -o requirements/test.txt

clean:
	rm -rf .venv .boot .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		build htmlcov .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
