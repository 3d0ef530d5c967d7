// SPDX-License-Identifier: GPL-2.0
#include "network/print/expanded.h"

#include <stdlib.h>

#include "print/json.h"

static json_t *devices_json(const struct network *net)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < net->n_device; i++) {
		const struct net_device *d = &net->device[i];
		json_t *object = json_object();
		char buf[PREFIX_STRLEN];

		json_add(object, "name", json_text(d->name));
		json_add(object, "side", json_text(side_name(d->side)));
		json_add(object, "as", json_integer(d->as));
		json_add(object, "loopback", json_text(address_format(&d->loopback, buf)));
		json_add(object, "stateful", json_boolean(d->state));
		json_push(array, object);
	}
	return array;
}

static json_t *links_json(const struct network *net)
{
	json_t *array = json_array();
	size_t i, j;

	for (i = 0; i < net->n_link; i++) {
		const struct net_link *l = &net->link[i];
		json_t *object = json_object(), *ends = json_array();

		for (j = 0; j < 2; j++) {
			const struct net_end *end = &l->end[j];
			json_t *e = json_object();
			char buf[PREFIX_STRLEN];

			json_add(e, "device", json_text(net->device[end->device].name));
			json_add(e, "name", json_text(end->name));
			json_add(e, "address", end->address.family ?
				 json_text(address_format(&end->address, buf)) : json_null());
			json_push(ends, e);
		}
		json_add(object, "ends", ends);
		json_add(object, "circuit", json_text(link_circuit_name(net, l->circuit)));
		json_add(object, "over", json_text(link_circuit_name(net, l->over)));
		json_add(object, "cost", l->igp ? json_integer(l->end[0].cost) : json_null());
		json_add(object, "latency_us", json_integer(l->latency));
		json_add(object, "disabled", json_boolean(l->disabled));
		json_push(array, object);
	}
	return array;
}

static json_t *peers_json(const struct network *net)
{
	json_t *array = json_array();
	size_t i, j;

	for (i = 0; i < net->n_session; i++) {
		const struct net_session *s = &net->session[i];
		json_t *ends = json_array();

		for (j = 0; j < 2; j++) {
			const struct net_peer *p = &s->peer[j];
			json_t *end = json_object();

			json_add(end, "device", json_text(net->device[p->device].name));
			json_add(end, "import", json_text(policy_name(net, p->import)));
			json_add(end, "export", json_text(policy_name(net, p->export)));
			json_push(ends, end);
		}
		json_push(array, ends);
	}
	return array;
}

static json_t *policies_json(const struct network *net)
{
	json_t *object = json_object();
	size_t i, j;

	for (i = 0; i < net->n_policy; i++) {
		json_t *terms = json_array();

		for (j = 0; j < net->policy[i].n_term; j++) {
			char *text = term_text(&net->policy[i].term[j]);

			json_push(terms, json_text(text));
			free(text);
		}
		json_add(object, net->policy[i].name, terms);
	}
	return object;
}

static json_t *prefix_json(const struct network *net, const struct prefix *p, unsigned int device)
{
	json_t *object = json_object();
	char buf[PREFIX_STRLEN];

	json_add(object, "prefix", json_text(prefix_format(p, buf)));
	json_add(object, "device", json_text(net->device[device].name));
	return object;
}

json_t *expanded_json(const struct network *net)
{
	json_t *root = json_object(), *segments = json_array(), *origins = json_array();
	size_t i;

	for (i = 0; i < net->n_segment; i++)
		json_push(segments, prefix_json(net, &net->segment[i].prefix,
						net->segment[i].device));
	for (i = 0; i < net->n_origin; i++)
		json_push(origins, prefix_json(net, &net->origin[i].prefix,
					       net->origin[i].device));
	json_add(root, "devices", devices_json(net));
	json_add(root, "links", links_json(net));
	json_add(root, "segments", segments);
	json_add(root, "origins", origins);
	json_add(root, "sessions", peers_json(net));
	json_add(root, "policies", policies_json(net));
	return root;
}
