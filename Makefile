# SPDX-License-Identifier: Apache-2.0
#
# The only script of the project. `make help` lists what it does.

SHELL := /bin/bash
SWIFT ?= swift
# What Debian and Ubuntu call the system libraries that the build links.
PACKAGES := libssl-dev libsqlite3-dev pkg-config
# What the tests use beside: strace counts how often a referral is synced.
TEST_PACKAGES := strace
# What the long fault runs use beside.
TORTURE_PACKAGES := strace nbdkit nbdkit-plugin-python libnbd-bin fuse3 e2fsprogs mount util-linux \
	faketime systemd-container prometheus
# The fault runs begin with this; the same seed does the same again.
ifndef BATON_SEED
BATON_SEED := $(shell echo $$(( RANDOM * 32768 + RANDOM )))
endif
# Set ONCE=1 to end after the story of `make run` instead of staying.
ONCE ?=
# What `make bench` is given, such as --stored 10000.
BENCH ?=
# Where the demo partnership lives; a fresh temporary folder by default.
DEMO ?=
FLAGS := --explicit-target-dependency-import-check error

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests setup-torture build release run test torture lint vectors bench clean

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
	@command -v strace >/dev/null || ! command -v apt-get >/dev/null || { \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get install -qy --no-install-recommends $(TEST_PACKAGES); }

setup-torture: setup-tests
	@for tool in strace nbdkit nbdfuse mkfs.ext4 losetup prlimit faketime systemd-nspawn promtool; do \
		command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	nbdkit --dump-plugin python >/dev/null 2>&1 || missing="$$missing nbdkit-python"; \
	[ -n "$$missing" ] || exit 0; \
	command -v apt-get >/dev/null || { echo "Not installed, so skipped:$$missing"; exit 0; }; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -q && $$sudo apt-get install -qy --no-install-recommends $(TORTURE_PACKAGES)

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

torture: build setup-torture ## kill, starve and cut off the daemon for long (BATON_SEED=N replays)
	@echo "torture BATON_SEED=$(BATON_SEED)"
	@BATON_SEED=$(BATON_SEED) BATON_TORTURE=1 $(SWIFT) test --skip-build $(FLAGS) \
		--filter 'TortureTests|SimulationTests'

vectors: build ## run the vectors alone (BATON_VECTORS names their folder)
	@set -o pipefail; $(SWIFT) test --skip-build $(FLAGS) --filter 'vectors|suite|anonical' 2>&1 | grep -E '^vectors |✘|Test run'

bench: release ## measure the built daemon: one JSON object a line (BENCH='--stored 10000' for less)
	$(SWIFT) build -c release --product bench
	@$$($(SWIFT) build -c release --show-bin-path)/bench $(BENCH)

clean: ## remove what was built
	rm -rf .build
