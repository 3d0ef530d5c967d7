// SPDX-License-Identifier: GPL-2.0
#include "run/prober.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend/echo_socket.h"
#include "model/mark.h"
#include "model/site.h"
#include "plan/routes.h"
#include "run/journal.h"
#include "util/alloc.h"
#include "util/array.h"

/* Circuits of a group are probed at the same time. */
#define GROUPS 16

static const uint8_t families[PROBER_SOCKETS] = { AF_INET, AF_INET6 };

void prober_open(struct prober *prober)
{
	size_t i;

	memset(prober, 0, sizeof(*prober));
	for (i = 0; i < PROBER_SOCKETS; i++)
		prober->fd[i] = -1;
	/* Less than all is as good. */
	if (getrandom(&prober->cookie, sizeof(prober->cookie), GRND_NONBLOCK) < 0 ||
	    getrandom(&prober->next_id, sizeof(prober->next_id), GRND_NONBLOCK) < 0)
		prober->next_id = (uint16_t)getpid();
}

static void forget(struct probed *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(v[i].path);
	free(v);
}

void prober_close(struct prober *prober)
{
	size_t i;

	forget(prober->v, prober->n);
	for (i = 0; i < PROBER_SOCKETS; i++)
		if (prober->fd[i] >= 0)
			close(prober->fd[i]);
	prober_open(prober);
}

const struct probed *prober_find(const struct prober *prober, uint32_t id)
{
	size_t i;

	for (i = 0; i < prober->n; i++)
		if (prober->v[i].id == id)
			return &prober->v[i];
	return NULL;
}

static const struct probe_path *find_path(const struct probed *probed, const char *link,
					  const struct address *to)
{
	size_t i;

	for (i = 0; probed && i < probed->n_path; i++)
		if (!strcmp(probed->path[i].link, link) &&
		    address_equal(&probed->path[i].to, to))
			return &probed->path[i];
	return NULL;
}

static void add_path(struct prober *prober, struct probed *probed, const struct probed *before,
		     const struct link *link, const struct address *to,
		     const struct devices *devices)
{
	const struct device *device = devices_find(devices, link->name);
	const struct probe_path *old = find_path(before, link->name, to);
	struct probe_path *path;

	probed->path = array_grow(probed->path, probed->n_path, sizeof(*probed->path));
	path = &probed->path[probed->n_path++];
	if (old) {
		*path = *old;
	} else {
		path->to = *to;
		memcpy(path->link, link->name, sizeof(path->link));
		path->id = prober->next_id++;
	}
	path->index = device && device->present ? device->index : 0;
}

static void fill(struct prober *prober, struct probed *probed, const struct site *site,
		 const struct circuit *circuit, const struct devices *devices)
{
	const struct probed *before = prober_find(prober, circuit->id);
	struct mark_layout layout;
	size_t i, j;

	if (before && strcmp(before->name, circuit->name))
		before = NULL;
	if (before)
		*probed = *before;
	probed->path = NULL;
	probed->n_path = 0;
	probed->id = circuit->id;
	memcpy(probed->name, circuit->name, sizeof(probed->name));
	probed->mark = mark_layout_init(&layout, site->mark_mask) ?
			0 : mark_value(&layout, MARK_IN, circuit->id);
	probed->every = circuit->probe.every;
	probed->down_after = circuit->probe.down_after;
	probed->up_after = circuit->probe.up_after;
	for (i = 0; i < circuit->probe.n_to; i++)
		for (j = 0; j < circuit->n_link; j++)
			if (plan_link_carries(site, &circuit->link[j],
					      circuit->probe.to[i].family))
				add_path(prober, probed, before, &circuit->link[j],
					 &circuit->probe.to[i], devices);
}

static bool uses(const struct prober *prober, uint8_t family)
{
	size_t i, j;

	for (i = 0; i < prober->n; i++)
		for (j = 0; j < prober->v[i].n_path; j++)
			if (prober->v[i].path[j].to.family == family)
				return true;
	return false;
}

static void set_sockets(struct prober *prober)
{
	size_t i;

	for (i = 0; i < PROBER_SOCKETS; i++) {
		bool used = uses(prober, families[i]);

		if (used && prober->fd[i] < 0)
			prober->fd[i] = echo_socket_open(families[i]);
		if (prober->fd[i] < 0)
			prober->fd[i] = -1;
		if (!used && prober->fd[i] >= 0) {
			close(prober->fd[i]);
			prober->fd[i] = -1;
		}
	}
}

void prober_configure(struct prober *prober, const struct site *site,
		      const struct devices *devices, uint64_t now)
{
	struct probed *v = NULL;
	size_t i, n = 0, begun = 0;

	for (i = 0; i < site->n_circuit; i++) {
		if (!site->circuit[i].probe.n_to)
			continue;
		v = array_grow(v, n, sizeof(*v));
		fill(prober, &v[n++], site, &site->circuit[i], devices);
	}
	/* Not all at once, and not each by itself, which would cost more. */
	for (i = 0; i < n; i++) {
		if (!v[i].sent && !v[i].due)
			v[i].due = now + (uint64_t)v[i].every * (begun++ % GROUPS) / GROUPS;
		else if (v[i].due > now + v[i].every)
			v[i].due = now + v[i].every;
	}
	forget(prober->v, prober->n);
	prober->v = v;
	prober->n = n;
	set_sockets(prober);
}

int prober_wait(const struct prober *prober, uint64_t now)
{
	uint64_t due = UINT64_MAX;
	size_t i;

	for (i = 0; i < prober->n; i++)
		if (prober->v[i].due < due)
			due = prober->v[i].due;
	if (due == UINT64_MAX)
		return -1;
	return due > now ? (int)(due - now) : 0;
}

/* An answer may come in by any link of the circuit. */
static bool is_link(const struct probed *probed, int index)
{
	size_t i;

	for (i = 0; i < probed->n_path; i++)
		if (index && probed->path[i].index == index)
			return true;
	return false;
}

bool prober_take(struct prober *prober, const struct address *from, int index, uint16_t id,
		 uint16_t sequence)
{
	size_t i, j;

	for (i = 0; i < prober->n; i++) {
		struct probed *probed = &prober->v[i];

		for (j = 0; j < probed->n_path; j++) {
			struct probe_path *path = &probed->path[j];

			if (path->id != id || !address_equal(&path->to, from) ||
			    !is_link(probed, index) ||
			    !probe_path_answered(path, sequence, probe_window(probed->every)))
				continue;
			probed->answered = true;
			return true;
		}
	}
	return false;
}

void prober_receive(struct prober *prober)
{
	struct echo_received received;
	size_t i;

	for (i = 0; i < PROBER_SOCKETS; i++) {
		while (prober->fd[i] >= 0 &&
		       !echo_socket_receive(prober->fd[i], families[i], &received))
			if (received.echo.cookie == prober->cookie)
				prober_take(prober, &received.from, received.index,
					    received.echo.id, received.echo.sequence);
	}
}

/* Once, until it is another error or none. */
static void report_error(const struct probed *probed, const struct probe_path *path, int err)
{
	struct journal_fields fields = { .circuit = probed->name, .link = path->link };
	char address[PREFIX_STRLEN], *text;

	if (!err || err == path->err)
		return;
	text = xasprintf("probe of %s: cannot send to %s by %s: %s: it counts as no answer",
			 probed->name, address_format(&path->to, address), path->link,
			 strerror(-err));
	journal_print(JOURNAL_WARNING, &fields, text);
	free(text);
}

static void send_probe(const struct prober *prober, const struct probed *probed,
		       struct probe_path *path)
{
	int err = -ENODEV, fd = prober->fd[path->to.family == AF_INET ? 0 : 1];
	struct echo echo = { .id = path->id, .cookie = prober->cookie };

	probe_path_next(path);
	echo.sequence = path->sequence;
	if (path->index)
		err = echo_socket_send(fd, &path->to, path->index, probed->mark, &echo);
	if (!err)
		probe_path_sent(path);
	report_error(probed, path, err);
	path->err = err;
}

/* What cannot be probed at all is not down. */
static bool can_probe(const struct prober *prober, const struct probed *probed)
{
	size_t i;

	for (i = 0; i < probed->n_path; i++)
		if (prober->fd[probed->path[i].to.family == AF_INET ? 0 : 1] < 0)
			return false;
	return probed->n_path;
}

static bool next_round(const struct prober *prober, struct probed *probed, uint64_t now)
{
	bool changed = false;
	size_t i;

	if (can_probe(prober, probed)) {
		if (probed->sent)
			changed = verdict_round(&probed->verdict, probed->answered,
						probed->down_after, probed->up_after);
		for (i = 0; i < probed->n_path; i++)
			send_probe(prober, probed, &probed->path[i]);
		probed->sent = true;
	}
	probed->answered = false;
	/* What was late is not made up for, and circuits stay apart. */
	probed->due += probed->every * (1 + (now - probed->due) / probed->every);
	return changed;
}

bool prober_send(struct prober *prober, uint64_t now)
{
	bool changed = false;
	size_t i;

	for (i = 0; i < prober->n; i++)
		if (prober->v[i].due <= now)
			changed |= next_round(prober, &prober->v[i], now);
	return changed;
}

char *probed_addresses(const struct probed *probed)
{
	char buf[PREFIX_STRLEN], *text = xstrdup(""), *longer;
	size_t i, j;

	for (i = 0; i < probed->n_path; i++) {
		for (j = 0; j < i && !address_equal(&probed->path[j].to, &probed->path[i].to); j++)
			;
		if (j < i)
			continue;
		longer = xasprintf("%s%s%s", text, i ? ", " : "",
				   address_format(&probed->path[i].to, buf));
		free(text);
		text = longer;
	}
	return text;
}
