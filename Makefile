# Weir: nft, libnftables and their tests. `make help` lists the targets.
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= gcc
BISON ?= bison
FLEX ?= flex
AWK ?= awk
CFLAGS ?= -O2 -g
B := build$(if $(SAN),-san)

WARN := -Wall -Wextra -Wshadow -Wswitch-enum -Wmissing-prototypes -Wno-unused-parameter
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -fvisibility=hidden -fPIC $(WARN) $(CFLAGS) \
	-Isrc -I. -Iinclude -I$(B)/gen
LIBS := -lmnl -ljansson
CLI_LIBS := -lreadline
ifdef SAN
ALL_CFLAGS += -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
LDFLAGS += -fsanitize=address,undefined
endif

LIB_SRC := $(filter-out src/cli/%,$(wildcard src/*/*.c src/*/*/*.c)) $(wildcard parser/*.c)
CLI_SRC := $(wildcard src/cli/*.c)
FRAGMENTS := $(addprefix parser/grammar/,main.y command.y object.y rule.y stmt.y expr.y)
ifneq ($(wildcard parser/grammar/main.y),)
GEN_OBJ := $(B)/gen/grammar.o $(B)/gen/exact.o $(B)/gen/scanner.o
endif
LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o) $(GEN_OBJ)
CLI_OBJ := $(CLI_SRC:%.c=$(B)/%.o)
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))

all: $(B)/libweir.a $(if $(CLI_SRC),$(B)/nft) $(UNIT)

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

# The grammar: fragments are joined section by section, then generated twice: the parser proper,
# and one with exact look-ahead that only serves error texts.
$(B)/gen/weir.y: parser/join.awk $(FRAGMENTS)
	@mkdir -p $(@D)
	$(AWK) -f parser/join.awk $(FRAGMENTS) > $@

$(B)/gen/grammar.c $(B)/gen/grammar.h: $(B)/gen/weir.y
	$(BISON) -Werror=conflicts-sr,conflicts-rr -o $(B)/gen/grammar.c --defines=$(B)/gen/grammar.h $<

$(B)/gen/exact.c: $(B)/gen/weir.y
	$(BISON) -Dparse.lac=full -Dapi.prefix={exact_} -Wno-other -o $@ --defines=$(B)/gen/exact.h $<

$(B)/gen/scanner.c: parser/scanner.l $(B)/gen/grammar.h
	$(FLEX) -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c
	$(CC) $(ALL_CFLAGS) -Wno-missing-prototypes -Wno-unused-function -Wno-unused-but-set-variable -Wno-sign-compare -Wno-switch-enum -Wno-shadow \
		-MMD -MP -c -o $@ $<

ifneq ($(GEN_OBJ),)
$(LIB_OBJ): | $(B)/gen/grammar.h
endif

$(B)/unit/%: tests/unit/%.c $(B)/libweir.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libweir.a $(LIBS)

clean:
	rm -rf build build-san

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.PHONY: all clean
