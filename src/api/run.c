/*
 * run: one input through everything: parse, learn what must be known, evaluate, answer or send,
 * report. A run is one transaction. When the kernel's ruleset changed between reading and sending,
 * the whole run is done again from its text.
 */
#include "api/ctx.h"

#include <errno.h>
#include <libgen.h>
#include <sys/stat.h>

#include "json/json.h"
#include "lang/lang.h"
#include "parser/parse.h"
#include "pass/eval.h"
#include "pass/optimize.h"
#include "wire/batch.h"
#include "wire/fingerprints.h"
#include "wire/rest.h"

enum { RETRIES_MAX = 1000 };
/* What echoing takes in memory, for each byte that was sent; and what is set aside at most. */
enum { ECHO_RESERVE = 32, RESERVE_LARGE = 256 * 1024 };
enum outcome { RUN_GOOD, RUN_BAD, RUN_AGAIN };
/* Optimizing is two runs: a check of what was written, then one of what was made of it. */
enum mode { MODE_PLAIN, MODE_CHECK, MODE_OPTIMIZE };

static void run_init(struct nft_ctx *ctx, struct run *run)
{
	pool_reset(ctx->run_pool);
	pool_reset(ctx->scratch);
	pool_reset(ctx->texts);
	names_refresh(&ctx->names);
	*run = (struct run){
		.pool = ctx->run_pool,
		.texts = ctx->texts,
		.passing = ctx->passing,
		.near = fetch_near,
		.starts = fetch_starts,
		.in_the_way = fetch_in_the_way,
		.near_missed = ctx->near_missed,
		.names = &ctx->names,
		.lang = ctx->lang,
		.output = (ctx->output_flags & ~(unsigned)OUTPUT_LOSSLESS) |
			  (ctx->lossless ? OUTPUT_LOSSLESS : 0),
		.input = ctx->input_flags,
		.debug = ctx->debug,
		.include_paths = (const char *const *)ctx->include_paths,
		.parse_element = parse_element,
	};
	ctx->names.resolve_hosts = !(ctx->input_flags & INPUT_NO_DNS);
	sources_init(&run->sources, run->pool);
	diag_init(&run->diag, run->pool, &run->sources);
	run->known = ruleset_new(run->pool, "kernel");
	run->out = pool_new_of(run->pool, struct out);
	stream_out(run->out, run->pool, &ctx->output);
}

static const struct source *open_file(struct run *run, const struct source_spec *spec)
{
	const struct source *source = source_read(&run->sources, spec->path, true,
						  (struct loc){ 0 });

	if (source) {
		run->file_directory = dirname(pool_strdup(run->pool, source->name));
		return source;
	}
	if (errno == EISDIR)
		diag_error(&run->diag, (struct loc){ 0 }, "Not a regular file: \"%s\"", spec->path);
	else
		diag_error(&run->diag, (struct loc){ 0 }, "Could not open file \"%s\": %s",
			   spec->path, strerror(errno));
	return NULL;
}

static const struct source *open_source(struct run *run, const struct source_spec *spec)
{
	const struct source *source;

	if (spec->path)
		return open_file(run, spec);
	source = source_add(&run->sources, spec->kind, spec->name, spec->text, (struct loc){ 0 });
	if (!source)
		diag_error(&run->diag, (struct loc){ 0 }, "input too large");
	else if (spec->kind == SOURCE_FILE)
		run->file_directory = dirname(pool_strdup(run->pool, spec->name));
	return source;
}

static bool read_json(struct run *run, const struct source *source, struct cmds *cmds, bool *tried)
{
	*tried = false;
	if (!(run->output & OUTPUT_JSON) && !(run->input & INPUT_JSON))
		return true;
	return json_read(run, source, cmds, tried);
}

/* `-D name=value`: as if the file began with `define name = value`. */
static bool read_vars(struct nft_ctx *ctx, struct run *run, struct cmds *cmds)
{
	for (size_t i = 0; i < ctx->var_n; i++) {
		const char *equals = strchr(ctx->vars[i], '=');
		const char *text = pool_printf(run->pool, "define %.*s = %s\n",
					       (int)(equals - ctx->vars[i]), ctx->vars[i],
					       equals + 1);
		const struct source *source = source_add(&run->sources, SOURCE_BUFFER, NULL,
							 span_of(text), (struct loc){ 0 });

		if (!source || !parse_source(run, source, cmds))
			return false;
	}
	return true;
}

static bool read_buffer(struct nft_ctx *ctx, struct run *run, const struct source *source,
			struct cmds *cmds)
{
	definitions_read(ctx, run);
	if (!parse_source(run, source, cmds))
		return false;
	definitions_prepare(ctx, run);
	return true;
}

static bool read_commands(struct nft_ctx *ctx, struct run *run, const struct source_spec *spec,
			  struct cmds *cmds)
{
	struct scope *scope = pool_new_of(run->pool, struct scope);
	const struct source *source = open_source(run, spec);
	bool tried;

	if (!source)
		return false;
	scope_init(scope, run->pool, NULL);
	run->scope = scope;
	if (!read_json(run, source, cmds, &tried) || tried)
		return !run->diag.errors;
	if (spec->kind == SOURCE_BUFFER)
		return read_buffer(ctx, run, source, cmds);
	return read_vars(ctx, run, cmds) && parse_source(run, source, cmds);
}

/* A program's first netlink socket has its process id as port. */
static void name_owners(struct run *run)
{
	for (size_t i = 0; i < run->known->tables.n; i++) {
		struct table *table = run->known->tables.v[i];

		if (table->owner && !run->transport->offline)
			table->owner_name = names_process(run->names, table->owner);
	}
}

/* A run that only asks reads rules and elements when it shows them, and may have to begin anew. */
static bool asks_only(const struct cmds *cmds)
{
	for (const struct cmd *cmd = cmds->first; cmd; cmd = cmd->next)
		if (!is_question(cmd))
			return false;
	return true;
}

/* When the kernel has done what was asked it is too late to find that there is no memory. */
static void reserve(struct nft_ctx *ctx, struct run *run, size_t size)
{
	if (size > RESERVE_LARGE)
		size = RESERVE_LARGE;
	pool_reserve(run->pool, size);
	stream_reserve(&ctx->output, size);
}

static bool load_known(struct nft_ctx *ctx, struct run *run, const struct cmds *cmds)
{
	struct need *need = pool_new_of(run->pool, struct need);
	struct out *debug = run->debug & DEBUG_MNL ? run->out : NULL;
	bool later, named;

	for (const struct cmd *cmd = cmds->first; cmd; cmd = cmd->next) {
		cmd_need(cmd, need);
		need->places++; /* the command may delete a rule before the one that is meant */
	}
	named = need->bits & NEED_NAMED;
	need_names(run, need);
	if (!need->bits)
		return true;
	if (!ctx_open(ctx, &run->diag))
		return false;
	run->transport = ctx->transport;
	need->set_known = typeof_known;
	need->arg = run;
	later = need->bits & (NEED_RULES | NEED_ELEMENTS) && !need->reset && asks_only(cmds);
	if (later)
		need->bits &= ~(NEED_RULES | NEED_ELEMENTS);
	if (need->reset)
		reserve(ctx, run, RESERVE_LARGE);
	if (!ruleset_load(run->known, ctx->transport, &run->diag, need, debug))
		return false;
	if (named && !need_is_met(run, need) &&
	    !ruleset_load(run->known, ctx->transport, &run->diag, need, debug))
		return false;
	if (later && !hold_begin(&ctx->output))
		pool_exhausted();
	if (later)
		run->fetch = fetch_new(ctx, run, need);
	name_owners(run);
	return true;
}

struct echo {
	struct run *run;
	struct print print;
	struct writer writer;
	struct json_echo *document; /* the commands were JSON: the document is given back */
};

static bool is_addition(const struct op *op)
{
	return op->kind != KIND_GENERATION && (op->verb == OP_ADD || op->verb == OP_CREATE ||
					       op->verb == OP_INSERT || op->verb == OP_REPLACE);
}

static bool is_anonymous(const struct op *op)
{
	return (op->kind == KIND_SET || op->kind == KIND_ELEMENT) && op->set->flags & SET_ANONYMOUS;
}

static void echo_event(void *arg, struct op *op)
{
	struct echo *echo = arg;

	event_file(echo->run, op);
	if (echo->document) {
		if (is_addition(op))
			json_echo_made(echo->document, op);
	} else if (echo->run->output & OUTPUT_JSON) {
		if (is_addition(op) && !is_anonymous(op) && op_desc(echo->run, op))
			json_out_event(&echo->writer, &echo->print, op);
	} else if (op->kind == KIND_GENERATION || (is_addition(op) && !is_anonymous(op))) {
		print_event(&echo->print, op);
	}
}

static void echo_open(struct echo *echo, struct run *run)
{
	echo->run = run;
	print_init(&echo->print, run, run->out);
	json_init(&echo->writer, run->out);
	for (const struct source *s = run->sources.first; s; s = s->next)
		if (s->kind == SOURCE_JSON && run->output & OUTPUT_JSON)
			echo->document = json_echo_new(run, s);
	if (!(run->output & OUTPUT_JSON) || echo->document)
		return;
	json_open(&echo->writer, '{');
	json_name(&echo->writer, "nftables");
	json_open(&echo->writer, '[');
}

static void echo_close(struct echo *echo)
{
	if (echo->document) {
		json_echo_close(echo->document, echo->run->out);
		return;
	}
	if (!(echo->run->output & OUTPUT_JSON))
		return;
	json_close(&echo->writer, ']');
	json_close(&echo->writer, '}');
	out_char(echo->run->out, '\n');
}

/* For messages about what was refused: names of the table, and who uses what is in it. */
struct learner {
	struct nft_ctx *ctx;
	struct run *run;
	struct ruleset *names, *users;
};

static const struct ruleset *learn(void *arg, const struct op *op, int error)
{
	struct learner *learner = arg;
	struct ruleset **learned = error == EBUSY ? &learner->users : &learner->names;
	struct need need = {
		.bits = NEED_TABLES | NEED_CHAINS | NEED_SETS | NEED_OBJECTS | NEED_FLOWTABLES |
			(error == EBUSY ? NEED_RULES : 0),
		.table = error == EBUSY ? op->table_name : NULL,
		.family = error == EBUSY ? op->family : 0,
		.any = true,
	};
	struct sources none;
	struct diag ignored;

	if (*learned)
		return *learned;
	*learned = ruleset_new(learner->run->pool, "refused");
	sources_init(&none, learner->run->pool);
	diag_init(&ignored, learner->run->pool, &none);
	ruleset_load(*learned, learner->ctx->transport, &ignored, &need, NULL);
	return *learned;
}

static const char *in_the_way(void *arg, const struct op *op, size_t i)
{
	struct learner *learner = arg;

	return fetch_in_the_way(learner->run, op, i);
}

/* A set that merges had more than was read of it. */
static bool has_missed(const struct run *run, const struct ops *ops)
{
	for (const struct op *op = ops->first; op && !run->near_missed; op = op->next)
		if (op->merging && op->error == EEXIST)
			return true;
	return false;
}

/*
 * Once for a context: another run of it finds them there. Without them rules are as good, they only
 * match nothing yet; the file is not part of this program and often missing.
 */
static void load_fingerprints(struct nft_ctx *ctx, struct run *run)
{
	static const char path[] = WEIR_INCLUDE_DIR "/nftables/osf/pf.os";
	int error;

	if (!run->needs_fingerprints || ctx->has_fingerprints || ctx->transport->offline)
		return;
	ctx->has_fingerprints = true;
	error = fingerprints_load(ctx->transport, run->pool, path);
	if (error && error != ENOENT)
		diag_warning(&run->diag, (struct loc){ 0 },
			     "cannot give the kernel the fingerprints of %s: %s", path,
			     strerror(error));
}

static enum outcome send_ops(struct nft_ctx *ctx, struct run *run, struct ops *ops, bool dry)
{
	bool echo = run->output & OUTPUT_ECHO && !dry;
	struct echo *state = pool_new_of(run->pool, struct echo);
	struct batch *batch = pool_new_of(run->pool, struct batch);
	struct learner learner = { .ctx = ctx, .run = run };
	enum batch_result result;

	if (!ctx_open(ctx, &run->diag))
		return RUN_BAD;
	load_fingerprints(ctx, run);
	*batch = (struct batch){
		.pool = run->pool,
		.transport = ctx->transport,
		.diag = &run->diag,
		.debug = run->debug & DEBUG_MNL ? run->out : NULL,
		.known = run->known,
		.set_known = typeof_known,
		.set_arg = run,
		.learn = learn,
		.learn_arg = &learner,
		.in_the_way = in_the_way,
		.echo = echo,
		.dry = dry,
		.generation = run->known->generation,
		.applied = &ctx->applied,
	};
	/* Messages are being made: what they were made from is wanted no more, unless all fails. */
	pool_reset(ctx->texts);
	sources_rest(&run->sources);
	batch_encode(batch, ops);
	stream_reserve(&ctx->output, run->out->n);
	if (echo) {
		echo_open(state, run);
		reserve(ctx, run, ECHO_RESERVE * batch->messages.n);
	}
	ctx_tell(ctx, PHASE_KERNEL);
	result = batch_commit(batch, echo ? echo_event : NULL, state);
	ctx->near_missed = result == BATCH_FAILED && has_missed(run, ops);
	if (result == BATCH_RETRY || ctx->near_missed)
		return RUN_AGAIN;
	if (echo)
		echo_close(state);
	return result == BATCH_OK ? RUN_GOOD : RUN_BAD;
}

/*
 * Changes are evaluated first, all of them: what questions of the same run see is the ruleset as it
 * will be, without its new rules.
 */
static bool eval_changes(struct run *run, struct cmds *cmds, struct ops *ops)
{
	bool good = true;

	for (struct cmd *cmd = cmds->first; cmd && !diag_full(&run->diag); cmd = cmd->next)
		good = (is_question(cmd) || eval_cmd(run, cmd, ops)) && good;
	good = eval_joined(run, ops) && good;
	return good && eval_overlaps(run, ops);
}

/* Where one cannot be answered, none is: not even by an empty document. */
static enum outcome answer_questions(struct nft_ctx *ctx, struct run *run, struct cmds *cmds)
{
	bool good = true;

	for (struct cmd *cmd = cmds->first; cmd && !diag_full(&run->diag); cmd = cmd->next)
		good = (!is_question(cmd) || answer(ctx, run, cmd)) && good;
	switch (run->fetch ? fetch_end(run->fetch) : TALK_OK) {
	case TALK_OK:
		break;
	case TALK_AGAIN:
		return RUN_AGAIN;
	case TALK_ERROR:
		good = load_refused(&run->diag);
		break;
	}
	if (good)
		return RUN_GOOD;
	hold_drop(&ctx->output);
	run->out->n = 0;
	return RUN_BAD;
}

static void merged_rule_written(void *arg)
{
	struct nft_ctx *ctx = arg;

	if (!ctx->output.buffering)
		fflush(ctx->output.fp);
}

static void merge_rules(struct nft_ctx *ctx, struct run *run, struct cmds *cmds)
{
	struct out report;

	stream_out(&report, run->pool, &ctx->error);
	optimize(run, cmds, &report, merged_rule_written, ctx);
}

static enum outcome run_commands(struct nft_ctx *ctx, struct run *run, struct cmds *cmds,
				 bool good, enum mode mode)
{
	struct ops *ops = pool_new_of(run->pool, struct ops);
	enum outcome outcome = RUN_GOOD;

	ctx_tell(ctx, PHASE_RULESET);
	if (!load_known(ctx, run, cmds))
		return RUN_BAD;
	if (mode == MODE_OPTIMIZE && good)
		merge_rules(ctx, run, cmds);
	ctx_tell(ctx, PHASE_WORK);
	ops_init(ops, run->pool);
	good = eval_changes(run, cmds, ops) && good;
	if (!good || run->diag.errors)
		return RUN_BAD;
	ctx_tell(ctx, PHASE_RULESET);
	if (mode != MODE_CHECK)
		outcome = answer_questions(ctx, run, cmds);
	if (outcome != RUN_GOOD)
		return outcome;
	if (run->debug & DEBUG_NETLINK)
		debug_ops(run, ops);
	return ops->n ? send_ops(ctx, run, ops, ctx->dry || mode == MODE_CHECK) : RUN_GOOD;
}

struct run *run_new(struct nft_ctx *ctx)
{
	struct run fresh, *run;

	run_init(ctx, &fresh);
	run = pool_memdup(fresh.pool, &fresh, sizeof(fresh));
	diag_init(&run->diag, run->pool, &run->sources);
	return run;
}

static void write_messages(struct nft_ctx *ctx, struct run *run)
{
	struct out messages;

	if (!run->diag.first)
		return;
	stream_out(&messages, run->pool, &ctx->error);
	diag_print(&run->diag, &messages);
	out_flush(&messages);
}

static enum outcome run_once(struct nft_ctx *ctx, const struct source_spec *spec, enum mode mode)
{
	struct run *run = run_new(ctx);
	struct cmds cmds = { 0 };
	enum outcome outcome;
	bool good;

	cmds.last = &cmds.first;
	ctx_tell(ctx, PHASE_INPUT);
	good = read_commands(ctx, run, spec, &cmds);
	outcome = run_commands(ctx, run, &cmds, good, mode);
	if (outcome == RUN_AGAIN) {
		hold_drop(&ctx->output);
		return outcome;
	}
	definitions_keep(ctx);
	ctx_tell(ctx, PHASE_NONE);
	out_flush(run->out);
	if (!hold_release(&ctx->output, &ctx->error)) {
		outcome = RUN_BAD;
		diag_netlink(&run->diag, "cannot keep the listing: %s", strerror(errno));
	}
	write_messages(ctx, run);
	return outcome;
}

static enum outcome run_mode(struct nft_ctx *ctx, const struct source_spec *spec, enum mode mode)
{
	enum outcome outcome = RUN_AGAIN;

	for (unsigned i = 0; outcome == RUN_AGAIN && i < RETRIES_MAX; i++)
		outcome = run_once(ctx, spec, mode);
	if (outcome == RUN_AGAIN)
		stream_say(&ctx->error, "netlink: Error: Could not process rule: the ruleset "
					"changes faster than it can be read\n");
	return outcome;
}

static enum outcome run_all(struct nft_ctx *ctx, const struct source_spec *spec)
{
	enum outcome outcome;

	if (spec->kind != SOURCE_FILE || !(ctx->optimize & NFT_OPTIMIZE_ENABLED))
		return run_mode(ctx, spec, MODE_PLAIN);
	outcome = run_mode(ctx, spec, MODE_CHECK);
	return outcome == RUN_GOOD ? run_mode(ctx, spec, MODE_OPTIMIZE) : outcome;
}

/* A dump may have been cut short, so the socket goes too. */
static enum outcome run_out_of_memory(struct nft_ctx *ctx)
{
	ctx_close(ctx);
	hold_drop(&ctx->output);
	stream_say(&ctx->error, ctx->applied ? "Warning: done, but out of memory to show it\n"
					     : "Error: out of memory\n");
	return ctx->applied ? RUN_GOOD : RUN_BAD;
}

static void flush_stream(struct stream *stream)
{
	if (!stream->buffering)
		fflush(stream->fp);
}

int ctx_run(struct nft_ctx *ctx, const struct source_spec *spec)
{
	struct pool_catch oom;
	enum outcome outcome;

	ctx->applied = ctx->near_missed = false;
	if (setjmp(*pool_catch_push(&oom)))
		outcome = run_out_of_memory(ctx);
	else
		outcome = run_all(ctx, spec);
	pool_catch_pop(&oom);
	pool_reset(ctx->run_pool);
	pool_reset(ctx->scratch);
	pool_reset(ctx->texts);
	pool_reset(ctx->passing);
	pool_reset(ctx->fetched);
	ctx_tell(ctx, PHASE_NONE);
	flush_stream(&ctx->output);
	flush_stream(&ctx->error);
	return outcome == RUN_GOOD ? 0 : -1;
}

EXPORT int nft_run_cmd_from_buffer(struct nft_ctx *ctx, const char *buf)
{
	struct source_spec spec = { .kind = SOURCE_BUFFER, .text = span_of(buf) };

	return ctx_run(ctx, &spec);
}

static bool reads_once(const char *path)
{
	struct stat st;

	return str_same(path, "/dev/stdin") || (!stat(path, &st) && !S_ISREG(st.st_mode));
}

/* What cannot be read again is kept, as it may be run more than once. */
static void keep_text(struct nft_ctx *ctx, struct source_spec *spec)
{
	const struct source *source;
	struct sources *sources;

	if (!reads_once(spec->path))
		return;
	ctx->text_pool = pool_new();
	sources = pool_new_of(ctx->text_pool, struct sources);
	sources_init(sources, ctx->text_pool);
	source = source_read(sources, spec->path, true, (struct loc){ 0 });
	if (!source)
		return;
	spec->text = (struct span){ source->text, source->size };
	spec->name = source->name;
	spec->path = NULL;
}

static int run_file(struct nft_ctx *ctx, const char *path)
{
	struct source_spec spec = { .kind = SOURCE_FILE, .path = path };
	struct pool_catch oom;

	if (setjmp(*pool_catch_push(&oom))) {
		pool_catch_pop(&oom);
		run_out_of_memory(ctx);
		flush_stream(&ctx->error);
		return -1;
	}
	ctx_tell(ctx, PHASE_INPUT);
	keep_text(ctx, &spec);
	pool_catch_pop(&oom);
	return ctx_run(ctx, &spec);
}

EXPORT int nft_run_cmd_from_filename(struct nft_ctx *ctx, const char *filename)
{
	bool standard = !strcmp(filename, "-");
	int result;

	ctx->applied = false;
	result = run_file(ctx, standard ? "/dev/stdin" : filename);
	pool_free(ctx->text_pool);
	ctx->text_pool = NULL;
	return result;
}
