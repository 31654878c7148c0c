# Weir: nft, libnftables and their tests. `make help` lists the targets.
VERSION := 1.1.6
SOVERSION := 1.1.0
PREFIX ?= /usr/local
# Where nft looks for included files that no -I names.
SYSCONFDIR ?= /etc
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
CC ?= gcc
BISON ?= bison
FLEX ?= flex
AWK ?= awk
PYTHON ?= python3
CFLAGS ?= -O2 -g
B := build$(if $(SAN),-san)$(if $(TSAN),-tsan)

WARN := -Wall -Wextra -Wshadow -Wswitch-enum -Wmissing-prototypes -Wno-unused-parameter \
	-Wno-missing-field-initializers
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -fvisibility=hidden -fPIC $(WARN) $(CFLAGS) \
	-Isrc -I. -Iinclude -I$(B)/gen -DWEIR_INCLUDE_DIR='"$(SYSCONFDIR)"'
LIBS := -lmnl -ljansson
CLI_LIBS := -ldl
ifdef SAN
ALL_CFLAGS += -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
LDFLAGS += -fsanitize=address,undefined
endif

ifdef TSAN
ALL_CFLAGS += -fsanitize=thread
LDFLAGS += -fsanitize=thread
endif

LIB_SRC := $(filter-out src/cli/%,$(wildcard src/*/*.c src/*/*/*.c)) $(wildcard parser/*.c)
CLI_SRC := $(wildcard src/cli/*.c)
FRAGMENTS := $(addprefix parser/grammar/,main.y command.y object.y rule.y stmt.y expr.y)
ifneq ($(wildcard parser/grammar/main.y),)
GEN_OBJ := $(B)/gen/grammar.o $(B)/gen/exact.o $(B)/gen/scanner.o
endif
LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o) $(GEN_OBJ)
CLI_OBJ := $(CLI_SRC:%.c=$(B)/%.o)
ROWS := $(B)/coverage/rows
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))

BUILD_DEPS := gcc make flex bison libmnl-dev libjansson-dev libreadline-dev
TEST_DEPS := python3 iproute2 util-linux
TEST_WISHES := python3-jsonschema iptables
VM_DEPS := qemu-system-x86 cpio kmod
CLIENT_DEPS := $(TEST_DEPS) nftables iptables dbus firewalld python3-nftables fail2ban sshguard dnsmasq-base \
	bind9-dnsutils nftlb curl lxc wireguard-tools wireguard-go criu miniupnpd miniupnpd-nftables keepalived \
	python3-pyroute2 network-manager

all: $(B)/libweir.a $(if $(wildcard parser/parse.c),$(B)/libnftables.so.1 $(B)/nft) \
	$(UNIT) $(ROWS)					## build nft, libnftables.so.1 and the unit tests

$(B)/libweir.a: $(LIB_OBJ)
	@rm -f $@
	ar crs $@ $^

$(B)/libnftables.so.1: $(LIB_OBJ) src/api/libnftables.map
	$(CC) $(LDFLAGS) -shared -Wl,-soname,libnftables.so.1 -Wl,--no-undefined \
		-Wl,--version-script=src/api/libnftables.map -o $@ $(LIB_OBJ) $(LIBS)

$(B)/nft: $(CLI_OBJ) $(B)/libnftables.so.1 $(B)/libweir.a
	$(CC) $(LDFLAGS) -o $@ $(CLI_OBJ) $(B)/libweir.a $(LIBS) $(CLI_LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The grammar: fragments are joined section by section, then generated twice: the parser proper, with
# a loop of our own, and bison's with exact look-ahead that only serves error texts.
$(B)/gen/weir.y: parser/join.awk $(FRAGMENTS)
	@mkdir -p $(@D)
	$(AWK) -f parser/join.awk $(FRAGMENTS) > $@

$(B)/gen/grammar.c $(B)/gen/grammar.h: $(B)/gen/weir.y parser/loop.m4
	$(BISON) -S parser/loop.m4 -Werror=conflicts-sr,conflicts-rr -Dapi.prefix={weir_} \
		-o $(B)/gen/grammar.c --defines=$(B)/gen/grammar.h $<

$(B)/gen/exact.c: $(B)/gen/weir.y
	$(BISON) -Dparse.lac=full -Dapi.prefix={exact_} -Wno-other -o $@ --defines=$(B)/gen/exact.h $<

$(B)/gen/keywords.h: parser/keywords.awk parser/keywords.def
	@mkdir -p $(@D)
	$(AWK) -f parser/keywords.awk parser/keywords.def > $@

$(B)/gen/scanner.c: parser/scanner.l $(B)/gen/grammar.h
	$(FLEX) -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c
	$(CC) $(ALL_CFLAGS) -Wno-missing-prototypes -Wno-unused-function -Wno-unused-const-variable -Wno-unused-but-set-variable -Wno-sign-compare -Wno-switch-enum -Wno-shadow \
		-MMD -MP -c -o $@ $<

ifneq ($(GEN_OBJ),)
$(LIB_OBJ): | $(B)/gen/grammar.h $(B)/gen/keywords.h
endif

$(B)/unit/%: tests/unit/%.c $(B)/libweir.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libweir.a $(LIBS)

# What tests/diff draws from.
$(B)/diff/rows: tests/diff/rows.c $(B)/libweir.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libweir.a $(LIBS)

# What doc/COVERAGE.md lists.
$(B)/coverage/%: tests/coverage/%.c $(B)/libweir.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libweir.a $(LIBS)

# The targets below make what they need by a second make, so that packages come before compiling.
deps:	## install missing Debian packages (as root), or name them
	@tests/deps $(BUILD_DEPS) $(TEST_DEPS) -- $(TEST_WISHES)

OFFLINE := $(B)/nft --offline --state $(B)/demo.state

demo: deps	## load examples/flowtable.nft into the offline kernel and list it: text, JSON, instructions
	@$(MAKE) --no-print-directory -s all
	@rm -f $(B)/demo.state
	$(OFFLINE) -f examples/flowtable.nft
	$(OFFLINE) list ruleset
	$(OFFLINE) -j list ruleset
	$(OFFLINE) --debug=netlink --check -f examples/flowtable.nft

check: deps	## all tests this machine can run; SAN=1: with address and undefined sanitizers
	@$(MAKE) --no-print-directory -s all
	@$(if $(SAN),SAN=1) tests/check $(B)

check-vm: deps	## tests that need flowtables in the kernel: in an emulated machine with Debian's kernel
	@tests/deps $(VM_DEPS)
	@$(MAKE) --no-print-directory -s all
	@tests/vm/run tests/check $(B) flowtable shell py monitor

check-diff: deps	## rules drawn at random, compared with an older nft: DIFF="-n 5000 --seed 7"
	@$(MAKE) --no-print-directory -s all $(B)/diff/rows
	@tests/diff/run --nft $(CURDIR)/$(B)/nft --lib $(CURDIR)/$(B)/libnftables.so.1 $(DIFF)

deps-clients:	## install programs that use nft, for check-clients (as root); none is started
	@tests/clients/deps $(BUILD_DEPS) $(CLIENT_DEPS)

check-clients: deps	## firewalld, fail2ban and others at work with ours and with Debian's nft: CLIENTS="-v dnsmasq"
	@$(MAKE) --no-print-directory -s all
	@tests/clients/run --nft $(CURDIR)/$(B)/nft --lib $(CURDIR)/$(B)/libnftables.so.1 $(CLIENTS)

check-clients-vm: deps	## those of them that need more of the kernel, in an emulated machine with Debian's
	@tests/deps $(VM_DEPS)
	@$(MAKE) --no-print-directory -s all
	@tests/vm/run tests/clients/run nftlb-flowtable criu

soak: deps	## the library for minutes: one context, many, threads under the sanitizer, processes
	@$(MAKE) --no-print-directory -s all
	@$(MAKE) --no-print-directory -s TSAN=1 build-tsan/libweir.a
	@$(MAKE) --no-print-directory -s B=build-each CFLAGS="-O1 -g -DPOOL_EACH" build-each/libnftables.so.1
	@tests/api/soak $(B) build-tsan build-each

coverage-table: all	## write doc/COVERAGE.md: each construct with its test and its place in the manual
	@tests/coverage/table --rows $(ROWS) > doc/COVERAGE.md.new
	@mv doc/COVERAGE.md.new doc/COVERAGE.md

schema: all	## write the JSON Schemas of doc/ anew from the tables of the program
	@doc/make-schema $(ROWS) > doc/libnftables.schema.json
	@doc/make-schema --lossless $(ROWS) > doc/libnftables-lossless.schema.json

bench: deps	## cost of large inputs, against budgets and beside another nft: BENCH="--only count rules"
	@$(MAKE) --no-print-directory -s all
	@tests/deps valgrind
	@tests/bench/run $(B)/nft --report $(B)/bench $(BENCH)

fuzz:	## libFuzzer over the input readers, FUZZ_SECONDS each
	@tests/fuzz/run

DEST := $(DESTDIR)$(PREFIX)
DEST_LIB := $(DESTDIR)$(LIBDIR)
MAN := $(wildcard doc/*.1 doc/*.3 doc/*.5 doc/*.8)
COMPLETIONS := bash-completion/completions/nft zsh/vendor-completions/_nft fish/vendor_completions.d/nft.fish
UNIT_FILE := $(DEST)/lib/systemd/system/nftables.service
FILL := sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@SYSCONFDIR@|$(SYSCONFDIR)|; s|@VERSION@|$(VERSION)|'

install: all	## into DESTDIR/PREFIX
	install -d $(DEST)/sbin $(DEST_LIB)/pkgconfig $(DEST)/include/nftables \
		$(DEST)/share/doc/nftables/examples $(DEST)/share/nftables $(dir $(UNIT_FILE)) \
		$(addprefix $(DEST)/share/,$(dir $(COMPLETIONS)))
	install -m 755 $(B)/nft $(DEST)/sbin/nft
	install -m 755 $(B)/libnftables.so.1 $(DEST_LIB)/libnftables.so.$(SOVERSION)
	ln -sf libnftables.so.$(SOVERSION) $(DEST_LIB)/libnftables.so.1
	ln -sf libnftables.so.1 $(DEST_LIB)/libnftables.so
	install -m 644 include/nftables/libnftables.h $(DEST)/include/nftables/
	$(FILL) src/api/libnftables.pc.in > $(DEST_LIB)/pkgconfig/libnftables.pc
	$(FILL) packaging/nftables.service.in > $(UNIT_FILE)
	install -m 644 packaging/completions/nft.bash $(DEST)/share/bash-completion/completions/nft
	install -m 644 packaging/completions/_nft $(DEST)/share/zsh/vendor-completions/_nft
	install -m 644 packaging/completions/nft.fish $(DEST)/share/fish/vendor_completions.d/nft.fish
	install -m 644 doc/*.schema.json $(DEST)/share/nftables/
	install -m 644 examples/*.nft $(DEST)/share/doc/nftables/examples/
	for page in $(MAN); do install -D -m 644 -t $(DEST)/share/man/man$${page##*.} $$page; done

uninstall:	## remove what install put there
	rm -f $(DEST)/sbin/nft $(DEST_LIB)/libnftables.so* $(DEST_LIB)/pkgconfig/libnftables.pc \
		$(DEST)/include/nftables/libnftables.h $(UNIT_FILE)
	rm -f $(addprefix $(DEST)/share/,$(COMPLETIONS))
	rm -f $(DEST)/share/nftables/libnftables.schema.json $(DEST)/share/nftables/libnftables-lossless.schema.json
	rm -rf $(DEST)/share/doc/nftables
	rm -f $(foreach page,$(MAN),$(DEST)/share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))

deb: deps	## Debian packages that stand in for nftables, libnftables1 and libnftables-dev
	@$(MAKE) --no-print-directory -s all SYSCONFDIR=/etc
	@packaging/deb $(VERSION) $(B)

check-deb: deb	## install the packages in place of Debian's, and remove them, on a copy of this system (as root)
	@tests/packaging/run $(B)

clean:	## remove all build results
	rm -rf build build-san build-tsan build-each build-fuzz

help:	## this list
	@$(AWK) 'match($$0, /^[a-z-]+:/) { name = substr($$0, 1, RLENGTH - 1) } \
		sub(/.*\t## /, "") { printf "%-16s %s\n", name, $$0 }' $(firstword $(MAKEFILE_LIST))

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT:%=%.d) $(ROWS:%=%.d)
.PHONY: deb check-deb all deps demo check check-clients check-clients-vm check-diff check-vm coverage-table deps-clients schema soak bench fuzz install \
	uninstall clean help
