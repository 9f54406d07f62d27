# Ceralacca: the commands of every day. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup assets demo test bench check
MAKEFLAGS += --no-print-directory

# step NAME, COMMAND: runs it and says how long it took
step = @printf '\n=== %s\n' '$(1)' >&2; start=$$SECONDS; $(2); printf '=== %s: %ss\n' '$(1)' "$$((SECONDS - start))" >&2

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' Makefile

setup: ## install what building and judging needs (Debian, Ubuntu)
	setup/install

assets: ## build the design system and the scripts, when their sources changed
	@setup/install build
	@web/build

demo: assets ## a fictional chamber with people, devices and a server, no questions asked
	cargo build --release --locked -p ceralacca
	@"$$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/ceralacca" demo

test: ## everything: house rules, tests, outside judges, browser
	$(call step,setup,setup/install)
	$(call step,assets,$(MAKE) assets)
	$(call step,format,cargo fmt --all --check)
	$(call step,clippy,cargo clippy --workspace --all-targets --locked --quiet -- -D warnings)
	$(call step,tidy,cargo xtask tidy)
	$(call step,generated,cargo xtask gen --check)
	$(call step,tests,cargo test --workspace --locked --no-fail-fast)
	$(call step,judges,interop/run --all)

bench: assets ## speed and memory, ours and the peers side by side
	cargo build --release --locked -p ceralacca
	cargo run --release --locked -p bench

check: assets ## the quick checks before a commit: format, clippy, tidy, generated files
	cargo xtask check
