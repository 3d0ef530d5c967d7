/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel need not notify: most routes, and parts of changes of the ruleset. */
#ifndef ERSYM_BACKEND_WATCH_FILTER_H
#define ERSYM_BACKEND_WATCH_FILTER_H

/**
 * watch_filter_attach() - let the kernel drop notifications that nothing depends on
 * @fd: a socket of netlink
 * @bus: NETLINK_ROUTE or NETLINK_NETFILTER; any other has no filter
 *
 * Of routes, these pass: defaults, those of the kernel, of ersym, DHCP, router advertisements
 * and the administrator. A host may have a full BGP table, of which a default is all that
 * matters. Of nf_tables, the last message of each change passes.
 *
 * Return: 0 or -errno
 */
int watch_filter_attach(int fd, int bus);

#endif
