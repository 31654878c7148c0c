/*
 * editor: readline, loaded when somebody is there to type. Starting it and the terminal library it
 * needs would be most of what a short command costs.
 */
#ifndef WEIR_CLI_EDITOR_H
#define WEIR_CLI_EDITOR_H

#include <stdbool.h>
#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

/* What is used of it, under its own names. */
struct editor {
	__typeof__(&readline) readline;
	__typeof__(&add_history) add_history;
	__typeof__(&read_history) read_history;
	__typeof__(&write_history) write_history;
	__typeof__(&history_get) history_get;
	__typeof__(&history_length) history_length;
	__typeof__(&rl_readline_name) rl_readline_name;
	__typeof__(&rl_line_buffer) rl_line_buffer;
	__typeof__(&rl_attempted_completion_function) rl_attempted_completion_function;
	__typeof__(&rl_attempted_completion_over) rl_attempted_completion_over;
};

/* False with a message on standard error: the library is not installed. */
bool editor_open(struct editor *editor);

#endif
