// SPDX-License-Identifier: GPL-2.0
#include "backend/module.h"

#include <errno.h>

#include <linux/ersym.h>

#include "backend/socket.h"
#include "util/error.h"

int module_open(struct module *m)
{
	int err;

	err = socket_open(&m->nl, NETLINK_GENERIC);
	if (err)
		return err;
	err = genl_resolve(&m->nl, ERSYM_FAMILY_NAME, ERSYM_MCGRP_EVENTS, &m->family);
	if (err && err != -ENOENT)
		error("cannot look up the generic netlink family of the kernel module: %s",
		      nl_strerror(&m->nl, err));
	if (err)
		nl_close(&m->nl);
	return err;
}

int module_require(struct module *m)
{
	int err = module_open(m);

	if (err == -ENOENT)
		error("the kernel module is not loaded: run \"modprobe ersym\"");
	return err;
}

void module_close(struct module *m)
{
	nl_close(&m->nl);
}

struct nlmsghdr *module_request(const struct module *m, void *buf, uint8_t command)
{
	return genl_put_header(buf, m->family.id, command, ERSYM_FAMILY_VERSION);
}
