// SPDX-License-Identifier: GPL-2.0
#include "flow.h"

#include <net/netfilter/nf_conntrack_ecache.h>

#ifndef CONFIG_NF_CONNTRACK_MARK
#error "ersym keeps its facts in the connection mark: NF_CONNTRACK_MARK=y"
#endif

/**
 * ersym_flow_write() - write facts of a connection
 * @ct: the connection
 * @bits: bits of the mark to write
 * @value: new value of these bits, in place
 *
 * Other bits of the mark are preserved even if they change concurrently. A
 * change raises conntrack's mark event: at once for a confirmed connection,
 * because no later packet may pass, else with its confirmation.
 *
 * Return: the mark before the write.
 */
u32 ersym_flow_write(struct nf_conn *ct, u32 bits, u32 value)
{
	u32 before;

	if (!ersym_flow_replace(ct, bits, value, &before))
		return before;
	if (nf_ct_is_confirmed(ct))
		nf_conntrack_event(IPCT_MARK, ct);
	else
		nf_conntrack_event_cache(IPCT_MARK, ct);
	return before;
}

/**
 * ersym_flow_begin() - write the circuit that a new connection came in on
 * @config: configuration in force
 * @ct: connection that is not confirmed yet
 * @id: the circuit
 *
 * All fields are written, because conntrack copies the master's mark to a
 * child connection.
 */
void ersym_flow_begin(const struct ersym_config *config, struct nf_conn *ct,
		      u16 id)
{
	const struct ersym_mark *mark = &config->mark;

	ersym_flow_write(ct, mark->mask,
			 ersym_mark_value(mark, ERSYM_FIELD_IN, id));
}

/**
 * ersym_flow_learn() - write one fact of a connection
 * @config: configuration in force
 * @ct: the connection
 * @field: field of the mark that holds the fact
 * @id: the circuit
 */
void ersym_flow_learn(const struct ersym_config *config, struct nf_conn *ct,
		      enum ersym_field field, u16 id)
{
	const struct ersym_mark *mark = &config->mark;

	ersym_flow_write(ct, ersym_mark_bits(mark, field),
			 ersym_mark_value(mark, field, id));
}

struct ersym_flow_conversion {
	const struct ersym_config *from;
	const struct ersym_config *to;
};

/* Called for every connection under conntrack's lock of its hash bucket. */
static int ersym_flow_convert_one(struct nf_conn *ct, void *data)
{
	const struct ersym_flow_conversion *conversion = data;
	const struct ersym_mark *from = &conversion->from->mark;
	u32 mark = READ_ONCE(ct->mark);
	u32 bits = from->mask, value = 0, before;
	enum ersym_field field;

	if (conversion->to) {
		const struct ersym_mark *to = &conversion->to->mark;

		bits |= to->mask;
		for (field = 0; field < __ERSYM_FIELD_MAX; field++) {
			u16 id = ersym_mark_get(from, mark, field);

			if (ersym_config_keeps(conversion->from,
					       conversion->to, id))
				value |= ersym_mark_value(to, field, id);
		}
	}
	/* Delivered with the next packet: this runs under conntrack's lock */
	if (ersym_flow_replace(ct, bits, value, &before))
		nf_conntrack_event_cache(IPCT_MARK, ct);
	return 0;
}

/**
 * ersym_flow_convert() - convert all connections to another configuration
 * @net: the namespace
 * @from: configuration that the facts were written under
 * @to: next configuration, or NULL to clear all facts
 *
 * Facts about removed circuits are cleared, the others move to the fields of
 * the new mark mask.
 *
 * Context: may sleep. No hook may write facts under @from any more.
 */
void ersym_flow_convert(struct net *net, const struct ersym_config *from,
			const struct ersym_config *to)
{
	struct ersym_flow_conversion conversion = { .from = from, .to = to };
	struct nf_ct_iter_data iter = { .net = net, .data = &conversion };

	nf_ct_iterate_cleanup_net(ersym_flow_convert_one, &iter);
}

struct ersym_flow_flushing {
	const struct ersym_flow_filter *filter;
	unsigned int ended;
};

static int ersym_flow_flush_one(struct nf_conn *ct, void *data)
{
	struct ersym_flow_flushing *flushing = data;
	const struct ersym_flow_filter *filter = flushing->filter;
	u32 mark = READ_ONCE(ct->mark);

	if ((mark & filter->bits) != filter->value ||
	    (filter->any && !(mark & filter->any)))
		return 0;
	flushing->ended++;
	return 1;
}

/**
 * ersym_flow_flush() - end connections
 * @net: the namespace
 * @filter: selection of the connections
 * @portid: netlink port of the requester
 * @report: the requester asked for conntrack's events, too (NLM_F_ECHO)
 *
 * Context: may sleep.
 * Return: the number of connections that were ended.
 */
unsigned int ersym_flow_flush(struct net *net,
			      const struct ersym_flow_filter *filter,
			      u32 portid, bool report)
{
	struct ersym_flow_flushing flushing = { .filter = filter };
	struct nf_ct_iter_data iter = {
		.net = net,
		.data = &flushing,
		.portid = portid,
		.report = report,
	};

	nf_ct_iterate_cleanup_net(ersym_flow_flush_one, &iter);
	return flushing.ended;
}
