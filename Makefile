# The verbs of this project. Recipes call `.venv/bin/python -m …`: paths may hold spaces and Chinese characters.
# Words for a command go into ARGS: make up ARGS="--log kafka://127.0.0.1:19092", make test ARGS="-k guard".

PYTHON ?=
ARGS ?=
export PYTHON

python := .venv/bin/python
portdesk := $(python) -m cli
console := $(python) -m cli.console

.DEFAULT_GOAL := help
.PHONY: help setup up demo console test chaos bench format check contracts client clean

help: ## 列出所有命令 · print this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## 准备 .venv（其他命令会自动执行）· prepare .venv; the others do it by themselves
	@sh deploy/setup

DEMO ?=
up: setup ## 启动整套系统，Ctrl-C 停止；DEMO=10000 另造演示请求 · start the suite; DEMO=10000 fills it; Ctrl-C stops it
	@$(console) build || true
	@$(portdesk) up $(if $(DEMO),--demo $(DEMO)) $(ARGS)

demo: setup ## 一个案件的全过程 · one case from beginning to end
	@$(portdesk) demo $(ARGS)

console: setup ## 构建控制台（make up 会自动执行）· build the console; make up does it by itself
	@$(console) build

WORKERS ?= 3
test: setup ## 运行本机能运行的全部测试 · every test this machine can run, three at a time (WORKERS=0: one after the other)
	@$(python) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

MINUTES ?= 1
NODES ?= 1
LOG ?= postgres
SEED ?=
chaos: setup ## 边加压边破坏，再核对历史 · hurt the suite under load and judge what was seen (MINUTES= NODES= SEED= LOG=)
	@$(python) -m tests.chaos --minutes $(MINUTES) --nodes $(NODES) --log $(LOG) $(if $(SEED),--seed $(SEED)) $(ARGS)

SCENARIO ?=
bench: setup ## 与底线并排测速，打印比值 · measure beside the floor and print ratios (SCENARIO= ARGS="--quick --profile")
	@$(python) -m bench $(SCENARIO) $(ARGS)

format: setup ## 整理格式与导入顺序 · bring layout and imports into shape
	@$(python) -m ruff check --quiet --fix --select I .
	@$(python) -m ruff format --quiet .

check: setup ## 格式、类型、导入、契约、文档、快速测试 · format, types, imports, contracts, documents, fast tests
	@$(python) -m ruff format --check --quiet . || { echo '请运行 make format · run make format'; exit 1; }
	@$(python) -m ruff check --quiet .
	@$(python) -m mypy
	@if [ -d console/node_modules ] || [ "$$CI" = true ]; then $(console) check; fi
	@$(python) -m pytest --quiet -n 2 --dist loadfile -m "not slow" tests/domain tests/contracts tests/shape

contracts: setup ## 重新生成契约与文档 · regenerate schemas and documents; refuses to change a frozen one
	@$(portdesk) contracts $(ARGS)
	@$(console) client

client: setup ## 由接口文档重新生成TypeScript客户端类型 · regenerate the types of the TypeScript client
	@$(console) client

clean: ## 删除 .venv 与缓存，数据保留 · remove .venv and caches; your data in .portdesk stays
	@rm -rf .venv console/node_modules console/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache portdesk.egg-info build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
