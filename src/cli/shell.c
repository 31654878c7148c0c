/*
 * shell: `nft -i`: one line, one transaction; a trailing backslash or an open brace continues it.
 * What is no terminal is read without editor, prompts and history: programs write to it.
 */
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/editor.h"

#define PROMPT "nft> "
#define PROMPT_MORE ".... "

/* readline has no argument for its callbacks. */
static struct nft_ctx *shell_ctx;
static struct editor editor;

static char **attempt(const char *word, int start, int end)
{
	char *before = strndup(*editor.rl_line_buffer, (size_t)start);
	char **found = before ? complete(shell_ctx, before, word) : NULL;

	free(before);
	*editor.rl_attempted_completion_over = 1;
	return found;
}

static char *history_path(void)
{
	const char *home = getenv("HOME");
	char *path = NULL;

	if (home && asprintf(&path, "%s/.nft.history", home) < 0)
		return NULL;
	return path;
}

static void remember(const char *line)
{
	const HIST_ENTRY *last = editor.history_get(*editor.history_length);

	if (*line && !(last && !strcmp(last->line, line)))
		editor.add_history(line);
}

/* Whether braces are still open at the end of the text. */
static bool is_open(const char *text)
{
	bool quoted = false;
	int depth = 0;

	for (; *text; text++) {
		quoted ^= *text == '"';
		depth += quoted ? 0 : (*text == '{') - (*text == '}');
	}
	return depth > 0;
}

static char *read_line(const char *prompt)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (editor.readline)
		return editor.readline(prompt);
	n = getline(&line, &size, stdin);
	if (n < 0) {
		free(line);
		return NULL;
	}
	if (n && line[n - 1] == '\n')
		line[n - 1] = '\0';
	return line;
}

/* A whole command, over as many lines as it takes; NULL at the end of input. */
static char *read_command(void)
{
	char *text = read_line(PROMPT), *more, *joined;
	size_t n;

	while (text) {
		n = strlen(text);
		if (n && text[n - 1] == '\\')
			text[n - 1] = ' ';
		else if (!is_open(text))
			return text;
		more = read_line(PROMPT_MORE);
		if (!more)
			return text;
		if (asprintf(&joined, "%s\n%s", text, more) < 0)
			joined = NULL;
		free(text);
		free(more);
		text = joined;
	}
	return text;
}

static void run_commands(struct nft_ctx *ctx)
{
	char *text;

	while ((text = read_command()) && strcmp(text, "quit")) {
		if (editor.readline)
			remember(text);
		if (*text)
			nft_run_cmd_from_buffer(ctx, text);
		free(text);
	}
	if (!text && editor.readline)
		putchar('\n');
	free(text);
}

int shell(struct nft_ctx *ctx)
{
	char *path;

	if (!isatty(STDIN_FILENO)) {
		run_commands(ctx);
		return 0;
	}
	if (!editor_open(&editor))
		return 1;
	path = history_path();
	shell_ctx = ctx;
	*editor.rl_readline_name = "nft";
	*editor.rl_attempted_completion_function = attempt;
	if (path)
		editor.read_history(path);
	run_commands(ctx);
	if (path)
		editor.write_history(path);
	free(path);
	return 0;
}
