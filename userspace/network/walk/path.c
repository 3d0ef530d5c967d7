// SPDX-License-Identifier: GPL-2.0
#include "network/walk/path.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "network/walk/translate.h"
#include "util/alloc.h"
#include "util/array.h"

/* Room for hops is made for so many at once. */
#define HOPS_STEP 16

/**
 * struct follower - what is the same for all branches of a packet's way
 * @paths: those that have ended
 */
struct follower {
	const struct routes *routes;
	struct paths *paths;
	bool answer;
};

static void route_copy(struct net_route *to, const struct net_route *from)
{
	*to = *from;
	if (from->n_hop)
		to->hop = xmemdup(from->hop, from->n_hop * sizeof(*from->hop));
	if (from->choice.n)
		to->choice.route = xmemdup(from->choice.route,
					   from->choice.n * sizeof(*from->choice.route));
}

/* Makes room for one more hop than @n; most paths never need more than the first time. */
static void grow_hops(struct path *path, size_t n)
{
	if (n % HOPS_STEP == 0)
		path->hop = xreallocarray(path->hop, n + HOPS_STEP, sizeof(*path->hop));
	memset(&path->hop[n], 0, sizeof(*path->hop));
}

static void path_copy(struct path *to, const struct path *from)
{
	size_t i;

	*to = *from;
	to->hop = NULL;
	to->state = NULL;
	for (i = 0; i < from->n_hop; i++) {
		grow_hops(to, i);
		to->hop[i] = from->hop[i];
		route_copy(&to->hop[i].route, &from->hop[i].route);
	}
	for (i = 0; i < from->n_state; i++) {
		to->state = array_grow(to->state, i, sizeof(*to->state));
		to->state[i] = from->state[i];
	}
}

static void path_free(struct path *path)
{
	size_t i;

	for (i = 0; i < path->n_hop; i++)
		net_route_free(&path->hop[i].route);
	free(path->hop);
	free(path->state);
}

void path_trim(struct path *path)
{
	size_t i;

	for (i = 0; i < path->n_hop; i++) {
		bgp_choice_free(&path->hop[i].route.choice);
		memset(&path->hop[i].route.choice, 0, sizeof(path->hop[i].route.choice));
	}
	free(path->state);
	path->state = NULL;
	path->n_state = 0;
	path->hop = xrealloc(path->hop, path->n_hop * sizeof(*path->hop));
}

void paths_free(struct paths *paths)
{
	size_t i;

	for (i = 0; i < paths->n; i++)
		path_free(&paths->v[i]);
	free(paths->v);
}

static struct hop *last_hop(struct path *path)
{
	return &path->hop[path->n_hop - 1];
}

/* Takes @path. */
static void finish(struct follower *f, struct path *path, enum fate fate)
{
	path->fate = fate;
	path->packet = last_hop(path)->after;
	if (f->paths->n == PATHS_MAX) {
		f->paths->cut = true;
		path_free(path);
		return;
	}
	f->paths->v = array_grow(f->paths->v, f->paths->n, sizeof(*f->paths->v));
	f->paths->v[f->paths->n++] = *path;
}

static bool is_loop(const struct path *path, unsigned int device, const struct packet *packet)
{
	size_t i;

	for (i = 0; i < path->n_hop; i++) {
		if (path->hop[i].device == device &&
		    packet_equal(&path->hop[i].before, packet))
			return true;
	}
	return false;
}

/* Whether a packet may cross a link; only some circuits are particular. */
static bool may_cross(const struct network *net, unsigned int link, const struct packet *packet)
{
	unsigned int circuit = net->link[link].circuit;
	struct prefix source, destination;

	if (circuit == NONE || !network_is_public(net, circuit))
		return true;
	source = prefix_of_address(&packet->source);
	destination = prefix_of_address(&packet->destination);
	return prefix_is_public(&source) && prefix_is_public(&destination);
}

static void arrive(struct follower *f, struct path *path, unsigned int device, unsigned int link);

/* Sends the packet of the last hop out by a link. Takes @path. */
static void leave(struct follower *f, struct path *path, unsigned int link)
{
	const struct network *net = f->routes->net;
	struct hop *hop = last_hop(path);
	unsigned int next = link_far(&net->link[link], hop->device)->device;

	hop->out = link;
	if (!may_cross(net, link, &hop->after)) {
		finish(f, path, hop->unknown ? FATE_NO_STATE : FATE_PRIVATE);
		return;
	}
	path->latency += net->link[link].latency;
	arrive(f, path, next, link);
}

static void remember(struct path *path, const struct network *net, unsigned int in,
		     unsigned int out)
{
	struct hop *hop = last_hop(path);

	if (!hop->n_nat && !net->device[hop->device].state)
		return;
	hop->made = true;
	path->state = array_grow(path->state, path->n_state, sizeof(*path->state));
	path->state[path->n_state++] = (struct flow_state){
		.group = net->device[hop->device].state, .device = hop->device,
		.before = hop->before, .after = hop->after, .in = in, .out = out,
	};
}

/* Sends the packet of the last hop out by a link, or to a host. Takes @path. */
static void go_out(struct follower *f, struct path *path, unsigned int link)
{
	if (link != NONE)
		leave(f, path, link);
	else
		finish(f, path, FATE_ARRIVED);
}

/* Whether a netmap gave a packet its destination. */
static bool is_netmapped(const struct network *net, const struct hop *hop)
{
	return hop->n_nat && net->nat[hop->nat[0]].kind == NAT_NETMAP_IN;
}

/*
 * Filters a connection's first packet, translates its source if it has to be, once for
 * each address that some device would treat differently, and sends it on. Takes @path.
 */
static void translate_and_leave(struct follower *f, struct path *path, unsigned int link)
{
	const struct network *net = f->routes->net;
	struct hop *hop = last_hop(path);
	const struct crossing crossing = {
		.device = hop->device, .in = circuit_at(net, hop->device, hop->in),
		.out = circuit_at(net, hop->device, link), .link = link,
		.published = hop->n_nat, .netmap = is_netmapped(net, hop), .packet = &hop->after,
	};
	struct address *choice;
	struct path branch;
	unsigned int rule;
	size_t n, i;

	if (f->answer) {
		go_out(f, path, link);
		return;
	}
	if (!filter_passes(net, &crossing)) {
		finish(f, path, FATE_REFUSED);
		return;
	}
	rule = translate_source(net, &crossing);
	if (rule == NONE) {
		remember(path, net, crossing.in, crossing.out);
		go_out(f, path, link);
		return;
	}
	hop->nat[hop->n_nat++] = rule;
	n = translate_choices(net, f->routes->table, &net->nat[rule], &crossing, &choice);
	for (i = 0; i < n; i++) {
		/* The last one takes the path itself. */
		if (i + 1 < n)
			path_copy(&branch, path);
		else
			branch = *path;
		last_hop(&branch)->after.source = choice[i];
		remember(&branch, net, crossing.in, crossing.out);
		go_out(f, &branch, link);
	}
	free(choice);
}

/* Whether an address is the device's own. */
static bool is_own(const struct network *net, unsigned int device, const struct address *a)
{
	const struct index_list *links = &net->links_of[device];
	size_t i;

	if (address_equal(&net->device[device].loopback, a))
		return true;
	for (i = 0; i < links->n; i++) {
		if (address_equal(&link_near(&net->link[links->v[i]], device)->address, a))
			return true;
	}
	return false;
}

/* Whether the Internet, which has every address, has one that is ours: nobody announces it. */
static bool is_unannounced(const struct routes *routes, const struct hop *hop)
{
	const struct prefix_table *table = routes->table;
	unsigned int prefix = prefix_table_lookup(table, &hop->after.destination);
	size_t i;

	if (routes->net->device[hop->device].side != SIDE_INTERNET || prefix == hop->route.prefix)
		return false;
	for (i = 0; i < table->v[prefix].n_holder; i++) {
		unsigned int holder = table->holder[table->v[prefix].holder + i].device;

		if (routes->net->device[holder].side == SIDE_OURS)
			return true;
	}
	return false;
}

/* The packet is at its destination's device. Takes @path. */
static void deliver(struct follower *f, struct path *path)
{
	const struct hop *hop = last_hop(path);

	if (is_unannounced(f->routes, hop)) {
		finish(f, path, FATE_NO_ROUTE);
		return;
	}
	if (hop->route.source != ROUTE_CONNECTED || hop->route.holder->kind != HOLDER_SEGMENT) {
		finish(f, path, FATE_POOL);
		return;
	}
	path->segment = hop->route.holder->index;
	translate_and_leave(f, path, NONE);
}

/* Looks the way up and goes every way that is as good. Takes @path. */
static void forward(struct follower *f, struct path *path)
{
	const struct network *net = f->routes->net;
	struct hop *hop = last_hop(path);
	struct route_hop *way;
	struct path branch;
	size_t n, i;

	if (is_own(net, hop->device, &hop->after.destination)) {
		if (!f->answer && is_netmapped(net, hop)) {
			finish(f, path, FATE_REFUSED);
			return;
		}
		if (!f->answer)
			remember(path, net, circuit_at(net, hop->device, hop->in), NONE);
		finish(f, path, FATE_ARRIVED);
		return;
	}
	if (!routes_lookup(f->routes, hop->device, &hop->after.destination, &hop->route)) {
		finish(f, path, FATE_NO_ROUTE);
		return;
	}
	if (!hop->route.n_hop) {
		deliver(f, path);
		return;
	}
	n = hop->route.n_hop;
	way = xmemdup(hop->route.hop, n * sizeof(*way));
	for (i = 0; i + 1 < n; i++) {
		path_copy(&branch, path);
		translate_and_leave(f, &branch, way[i].link);
	}
	translate_and_leave(f, path, way[n - 1].link);
	free(way);
}

/* Sends an answer out by the links of the circuit that its request came in on. Takes @path. */
static void leave_pinned(struct follower *f, struct path *path, unsigned int circuit)
{
	const struct network *net = f->routes->net;
	unsigned int device = last_hop(path)->device;
	const struct index_list *links = &net->links_of[device];
	struct path branch;
	bool some = false;
	size_t i;

	last_hop(path)->pinned = true;
	for (i = 0; i < links->n; i++) {
		if (net->link[links->v[i]].circuit != circuit ||
		    link_near(&net->link[links->v[i]], device)->receive ||
		    !link_is_up(net, f->routes->outage, links->v[i]))
			continue;
		some = true;
		path_copy(&branch, path);
		leave(f, &branch, links->v[i]);
	}
	if (some)
		path_free(path);
	else
		finish(f, path, FATE_NO_LINK);
}

/* What the device knows of the connection of an answer, or NULL. */
static const struct flow_state *find_state(const struct network *net, const struct path *path,
					   unsigned int device, const struct packet *packet)
{
	unsigned int group = net->device[device].state;
	size_t i;

	for (i = path->n_state; i > 0; i--) {
		const struct flow_state *s = &path->state[i - 1];

		if ((s->device == device || (group && s->group == group)) &&
		    packet_answers(packet, &s->after))
			return s;
	}
	return NULL;
}

/* The circuit's link that a packet from inside would have left by, had it lived. */
static void look_ahead(const struct follower *f, struct hop *hop)
{
	const struct network *net = f->routes->net;

	if (circuit_at(net, hop->device, hop->in) != NONE ||
	    !routes_lookup(f->routes, hop->device, &hop->after.destination, &hop->route) ||
	    !hop->route.n_hop)
		return;
	if (circuit_at(net, hop->device, hop->route.hop[0].link) != NONE)
		hop->out = hop->route.hop[0].link;
}

/* Whether a circuit ends on a device: state that is shared may be of one that does not. */
static bool has_circuit(const struct network *net, unsigned int device, unsigned int circuit)
{
	const struct index_list *links = &net->links_of[device];
	size_t i;

	for (i = 0; circuit != NONE && i < links->n; i++) {
		if (net->link[links->v[i]].circuit == circuit)
			return true;
	}
	return false;
}

/*
 * Whether an answer without state is passed on as it is: ersym drops what comes in by a link,
 * and connection tracking finds such a TCP segment from inside invalid, so that nothing
 * translates it. Any UDP packet begins a connection, whose address is not that of an answer.
 */
static bool passes_unknown(const struct network *net, const struct hop *hop)
{
	return net->device[hop->device].ersym && hop->before.protocol != IPPROTO_UDP &&
	       circuit_at(net, hop->device, hop->in) == NONE;
}

/* Takes @path. */
static void pass_answer(struct follower *f, struct path *path)
{
	const struct network *net = f->routes->net;
	struct hop *hop = last_hop(path);
	const struct net_device *device = &net->device[hop->device];
	const struct flow_state *s = find_state(net, path, hop->device, &hop->before);

	hop->unknown = !s && device->state;
	if (hop->unknown && !passes_unknown(net, hop)) {
		look_ahead(f, hop);
		finish(f, path, FATE_NO_STATE);
		return;
	}
	if (s) {
		hop->found = true;
		packet_reverse(&s->before, &hop->after);
		if (device->pins && has_circuit(net, hop->device, s->in)) {
			leave_pinned(f, path, s->in);
			return;
		}
	}
	forward(f, path);
}

/* Takes @path. */
static void pass_first(struct follower *f, struct path *path)
{
	const struct network *net = f->routes->net;
	struct hop *hop = last_hop(path);
	unsigned int rule = translate_destination(net, hop->device, hop->in, &hop->after);

	if (rule != NONE)
		hop->nat[hop->n_nat++] = rule;
	forward(f, path);
}

/* Takes @path. */
static void arrive(struct follower *f, struct path *path, unsigned int device, unsigned int link)
{
	const struct packet packet = path->n_hop ? last_hop(path)->after : path->packet;
	bool loop = is_loop(path, device, &packet);
	struct hop *hop;

	grow_hops(path, path->n_hop);
	hop = &path->hop[path->n_hop++];
	hop->device = device;
	hop->in = link;
	hop->out = NONE;
	hop->before = packet;
	hop->after = packet;
	hop->route.prefix = NONE;
	if (loop)
		finish(f, path, FATE_LOOP);
	else if (path->n_hop > HOPS_MAX)
		finish(f, path, FATE_TOO_FAR);
	else if (f->answer)
		pass_answer(f, path);
	else
		pass_first(f, path);
}

void path_follow(const struct routes *routes, const struct packet *packet, unsigned int device,
		 const struct flow_state *state, size_t n_state, bool answer,
		 struct paths *paths)
{
	struct follower f = { .routes = routes, .paths = paths, .answer = answer };
	struct path path = { .packet = *packet, .segment = NONE };
	size_t i;

	memset(paths, 0, sizeof(*paths));
	for (i = 0; i < n_state; i++) {
		path.state = array_grow(path.state, i, sizeof(*path.state));
		path.state[path.n_state++] = state[i];
	}
	arrive(&f, &path, device, NONE);
}

size_t path_circuits(const struct network *net, const struct path *path, unsigned int *circuit,
		     size_t max)
{
	size_t n = 0, i;

	for (i = 0; i < path->n_hop && n < max; i++) {
		unsigned int out = path->hop[i].out;

		if (out == NONE || net->link[out].circuit == NONE)
			continue;
		if (!n || circuit[n - 1] != net->link[out].circuit)
			circuit[n++] = net->link[out].circuit;
	}
	return n;
}

unsigned int path_tenant(const struct network *net, const struct path *path)
{
	return path->fate == FATE_ARRIVED ? net->device[path->hop[path->n_hop - 1].device].tenant :
					    NONE;
}
