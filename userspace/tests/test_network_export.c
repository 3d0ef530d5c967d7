// SPDX-License-Identifier: GPL-2.0
/* Addresses that exported configurations have, of the networks in tests/network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/export/ersym.h"
#include "network/export/frr.h"
#include "network/export/frr_bgp.h"
#include "network/load/load.h"

/* The address of a device in the first segment of a name. */
static void check_gateway(const char *path, const char *segment, const char *expected)
{
	struct address gateway;
	char buf[PREFIX_STRLEN];
	struct loaded loaded;
	size_t i;

	load(path, &loaded);
	assert_true(loaded.whole);
	for (i = 0; i < loaded.net.n_segment; i++) {
		if (!strcmp(loaded.net.segment[i].name, segment))
			break;
	}
	assert_true(i < loaded.net.n_segment);
	assert_true(frr_segment_gateway(&loaded.net, (unsigned int)i, &gateway));
	assert_string_equal(address_format(&gateway, buf), expected);
	loaded_free(&loaded);
}

static void test_gateway_of_description(void **state)
{
	check_gateway("tests/network/s4/network.yaml", "loc1", "10.2.30.3");
	check_gateway("tests/network/s4/network.yaml", "loc2", "10.1.31.3");
}

static void test_first_free_address(void **state)
{
	check_gateway("tests/network/s1-figure20/network.yaml", "us-users", "10.1.0.1");
}

/* Another edge has to know what comes back to the netmaps of a circuit. */
static void test_netmap_of_remote_circuit(void **state)
{
	struct loaded loaded;
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	load("tests/network/netmap-remote/network.yaml", &loaded);
	assert_true(loaded.whole);
	ersym_print(&loaded.net, network_device(&loaded.net, "er-edge"), out);
	fclose(out);
	assert_string_equal(text,
			    "circuits:\n"
			    "  inet:\n"
			    "    id: 1\n"
			    "    kind: internet\n"
			    "    remote: true\n"
			    "    snat: [20.2.2.250/32, 20.2.2.0/25]\n"
			    "  er:\n"
			    "    id: 2\n"
			    "    kind: microsoft-peering\n"
			    "    links:\n"
			    "      er-pri: {gateway: [198.51.100.14]}\n"
			    "      er-sec: {gateway: [198.51.100.18]}\n"
			    "    snat: [20.2.3.0/30]\n");
	free(text);
	loaded_free(&loaded);
}

/* What bgpd of a device of a network gets; to be freed. */
static char *bgpd_text(const struct network *net, unsigned int device)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	frr_print_bgpd(net, device, out);
	fclose(out);
	return text;
}

/* A preference by AS path is a list of paths, and a term of the neighbours' route map. */
static void test_import(void **state)
{
	struct loaded loaded;
	char *text;

	load("tests/network/bgp-gadget/network.yaml", &loaded);
	assert_true(loaded.whole);
	text = bgpd_text(&loaded.net, network_device(&loaded.net, "one"));
	assert_non_null(strstr(text,
			       "bgp as-path access-list one-import-10 permit ^64502 64500$\n"
			       "route-map one-import permit 10\n"
			       " match as-path one-import-10\n"
			       " set local-preference 200\n"
			       "route-map one-import permit 20\n"
			       "router bgp 64501\n"));
	assert_non_null(strstr(text, " neighbor 100.64.0.7 remote-as 64502\n"));
	assert_non_null(strstr(text, "  neighbor 100.64.0.7 route-map one-import in\n"));
	assert_non_null(strstr(text, "  network 10.1.0.0/16\n"));
	assert_null(strstr(text, "  network 10.2.0.0/16\n"));
	free(text);
	loaded_free(&loaded);
}

/* staticd tries what the model tries first: the second default route is farther. */
static void test_distances(void **state)
{
	char work[] = "/tmp/ersym-export.XXXXXX", path[64], command[64], text[512];
	struct loaded loaded;
	FILE *file;
	size_t n;

	assert_non_null(mkdtemp(work));
	load("tests/network/edge-default/network.yaml", &loaded);
	assert_true(loaded.whole);
	assert_int_equal(frr_export(&loaded.net, work), 0);
	snprintf(path, sizeof(path), "%s/edge/staticd.conf", work);
	file = fopen(path, "r");
	assert_non_null(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	assert_non_null(strstr(text, "ip route 0.0.0.0/0 198.51.100.6 1\n"
				     "ip route 0.0.0.0/0 198.51.100.2 2\n"));
	snprintf(command, sizeof(command), "rm -rf '%s'", work);
	assert_int_equal(system(command), 0);
	loaded_free(&loaded);
}

/* The regular expression of the first list of paths. */
static void compile_list(const struct network *net, regex_t *expression)
{
	char *text = bgpd_text(net, 0), *begin = strstr(text, " permit ^"), *end;

	assert_non_null(begin);
	begin += strlen(" permit ");
	end = strchr(begin, '\n');
	assert_non_null(end);
	*end = '\0';
	assert_int_equal(regcomp(expression, begin, REG_EXTENDED | REG_NOSUB), 0);
	free(text);
}

/* All lists of @n of the values below @base, in order; false after the last. */
static bool next_list(uint32_t *v, size_t n, uint32_t base)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (++v[i] < base)
			return true;
		v[i] = 0;
	}
	return false;
}

/* Whether the model and the expression agree on all paths of up to 4 of the AS 1, 11 and 2. */
static void check_paths(const struct policy_term *term, const regex_t *expression)
{
	static const uint32_t as[] = { 1, 11, 2 };
	size_t n, i;

	for (n = 0; n <= 4; n++) {
		uint32_t digit[4] = { 0 };

		do {
			char text[32] = "", *end = text;
			uint32_t path[4];

			for (i = 0; i < n; i++) {
				path[i] = as[digit[i]];
				end += sprintf(end, "%s%u", i ? " " : "", path[i]);
			}
			assert_int_equal(policy_term_has_path(term, path, n),
					 !regexec(expression, text, 0, NULL, 0));
		} while (next_list(digit, n, 3));
	}
}

/* All patterns of up to 3 that name an AS. */
static void test_path_patterns(void **state)
{
	static const uint32_t item[] = { PATH_ANY, 1, 11 };
	size_t n, i, count = 0;

	for (n = 1; n <= 3; n++) {
		uint32_t digit[3] = { 0 };

		while (next_list(digit, n, 3)) {
			struct network net = { 0 };
			struct policy_term *term;
			regex_t expression;

			network_add_device(&net, "a")->as = 1;
			network_add_device(&net, "b")->as = 2;
			network_add_session(&net, 0, 1)->peer[0].import = 0;
			term = policy_add_term(network_add_policy(&net, "list"));
			for (i = 0; i < n; i++)
				policy_term_match_path(term, item[digit[i]]);
			network_index(&net);
			compile_list(&net, &expression);
			check_paths(term, &expression);
			regfree(&expression);
			network_free(&net);
			count++;
		}
	}
	assert_int_equal(count, 2 + 8 + 26);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gateway_of_description),
		cmocka_unit_test(test_first_free_address),
		cmocka_unit_test(test_netmap_of_remote_circuit),
		cmocka_unit_test(test_import),
		cmocka_unit_test(test_distances),
		cmocka_unit_test(test_path_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
