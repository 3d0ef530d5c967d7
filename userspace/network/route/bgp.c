// SPDX-License-Identifier: GPL-2.0
#include "network/route/bgp.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

/* What an attribute gets where none came along. */
#define DEFAULT_LOCAL_PREF 100

static bool carries_any(const struct attributes *attributes, uint32_t list,
			const struct policy_term *term)
{
	size_t i;

	for (i = 0; i < term->n_community; i++) {
		if (attributes_count(attributes, list, term->community[i]))
			return true;
	}
	return !term->n_community;
}

static bool has_path(const struct attributes *attributes, uint32_t list,
		     const struct policy_term *term)
{
	return policy_term_has_path(term, attributes->list[list].v, attributes->list[list].n);
}

static bool matches_any(const struct prefix *prefix, const struct policy_term *term)
{
	size_t i;

	for (i = 0; i < term->n_prefix; i++) {
		if (prefix_match(&term->prefix[i], prefix))
			return true;
	}
	return !term->n_prefix;
}

/**
 * apply_policy() - lets a policy refuse a route or write on it
 * @index: of the policy, or NONE
 * @as: that prepending puts in front
 */
static bool apply_policy(struct bgp *bgp, unsigned int index, const struct prefix *prefix,
			 uint32_t as, struct attribute *a)
{
	const struct policy *policy;
	size_t i, j;

	if (index == NONE)
		return true;
	policy = &bgp->net->policy[index];
	for (i = 0; i < policy->n_term; i++) {
		const struct policy_term *term = &policy->term[i];

		if (!matches_any(prefix, term) ||
		    !carries_any(bgp->attributes, a->community, term) ||
		    !has_path(bgp->attributes, a->path, term))
			continue;
		if (term->deny)
			return false;
		if (term->set_local_pref)
			a->local_pref = term->local_pref;
		if (term->set_med) {
			a->med = term->med;
			a->has_med = 1;
		}
		a->path = attributes_prepend(bgp->attributes, a->path, as, term->prepend);
		for (j = 0; j < term->n_add; j++)
			a->community = attributes_insert(bgp->attributes, a->community,
							 term->add[j]);
		return true;
	}
	return false;
}

/**
 * struct transfer - a route on its way over a session
 * @giver: the end that gives it
 * @taker: the other
 * @external: they are in different AS
 */
struct transfer {
	const struct net_session *session;
	const struct net_peer *giver, *taker;
	const struct net_device *from, *to;
	bool external;
};

/* Why the giver would not give a route to any neighbour of this sort, or NULL. */
static const char *withheld(const struct bgp *bgp, const struct transfer *t,
			    const struct bgp_route *route)
{
	const struct attribute *a = &bgp->attributes->v[route->attribute];
	const struct net_peer *source;

	if (attributes_count(bgp->attributes, a->community, COMMUNITY_NO_ADVERTISE))
		return "no-advertise";
	if (t->external && attributes_count(bgp->attributes, a->community, COMMUNITY_NO_EXPORT))
		return "no-export";
	if (route->peer == NONE)
		return NULL;
	source = &bgp->net->session[route->peer / 2].peer[route->peer % 2];
	if (&bgp->net->session[route->peer / 2] == t->session)
		return "it came from there";
	if (!t->external && !session_is_external(bgp->net, route->peer / 2) &&
	    !source->client && !t->giver->client)
		return "iBGP routes are not passed on by iBGP";
	return NULL;
}

/* What the giver writes on a route after its policy. */
static void give(struct bgp *bgp, const struct transfer *t, const struct bgp_route *route,
		 struct attribute *a)
{
	bool from_inside = route->peer != NONE &&
			   !session_is_external(bgp->net, route->peer / 2);

	if (t->external) {
		a->path = attributes_prepend(bgp->attributes, a->path, t->from->as, 1);
		a->originator = 0;
		a->cluster = 0;
		a->hop_device = t->giver->device;
		a->hop_link = t->session->link;
		return;
	}
	if (from_inside) {
		const struct net_session *s = &bgp->net->session[route->peer / 2];

		if (!a->originator)
			a->originator = bgp->net->device[s->peer[!(route->peer % 2)].device]
						.router_id;
		a->cluster = attributes_prepend(bgp->attributes, a->cluster, t->from->router_id,
						1);
	} else if (route->peer == NONE || t->giver->next_hop_self) {
		a->hop_device = t->giver->device;
		a->hop_link = t->session->link;
	}
}

/* Why the taker does not take a route, whatever its policy says, or NULL. */
static const char *looped(const struct bgp *bgp, const struct transfer *t,
			  const struct attribute *a)
{
	if (attributes_count(bgp->attributes, a->path, t->to->as) > t->taker->allow_own_as)
		return "its own AS is in the path";
	if (!t->external && (a->originator == t->to->router_id ||
			     attributes_count(bgp->attributes, a->cluster, t->to->router_id)))
		return "it passed there already";
	return NULL;
}

uint32_t bgp_given(struct bgp *bgp, unsigned int class, unsigned int peer,
		   const struct bgp_route *route, const char **refused)
{
	const struct prefix *prefix =
		&bgp->table->v[bgp->table->class[class].prefix].prefix;
	const struct net_session *s = &bgp->net->session[peer / 2];
	struct transfer t = {
		.session = s, .giver = &s->peer[!(peer % 2)], .taker = &s->peer[peer % 2],
		.from = &bgp->net->device[s->peer[!(peer % 2)].device],
		.to = &bgp->net->device[s->peer[peer % 2].device],
		.external = session_is_external(bgp->net, peer / 2),
	};
	struct attribute a = bgp->attributes->v[route->attribute];
	const char *why = withheld(bgp, &t, route);

	if (!why && t.external && route->peer != NONE) {
		a.med = 0;
		a.has_med = 0;
	}
	if (!why && !apply_policy(bgp, t.giver->export, prefix, t.from->as, &a))
		why = "export";
	if (!why) {
		give(bgp, &t, route, &a);
		why = looped(bgp, &t, &a);
	}
	if (!why && t.external)
		a.local_pref = DEFAULT_LOCAL_PREF;
	if (!why && !apply_policy(bgp, t.taker->import, prefix, t.to->as, &a))
		why = "import";
	if (refused)
		*refused = why;
	return why ? NO_ATTRIBUTE : attributes_number(bgp->attributes, &a);
}

/**
 * struct run - the computation of one class
 * @queue: devices whose routes changed, in a ring of as many as there are devices
 * @waiting: whether a device is in it
 * @head: the next one
 * @n: how many
 * @newest: the latest one in the queue is the next
 * @step: devices that were looked at
 */
struct run {
	struct bgp *bgp;
	unsigned int class;
	uint32_t *taken;
	unsigned int *queue;
	bool *waiting;
	size_t head, n;
	bool newest;
	size_t step;
};

static void enqueue(struct run *run, unsigned int device)
{
	size_t n_device = run->bgp->net->n_device;

	if (run->waiting[device])
		return;
	run->waiting[device] = true;
	run->queue[(run->head + run->n++) % n_device] = device;
}

/* Lets an end of a session take something else, and tell others. */
static void take(struct run *run, unsigned int peer, uint32_t attribute)
{
	struct bgp_class *c = &run->bgp->class[run->class];
	size_t n = 2 * run->bgp->net->n_session;
	unsigned int device = run->bgp->net->session[peer / 2].peer[peer % 2].device;

	if (c->borrowed) {
		c->taken = xmemdup(c->taken, (n + 1) * sizeof(*c->taken));
		c->borrowed = false;
		c->unstable = NULL;
		c->n_unstable = 0;
		c->open = NULL;
		c->n_open = 0;
		run->taken = c->taken;
	}
	run->taken[peer] = attribute;
	run->bgp->changed[device] = true;
	if (run->bgp->speaks[device])
		enqueue(run, device);
}

static unsigned int dequeue(struct run *run)
{
	size_t n_device = run->bgp->net->n_device, at = run->head;
	unsigned int device;

	if (run->newest)
		at = (run->head + run->n - 1) % n_device;
	else
		run->head = (run->head + 1) % n_device;
	device = run->queue[at];
	run->n--;
	run->waiting[device] = false;
	return device;
}

/* Gives the best route of the next device to its neighbours. @changed: per session, or NULL. */
static void advance(struct run *run, bool *changed)
{
	struct bgp *bgp = run->bgp;
	unsigned int device = dequeue(run);
	const struct index_list *peers = &bgp->net->peers_of[device];
	struct bgp_choice choice;
	size_t i;

	run->step++;
	bgp_choose(bgp, run->class, device, &choice);
	for (i = 0; i < peers->n; i++) {
		unsigned int far = peers->v[i] ^ 1;
		uint32_t given = NO_ATTRIBUTE;

		if (!bgp->session_up[far / 2])
			continue;
		if (choice.n_used)
			given = bgp_given(bgp, run->class, far, &choice.route[0], NULL);
		if (given == run->taken[far])
			continue;
		take(run, far, given);
		if (changed)
			changed[far / 2] = true;
	}
	bgp_choice_free(&choice);
}

/** struct snapshot - everything that decides how a run goes on */
struct snapshot {
	uint32_t *taken;
	unsigned int *queue;
	size_t n;
};

static void snapshot_take(struct snapshot *shot, const struct run *run)
{
	const struct network *net = run->bgp->net;
	size_t i;

	memcpy(shot->taken, run->taken, 2 * net->n_session * sizeof(*shot->taken));
	for (i = 0; i < run->n; i++)
		shot->queue[i] = run->queue[(run->head + i) % net->n_device];
	shot->n = run->n;
}

static bool snapshot_equal(const struct snapshot *shot, const struct run *run)
{
	const struct network *net = run->bgp->net;
	size_t i;

	if (shot->n != run->n)
		return false;
	for (i = 0; i < run->n; i++) {
		if (shot->queue[i] != run->queue[(run->head + i) % net->n_device])
			return false;
	}
	return !memcmp(shot->taken, run->taken, 2 * net->n_session * sizeof(*shot->taken));
}

static void add_session(unsigned int **list, size_t *n, size_t session)
{
	*list = array_grow(*list, *n, sizeof(**list));
	(*list)[(*n)++] = (unsigned int)session;
}

static void report_unstable(struct run *run, const bool *changed)
{
	struct bgp_class *c = &run->bgp->class[run->class];
	size_t i;

	for (i = 0; i < run->bgp->net->n_session; i++) {
		if (changed[i])
			add_session(&c->unstable, &c->n_unstable, i);
	}
}

/* Far more than a network that converges takes. */
static size_t steps_to_rest(const struct network *net)
{
	return 16 * net->n_device + 64;
}

/*
 * Goes on until nothing changes, or until a state is there twice: what happens is a
 * function of the state, so it would return for ever. A state is kept at every power
 * of two of steps (R. P. Brent's way to find a cycle). Circles beside one another are
 * together in a state again after as many rounds as the lengths of all have in common,
 * which may be longer than anybody waits: what changed since the last state has to do.
 */
static void go_on(struct run *run)
{
	const struct network *net = run->bgp->net;
	struct snapshot shot = {
		.taken = xcalloc(2 * net->n_session + 1, sizeof(*shot.taken)),
		.queue = xcalloc(net->n_device + 1, sizeof(*shot.queue)),
	};
	bool *changed = xcalloc(net->n_session + 1, sizeof(*changed));
	size_t next = run->step, most = 64 * steps_to_rest(net);
	struct bgp_class *c = &run->bgp->class[run->class];

	while (run->n) {
		if (run->step == next) {
			snapshot_take(&shot, run);
			memset(changed, 0, net->n_session * sizeof(*changed));
			next = 2 * run->step;
		}
		advance(run, changed);
		c->cut = run->step >= most;
		if (run->n && (c->cut || snapshot_equal(&shot, run))) {
			report_unstable(run, changed);
			break;
		}
	}
	free(changed);
	free(shot.queue);
	free(shot.taken);
}

/* Everything is to be done. */
static void begin(struct run *run)
{
	struct bgp *bgp = run->bgp;
	const struct table_class *c = &bgp->table->class[run->class];
	size_t n = 2 * bgp->net->n_session, i;

	run->taken = xmalloc((n + 1) * sizeof(*run->taken));
	memset(run->taken, 0xff, (n + 1) * sizeof(*run->taken));
	bgp->class[run->class].taken = run->taken;
	for (i = 0; i < c->n_origin; i++)
		enqueue(run, c->origin[i]);
}

/* Whether a device's best route is another one than in the base. */
static bool prefers_other(const struct run *run, unsigned int device)
{
	struct bgp_choice before, now;
	bool other;

	bgp_choose(run->bgp->base, run->class, device, &before);
	bgp_choose(run->bgp, run->class, device, &now);
	other = !before.n_used != !now.n_used ||
		(now.n_used && (now.route[0].peer != before.route[0].peer ||
				now.route[0].attribute != before.route[0].attribute));
	bgp_choice_free(&before);
	bgp_choice_free(&now);
	return other;
}

/**
 * struct news - what is different from the base for all classes
 * @session: that went up or down
 * @device: whose costs changed, and which speaks
 */
struct news {
	unsigned int *session, *device;
	size_t n_session, n_device;
};

/* Goes on from the base. */
static void resume(struct run *run, const struct news *news)
{
	struct bgp *bgp = run->bgp;
	struct bgp_class *c = &bgp->class[run->class];
	size_t i;

	*c = bgp->base->class[run->class];
	c->borrowed = true;
	run->taken = c->taken;
	for (i = 0; i < 2 * news->n_session; i++) {
		unsigned int peer = 2 * news->session[i / 2] + i % 2;

		if (bgp->session_up[peer / 2])
			enqueue(run, bgp->net->session[peer / 2].peer[peer % 2].device);
		else if (run->taken[peer] != NO_ATTRIBUTE)
			take(run, peer, NO_ATTRIBUTE);
	}
	for (i = 0; i < news->n_device; i++) {
		if (prefers_other(run, news->device[i]))
			enqueue(run, news->device[i]);
	}
}

static void empty_queue(struct run *run)
{
	while (run->n)
		dequeue(run);
}

/* Begins once more in another order, and compares where that ends, if it does. */
static void find_other(struct run *run)
{
	struct bgp_class *c = &run->bgp->class[run->class];
	size_t most = steps_to_rest(run->bgp->net), i;
	uint32_t *taken = c->taken;

	run->newest = true;
	run->step = 0;
	begin(run);
	while (run->n && run->step < most)
		advance(run, NULL);
	for (i = 0; !run->n && i < run->bgp->net->n_session; i++) {
		if (memcmp(&taken[2 * i], &run->taken[2 * i], 2 * sizeof(*taken)))
			add_session(&c->open, &c->n_open, i);
	}
	empty_queue(run);
	free(run->taken);
	c->taken = taken;
}

/* @news: NULL: there is no base. */
static void compute_class(struct bgp *bgp, unsigned int class, const struct news *news,
			  unsigned int *queue, bool *waiting)
{
	size_t most = steps_to_rest(bgp->net);
	struct run run = { .bgp = bgp, .class = class, .queue = queue, .waiting = waiting };

	if (news && !bgp->base->class[class].n_unstable)
		resume(&run, news);
	else
		begin(&run);
	while (run.n && run.step < most)
		advance(&run, NULL);
	if (run.n)
		go_on(&run);
	empty_queue(&run);
	if (!news && bgp->by_path && !bgp->class[class].n_unstable)
		find_other(&run);
}

static bool session_is_up(const struct bgp *bgp, const struct net_session *s)
{
	if (s->link != NONE)
		return link_is_up(bgp->net, bgp->outage, s->link);
	return igp_reaches(bgp->igp, s->peer[0].device, s->peer[1].device);
}

/* Others get what a device takes from its own AS only if it reflects, from others always. */
static void find_speakers(struct bgp *bgp)
{
	size_t i;

	for (i = 0; i < bgp->net->n_session; i++) {
		const struct net_session *s = &bgp->net->session[i];
		bool external = session_is_external(bgp->net, (unsigned int)i);

		bgp->speaks[s->peer[0].device] |= external || s->peer[0].client;
		bgp->speaks[s->peer[1].device] |= external || s->peer[1].client;
	}
}

static bool looks_at_paths(const struct network *net)
{
	size_t i, j;

	for (i = 0; i < net->n_policy; i++) {
		for (j = 0; j < net->policy[i].n_term; j++) {
			if (net->policy[i].term[j].n_path)
				return true;
		}
	}
	return false;
}

static void find_news(const struct bgp *bgp, struct news *news)
{
	unsigned int i;

	for (i = 0; i < bgp->net->n_session; i++) {
		if (bgp->session_up[i] == bgp->base->session_up[i])
			continue;
		news->session = array_grow(news->session, news->n_session,
					   sizeof(*news->session));
		news->session[news->n_session++] = i;
	}
	for (i = 0; i < bgp->net->n_device; i++) {
		if (!bgp->speaks[i] || igp_is_same(bgp->igp, i))
			continue;
		news->device = array_grow(news->device, news->n_device, sizeof(*news->device));
		news->device[news->n_device++] = i;
	}
}

void bgp_compute(struct bgp *bgp, const struct network *net, const struct outage *outage,
		 const struct prefix_table *table, const struct igp *igp,
		 struct attributes *attributes, const struct bgp *base)
{
	unsigned int *queue = xcalloc(net->n_device + 1, sizeof(*queue));
	bool *waiting = xcalloc(net->n_device + 1, sizeof(*waiting));
	struct news news = { 0 };
	size_t i;

	*bgp = (struct bgp){
		.net = net, .outage = outage, .table = table, .igp = igp, .base = base,
		.attributes = attributes, .by_path = looks_at_paths(net),
		.session_up = xcalloc(net->n_session + 1, sizeof(*bgp->session_up)),
		.speaks = xcalloc(net->n_device + 1, sizeof(*bgp->speaks)),
		.changed = xcalloc(net->n_device + 1, sizeof(*bgp->changed)),
		.class = xcalloc(table->n_class + 1, sizeof(*bgp->class)),
	};
	for (i = 0; i < net->n_session; i++)
		bgp->session_up[i] = session_is_up(bgp, &net->session[i]);
	find_speakers(bgp);
	if (base)
		find_news(bgp, &news);
	for (i = 0; i < table->n_class; i++)
		compute_class(bgp, (unsigned int)i, base ? &news : NULL, queue, waiting);
	for (i = 0; i < table->n_class; i++)
		bgp->unstable |= bgp->class[i].n_unstable > 0;
	free(news.session);
	free(news.device);
	free(waiting);
	free(queue);
}

void bgp_free(struct bgp *bgp)
{
	size_t i;

	for (i = 0; i < bgp->table->n_class; i++) {
		if (bgp->class[i].borrowed)
			continue;
		free(bgp->class[i].taken);
		free(bgp->class[i].unstable);
		free(bgp->class[i].open);
	}
	free(bgp->class);
	free(bgp->session_up);
	free(bgp->speaks);
	free(bgp->changed);
}

bool bgp_equal(const struct bgp *a, const struct bgp *b)
{
	size_t n = 2 * a->net->n_session, i;

	for (i = 0; i < a->table->n_class; i++) {
		const uint32_t *x = a->class[i].taken, *y = b->class[i].taken;

		if (x != y && memcmp(x, y, n * sizeof(*x)))
			return false;
	}
	return true;
}
