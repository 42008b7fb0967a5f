# SPDX-License-Identifier: Apache-2.0
#
# The only script of the project. `make help` lists what it does.

SHELL := /bin/bash
SWIFT ?= swift
# What Debian and Ubuntu call the system libraries that the build links.
PACKAGES := libssl-dev libsqlite3-dev pkg-config
# What the tests use beside: strace counts syncs, faketime sets the clock of a daemon that runs.
TEST_PACKAGES := strace faketime
# Set ONCE=1 to end after the story of `make run` instead of staying.
ONCE ?=
# Where the demo partnership lives; a fresh temporary folder by default.
DEMO ?=
FLAGS := --explicit-target-dependency-import-check error

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests build release run test lint vectors clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
		awk 'BEGIN {FS = ":.*## "}; {printf "  make %-10s %s\n", $$1, $$2}'

setup: ## install the system libraries that are missing
	@command -v $(SWIFT) >/dev/null || { \
		echo "There is no Swift toolchain: install Swift 6.2 or newer, then try again." >&2; exit 1; }
	@if pkg-config --exists libcrypto sqlite3 2>/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
		echo "Install the development files of OpenSSL 3 and SQLite 3, and pkg-config;" \
			"on Debian they are called: $(PACKAGES)" >&2; exit 1; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -q && $$sudo apt-get install -qy --no-install-recommends $(PACKAGES)

setup-tests: setup
	@{ command -v strace && command -v faketime; } >/dev/null || ! command -v apt-get >/dev/null || { \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get install -qy --no-install-recommends $(TEST_PACKAGES); }

build: setup-tests ## build everything for debugging, the tests too
	$(SWIFT) build --build-tests $(FLAGS)

release: setup ## build the two programs as they are shipped
	$(SWIFT) build -c release --product batond
	$(SWIFT) build -c release --product baton

run: release ## start a demo partnership and watch referrals travel (ONCE=1 ends after the story)
	@$$($(SWIFT) build -c release --show-bin-path)/baton demo run $(if $(ONCE),--once) $(DEMO)

lint: ## hold the format to the house style
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

test: build lint ## run every test, the house rules and the vectors among them
	$(SWIFT) test --skip-build $(FLAGS)

vectors: build ## run the vectors alone (BATON_VECTORS names their folder)
	@set -o pipefail; $(SWIFT) test --skip-build $(FLAGS) --filter 'vectors|suite|anonical' 2>&1 | grep -E '^vectors |✘|Test run'

clean: ## remove what was built
	rm -rf .build
