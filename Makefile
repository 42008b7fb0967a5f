# SPDX-License-Identifier: Apache-2.0
#
# The only script of the project. `make help` lists what it does.

SHELL := /bin/bash
SWIFT ?= swift
# What Debian and Ubuntu call the system libraries that the build links.
PACKAGES := libssl-dev libsqlite3-dev zlib1g-dev pkg-config
# What the tests use beside: strace counts syncs, faketime sets the clock of a daemon that runs.
TEST_PACKAGES := strace faketime
# What the long fault runs use beside.
TORTURE_PACKAGES := strace nbdkit nbdkit-plugin-python libnbd-bin fuse3 e2fsprogs mount util-linux \
	faketime systemd-container prometheus testssl.sh slowhttptest \
	golang-go golang-golang-x-mod-dev
# The fault runs begin with this; the same seed does the same again.
ifndef BATON_SEED
BATON_SEED := $(shell echo $$(( RANDOM * 32768 + RANDOM )))
endif
# Beside these systemd-analyze, which comes with systemd, reads the units, and promtool the metrics.
PROMTOOL := prometheus
# What `make deb` uses, and what `make torture` boots.
PACKAGING := debhelper fakeroot lintian groff-base
# Set ONCE=1 to end after the story of `make run` instead of staying.
ONCE ?=
# What `make bench` is given, such as --stored 10000.
BENCH ?=
# Where the demo partnership lives; a fresh temporary folder by default.
DEMO ?=
HAVE_PROMTOOL := command -v promtool >/dev/null
FLAGS := --explicit-target-dependency-import-check error

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests setup-torture setup-deb build release run test torture lint vectors \
	bench bench-schema deb clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
		awk 'BEGIN {FS = ":.*## "}; {printf "  make %-10s %s\n", $$1, $$2}'

setup: ## install the system libraries that are missing
	@command -v $(SWIFT) >/dev/null || { \
		echo "There is no Swift toolchain: install Swift 6.2 or newer, then try again." >&2; exit 1; }
	@if pkg-config --exists libcrypto sqlite3 zlib 2>/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
		echo "Install the development files of OpenSSL 3, SQLite 3 and zlib, and pkg-config;" \
			"on Debian they are called: $(PACKAGES)" >&2; exit 1; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -q && $$sudo apt-get install -qy --no-install-recommends $(PACKAGES)

setup-tests: setup
	@{ command -v strace && command -v faketime; } >/dev/null || ! command -v apt-get >/dev/null || { \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -q && $$sudo apt-get install -qy --no-install-recommends $(TEST_PACKAGES); }
	@$(HAVE_PROMTOOL) || ! command -v apt-get >/dev/null || { \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; folder=$$(mktemp -d) && \
	(cd $$folder && $$sudo apt-get update -q && apt-get download -q $(PROMTOOL) && dpkg-deb -x $(PROMTOOL)_*.deb x) && \
	$$sudo install -m755 $$folder/x/usr/bin/promtool /usr/local/bin/promtool; rm -rf $$folder; } || \
	echo "promtool is not to be had: the metrics are not linted"

setup-deb: setup
	@command -v dh >/dev/null && command -v lintian >/dev/null && command -v groff >/dev/null || { \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -q && $$sudo apt-get install -qy --no-install-recommends $(PACKAGING); }

# Other people's JOSE libraries, for what they sign, and an examiner of TLS.
LIBRARIES := .build/torture-python

setup-torture: setup-tests
	@[ -x $(LIBRARIES)/bin/python ] || { python3 -m venv $(LIBRARIES) && \
		$(LIBRARIES)/bin/pip install -q joserfc==1.8.0 'PyJWT[crypto]==2.15.1' jwcrypto==1.5.7 sslyze==6.3.1 schemathesis==4.32.5 \
		pymerkle==7.0.0 rfc3161-client==1.0.6; } || \
		{ rm -rf $(LIBRARIES); echo "no JOSE libraries, no sslyze, no schemathesis, no pymerkle and no rfc3161-client: all are left out"; }
	@for tool in strace nbdkit nbdfuse mkfs.ext4 losetup prlimit faketime systemd-nspawn promtool testssl slowhttptest go; do \
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

run: release ## start a demo partnership and watch referrals travel (ONCE=1 ends after the story, TLS=1 by mutual TLS)
	@$$($(SWIFT) build -c release --show-bin-path)/baton demo run $(if $(ONCE),--once) $(if $(TLS),--tls) $(DEMO)

lint: ## hold the format to the house style
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

# One test after the other: begun all at once they hold well over a thousand files open, with which
# Foundation's Process crashed (Swift 6.3.1), and those that wait for a listener wait for all others.
# What failed is told again at the end: of a long run often only the end is kept.
test: build lint ## run every test, the house rules and the vectors among them
	@set -o pipefail; $(SWIFT) test --skip-build --no-parallel $(FLAGS) 2>&1 | tee .build/test.log || { \
		echo "What failed:"; grep -aE -A 4 '^✘ .* recorded an issue|^✘ Test .* failed after|: error:|atal error' \
		.build/test.log | grep -avE '^(◇|✔|--)'; exit 1; }

torture: build release setup-torture ## kill, starve and cut off the daemon for long (BATON_SEED=N replays)
	@echo "torture BATON_SEED=$(BATON_SEED)"
	@BATON_SEED=$(BATON_SEED) BATON_TORTURE=1 $(SWIFT) test --skip-build $(FLAGS) \
		--filter 'TortureTests|SimulationTests|YearTests|S04'
	@for profile in sunderland-2015 sunderland-2025 clean; do for seed in 1 2 3 4 5 6 7 8 9 10; do \
		rm -rf .build/year && $$($(SWIFT) build -c release --show-bin-path)/baton simulate \
			--profile $$profile --seed $$seed --out .build/year > /dev/null && \
		grep -q '"all":{[^}]*"precision":1,"recall":1,' .build/year/score.json && \
		echo "year $$profile $$seed: found as it was made" || exit 1; done; done

vectors: build ## run the vectors alone (BATON_VECTORS names their folder)
	@set -o pipefail; $(SWIFT) test --skip-build $(FLAGS) --filter 'vectors|suite|anonical' 2>&1 | grep -E '^vectors |✘|Test run'

bench: release ## measure the built daemon: one JSON object a line (BENCH='--stored 10000' for less)
	$(SWIFT) build -c release --product bench
	$(SWIFT) build -c release --product schema-bench
	@programs=$$($(SWIFT) build -c release --show-bin-path); $$programs/bench $(BENCH) && \
		{ [ -n "$(BENCH)" ] || { $$programs/bench rules && $$programs/bench roads && \
			$$programs/bench audits && $$programs/bench log && $$programs/bench year; }; }
	@$(MAKE) --no-print-directory bench-schema

# jsonschema-rs is only there to be compared with; without it, or without the vectors, our own times
# are printed alone.
PEER := .build/bench-python
bench-schema:
	@[ -x $(PEER)/bin/python ] || { python3 -m venv $(PEER) && \
		$(PEER)/bin/pip install -q jsonschema-rs==0.60.3; } || rm -rf $(PEER)
	@vectors="$${BATON_VECTORS:-../shared/vectors}"; peer=; \
	[ ! -d "$$vectors" ] || [ ! -x $(PEER)/bin/python ] || peer="$(PEER)/bin/python $$vectors"; \
	$$($(SWIFT) build -c release --show-bin-path)/schema-bench . $$peer

DEB := .build/deb
STATIC := $(SWIFT) build -c release --static-swift-stdlib --scratch-path $(DEB)/build \
	-Xlinker -z -Xlinker now -Xlinker -s
VERSION = $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/Daemon/Program.swift)

deb: setup-deb ## build the Debian package from the tree, into .build/deb
	$(STATIC) --product batond
	$(STATIC) --product baton
	$(SWIFT) build --product generate-manual
	@rm -rf $(DEB)/stage && mkdir -p $(DEB)/stage/{bin,data,man,completions/{bash,zsh,fish}}
	@cp $(DEB)/build/release/{baton,batond} $(DEB)/stage/bin/
	@cp -r schemas config/rules config/calendars config/evidence $(DEB)/stage/data/
	@cp -r README.md config/examples $(DEB)/stage/ && cp -r config/debian $(DEB)/stage/debian
	@cp config/systemd/baton.service $(DEB)/stage/debian/baton.service
	@cp config/systemd/baton.socket $(DEB)/stage/debian/baton.socket
	@printf 'baton (%s) unstable; urgency=medium\n\n  * Built from the tree; CHANGELOG.md says what is new.\n\n -- %s  %s\n' \
		"$(VERSION)" "Baton maintainers <maintainers@baton.example>" \
		"$$(git log -1 --format=%cD)" > $(DEB)/stage/debian/changelog
	@for program in baton batond; do \
		bin=$(DEB)/stage/bin/$$program; \
		$$bin --generate-completion-script bash | grep -v '^#!' > $(DEB)/stage/completions/bash/$$program; \
		$$bin --generate-completion-script zsh > $(DEB)/stage/completions/zsh/_$$program; \
		$$bin --generate-completion-script fish > $(DEB)/stage/completions/fish/$$program.fish; \
	done
	@manual="$$($(SWIFT) build --show-bin-path)/generate-manual --date $$(git log -1 --format=%cs)"; \
	$$manual $(DEB)/stage/bin/baton --section 1 -o - | sed "s/^$$/.Pp/" > $(DEB)/stage/man/baton.1 && \
	$$manual $(DEB)/stage/bin/batond --section 8 -o - | sed "s/^$$/.Pp/" > $(DEB)/stage/man/batond.8
	@cd $(DEB)/stage && dpkg-buildpackage -b -us -uc -nc 2>&1 | tail -3
	@lintian --fail-on error,warning --allow-root $(DEB)/baton_*.changes
	@ls -l $(DEB)/baton_*.deb

clean: ## remove what was built
	rm -rf .build
