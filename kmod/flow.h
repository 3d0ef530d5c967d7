/* SPDX-License-Identifier: GPL-2.0 */
/* Connections: the facts in their marks, and their end. */
#ifndef _ERSYM_FLOW_H
#define _ERSYM_FLOW_H

#include <linux/types.h>

#include "mark.h"

struct ersym_config;
struct net;
struct nf_conn;

/**
 * struct ersym_flow_filter - which connections
 * @bits: of the mark that are compared
 * @value: that they must have
 * @any: bits of which at least one must be set; 0: does not matter
 */
struct ersym_flow_filter {
	u32 bits;
	u32 value;
	u32 any;
};

u32 ersym_flow_write(struct nf_conn *ct, u32 bits, u32 value);
void ersym_flow_convert(struct net *net, const struct ersym_config *from,
			const struct ersym_config *to);
unsigned int ersym_flow_flush(struct net *net,
			      const struct ersym_flow_filter *filter,
			      u32 portid, bool report);

#endif /* _ERSYM_FLOW_H */
