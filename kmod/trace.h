/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ersym

#if !defined(_ERSYM_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _ERSYM_TRACE_H

#include <linux/if.h>
#include <linux/netdevice.h>
#include <linux/tracepoint.h>
#include <net/net_namespace.h>

#include "classify.h"
#include "packet.h"

TRACE_DEFINE_ENUM(ERSYM_KIND_RETURN_IN);
TRACE_DEFINE_ENUM(ERSYM_KIND_RETURN_OUT);
TRACE_DEFINE_ENUM(ERSYM_KIND_FORWARD_IN);
TRACE_DEFINE_ENUM(ERSYM_KIND_FORWARD_OUT);
TRACE_DEFINE_ENUM(ERSYM_KIND_FOREIGN);
TRACE_DEFINE_ENUM(ERSYM_KIND_ORPHAN);
TRACE_DEFINE_ENUM(ERSYM_KIND_LEAK);
TRACE_DEFINE_ENUM(ERSYM_KIND_RELATED);

#define ersym_show_kind(kind)						\
	__print_symbolic(kind,						\
			 { ERSYM_KIND_RETURN_IN, "return-in" },		\
			 { ERSYM_KIND_RETURN_OUT, "return-out" },	\
			 { ERSYM_KIND_FORWARD_IN, "forward-in" },	\
			 { ERSYM_KIND_FORWARD_OUT, "forward-out" },	\
			 { ERSYM_KIND_FOREIGN, "foreign" },		\
			 { ERSYM_KIND_ORPHAN, "orphan" },		\
			 { ERSYM_KIND_LEAK, "leak" },			\
			 { ERSYM_KIND_RELATED, "related" })

/* Every violation, without the rate limit of violation-ntf. */
TRACE_EVENT(violation,
	TP_PROTO(const struct net *net, const struct net_device *dev,
		 const struct ersym_packet *packet,
		 const struct ersym_judgement *judgement, u16 actual,
		 bool drop),
	TP_ARGS(net, dev, packet, judgement, actual, drop),
	TP_STRUCT__entry(
		__field(unsigned int, netns)
		__array(char, dev, IFNAMSIZ)
		__field(u8, family)
		__field(u8, protocol)
		__field(u8, kind)
		__field(bool, drop)
		__field(bool, way_gone)
		__field(u16, expected)
		__field(u16, actual)
		__array(u8, source, sizeof(struct in6_addr))
		__array(u8, destination, sizeof(struct in6_addr))
		__field(u16, sport)
		__field(u16, dport)
	),
	TP_fast_assign(
		__entry->netns = net->ns.inum;
		strscpy(__entry->dev, dev->name, IFNAMSIZ);
		__entry->family = packet->family;
		__entry->protocol = packet->protocol;
		__entry->kind = judgement->kind;
		__entry->drop = drop;
		__entry->way_gone = judgement->way_gone;
		__entry->expected = judgement->expected;
		__entry->actual = actual;
		memcpy(__entry->source, &packet->source,
		       sizeof(struct in6_addr));
		memcpy(__entry->destination, &packet->destination,
		       sizeof(struct in6_addr));
		__entry->sport = be16_to_cpu(packet->sport);
		__entry->dport = be16_to_cpu(packet->dport);
	),
	TP_printk("netns=%u dev=%s kind=%s expected=%u actual=%u proto=%u source=%*phC sport=%u destination=%*phC dport=%u verdict=%s%s",
		  __entry->netns, __entry->dev, ersym_show_kind(__entry->kind),
		  __entry->expected, __entry->actual, __entry->protocol,
		  __entry->family == NFPROTO_IPV4 ? 4 : 16, __entry->source,
		  __entry->sport,
		  __entry->family == NFPROTO_IPV4 ? 4 : 16,
		  __entry->destination, __entry->dport,
		  __entry->drop ? "drop" : "accept",
		  __entry->way_gone ? " cause=way-gone" : "")
);

#endif /* _ERSYM_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
