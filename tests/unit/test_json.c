/* The JSON writer: nesting, separators, strings. */
#include "base/json.h"
#include "check.h"

int main(void)
{
	struct pool *pool = pool_new();
	struct writer w;
	struct out out;

	out_init(&out, pool);
	json_init(&w, &out);
	json_open(&w, '{');
	json_name(&w, "list");
	json_open(&w, '[');
	json_u64(&w, UINT64_MAX);
	json_s64(&w, -5);
	json_open(&w, '[');
	json_close(&w, ']');
	json_bool(&w, false);
	json_none(&w);
	json_close(&w, ']');
	json_pair_str(&w, "text", "a\"b\\c\n\x01/\xc3\xa4\xff");
	json_pair_u64(&w, "n", 7);
	json_close(&w, '}');
	CHECK_TEXT(out_text(&out), "{\"list\": [\"0xffffffffffffffff\", -5, [], false, null], "
				   "\"text\": \"a\\\"b\\\\c\\n\\u0001/\xc3\xa4\xef\xbf\xbd\", \"n\": 7}");
	pool_free(pool);
	return check_done();
}
