// SPDX-License-Identifier: GPL-2.0
/* backend/flow_*, cmd/selection: connections and which of them are selected. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "backend/flow_change.h"
#include "backend/flow_dump.h"
#include "backend/flow_message.h"
#include "cmd/selection.h"
#include "cmd/usage.h"
#include "live/conversion.h"
#include "tests/capture.h"
#include "tests/fake_kernel.h"

#define MASK 0xffff0000

static struct mark_layout layout;

static int setup(void **state)
{
	fake_reset(NULL);
	return mark_layout_init(&layout, MASK);
}

static int teardown(void **state)
{
	fake_reset(NULL);
	return 0;
}

static uint32_t mark_of(uint32_t in, uint32_t out, uint32_t stray)
{
	return mark_value(&layout, MARK_IN, in) | mark_value(&layout, MARK_OUT, out) |
	       mark_value(&layout, MARK_STRAY, stray);
}

/* The request's mark and mask, or 0. */
static void request_mark(const struct flow_filter *filter, uint32_t *mark, uint32_t *mask)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = flow_message_dump(buf, &layout, filter);
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	assert_int_equal(nlh->nlmsg_type, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET);
	assert_int_equal(nfg->nfgen_family, AF_UNSPEC);
	*mark = *mask = 0;
	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		if (mnl_attr_get_type(attr) == CTA_MARK)
			*mark = ntohl(mnl_attr_get_u32(attr));
		else if (mnl_attr_get_type(attr) == CTA_MARK_MASK)
			*mask = ntohl(mnl_attr_get_u32(attr));
		else
			fail();
	}
}

/* 16 bits: fields of five bits from bit 16 on. */
static void test_filter_of_the_kernel(void **state)
{
	struct flow_filter filter = { 0 };
	uint32_t mark, mask;

	request_mark(&filter, &mark, &mask);
	assert_int_equal(mask, 0);
	filter.strayed = true;
	request_mark(&filter, &mark, &mask);
	assert_int_equal(mask, 0);
	filter.in = 3;
	request_mark(&filter, &mark, &mask);
	assert_int_equal(mark, 0x00030000);
	assert_int_equal(mask, 0x001f0000);
	filter.out = ERSYM_CIRCUIT_INSIDE;
	request_mark(&filter, &mark, &mask);
	assert_int_equal(mark, 0x03e30000);
	assert_int_equal(mask, 0x03ff0000);
	filter.in = ERSYM_CIRCUIT_UNKNOWN;
	request_mark(&filter, &mark, &mask);
	assert_int_equal(mark, 0x03e00000);
	assert_int_equal(mask, 0x03e00000);
}

static void test_filter(void **state)
{
	struct flow flow = { .in = 1, .out = 2 };
	struct flow_filter filter = { 0 };

	assert_true(flow_matches(&flow, &filter));
	filter.in = 1;
	assert_true(flow_matches(&flow, &filter));
	filter.out = 3;
	assert_false(flow_matches(&flow, &filter));
	filter.out = 2;
	assert_true(flow_matches(&flow, &filter));
	filter.in = ERSYM_CIRCUIT_INSIDE;
	assert_false(flow_matches(&flow, &filter));
	filter = (struct flow_filter){ .strayed = true };
	assert_false(flow_matches(&flow, &filter));
	flow.stray = ERSYM_CIRCUIT_INSIDE;
	assert_true(flow_matches(&flow, &filter));
}

/* struct tuple - one direction of an IPv4 connection */
struct tuple {
	const char *source;
	uint16_t sport;
	const char *destination;
	uint16_t dport;
};

static void set_tuple(struct nf_conntrack *ct, const struct tuple *tuple, bool reply)
{
	nfct_set_attr_u8(ct, reply ? ATTR_REPL_L3PROTO : ATTR_ORIG_L3PROTO, AF_INET);
	nfct_set_attr_u32(ct, reply ? ATTR_REPL_IPV4_SRC : ATTR_ORIG_IPV4_SRC,
			  inet_addr(tuple->source));
	nfct_set_attr_u32(ct, reply ? ATTR_REPL_IPV4_DST : ATTR_ORIG_IPV4_DST,
			  inet_addr(tuple->destination));
	nfct_set_attr_u8(ct, reply ? ATTR_REPL_L4PROTO : ATTR_ORIG_L4PROTO, IPPROTO_TCP);
	nfct_set_attr_u16(ct, reply ? ATTR_REPL_PORT_SRC : ATTR_ORIG_PORT_SRC,
			  htons(tuple->sport));
	nfct_set_attr_u16(ct, reply ? ATTR_REPL_PORT_DST : ATTR_ORIG_PORT_DST,
			  htons(tuple->dport));
}

/* As the kernel sends it, but built by the library. */
static struct nlmsghdr *put_tcp(void *buf, const struct nlmsghdr *req,
				const struct tuple *original, const struct tuple *reply,
				uint32_t mark)
{
	struct nlmsghdr *nlh = fake_begin(buf, req,
					  NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW,
					  NLM_F_MULTI);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	struct nf_conntrack *ct = nfct_new();

	nfg->nfgen_family = AF_INET;
	set_tuple(ct, original, false);
	set_tuple(ct, reply, true);
	if (mark)
		nfct_set_attr_u32(ct, ATTR_MARK, mark);
	assert_int_equal(nfct_nlmsg_build(nlh, ct), 0);
	nfct_destroy(ct);
	return nlh;
}

static const struct nlmsghdr no_request = { .nlmsg_len = sizeof(struct nlmsghdr) };
static const struct tuple out = { "10.0.0.57", 40000, "1.2.3.4", 443 };
static const struct tuple out_reply = { "1.2.3.4", 443, "10.0.0.57", 40000 };
static const struct tuple out_reply_snat = { "1.2.3.4", 443, "20.2.2.3", 1024 };
static const struct tuple in = { "5.6.7.8", 5000, "20.2.2.59", 8443 };
static const struct tuple in_reply_both = { "172.16.1.63", 443, "10.200.1.9", 5000 };
static const struct tuple out_reply_port = { "1.2.3.4", 443, "10.0.0.57", 1024 };

static char text[PREFIX_STRLEN];
#define ASSERT_ADDRESS(address, expected) \
	assert_string_equal(address_format(&(address), text), expected)

static void test_plain_connection(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct flow flow;

	put_tcp(buf, &no_request, &out, &out_reply, 0x1234 | mark_of(ERSYM_CIRCUIT_INSIDE, 1, 2));
	assert_int_equal(flow_message_parse((struct nlmsghdr *)buf, &layout, &flow), 0);
	assert_int_equal(flow.protocol, IPPROTO_TCP);
	ASSERT_ADDRESS(flow.source, "10.0.0.57");
	ASSERT_ADDRESS(flow.destination, "1.2.3.4");
	assert_int_equal(flow.sport, 40000);
	assert_int_equal(flow.dport, 443);
	assert_int_equal(flow.nat_source.family, 0);
	assert_int_equal(flow.nat_destination.family, 0);
	assert_int_equal(flow.in, ERSYM_CIRCUIT_INSIDE);
	assert_int_equal(flow.out, 1);
	assert_int_equal(flow.stray, 2);
}

/* Whom it is about, and nothing else: not the mark that it has. */
static void test_request_about(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	char request[FLOW_MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *nlh;
	const struct nfgenmsg *nfg;
	const struct nlattr *attr;
	struct nlmsghdr *flow;

	flow = put_tcp(buf, &no_request, &out, &out_reply_snat, mark_of(1, 2, 0));
	mnl_attr_put_u16(flow, CTA_ZONE, htons(5));
	mnl_attr_put_u32(flow, CTA_ID, htonl(7));
	nlh = flow_message_about(request, IPCTNL_MSG_CT_DELETE, flow);
	assert_int_equal(nlh->nlmsg_type, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE);
	nfg = mnl_nlmsg_get_payload(nlh);
	assert_int_equal(nfg->nfgen_family, AF_INET);
	attr = mnl_nlmsg_get_payload_offset(nlh, sizeof(*nfg));
	assert_int_equal(mnl_attr_get_type(attr), CTA_TUPLE_ORIG);
	assert_memory_equal(attr, mnl_nlmsg_get_payload_offset(flow, sizeof(*nfg)),
			    attr->nla_len);
	attr = mnl_attr_next(attr);
	assert_int_equal(mnl_attr_get_type(attr), CTA_ZONE);
	assert_int_equal(ntohs(mnl_attr_get_u16(attr)), 5);
	attr = mnl_attr_next(attr);
	assert_int_equal(mnl_attr_get_type(attr), CTA_ID);
	assert_int_equal(ntohl(mnl_attr_get_u32(attr)), 7);
	assert_ptr_equal(mnl_attr_next(attr), mnl_nlmsg_get_payload_tail(nlh));

	/* Without a tuple the kernel would end them all. */
	flow = fake_begin(buf, &no_request, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW, 0);
	mnl_nlmsg_put_extra_header(flow, sizeof(*nfg));
	mnl_attr_put_u32(flow, CTA_ID, htonl(7));
	assert_null(flow_message_about(request, IPCTNL_MSG_CT_DELETE, flow));
}

static void test_translated_connections(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct flow flow;

	put_tcp(buf, &no_request, &out, &out_reply_snat, 0);
	assert_int_equal(flow_message_parse((struct nlmsghdr *)buf, &layout, &flow), 0);
	ASSERT_ADDRESS(flow.nat_source, "20.2.2.3");
	assert_int_equal(flow.nat_sport, 1024);
	assert_int_equal(flow.nat_destination.family, 0);
	assert_int_equal(flow.in, ERSYM_CIRCUIT_UNKNOWN);

	put_tcp(buf, &no_request, &in, &in_reply_both, 0);
	assert_int_equal(flow_message_parse((struct nlmsghdr *)buf, &layout, &flow), 0);
	ASSERT_ADDRESS(flow.nat_source, "10.200.1.9");
	assert_int_equal(flow.nat_sport, 5000);
	ASSERT_ADDRESS(flow.nat_destination, "172.16.1.63");
	assert_int_equal(flow.nat_dport, 443);

	/* Only the port. */
	put_tcp(buf, &no_request, &out, &out_reply_port, 0);
	assert_int_equal(flow_message_parse((struct nlmsghdr *)buf, &layout, &flow), 0);
	ASSERT_ADDRESS(flow.nat_source, "10.0.0.57");
	assert_int_equal(flow.nat_sport, 1024);
}

/* Byte by byte, as Linux sends a ping over IPv6. */
static void test_ipv6_without_ports(void **state)
{
	static const uint8_t a[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };
	static const uint8_t b[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 };
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, &no_request,
					  NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW, 0);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	struct nlattr *tuple, *part;
	struct flow flow;
	int reply;

	nfg->nfgen_family = AF_INET6;
	for (reply = 0; reply < 2; reply++) {
		tuple = mnl_attr_nest_start(nlh, reply ? CTA_TUPLE_REPLY : CTA_TUPLE_ORIG);
		part = mnl_attr_nest_start(nlh, CTA_TUPLE_IP);
		mnl_attr_put(nlh, CTA_IP_V6_SRC, sizeof(a), reply ? b : a);
		mnl_attr_put(nlh, CTA_IP_V6_DST, sizeof(b), reply ? a : b);
		mnl_attr_nest_end(nlh, part);
		part = mnl_attr_nest_start(nlh, CTA_TUPLE_PROTO);
		mnl_attr_put_u8(nlh, CTA_PROTO_NUM, IPPROTO_ICMPV6);
		mnl_attr_put_u16(nlh, CTA_PROTO_ICMPV6_ID, htons(77));
		mnl_attr_put_u8(nlh, CTA_PROTO_ICMPV6_TYPE, reply ? 129 : 128);
		mnl_attr_put_u8(nlh, CTA_PROTO_ICMPV6_CODE, 0);
		mnl_attr_nest_end(nlh, part);
		mnl_attr_nest_end(nlh, tuple);
	}
	mnl_attr_put_u32(nlh, CTA_MARK, htonl(mark_of(1, 2, 0)));
	assert_int_equal(flow_message_parse(nlh, &layout, &flow), 0);
	assert_int_equal(flow.protocol, IPPROTO_ICMPV6);
	ASSERT_ADDRESS(flow.source, "2001:db8::1");
	ASSERT_ADDRESS(flow.destination, "2001:db8::2");
	assert_int_equal(flow.sport, -1);
	assert_int_equal(flow.dport, -1);
	assert_int_equal(flow.nat_source.family, 0);
	assert_int_equal(flow.nat_destination.family, 0);
	assert_int_equal(flow.in, 1);
	assert_int_equal(flow.out, 2);
	assert_int_equal(flow.stray, 0);

	/* Nothing is configured: the mark belongs to another program. */
	assert_int_equal(flow_message_parse(nlh, NULL, &flow), 0);
	assert_int_equal(flow.in, ERSYM_CIRCUIT_UNKNOWN);
}

static void test_malformed_connections(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh;
	struct flow flow;
	size_t i;

	nlh = fake_begin(buf, &no_request, NFNL_SUBSYS_CTNETLINK << 8, 0);
	assert_int_equal(flow_message_parse(nlh, &layout, &flow), -EBADMSG);
	nlh = put_tcp(buf, &no_request, &out, &out_reply, 1);
	for (i = sizeof(*nlh); i < nlh->nlmsg_len; i += 4) {
		char *copy = xmemdup(buf, i);

		((struct nlmsghdr *)copy)->nlmsg_len = i;
		flow_message_parse((struct nlmsghdr *)copy, &layout, &flow);
		free(copy);
	}
}

/* The dump */

struct seen {
	unsigned int flows;
	unsigned int ports;
	int error;
};

static int see(const struct flow *flow, void *data)
{
	struct seen *seen = data;

	seen->flows++;
	seen->ports += flow->sport;
	return seen->error;
}

static void answer_connections(const struct nlmsghdr *req)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	uint16_t flags = fake.requests == 2 ? NLM_F_DUMP_INTR : 0;

	fake_message(put_tcp(buf, req, &out, &out_reply, mark_of(ERSYM_CIRCUIT_INSIDE, 1, 0)));
	fake_message(put_tcp(buf, req, &in, &in_reply_both, mark_of(1, ERSYM_CIRCUIT_INSIDE, 2)));
	fake_done(req, flags);
}

static void test_dump(void **state)
{
	struct flow_filter filter = { 0 };
	struct seen seen = { 0 };
	struct capture capture;
	char said[256];

	fake_reset(answer_connections);
	assert_int_equal(flow_dump(MASK, &filter, see, &seen), 0);
	assert_int_equal(seen.flows, 2);
	assert_int_equal(seen.ports, 45000);

	/* What was given cannot be taken back. */
	capture_begin(&capture, stderr);
	assert_int_equal(flow_dump(MASK, &filter, see, &seen), 0);
	capture_end(&capture, said, sizeof(said));
	assert_int_equal(fake.requests, 2);
	assert_int_equal(seen.flows, 4);
	assert_string_equal(said, "ersym: warning: connections changed while they were listed: "
				  "some may be missing\n");

	/* A kernel that does not filter. */
	seen = (struct seen){ 0 };
	filter.strayed = true;
	assert_int_equal(flow_dump(MASK, &filter, see, &seen), 0);
	assert_int_equal(seen.flows, 1);
	assert_int_equal(seen.ports, 5000);
	filter = (struct flow_filter){ .in = ERSYM_CIRCUIT_INSIDE };
	seen = (struct seen){ 0 };
	assert_int_equal(flow_dump(MASK, &filter, see, &seen), 0);
	assert_int_equal(seen.ports, 40000);
}

static void test_dump_whose_output_fails(void **state)
{
	struct flow_filter filter = { 0 };
	struct seen seen = { .error = -EIO };
	struct capture capture;
	char said[256];

	fake_reset(answer_connections);
	capture_begin(&capture, stderr);
	assert_int_equal(flow_dump(MASK, &filter, see, &seen), -EIO);
	capture_end(&capture, said, sizeof(said));
	assert_int_equal(seen.flows, 1);
	/* main() says it. */
	assert_string_equal(said, "");
}

static void answer_not_permitted(const struct nlmsghdr *req)
{
	fake_ack(req, -EPERM, NULL, 0);
}

static void test_dump_refused(void **state)
{
	struct flow_filter filter = { 0 };
	struct seen seen = { 0 };
	struct capture capture;
	char said[256];

	fake_reset(answer_not_permitted);
	capture_begin(&capture, stderr);
	assert_int_equal(flow_dump(MASK, &filter, see, &seen), -EPERM);
	capture_end(&capture, said, sizeof(said));
	assert_string_equal(said, "ersym: cannot list connections: not permitted: this needs "
				  "CAP_NET_ADMIN in the network namespace\n");
}

/* Connections that are ended */

static const struct nlmsghdr *next(const struct nlmsghdr *nlh)
{
	return (const void *)((const char *)nlh + MNL_ALIGN(nlh->nlmsg_len));
}

/* What it says of the second and the third connection. */
static int second, third;

/* Three that have facts, and one that has none. */
static void answer_flush(const struct nlmsghdr *req)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	int i;

	if (req->nlmsg_type == (NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET)) {
		for (i = 0; i < 4; i++)
			fake_message(put_tcp(buf, req, &out, &out_reply,
					     i == 1 ? 0x1234 : mark_of(1, 2, 0)));
		fake_done(req, 0);
		return;
	}
	assert_int_equal(req->nlmsg_type, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE);
	assert_int_equal(next(req)->nlmsg_type, req->nlmsg_type);
	assert_int_equal(next(next(req))->nlmsg_type, req->nlmsg_type);
	if (second)
		fake_ack(next(req), second, NULL, 0);
	if (third <= 0)
		fake_ack(next(next(req)), third, NULL, 0);
}

/* What is returned and said, if these are its answers. */
static int flush(int answer2, int answer3, uint32_t *ended, char *said, size_t size)
{
	static const struct flow_filter all;
	struct capture capture;
	int ret;

	second = answer2;
	third = answer3;
	fake_reset(answer_flush);
	fake.room = 1 << 24;
	capture_begin(&capture, stderr);
	ret = flow_flush(MASK, &all, ended);
	capture_end(&capture, said, size);
	assert_int_equal(fake.requests, 2);
	return ret;
}

static bool is_of_us(const struct flow *flow, const void *us)
{
	return flow->in == *(const uint32_t *)us;
}

/* The function that selects sees the facts of each; what it does not select is left alone. */
static void test_end(void **state)
{
	uint32_t ended, us = 1, hk = 3;

	second = 0;
	third = 0;
	fake_reset(answer_flush);
	fake.room = 1 << 24;
	assert_int_equal(flow_end(MASK, is_of_us, &us, &ended), 0);
	assert_int_equal(ended, 3);
	assert_int_equal(fake.requests, 2);
	fake_reset(answer_flush);
	fake.room = 1 << 24;
	assert_int_equal(flow_end(MASK, is_of_us, &hk, &ended), 0);
	assert_int_equal(ended, 0);
	assert_int_equal(fake.requests, 1);
}

static void test_flush(void **state)
{
	uint32_t ended;
	char said[256];

	assert_int_equal(flush(0, 0, &ended, said, sizeof(said)), 0);
	assert_int_equal(ended, 3);
	/* They end by themselves. */
	assert_int_equal(flush(-ENOENT, -ENOENT, &ended, said, sizeof(said)), 0);
	assert_int_equal(ended, 1);
	assert_string_equal(said, "");

	assert_int_equal(flush(-EPERM, -EINVAL, &ended, said, sizeof(said)), -EPERM);
	assert_int_equal(ended, 1);
	assert_string_equal(said, "ersym: cannot end connections: not permitted: this needs "
				  "CAP_NET_ADMIN in the network namespace\n");
	assert_int_equal(flush(0, 1, &ended, said, sizeof(said)), -ENOBUFS);
	assert_string_equal(said, "ersym: cannot end connections: the kernel's answer did not "
				  "fit into the receive buffer: try again\n");
}

/* Connections whose marks are converted */

static struct {
	uint32_t mark, mask;
} converted[8];
static unsigned int n_converted;

static void answer_convert(const struct nlmsghdr *req)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlattr *attr;

	if (req->nlmsg_type == (NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET)) {
		fake_message(put_tcp(buf, req, &out, &out_reply,
				     0x1234 | mark_of(1, ERSYM_CIRCUIT_INSIDE, 2)));
		fake_message(put_tcp(buf, req, &out, &out_reply, 0x1234));
		fake_message(put_tcp(buf, req, &out, &out_reply,
				     0x1234 | mark_of(ERSYM_CIRCUIT_INSIDE, 2, 1)));
		fake_done(req, 0);
		return;
	}
	for (;; req = next(req)) {
		assert_int_equal(req->nlmsg_type, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW);
		assert_int_equal(req->nlmsg_flags & NLM_F_CREATE, 0);
		assert_true(n_converted < 8);
		mnl_attr_for_each(attr, req, sizeof(struct nfgenmsg)) {
			if (mnl_attr_get_type(attr) == CTA_MARK)
				converted[n_converted].mark = ntohl(mnl_attr_get_u32(attr));
			if (mnl_attr_get_type(attr) == CTA_MARK_MASK)
				converted[n_converted].mask = ntohl(mnl_attr_get_u32(attr));
		}
		n_converted++;
		if (req->nlmsg_flags & NLM_F_ACK)
			break;
	}
	fake_ack(req, 0, NULL, 0);
}

/* us is 1, and eu, if there is one, is 2 */
static void name_circuits(uint32_t mask, const char *eu, struct names *names)
{
	struct module_config config = { .mark_mask = mask };
	struct module_circuit *circuit;

	circuit = module_config_add(&config);
	circuit->id = 1;
	strcpy(circuit->name, "us");
	if (eu) {
		circuit = module_config_add(&config);
		circuit->id = 2;
		strcpy(circuit->name, eu);
	}
	names_init(names, &config);
}

static void convert(struct names *to)
{
	struct names from;

	fake_reset(answer_convert);
	fake.room = 1 << 24;
	memset(converted, 0, sizeof(converted));
	n_converted = 0;
	name_circuits(MASK, "eu", &from);
	assert_int_equal(flow_convert(&from, to), 0);
	names_free(&from);
	names_free(to);
}

static void test_convert(void **state)
{
	struct mark_layout moved;
	struct names to;

	/* Nothing means something else. */
	name_circuits(MASK, "eu", &to);
	convert(&to);
	assert_int_equal(fake.requests, 0);

	/* A circuit was removed, or its id means another circuit. */
	name_circuits(MASK, NULL, &to);
	convert(&to);
	assert_int_equal(n_converted, 2);
	assert_int_equal(converted[0].mark, mark_of(1, ERSYM_CIRCUIT_INSIDE, 0));
	assert_int_equal(converted[0].mask, MASK);
	assert_int_equal(converted[1].mark, mark_of(ERSYM_CIRCUIT_INSIDE, 0, 1));
	name_circuits(MASK, "asia", &to);
	convert(&to);
	assert_int_equal(converted[0].mark, mark_of(1, ERSYM_CIRCUIT_INSIDE, 0));

	/* Another mask: the bits of both masks are overwritten. */
	name_circuits(0x0000ffff, "eu", &to);
	convert(&to);
	assert_int_equal(mark_layout_init(&moved, 0x0000ffff), 0);
	assert_int_equal(n_converted, 3);
	assert_int_equal(converted[0].mark, mark_value(&moved, MARK_IN, 1) |
					    mark_value(&moved, MARK_OUT, ERSYM_CIRCUIT_INSIDE) |
					    mark_value(&moved, MARK_STRAY, 2));
	assert_int_equal(converted[0].mask, 0xffffffff);
	assert_int_equal(converted[1].mark, 0);
	assert_int_equal(converted[1].mask, 0xffffffff);

	/* Nothing is in force any more. */
	names_init(&to, &(struct module_config){ 0 });
	convert(&to);
	assert_int_equal(n_converted, 2);
	assert_int_equal(converted[0].mark, 0);
	assert_int_equal(converted[0].mask, MASK);
}

static void assert_conversion(struct names *from, struct names *to, uint32_t mark,
			      uint32_t expected)
{
	uint32_t value = 0, mask = 0;
	struct conversion c;

	assert_true(conversion_init(&c, from, to));
	if (conversion_mark(&c, mark, &value, &mask))
		mark = (mark & ~mask) | value;
	assert_int_equal(mark, expected);
	/* Once more changes nothing. */
	assert_false(conversion_mark(&c, mark, &value, &mask));
}

/* Marks that are converted already, or were born meanwhile, keep their facts. */
static void test_convert_again(void **state)
{
	struct names old, new, none = { 0 };
	struct mark_layout moved;
	uint32_t born;

	name_circuits(MASK, NULL, &old);
	name_circuits(MASK, "eu", &new);
	assert_true(!conversion_init(&(struct conversion){ 0 }, &old, &new));
	/* eu is new, and asia is gone. */
	names_free(&old);
	name_circuits(MASK, "asia", &old);
	new.by_id[3] = new.by_id[2];
	new.by_id[2] = NULL;
	assert_conversion(&old, &new, 0x12 | mark_of(ERSYM_CIRCUIT_INSIDE, 2, 3),
			  0x12 | mark_of(ERSYM_CIRCUIT_INSIDE, 0, 3));
	assert_conversion(&old, &new, mark_of(1, 3, 0), mark_of(1, 3, 0));
	names_free(&new);

	/* Another mask: what is there already has the new fields and no old bits. */
	name_circuits(0x00ffff00, "asia", &new);
	assert_int_equal(mark_layout_init(&moved, 0x00ffff00), 0);
	born = mark_value(&moved, MARK_IN, 1) | mark_value(&moved, MARK_OUT, 2);
	assert_conversion(&old, &new, born, born);
	assert_conversion(&old, &new, mark_of(1, 2, 0), born);
	/* It left by us, or strayed to the circuit with id 8: nobody can tell which. */
	new.by_id[8] = "west";
	assert_conversion(&old, &new, 1 << 21, 0);
	assert_conversion(&old, &none, mark_of(1, 2, 0) | 7, 7);
	names_free(&new);
	names_free(&old);
}

/* The options */

static int parse(struct selection *selection, char **argv, char *said, size_t size)
{
	struct capture capture;
	int argc = 0, ret;

	while (argv[argc])
		argc++;
	capture_begin(&capture, stderr);
	ret = selection_parse(selection, argc, argv);
	capture_end(&capture, said, size);
	return ret;
}

#define ARGV(...) ((char *[]){ (char *)"flows", ##__VA_ARGS__, NULL })
#define ARG(text) ((char *)(text))

static void test_options(void **state)
{
	struct selection s;
	char said[256];

	assert_int_equal(parse(&s, ARGV(), said, sizeof(said)), 0);
	assert_null(s.in);
	assert_null(s.out);
	assert_false(s.strayed);
	assert_int_equal(parse(&s, ARGV(ARG("--strayed"), ARG("--in"), ARG("us"), ARG("--out=eu")),
			       said, sizeof(said)), 0);
	assert_string_equal(s.in, "us");
	assert_string_equal(s.out, "eu");
	assert_true(s.strayed);
	/* A value may look like an option. */
	assert_int_equal(parse(&s, ARGV(ARG("--in"), ARG("--out")), said, sizeof(said)), 0);
	assert_string_equal(s.in, "--out");
}

static void test_wrong_options(void **state)
{
	struct selection s;
	char said[256];

	assert_int_equal(parse(&s, ARGV(ARG("--in")), said, sizeof(said)), EXIT_USAGE);
	assert_non_null(strstr(said, "--in needs the name of a circuit"));
	assert_int_equal(parse(&s, ARGV(ARG("--into"), ARG("us")), said, sizeof(said)),
			 EXIT_USAGE);
	assert_non_null(strstr(said, "flows does not take --into"));
	assert_int_equal(parse(&s, ARGV(ARG("us")), said, sizeof(said)), EXIT_USAGE);
}

static void test_names_to_ids(void **state)
{
	struct flow_filter filter;
	struct capture capture;
	struct selection s;
	struct names names;
	char said[256];

	name_circuits(MASK, "eu", &names);
	s = (struct selection){ .in = "eu", .out = "inside", .strayed = true };
	assert_int_equal(selection_resolve(&s, &names, &filter), 0);
	assert_int_equal(filter.in, 2);
	assert_int_equal(filter.out, ERSYM_CIRCUIT_INSIDE);
	assert_true(filter.strayed);

	s = (struct selection){ .out = "cn" };
	capture_begin(&capture, stderr);
	assert_int_equal(selection_resolve(&s, &names, &filter), -ENOENT);
	capture_end(&capture, said, sizeof(said));
	assert_string_equal(said, "ersym: no circuit is named cn: there are us, eu and inside\n");
	names_free(&names);

	names_init(&names, &(struct module_config){ 0 });
	capture_begin(&capture, stderr);
	assert_int_equal(selection_resolve(&s, &names, &filter), -ENOENT);
	capture_end(&capture, said, sizeof(said));
	assert_string_equal(said, "ersym: no circuit is named cn: nothing is configured\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_filter_of_the_kernel),
		TEST(test_filter),
		TEST(test_plain_connection),
		TEST(test_request_about),
		TEST(test_translated_connections),
		TEST(test_ipv6_without_ports),
		TEST(test_malformed_connections),
		TEST(test_dump),
		TEST(test_dump_whose_output_fails),
		TEST(test_dump_refused),
		TEST(test_end),
		TEST(test_flush),
		TEST(test_convert),
		TEST(test_convert_again),
		TEST(test_options),
		TEST(test_wrong_options),
		TEST(test_names_to_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
