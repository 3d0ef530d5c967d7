// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/expand/circuit.h"
#include "util/alloc.h"
#include "util/array.h"

#define FABRIC_COST 10
/* To a region that is not the circuit's own, where that makes a difference. */
#define FAR_COST    15

/* What ersym.yaml of the device says about a circuit, or NULL. */
static const struct circuit *ersym_circuit(const struct desc_device *device, const char *name)
{
	return device->edge ? site_circuit(device->edge, name) : NULL;
}

static enum circuit_kind circuit_kind(struct expansion *x, const struct desc_circuit *c,
				      const struct circuit *ersym)
{
	if (ersym && c->kind != KIND_NONE && ersym->kind != KIND_NONE && c->kind != ersym->kind)
		expand_error(x, c->name.at, "kind-differs",
			     "circuit %s is of another kind in its ersym.yaml; leave the key out here",
			     c->name.text);
	if (c->kind != KIND_NONE)
		return c->kind;
	return ersym ? ersym->kind : KIND_NONE;
}

/* The only other address of a subnet of four or two. */
static bool other_address(const struct desc_circuit_link *l, struct address *other)
{
	unsigned int last = address_bits(l->ours.family) / 8 - 1;

	*other = l->ours;
	if (l->length == address_bits(l->ours.family) - 1)
		other->bytes[last] ^= 1;
	else if (l->length == address_bits(l->ours.family) - 2)
		other->bytes[last] ^= 3;
	else
		return false;
	return true;
}

static bool their_address(struct expansion *x, const struct desc_circuit_link *l,
			  const struct circuit *ersym, struct address *theirs)
{
	size_t i, j;

	*theirs = l->theirs;
	if (theirs->family)
		return true;
	for (i = 0; ersym && i < ersym->n_link; i++) {
		const struct link *link = &ersym->link[i];

		if (strcmp(link->name, l->name.text))
			continue;
		for (j = 0; j < link->n_gateway; j++) {
			if (link->gateway[j].family != l->ours.family)
				continue;
			*theirs = link->gateway[j];
			return true;
		}
	}
	if (other_address(l, theirs))
		return true;
	expand_error(x, l->name.at, "no-gateway",
		     "link %s has more than one address that could be theirs; add the key theirs",
		     l->name.text);
	return false;
}

/* Joins the cloud's router of a circuit to gateways. */
static void attach(struct expansion *x, const struct desc_circuit *c, unsigned int circuit,
		   unsigned int far)
{
	unsigned int import = circuit_gateway_import(x, c, circuit);
	unsigned int export = circuit_gateway_export(x, c);
	size_t i;

	for (i = 0; i < c->n_attachment; i++) {
		const struct desc_attachment *a = &c->attachment[i];
		const struct desc_network *network;
		const struct desc_gateway *g = expand_gateway(x, a->gateway.text, &network);
		struct net_session *s;
		struct net_link *l;

		if (!g || g->kind != GATEWAY_EXPRESSROUTE) {
			expand_error(x, a->gateway.at, "unknown-gateway",
				     "there is no gateway %s of the kind expressroute; add it to a network, or name another",
				     a->gateway.text);
			continue;
		}
		s = expand_joint(x, network_device(x->net, g->name.text), far, a->latency);
		s->peer[0].import = import;
		s->peer[0].export = network->pass_circuits ? NONE : export;
		/* Gateways have the same AS everywhere. */
		s->peer[0].allow_own_as = (uint8_t)(c->allow_own_as ? c->allow_own_as : 1);
		s->peer[1].allow_own_as = (uint8_t)c->allow_own_as;
		s->at = a->gateway.at;
		l = &x->net->link[s->link];
		l->circuit = circuit;
		l->at = a->gateway.at;
		net_view_add(&l->end[0].view);
		l->end[1].view.known = true;
	}
}

/* Joins the cloud's router of a circuit to regions, each as near as the others. */
static void join_regions(struct expansion *x, const struct desc_circuit *c, unsigned int cloud,
			 unsigned int far)
{
	const struct desc_cloud *to = &x->d->cloud[cloud];
	const char *slash = strchr(c->to.text, '/');
	bool known = !slash;
	size_t i;

	for (i = 0; i < to->n_region; i++) {
		const struct desc_region *region = &to->region[i];
		unsigned int device = expand_region(x, to->name.text, region->name.text), link;
		bool near = !slash || !strcmp(slash + 1, region->name.text);

		known |= near;
		if (circuit_is_private(x, c, cloud))
			continue;
		link = expand_internal_link(x, far, device,
					    near || !to->nearest ? FABRIC_COST : FAR_COST,
					    region->latency + (near ? 0 : to->backbone));
		expand_view_any(&x->net->link[link].end[0].view);
		expand_view_any(&x->net->link[link].end[1].view);
		expand_internal_session(x, far, device);
	}
	if (!known)
		expand_error(x, c->to.at, "unknown-region",
			     "cloud %s has no region %s; add it under clouds, or name another",
			     to->name.text, slash + 1);
}

/* The cloud's router of a circuit. */
static unsigned int add_far(struct expansion *x, const struct desc_circuit *c,
			    unsigned int circuit, unsigned int cloud)
{
	char *name = xasprintf("msee-%s", c->name.text);
	unsigned int far = expand_device(x, name, SIDE_CLOUD, x->d->cloud[cloud].as, c->name.at);

	free(name);
	if (strchr(c->to.text, '/'))
		x->net->device[far].region = xstrdup(strchr(c->to.text, '/') + 1);
	join_regions(x, c, cloud, far);
	if (c->n_attachment)
		attach(x, c, circuit, far);
	return far;
}

/* Gives a link the addresses of its ends. Return: false: they are not known, which is said. */
static bool number_link(struct expansion *x, const struct desc_circuit *c,
			const struct desc_circuit_link *dl, const struct circuit *ersym,
			struct net_link *l)
{
	struct address theirs;

	if (!dl->ours.family || dl->length == address_bits(dl->ours.family)) {
		expand_error(x, dl->name.at, "interface",
			     "link %s of circuit %s needs the key ours: an address with its length, like 192.0.2.1/30",
			     dl->name.text, c->name.text);
		return false;
	}
	if (!their_address(x, dl, ersym, &theirs))
		return false;
	l->end[0].address = dl->ours;
	l->end[1].address = theirs;
	l->end[0].chosen = false;
	l->end[1].chosen = false;
	l->subnet = prefix_around(&dl->ours, dl->length);
	return true;
}

/* What a trace shows of the ends of a tunnel: nothing where a gateway is. */
static void show_tunnel(const struct expansion *x, const struct desc_circuit_link *dl,
			struct net_link *l)
{
	struct net_shown *hop;

	l->end[0].view.known = true;
	l->end[1].view.known = true;
	if (l->end[0].device >= x->d->n_device)
		return;
	hop = net_view_add(&l->end[0].view);
	if (dl->ours.family)
		net_shown_add(hop, &dl->ours);
}

/* The device that a link of a circuit ends on, or NONE, which is said. */
static unsigned int near_end(struct expansion *x, const struct desc_name *name)
{
	unsigned int index = network_device(x->net, name->text);

	if (index != NONE && (index < x->d->n_device || expand_gateway(x, name->text, NULL)))
		return index;
	expand_error(x, name->at, "unknown-device",
		     "there is no device %s; add it under devices, or name another", name->text);
	return NONE;
}

/* Whether an edge only receives by a link. */
static bool is_receiver(const struct circuit *ersym, const char *name)
{
	size_t i;

	for (i = 0; ersym && i < ersym->n_link; i++) {
		if (ersym->link[i].receive && !strcmp(ersym->link[i].name, name))
			return true;
	}
	return false;
}

/* Makes a link no way out: nothing is learnt there. */
static void receive_only(struct expansion *x, struct net_link *l, struct net_session *s)
{
	l->end[0].receive = true;
	s->peer[0].import = (unsigned int)x->net->n_policy;
	policy_add_term(network_add_policy(x->net, l->end[0].name))->deny = true;
}

static void add_link(struct expansion *x, const struct desc_circuit *c, unsigned int circuit,
		     const struct desc_circuit_link *dl, const struct circuit *ersym,
		     const unsigned int policy[4])
{
	const struct net_circuit *nc = &x->net->circuit[circuit];
	unsigned int near = dl->device.text ? near_end(x, &dl->device) : nc->device;
	bool tunnel = c->to.text && expand_gateway(x, c->to.text, NULL);
	struct net_session *s;
	struct net_link *l;

	if (near == NONE)
		return;
	s = expand_joint(x, near, nc->far, c->latency);
	l = &x->net->link[s->link];
	snprintf(l->end[0].name, sizeof(l->end[0].name), "%s", dl->name.text);
	l->circuit = circuit;
	l->disabled = dl->disabled || (c->provision.staged &&
				       !(c->provision.steps & PROVISION_PEERING));
	l->at = dl->name.at;
	if (tunnel && (!dl->ours.family || dl->length == address_bits(dl->ours.family)))
		show_tunnel(x, dl, l);
	else
		number_link(x, c, dl, ersym, l);
	s->peer[0].next_hop_self = false;
	s->peer[1].next_hop_self = false;
	s->peer[0].export = policy[0];
	s->peer[0].import = policy[1];
	s->peer[1].export = policy[2];
	s->peer[1].import = policy[3];
	s->peer[0].allow_own_as = (uint8_t)c->allow_own_as;
	s->peer[1].allow_own_as = (uint8_t)c->allow_own_as;
	s->at = dl->name.at;
	if (is_receiver(ersym, dl->name.text))
		receive_only(x, l, s);
}

/* The segment that a prefix is in, so that there is a route to it; or NULL. */
static const struct prefix *find_segment(const struct description *d, const struct prefix *p)
{
	size_t i, j, k;

	for (i = 0; i < d->n_site; i++) {
		for (j = 0; j < d->site[i].n_segment; j++) {
			const struct prefix_list *list = &d->site[i].segment[j].prefixes.list;

			for (k = 0; k < list->n; k++) {
				if (prefix_contains(&list->v[k], p))
					return &list->v[k];
			}
		}
	}
	return NULL;
}

/* Whether a cloud has the addresses: then what is learnt of them is passed on. */
static bool is_learnt(const struct network *net, const struct prefix *p)
{
	size_t i;

	for (i = 0; i < net->n_segment; i++) {
		if (net->device[net->segment[i].device].side == SIDE_CLOUD &&
		    prefix_contains(&net->segment[i].prefix, p))
			return true;
	}
	return false;
}

/* What a device of ours announces on a circuit, once for all links that end there. */
static void add_origins(struct expansion *x, const struct desc_circuit *c, unsigned int device)
{
	size_t i;

	for (i = 0; i < c->announce.list.n; i++) {
		const struct prefix *p = &c->announce.list.v[i];

		const struct prefix *segment = find_segment(x->d, p);

		if (is_learnt(x->net, p))
			continue;
		if (!segment) {
			network_add_static(x->net, device, p)->last = true;
		} else if (segment->length < p->length) {
			x->outward.v = array_grow(x->outward.v, x->outward.n,
						  sizeof(*x->outward.v));
			x->outward.v[x->outward.n++] = *p;
		}
		network_add_origin(x->net, device, p)->at = c->announce.at[i];
	}
}

static void add_links(struct expansion *x, const struct desc_circuit *c, unsigned int circuit,
		      const struct circuit *ersym, const unsigned int policy[4])
{
	unsigned int device = x->net->circuit[circuit].device;
	size_t first = x->net->n_link, i, j;

	for (i = 0; i < c->n_link; i++)
		add_link(x, c, circuit, &c->link[i], ersym, policy);
	if (device < x->d->n_device)
		add_origins(x, c, device);
	for (i = first; i < x->net->n_link; i++) {
		unsigned int near = x->net->link[i].end[0].device;

		for (j = first; j < i && x->net->link[j].end[0].device != near; j++)
			;
		if (near == device || near >= x->d->n_device || j < i)
			continue;
		add_origins(x, c, near);
		if (c->snat.list.n || c->inbound_snat.list.n || ersym)
			expand_error(x, c->name.at, "several-devices",
				     "circuit %s ends on several devices, so its pool cannot be assigned to one of them; write a circuit for each",
				     c->name.text);
	}
}

/* The far end of a circuit, or NONE, which is said. @cloud: written: which, or NONE. */
static unsigned int find_far(struct expansion *x, const struct desc_circuit *c,
			     unsigned int circuit, unsigned int *cloud)
{
	*cloud = NONE;
	if (!c->to.text)
		return network_device(x->net, INTERNET_NAME);
	*cloud = expand_cloud(x, c->to.text);
	if (*cloud != NONE)
		return add_far(x, c, circuit, *cloud);
	if (expand_gateway(x, c->to.text, NULL))
		return network_device(x->net, c->to.text);
	expand_error(x, c->to.at, "unknown-cloud",
		     "there is no cloud and no gateway %s; add it under clouds, or name another",
		     c->to.text);
	return NONE;
}

static void add_circuit(struct expansion *x, const struct desc_circuit *c)
{
	unsigned int index = (unsigned int)x->net->n_circuit, cloud, device, far;
	unsigned int policy[4] = { NONE, NONE, NONE, NONE };
	const struct circuit *ersym = NULL;
	struct net_circuit *nc;

	device = near_end(x, &c->device);
	far = find_far(x, c, index, &cloud);
	if (device != NONE && device < x->d->n_device)
		ersym = ersym_circuit(&x->d->device[device], c->name.text);
	nc = network_add_circuit(x->net, c->name.text);
	nc->device = device;
	nc->far = far;
	nc->kind = circuit_kind(x, c, ersym);
	nc->at = c->name.at;
	if (device == NONE || far == NONE)
		return;
	if (device < x->d->n_device) {
		policy[0] = circuit_our_export(x, c);
		policy[1] = circuit_our_import(x, c, index, cloud);
		policy[2] = circuit_their_export(x, c, cloud);
	}
	if (cloud != NONE)
		policy[3] = circuit_their_import(x, c);
	add_links(x, c, index, ersym, policy);
}

/* What carries a tunnel. */
static void add_over(struct expansion *x, const struct desc_circuit *c, unsigned int circuit)
{
	unsigned int over = network_circuit(x->net, c->over.text);
	size_t i;

	if (over == NONE || over == circuit || x->d->circuit[over].over.text) {
		expand_error(x, c->over.at, "unknown-circuit",
			     "there is no circuit %s that is not itself carried by another; add it under circuits, or name another",
			     c->over.text);
		return;
	}
	for (i = 0; i < x->net->n_link; i++) {
		if (x->net->link[i].circuit == circuit)
			x->net->link[i].over = over;
	}
}

void expand_circuits(struct expansion *x)
{
	size_t i;

	for (i = 0; i < x->d->n_circuit; i++) {
		if (x->d->circuit[i].device.text)
			add_circuit(x, &x->d->circuit[i]);
	}
	for (i = 0; i < x->d->n_circuit; i++) {
		if (x->d->circuit[i].device.text && x->d->circuit[i].over.text)
			add_over(x, &x->d->circuit[i], (unsigned int)i);
	}
}
