#include <dlfcn.h>
#include <stddef.h>

#include "cli/editor.h"

#define STRING(x) #x
#define LIBRARY(version) "libreadline.so." STRING(version)

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
#define SYMBOL(name) { #name, offsetof(struct editor, name) }
	SYMBOL(readline),
	SYMBOL(add_history),
	SYMBOL(read_history),
	SYMBOL(write_history),
	SYMBOL(history_get),
	SYMBOL(history_length),
	SYMBOL(rl_readline_name),
	SYMBOL(rl_line_buffer),
	SYMBOL(rl_attempted_completion_function),
	SYMBOL(rl_attempted_completion_over),
#undef SYMBOL
};

bool editor_open(struct editor *editor)
{
	/* The library stays loaded until the process ends. */
	void *library = dlopen(LIBRARY(RL_VERSION_MAJOR), RTLD_NOW), *symbol = NULL;

	for (size_t i = 0; library && i < sizeof(symbols) / sizeof(*symbols); i++) {
		symbol = dlsym(library, symbols[i].name);
		if (!symbol)
			break;
		*(void **)((char *)editor + symbols[i].offset) = symbol;
	}
	if (!symbol)
		fprintf(stderr, "Error: the interactive mode needs readline: %s\n", dlerror());
	return symbol;
}
