/*
 * check: the whole of the unit tests' framework. A test is a main() of CHECKs that ends with
 * `return check_done();`; a failed one is printed and the others go on.
 */
#ifndef WEIR_TESTS_CHECK_H
#define WEIR_TESTS_CHECK_H

#include <stdio.h>
#include <string.h>

static unsigned checks_passed, checks_failed;

#define CHECK(cond)                                                                               \
	((cond) ? (void)checks_passed++                                                           \
		: (void)(checks_failed++,                                                         \
			 fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond)))

/* Two texts are the same; both are shown when not. */
#define CHECK_TEXT(got, want) check_text(__FILE__, __LINE__, (got), (want))

static inline void check_text(const char *file, int line, const char *got, const char *want)
{
	if (got && strcmp(got, want) == 0) {
		checks_passed++;
		return;
	}
	checks_failed++;
	fprintf(stderr, "%s:%d: got\n%s\nwant\n%s\n", file, line, got ? got : "(null)", want);
}

/* Prints the count; main's result. */
static inline int check_done(void)
{
	printf("%u passed, %u failed\n", checks_passed, checks_failed);
	return checks_failed != 0;
}

#endif
