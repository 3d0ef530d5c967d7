// SPDX-License-Identifier: GPL-2.0
#include "network/lab/sessions.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "network/lab/vty.h"
#include "util/alloc.h"
#include "util/error.h"

static const char question[] = "show bgp ipv4 unicast summary json";

/* What keeps an end of a session from being up and done, or NULL. */
static const char *obstacle(const json_t *neighbour)
{
	const char *state = json_string_value(json_object_get(neighbour, "state"));

	if (!state)
		return "unknown";
	if (strcmp(state, "Established"))
		return state;
	if (json_integer_value(json_object_get(neighbour, "inq")) ||
	    json_integer_value(json_object_get(neighbour, "outq")))
		return "busy";
	return NULL;
}

static void compare(const struct routes *routes, unsigned int peer, const json_t *neighbours,
		    struct sessions *sessions)
{
	const struct network *net = routes->net;
	const struct net_session *s = &net->session[peer / 2];
	const char *device = net->device[s->peer[peer % 2].device].name;
	const char *other = net->device[s->peer[!(peer % 2)].device].name;
	bool up = routes->bgp.session_up[peer / 2];
	char buf[PREFIX_STRLEN];
	const char *why;

	address_format(session_address(net, peer ^ 1), buf);
	why = obstacle(json_object_get(neighbours, buf));
	if (up && why)
		lines_add(&sessions->missing,
			  xasprintf("%s: the session with %s (%s) is %s in the lab", device, other,
				    buf, why));
	else if (!up && (!why || !strcmp(why, "busy")))
		lines_add(&sessions->left,
			  xasprintf("%s: only the lab has a session with %s (%s)", device, other,
				    buf));
}

int sessions_compare(const struct routes *routes, unsigned int device, const char *summary,
		     struct sessions *sessions)
{
	const struct index_list *peers = &routes->net->peers_of[device];
	json_t *all = json_loads(summary, JSON_DISABLE_EOF_CHECK, NULL);
	const json_t *neighbours = json_object_get(all, "peers");
	int err = neighbours ? 0 : -EIO;
	size_t i;

	for (i = 0; !err && i < peers->n; i++)
		compare(routes, peers->v[i], neighbours, sessions);
	json_decref(all);
	return err;
}

static int ask(const struct lab *lab, const struct routes *routes, unsigned int device,
	       struct sessions *sessions)
{
	const char *name = lab->net->device[device].name;
	char *path = xasprintf("%s/%s/bgpd.vty", lab->directory, name);
	char *text = vty_ask(path, question);
	int err = text ? 0 : -errno;

	if (!err)
		err = sessions_compare(routes, device, text, sessions);
	if (err)
		error("cannot ask bgpd of %s for its sessions: %s", name, strerror(-err));
	free(text);
	free(path);
	return err;
}

int sessions_observe(const struct lab *lab, const struct routes *routes,
		     struct sessions *sessions)
{
	int err = 0;
	size_t i;

	*sessions = (struct sessions){ 0 };
	for (i = 0; !err && i < lab->net->n_device; i++) {
		if (!routes->outage->device[i] && lab->net->peers_of[i].n)
			err = ask(lab, routes, (unsigned int)i, sessions);
	}
	return err;
}

void sessions_free(struct sessions *sessions)
{
	lines_free(&sessions->missing);
	lines_free(&sessions->left);
}
