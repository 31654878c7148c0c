/*
 * soak: libnftables for a long time, in many contexts, in threads, and beside other processes. To be
 * run in a network namespace of its own.
 *
 *	soak commands N		N mixed commands in one context: memory must not grow
 *	soak contexts N		N contexts at once, their sockets above descriptor 1,024
 *	soak threads SECONDS	eight threads, a context each
 *	soak processes N	N transactions of four processes on one ruleset: each whole or not at all
 */
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "nftables/libnftables.h"
#include "tests/unit/check.h"

enum { MEGABYTE = 1024 * 1024, WARM = 1000, THREADS = 8, PROCESSES = 4, TEXT = 512 };

static struct nft_ctx *context(void)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);

	if (!ctx || nft_ctx_buffer_output(ctx) || nft_ctx_buffer_error(ctx)) {
		fprintf(stderr, "no context\n");
		exit(1);
	}
	return ctx;
}

static bool run(struct nft_ctx *ctx, const char *text)
{
	return nft_run_cmd_from_buffer(ctx, text) == 0;
}

static bool must(struct nft_ctx *ctx, const char *text)
{
	if (run(ctx, text))
		return true;
	fprintf(stderr, "%s\n%s\n", text, nft_ctx_get_error_buffer(ctx));
	return false;
}

/* ---- one context, many commands ---- */

struct mixed {
	unsigned flags;
	bool good;
	const char *text; /* %u: a number */
};

static const struct mixed mixed[] = {
	{ 0, true, "add element ip soak s { 10.%1$u.%2$u.0/24 }" },
	{ 0, true, "add rule ip soak c ip saddr 10.%1$u.%2$u.1 counter accept comment \"%1$u\"" },
	{ 0, true, "list set ip soak s" },
	{ 0, true, "delete element ip soak s { 10.%1$u.%2$u.0/24 }" },
	{ NFT_CTX_OUTPUT_JSON, true, "list chain ip soak c" },
	{ 0, true, "flush chain ip soak c" },
	{ 0, false, "add rule ip soak nowhere accept" },
	{ 0, false, "add rule ip soak c tcp dport bogus%1$u" },
	{ NFT_CTX_OUTPUT_ECHO | NFT_CTX_OUTPUT_HANDLE, true, "add rule ip soak c tcp dport { 1, %1$u } accept" },
	{ 0, true, "redefine p%2$u = { %1$u, 70000 }\nredefine q = %1$u" },
	{ 0, true, "add rule ip soak c udp dport $q accept; flush chain ip soak c" },
	{ NFT_CTX_OUTPUT_JSON, true, "{\"nftables\": [{\"add\": {\"set\": {\"family\": \"ip\", \"table\": \"soak\","
	  "\"name\": \"x%2$u\", \"type\": \"mark\"}}}, {\"delete\": {\"set\": {\"family\": \"ip\","
	  "\"table\": \"soak\", \"name\": \"x%2$u\"}}}]}" },
	{ NFT_CTX_OUTPUT_JSON, false, "{\"nftables\": [{\"add\": {\"set\": {\"family\": \"ip\"}}}]}" },
	{ 0, true, "list ruleset" },
	{ NFT_CTX_OUTPUT_GUID, true, "add rule ip soak c meta skuid %1$u accept; flush chain ip soak c" },
	{ 0, true, "add chain ip soak n%2$u; delete chain ip soak n%2$u" },
	{ NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_ECHO, true,
	  "{\"nftables\": [{\"add\": {\"rule\": {\"family\": \"ip\", \"table\": \"soak\", \"chain\": \"c\","
	  "\"expr\": [{\"drop\": null}]}}}, {\"flush\": {\"chain\": {\"family\": \"ip\", \"table\": \"soak\","
	  "\"name\": \"c\"}}}]}" },
	{ 0, false, "get element ip soak s { 1.2.3.4 }" },
	{ 0, true, "describe tcp flags" },
	{ 0, true, "" },
};

static size_t resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long total, pages = 0;

	if (fscanf(f, "%lu %lu", &total, &pages) != 2)
		pages = 0;
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static size_t held(void)
{
	return mallinfo2().uordblks + mallinfo2().hblkhd;
}

static void soak_commands(unsigned long n)
{
	struct nft_ctx *ctx = context();
	size_t warm_resident = 0, warm_held = 0;
	unsigned long wrong = 0;

	CHECK(must(ctx, "add table ip soak; add chain ip soak c\n"
			"add set ip soak s { type ipv4_addr; flags interval; }"));
	for (unsigned long i = 0; i < n; i++) {
		const struct mixed *m = &mixed[i % (sizeof(mixed) / sizeof(*mixed))];
		unsigned turn = (unsigned)(i / (sizeof(mixed) / sizeof(*mixed)));
		char text[TEXT];

		snprintf(text, sizeof(text), m->text, turn % 256, turn / 256 % 100);
		nft_ctx_output_set_flags(ctx, m->flags);
		if (run(ctx, text) != m->good && !wrong++)
			fprintf(stderr, "%s\n%s\n", text, nft_ctx_get_error_buffer(ctx));
		nft_ctx_get_output_buffer(ctx);
		nft_ctx_get_error_buffer(ctx);
		if (i == WARM) {
			warm_resident = resident();
			warm_held = held();
		}
	}
	CHECK(wrong == 0);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
	CHECK(n <= WARM || resident() < warm_resident + MEGABYTE);
#endif
	CHECK(n <= WARM || held() < warm_held + MEGABYTE);
	printf("%lu commands: %zd KB more resident, %zd KB more held than after %d\n", n,
	       ((ssize_t)resident() - (ssize_t)warm_resident) / 1024,
	       ((ssize_t)held() - (ssize_t)warm_held) / 1024, WARM);
	CHECK(must(ctx, "delete table ip soak"));
	nft_ctx_free(ctx);
}

/* ---- many contexts ---- */

static void soak_contexts(unsigned long n)
{
	struct rlimit limit = { n + 100, n + 100 };
	struct nft_ctx **all = calloc(n, sizeof(*all));
	size_t before = resident();
	unsigned long bad = 0;

	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	for (unsigned long i = 0; i < n; i++) {
		char text[TEXT];

		all[i] = context();
		snprintf(text, sizeof(text), "add table ip many; add chain ip many c%lu", i);
		bad += !must(all[i], text);
	}
	printf("%lu contexts of %zu KB\n", n, (resident() - before) / n / 1024);
	for (unsigned long i = 0; i < n; i++) {
		char text[TEXT];

		snprintf(text, sizeof(text), "list chain ip many c%lu", n - 1 - i);
		bad += !must(all[i], text) || !strstr(nft_ctx_get_output_buffer(all[i]), "chain c");
	}
	CHECK(bad == 0);
	CHECK(must(all[0], "delete table ip many"));
	for (unsigned long i = 0; i < n; i++)
		nft_ctx_free(all[i]);
	free(all);
}

/* ---- threads ---- */

struct worker {
	pthread_t thread;
	unsigned number;
	time_t until;
	unsigned long runs, wrong;
};

static void work(struct worker *w, struct nft_ctx *ctx)
{
	char text[TEXT], line[TEXT];

	snprintf(text, sizeof(text),
		 "add table ip w%1$u; add chain ip w%1$u c; add set ip w%1$u s { type inet_service; }\n"
		 "add rule ip w%1$u c ip saddr 10.0.0.%1$u tcp dport @s counter accept\n"
		 "add rule ip w%1$u c bogus", w->number);
	w->wrong += run(ctx, text);
	*strrchr(text, '\n') = '\0';
	w->wrong += !must(ctx, text);
	snprintf(text, sizeof(text), "add element ip w%1$u s { 22, ssh, 80 }; list table ip w%1$u", w->number);
	nft_ctx_get_output_buffer(ctx);
	w->wrong += !must(ctx, text);
	snprintf(line, sizeof(line), "ip saddr 10.0.0.%u tcp dport @s", w->number);
	w->wrong += !strstr(nft_ctx_get_output_buffer(ctx), line);
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_GUID);
	snprintf(text, sizeof(text), "list table ip w%u", w->number);
	w->wrong += !must(ctx, text);
	nft_ctx_output_set_flags(ctx, 0);
	snprintf(text, sizeof(text), "delete table ip w%u", w->number);
	w->wrong += !must(ctx, text);
	w->runs += 5;
}

static void *worker_run(void *arg)
{
	struct worker *w = arg;
	struct nft_ctx *ctx = context();

	while (time(NULL) < w->until) {
		work(w, ctx);
		if (w->runs % 500 == 0) {
			nft_ctx_free(ctx);
			ctx = context();
		}
	}
	nft_ctx_free(ctx);
	return NULL;
}

static void soak_threads(unsigned long seconds)
{
	struct worker workers[THREADS];
	unsigned long runs = 0;

	for (unsigned i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .number = i, .until = time(NULL) + (time_t)seconds };
		pthread_create(&workers[i].thread, NULL, worker_run, &workers[i]);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		CHECK(workers[i].wrong == 0 && workers[i].runs > 0);
		runs += workers[i].runs;
	}
	printf("%lu commands in %d threads\n", runs, THREADS);
}

/* ---- processes ---- */

/* Adds one to two sets and a rule about it to a chain, or fails after that; some are taken back. */
static bool transaction(struct nft_ctx *ctx, unsigned id, bool bad)
{
	char text[TEXT];

	snprintf(text, sizeof(text),
		 "add element ip shared a { %1$u }; add rule ip shared c meta mark %1$u\n"
		 "add element ip shared b { %1$u }%2$s", id,
		 bad ? "; add element ip shared nowhere { 1 }" : "");
	return run(ctx, text);
}

static bool take_back(struct nft_ctx *ctx, unsigned id)
{
	char text[TEXT];

	snprintf(text, sizeof(text), "delete element ip shared a { %1$u }; delete element ip shared b { %1$u }",
		 id);
	return run(ctx, text);
}

/* Like no handle, nor any other number in a listing. */
static unsigned id_of(unsigned process, unsigned long i)
{
	return (process + 1) * 10000000 + (unsigned)i;
}

/* Writes a byte for each transaction: whether its element should be in the sets at the end. */
static void process_run(int fd, unsigned number, unsigned long n)
{
	struct nft_ctx *ctx = context();

	for (unsigned long i = 0; i < n; i++) {
		unsigned id = id_of(number, i);
		bool done = transaction(ctx, id, i % 5 == 4);
		char there = done;

		if (done && i % 3 == 0 && take_back(ctx, id))
			there = 2;
		if (write(fd, &there, 1) != 1)
			_exit(1);
	}
	nft_ctx_free(ctx);
	_exit(0);
}

static bool listed(const char *list, const char *format, unsigned id)
{
	char word[32];
	const char *at;
	size_t n = (size_t)snprintf(word, sizeof(word), format, id);

	for (at = list; (at = strstr(at, word)); at++)
		if (at[n] < '0' || at[n] > '9')
			return true;
	return false;
}

static char *list_of(struct nft_ctx *ctx, const char *command)
{
	nft_ctx_get_output_buffer(ctx);
	must(ctx, command);
	return strdup(nft_ctx_get_output_buffer(ctx));
}

static void soak_processes(unsigned long n)
{
	struct nft_ctx *ctx = context();
	unsigned long lost = 0, half = 0, done = 0, each = n / PROCESSES;
	char *told = calloc(PROCESSES, each), *a, *b, *c;
	int pipes[PROCESSES][2];

	CHECK(must(ctx, "add table ip shared; add chain ip shared c\n"
			"add set ip shared a { type mark; }; add set ip shared b { type mark; }"));
	for (unsigned p = 0; p < PROCESSES; p++) {
		if (pipe(pipes[p]))
			exit(1);
		if (fork() == 0)
			process_run(pipes[p][1], p, each);
		close(pipes[p][1]);
	}
	for (unsigned p = 0; p < PROCESSES; p++)
		for (size_t got = 0; got < each;) {
			ssize_t more = read(pipes[p][0], told + p * each + got, each - got);

			if (more <= 0)
				break;
			got += (size_t)more;
		}
	for (unsigned p = 0; p < PROCESSES; p++) {
		int status;

		wait(&status);
		CHECK(status == 0);
	}
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON);
	a = list_of(ctx, "list set ip shared a");
	b = list_of(ctx, "list set ip shared b");
	c = list_of(ctx, "list chain ip shared c");
	for (unsigned p = 0; p < PROCESSES; p++)
		for (unsigned long i = 0; i < each; i++) {
			unsigned id = id_of(p, i);
			char there = told[p * each + i];
			bool in_a = listed(a, " %u", id) || listed(a, "[%u", id);
			bool in_b = listed(b, " %u", id) || listed(b, "[%u", id);

			done += there != 0;
			half += in_a != in_b;
			lost += in_a != (there == 1) || listed(c, "\"right\": %u", id) != (there != 0);
		}
	CHECK(lost == 0);
	CHECK(half == 0);
	printf("%lu transactions of %d processes: %lu done, %lu refused, %lu half done, %lu lost\n",
	       PROCESSES * each, PROCESSES, done, PROCESSES * each - done, half, lost);
	nft_ctx_output_set_flags(ctx, 0);
	CHECK(must(ctx, "delete table ip shared"));
	free(a);
	free(b);
	free(c);
	free(told);
	nft_ctx_free(ctx);
}

int main(int argc, char **argv)
{
	unsigned long n = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	if (argc == 3 && !strcmp(argv[1], "commands"))
		soak_commands(n);
	else if (argc == 3 && !strcmp(argv[1], "contexts"))
		soak_contexts(n);
	else if (argc == 3 && !strcmp(argv[1], "threads"))
		soak_threads(n);
	else if (argc == 3 && !strcmp(argv[1], "processes"))
		soak_processes(n);
	else
		return 1;
	return check_done();
}
