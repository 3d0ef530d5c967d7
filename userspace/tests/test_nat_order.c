// SPDX-License-Identifier: GPL-2.0
/* NAT of other programs: which of their rules translate before ersym does. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/nat_order.h"
#include "plan/rule_match.h"
#include "util/array.h"

static struct prefix inside[2];
static struct link links[] = { { .name = "us-pri" }, { .name = "us-sec" } };
static struct circuit circuit = { .link = links, .n_link = 2, .masquerade = true };
static struct site site = {
	.inside = { .v = inside, .n = 2 }, .circuit = &circuit, .n_circuit = 1,
};

static int setup(void **state)
{
	prefix_parse("10.0.0.0/8", &inside[0]);
	prefix_parse("fc00::/7", &inside[1]);
	return 0;
}

/* What a rule does with connections from the inside that leave by us-pri. */
static enum match match(struct nft_rule *rule, uint8_t family)
{
	const struct crossing crossing = {
		.site = &site, .family = family, .out = { .name = "us-pri", .index = 7 },
		.source = &site.inside,
	};
	enum match result = rule_match(rule, &crossing);

	nft_rule_free(rule);
	memset(rule, 0, sizeof(*rule));
	return result;
}

/* meta KEY == or != TEXT, of which @len bytes are compared */
static enum match match_name(uint32_t key, uint32_t operation, const char *text, uint32_t len)
{
	struct nft_rule rule = { 0 };
	char name[IFNAMSIZ] = "";

	memcpy(name, text, strlen(text));
	expr_meta(&rule, key, 0);
	expr_cmp(&rule, operation, name, len);
	return match(&rule, AF_INET);
}

static void test_devices(void **state)
{
	struct nft_rule rule = { 0 };

	assert_int_equal(match_name(NFT_META_OIFNAME, NFT_CMP_EQ, "us-pri", 16), MATCH_ALWAYS);
	assert_int_equal(match_name(NFT_META_OIFNAME, NFT_CMP_EQ, "us-sec", 16), MATCH_NEVER);
	assert_int_equal(match_name(NFT_META_OIFNAME, NFT_CMP_EQ, "us-", 3), MATCH_ALWAYS);
	assert_int_equal(match_name(NFT_META_OIFNAME, NFT_CMP_EQ, "us-p", 5), MATCH_NEVER);
	assert_int_equal(match_name(NFT_META_OIFNAME, NFT_CMP_NEQ, "docker0", 8), MATCH_ALWAYS);
	assert_int_equal(match_name(NFT_META_OIFNAME, NFT_CMP_NEQ, "us-pri", 7), MATCH_NEVER);
	/* They come in by any device that is no link. */
	assert_int_equal(match_name(NFT_META_IIFNAME, NFT_CMP_EQ, "lan", 16), MATCH_MAYBE);
	assert_int_equal(match_name(NFT_META_IIFNAME, NFT_CMP_NEQ, "lan", 16), MATCH_MAYBE);
	assert_int_equal(match_name(NFT_META_IIFNAME, NFT_CMP_EQ, "us-sec", 16), MATCH_NEVER);
	assert_int_equal(match_name(NFT_META_IIFNAME, NFT_CMP_NEQ, "us-sec", 16), MATCH_ALWAYS);
	assert_int_equal(match_name(NFT_META_IIFNAME, NFT_CMP_EQ, "us-", 3), MATCH_MAYBE);
	expr_meta(&rule, NFT_META_OIF, 0);
	expr_cmp_u32(&rule, NFT_CMP_EQ, 7, 0);
	assert_int_equal(match(&rule, AF_INET), MATCH_ALWAYS);
	expr_meta(&rule, NFT_META_OIF, 0);
	expr_cmp_u32(&rule, NFT_CMP_EQ, 8, 0);
	assert_int_equal(match(&rule, AF_INET), MATCH_NEVER);
}

/* ip saddr [& MASK] == or != ADDRESS, of which @len bytes are compared */
static enum match match_source(uint32_t operation, const char *address, const char *mask,
			       uint32_t len)
{
	struct nft_rule rule = { 0 };
	struct in_addr a, m = { 0 };

	inet_pton(AF_INET, address, &a);
	inet_pton(AF_INET, mask, &m);
	expr_payload(&rule, NFT_PAYLOAD_NETWORK_HEADER, 12, len, 0);
	if (m.s_addr)
		expr_bitwise(&rule, m.s_addr, 0, 0);
	expr_cmp(&rule, operation, &a, len);
	return match(&rule, AF_INET);
}

static void test_addresses(void **state)
{
	const struct family *ipv6 = &families[1];
	struct nft_rule rule = { 0 };
	struct in6_addr a = { 0 };

	assert_int_equal(match_source(NFT_CMP_EQ, "172.17.0.0", "255.255.0.0", 4), MATCH_NEVER);
	assert_int_equal(match_source(NFT_CMP_NEQ, "172.17.0.0", "255.255.0.0", 4), MATCH_ALWAYS);
	assert_int_equal(match_source(NFT_CMP_EQ, "10.1.0.0", "255.255.128.0", 4), MATCH_MAYBE);
	assert_int_equal(match_source(NFT_CMP_EQ, "10.1.2.3", "0.0.0.0", 4), MATCH_MAYBE);
	assert_int_equal(match_source(NFT_CMP_EQ, "10.0.0.0", "0.0.0.0", 1), MATCH_ALWAYS);
	assert_int_equal(match_source(NFT_CMP_EQ, "8.0.0.0", "248.0.0.0", 4), MATCH_ALWAYS);
	assert_int_equal(match_source(NFT_CMP_NEQ, "8.0.0.0", "248.0.0.0", 4), MATCH_NEVER);
	/* Bits that are no prefix may be anything. */
	assert_int_equal(match_source(NFT_CMP_EQ, "0.0.0.1", "0.0.0.1", 4), MATCH_MAYBE);
	inet_pton(AF_INET6, "2001:db8::", &a);
	expr_payload(&rule, NFT_PAYLOAD_NETWORK_HEADER, 8, 8, 0);
	expr_cmp(&rule, NFT_CMP_EQ, &a, 8);
	assert_int_equal(match(&rule, AF_INET6), MATCH_NEVER);
	expr_family(&rule, ipv6);
	assert_int_equal(match(&rule, AF_INET6), MATCH_ALWAYS);
	expr_family(&rule, ipv6);
	assert_int_equal(match(&rule, AF_INET), MATCH_NEVER);
	/* A set, a match of iptables-nft. */
	expr_meta(&rule, NFT_META_OIFNAME, 0);
	expr_lookup(&rule, "set", "");
	assert_int_equal(match(&rule, AF_INET), MATCH_MAYBE);
	strcpy(expr_add(&rule, NFT_EXPRESSION_OTHER)->name, "match");
	assert_int_equal(match(&rule, AF_INET), MATCH_MAYBE);
	strcpy(expr_add(&rule, NFT_EXPRESSION_OTHER)->name, "counter");
	assert_int_equal(match(&rule, AF_INET), MATCH_ALWAYS);
}

static struct foreign_chain *add_chain(struct foreign_chains *chains, const char *table,
				       const char *name, uint32_t hook, int priority)
{
	struct foreign_chain *chain = foreign_chains_add(chains, NFPROTO_IPV4, table, name);

	chain->hook = hook;
	chain->priority = priority;
	return chain;
}

static void assert_warnings(const struct foreign_chains *chains, const char *text)
{
	const struct devices devices = { 0 };
	struct diagnostics diags = { 0 };

	plan_nat_order(&site, &devices, chains, &diags);
	assert_int_equal(diags.n, text ? 1 : 0);
	assert_int_equal(diags.n_error, 0);
	if (text) {
		assert_string_equal(diags.v[0].code, "nat-before");
		assert_string_equal(diags.v[0].message, text);
	}
	diagnostics_free(&diags);
}

static void test_chains(void **state)
{
	struct foreign_chains chains = { 0 };
	struct nft_rule *rule;

	/* Docker's is at srcnat, and no base chain leads to "unused". */
	add_chain(&chains, "nat", "POSTROUTING", NF_INET_POST_ROUTING, 100);
	add_chain(&chains, "early", "base", NF_INET_POST_ROUTING, 99);
	add_chain(&chains, "early", "inner", NF_INET_NUMHOOKS, 0);
	add_chain(&chains, "early", "unused", NF_INET_NUMHOOKS, 0);
	foreign_chains_limit(&chains);
	assert_int_equal(chains.n, 3);
	expr_add(&foreign_chain_add_rule(&chains.v[2], "the unused rule")->rule,
		 NFT_EXPRESSION_MASQUERADE);
	rule = &foreign_chain_add_rule(&chains.v[0], "the jump")->rule;
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_cmp(rule, NFT_CMP_EQ, "us-sec", 7);
	expr_verdict(rule, NFT_JUMP, "inner");
	assert_warnings(&chains, NULL);
	/* What another table calls so is not meant. */
	add_chain(&chains, "other", "inner", NF_INET_NUMHOOKS, 0);
	expr_add(&foreign_chain_add_rule(&chains.v[3], "the rule elsewhere")->rule,
		 NFT_EXPRESSION_MASQUERADE);
	assert_warnings(&chains, NULL);
	strcpy(expr_add(&foreign_chain_add_rule(&chains.v[1], "the rule")->rule,
			NFT_EXPRESSION_OTHER)->name, "MASQUERADE");
	assert_warnings(&chains,
			"the rule precedes the NAT of ersym: it may translate connections that leave by us-sec, and they get its address, not one of the pool; give chain base, which has priority 99, one above 99, or except these connections");
	/* All connections leave the chain before it. */
	rule = &foreign_chain_add_rule(&chains.v[1], "swapped")->rule;
	expr_verdict(rule, NFT_RETURN, "");
	strcpy(chains.v[1].rule[0].rule.expression[0].name, "counter");
	expr_add(&foreign_chain_add_rule(&chains.v[1], "the last rule")->rule,
		 NFT_EXPRESSION_MASQUERADE);
	assert_warnings(&chains, NULL);
	foreign_chains_free(&chains);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_chains),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
