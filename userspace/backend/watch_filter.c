// SPDX-License-Identifier: GPL-2.0
#include "backend/watch_filter.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>

#include <linux/filter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include "plan/route.h"
#include "util/array.h"

#define TYPE offsetof(struct nlmsghdr, nlmsg_type)
#define LENGTH (NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_dst_len))
#define PROTOCOL (NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_protocol))
/* Static routes of FRR; the headers have no name for it. */
#define PROTOCOL_FRR_STATIC 196

#define ALL 0xffffffff

/* Loads are in network byte order, netlink headers in that of the host. */
#define LOAD_TYPE BPF_STMT(BPF_LD | BPF_H | BPF_ABS, TYPE)
#define LOAD_BYTE(at) BPF_STMT(BPF_LD | BPF_B | BPF_ABS, at)
#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define IF_GREATER(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, value, yes, no)
#define PASS BPF_STMT(BPF_RET | BPF_K, ALL)
#define DROP BPF_STMT(BPF_RET | BPF_K, 0)

static int attach(int fd, struct sock_filter *code, unsigned short n)
{
	const struct sock_fprog program = { .len = n, .filter = code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ?
		       -errno : 0;
}

static int attach_route(int fd)
{
	struct sock_filter code[] = {
		/* 0 */ LOAD_TYPE,
		/* 1 */ IF_EQUAL(htons(RTM_NEWROUTE), 1, 0),
		/* 2 */ IF_EQUAL(htons(RTM_DELROUTE), 0, 8),
		/* 3 */ LOAD_BYTE(LENGTH),
		/* 4 */ IF_EQUAL(0, 6, 0),
		/* 5 */ LOAD_BYTE(PROTOCOL),
		/* 6 */ IF_EQUAL(ROUTE_PROTOCOL, 4, 0),
		/* 7 */ IF_EQUAL(RTPROT_RA, 3, 0),
		/* 8 */ IF_EQUAL(RTPROT_DHCP, 2, 0),
		/* 9 */ IF_EQUAL(PROTOCOL_FRR_STATIC, 1, 0),
		/* 10 */ IF_GREATER(RTPROT_STATIC, 1, 0),
		/* 11 */ PASS,
		/* 12 */ DROP,
	};

	return attach(fd, code, ARRAY_SIZE(code));
}

static int attach_nft(int fd)
{
	struct sock_filter code[] = {
		LOAD_TYPE,
		IF_EQUAL(htons(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN), 0, 1),
		PASS,
		DROP,
	};

	return attach(fd, code, ARRAY_SIZE(code));
}

int watch_filter_attach(int fd, int bus)
{
	switch (bus) {
	case NETLINK_ROUTE:
		return attach_route(fd);
	case NETLINK_NETFILTER:
		return attach_nft(fd);
	}
	return 0;
}
