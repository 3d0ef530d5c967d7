// SPDX-License-Identifier: GPL-2.0
/* Addresses that exported configurations have, of the networks in tests/network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/export/ersym.h"
#include "network/export/frr.h"
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gateway_of_description),
		cmocka_unit_test(test_first_free_address),
		cmocka_unit_test(test_netmap_of_remote_circuit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
