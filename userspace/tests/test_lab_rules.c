// SPDX-License-Identifier: GPL-2.0
/* What a lab does to packets at devices that keep state, in the networks of tests/network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/lab/firewall.h"
#include "network/load/load.h"
#include "util/alloc.h"

static char *rules_of(const struct network *net, unsigned int device)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	firewall_print(net, device, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* The rules that devices with state have, of which there must be some. */
static void check_all(const char *path,
		      void (*check)(const struct network *net, unsigned int device,
				    const char *rules))
{
	struct loaded loaded;
	size_t n = 0, i;
	char *rules;

	load(path, &loaded);
	assert_true(loaded.whole);
	for (i = 0; i < loaded.net.n_device; i++) {
		rules = rules_of(&loaded.net, (unsigned int)i);
		if (strstr(rules, "ct state invalid drop")) {
			check(&loaded.net, (unsigned int)i, rules);
			n++;
		} else {
			assert_true(loaded.net.device[i].ersym || !loaded.net.device[i].state);
		}
		free(rules);
	}
	assert_true(n > 0);
	loaded_free(&loaded);
}

/* Both sides of a session between loopbacks, which any device may have to pass on. */
static void check_sessions(const struct network *net, unsigned int device, const char *rules)
{
	const char *set = strstr(rules, "set routers"), *end;
	char buf[PREFIX_STRLEN];
	size_t i, j;

	assert_non_null(strstr(rules, "ip saddr @routers ip daddr @routers notrack"));
	assert_non_null(set);
	end = strchr(set, '}');
	for (i = 0; i < net->n_session; i++) {
		const struct net_session *s = &net->session[i];

		for (j = 0; s->link == NONE && j < 2; j++) {
			unsigned int peer = s->peer[j].device;
			char *word = xasprintf(" %s,",
					       address_format(&net->device[peer].loopback, buf));
			const char *at = strstr(set, word);

			assert_true(at && at < end);
			free(word);
		}
	}
}

static void test_sessions_are_not_tracked(void **state)
{
	check_all("tests/network/s2-problem1/network.yaml", check_sessions);
	check_all("tests/network/s2-regional/network.yaml", check_sessions);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sessions_are_not_tracked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
