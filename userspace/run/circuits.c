// SPDX-License-Identifier: GPL-2.0
#include "run/circuits.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend/circuits_down.h"
#include "model/duration.h"
#include "model/site.h"
#include "run/clock.h"
#include "run/journal.h"
#include "util/alloc.h"
#include "util/array.h"

static void forget(struct followed *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(v[i].why);
	free(v);
}

/* Written for commands, and for the plan. */
static void keep(const struct circuits *circuits)
{
	struct circuits_down list = { 0 };
	const struct followed *f;
	size_t i;

	for (i = 0; i < circuits->n; i++) {
		f = &circuits->v[i];
		if (!f->hold.up)
			circuits_down_add(&list, f->id, f->since, f->why);
	}
	circuits_down_keep(&list);
	circuits_down_free(&list);
}

void circuits_open(struct circuits *circuits)
{
	memset(circuits, 0, sizeof(*circuits));
	prober_open(&circuits->prober);
	/* A service that was killed may have left some. */
	keep(circuits);
}

void circuits_close(struct circuits *circuits)
{
	forget(circuits->v, circuits->n);
	prober_close(&circuits->prober);
	circuits_open(circuits);
}

bool circuits_follows(const struct circuit *circuit)
{
	return circuit->probe.n_to || circuit->hold_down;
}

static struct followed *find(const struct circuits *circuits, const struct circuit *circuit)
{
	size_t i;

	for (i = 0; i < circuits->n; i++)
		if (circuits->v[i].id == circuit->id &&
		    !strcmp(circuits->v[i].name, circuit->name))
			return &circuits->v[i];
	return NULL;
}

static bool any_running(const struct circuit *circuit, const struct devices *devices)
{
	const struct device *device;
	size_t i;

	for (i = 0; i < circuit->n_link; i++) {
		device = devices_find(devices, circuit->link[i].name);
		if (!circuit->link[i].receive && device && device->running)
			return true;
	}
	return false;
}

/* Return: true if a circuit that was followed is not any more. */
static bool set_followed(struct circuits *circuits, const struct site *site,
			 const struct devices *devices)
{
	struct followed *v = NULL, *before;
	size_t i, n = 0, stayed = 0;
	bool left;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		if (!circuits_follows(c))
			continue;
		v = array_grow(v, n, sizeof(*v));
		before = find(circuits, c);
		if (before) {
			v[n] = *before;
			before->why = NULL;
			stayed++;
		}
		v[n].id = c->id;
		memcpy(v[n].name, c->name, sizeof(v[n].name));
		v[n].hold_down = c->hold_down;
		v[n++].running = any_running(c, devices);
	}
	forget(circuits->v, circuits->n);
	left = stayed < circuits->n;
	circuits->v = v;
	circuits->n = n;
	return left;
}

static void print(const struct followed *f, int priority, char *text)
{
	struct journal_fields fields = { .circuit = f->name };

	journal_print(priority, &fields, text);
	free(text);
}

static void set_why(struct followed *f, const struct probed *probed)
{
	char *addresses;

	free(f->why);
	f->by_probe = f->running;
	if (!f->by_probe) {
		f->why = xstrdup("no link of it is running");
		return;
	}
	addresses = probed_addresses(probed);
	f->why = xasprintf("its probe got no answer from %s %u times in a row", addresses,
			   probed->down_after);
	free(addresses);
}

static void went_down(struct followed *f, const struct probed *probed, struct causes *causes)
{
	char *addresses;

	f->since = time(NULL);
	set_why(f, probed);
	/* That a link was lost is a cause already. */
	if (causes && f->by_probe) {
		addresses = probed_addresses(probed);
		causes_add_text(causes, xasprintf("probe of %s: no answer from %s", f->name,
						  addresses));
		free(addresses);
	}
}

static void came_up(const struct followed *f, const struct probed *probed, struct causes *causes)
{
	if (causes && f->hold_down)
		causes_add_text(causes, xasprintf("hold-down of %s is over", f->name));
	else if (causes && probed)
		causes_add_text(causes, xasprintf("probe of %s: answered again", f->name));
}

static void set_waiting(struct followed *f)
{
	char buf[DURATION_STRLEN];

	free(f->why);
	f->why = xasprintf("works again: it is up if it does for %s",
			   duration_format(f->hold_down, buf));
	print(f, JOURNAL_NOTICE, xasprintf("circuit %s %s", f->name, f->why));
}

/* Return: true if it went down or came up; @kept is set if what commands read has changed. */
static bool update(struct circuits *circuits, struct followed *f, uint64_t now,
		   struct causes *causes, bool *kept)
{
	const struct probed *probed = prober_find(&circuits->prober, f->id);
	bool works = f->running && !(probed && probed->verdict.down), worked = f->hold.works;
	bool changed = hold_update(&f->hold, works, now, f->hold_down);
	bool other = !changed && !works && (worked || f->by_probe != f->running);
	bool waits = works && !worked && !f->hold.up;

	if (changed && f->hold.up)
		came_up(f, probed, causes);
	else if (changed)
		went_down(f, probed, causes);
	else if (other)
		set_why(f, probed);
	else if (waits)
		set_waiting(f);
	*kept |= changed || other || waits;
	return changed;
}

/* If @left, a circuit is not followed any more, and may have been down. */
static bool update_all(struct circuits *circuits, uint64_t now, struct causes *causes, bool left)
{
	bool changed = false, kept = left;
	size_t i;

	for (i = 0; i < circuits->n; i++)
		changed |= update(circuits, &circuits->v[i], now, causes, &kept);
	if (kept)
		keep(circuits);
	return changed;
}

void circuits_follow(struct circuits *circuits, const struct site *site,
		     const struct devices *devices, uint64_t now)
{
	bool left = set_followed(circuits, site, devices);

	prober_configure(&circuits->prober, site, devices, now);
	update_all(circuits, now, NULL, left);
}

int circuits_wait(const struct circuits *circuits, uint64_t now)
{
	int wait = prober_wait(&circuits->prober, now);
	size_t i;

	for (i = 0; i < circuits->n; i++)
		wait = sooner(wait, hold_wait(&circuits->v[i].hold, now));
	return wait;
}

bool circuits_work(struct circuits *circuits, uint64_t now, struct causes *causes)
{
	prober_receive(&circuits->prober);
	if (circuits_wait(circuits, now))
		return false;
	prober_send(&circuits->prober, now);
	return update_all(circuits, now, causes, false);
}
