// SPDX-License-Identifier: GPL-2.0
/* backend/default_gateway: which of the default routes of a device has its gateway. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/rtnetlink.h>

#include "backend/default_gateway.h"
#include "plan/route.h"
#include "tests/fake_kernel.h"

#define DEVICE 7

/**
 * struct fake_route - a route of the kernel, default but for what is named
 * @table: 0: the main table
 * @metric: its metric
 * @protocol: 0: another program's
 * @gateway: NULL: it has none
 * @device: 0: the one whose gateway is looked for
 * @length: of its destination
 * @type: 0: unicast
 * @flags: as RTM_F_CLONED
 * @several: the next hop is the second of two
 */
struct fake_route {
	uint32_t table, metric;
	uint8_t protocol;
	const char *gateway;
	uint32_t device;
	uint8_t length, type;
	uint32_t flags;
	bool several;
};

static const struct fake_route *routes;

static void put_address(struct nlmsghdr *nlh, uint16_t type, const char *text)
{
	struct address address;

	assert_int_equal(address_parse(text, &address), 0);
	mnl_attr_put(nlh, type, address_bits(address.family) / 8, address.bytes);
}

static void put_hop(struct nlmsghdr *nlh, uint32_t device, const char *gateway)
{
	struct rtnexthop *hop = mnl_nlmsg_get_payload_tail(nlh);

	*hop = (struct rtnexthop){ .rtnh_ifindex = (int)device };
	nlh->nlmsg_len += sizeof(*hop);
	put_address(nlh, RTA_GATEWAY, gateway);
	hop->rtnh_len = (char *)mnl_nlmsg_get_payload_tail(nlh) - (char *)hop;
}

static void put_route(const struct nlmsghdr *request, const struct fake_route *r)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, request, RTM_NEWROUTE, NLM_F_MULTI);
	const struct rtmsg *asked = mnl_nlmsg_get_payload(request);
	struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	uint32_t device = r->device ? r->device : DEVICE;
	struct nlattr *nest;

	*rtm = (struct rtmsg){
		.rtm_family = asked->rtm_family,
		.rtm_dst_len = r->length,
		.rtm_protocol = r->protocol ? r->protocol : RTPROT_DHCP,
		.rtm_type = r->type ? r->type : RTN_UNICAST,
		.rtm_flags = r->flags,
	};
	mnl_attr_put_u32(nlh, RTA_TABLE, r->table ? r->table : RT_TABLE_MAIN);
	if (r->metric)
		mnl_attr_put_u32(nlh, RTA_PRIORITY, r->metric);
	if (r->several) {
		nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
		put_hop(nlh, device + 1, "192.0.2.99");
		put_hop(nlh, device, r->gateway);
		mnl_attr_nest_end(nlh, nest);
	} else {
		mnl_attr_put_u32(nlh, RTA_OIF, device);
		if (r->gateway)
			put_address(nlh, RTA_GATEWAY, r->gateway);
	}
	fake_message(nlh);
}

static void answer(const struct nlmsghdr *request)
{
	const struct rtmsg *asked = mnl_nlmsg_get_payload(request);
	const struct fake_route *r;

	for (r = routes; asked->rtm_family == AF_INET && (r->gateway || r->table); r++)
		put_route(request, r);
	fake_done(request, 0);
}

/* The gateway of IPv4 that is found among routes, of which the last one is empty. */
static void assert_gateway(const struct fake_route *among, const char *expected)
{
	struct device device = { .name = "us-pri", .index = DEVICE, .present = true, .up = true };
	struct devices devices = { .v = &device, .n = 1 };
	struct link link = { .name = "us-pri", .gateway_auto = true };
	struct circuit circuit = { .link = &link, .n_link = 1 };
	const struct site site = { .circuit = &circuit, .n_circuit = 1 };
	char found[PREFIX_STRLEN] = "none";
	struct nl_socket nl;

	routes = among;
	fake_reset(answer);
	assert_int_equal(nl_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(default_gateways_observe(&nl, &site, &devices), 0);
	assert_int_equal(fake.requests, 1);
	if (device.n_default_gateway)
		address_format(&device.default_gateway[0], found);
	assert_string_equal(found, expected);
	nl_close(&nl);
	fake_reset(NULL);
}

#define ROUTES(...) ((const struct fake_route[]){ __VA_ARGS__, { 0 } })

/* The main table before all others, then the lower metric, then the first. */
static void test_best(void **state)
{
	assert_gateway(ROUTES({ 0 }), "none");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .metric = 100 },
			      { .gateway = "192.0.2.2" },
			      { .gateway = "192.0.2.3", .metric = 50 }), "192.0.2.2");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .table = 100 },
			      { .gateway = "192.0.2.2", .metric = 9 },
			      { .gateway = "192.0.2.3", .table = 100 }), "192.0.2.2");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .table = 101, .metric = 3 },
			      { .gateway = "192.0.2.2", .table = 100, .metric = 2 }),
		       "192.0.2.2");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1" }, { .gateway = "192.0.2.2" }),
		       "192.0.2.1");
}

/* What is no default route of the device by a gateway, or one of ersym's own. */
static void test_others(void **state)
{
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .device = DEVICE + 1 }), "none");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .protocol = ROUTE_PROTOCOL }), "none");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .length = 1 }), "none");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .type = RTN_BLACKHOLE }), "none");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .flags = RTM_F_CLONED }), "none");
	assert_gateway(ROUTES({ .table = RT_TABLE_MAIN },
			      { .gateway = "192.0.2.2", .table = 100 }), "192.0.2.2");
}

static void test_several(void **state)
{
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .several = true }), "192.0.2.1");
	assert_gateway(ROUTES({ .gateway = "192.0.2.1", .several = true, .device = 9 }), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_best),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
