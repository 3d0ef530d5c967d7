// SPDX-License-Identifier: GPL-2.0
#include "backend/nft_observe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/flowtable.h>
#include <libnftnl/object.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "backend/nft_datatype.h"
#include "backend/nft_expression.h"
#include "nl/attr.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* How often a read is repeated because the ruleset changed during it. */
#define ATTEMPTS 30

/* Flags that sets of ersym have; a set with another flag was changed by another program. */
#define SET_FLAGS \
	(NFT_SET_ANONYMOUS | NFT_SET_CONSTANT | NFT_SET_INTERVAL | NFT_SET_MAP | NFT_SET_CONCAT | \
	 NFT_SET_EVAL)

/**
 * struct reader - the table being read
 * @nl: the socket
 * @table: what has been read
 * @set: the set whose elements are being read
 * @is_end: for each element of a tree: it ends an interval, to which it does not belong
 * @anonymous: sets that belong to a rule
 * @n_anonymous: number of them
 */
struct reader {
	struct nl_socket *nl;
	struct nft_table *table;
	struct nft_set *set;
	bool *is_end;
	struct nft_set *anonymous;
	size_t n_anonymous;
};

static struct nlmsghdr *request(char *buf, uint8_t type)
{
	return nftnl_nlmsg_build_hdr(buf, type, NFPROTO_INET, 0, 0);
}

static int take_generation(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD_WHOLE(NFTA_GEN_ID, attr_read_be32, uint32_t),
		{ 0 },
	};
	uint32_t *generation = data;
	int err;

	/* No generation has this number. */
	*generation = 0;
	err = attr_read_message(nlh, sizeof(struct nfgenmsg), fields, generation);
	if (err)
		return err;
	return *generation ? 0 : -EBADMSG;
}

static int read_generation(struct nl_socket *nl, uint32_t *generation)
{
	char buf[MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg)];

	return nl_get(nl, request(buf, NFT_MSG_GETGEN), take_generation, generation);
}

static int take_table(const struct nlmsghdr *nlh, void *data)
{
	struct reader *r = data;
	struct nftnl_table *t = nftnl_table_alloc();

	if (!t || nftnl_table_nlmsg_parse(nlh, t) < 0) {
		nftnl_table_free(t);
		return -EBADMSG;
	}
	r->table->present = true;
	/* The table is dormant, or owned by the socket of another program. */
	r->table->foreign = nftnl_table_get_u32(t, NFTNL_TABLE_FLAGS) != 0;
	nftnl_table_free(t);
	return 0;
}

static int take_object(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_obj *o = nftnl_obj_alloc();
	struct nft_counter *counter;
	struct reader *r = data;

	if (!o || nftnl_obj_nlmsg_parse(nlh, o) < 0) {
		nftnl_obj_free(o);
		return -EBADMSG;
	}
	if (nftnl_obj_get_u32(o, NFTNL_OBJ_TYPE) == NFT_OBJECT_COUNTER) {
		counter = nft_table_add_counter(r->table, nftnl_obj_get_str(o, NFTNL_OBJ_NAME));
		counter->packets = nftnl_obj_get_u64(o, NFTNL_OBJ_CTR_PKTS);
		counter->bytes = nftnl_obj_get_u64(o, NFTNL_OBJ_CTR_BYTES);
	} else {
		r->table->foreign = true;
	}
	nftnl_obj_free(o);
	return 0;
}

/* A flowtable with flags (hardware offload, a counter) was changed by another program. */
static void read_flowtable(const struct nftnl_flowtable *from, struct nft_table *table)
{
	const char *const *device = NULL;
	struct nft_flowtable *to;

	if (table->flowtable ||
	    (nftnl_flowtable_is_set(from, NFTNL_FLOWTABLE_FLAGS) &&
	     nftnl_flowtable_get_u32(from, NFTNL_FLOWTABLE_FLAGS))) {
		table->foreign = true;
		return;
	}
	to = nft_table_add_flowtable(table, nftnl_flowtable_get_str(from, NFTNL_FLOWTABLE_NAME));
	to->priority = nftnl_flowtable_get_s32(from, NFTNL_FLOWTABLE_PRIO);
	if (nftnl_flowtable_is_set(from, NFTNL_FLOWTABLE_DEVICES))
		device = nftnl_flowtable_get_array(from, NFTNL_FLOWTABLE_DEVICES);
	for (; device && *device; device++)
		nft_flowtable_add_device(to, *device);
}

static int take_flowtable(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_flowtable *flowtable = nftnl_flowtable_alloc();
	struct reader *r = data;
	int ret = -EBADMSG;

	if (flowtable && nftnl_flowtable_nlmsg_parse(nlh, flowtable) >= 0) {
		/* The kernel may return the flowtables of all tables. */
		if (!strcmp(nftnl_flowtable_get_str(flowtable, NFTNL_FLOWTABLE_TABLE),
			    NFT_TABLE_NAME))
			read_flowtable(flowtable, r->table);
		ret = 0;
	}
	nftnl_flowtable_free(flowtable);
	return ret;
}

static void read_shape(const struct nftnl_set *s, struct nft_set *set)
{
	uint32_t flags = nftnl_set_get_u32(s, NFTNL_SET_FLAGS);

	nft_datatype_read(nftnl_set_get_u32(s, NFTNL_SET_KEY_TYPE), set->key);
	if (flags & NFT_SET_MAP)
		nft_datatype_read(nftnl_set_get_u32(s, NFTNL_SET_DATA_TYPE), set->data);
	set->interval = flags & NFT_SET_INTERVAL;
	set->dynamic = flags & NFT_SET_EVAL;
	if (set->data[0] > NFT_FIELD_NONE && set->data[0] < NFT_FIELD_VERDICT)
		set->data_interval = nftnl_set_get_u32(s, NFTNL_SET_DATA_LEN) ==
				     2 * nft_fields_len(set->data);
	if (flags & ~SET_FLAGS || nft_fields_len(set->key) > NFT_KEY_SIZE ||
	    nft_fields_len(set->key) != nftnl_set_get_u32(s, NFTNL_SET_KEY_LEN) ||
	    nft_set_data_len(set) > NFT_DATA_SIZE)
		set->key[0] = NFT_FIELD_OTHER;
}

static int take_set(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_set *s = nftnl_set_alloc();
	struct reader *r = data;
	struct nft_set *set;
	const char *name;

	if (!s || nftnl_set_nlmsg_parse(nlh, s) < 0) {
		nftnl_set_free(s);
		return -EBADMSG;
	}
	name = nftnl_set_get_str(s, NFTNL_SET_NAME);
	if (nftnl_set_get_u32(s, NFTNL_SET_FLAGS) & NFT_SET_ANONYMOUS) {
		r->anonymous = array_grow(r->anonymous, r->n_anonymous, sizeof(*r->anonymous));
		set = &r->anonymous[r->n_anonymous++];
		strncpy(set->name, name, sizeof(set->name) - 1);
	} else {
		set = nft_table_add_set(r->table, name);
	}
	read_shape(s, set);
	nftnl_set_free(s);
	return 0;
}

static void copy(struct nftnl_set_elem *from, uint16_t attribute, uint8_t *to, size_t size)
{
	const void *data;
	uint32_t len;

	if (!nftnl_set_elem_is_set(from, attribute))
		return;
	data = nftnl_set_elem_get(from, attribute, &len);
	memcpy(to, data, len < size ? len : size);
}

static int take_comment(const struct nftnl_udata *attr, void *data)
{
	struct nft_element *e = data;

	if (nftnl_udata_type(attr) == NFTNL_UDATA_SET_ELEM_COMMENT && !e->comment)
		e->comment = xstrndup(nftnl_udata_get(attr), nftnl_udata_len(attr));
	return 0;
}

/* Reads the target of a goto. Any other verdict becomes an empty name, which no plan has. */
static char *read_target(struct nftnl_set_elem *from)
{
	if (nftnl_set_elem_get_u32(from, NFTNL_SET_ELEM_VERDICT) == (uint32_t)NFT_GOTO &&
	    nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_CHAIN))
		return xstrdup(nftnl_set_elem_get_str(from, NFTNL_SET_ELEM_CHAIN));
	return xstrdup("");
}

static void read_counter(const struct nftnl_expr *counter, struct nft_element *e)
{
	if (strcmp(nftnl_expr_get_str(counter, NFTNL_EXPR_NAME), "counter"))
		return;
	e->packets = nftnl_expr_get_u64(counter, NFTNL_EXPR_CTR_PACKETS);
	e->bytes = nftnl_expr_get_u64(counter, NFTNL_EXPR_CTR_BYTES);
}

static int take_element(struct nftnl_set_elem *from, void *data)
{
	struct reader *r = data;
	struct nft_set *set = r->set;
	struct nft_element *e;
	uint32_t len, flags = 0;
	const void *udata;

	if (nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_FLAGS))
		flags = nftnl_set_elem_get_u32(from, NFTNL_SET_ELEM_FLAGS);
	if (nft_set_is_tree(set))
		r->is_end = array_grow(r->is_end, set->n_element, sizeof(*r->is_end));
	e = nft_set_add_element(set);
	if (nft_set_is_tree(set))
		r->is_end[set->n_element - 1] = flags & NFT_SET_ELEM_INTERVAL_END;
	copy(from, NFTNL_SET_ELEM_KEY, e->key, sizeof(e->key));
	copy(from, NFTNL_SET_ELEM_KEY_END, e->end, sizeof(e->end));
	copy(from, NFTNL_SET_ELEM_DATA, e->data, sizeof(e->data));
	if (nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_EXPR))
		read_counter(nftnl_set_elem_get(from, NFTNL_SET_ELEM_EXPR, &len), e);
	if (nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_VERDICT))
		e->chain = read_target(from);
	if (nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_USERDATA)) {
		udata = nftnl_set_elem_get(from, NFTNL_SET_ELEM_USERDATA, &len);
		nftnl_udata_parse(udata, len, take_comment, e);
	}
	return 0;
}

static int take_elements(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_set *s = nftnl_set_alloc();
	int ret = -EBADMSG;

	if (s && nftnl_set_elems_nlmsg_parse(nlh, s) >= 0)
		ret = nftnl_set_elem_foreach(s, take_element, data);
	nftnl_set_free(s);
	return ret;
}

static void forget_elements(void *data)
{
	struct reader *r = data;

	nft_set_free(r->set);
	free(r->is_end);
	r->set->element = NULL;
	r->set->n_element = 0;
	r->is_end = NULL;
}

/**
 * struct boundary - the beginning or end of an interval of a tree
 * @element: the element
 * @is_end: it is an end
 * @len: length of its key in bytes
 */
struct boundary {
	struct nft_element element;
	bool is_end;
	size_t len;
};

static int compare_boundary(const void *a, const void *b)
{
	const struct boundary *x = a, *y = b;
	int order = memcmp(x->element.key, y->element.key, x->len);

	/* An end sorts before a beginning with the same key. */
	return order ? order : y->is_end - x->is_end;
}

static void decrement(uint8_t *bytes, size_t len)
{
	while (len--)
		if (bytes[len]--)
			break;
}

/*
 * The kernel stores an interval as its first key and the key after its last one, which is
 * missing if the interval includes the last key of all. nft adds an end at zero that ends
 * no interval.
 */
static void close_intervals(struct reader *r)
{
	struct nft_set *set = r->set;
	size_t i, n = set->n_element, len = nft_fields_len(set->key);
	struct boundary *b = xcalloc(n + 1, sizeof(*b));
	struct nft_element *e;

	for (i = 0; i < n; i++) {
		b[i].element = set->element[i];
		b[i].is_end = r->is_end[i];
		b[i].len = len;
	}
	qsort(b, n, sizeof(*b), compare_boundary);
	set->n_element = 0;
	for (i = 0; i < n; i++) {
		if (b[i].is_end) {
			free(b[i].element.comment);
			free(b[i].element.chain);
			continue;
		}
		e = nft_set_add_element(set);
		*e = b[i].element;
		if (i + 1 < n) {
			memcpy(e->end, b[i + 1].element.key, len);
			decrement(e->end, len);
		} else {
			memset(e->end, 0xff, len);
		}
	}
	free(b);
}

static int read_elements(struct reader *r, struct nft_set *set)
{
	char buf[MNL_NLMSG_HDRLEN + 512];
	struct nlmsghdr *nlh;
	int ret;

	if (set->key[0] == NFT_FIELD_OTHER)
		return 0;
	r->set = set;
	r->is_end = NULL;
	nlh = request(buf, NFT_MSG_GETSETELEM);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, NFT_TABLE_NAME);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, set->name);
	ret = nl_dump(r->nl, nlh, take_elements, forget_elements, r);
	if (!ret && nft_set_is_tree(set))
		close_intervals(r);
	free(r->is_end);
	return ret;
}

static int take_chain(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_chain *c = nftnl_chain_alloc();
	struct nft_chain *chain;
	struct reader *r = data;

	if (!c || nftnl_chain_nlmsg_parse(nlh, c) < 0) {
		nftnl_chain_free(c);
		return -EBADMSG;
	}
	/* The kernel returns the chains of all tables. */
	if (!strcmp(nftnl_chain_get_str(c, NFTNL_CHAIN_TABLE), NFT_TABLE_NAME)) {
		chain = nft_table_add_chain(r->table, nftnl_chain_get_str(c, NFTNL_CHAIN_NAME));
		if (nftnl_chain_is_set(c, NFTNL_CHAIN_HOOKNUM)) {
			const char *type = nftnl_chain_get_str(c, NFTNL_CHAIN_TYPE);

			strncpy(chain->type, type, sizeof(chain->type) - 1);
			chain->hook = nftnl_chain_get_u32(c, NFTNL_CHAIN_HOOKNUM);
			chain->priority = nftnl_chain_get_s32(c, NFTNL_CHAIN_PRIO);
			chain->policy = nftnl_chain_get_u32(c, NFTNL_CHAIN_POLICY);
		}
	}
	nftnl_chain_free(c);
	return 0;
}

static int take_expression(struct nftnl_expr *from, void *data)
{
	struct nft_rule *rule = data;

	if (nft_expression_does_nothing(from))
		return 0;
	rule->expression = array_grow(rule->expression, rule->n_expression,
				      sizeof(*rule->expression));
	nft_expression_read(from, &rule->expression[rule->n_expression++]);
	return 0;
}

/* Moves the anonymous map of a rule from those that have been read to the rule. */
static void adopt_anonymous(struct reader *r, struct nft_rule *rule)
{
	size_t i, j;

	for (i = 0; i < rule->n_expression; i++) {
		struct nft_expression *e = &rule->expression[i];

		if (e->type != NFT_EXPRESSION_LOOKUP || rule->anonymous)
			continue;
		for (j = 0; j < r->n_anonymous; j++) {
			if (strcmp(r->anonymous[j].name, e->name))
				continue;
			rule->anonymous = xmemdup(&r->anonymous[j], sizeof(r->anonymous[j]));
			memset(&r->anonymous[j], 0, sizeof(r->anonymous[j]));
			memset(e->name, 0, sizeof(e->name));
			break;
		}
	}
}

static int take_rule(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_rule *from = nftnl_rule_alloc();
	struct reader *r = data;
	struct nft_chain *chain = NULL;
	struct nft_rule *rule;
	const char *name;

	if (!from || nftnl_rule_nlmsg_parse(nlh, from) < 0) {
		nftnl_rule_free(from);
		return -EBADMSG;
	}
	name = nftnl_rule_get_str(from, NFTNL_RULE_CHAIN);
	chain = (struct nft_chain *)nft_table_chain(r->table, name);
	if (chain) {
		rule = nft_chain_add_rule(chain);
		nftnl_expr_foreach(from, take_expression, rule);
		adopt_anonymous(r, rule);
	}
	nftnl_rule_free(from);
	/* The chain was added after the chains were read: the generation has changed. */
	return chain ? 0 : -EINTR;
}

/* If it is interrupted, nft_observe() repeats the whole read. */
static int dump(struct reader *r, uint8_t type, uint16_t table_attribute, nl_message_fn take)
{
	char buf[MNL_NLMSG_HDRLEN + 512];
	struct nlmsghdr *nlh = request(buf, type);

	if (table_attribute)
		mnl_attr_put_strz(nlh, table_attribute, NFT_TABLE_NAME);
	return nl_dump(r->nl, nlh, take, NULL, r);
}

static int read_table(struct reader *r)
{
	char buf[MNL_NLMSG_HDRLEN + 512];
	struct nlmsghdr *nlh = request(buf, NFT_MSG_GETTABLE);
	size_t i;
	int ret;

	mnl_attr_put_strz(nlh, NFTA_TABLE_NAME, NFT_TABLE_NAME);
	ret = nl_get(r->nl, nlh, take_table, r);
	if (ret == -ENOENT)
		return 0;
	if (!ret)
		ret = dump(r, NFT_MSG_GETOBJ, NFTA_OBJ_TABLE, take_object);
	if (!ret)
		ret = dump(r, NFT_MSG_GETFLOWTABLE, NFTA_FLOWTABLE_TABLE, take_flowtable);
	if (!ret)
		ret = dump(r, NFT_MSG_GETSET, NFTA_SET_TABLE, take_set);
	for (i = 0; !ret && i < r->table->n_set; i++)
		ret = read_elements(r, &r->table->set[i]);
	for (i = 0; !ret && i < r->n_anonymous; i++)
		ret = read_elements(r, &r->anonymous[i]);
	if (!ret)
		ret = dump(r, NFT_MSG_GETCHAIN, 0, take_chain);
	if (!ret)
		ret = dump(r, NFT_MSG_GETRULE, NFTA_RULE_TABLE, take_rule);
	/* An object was deleted between two requests. */
	return ret == -ENOENT ? -EINTR : ret;
}

bool nft_may_observe(struct nl_socket *nl)
{
	uint32_t generation;

	return read_generation(nl, &generation) != -EPERM;
}

static int try_observe(struct nl_socket *nl, struct nft_table *table, uint32_t *generation)
{
	struct reader r = { .nl = nl, .table = table };
	uint32_t after;
	size_t i;
	int ret;

	memset(table, 0, sizeof(*table));
	ret = read_generation(nl, generation);
	if (!ret)
		ret = read_table(&r);
	if (!ret)
		ret = read_generation(nl, &after);
	if (!ret && after != *generation)
		ret = -EINTR;
	for (i = 0; i < r.n_anonymous; i++)
		nft_set_free(&r.anonymous[i]);
	free(r.anonymous);
	return ret;
}

int nft_observe(struct nl_socket *nl, struct nft_table *table, uint32_t *generation)
{
	int i, ret = -EINTR;

	for (i = 0; i < ATTEMPTS && ret == -EINTR; i++) {
		ret = try_observe(nl, table, generation);
		if (ret)
			nft_table_free(table);
	}
	if (ret)
		error("cannot read the nft table inet " NFT_TABLE_NAME ": %s",
		      nl_strerror(nl, ret));
	else
		nft_table_sort(table);
	return ret;
}
