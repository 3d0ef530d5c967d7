// SPDX-License-Identifier: GPL-2.0
#include "flow.h"

#include <net/netfilter/nf_conntrack_ecache.h>

#include "circuit.h"

#ifndef CONFIG_NF_CONNTRACK_MARK
#error "ersym keeps its facts in the connection mark: NF_CONNTRACK_MARK=y"
#endif

/**
 * ersym_flow_write() - write facts of a connection
 * @ct: the connection
 * @bits: of the mark to write
 * @value: for these bits, in place
 *
 * Bits of others are left alone whatever they write meanwhile. A change is
 * told to those who listen to conntrack's events; at once for a connection
 * that is confirmed, as this packet may be the last that is let through.
 *
 * Return: the mark before.
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
 * ersym_flow_begin() - write where a new connection came in
 * @config: in force
 * @ct: the connection, not confirmed yet
 * @here: circuit
 *
 * A child begins with the mark of its master: all fields are written.
 */
void ersym_flow_begin(const struct ersym_config *config,
		      struct nf_conn *ct, u16 here)
{
	const struct ersym_mark *mark = &config->mark;

	ersym_flow_write(ct, mark->mask,
			 ersym_mark_value(mark, ERSYM_FIELD_IN, here));
}

/**
 * ersym_flow_learn() - write one fact of a connection
 * @config: in force
 * @ct: the connection
 * @field: the fact
 * @here: circuit
 */
void ersym_flow_learn(const struct ersym_config *config,
		      struct nf_conn *ct, enum ersym_field field,
		      u16 here)
{
	const struct ersym_mark *mark = &config->mark;

	ersym_flow_write(ct, ersym_mark_bits(mark, field),
			 ersym_mark_value(mark, field, here));
}

struct ersym_flow_conversion {
	const struct ersym_config *from;
	const struct ersym_config *to;
};

/* Called for every connection, with a lock of conntrack held. */
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
	/* Told with the next packet: not under conntrack's lock */
	if (ersym_flow_replace(ct, bits, value, &before))
		nf_conntrack_event_cache(IPCT_MARK, ct);
	return 0;
}

/**
 * ersym_flow_convert() - make connections fit a new configuration
 * @net: the namespace
 * @from: the configuration that the facts were written under
 * @to: the new one; NULL: forget all facts
 *
 * Circuits that are gone are forgotten, facts move to the bits of the new
 * mask.
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
 * @filter: which
 * @portid: netlink socket of the one who asked
 * @report: whether that one wants to be told by conntrack too
 *
 * Context: may sleep.
 * Return: how many were ended.
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
