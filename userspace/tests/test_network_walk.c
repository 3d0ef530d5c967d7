// SPDX-License-Identifier: GPL-2.0
/* What is printed of walks of tests/network/netmap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/load/load.h"
#include "network/print/walk.h"
#include "network/walk/verify.h"

/** struct walk_case - a service, a line of its text, and the kinds of its translations */
struct walk_case {
	const char *service, *line, *kinds;
};

/* "KIND, KIND" of the first request of a walk; to be freed. */
static char *kinds_of(const json_t *walk)
{
	json_t *path = json_array_get(json_object_get(walk, "requests"), 0), *hop, *nat;
	size_t size, i, j;
	bool some = false;
	char *text;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	json_array_foreach(json_object_get(path, "hops"), i, hop) {
		json_array_foreach(json_object_get(hop, "translations"), j, nat) {
			fprintf(out, "%s%s", some ? ", " : "",
				json_string_value(json_object_get(nat, "kind")));
			some = true;
		}
	}
	fclose(out);
	return text;
}

static void check_walk(const struct routes *routes, const struct trips *trips,
		       const struct walk_case *c)
{
	struct faults faults;
	char *text, *kinds;
	size_t size;
	json_t *json;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	faults_find(routes, trips, NULL, &faults);
	walk_text(routes, trips, &faults, out);
	fclose(out);
	if (!strstr(text, c->line))
		fail_msg("%s: no \"%s\" in\n%s", c->service, c->line, text);
	json = walk_json(routes, trips, &faults);
	kinds = kinds_of(json);
	assert_string_equal(kinds, c->kinds);
	json_decref(json);
	free(kinds);
	free(text);
}

static void test_netmap(void **state)
{
	static const struct walk_case cases[] = {
		{ "out-inet",
		  "source becomes 20.2.2.57: netmap of 10.1.0.0/25 to 20.2.2.0/25, circuit inet\n",
		  "netmap" },
		{ "in",
		  "destination becomes 10.1.0.121: netmap of 20.2.2.0/25 to 10.1.0.0/25, circuit inet\n",
		  "netmap-inbound, inbound" },
		{ "in-host", "10.1.1.65 is its own address, which no netmap opens\n",
		  "netmap-inbound" },
		{ "in-behind-port", "10.50.9.80 is reached by circuit vpn, and neither transit",
		  "netmap-inbound" },
	};
	struct verification result;
	struct loaded loaded;
	size_t i, j;

	load("tests/network/netmap/network.yaml", &loaded);
	assert_true(loaded.whole);
	verification_run(&loaded.routes, &result);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (j = 0; j < loaded.net.n_service; j++) {
			if (!strcmp(loaded.net.service[j].name, cases[i].service))
				break;
		}
		assert_true(j < loaded.net.n_service);
		check_walk(&loaded.routes, &result.v[j].trips, &cases[i]);
	}
	verification_free(&result);
	loaded_free(&loaded);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_netmap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
