// SPDX-License-Identifier: GPL-2.0
/* Init and exit of the module: each part's init, and its exit in reverse. */
#include <linux/ersym.h>
#include <linux/module.h>
#include <net/genetlink.h>

#include "commit.h"
#include "netdev.h"
#include "netlink.h"
#include "netns.h"

static int __init ersym_init(void)
{
	int err;

	err = ersym_netns_init();
	if (err)
		return err;
	err = ersym_commit_init();
	if (err)
		goto exit_netns;
	err = ersym_netdev_init();
	if (err)
		goto exit_commit;
	err = ersym_netlink_init();
	if (err)
		goto exit_netdev;
	return 0;

exit_netdev:
	ersym_netdev_exit();
exit_commit:
	ersym_commit_exit();
exit_netns:
	ersym_netns_exit();
	return err;
}

static void __exit ersym_exit(void)
{
	ersym_netlink_exit();
	ersym_netdev_exit();
	ersym_commit_exit();
	ersym_netns_exit();
}

module_init(ersym_init);
module_exit(ersym_exit);

MODULE_AUTHOR("The ersym developers");
MODULE_DESCRIPTION("Path symmetry for hosts with several circuits");
MODULE_LICENSE("GPL");
MODULE_ALIAS_GENL_FAMILY(ERSYM_FAMILY_NAME);
