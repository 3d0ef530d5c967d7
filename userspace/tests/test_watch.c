// SPDX-License-Identifier: GPL-2.0
/* backend/watch: which notifications of the kernel are changes that the service looks for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <unistd.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include "backend/watch.h"
#include "backend/watch_filter.h"
#include "plan/route.h"
#include "tests/fake_kernel.h"

#define OWN 77
#define NFT(type) (NFNL_SUBSYS_NFTABLES << 8 | (type))

/* What was passed on: a letter of each kind, with the device or the program. */
static char passed[256];

static void take(const struct change *change, void *data)
{
	static const char letters[] = {
		[CHANGE_LINK_UP] = 'U', [CHANGE_LINK_NO_CARRIER] = 'C',
		[CHANGE_LINK_DOWN] = 'D', [CHANGE_LINK_DELETED] = 'X',
		[CHANGE_ADDRESS] = 'A', [CHANGE_ROUTE] = 'R', [CHANGE_RULE] = 'r',
		[CHANGE_RULESET] = 'N', [CHANGE_MODULE] = 'M', [CHANGE_LOST] = 'L',
	};
	size_t n = strlen(passed);

	snprintf(passed + n, sizeof(passed) - n, "%c%s%s", letters[change->kind],
		 change->device, change->program);
	if (change->process)
		assert_int_equal(change->process, 4711);
}

static struct nlmsghdr *begin(void *buf, uint16_t type, uint32_t from, size_t body)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_pid = from;
	memset(mnl_nlmsg_put_extra_header(nlh, body), 0, body);
	return nlh;
}

static void put_link(uint16_t type, unsigned int flags, const char *name)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = begin(buf, type, 0, sizeof(struct ifinfomsg));
	struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);

	ifi->ifi_flags = flags;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	fake_message(nlh);
}

static void put_route(uint16_t type, uint32_t from)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(begin(buf, type, from, sizeof(struct rtmsg)));
}

static void put_ruleset(uint16_t type, uint32_t from)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = begin(buf, type, from, sizeof(struct nfgenmsg));

	mnl_attr_put_strz(nlh, NFTA_GEN_PROC_NAME, "nft");
	mnl_attr_put_u32(nlh, NFTA_GEN_PROC_PID, htonl(4711));
	fake_message(nlh);
}

static void assert_passed(int bus, const char *expected)
{
	struct watch watch = { .own = { OWN, OWN + 1 } };
	size_t i;

	/* The first one receives all of it. */
	for (i = 0; i < WATCH_SOCKETS; i++)
		assert_int_equal(nl_open(&watch.nl[i], bus), 0);
	passed[0] = '\0';
	assert_int_equal(watch_read(&watch, take, NULL), 0);
	assert_string_equal(passed, expected);
	watch_close(&watch);
	fake_reset(NULL);
}

static void test_kinds(void **state)
{
	put_link(RTM_NEWLINK, IFF_UP | IFF_RUNNING, "us-pri");
	put_link(RTM_NEWLINK, IFF_UP, "us-pri");
	put_link(RTM_NEWLINK, IFF_RUNNING, "us-pri");
	put_link(RTM_DELLINK, IFF_UP, "us-pri");
	put_route(RTM_NEWADDR, 0);
	put_route(RTM_DELADDR, 0);
	put_route(RTM_NEWROUTE, 0);
	put_route(RTM_DELROUTE, 0);
	put_route(RTM_NEWRULE, 0);
	put_route(RTM_DELRULE, 0);
	put_route(RTM_NEWNEIGH, 0);
	assert_passed(NETLINK_ROUTE, "Uus-priCus-priDus-priXus-priAARRrr");
	put_ruleset(NFT(NFT_MSG_NEWGEN), 0);
	put_ruleset(NFT(NFT_MSG_NEWTABLE), 0);
	assert_passed(NETLINK_NETFILTER, "Nnft");
	put_route(RTM_NEWROUTE, 0);
	assert_passed(NETLINK_GENERIC, "M");
}

/* Each change of the service's own would be a reason to look again. */
static void test_own(void **state)
{
	put_route(RTM_DELROUTE, OWN);
	put_route(RTM_NEWRULE, OWN + 1);
	put_route(RTM_NEWROUTE, OWN + 2);
	assert_passed(NETLINK_ROUTE, "R");
	put_ruleset(NFT(NFT_MSG_NEWGEN), OWN + 1);
	assert_passed(NETLINK_NETFILTER, "");
}

static void test_lost(void **state)
{
	fake_error(ENOBUFS);
	put_route(RTM_NEWRULE, 0);
	assert_passed(NETLINK_ROUTE, "rL");
}

/* Whether a socket with the filter of @bus receives @nlh. */
static bool received(int bus, const struct nlmsghdr *nlh)
{
	char buf[256];
	ssize_t n;
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, fd), 0);
	assert_int_equal(watch_filter_attach(fd[1], bus), 0);
	assert_int_equal(write(fd[0], nlh, nlh->nlmsg_len), nlh->nlmsg_len);
	n = read(fd[1], buf, sizeof(buf));
	assert_true(n < 0 || n == (ssize_t)nlh->nlmsg_len);
	close(fd[0]);
	close(fd[1]);
	return n > 0;
}

static bool route_received(uint16_t type, uint8_t protocol, uint8_t length)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = begin(buf, type, 0, sizeof(struct rtmsg));
	struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);

	rtm->rtm_dst_len = length;
	rtm->rtm_protocol = protocol;
	return received(NETLINK_ROUTE, nlh);
}

/*
 * Of a BGP table only default routes; else routes of ersym, and those by which links get
 * networks and gateways.
 */
static void test_filter(void **state)
{
	static const uint8_t near[] = {
		RTPROT_REDIRECT, RTPROT_KERNEL, RTPROT_BOOT, RTPROT_STATIC, RTPROT_RA,
		RTPROT_DHCP, 196 /* static routes of FRR */, ROUTE_PROTOCOL,
	};
	static const uint8_t far[] = {
		RTPROT_STATIC + 1, RTPROT_ZEBRA, RTPROT_BIRD, 186 /* BGP of FRR */, 195, 197,
	};
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	size_t i;

	for (i = 0; i < sizeof(near); i++) {
		assert_true(route_received(RTM_NEWROUTE, near[i], 24));
		assert_true(route_received(RTM_DELROUTE, near[i], 24));
	}
	for (i = 0; i < sizeof(far); i++) {
		assert_false(route_received(RTM_NEWROUTE, far[i], 24));
		assert_false(route_received(RTM_DELROUTE, far[i], 1));
		assert_true(route_received(RTM_DELROUTE, far[i], 0));
	}
	assert_true(route_received(RTM_NEWLINK, 186, 24));
	assert_true(route_received(RTM_DELRULE, 186, 24));
	assert_true(received(NETLINK_NETFILTER,
			     begin(buf, NFT(NFT_MSG_NEWGEN), 0, sizeof(struct nfgenmsg))));
	assert_false(received(NETLINK_NETFILTER,
			      begin(buf, NFT(NFT_MSG_NEWSETELEM), 0, sizeof(struct nfgenmsg))));
	assert_true(received(NETLINK_GENERIC, begin(buf, 16, 0, 4)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_filter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
