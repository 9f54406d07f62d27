# Ceralacca: the commands of every day. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup assets demo test bench check

# $(call step,NAME,COMMAND): runs the command and says how long it took
step = @printf '\n=== %s\n' '$(1)' >&2; start=$$SECONDS; $(2); \
	printf '=== %s: %s s\n' '$(1)' "$$((SECONDS - start))" >&2

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | awk -F'\t' '{printf "%-12s %s\n", $$1, $$2}' 

setup: ## install what building and judging needs (Debian, Ubuntu)
	setup/install

assets: ## install what the pages' style and scripts are built from; cargo does the rest
	setup/install build

demo: assets ## a fictional chamber with people, devices and a server, no questions asked
	cargo run --release --locked -p ceralacca -- demo

test: ## everything: house rules, tests, outside judges, browser
	$(call step,setup,setup/install)
	$(call step,format,cargo fmt --all --check)
	$(call step,clippy,cargo clippy --workspace --all-targets --locked --quiet -- -D warnings)
	$(call step,tidy,cargo xtask tidy)
	$(call step,tests,cargo test --workspace --locked --no-fail-fast)
	$(call step,generated files,cargo xtask gen --check)
	$(call step,judges,interop/run --all)

bench: ## speed and memory, ours and the peers side by side
	setup/install build bench python xml dss
	cargo build --release --locked -p ceralacca -p pcsc-library -p bench
	"$${CARGO_TARGET_DIR:-target}/release/bench"

check: assets ## before a commit: format, clippy, house rules, generated files
	cargo xtask check
