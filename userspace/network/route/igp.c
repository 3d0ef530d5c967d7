// SPDX-License-Identifier: GPL-2.0
#include "network/route/igp.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

/** struct reached - a device that a path leads to, and what the path costs */
struct reached {
	uint32_t cost;
	unsigned int device;
};

/**
 * struct heap - the cheapest first
 * @v: two children of element i are at 2i + 1 and 2i + 2
 */
struct heap {
	struct reached *v;
	size_t n;
};

static void heap_push(struct heap *heap, struct reached new)
{
	size_t i = heap->n;

	heap->v = array_grow(heap->v, heap->n, sizeof(*heap->v));
	heap->n++;
	while (i && heap->v[(i - 1) / 2].cost > new.cost) {
		heap->v[i] = heap->v[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->v[i] = new;
}

static struct reached heap_pop(struct heap *heap)
{
	struct reached top = heap->v[0], last = heap->v[--heap->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < heap->n) {
		if (child + 1 < heap->n && heap->v[child + 1].cost < heap->v[child].cost)
			child++;
		if (heap->v[child].cost >= last.cost)
			break;
		heap->v[i] = heap->v[child];
		i = child;
	}
	heap->v[i] = last;
	return top;
}

/* Dijkstra's algorithm. */
static void from_device(const struct igp *igp, unsigned int source, uint32_t *cost)
{
	const struct network *net = igp->net;
	struct heap heap = { 0 };
	size_t i;

	for (i = 0; i < net->n_device; i++)
		cost[i] = IGP_UNREACHABLE;
	if (igp->outage->device[source])
		return;
	cost[source] = 0;
	heap_push(&heap, (struct reached){ 0, source });
	while (heap.n) {
		struct reached at = heap_pop(&heap);
		const struct index_list *links = &net->links_of[at.device];

		if (at.cost > cost[at.device])
			continue;
		for (i = 0; i < links->n; i++) {
			const struct net_link *l = &net->link[links->v[i]];
			unsigned int next = link_far(l, at.device)->device;
			uint32_t total = at.cost + link_near(l, at.device)->cost;

			if (!l->igp || total >= cost[next] ||
			    !link_is_up(net, igp->outage, links->v[i]))
				continue;
			cost[next] = total;
			heap_push(&heap, (struct reached){ total, next });
		}
	}
	free(heap.v);
}

/* The root of the tree that a device is in, which gets flatter. */
static unsigned int find_part(unsigned int *part, unsigned int device)
{
	while (part[device] != device) {
		part[device] = part[part[device]];
		device = part[device];
	}
	return device;
}

static void join_parts(struct igp *igp)
{
	const struct network *net = igp->net;
	size_t i;

	for (i = 0; i < net->n_device; i++)
		igp->part[i] = (unsigned int)i;
	for (i = 0; i < net->n_link; i++) {
		const struct net_link *l = &net->link[i];

		if (l->igp && link_is_up(net, igp->outage, (unsigned int)i))
			igp->part[find_part(igp->part, l->end[0].device)] =
				find_part(igp->part, l->end[1].device);
	}
	for (i = 0; i < net->n_device; i++)
		igp->part[i] = find_part(igp->part, (unsigned int)i);
}

static void find_changed(struct igp *igp)
{
	const struct network *net = igp->net;
	unsigned int i;

	for (i = 0; i < net->n_link; i++) {
		if (!net->link[i].igp || link_is_up(net, igp->outage, i) ==
					 link_is_up(net, igp->base->outage, i))
			continue;
		igp->changed = array_grow(igp->changed, igp->n_changed, sizeof(*igp->changed));
		igp->changed[igp->n_changed++] = i;
	}
}

void igp_compute(struct igp *igp, const struct network *net, const struct outage *outage,
		 const struct igp *base)
{
	*igp = (struct igp){
		.net = net, .outage = outage, .base = base,
		.row = xcalloc(net->n_device + 1, sizeof(*igp->row)),
		.borrowed = xcalloc(net->n_device + 1, sizeof(*igp->borrowed)),
		.part = xcalloc(net->n_device + 1, sizeof(*igp->part)),
	};
	join_parts(igp);
	if (base)
		find_changed(igp);
}

void igp_free(struct igp *igp)
{
	size_t i;

	for (i = 0; i < igp->net->n_device; i++) {
		if (!igp->borrowed[i])
			free(igp->row[i]);
	}
	free(igp->row);
	free(igp->borrowed);
	free(igp->part);
	free(igp->changed);
}

bool igp_reaches(const struct igp *igp, unsigned int from, unsigned int to)
{
	return igp->part[from] == igp->part[to] && !igp->outage->device[from] &&
	       !igp->outage->device[to];
}

static const uint32_t *row_of(const struct igp *igp, unsigned int from);

/* Whether a path from a device over a link, one way, is as short as any, or would be. */
static bool is_used(const uint32_t *cost, const struct net_link *l, int end)
{
	uint32_t near = cost[l->end[end].device], far = cost[l->end[!end].device];

	return near != IGP_UNREACHABLE && near + l->end[end].cost <= far;
}

bool igp_is_same(const struct igp *igp, unsigned int from)
{
	const uint32_t *cost;
	size_t i;

	if (!igp->base || igp->outage->device[from] != igp->base->outage->device[from])
		return false;
	cost = row_of(igp->base, from);
	for (i = 0; i < igp->n_changed; i++) {
		const struct net_link *l = &igp->net->link[igp->changed[i]];

		if (is_used(cost, l, 0) || is_used(cost, l, 1))
			return false;
	}
	return true;
}

static const uint32_t *row_of(const struct igp *igp, unsigned int from)
{
	if (igp->row[from])
		return igp->row[from];
	igp->borrowed[from] = igp_is_same(igp, from);
	if (igp->borrowed[from]) {
		igp->row[from] = igp->base->row[from];
	} else {
		igp->row[from] = xmalloc((igp->net->n_device + 1) * sizeof(**igp->row));
		from_device(igp, from, igp->row[from]);
	}
	return igp->row[from];
}

uint32_t igp_cost(const struct igp *igp, unsigned int from, unsigned int to)
{
	if (!igp_reaches(igp, from, to))
		return IGP_UNREACHABLE;
	return row_of(igp, from)[to];
}

bool igp_first_hop(const struct igp *igp, unsigned int from, unsigned int to, unsigned int link)
{
	const struct net_link *l = &igp->net->link[link];
	uint32_t rest = igp_cost(igp, link_far(l, from)->device, to);

	return l->igp && rest != IGP_UNREACHABLE && from != to &&
	       link_is_up(igp->net, igp->outage, link) &&
	       link_near(l, from)->cost + rest == igp_cost(igp, from, to);
}
