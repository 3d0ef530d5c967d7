// SPDX-License-Identifier: GPL-2.0
#include "backend/neighbour.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "backend/address_attr.h"
#include "nl/attr.h"
#include "plan/route.h"
#include "util/alloc.h"
#include "util/error.h"

#define REQUEST_SIZE 64

static char *path_of(const char *device)
{
	return xasprintf("/proc/sys/net/ipv6/conf/%s/proxy_ndp", device);
}

/* Without procfs, an entry is taken to be in use. */
static bool is_on(const char *device)
{
	char *path = path_of(device);
	FILE *in = fopen(path, "re");
	bool on = true;

	free(path);
	if (!in)
		return true;
	on = getc(in) != '0';
	fclose(in);
	return on;
}

static int turn(const char *device, bool on)
{
	char *path = path_of(device);
	FILE *out = fopen(path, "we");
	int err = out ? 0 : -errno;

	free(path);
	if (out && fputs(on ? "1\n" : "0\n", out) < 0)
		err = -errno;
	if (out && fclose(out) && !err)
		err = -errno;
	/* The device was deleted, and its entries with it. */
	if (err == -ENOENT)
		return 0;
	if (err)
		error("cannot set the sysctl net.ipv6.conf.%s.proxy_ndp: %s; set it to %d", device,
		      strerror(-err), on);
	return err;
}

/**
 * struct reader - entries being read
 * @state: they are added to it
 * @all: also those of other programs
 */
struct reader {
	struct state *state;
	bool all;
};

/**
 * struct reading - the attributes of an entry
 * @address: what is answered for
 * @protocol: who has added it
 */
struct reading {
	struct address address;
	uint8_t protocol;
};

static int take(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(NDA_DST, address_attr_read, struct reading, address),
		ATTR_FIELD(NDA_PROTOCOL, attr_read_u8, struct reading, protocol),
		{ 0 },
	};
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct reading reading = { 0 };
	struct neighbour *neighbour;
	struct reader *r = data;
	char device[IFNAMSIZ];

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*ndm))
		return -EBADMSG;
	if (!(ndm->ndm_flags & NTF_PROXY) || ndm->ndm_family != AF_INET6)
		return 0;
	if (attr_read_message(nlh, sizeof(*ndm), fields, &reading))
		return -EBADMSG;
	if ((!r->all && reading.protocol != ROUTE_PROTOCOL) ||
	    !if_indextoname(ndm->ndm_ifindex, device))
		return 0;
	neighbour = state_add_neighbour(r->state);
	neighbour->address = reading.address;
	memcpy(neighbour->device, device, IFNAMSIZ);
	return 0;
}

static void forget(void *data)
{
	struct reader *r = data;

	r->state->n_neighbour = 0;
}

static int dump(struct nl_socket *nl, struct state *state, bool all)
{
	struct reader r = { .state = state, .all = all };
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ndmsg *ndm;
	int ret;

	nlh->nlmsg_type = RTM_GETNEIGH;
	ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));
	ndm->ndm_family = AF_INET6;
	/* The kernel has two tables, and dumps this one only for exactly this flag. */
	ndm->ndm_flags = NTF_PROXY;
	ret = nl_dump(nl, nlh, take, forget, &r);
	if (nl_no_family(ret))
		return 0;
	if (ret)
		error("cannot read the proxy entries of neighbours: %s", nl_strerror(nl, ret));
	return ret;
}

int neighbours_observe(struct nl_socket *nl, struct state *state)
{
	int ret = dump(nl, state, false);
	struct neighbour *n;
	bool all_on = true;
	size_t i;

	if (state->n_neighbour)
		all_on = is_on("all");
	/* The dump is by address: each device is asked for again and again. */
	state_sort(state);
	for (i = 0; !ret && !all_on && i < state->n_neighbour; i++) {
		n = &state->neighbour[i];
		n->silent = i && !strcmp(n[-1].device, n->device) ? n[-1].silent :
								    !is_on(n->device);
	}
	return ret;
}

void neighbour_put(struct nlmsghdr *nlh, const struct neighbour *neighbour)
{
	struct ndmsg *ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));
	unsigned int index = if_nametoindex(neighbour->device);

	ndm->ndm_family = neighbour->address.family;
	/* Zero would be all devices. */
	ndm->ndm_ifindex = index ? (int)index : INT_MAX;
	ndm->ndm_flags = NTF_PROXY;
	ndm->ndm_state = NUD_PERMANENT;
	mnl_attr_put(nlh, NDA_DST, address_bits(neighbour->address.family) / 8,
		     neighbour->address.bytes);
	mnl_attr_put_u8(nlh, NDA_PROTOCOL, ROUTE_PROTOCOL);
}

/* Whether an operation deletes, or does not delete, an entry. */
static bool is_neighbour(const struct operation *o, bool deletes)
{
	bool is_deleted = o->verb == VERB_DELETE;

	return o->object == OBJECT_NEIGHBOUR && is_deleted == deletes;
}

/* Whether an operation is the first one that deletes, or does not delete, on its device. */
static bool is_first(const struct operations *operations, size_t at, bool deletes)
{
	const struct operation *o = &operations->v[at], *before;
	size_t i;

	if (!is_neighbour(o, deletes))
		return false;
	for (i = 0; i < at; i++) {
		before = &operations->v[i];
		if (is_neighbour(before, deletes) &&
		    !strcmp(operation_thing(before).neighbour->device,
			    operation_thing(o).neighbour->device))
			return false;
	}
	return true;
}

static bool deletes_all(const struct operations *operations, const struct state *all,
			const char *device)
{
	const struct operation *o;
	size_t i, left = 0;

	for (i = 0; i < all->n_neighbour; i++)
		left += !strcmp(all->neighbour[i].device, device);
	for (i = 0; i < operations->n; i++) {
		o = &operations->v[i];
		if (is_neighbour(o, true) && !strcmp(o->old.neighbour->device, device))
			left--;
	}
	return !left;
}

int neighbours_silence(struct nl_socket *nl, const struct operations *operations)
{
	struct state all = { 0 };
	const char *device;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < operations->n; i++) {
		if (!is_first(operations, i, true))
			continue;
		device = operations->v[i].old.neighbour->device;
		if (!all.n_neighbour)
			ret = dump(nl, &all, true);
		if (!ret && deletes_all(operations, &all, device) && is_on(device) &&
		    !is_on("all") && !is_on("default"))
			ret = turn(device, false);
	}
	state_free(&all);
	return ret;
}

int neighbours_wake(const struct operations *operations)
{
	const char *device;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < operations->n; i++) {
		if (!is_first(operations, i, false))
			continue;
		device = operations->v[i].new.neighbour->device;
		if (!is_on("all") && !is_on(device))
			ret = turn(device, true);
	}
	return ret;
}
