// SPDX-License-Identifier: GPL-2.0
#include "backend/nft_carry_out.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
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
#include "nl/batch.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/*
 * The length of an attribute has 16 bits, so elements of a set are split into messages
 * of less than 64 KiB. The largest element takes less than the remaining 1024 bytes.
 */
#define ELEMENTS_MAX (UINT16_MAX - 1024)

/* nft's enum byteorder. */
#define BYTEORDER_INVALID 0
#define BYTEORDER_HOST	  1
#define BYTEORDER_BIG	  2

/**
 * struct writer - a transaction that is being written
 * @batch: its messages
 * @operations: the operations that they carry out
 * @about: first operation of each message of the batch, or NULL
 * @n_about: number of messages
 * @set_id: id of the last set; ids are local to the transaction
 */
struct writer {
	struct nl_batch batch;
	const struct operations *operations;
	const struct operation **about;
	size_t n_about;
	uint32_t set_id;
};

/* Functions of libnftnl return NULL if memory runs out. */
static void *present(void *object)
{
	if (!object)
		out_of_memory();
	return object;
}

static struct nlmsghdr *message(struct writer *w, uint8_t type, uint16_t flags,
				const struct operation *about)
{
	struct nlmsghdr *nlh = nl_batch_add(&w->batch, type, flags, NFPROTO_INET);

	/* Number 0 is the begin message. */
	w->about = array_grow(w->about, w->n_about, sizeof(*w->about));
	w->about[w->n_about++] = about;
	return nlh;
}

static void write_table(struct writer *w, const struct operation *o)
{
	struct nlmsghdr *nlh;

	if (o->verb == VERB_DELETE)
		nlh = message(w, NFT_MSG_DELTABLE, 0, o);
	else
		nlh = message(w, NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, o);
	mnl_attr_put_strz(nlh, NFTA_TABLE_NAME, NFT_TABLE_NAME);
}

static void write_counter(struct writer *w, const struct operation *o)
{
	struct nftnl_obj *obj = present(nftnl_obj_alloc());
	struct nlmsghdr *nlh;

	nftnl_obj_set_str(obj, NFTNL_OBJ_TABLE, NFT_TABLE_NAME);
	nftnl_obj_set_str(obj, NFTNL_OBJ_NAME, operation_thing(o).counter->name);
	nftnl_obj_set_u32(obj, NFTNL_OBJ_TYPE, NFT_OBJECT_COUNTER);
	if (o->verb == VERB_DELETE) {
		nlh = message(w, NFT_MSG_DELOBJ, 0, o);
	} else {
		nlh = message(w, NFT_MSG_NEWOBJ, NLM_F_CREATE | NLM_F_EXCL, o);
		nftnl_obj_set_u64(obj, NFTNL_OBJ_CTR_PKTS, 0);
		nftnl_obj_set_u64(obj, NFTNL_OBJ_CTR_BYTES, 0);
	}
	nftnl_obj_nlmsg_build_payload(nlh, obj);
	nftnl_obj_free(obj);
}

static void write_flowtable(struct writer *w, const struct operation *o)
{
	const struct nft_flowtable *flowtable = operation_thing(o).flowtable;
	struct nftnl_flowtable *to = present(nftnl_flowtable_alloc());
	const char **device;
	struct nlmsghdr *nlh;
	size_t i;

	nftnl_flowtable_set_str(to, NFTNL_FLOWTABLE_TABLE, NFT_TABLE_NAME);
	nftnl_flowtable_set_str(to, NFTNL_FLOWTABLE_NAME, flowtable->name);
	if (o->verb == VERB_DELETE) {
		nlh = message(w, NFT_MSG_DELFLOWTABLE, 0, o);
	} else {
		nlh = message(w, NFT_MSG_NEWFLOWTABLE, NLM_F_CREATE | NLM_F_EXCL, o);
		nftnl_flowtable_set_u32(to, NFTNL_FLOWTABLE_HOOKNUM, NF_NETDEV_INGRESS);
		nftnl_flowtable_set_s32(to, NFTNL_FLOWTABLE_PRIO, flowtable->priority);
		device = xcalloc(flowtable->n_device + 1, sizeof(*device));
		for (i = 0; i < flowtable->n_device; i++)
			device[i] = flowtable->device[i];
		nftnl_flowtable_set_array(to, NFTNL_FLOWTABLE_DEVICES, device);
		free(device);
	}
	nftnl_flowtable_nlmsg_build_payload(nlh, to);
	nftnl_flowtable_free(to);
}

/* nft prints a single field by this; parts of a concatenation have orders of their own. */
static uint32_t byteorder(const enum nft_field *field)
{
	if (nft_fields_count(field) != 1)
		return BYTEORDER_INVALID;
	switch (field[0]) {
	case NFT_FIELD_IFNAME:
	case NFT_FIELD_INTEGER:
	case NFT_FIELD_MARK:
		return BYTEORDER_HOST;
	case NFT_FIELD_IPV4:
	case NFT_FIELD_IPV6:
	case NFT_FIELD_PORT:
	case NFT_FIELD_PROTOCOL:
		return BYTEORDER_BIG;
	case NFT_FIELD_NONE:
	case NFT_FIELD_VERDICT:
	case NFT_FIELD_OTHER:
		break;
	}
	return BYTEORDER_INVALID;
}

static void put_userdata(struct nftnl_set *s, const struct nft_set *set)
{
	struct nftnl_udata_buf *buf = present(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));

	nftnl_udata_put_u32(buf, NFTNL_UDATA_SET_KEYBYTEORDER, byteorder(set->key));
	if (nft_set_is_map(set))
		nftnl_udata_put_u32(buf, NFTNL_UDATA_SET_DATABYTEORDER, byteorder(set->data));
	if (set->data_interval)
		nftnl_udata_put_u32(buf, NFTNL_UDATA_SET_DATA_INTERVAL, 1);
	nftnl_set_set_data(s, NFTNL_SET_USERDATA, nftnl_udata_buf_data(buf),
			   nftnl_udata_buf_len(buf));
	nftnl_udata_buf_free(buf);
}

/* The kernel compares a concatenation field by field only if it has their lengths. */
static void put_field_lengths(struct nftnl_set *s, const struct nft_set *set)
{
	uint8_t len[NFT_FIELDS_MAX];
	size_t i, n = nft_fields_count(set->key);

	for (i = 0; i < n; i++)
		len[i] = nft_field_len(set->key[i]);
	nftnl_set_set_data(s, NFTNL_SET_DESC_CONCAT, len, n);
}

static uint32_t set_flags(const struct nft_set *set)
{
	uint32_t flags = 0;

	if (nft_set_is_map(set))
		flags |= NFT_SET_MAP;
	if (set->interval)
		flags |= NFT_SET_INTERVAL;
	if (set->interval && nft_fields_count(set->key) > 1)
		flags |= NFT_SET_CONCAT;
	if (set->dynamic)
		flags |= NFT_SET_EVAL;
	return flags;
}

/* @id: of an anonymous set; 0: the set has a name */
static void write_set_message(struct writer *w, const struct operation *o,
			      const struct nft_set *set, uint32_t id)
{
	struct nftnl_set *s = present(nftnl_set_alloc());
	uint32_t flags = set_flags(set);
	struct nlmsghdr *nlh;

	if (id) {
		flags |= NFT_SET_ANONYMOUS | NFT_SET_CONSTANT;
		nftnl_set_set_u32(s, NFTNL_SET_DESC_SIZE, set->n_element);
	}
	nftnl_set_set_str(s, NFTNL_SET_TABLE, NFT_TABLE_NAME);
	nftnl_set_set_str(s, NFTNL_SET_NAME, id ? "__map%d" : set->name);
	nftnl_set_set_u32(s, NFTNL_SET_ID, id ? id : ++w->set_id);
	nftnl_set_set_u32(s, NFTNL_SET_FLAGS, flags);
	nftnl_set_set_u32(s, NFTNL_SET_KEY_TYPE, nft_datatype_write(set->key));
	nftnl_set_set_u32(s, NFTNL_SET_KEY_LEN, nft_fields_len(set->key));
	if (nft_set_is_map(set)) {
		nftnl_set_set_u32(s, NFTNL_SET_DATA_TYPE, nft_datatype_write(set->data));
		nftnl_set_set_u32(s, NFTNL_SET_DATA_LEN, nft_set_data_len(set));
	}
	if (flags & NFT_SET_CONCAT)
		put_field_lengths(s, set);
	put_userdata(s, set);
	if (set->dynamic)
		nftnl_set_add_expr(s, present(nftnl_expr_alloc("counter")));
	nlh = message(w, NFT_MSG_NEWSET, NLM_F_CREATE | NLM_F_EXCL, o);
	nftnl_set_nlmsg_build_payload(nlh, s);
	nftnl_set_free(s);
}

static void write_set(struct writer *w, const struct operation *o)
{
	struct nlmsghdr *nlh;

	if (o->verb == VERB_ADD) {
		write_set_message(w, o, o->new.set, 0);
		return;
	}
	nlh = message(w, NFT_MSG_DELSET, 0, o);
	mnl_attr_put_strz(nlh, NFTA_SET_TABLE, NFT_TABLE_NAME);
	mnl_attr_put_strz(nlh, NFTA_SET_NAME, o->old.set->name);
}

/**
 * struct elements - messages with elements of one set
 * @w: the transaction
 * @set: the set
 * @type: of the messages
 * @flags: of the messages
 * @id: of an anonymous set, or 0
 * @nlh: the message that is being written, or NULL
 * @nest: its list of elements
 * @n: number of elements in it
 */
struct elements {
	struct writer *w;
	const struct nft_set *set;
	uint8_t type;
	uint16_t flags;
	uint32_t id;
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	int n;
};

static void close_elements(struct elements *list)
{
	if (list->nlh)
		mnl_attr_nest_end(list->nlh, list->nest);
	list->nlh = NULL;
}

static void open_elements(struct elements *list, const struct operation *about)
{
	close_elements(list);
	list->nlh = message(list->w, list->type, list->flags, about);
	mnl_attr_put_strz(list->nlh, NFTA_SET_ELEM_LIST_TABLE, NFT_TABLE_NAME);
	mnl_attr_put_strz(list->nlh, NFTA_SET_ELEM_LIST_SET,
			  list->id ? "__map%d" : list->set->name);
	if (list->id)
		mnl_attr_put_u32(list->nlh, NFTA_SET_ELEM_LIST_SET_ID, htonl(list->id));
	list->nest = mnl_attr_nest_start(list->nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	list->n = 0;
}

static size_t elements_len(const struct elements *list)
{
	return (const char *)mnl_nlmsg_get_payload_tail(list->nlh) - (const char *)list->nest;
}

static void put_comment(struct nftnl_set_elem *to, const char *comment)
{
	struct nftnl_udata_buf *buf = present(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));

	nftnl_udata_put_strz(buf, NFTNL_UDATA_SET_ELEM_COMMENT, comment);
	nftnl_set_elem_set(to, NFTNL_SET_ELEM_USERDATA, nftnl_udata_buf_data(buf),
			   nftnl_udata_buf_len(buf));
	nftnl_udata_buf_free(buf);
}

static void put_element(struct elements *list, struct nftnl_set_elem *to)
{
	nftnl_set_elem_nlmsg_build(list->nlh, to, ++list->n);
	nftnl_set_elem_free(to);
}

static struct nftnl_set_elem *element_of(const struct elements *list, const uint8_t *key)
{
	struct nftnl_set_elem *to = present(nftnl_set_elem_alloc());

	nftnl_set_elem_set(to, NFTNL_SET_ELEM_KEY, key, nft_fields_len(list->set->key));
	return to;
}

/* Returns false if @bytes is the last key. */
static bool increment(uint8_t *bytes, size_t len)
{
	while (len--)
		if (++bytes[len])
			return true;
	return false;
}

static void put_interval_end(struct elements *list, const uint8_t *last)
{
	uint8_t key[NFT_KEY_SIZE];
	struct nftnl_set_elem *to;

	memcpy(key, last, sizeof(key));
	if (!increment(key, nft_fields_len(list->set->key)))
		return;
	to = element_of(list, key);
	nftnl_set_elem_set_u32(to, NFTNL_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
	put_element(list, to);
}

static void put_value(const struct elements *list, struct nftnl_set_elem *to,
		      const struct nft_element *e)
{
	size_t data_len = nft_set_data_len(list->set);

	if (e->chain) {
		nftnl_set_elem_set_u32(to, NFTNL_SET_ELEM_VERDICT, NFT_GOTO);
		nftnl_set_elem_set_str(to, NFTNL_SET_ELEM_CHAIN, e->chain);
	} else if (data_len) {
		nftnl_set_elem_set(to, NFTNL_SET_ELEM_DATA, e->data, data_len);
	}
	if (e->comment)
		put_comment(to, e->comment);
}

/* @about: the operation, or that of the rule whose anonymous set it is */
static void write_element(struct elements *list, const struct nft_element *e,
			  const struct operation *about)
{
	struct nftnl_set_elem *to;

	if (!list->nlh || elements_len(list) > ELEMENTS_MAX)
		open_elements(list, about);
	to = element_of(list, e->key);
	if (list->set->interval && !nft_set_is_tree(list->set))
		nftnl_set_elem_set(to, NFTNL_SET_ELEM_KEY_END, e->end,
				   nft_fields_len(list->set->key));
	/* A request to delete needs only the key. */
	if (list->type == NFT_MSG_NEWSETELEM)
		put_value(list, to, e);
	put_element(list, to);
	if (nft_set_is_tree(list->set))
		put_interval_end(list, e->end);
}

/* The elements of one verb; plan_diff() has sorted them by set. */
static void write_elements(struct writer *w, enum verb verb)
{
	struct elements list = { .w = w };
	size_t i;

	list.type = verb == VERB_ADD ? NFT_MSG_NEWSETELEM : NFT_MSG_DELSETELEM;
	list.flags = verb == VERB_ADD ? NLM_F_CREATE | NLM_F_EXCL : 0;
	for (i = 0; i < w->operations->n; i++) {
		const struct operation *o = &w->operations->v[i];

		if (o->object != OBJECT_ELEMENT || o->verb != verb)
			continue;
		if (o->set != list.set)
			close_elements(&list);
		list.set = o->set;
		write_element(&list, operation_thing(o).element, o);
	}
	close_elements(&list);
}

static void write_chain(struct writer *w, const struct operation *o)
{
	const struct nft_chain *chain = operation_thing(o).chain;
	struct nftnl_chain *c = present(nftnl_chain_alloc());
	struct nlmsghdr *nlh;

	nftnl_chain_set_str(c, NFTNL_CHAIN_TABLE, NFT_TABLE_NAME);
	nftnl_chain_set_str(c, NFTNL_CHAIN_NAME, chain->name);
	if (o->verb == VERB_DELETE) {
		nlh = message(w, NFT_MSG_DELCHAIN, 0, o);
	} else {
		nlh = message(w, NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL, o);
		if (chain->type[0]) {
			nftnl_chain_set_str(c, NFTNL_CHAIN_TYPE, chain->type);
			nftnl_chain_set_u32(c, NFTNL_CHAIN_HOOKNUM, chain->hook);
			nftnl_chain_set_s32(c, NFTNL_CHAIN_PRIO, chain->priority);
			nftnl_chain_set_u32(c, NFTNL_CHAIN_POLICY, chain->policy);
		}
	}
	nftnl_chain_nlmsg_build_payload(nlh, c);
	nftnl_chain_free(c);
}

/* Deletes all rules of a chain. */
static void write_flush(struct writer *w, const struct operation *o)
{
	struct nlmsghdr *nlh = message(w, NFT_MSG_DELRULE, 0, o);

	mnl_attr_put_strz(nlh, NFTA_RULE_TABLE, NFT_TABLE_NAME);
	mnl_attr_put_strz(nlh, NFTA_RULE_CHAIN, o->old.chain->name);
}

static void write_anonymous(struct writer *w, const struct operation *o, const struct nft_set *set)
{
	struct elements list = {
		.w = w,
		.set = set,
		.type = NFT_MSG_NEWSETELEM,
		.flags = NLM_F_CREATE | NLM_F_EXCL,
		.id = ++w->set_id,
	};
	size_t i;

	write_set_message(w, o, set, list.id);
	for (i = 0; i < set->n_element; i++)
		write_element(&list, &set->element[i], o);
	close_elements(&list);
}

static void write_rule(struct writer *w, const struct operation *o, const struct nft_rule *rule)
{
	struct nftnl_rule *to = present(nftnl_rule_alloc());
	struct nlmsghdr *nlh;
	size_t i;

	if (rule->anonymous)
		write_anonymous(w, o, rule->anonymous);
	nftnl_rule_set_u32(to, NFTNL_RULE_FAMILY, NFPROTO_INET);
	nftnl_rule_set_str(to, NFTNL_RULE_TABLE, NFT_TABLE_NAME);
	nftnl_rule_set_str(to, NFTNL_RULE_CHAIN, o->new.chain->name);
	for (i = 0; i < rule->n_expression; i++)
		nftnl_rule_add_expr(to, nft_expression_write(&rule->expression[i], w->set_id));
	nlh = message(w, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, o);
	nftnl_rule_nlmsg_build_payload(nlh, to);
	nftnl_rule_free(to);
}

static void write_rules(struct writer *w, const struct operation *o)
{
	size_t i;

	for (i = 0; i < o->new.chain->n_rule; i++)
		write_rule(w, o, &o->new.chain->rule[i]);
}

/* Objects are deleted before, and added after, the objects they refer to. */
static void write_all(struct writer *w)
{
	const struct operation *end = w->operations->v + w->operations->n, *o;

	for (o = w->operations->v; o < end; o++)
		if (o->object == OBJECT_CHAIN && o->verb != VERB_ADD)
			write_flush(w, o);
	write_elements(w, VERB_DELETE);
	for (o = w->operations->v; o < end; o++) {
		switch (o->object) {
		case OBJECT_TABLE:
			write_table(w, o);
			break;
		case OBJECT_COUNTER:
			write_counter(w, o);
			break;
		case OBJECT_FLOWTABLE:
			write_flowtable(w, o);
			break;
		case OBJECT_SET:
			write_set(w, o);
			break;
		case OBJECT_CHAIN:
			if (o->verb != VERB_CHANGE)
				write_chain(w, o);
			break;
		case OBJECT_MODULE:
		case OBJECT_CIRCUIT:
		case OBJECT_RULE:
		case OBJECT_ROUTE:
		case OBJECT_NEIGHBOUR:
		case OBJECT_ELEMENT:
			break;
		}
	}
	write_elements(w, VERB_ADD);
	for (o = w->operations->v; o < end; o++)
		if (o->object == OBJECT_CHAIN && o->verb != VERB_DELETE)
			write_rules(w, o);
}

/*
 * Finds the operation that the kernel objects to. In a message of many elements, the
 * offset in its answer says which; a tree has one or two attributes for each.
 */
static const struct operation *culprit(const struct writer *w,
				       const struct nl_batch_failure *failure)
{
	const struct operation *o = w->about[failure->message - 1];
	const struct nlmsghdr *nlh = nl_batch_message(&w->batch, failure->message);
	const char *at = (const char *)nlh + failure->extack.offset;
	const struct nlattr *list, *element;
	size_t n = 0;

	if (o->object != OBJECT_ELEMENT || nft_set_is_tree(o->set) || !failure->extack.offset)
		return o;
	mnl_attr_for_each(list, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(list) != NFTA_SET_ELEM_LIST_ELEMENTS)
			continue;
		mnl_attr_for_each_nested(element, list) {
			if (at < (const char *)mnl_attr_next(element))
				return at >= (const char *)element ? o + n : o;
			n++;
		}
	}
	return o;
}

/* For a part that is missing, the kernel returns no explanation. */
static bool lacks_flowtables(const struct operation *o, const struct nl_batch_failure *failure,
			     int err)
{
	if ((err != -ENOENT && err != -EOPNOTSUPP) || o->verb == VERB_DELETE)
		return false;
	if (o->object == OBJECT_FLOWTABLE)
		return !failure->extack.offset;
	return o->object == OBJECT_CHAIN && nft_chain_offloads(o->new.chain);
}

static const char *explain(const struct operation *o, const struct nl_batch_failure *failure,
			   int err)
{
	if (o && lacks_flowtables(o, failure, err))
		return "this kernel lacks flowtables (nf_flow_table_inet, nft_flow_offload): "
		       "remove offload from the configuration";
	if (failure->extack.message[0])
		return failure->extack.message;
	switch (err) {
	case -EPERM:
		return "not permitted: this needs CAP_NET_ADMIN in the network namespace, and a "
		       "table that no other program owns";
	case -EMSGSIZE:
		return "the transaction is larger than a socket may send: raise net.core.wmem_max";
	case -EOPNOTSUPP:
		return "this kernel lacks a part of nf_tables that ersym needs";
	}
	return strerror(-err);
}

static void report(const struct writer *w, const struct nl_batch_failure *failure, int err)
{
	const struct operation *o;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!failure->message || failure->message > w->n_about) {
		error("the nft transaction was refused: %s", explain(NULL, failure, err));
		return;
	}
	o = culprit(w, failure);
	out = open_memstream(&text, &size);
	if (out) {
		operation_print_object(o, out);
		fclose(out);
	}
	error("cannot %s nft %s: %s", verb_name(o->verb), text ? text : "object",
	      explain(o, failure, err));
	free(text);
}

int nft_carry_out(struct nl_socket *nl, const struct operations *operations, uint32_t generation)
{
	struct writer w = { .operations = operations };
	struct nl_batch_failure failure;
	int ret;

	nl_batch_begin(&w.batch, nl, NFNL_SUBSYS_NFTABLES, generation);
	write_all(&w);
	ret = nl_batch_commit(&w.batch, &failure);
	if (ret && ret != -ERESTART && ret != -ENOBUFS)
		report(&w, &failure, ret);
	nl_batch_free(&w.batch);
	free(w.about);
	return ret;
}
