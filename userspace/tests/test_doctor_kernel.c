// SPDX-License-Identifier: GPL-2.0
/* What ersym doctor reads from the kernel beside what apply reads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ersym.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/neighbour.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>

#include "backend/module_age.h"
#include "backend/pool_answers.h"
#include "backend/silent_neighbour.h"
#include "backend/socket.h"
#include "backend/tunnel.h"
#include "tests/fake_kernel.h"

static void put_neighbour(const struct nlmsghdr *request, uint16_t state, uint32_t address)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, request, RTM_NEWNEIGH, NLM_F_MULTI);
	struct ndmsg *ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));

	ndm->ndm_family = AF_INET;
	/* Each network namespace has lo with this index. */
	ndm->ndm_ifindex = 1;
	ndm->ndm_state = state;
	mnl_attr_put_u32(nlh, NDA_DST, htonl(address));
	fake_message(nlh);
}

static void answer_neighbours(const struct nlmsghdr *request)
{
	put_neighbour(request, NUD_REACHABLE, 0xc0000201);
	put_neighbour(request, NUD_FAILED, 0xc0000203);
	put_neighbour(request, NUD_INCOMPLETE, 0xc0000202);
	put_neighbour(request, NUD_NOARP, 0xc0000204);
	fake_done(request, 0);
}

static void test_silent_neighbours(void **state)
{
	struct host_addresses silent;
	char text[PREFIX_STRLEN];
	struct nl_socket nl;

	fake_reset(answer_neighbours);
	assert_int_equal(socket_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(silent_neighbours_observe(&nl, &silent), 0);
	assert_int_equal(silent.n, 2);
	assert_string_equal(address_format(&silent.v[0].address, text), "192.0.2.2");
	assert_string_equal(address_format(&silent.v[1].address, text), "192.0.2.3");
	assert_string_equal(silent.v[0].device, "lo");
	host_addresses_free(&silent);
	nl_close(&nl);
	fake_reset(NULL);
}

static void put_tunnel(const struct nlmsghdr *request, const char *name, const char *kind,
		       uint16_t type, uint32_t mark)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, request, RTM_NEWLINK, NLM_F_MULTI);
	struct nlattr *info, *data;

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, kind);
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	mnl_attr_put_u32(nlh, type, mark);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	fake_message(nlh);
}

static void answer_links(const struct nlmsghdr *request)
{
	put_tunnel(request, "gre9", "gre", IFLA_GRE_FWMARK, 0x10000);
	put_tunnel(request, "gre8", "gre", IFLA_GRE_FWMARK, 0);
	put_tunnel(request, "ipip9", "ipip", IFLA_IPTUN_FWMARK, 0x20000);
	put_tunnel(request, "vti9", "vti6", IFLA_VTI_FWMARK, 0x30000);
	/* The same number is another attribute of another kind. */
	put_tunnel(request, "vlan9", "vlan", IFLA_GRE_FWMARK, 0x40000);
	fake_done(request, 0);
}

static void test_tunnels(void **state)
{
	struct tunnels tunnels;
	struct nl_socket nl;

	fake_reset(answer_links);
	assert_int_equal(socket_open(&nl, NETLINK_ROUTE), 0);
	assert_int_equal(tunnels_observe(&nl, &tunnels), 0);
	assert_int_equal(tunnels.n, 3);
	assert_string_equal(tunnels.v[0].device, "gre9");
	assert_string_equal(tunnels.v[0].kind, "gre");
	assert_int_equal(tunnels.v[0].mark, 0x10000);
	assert_int_equal(tunnels.v[1].mark, 0x20000);
	assert_int_equal(tunnels.v[2].mark, 0x30000);
	free(tunnels.v);
	nl_close(&nl);
	fake_reset(NULL);
}

static void put_tuple(struct nlmsghdr *nlh, uint16_t type, uint32_t source, uint32_t destination)
{
	struct nlattr *tuple = mnl_attr_nest_start(nlh, type);
	struct nlattr *ip = mnl_attr_nest_start(nlh, CTA_TUPLE_IP), *proto;

	mnl_attr_put_u32(nlh, CTA_IP_V4_SRC, htonl(source));
	mnl_attr_put_u32(nlh, CTA_IP_V4_DST, htonl(destination));
	mnl_attr_nest_end(nlh, ip);
	proto = mnl_attr_nest_start(nlh, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(nlh, CTA_PROTO_NUM, 47);
	mnl_attr_nest_end(nlh, proto);
	mnl_attr_nest_end(nlh, tuple);
}

/* A connection from 10.0.0.1 to 192.0.2.9 with the source @translated. */
static void put_flow(const struct nlmsghdr *request, uint32_t translated, uint32_t status)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, request,
					  NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW,
					  NLM_F_MULTI);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));

	nfg->nfgen_family = AF_INET;
	put_tuple(nlh, CTA_TUPLE_ORIG, 0x0a000001, 0xc0000209);
	put_tuple(nlh, CTA_TUPLE_REPLY, 0xc0000209, translated);
	mnl_attr_put_u32(nlh, CTA_STATUS, htonl(status));
	fake_message(nlh);
}

static void answer_flows(const struct nlmsghdr *request)
{
	put_flow(request, 0x14020200, IPS_SRC_NAT);
	put_flow(request, 0x14020207, IPS_SRC_NAT | IPS_SEEN_REPLY);
	put_flow(request, 0x14020208, IPS_SRC_NAT);
	put_flow(request, 0x14020210, IPS_SRC_NAT);
	put_flow(request, 0x0a000001, 0);
	fake_done(request, 0);
}

static void test_pool_answers(void **state)
{
	struct pool_answers pools[2] = { 0 };
	struct nl_socket nl;

	pools[0].pool.address.family = AF_INET;
	memcpy(pools[0].pool.address.bytes, "\x14\x02\x02\x00", 4);
	pools[0].pool.length = 29;
	pools[1].pool = pools[0].pool;
	pools[1].pool.address.bytes[3] = 8;
	fake_reset(answer_flows);
	assert_int_equal(socket_open(&nl, NETLINK_NETFILTER), 0);
	assert_int_equal(pool_answers_count(&nl, pools, 2), 0);
	assert_int_equal(pools[0].connections, 2);
	assert_int_equal(pools[0].answered, 1);
	assert_int_equal(pools[1].connections, 1);
	assert_int_equal(pools[1].answered, 0);
	nl_close(&nl);
	fake_reset(NULL);
}

static uint32_t family_version;
static uint32_t last_request;

/* Its requests have the numbers from 1 to @last_request. */
static void answer_family(const struct nlmsghdr *request)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, request, GENL_ID_CTRL, 0);
	struct nlattr *ops, *op;
	uint32_t i;

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	mnl_attr_put_u32(nlh, CTRL_ATTR_VERSION, family_version);
	ops = mnl_attr_nest_start(nlh, CTRL_ATTR_OPS);
	for (i = 1; i <= last_request; i++) {
		op = mnl_attr_nest_start(nlh, i);
		mnl_attr_put_u32(nlh, CTRL_ATTR_OP_ID, i);
		mnl_attr_nest_end(nlh, op);
	}
	mnl_attr_nest_end(nlh, ops);
	fake_message(nlh);
}

static bool is_older(uint32_t version, uint32_t last)
{
	struct module m = { .family.id = 30 };
	bool older;

	family_version = version;
	last_request = last;
	fake_reset(answer_family);
	assert_int_equal(socket_open(&m.nl, NETLINK_GENERIC), 0);
	assert_int_equal(module_is_older(&m, &older), 0);
	nl_close(&m.nl);
	fake_reset(NULL);
	return older;
}

static void test_module_age(void **state)
{
	assert_false(is_older(ERSYM_FAMILY_VERSION, ERSYM_CMD_MAX));
	assert_false(is_older(ERSYM_FAMILY_VERSION + 1, 40));
	assert_true(is_older(ERSYM_FAMILY_VERSION - 1, ERSYM_CMD_MAX));
	assert_true(is_older(ERSYM_FAMILY_VERSION, ERSYM_CMD_FLOW_FLUSH - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silent_neighbours),
		cmocka_unit_test(test_tunnels),
		cmocka_unit_test(test_pool_answers),
		cmocka_unit_test(test_module_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
