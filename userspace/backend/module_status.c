// SPDX-License-Identifier: GPL-2.0
#include "backend/module_status.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>

#include "nl/attr.h"
#include "util/array.h"
#include "util/error.h"

static int read_link(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_LINK_NAME, attr_read_string, struct link_state, device),
		ATTR_FIELD(ERSYM_A_LINK_PRESENT, attr_read_flag, struct link_state, present),
		ATTR_FIELD(ERSYM_A_LINK_RUNNING, attr_read_flag, struct link_state, running),
		{ 0 },
	};
	struct circuit_state *circuit = out;
	struct link_state *link;
	int err;

	circuit->link = array_grow(circuit->link, circuit->n_link, sizeof(*circuit->link));
	link = &circuit->link[circuit->n_link++];
	err = attr_read_nest(nest, fields, link);
	if (err)
		return err;
	return link->device[0] ? 0 : -EBADMSG;
}

static int read_circuit(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_CIRCUIT_ID, attr_read_u32, struct circuit_state, id),
		ATTR_FIELD(ERSYM_A_CIRCUIT_NAME, attr_read_string, struct circuit_state, name),
		ATTR_FIELD_WHOLE(ERSYM_A_CIRCUIT_LINK, read_link, struct circuit_state),
		ATTR_FIELD(ERSYM_A_CIRCUIT_PUBLIC_ONLY, attr_read_flag, struct circuit_state,
			   public_only),
		ATTR_FIELD(ERSYM_A_CIRCUIT_BORN_IN, attr_read_u64, struct circuit_state, born_in),
		ATTR_FIELD(ERSYM_A_CIRCUIT_BORN_OUT, attr_read_u64, struct circuit_state,
			   born_out),
		{ 0 },
	};
	struct circuit_state *circuit = out;
	int err = attr_read_nest(nest, fields, circuit);

	if (err)
		return err;
	return circuit->id && circuit->name[0] ? 0 : -EBADMSG;
}

/* struct status - what a message says */
struct status {
	uint32_t generation;
	struct circuit_state circuit;
};

int module_status_parse(const struct nlmsghdr *nlh, struct circuit_state *circuit,
			uint32_t *generation)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_STATUS_GENERATION, attr_read_u32, struct status, generation),
		ATTR_FIELD(ERSYM_A_STATUS_CIRCUIT, read_circuit, struct status, circuit),
		{ 0 },
	};
	struct status status = { 0 };
	int err = attr_read_message(nlh, sizeof(struct genlmsghdr), fields, &status);

	if (!err && !status.circuit.id)
		err = -EBADMSG;
	if (err)
		circuit_state_free(&status.circuit);
	*circuit = status.circuit;
	*generation = status.generation;
	return err;
}

static int take_circuit(const struct nlmsghdr *nlh, void *data)
{
	struct circuit_states *list = data;
	uint32_t generation;
	int err;

	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	err = module_status_parse(nlh, &list->v[list->n], &generation);
	if (!err)
		list->n++;
	return err;
}

static void forget_circuits(void *data)
{
	circuit_states_free(data);
}

int module_status_dump(struct module *m, struct circuit_states *list)
{
	char buf[MODULE_REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int err;

	memset(list, 0, sizeof(*list));
	err = nl_dump(&m->nl, module_request(m, buf, ERSYM_CMD_CIRCUIT_GET), take_circuit,
		      forget_circuits, list);
	if (err) {
		error("cannot read the circuits: %s", nl_strerror(&m->nl, err));
		circuit_states_free(list);
	}
	return err;
}
