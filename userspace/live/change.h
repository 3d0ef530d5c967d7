/* SPDX-License-Identifier: GPL-2.0 */
/* Changes of the host that what ersym has in the kernel may depend on. */
#ifndef ERSYM_LIVE_CHANGE_H
#define ERSYM_LIVE_CHANGE_H

#include <net/if.h>
#include <stdint.h>

/**
 * enum change_kind - what changed
 * @CHANGE_LINK_UP: a device is up and has a carrier
 * @CHANGE_LINK_NO_CARRIER: a device is up and has none
 * @CHANGE_LINK_DOWN: a device is not up
 * @CHANGE_LINK_DELETED: a device was deleted
 * @CHANGE_ADDRESS: an address of a device
 * @CHANGE_ROUTE: a route
 * @CHANGE_RULE: a routing rule
 * @CHANGE_SYSCTL: the sysctl proxy_ndp of a device
 * @CHANGE_RULESET: the nft ruleset
 * @CHANGE_MODULE: a family of generic netlink was added or removed, as the module has one
 * @CHANGE_LOST: any of these, as notifications were lost
 */
enum change_kind {
	CHANGE_LINK_UP,
	CHANGE_LINK_NO_CARRIER,
	CHANGE_LINK_DOWN,
	CHANGE_LINK_DELETED,
	CHANGE_ADDRESS,
	CHANGE_ROUTE,
	CHANGE_RULE,
	CHANGE_SYSCTL,
	CHANGE_RULESET,
	CHANGE_MODULE,
	CHANGE_LOST,
};

/**
 * struct change - one change
 * @kind: what changed
 * @device: the device; empty if the change has none
 * @program: name of the program that changed the ruleset; empty if it is not known
 * @process: its process id
 */
struct change {
	enum change_kind kind;
	char device[IFNAMSIZ];
	char program[16];
	uint32_t process;
};

#endif
