// SPDX-License-Identifier: GPL-2.0
#include "network/expand/expand.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/expand/parts.h"
#include "util/alloc.h"

/*
 * Addresses that a description need not name, out of RFC 6598: links from 100.64.0.0
 * on, two each, loopbacks from 100.124.0.0 on.
 */
#define LINKS_BASE    0x64400000u
#define LOOPBACK_BASE 0x647c0000u

static struct address address_v4(uint32_t value)
{
	struct address a = { .family = AF_INET };
	uint32_t wire = htonl(value);

	memcpy(a.bytes, &wire, sizeof(wire));
	return a;
}

void expand_error(struct expansion *x, struct location at, const char *code, const char *format,
		  ...)
{
	va_list ap;
	char *message;

	va_start(ap, format);
	message = xvasprintf(format, ap);
	va_end(ap);
	diagnostics_add(x->diags, SEVERITY_ERROR, at, code, "%s", message);
	free(message);
}

unsigned int expand_device(struct expansion *x, const char *name, enum net_side side, uint32_t as,
			   struct location at)
{
	unsigned int index = (unsigned int)x->net->n_device;
	struct net_device *d;

	if (network_device(x->net, name) != NONE)
		expand_error(x, at, "name-twice",
			     "a device %s is there already; choose another name", name);
	d = network_add_device(x->net, name);
	d->side = side;
	d->as = as;
	d->router_id = LOOPBACK_BASE + index + 1;
	d->loopback = address_v4(d->router_id);
	d->pins = true;
	d->at = at;
	return index;
}

unsigned int expand_internal_link(struct expansion *x, unsigned int a, unsigned int b,
				  uint32_t cost, uint32_t latency)
{
	unsigned int index = (unsigned int)x->net->n_link, i;
	struct net_link *l = network_add_link(x->net, a, b);
	uint32_t base = LINKS_BASE + 2 * x->n_address++;

	l->igp = true;
	l->latency = latency;
	l->subnet = (struct prefix){ .address = address_v4(base), .length = 31 };
	for (i = 0; i < 2; i++) {
		snprintf(l->end[i].name, sizeof(l->end[i].name), "link%u", index);
		l->end[i].address = address_v4(base + i);
		l->end[i].chosen = true;
		l->end[i].cost = cost;
	}
	return index;
}

struct net_session *expand_internal_session(struct expansion *x, unsigned int a, unsigned int b)
{
	struct net_session *s = network_add_session(x->net, a, b);

	s->peer[0].next_hop_self = true;
	s->peer[1].next_hop_self = true;
	return s;
}

void expand_hosts(struct expansion *x, const struct desc_hosts *hosts, unsigned int first,
		  unsigned int n)
{
	struct net_host *h;
	unsigned int j;
	size_t i;

	for (i = 0; i < hosts->n; i++) {
		const struct desc_host *host = &hosts->v[i];

		for (j = first; j < first + n; j++) {
			if (prefix_contains_address(&x->net->segment[j].prefix, &host->address))
				break;
		}
		if (j == first + n) {
			expand_error(x, host->name.at, "host-outside",
				     "host %s is in none of the prefixes that it is listed with",
				     host->name.text);
			continue;
		}
		if (network_host(x->net, host->name.text) != NONE)
			expand_error(x, host->name.at, "name-twice",
				     "a host %s is there already; choose another name",
				     host->name.text);
		h = network_add_host(x->net, host->name.text, j);
		h->address = host->address;
		h->at = host->name.at;
	}
}

void expand_view_any(struct net_view *view)
{
	net_view_add(view)->any = true;
}

int network_expand(const struct description *d, struct network *net, struct diagnostics *diags)
{
	struct expansion x = { .d = d, .net = net, .diags = diags };
	size_t before = diags->n_error;

	memset(net, 0, sizeof(*net));
	expand_devices(&x);
	expand_clouds(&x);
	expand_circuits(&x);
	expand_edges(&x);
	expand_inside(&x);
	expand_services(&x);
	expand_places(&x);
	free(x.outward.v);
	if (diags->n_error > before)
		return -EINVAL;
	network_index(net);
	return 0;
}
