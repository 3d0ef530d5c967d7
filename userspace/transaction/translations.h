/* SPDX-License-Identifier: GPL-2.0 */
/* Other programs that translate connections before ersym does. */
#ifndef ERSYM_TRANSACTION_TRANSLATIONS_H
#define ERSYM_TRANSACTION_TRANSLATIONS_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "nl/socket.h"
#include "plan/device.h"

/**
 * translations_check() - warn of rules that translate before those of a site
 * @nl: a socket of NETLINK_NETFILTER
 * @site: the site
 * @devices: the devices, sorted
 * @diags: receives warnings
 *
 * An error is reported on stderr, but for a lack of privilege.
 *
 * Return: 0 or -errno; -EPERM without privilege
 */
int translations_check(struct nl_socket *nl, const struct site *site,
		       const struct devices *devices, struct diagnostics *diags);

/**
 * translations_observe() - the same, with the devices as they are
 * @site: the site
 * @diags: receives warnings
 *
 * Without privilege, nothing is known and nothing is warned of. An error is reported on
 * stderr.
 *
 * Return: 0 or -errno
 */
int translations_observe(const struct site *site, struct diagnostics *diags);

#endif
