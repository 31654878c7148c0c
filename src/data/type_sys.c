/* Types of the running system: marks, interfaces, users, connection tracking, routing. */
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include "data/type_rows.h"

/* ---- marks, groups, realms: numbers with names in files ---- */

const struct type type_mark = {
	.name = "mark",
	.desc = "packet mark",
	.id = TYPE_MARK,
	.bits = 32,
	.order = ORDER_HOST,
	.hex = true,
	.hex_padded = true,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.file = "iproute2/rt_marks",
};

const struct type type_devgroup = {
	.name = "devgroup",
	.desc = "devgroup name",
	.id = TYPE_DEVGROUP,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.quoted = true,
	.per_line = 1,
	.base = &type_integer,
	.file = "iproute2/group",
};

/* In JSON a realm is a string even when it is a number. */
static enum text_kind realm_print(const struct type *type, struct names *names, const uint8_t *b,
				  unsigned bits, unsigned flags, struct out *out)
{
	enum text_kind kind = type_print_symbol(type, names, b, bits, flags, out);

	return kind == TEXT_NUMBER ? TEXT_WORD : kind;
}

const struct type type_realm = {
	.name = "realm",
	.desc = "routing realm",
	.id = TYPE_REALM,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.quoted = true,
	.per_line = 1,
	.base = &type_integer,
	.file = "iproute2/rt_realms",
	.print = realm_print,
};

/* ---- interfaces ---- */

static bool iface_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
			unsigned bits, struct type_error *error)
{
	uint64_t index = names_interface_index(names, text);

	if (!index && !span_number(text, &index))
		return type_fail(names, error, "Interface does not exist");
	if (index > UINT32_MAX)
		return type_fail_range(names, error, text, "4294967295");
	bytes_set_u64(b, BYTES_OF(bits), index);
	return true;
}

static enum text_kind iface_print(const struct type *type, struct names *names, const uint8_t *b,
				  unsigned bits, unsigned flags, struct out *out)
{
	uint64_t index = bytes_u64(b, BYTES_OF(bits));
	const char *name = names_interface(names, index);

	if (name)
		out_str(out, name);
	else
		out_u64(out, index);
	return name ? TEXT_QUOTED : TEXT_WORD;
}

const struct type type_iface_index = {
	.name = "iface_index",
	.desc = "network interface index",
	.id = TYPE_IFACE_INDEX,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.parse = iface_parse,
	.print = iface_print,
};

const struct type type_iface_type = {
	.name = "iface_type",
	.desc = "network interface type",
	.id = TYPE_IFACE_TYPE,
	.bits = 16,
	.order = ORDER_HOST,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "ether", 1 }, { "ppp", 512 }, { "ipip", 768 }, { "ipip6", 769 },
		{ "loopback", 772 }, { "sit", 776 }, { "ipgre", 778 }, { 0 } },
};

const struct type type_pkt_type = {
	.name = "pkt_type",
	.desc = "packet type",
	.id = TYPE_PKT_TYPE,
	.bits = 8,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 2,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "host", 0 }, { "unicast", 0 }, { "broadcast", 1 }, { "multicast", 2 },
		{ "other", 3 }, { 0 } },
};

const struct type type_fib_addrtype = {
	.name = "fib_addrtype",
	.desc = "fib address type",
	.id = TYPE_FIB_ADDRTYPE,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "unspec", 0 }, { "unicast", 1 }, { "local", 2 }, { "broadcast", 3 },
		{ "anycast", 4 }, { "multicast", 5 }, { "blackhole", 6 }, { "unreachable", 7 },
		{ "prohibit", 8 }, { 0 } },
};

/* ---- traffic classes ---- */

static const uint32_t CLASSID_ROOT = 0xffffffff;

static bool class_half(struct span text, uint32_t *half)
{
	*half = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (char_digit(text.p[i]) > 15 || i == 4)
			return false;
		*half = *half * 16 + char_digit(text.p[i]);
	}
	return true;
}

static bool classid_parse(const struct type *type, struct names *names, struct span text,
			  uint8_t *b, unsigned bits, struct type_error *error)
{
	const char *colon = memchr(text.p, ':', text.n);
	uint32_t major, minor, class;
	size_t left = colon ? colon - text.p : 0;

	if (span_is(text, "root"))
		class = CLASSID_ROOT;
	else if (span_is(text, "none"))
		class = 0;
	else if (colon && class_half((struct span){ text.p, left }, &major) &&
		 class_half((struct span){ colon + 1, text.n - left - 1 }, &minor))
		class = major << 16 | minor;
	else
		return type_parse_symbol(type, names, text, b, bits, error);
	bytes_set_u64(b, BYTES_OF(bits), class);
	return true;
}

static enum text_kind classid_print(const struct type *type, struct names *names, const uint8_t *b,
				    unsigned bits, unsigned flags, struct out *out)
{
	uint32_t class = bytes_u64(b, BYTES_OF(bits));

	if (class == CLASSID_ROOT)
		out_str(out, "root");
	else if (!class)
		out_str(out, "none");
	else
		out_printf(out, "%x:%x", class >> 16, class & 0xffff);
	return TEXT_WORD;
}

const struct type type_classid = {
	.name = "classid",
	.desc = "TC classid",
	.id = TYPE_CLASSID,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.parse = classid_parse,
	.print = classid_print,
};

/* ---- users and groups ---- */

static bool owner_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
			unsigned bits, struct type_error *error)
{
	bool user = type->id == TYPE_UID;
	uint64_t number;
	unsigned id;

	if (span_number(text, &number)) {
		if (number > UINT32_MAX)
			return type_fail(names, error, "Value too large");
		id = number;
	} else if (!(user ? names_user_number : names_group_number)(names, text, &id)) {
		return type_fail(names, error, "%s does not exist", user ? "User" : "Group");
	}
	bytes_set_u64(b, BYTES_OF(bits), id);
	return true;
}

static enum text_kind owner_print(const struct type *type, struct names *names, const uint8_t *b,
				  unsigned bits, unsigned flags, struct out *out)
{
	uint64_t id = bytes_u64(b, BYTES_OF(bits));
	const char *name = NULL;

	if (flags & PRINT_GUID)
		name = (type->id == TYPE_UID ? names_user : names_group)(names, id);
	if (name)
		out_str(out, name);
	else
		out_u64(out, id);
	return name ? TEXT_QUOTED : TEXT_NUMBER;
}

const struct type type_uid = {
	.name = "uid",
	.desc = "user ID",
	.id = TYPE_UID,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.numbers = true,
	.parse = owner_parse,
	.print = owner_print,
};

const struct type type_gid = {
	.name = "gid",
	.desc = "group ID",
	.id = TYPE_GID,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.numbers = true,
	.parse = owner_parse,
	.print = owner_print,
};

/* ---- connection tracking ---- */

const struct type type_ct_state = {
	.name = "ct_state",
	.desc = "conntrack state",
	.id = TYPE_CT_STATE,
	.bits = 32,
	.order = ORDER_HOST,
	.bitmask = true,
	.exclusive = true,
	.hex = true,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 2,
	.base = &type_bitmask,
	.symbols = (const struct symbol[]){
		{ "invalid", 1 }, { "new", 8 }, { "established", 2 }, { "related", 4 },
		{ "untracked", 0x40 }, { 0 } },
};

const struct type type_ct_dir = {
	.name = "ct_dir",
	.desc = "conntrack direction",
	.id = TYPE_CT_DIR,
	.bits = 8,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.symbols = (const struct symbol[]){ { "original", 0 }, { "reply", 1 }, { 0 } },
};

/*
 * The last three are bit numbers that the established nft takes for bits. They are accepted with
 * the value they have there, so that a ruleset means the same.
 */
const struct type type_ct_status = {
	.name = "ct_status",
	.desc = "conntrack status",
	.id = TYPE_CT_STATUS,
	.bits = 32,
	.order = ORDER_HOST,
	.bitmask = true,
	.hex = true,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 2,
	.base = &type_bitmask,
	.symbols = (const struct symbol[]){
		{ "expected", 1 }, { "seen-reply", 2 }, { "assured", 4 }, { "confirmed", 8 },
		{ "snat", 0x10 }, { "dnat", 0x20 }, { "seq-adjust", 0x40 }, { "snat-done", 0x80 },
		{ "dnat-done", 0x100 }, { "dying", 0x200 }, { "fixed-timeout", 0x400 },
		{ "helper", 0xd }, { "offload", 0xe }, { "hw-offload", 0xf }, { 0 } },
};

const struct type type_ct_event = {
	.name = "ct_event",
	.desc = "conntrack event bits",
	.id = TYPE_CT_EVENT,
	.bits = 32,
	.order = ORDER_HOST,
	.bitmask = true,
	.hex = true,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_bitmask,
	.symbols = (const struct symbol[]){
		{ "new", 1 }, { "related", 2 }, { "destroy", 4 }, { "reply", 8 },
		{ "assured", 0x10 }, { "protoinfo", 0x20 }, { "helper", 0x40 }, { "mark", 0x80 },
		{ "seqadj", 0x100 }, { "secmark", 0x200 }, { "label", 0x400 }, { 0 } },
};

enum { LABEL_BITS = 128 };

/* A label is written as the number of its bit, or by the name the file gives to that number. */
static bool label_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
			unsigned bits, struct type_error *error)
{
	uint64_t bit;

	if (!type_symbol(type, names, text, &bit) && !span_number(text, &bit))
		return type_fail(names, error,
				 "/etc/%s: could not parse conntrack label \"%.*s\"", type->file,
				 (int)text.n, text.p);
	if (bit >= LABEL_BITS || bit >= bits)
		return type_fail(names, error, "%.*s: bit %" PRIu64 " out of range (%u max)",
				 (int)text.n, text.p, bit, LABEL_BITS);
	b[BYTES_OF(bits) - 1 - bit / 8] = 1u << bit % 8;
	return true;
}

static enum text_kind label_print(const struct type *type, struct names *names, const uint8_t *b,
				  unsigned bits, unsigned flags, struct out *out)
{
	int bit = bytes_lowest_bit(b, BYTES_OF(bits));
	const char *name = bit < 0 ? NULL : type_symbol_name(type, names, bit);

	if (bytes_popcount(b, BYTES_OF(bits)) != 1) {
		bytes_put_hex(out, b, BYTES_OF(bits), false);
		return TEXT_WORD;
	}
	if (name)
		out_str(out, name);
	else
		out_u64(out, bit);
	return name ? TEXT_QUOTED : TEXT_NUMBER;
}

const struct type type_ct_label = {
	.name = "ct_label",
	.desc = "conntrack label",
	.id = TYPE_CT_LABEL,
	.bits = LABEL_BITS,
	.order = ORDER_HOST,
	.bitmask = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_bitmask,
	.file = "connlabel.conf",
	.parse = label_parse,
	.print = label_print,
};

/* ---- control groups: a path below the mount point <-> inode number ---- */

#define CGROUP_ROOT "/sys/fs/cgroup"

static bool cgroup_parse(const struct type *type, struct names *names, struct span text,
			 uint8_t *b, unsigned bits, struct type_error *error)
{
	const char *path = pool_printf(names->scratch, CGROUP_ROOT "/%.*s", (int)text.n, text.p);
	struct stat st;
	uint64_t inode;

	if (stat(path, &st) == 0)
		inode = st.st_ino;
	else if (!span_number(text, &inode))
		return type_fail(names, error, "cgroupv2 path fails: %s", strerror(errno));
	bytes_set_u64(b, BYTES_OF(bits), inode);
	return true;
}

/* What nftw is looking for: its callback takes no argument. */
static _Thread_local struct {
	uint64_t inode;
	char path[PATH_MAX];
} sought;

static int cgroup_visit(const char *path, const struct stat *st, int kind, struct FTW *place)
{
	if (kind != FTW_D || st->st_ino != sought.inode)
		return 0;
	path += strlen(CGROUP_ROOT);
	snprintf(sought.path, sizeof(sought.path), "%s", *path == '/' ? path + 1 : path);
	return 1;
}

static enum text_kind cgroup_print(const struct type *type, struct names *names, const uint8_t *b,
				   unsigned bits, unsigned flags, struct out *out)
{
	sought.inode = bytes_u64(b, BYTES_OF(bits));
	if (nftw(CGROUP_ROOT, cgroup_visit, 16, FTW_PHYS | FTW_MOUNT) == 1) {
		out_str(out, sought.path);
		return TEXT_QUOTED;
	}
	out_u64(out, sought.inode);
	return TEXT_WORD;
}

const struct type type_cgroupv2 = {
	.name = "cgroupsv2",
	.desc = "cgroupsv2 path",
	.id = TYPE_CGROUPV2,
	.bits = 64,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.parse = cgroup_parse,
	.print = cgroup_print,
};
