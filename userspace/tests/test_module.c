// SPDX-License-Identifier: GPL-2.0
/* backend/module*, live/names: the messages of the kernel module. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>

#include <linux/genetlink.h>

#include "backend/module.h"
#include "backend/module_event.h"
#include "backend/module_flush.h"
#include "backend/module_get.h"
#include "backend/module_locate.h"
#include "backend/module_set.h"
#include "backend/module_status.h"
#include "backend/module_violation.h"
#include "live/names.h"
#include "tests/capture.h"
#include "tests/fake_kernel.h"

#define FAMILY 40
#define GROUP 7

static struct module m;

static int setup(void **state)
{
	fake_reset(NULL);
	m.family = (struct genl_family){ .id = FAMILY, .group = GROUP };
	return nl_open(&m.nl, NETLINK_GENERIC);
}

static int teardown(void **state)
{
	module_close(&m);
	fake_reset(NULL);
	return 0;
}

static void add_pool(struct module_circuit *circuit, const char *text)
{
	struct prefix pool;

	assert_int_equal(prefix_parse(text, &pool), 0);
	module_circuit_add_pool(circuit, &pool);
}

static void make_config(struct module_config *config)
{
	struct module_circuit *circuit;

	memset(config, 0, sizeof(*config));
	config->mark_mask = 0xffff0000;
	config->inside_drop = 1 << ERSYM_KIND_LEAK;
	circuit = module_config_add(config);
	circuit->id = 1;
	strcpy(circuit->name, "us");
	circuit->public_only = true;
	circuit->drop = 1 << ERSYM_KIND_RETURN_IN | 1 << ERSYM_KIND_FOREIGN;
	module_circuit_add_link(circuit, "us-pri", false);
	module_circuit_add_link(circuit, "us-sec", true);
	add_pool(circuit, "20.2.2.0/29");
	add_pool(circuit, "2001:db8:1::/48");
	circuit = module_config_add(config);
	circuit->id = 3;
	strcpy(circuit->name, "hk");
	add_pool(circuit, "20.2.2.16/29");
}

static void assert_config_equal(const struct module_config *a, const struct module_config *b)
{
	size_t i;

	assert_int_equal(a->mark_mask, b->mark_mask);
	assert_int_equal(a->inside_drop, b->inside_drop);
	assert_int_equal(a->n_circuit, b->n_circuit);
	for (i = 0; i < a->n_circuit; i++)
		assert_true(module_circuit_equal(&a->circuit[i], &b->circuit[i]));
}

/* The attributes as text: type, or type and hexadecimal payload; nests in brackets. */
static void print_attributes(const void *payload, size_t len, FILE *out)
{
	const struct nlattr *attr;
	size_t i;

	mnl_attr_for_each_payload(payload, len) {
		const uint8_t *bytes = mnl_attr_get_payload(attr);

		fprintf(out, " %u", mnl_attr_get_type(attr));
		if (attr->nla_type & NLA_F_NESTED) {
			fputs("(", out);
			print_attributes(bytes, mnl_attr_get_payload_len(attr), out);
			fputs(" )", out);
			continue;
		}
		if (mnl_attr_get_payload_len(attr))
			fputc(':', out);
		for (i = 0; i < mnl_attr_get_payload_len(attr); i++)
			fprintf(out, "%02x", bytes[i]);
	}
}

/* Against the numbers of the UAPI, byte for byte. */
static void test_config_set_bytes(void **state)
{
	static const char expected[] =
		" 1:ffff0000 2:00000040"
		" 3( 1:00000001 2:757300"
		" 3( 1:75732d70726900 ) 3( 1:75732d73656300 4 )"
		" 4( 1:14020200 2:1d ) 4( 1:20010db8000100000000000000000000 2:30 )"
		" 5 6:00000011 )"
		" 3( 1:00000003 2:686b00 4( 1:14020210 2:1d ) 6:00000000 )";
	struct module_config config;
	const struct genlmsghdr *genl;
	struct nlmsghdr *nlh;
	char *text = NULL;
	size_t size;
	FILE *out;

	/* Numbers in the text are big endian. */
	make_config(&config);
	config.mark_mask = htonl(config.mark_mask);
	config.inside_drop = htonl(config.inside_drop);
	for (size = 0; size < config.n_circuit; size++) {
		config.circuit[size].id = htonl(config.circuit[size].id);
		config.circuit[size].drop = htonl(config.circuit[size].drop);
	}
	nlh = module_set_build(FAMILY, &config);
	genl = mnl_nlmsg_get_payload(nlh);
	assert_int_equal(nlh->nlmsg_type, FAMILY);
	assert_int_equal(genl->cmd, ERSYM_CMD_CONFIG_SET);
	assert_int_equal(genl->version, ERSYM_FAMILY_VERSION);
	out = open_memstream(&text, &size);
	print_attributes(mnl_nlmsg_get_payload_offset(nlh, sizeof(*genl)),
			 mnl_nlmsg_get_payload_len(nlh) - sizeof(*genl), out);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
	free(nlh);
	module_config_free(&config);
}

static void test_config_round_trip(void **state)
{
	struct module_config config, copy = { 0 };
	struct nlmsghdr *nlh;

	make_config(&config);
	nlh = module_set_build(FAMILY, &config);
	assert_int_equal(module_get_parse(nlh, &copy), 0);
	assert_config_equal(&config, &copy);
	free(nlh);
	module_config_free(&copy);
	module_config_free(&config);
}

/* Every id that there can be, and a thousand pools in one circuit. */
static void make_large_config(struct module_config *config, size_t pools)
{
	struct module_circuit *circuit;
	struct prefix pool = { .address.family = AF_INET6, .length = 64 };
	char name[IFNAMSIZ];
	uint32_t id;
	size_t i;

	memset(config, 0, sizeof(*config));
	config->mark_mask = 0xffffffff;
	for (id = 1; id <= ERSYM_CIRCUIT_MAX; id++) {
		circuit = module_config_add(config);
		circuit->id = id;
		snprintf(circuit->name, sizeof(circuit->name),
			 "a-circuit-with-a-long-name-%04u", id);
		snprintf(name, sizeof(name), "long-link%04u-a", id);
		module_circuit_add_link(circuit, name, id % 2);
	}
	circuit = &config->circuit[500];
	pool.address.bytes[0] = 0x20;
	for (i = 0; i < pools; i++) {
		pool.address.bytes[4] = i >> 8;
		pool.address.bytes[5] = i;
		module_circuit_add_pool(circuit, &pool);
	}
}

static struct module_config *kernel_config;

static void answer_config(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh = module_set_build(FAMILY, kernel_config);

	nlh->nlmsg_seq = req->nlmsg_seq;
	fake_message(nlh);
	free(nlh);
}

static void test_large_config_get(void **state)
{
	struct module_config config, copy;

	make_large_config(&config, 1000);
	kernel_config = &config;
	fake_reset(answer_config);
	assert_int_equal(module_get(&m, &copy), 0);
	assert_true(fake.step[0].len > 100 * 1024);
	assert_config_equal(&config, &copy);
	module_config_free(&copy);
	module_config_free(&config);
}

static void test_circuit_too_large_for_a_message(void **state)
{
	struct module_config config, copy;
	struct capture capture;
	char text[256];

	/* 80 bytes, and 32 for each pool: 2045 fit into 65535. */
	make_large_config(&config, 2046);
	capture_begin(&capture, stderr);
	assert_int_equal(module_set(&m, &config), -E2BIG);
	capture_end(&capture, text, sizeof(text));
	assert_string_equal(text, "ersym: circuit a-circuit-with-a-long-name-0501 has more links "
				  "and pools than fit into a netlink message: aggregate its pools\n");
	assert_int_equal(fake.requests, 0);
	module_config_free(&config);

	make_large_config(&config, 2045);
	kernel_config = &config;
	fake_reset(answer_config);
	assert_int_equal(module_get(&m, &copy), 0);
	assert_config_equal(&config, &copy);
	module_config_free(&copy);
	module_config_free(&config);
}

/* Offset of the attribute that the kernel objects to. */
static uint32_t refuse_at;

static void answer_refusal(const struct nlmsghdr *req)
{
	fake_ack(req, -EEXIST, "the kernel's words", refuse_at);
}

/* The N-th attribute of a type. */
static const struct nlattr *find(const void *payload, size_t len, uint16_t type, int n)
{
	const struct nlattr *attr;

	mnl_attr_for_each_payload(payload, len)
		if (mnl_attr_get_type(attr) == type && !n--)
			return attr;
	fail();
	return NULL;
}

static const struct nlattr *find_in(const struct nlattr *nest, uint16_t type, int n)
{
	return find(mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest), type, n);
}

static void assert_refusal(struct module_config *config, uint32_t offset, const char *where)
{
	struct capture capture;
	char text[256], expected[256];

	refuse_at = offset;
	fake_reset(answer_refusal);
	capture_begin(&capture, stderr);
	assert_int_equal(module_set(&m, config), -EEXIST);
	capture_end(&capture, text, sizeof(text));
	snprintf(expected, sizeof(expected),
		 "ersym: the kernel refuses the configuration: %sthe kernel's words\n", where);
	assert_string_equal(text, expected);
}

static void test_refusal_names_the_place(void **state)
{
	const struct nlattr *top, *us, *hk, *nest;
	struct module_config config;
	struct nlmsghdr *nlh;
	size_t len;

	make_config(&config);
	nlh = module_set_build(FAMILY, &config);
	top = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	len = mnl_nlmsg_get_payload_len(nlh) - sizeof(struct genlmsghdr);
	us = find(top, len, ERSYM_A_CONFIG_CIRCUIT, 0);
	hk = find(top, len, ERSYM_A_CONFIG_CIRCUIT, 1);
#define AT(attr) ((const char *)(attr) - (const char *)nlh)
	assert_refusal(&config, 0, "");
	assert_refusal(&config, 4, "");
	assert_refusal(&config, nlh->nlmsg_len, "");
	assert_refusal(&config, UINT32_MAX, "");
	assert_refusal(&config, AT(top), "mark-mask: ");
	assert_refusal(&config, AT(find(top, len, ERSYM_A_CONFIG_INSIDE_DROP, 0)),
		       "on-violation: ");
	assert_refusal(&config, AT(us), "circuit us: ");
	assert_refusal(&config, AT(hk), "circuit hk: ");
	assert_refusal(&config, AT(find_in(us, ERSYM_A_CIRCUIT_ID, 0)), "circuit us, id: ");
	assert_refusal(&config, AT(find_in(us, ERSYM_A_CIRCUIT_NAME, 0)), "circuit us: ");
	assert_refusal(&config, AT(find_in(us, ERSYM_A_CIRCUIT_DROP, 0)),
		       "circuit us, on-violation: ");
	nest = find_in(us, ERSYM_A_CIRCUIT_LINK, 1);
	assert_refusal(&config, AT(nest), "circuit us, link us-sec: ");
	assert_refusal(&config, AT(find_in(nest, ERSYM_A_LINK_NAME, 0)),
		       "circuit us, link us-sec: ");
	nest = find_in(us, ERSYM_A_CIRCUIT_POOL, 1);
	assert_refusal(&config, AT(find_in(nest, ERSYM_A_POOL_ADDRESS, 0)),
		       "circuit us, pool 2001:db8:1::/48: ");
	nest = find_in(hk, ERSYM_A_CIRCUIT_POOL, 0);
	assert_refusal(&config, AT(find_in(nest, ERSYM_A_POOL_PREFIX_LENGTH, 0)),
		       "circuit hk, pool 20.2.2.16/29: ");
#undef AT
	free(nlh);
	module_config_free(&config);
}

static void answer_no_family(const struct nlmsghdr *req)
{
	fake_ack(req, -ENOENT, NULL, 0);
}

static void test_module_is_not_loaded(void **state)
{
	struct capture capture;
	struct module other;
	char text[256];

	fake_reset(answer_no_family);
	capture_begin(&capture, stderr);
	assert_int_equal(module_open(&other), -ENOENT);
	capture_end(&capture, text, sizeof(text));
	assert_string_equal(text, "");
	capture_begin(&capture, stderr);
	assert_int_equal(module_require(&other), -ENOENT);
	capture_end(&capture, text, sizeof(text));
	assert_string_equal(text, "ersym: the kernel module is not loaded: "
				  "run \"modprobe ersym\"\n");
}

/* Messages of the kernel's, as the tests want them. */

static void put_header(void *buf, const struct nlmsghdr *req, uint8_t command)
{
	struct nlmsghdr *nlh = fake_begin(buf, req, FAMILY, 0);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));

	genl->cmd = command;
	genl->version = ERSYM_FAMILY_VERSION;
}

static const struct nlmsghdr no_request = { .nlmsg_len = sizeof(struct nlmsghdr) };

/* As the module does: present and running are flags, counters are padded. */
static struct nlmsghdr *put_circuit(void *buf, const struct nlmsghdr *req, uint8_t command,
				    uint32_t id, const char *name, bool running)
{
	struct nlattr *nest, *link;
	struct nlmsghdr *nlh = buf;

	put_header(buf, req, command);
	mnl_attr_put_u32(nlh, ERSYM_A_STATUS_GENERATION, 12);
	nest = mnl_attr_nest_start(nlh, ERSYM_A_STATUS_CIRCUIT);
	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_ID, id);
	mnl_attr_put_strz(nlh, ERSYM_A_CIRCUIT_NAME, name);
	mnl_attr_put(nlh, ERSYM_A_CIRCUIT_PUBLIC_ONLY, 0, NULL);
	mnl_attr_put(nlh, ERSYM_A_CIRCUIT_PAD, 0, NULL);
	mnl_attr_put_u64(nlh, ERSYM_A_CIRCUIT_BORN_IN, 5000000000);
	mnl_attr_put_u64(nlh, ERSYM_A_CIRCUIT_BORN_OUT, 6);
	link = mnl_attr_nest_start(nlh, ERSYM_A_CIRCUIT_LINK);
	mnl_attr_put_strz(nlh, ERSYM_A_LINK_NAME, "us-pri");
	mnl_attr_put(nlh, ERSYM_A_LINK_PRESENT, 0, NULL);
	if (running)
		mnl_attr_put(nlh, ERSYM_A_LINK_RUNNING, 0, NULL);
	mnl_attr_nest_end(nlh, link);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

static void answer_circuits(const struct nlmsghdr *req)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(put_circuit(buf, req, ERSYM_CMD_CIRCUIT_GET, 1, "us", true));
	fake_message(put_circuit(buf, req, ERSYM_CMD_CIRCUIT_GET, 2, "eu", false));
	fake_done(req, fake.requests == 1 ? NLM_F_DUMP_INTR : 0);
}

static void test_circuits(void **state)
{
	struct circuit_states list;

	fake_reset(answer_circuits);
	assert_int_equal(module_status_dump(&m, &list), 0);
	assert_int_equal(fake.requests, 2);
	assert_int_equal(list.n, 2);
	assert_int_equal(list.v[0].id, 1);
	assert_string_equal(list.v[0].name, "us");
	assert_true(list.v[0].public_only);
	assert_int_equal(list.v[0].born_in, 5000000000);
	assert_int_equal(list.v[0].born_out, 6);
	assert_int_equal(list.v[0].n_link, 1);
	assert_string_equal(list.v[0].link[0].device, "us-pri");
	assert_true(list.v[0].link[0].present);
	assert_true(list.v[0].link[0].running);
	assert_string_equal(list.v[1].name, "eu");
	assert_false(list.v[1].link[0].running);
	circuit_states_free(&list);
}

static struct nlmsghdr *put_violation(void *buf, const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh = buf;

	put_header(buf, req, ERSYM_CMD_VIOLATION_GET);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_KIND, ERSYM_KIND_FORWARD_OUT);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_EXPECTED, 2);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_ACTUAL, ERSYM_CIRCUIT_INSIDE);
	mnl_attr_put(nlh, ERSYM_A_VIOLATION_PAD, 0, NULL);
	mnl_attr_put_u64(nlh, ERSYM_A_VIOLATION_PACKETS, 10);
	mnl_attr_put_u64(nlh, ERSYM_A_VIOLATION_BYTES, 1500);
	mnl_attr_put_u64(nlh, ERSYM_A_VIOLATION_CONNECTIONS, 3);
	return nlh;
}

/* The first is of a module that is older than the program. */

static void answer_violations(const struct nlmsghdr *req)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(put_violation(buf, req));
	mnl_attr_put_u64(put_violation(buf, req), ERSYM_A_VIOLATION_WAY_GONE_PACKETS, 7);
	fake_message((struct nlmsghdr *)buf);
	fake_done(req, 0);
}

static void test_violations(void **state)
{
	struct violations list;

	fake_reset(answer_violations);
	assert_int_equal(module_violation_dump(&m, &list), 0);
	assert_int_equal(list.n, 2);
	assert_int_equal(list.v[0].kind, ERSYM_KIND_FORWARD_OUT);
	assert_int_equal(list.v[0].expected, 2);
	assert_int_equal(list.v[0].actual, ERSYM_CIRCUIT_INSIDE);
	assert_int_equal(list.v[0].packets, 10);
	assert_int_equal(list.v[0].bytes, 1500);
	assert_int_equal(list.v[0].connections, 3);
	assert_true(list.v[0].way_gone == WAY_GONE_UNKNOWN);
	assert_int_equal(list.v[1].connections, 3);
	assert_int_equal(list.v[1].way_gone, 7);
	violations_free(&list);
}

static void answer_flush(const struct nlmsghdr *req)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = (struct nlmsghdr *)buf;

	put_header(buf, req, ERSYM_CMD_FLOW_FLUSH);
	mnl_attr_put_u32(nlh, ERSYM_A_FLOW_ENDED, 17);
	fake_message(nlh);
}

static void assert_flush(const struct flow_filter *filter, const char *expected)
{
	const struct nlmsghdr *sent;
	uint32_t ended;
	char *text = NULL;
	size_t size;
	FILE *out;

	fake_reset(answer_flush);
	assert_int_equal(module_flush(&m, filter, &ended), 0);
	assert_int_equal(ended, 17);
	sent = (const struct nlmsghdr *)fake.last;
	out = open_memstream(&text, &size);
	print_attributes(mnl_nlmsg_get_payload_offset(sent, sizeof(struct genlmsghdr)),
			 mnl_nlmsg_get_payload_len(sent) - sizeof(struct genlmsghdr), out);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void test_flush(void **state)
{
	assert_flush(&(struct flow_filter){ 0 }, "");
	assert_flush(&(struct flow_filter){ .in = htonl(1), .out = htonl(ERSYM_CIRCUIT_INSIDE) },
		     " 1:00000001 2:0000ffff");
	assert_flush(&(struct flow_filter){ .strayed = true }, " 4");
}

static void test_flush_refused(void **state)
{
	struct flow_filter filter = { 0 };
	struct capture capture;
	char text[256];
	uint32_t ended;

	fake_reset(answer_refusal);
	capture_begin(&capture, stderr);
	assert_int_equal(module_flush(&m, &filter, &ended), -EEXIST);
	capture_end(&capture, text, sizeof(text));
	assert_string_equal(text, "ersym: cannot end connections: the kernel's words\n");
}

/* Events */

static struct nlmsghdr *put_event(void *buf)
{
	static const uint8_t source[] = { 1, 2, 3, 4 };
	static const uint8_t destination[16] = { 0x20, 0x01, [15] = 9 };
	struct nlmsghdr *nlh = buf;

	put_header(buf, &no_request, ERSYM_CMD_VIOLATION_NTF);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_KIND, ERSYM_KIND_RETURN_IN);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_EXPECTED, 1);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_ACTUAL, 2);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_VERDICT, ERSYM_VERDICT_DROP);
	mnl_attr_put_strz(nlh, ERSYM_A_VIOLATION_DEVICE, "eu-pri");
	mnl_attr_put_u8(nlh, ERSYM_A_VIOLATION_PROTOCOL, 6);
	mnl_attr_put(nlh, ERSYM_A_VIOLATION_SOURCE, sizeof(source), source);
	mnl_attr_put(nlh, ERSYM_A_VIOLATION_DESTINATION, sizeof(destination), destination);
	mnl_attr_put_u16(nlh, ERSYM_A_VIOLATION_SOURCE_PORT, htons(443));
	mnl_attr_put_u16(nlh, ERSYM_A_VIOLATION_DESTINATION_PORT, htons(40000));
	mnl_attr_put_u64(nlh, ERSYM_A_VIOLATION_SUPPRESSED, 4);
	mnl_attr_put_u64(nlh, ERSYM_A_VIOLATION_TIME, 1795230245123456789);
	mnl_attr_put_u32(nlh, ERSYM_A_VIOLATION_GENERATION, 12);
	return nlh;
}

static void test_violation_event(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	char text[PREFIX_STRLEN];
	struct event event;

	assert_int_equal(module_event_parse(put_event(buf), &event), 1);
	assert_int_equal(event.type, EVENT_VIOLATION);
	assert_int_equal(event.generation, 12);
	assert_int_equal(event.violation.kind, ERSYM_KIND_RETURN_IN);
	assert_int_equal(event.violation.expected, 1);
	assert_int_equal(event.violation.actual, 2);
	assert_int_equal(event.violation.verdict, ERSYM_VERDICT_DROP);
	assert_string_equal(event.violation.device, "eu-pri");
	assert_int_equal(event.violation.protocol, 6);
	assert_string_equal(address_format(&event.violation.source, text), "1.2.3.4");
	assert_string_equal(address_format(&event.violation.destination, text), "2001::9");
	assert_int_equal(event.violation.sport, 443);
	assert_int_equal(event.violation.dport, 40000);
	assert_int_equal(event.violation.suppressed, 4);
	assert_true(event.violation.time == 1795230245123456789);
	assert_false(event.violation.way_gone);
}

static void test_event_with_cause(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct event event;

	mnl_attr_put(put_event(buf), ERSYM_A_VIOLATION_WAY_GONE, 0, NULL);
	assert_int_equal(module_event_parse((struct nlmsghdr *)buf, &event), 1);
	assert_true(event.violation.way_gone);
	assert_int_equal(event.generation, 12);
}

static void test_event_without_ports(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct event event;

	put_header(buf, &no_request, ERSYM_CMD_VIOLATION_NTF);
	assert_int_equal(module_event_parse((struct nlmsghdr *)buf, &event), 1);
	assert_int_equal(event.violation.sport, -1);
	assert_int_equal(event.violation.dport, -1);
	assert_int_equal(event.violation.source.family, 0);
}

static void test_link_event(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct event event;

	put_circuit(buf, &no_request, ERSYM_CMD_LINK_NTF, 2, "eu", true);
	assert_int_equal(module_event_parse((struct nlmsghdr *)buf, &event), 1);
	assert_int_equal(event.type, EVENT_LINK);
	assert_int_equal(event.generation, 12);
	assert_string_equal(event.link.name, "eu");
	assert_int_equal(event.link.n_link, 1);
	assert_true(event.link.link[0].running);
	event_free(&event);
}

static void test_event_of_no_interest(void **state)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct event event;

	put_header(buf, &no_request, 200);
	assert_int_equal(module_event_parse((struct nlmsghdr *)buf, &event), 0);
	fake_begin(buf, &no_request, FAMILY, 0);
	assert_int_equal(module_event_parse((struct nlmsghdr *)buf, &event), 0);
}

struct seen {
	unsigned int violations;
	unsigned int links;
	unsigned int lost;
	int error;
};

static int see(const struct event *event, void *data)
{
	struct seen *seen = data;

	seen->violations += event->type == EVENT_VIOLATION;
	seen->links += event->type == EVENT_LINK;
	seen->lost += event->type == EVENT_LOST;
	return seen->error;
}

static void test_events_read(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nl_socket events;
	struct seen seen = { 0 };

	assert_int_equal(module_event_open(&m, &events), 0);
	fake_message(put_event(buf));
	fake_error(ENOBUFS);
	fake_error(EINTR);
	fake_message(put_circuit(buf, &no_request, ERSYM_CMD_LINK_NTF, 2, "eu", true));
	/* Of another family. */
	put_event(buf);
	((struct nlmsghdr *)buf)->nlmsg_type = FAMILY + 1;
	fake_message((struct nlmsghdr *)buf);
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), 0);
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), 0);
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), -EINTR);
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), 0);
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), 0);
	assert_int_equal(seen.violations, 1);
	assert_int_equal(seen.lost, 1);
	assert_int_equal(seen.links, 1);
	fake_message(put_event(buf));
	seen.error = -EIO;
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), -EIO);
	nl_close(&events);
}

static void put_family_gone(uint16_t id)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, &no_request, GENL_ID_CTRL, 0);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));

	genl->cmd = CTRL_CMD_DELFAMILY;
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, id);
	fake_message(nlh);
}

static void test_module_unloaded(void **state)
{
	struct nl_socket events;
	struct capture capture;
	struct seen seen = { 0 };
	char text[256];

	assert_int_equal(module_event_open(&m, &events), 0);
	put_family_gone(FAMILY + 1);
	put_family_gone(FAMILY);
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), 0);
	capture_begin(&capture, stderr);
	assert_int_equal(module_event_read(&events, &m.family, see, &seen), -ENODEV);
	capture_end(&capture, text, sizeof(text));
	assert_string_equal(text, "ersym: the kernel module was unloaded\n");
	nl_close(&events);
}

/* Answers with wrong lengths, types and contents: refused or read, never beyond their end. */

static int parse_config_message(const struct nlmsghdr *nlh)
{
	struct module_config config = { 0 };
	int err = module_get_parse(nlh, &config);

	module_config_free(&config);
	return err;
}

static int parse_event_message(const struct nlmsghdr *nlh)
{
	struct event event;
	int ret = module_event_parse(nlh, &event);

	if (ret > 0)
		event_free(&event);
	return ret;
}

static int parse_circuit_message(const struct nlmsghdr *nlh)
{
	struct circuit_state circuit;
	uint32_t generation;
	int err = module_status_parse(nlh, &circuit, &generation);

	if (!err)
		circuit_state_free(&circuit);
	return err;
}

static int locate_everywhere(const struct nlmsghdr *nlh)
{
	char text[64];
	uint32_t offset;

	for (offset = 0; offset < nlh->nlmsg_len + 8; offset += 4)
		module_locate(nlh, offset, text, sizeof(text));
	return 0;
}

static void damage(const struct nlmsghdr *nlh, int (*parse)(const struct nlmsghdr *))
{
	size_t len = nlh->nlmsg_len, i;
	unsigned int bit;
	char *copy;

	for (i = sizeof(*nlh); i <= len; i += 4) {
		copy = xmemdup(nlh, i);
		((struct nlmsghdr *)copy)->nlmsg_len = i;
		parse((struct nlmsghdr *)copy);
		free(copy);
	}
	for (i = sizeof(*nlh); i < len; i++) {
		for (bit = 0; bit < 8; bit++) {
			copy = xmemdup(nlh, MNL_ALIGN(len));
			copy[i] ^= 1 << bit;
			parse((struct nlmsghdr *)copy);
			free(copy);
		}
	}
}

static void test_damaged_answers(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct module_config config;
	struct nlmsghdr *nlh;

	make_config(&config);
	nlh = module_set_build(FAMILY, &config);
	damage(nlh, parse_config_message);
	damage(nlh, locate_everywhere);
	free(nlh);
	module_config_free(&config);
	damage(put_circuit(buf, &no_request, ERSYM_CMD_CIRCUIT_GET, 1, "us", true),
	       parse_circuit_message);
	damage(put_event(buf), parse_event_message);
	damage(put_circuit(buf, &no_request, ERSYM_CMD_LINK_NTF, 1, "us", true),
	       parse_event_message);
}

/* One thing is wrong in each. */
static void test_malformed_configurations(void **state)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
	static const uint8_t address[5] = { 10 };
	struct nlattr *nest, *pool;

	/* A number of the wrong size. */
	put_header(buf, &no_request, ERSYM_CMD_CONFIG_GET);
	mnl_attr_put_u16(nlh, ERSYM_A_CONFIG_MARK_MASK, 1);
	assert_int_equal(parse_config_message(nlh), -EBADMSG);

	/* A circuit without an id. */
	put_header(buf, &no_request, ERSYM_CMD_CONFIG_GET);
	nest = mnl_attr_nest_start(nlh, ERSYM_A_CONFIG_CIRCUIT);
	mnl_attr_put_strz(nlh, ERSYM_A_CIRCUIT_NAME, "us");
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(parse_config_message(nlh), -EBADMSG);

	/* A name that is too long, and one without an end. */
	put_header(buf, &no_request, ERSYM_CMD_CONFIG_GET);
	nest = mnl_attr_nest_start(nlh, ERSYM_A_CONFIG_CIRCUIT);
	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_ID, 1);
	mnl_attr_put_strz(nlh, ERSYM_A_CIRCUIT_NAME, "a name of thirty-two characters.");
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(parse_config_message(nlh), -EBADMSG);
	put_header(buf, &no_request, ERSYM_CMD_CONFIG_GET);
	nest = mnl_attr_nest_start(nlh, ERSYM_A_CONFIG_CIRCUIT);
	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_ID, 1);
	mnl_attr_put(nlh, ERSYM_A_CIRCUIT_NAME, 4, "abcd");
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(parse_config_message(nlh), -EBADMSG);

	/* An address of five bytes, and a prefix that is longer than its address. */
	put_header(buf, &no_request, ERSYM_CMD_CONFIG_GET);
	nest = mnl_attr_nest_start(nlh, ERSYM_A_CONFIG_CIRCUIT);
	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_ID, 1);
	mnl_attr_put_strz(nlh, ERSYM_A_CIRCUIT_NAME, "us");
	pool = mnl_attr_nest_start(nlh, ERSYM_A_CIRCUIT_POOL);
	mnl_attr_put(nlh, ERSYM_A_POOL_ADDRESS, 5, address);
	mnl_attr_nest_end(nlh, pool);
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(parse_config_message(nlh), -EBADMSG);
	put_header(buf, &no_request, ERSYM_CMD_CONFIG_GET);
	nest = mnl_attr_nest_start(nlh, ERSYM_A_CONFIG_CIRCUIT);
	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_ID, 1);
	mnl_attr_put_strz(nlh, ERSYM_A_CIRCUIT_NAME, "us");
	pool = mnl_attr_nest_start(nlh, ERSYM_A_CIRCUIT_POOL);
	mnl_attr_put(nlh, ERSYM_A_POOL_ADDRESS, 4, address);
	mnl_attr_put_u8(nlh, ERSYM_A_POOL_PREFIX_LENGTH, 33);
	mnl_attr_nest_end(nlh, pool);
	mnl_attr_nest_end(nlh, nest);
	assert_int_equal(parse_config_message(nlh), -EBADMSG);

	/* What is not known is passed over: a newer module. */
	put_header(buf, &no_request, ERSYM_CMD_CONFIG_GET);
	mnl_attr_put_u32(nlh, 99, 1);
	assert_int_equal(parse_config_message(nlh), 0);
}

/* Names */

static void test_names(void **state)
{
	struct module_config config;
	struct names names;
	uint32_t id;

	make_config(&config);
	names_init(&names, &config);
	assert_string_equal(names_get(&names, 1), "us");
	assert_string_equal(names_get(&names, 3), "hk");
	assert_string_equal(names_get(&names, ERSYM_CIRCUIT_INSIDE), "inside");
	assert_null(names_get(&names, ERSYM_CIRCUIT_UNKNOWN));
	assert_null(names_get(&names, 2));
	assert_null(names_get(&names, ERSYM_CIRCUIT_MAX + 1));
	assert_null(names_get(&names, UINT32_MAX));
	assert_int_equal(names_find(&names, "hk", &id), 0);
	assert_int_equal(id, 3);
	assert_int_equal(names_find(&names, "inside", &id), 0);
	assert_int_equal(id, ERSYM_CIRCUIT_INSIDE);
	assert_int_equal(names_find(&names, "cn", &id), -ENOENT);
	names_free(&names);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_config_set_bytes),
		TEST(test_config_round_trip),
		TEST(test_large_config_get),
		TEST(test_circuit_too_large_for_a_message),
		TEST(test_refusal_names_the_place),
		TEST(test_module_is_not_loaded),
		TEST(test_circuits),
		TEST(test_violations),
		TEST(test_flush),
		TEST(test_flush_refused),
		TEST(test_violation_event),
		TEST(test_event_with_cause),
		TEST(test_event_without_ports),
		TEST(test_link_event),
		TEST(test_event_of_no_interest),
		TEST(test_events_read),
		TEST(test_module_unloaded),
		TEST(test_damaged_answers),
		TEST(test_malformed_configurations),
		TEST(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
