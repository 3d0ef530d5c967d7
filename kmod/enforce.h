/* SPDX-License-Identifier: GPL-2.0 */
/* The inside addresses that dropping is limited to. */
#ifndef _ERSYM_ENFORCE_H
#define _ERSYM_ENFORCE_H

#include <net/netfilter/nf_conntrack.h>

#include "config.h"
#include "packet.h"

bool ersym_enforce(const struct ersym_config *config, const struct nf_conn *ct,
		   const struct ersym_packet *packet);

#endif /* _ERSYM_ENFORCE_H */
