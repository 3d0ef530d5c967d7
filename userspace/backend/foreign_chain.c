// SPDX-License-Identifier: GPL-2.0
#include "backend/foreign_chain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "backend/nft_expression.h"
#include "backend/rule_phrase.h"
#include "nft/table.h"
#include "util/array.h"
#include "util/error.h"

static bool is_own(uint32_t family, const char *table)
{
	return family == NFPROTO_INET && !strcmp(table, NFT_TABLE_NAME);
}

static int take_chain(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_chain *from = nftnl_chain_alloc();
	struct foreign_chain *chain;
	const char *table;
	uint32_t family;

	if (!from || nftnl_chain_nlmsg_parse(nlh, from) < 0) {
		nftnl_chain_free(from);
		return -EBADMSG;
	}
	family = nftnl_chain_get_u32(from, NFTNL_CHAIN_FAMILY);
	table = nftnl_chain_get_str(from, NFTNL_CHAIN_TABLE);
	if (!is_own(family, table)) {
		chain = foreign_chains_add(data, family, table,
					   nftnl_chain_get_str(from, NFTNL_CHAIN_NAME));
		if (nftnl_chain_is_set(from, NFTNL_CHAIN_TYPE) &&
		    !strcmp(nftnl_chain_get_str(from, NFTNL_CHAIN_TYPE), "nat")) {
			chain->hook = nftnl_chain_get_u32(from, NFTNL_CHAIN_HOOKNUM);
			chain->priority = nftnl_chain_get_s32(from, NFTNL_CHAIN_PRIO);
		}
	}
	nftnl_chain_free(from);
	return 0;
}

/* A target of iptables-nft has the name of what it does. */
static int take_expression(struct nftnl_expr *from, void *data)
{
	struct nft_rule *rule = data;
	struct nft_expression *e;

	rule->expression = array_grow(rule->expression, rule->n_expression,
				      sizeof(*rule->expression));
	e = &rule->expression[rule->n_expression++];
	nft_expression_read(from, e);
	if (e->type == NFT_EXPRESSION_OTHER && !strcmp(e->name, "target"))
		strncpy(e->name, nftnl_expr_get_str(from, NFTNL_EXPR_TG_NAME),
			sizeof(e->name) - 1);
	return 0;
}

static int take_rule(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_rule *from = nftnl_rule_alloc();
	struct foreign_chain *chain;
	struct foreign_rule *rule;
	char *where;

	if (!from || nftnl_rule_nlmsg_parse(nlh, from) < 0) {
		nftnl_rule_free(from);
		return -EBADMSG;
	}
	chain = foreign_chains_find(data, nftnl_rule_get_u32(from, NFTNL_RULE_FAMILY),
				    nftnl_rule_get_str(from, NFTNL_RULE_TABLE),
				    nftnl_rule_get_str(from, NFTNL_RULE_CHAIN));
	if (chain) {
		where = rule_phrase(from);
		rule = foreign_chain_add_rule(chain, where);
		rule->removal = rule_deletion(from);
		nftnl_expr_foreach(from, take_expression, &rule->rule);
		free(where);
	}
	nftnl_rule_free(from);
	return 0;
}

static void restart_chains(void *data)
{
	foreign_chains_free(data);
}

static void restart_rules(void *data)
{
	foreign_chains_forget_rules(data);
}

static int dump(struct nl_socket *nl, uint8_t type, nl_message_fn take,
		void (*restart)(void *data), struct foreign_chains *chains)
{
	char buf[MNL_NLMSG_HDRLEN + 64];

	return nl_dump(nl, nftnl_nlmsg_build_hdr(buf, type, NFPROTO_UNSPEC, 0, 0), take, restart,
		       chains);
}

int foreign_chains_observe(struct nl_socket *nl, struct foreign_chains *chains)
{
	int ret;

	memset(chains, 0, sizeof(*chains));
	ret = dump(nl, NFT_MSG_GETCHAIN, take_chain, restart_chains, chains);
	if (!ret)
		foreign_chains_limit(chains);
	if (!ret && chains->n)
		ret = dump(nl, NFT_MSG_GETRULE, take_rule, restart_rules, chains);
	if (ret && ret != -EPERM)
		error("cannot read the chains of nft: %s", nl_strerror(nl, ret));
	return ret;
}
