/*
 * faults: every allocation fails in turn while a command runs. Each time there must be an error and
 * a message, nothing may be left behind, and the kernel's ruleset must be what it was.
 *
 *	faults FOLDER [each]: a folder for files; in a network namespace of its own
 *
 * each: of a library in which nothing can be set aside before the kernel answers; there a reset that
 * cannot be shown is done all the same.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nftables/libnftables.h"
#include "tests/unit/check.h"

/* ---- memory that fails at will ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void __libc_free(void *block);

static long asked, fails_at, live; /* fails_at 0: never */
static bool failed;

static bool fails(void)
{
	if (!fails_at || ++asked != fails_at)
		return false;
	failed = true;
	errno = ENOMEM;
	return true;
}

static void *counted(void *block)
{
	live += block != NULL;
	return block;
}

void *malloc(size_t size)
{
	return fails() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *block, size_t size)
{
	void *grown;

	if (fails())
		return NULL;
	grown = __libc_realloc(block, size);
	return block ? grown : counted(grown);
}

void free(void *block)
{
	live -= block != NULL;
	__libc_free(block);
}

/* ---- commands ---- */

static const char base[] =
	"flush ruleset\n"
	"table inet t {\n"
	"	counter n { packets 1 bytes 2; }\n"
	"	quota q { over 10 mbytes; }\n"
	"	set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.1-192.168.1.9 }; }\n"
	"	set a { type ipv4_addr; flags interval; auto-merge; elements = { 10.0.0.0/8 }; }\n"
	"	map m { type inet_service : verdict; elements = { 22 : accept, 80 : drop }; }\n"
	"	chain c { type filter hook input priority 0; policy accept;\n"
	"		tcp dport { 22, 80 } accept\n"
	"		ip saddr @s counter drop\n"
	"		meta mark 1 counter name n\n"
	"		meta skuid 0 log prefix \"a \" accept\n"
	"	}\n"
	"	chain d { }\n"
	"}\n";

enum { FILED = 1 << 20 }; /* FILED: by way of a file */

static const struct command {
	unsigned flags; /* output flags, or FILED */
	const char *text;
} commands[] = {
	{ 0, "list ruleset" },
	{ NFT_CTX_OUTPUT_JSON, "list ruleset" },
	{ NFT_CTX_OUTPUT_HANDLE, "list table inet t" },
	{ NFT_CTX_OUTPUT_STATELESS, "list chain inet t c" },
	{ NFT_CTX_OUTPUT_GUID | NFT_CTX_OUTPUT_SERVICE, "list chain inet t c" },
	{ 0, "list set inet t s" },
	{ NFT_CTX_OUTPUT_JSON, "list map inet t m" },
	{ 0, "list tables" },
	{ NFT_CTX_OUTPUT_JSON, "list chains" },
	{ 0, "list counters" },
	{ NFT_CTX_OUTPUT_NUMERIC_ALL, "list ruleset" },
	{ NFT_CTX_OUTPUT_TERSE, "list ruleset" },
	{ 0, "get element inet t s { 10.1.1.1 }" },
	{ 0, "describe tcp dport" },
	{ 0, "list hooks" },
	{ 0, "add table ip x" },
	{ NFT_CTX_OUTPUT_ECHO, "add table ip x" },
	{ 0, "add chain inet t e { type filter hook output priority 10; policy drop; }" },
	{ 0, "add rule inet t c tcp dport 443 accept" },
	{ 0, "add rule inet t c tcp dport { 1, 2, 5-9 } ct state vmap { new : accept, invalid : drop }" },
	{ 0, "insert rule inet t c index 1 udp dport 53 counter accept comment \"dns\"" },
	{ NFT_CTX_OUTPUT_ECHO | NFT_CTX_OUTPUT_HANDLE, "add rule inet t c tcp dport { 1, 2 } accept" },
	{ 0, "add element inet t s { 172.16.0.0/12, 1.1.1.1 }" },
	{ 0, "add element inet t a { 11.0.0.0/8, 12.0.0.0/8 }" },
	{ 0, "delete element inet t a { 10.0.0.0/9 }" },
	{ NFT_CTX_OUTPUT_ECHO, "add element inet t s { 1.1.1.1 }" },
	{ 0, "delete element inet t s { 10.0.0.0/8 }" },
	{ 0, "flush set inet t s" },
	{ 0, "add set inet t u { typeof ip saddr . tcp dport; flags timeout; timeout 1h; }" },
	{ 0, "delete table inet t" },
	{ 0, "flush ruleset" },
	{ 0, "rename chain inet t d f" },
	{ 0, "flush chain inet t c" },
	{ 0, "reset counters" },
	{ 0, "define p = { 22, 23 }\nadd rule inet t d tcp dport $p accept" },
	{ 0, "add counter inet t k { packets 1 bytes 1; }" },
	{ 0, "add limit inet t l { rate 5/second; }" },
	{ 0, "add rule inet t d ip daddr 10.0.0.1 reject with icmp host-unreachable" },
	{ 0, "add rule inet t d iifname \"eth0\" meta mark set 7 log prefix \"x\" group 2" },
	{ 0, "table ip y { chain z { type nat hook postrouting priority srcnat; ip saddr 10.0.0.0/8 masquerade; } }" },
	{ 0, "delete rule inet t c handle 99" },
	{ 0, "add rule inet t nowhere accept" },
	{ 0, "add rule inet t c bogus" },
	{ 0, "list chain inet t nowhere" },
	{ 0, "add element inet t s { 10.0.0.1 }; add element inet t nowhere { 1 }" },
	{ NFT_CTX_OUTPUT_JSON, "{\"nftables\": [{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"j\"}}}]}" },
	{ NFT_CTX_OUTPUT_JSON, "{\"nftables\": [{\"add\": {\"rule\": {\"family\": \"inet\", \"table\": \"t\", \"chain\": \"c\","
	  "\"expr\": [{\"match\": {\"op\": \"==\", \"left\": {\"payload\": {\"protocol\": \"tcp\", \"field\": \"dport\"}},"
	  "\"right\": {\"set\": [22, 80]}}}, {\"accept\": null}]}}}]}" },
	{ NFT_CTX_OUTPUT_JSON, "{\"nftables\": [{\"add\": {\"element\": {\"family\": \"inet\", \"table\": \"t\", \"name\": \"s\","
	  "\"elem\": [{\"elem\": {\"val\": \"1.2.3.4\", \"comment\": \"x\"}}]}}}, {\"list\": {\"set\": {\"family\": \"inet\","
	  "\"table\": \"t\", \"name\": \"s\"}}}]}" },
	{ NFT_CTX_OUTPUT_JSON, "{\"nftables\": [{\"add\": {\"rule\": {\"family\": \"inet\", \"table\": \"t\"}}}]}" },
	{ NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_ECHO,
	  "{\"nftables\": [{\"add\": {\"rule\": {\"family\": \"inet\", \"table\": \"t\", \"chain\": \"c\", \"expr\": [{\"drop\": null}]}}}]}" },
	{ FILED, "include \"*.part\"\nadd rule inet t d tcp dport $port accept\n" },
};

static struct nft_ctx *watcher;
static const char *folder;
static bool nothing_aside;

static const char *ruleset(void)
{
	static char text[64 * 1024];

	nft_run_cmd_from_buffer(watcher, "list ruleset");
	snprintf(text, sizeof(text), "%s", nft_ctx_get_output_buffer(watcher));
	return text;
}

static unsigned descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static const char *path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	fputs(text, f);
	fclose(f);
}

static struct nft_ctx *context(unsigned flags)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);

	nft_ctx_buffer_output(ctx);
	nft_ctx_buffer_error(ctx);
	nft_ctx_output_set_flags(ctx, flags & ~(unsigned)FILED);
	return ctx;
}

struct tally {
	long tries, errors, done; /* done: succeeded in spite of it, or told that it was too late */
};

/* One try with a failure at allocation n; false when the command needs fewer. */
static bool try_at(const struct command *command, long n, struct tally *tally)
{
	static char before[64 * 1024], expected[64 * 1024];
	const char *message, *output;
	struct nft_ctx *ctx;
	int result;

	strcpy(before, ruleset());
	ctx = context(command->flags);
	asked = 0;
	failed = false;
	fails_at = n;
	result = command->flags & FILED ? nft_run_cmd_from_filename(ctx, path_of("main"))
					: nft_run_cmd_from_buffer(ctx, command->text);
	fails_at = 0;
	message = nft_ctx_get_error_buffer(ctx);
	output = nft_ctx_get_output_buffer(ctx);
	if (!failed)
		snprintf(expected, sizeof(expected), "%s", output);
	else if (!result && !message[0])
		CHECK_TEXT(output, expected);
	tally->tries += failed;
	tally->errors += failed && result;
	tally->done += failed && !result;
	if (result && failed) {
		if (!message[0])
			printf("no message: allocation %ld of: %s\n", n, command->text);
		CHECK(message[0] != '\0');
		if (nothing_aside && !strncmp(command->text, "reset", 5))
			ruleset();
		else
			CHECK_TEXT(ruleset(), before);
	}
	nft_ctx_free(ctx);
	return failed;
}

static void try_command(const struct command *command, struct tally *tally)
{
	struct tally mine = { 0 };
	long before, left;

	if (command->flags & FILED)
		write_file("main", command->text);
	/* What libc keeps from its first use is no leak. */
	nft_run_cmd_from_buffer(watcher, base);
	try_at(command, 1000000000, &mine);
	for (long n = 1;; n++) {
		nft_run_cmd_from_buffer(watcher, base);
		ruleset();
		before = live;
		if (!try_at(command, n, &mine))
			break;
		ruleset();
		left = live - before;
		if (left) { /* what libc keeps for good it keeps once */
			nft_run_cmd_from_buffer(watcher, base);
			ruleset();
			before = live;
			try_at(command, n, &mine);
			ruleset();
			left = live - before;
		}
		if (left)
			printf("%ld blocks left: allocation %ld of: %s\n", left, n, command->text);
		CHECK(!left);
	}
	if (mine.done)
		printf("%ld of %ld failures did not show: %s\n", mine.done, mine.tries, command->text);
	tally->tries += mine.tries;
	tally->errors += mine.errors;
	tally->done += mine.done;
}

static void try_contexts(void)
{
	struct nft_ctx *ctx = NULL;
	long before = live;

	for (long n = 1; !ctx; n++) {
		asked = 0;
		fails_at = n;
		ctx = nft_ctx_new(NFT_CTX_DEFAULT);
		fails_at = 0;
		CHECK(ctx || live == before);
	}
	nft_ctx_free(ctx);
	CHECK(live == before);
}

int main(int argc, char **argv)
{
	struct tally tally = { 0 };
	unsigned open;

	if (argc < 2)
		return 1;
	folder = argv[1];
	nothing_aside = argc > 2;
	write_file("1.part", "define port = 99\n");
	write_file("2.part", "define other = 98\n");
	watcher = context(NFT_CTX_OUTPUT_HANDLE);
	CHECK(nft_run_cmd_from_buffer(watcher, base) == 0);
	try_contexts();
	open = descriptors();
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		try_command(&commands[i], &tally);
	CHECK(descriptors() == open);
	nft_ctx_free(watcher);
	printf("%zu commands, %ld failures, %ld errors, %ld without effect\n",
	       sizeof(commands) / sizeof(*commands), tally.tries, tally.errors, tally.done);
	return check_done();
}
