// SPDX-License-Identifier: GPL-2.0
/*
 * queue: a program that holds and releases packets of an NFQUEUE
 *
 *   queue NUMBER [HOLD]
 *
 * Accepts packets of NFQUEUE NUMBER unchanged. The first HOLD packets wait until
 * the last of them has arrived, and are accepted in the order of arrival. It prints
 * "ready" when the queue is bound, and "held N" for each packet that waits.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER		8192
#define HOLD_MAX	64

static struct mnl_socket *nl;
static unsigned int number;
static unsigned int hold, held;
static uint32_t waiting[HOLD_MAX];

static void die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "queue: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void tell(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static struct nlmsghdr *begin(char *buf, int type, int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = AF_UNSPEC;
	nfg->version = NFNETLINK_V0;
	nfg->res_id = htons(number);
	return nlh;
}

static void send_message(const struct nlmsghdr *nlh)
{
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		die("sendto: %s", strerror(errno));
}

static void acknowledged(void)
{
	char buf[BUFFER];
	int n = mnl_socket_recvfrom(nl, buf, sizeof(buf));

	if (n < 0 || mnl_cb_run(buf, n, 0, 0, NULL, NULL) < 0)
		die("queue %u: %s", number, strerror(errno));
}

/* Packets stay in the kernel: only their ids are needed. */
static void bind_queue(void)
{
	struct nfqnl_msg_config_cmd command = {
		.command = NFQNL_CFG_CMD_BIND,
	};
	struct nfqnl_msg_config_params params = {
		.copy_mode = NFQNL_COPY_META,
	};
	char buf[BUFFER];
	struct nlmsghdr *nlh;

	nlh = begin(buf, NFQNL_MSG_CONFIG, NLM_F_ACK);
	mnl_attr_put(nlh, NFQA_CFG_CMD, sizeof(command), &command);
	send_message(nlh);
	acknowledged();

	nlh = begin(buf, NFQNL_MSG_CONFIG, NLM_F_ACK);
	mnl_attr_put(nlh, NFQA_CFG_PARAMS, sizeof(params), &params);
	send_message(nlh);
	acknowledged();
}

static void accept_packet(uint32_t id)
{
	struct nfqnl_msg_verdict_hdr verdict = {
		.verdict = htonl(NF_ACCEPT),
		.id = id,
	};
	char buf[BUFFER];
	struct nlmsghdr *nlh;

	nlh = begin(buf, NFQNL_MSG_VERDICT, 0);
	mnl_attr_put(nlh, NFQA_VERDICT_HDR, sizeof(verdict), &verdict);
	send_message(nlh);
}

static int packet(const struct nlmsghdr *nlh, void *data)
{
	const struct nfqnl_msg_packet_hdr *header;
	const struct nlattr *attr;
	unsigned int i;

	(void)data;
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attr) != NFQA_PACKET_HDR)
			continue;
		header = mnl_attr_get_payload(attr);
		if (held == hold) {
			accept_packet(header->packet_id);
			break;
		}
		waiting[held++] = header->packet_id;
		tell("held %u", held);
		for (i = 0; held == hold && i < hold; i++)
			accept_packet(waiting[i]);
		break;
	}
	return MNL_CB_OK;
}

int main(int argc, char **argv)
{
	static char buf[0x10000];
	int n;

	if (argc < 2 || argc > 3)
		die("usage: queue NUMBER [HOLD]");
	number = atoi(argv[1]);
	hold = argc > 2 ? atoi(argv[2]) : 0;
	if (hold > HOLD_MAX)
		die("HOLD is at most %u packets", HOLD_MAX);
	nl = mnl_socket_open(NETLINK_NETFILTER);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		die("socket: %s", strerror(errno));
	bind_queue();
	tell("ready");
	for (;;) {
		n = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		/* The kernel may have dropped the packet meanwhile: that is no error. */
		if (n < 0 || (mnl_cb_run(buf, n, 0, 0, packet, NULL) < 0 &&
			      errno != ENOENT))
			die("queue %u: %s", number, strerror(errno));
	}
}
